# SPDX-License-Identifier: EUPL-1.2
"""The fixtures that all tests share. tests/README.md says which to take for what."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Playwright

from booking import create_app, tasks
from booking.catalogue.models import Provider
from booking.database import write_lock
from booking.extensions import db, huey, limiter
from booking.outbox import queries as outbox_queries
from booking.outbox.models import STATUSES, OutboxMail
from booking.planning.models import Trainer
from booking.staff import queries as staff_queries
from booking.staff.models import StaffMember
from booking.web import now as web_now
from booking.web import writing
from config import Config
from tests.support import cast
from tests.support.browser import FLAGS, chromium
from tests.support.client import Client
from tests.support.counting import Count, counting
from tests.support.databases import KINDS, Copy, PostgreSQL, SQLite
from tests.support.live import LiveSite
from tests.support.redis import Redis, redis_server
from tests.support.settings import SETTINGS
from tests.support.smtp import MailServer, mail_server

_runs = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=["both", *KINDS], default="both", help="which database the tests run on")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that needs a database runs on both, unless it is marked `once`."""
    if "database_kind" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("--db")
        kinds = list(KINDS) if wanted == "both" else [wanted]
        if metafunc.definition.get_closest_marker("once"):
            kinds = kinds[:1]
        metafunc.parametrize("database_kind", kinds, scope="session")


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The folder that all processes of one run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if hasattr(request.config, "workerinput") else base


@pytest.fixture(scope="session")
def database(
    database_kind: str, run_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SQLite | PostgreSQL]:
    """This process's database of one kind."""
    made = KINDS[database_kind](run_folder, tmp_path_factory.mktemp(database_kind))
    yield made
    made.close()


@pytest.fixture(scope="session")
def application(database: SQLite | PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application, made once a process and database. Tests take `app`."""
    app = make_app(database.url, tmp_path_factory.mktemp("instance"))
    database.reset()
    yield app
    with app.app_context():
        db.engine.dispose()


def make_app(url: str, instance: Path, **settings: str) -> Flask:
    """An application with the tests' settings and these."""
    config = Config.from_environment(SETTINGS | {"DATABASE_URL": url, "INSTANCE": str(instance)} | settings)
    app = create_app(config)
    app.test_client_class = Client
    return app


@pytest.fixture
def app(application: Flask, database: SQLite | PostgreSQL) -> Iterator[Flask]:
    """The application on a fresh database. No context is pushed: `write()` and `read()` do that."""
    with application.app_context():
        db.engine.dispose()
    database.reset()
    _move_versions(application)
    limiter.reset()
    tasks.register(application)  # the last application made has the tasks, and another test may have made one
    huey.storage.flush_queue()
    huey.storage.flush_schedule()
    yield application
    assert not write_lock.locked(), "the test left the writers' lock taken"


def _move_versions(app: Flask) -> None:
    """What is kept in memory is kept per version; a fresh database must never show the version of an earlier test.

    Beyond any clock: a change that takes the clock's number would take the same one in two tests that make time stand still.
    """
    with app.app_context(), db.engine.connect().execution_options(write=True) as connection:
        connection.execute(sa.text("UPDATE versions SET value = :start"), {"start": 10**16 + 100_000 * next(_runs)})
        connection.commit()


@pytest.fixture
def client(app: Flask) -> Client:
    """A visitor without an account."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def another_app(app: Flask, database: SQLite | PostgreSQL, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """`another_app(TRUSTED_PROXIES="1")`: an application with other settings on the same database."""
    made: list[Flask] = []

    def make(**settings: str) -> Flask:
        made.append(make_app(database.url, tmp_path, **settings))
        return made[-1]

    yield make
    for one in made:
        with one.app_context():
            db.engine.dispose()


@pytest.fixture
def write(app: Flask) -> Callable[[], AbstractContextManager[datetime]]:
    """`with write() as now: actions.submit(…, now)`: one transaction, committed, as a view does it."""

    @contextmanager
    def in_one_transaction() -> Iterator[datetime]:
        with app.app_context(), writing():
            yield web_now()

    return in_one_transaction


@pytest.fixture
def read(app: Flask) -> Callable[[], AbstractContextManager[datetime]]:
    """`with read(): queries.…`: the database as it stands."""

    @contextmanager
    def in_one_look() -> Iterator[datetime]:
        with app.app_context():
            yield web_now()

    return in_one_look


@pytest.fixture
def hire(app: Flask) -> Callable[[str], StaffMember]:
    """`hire("coby")`: her account. The same one when asked again."""

    def hired(key: str) -> StaffMember:
        with app.app_context():
            there = staff_queries.by_email(cast.email_of(key))
        if there is None:
            cast.hire(app, key)
            with app.app_context():
                there = staff_queries.by_email(cast.email_of(key))
        assert there is not None
        return there

    return hired


@pytest.fixture
def sign_in(app: Flask) -> Callable[[str], Client]:
    """`sign_in("coby")`: a browser in which she signed in, through the page."""

    def signed_in(key: str) -> Client:
        browser: Client = app.test_client()  # type: ignore[assignment]
        answer = cast.sign_in(browser, key)
        assert answer.status_code == 303, answer.words
        return browser

    return signed_in


@pytest.fixture
def coby(hire: Callable[[str], StaffMember]) -> StaffMember:
    return hire("coby")


@pytest.fixture
def sem(hire: Callable[[str], StaffMember]) -> StaffMember:
    return hire("sem")


@pytest.fixture
def ada(hire: Callable[[str], StaffMember]) -> StaffMember:
    return hire("ada")


@pytest.fixture
def catalogue(write: Callable[[], AbstractContextManager[datetime]]) -> None:
    """The small catalogue of `support/catalogue.yaml`: a lesson, one with two levels, a series, a priced training."""
    with write() as now:
        cast.load_catalogue(now)


@pytest.fixture
def tariq(catalogue: None, write: Callable[[], AbstractContextManager[datetime]]) -> Trainer:
    """The trainer of the first provider of the small catalogue."""
    with write():
        return cast.hire_tariq(db.session.scalars(sa.select(Provider.id).order_by(Provider.id)).first() or 0)


@pytest.fixture
def mails(app: Flask) -> Callable[..., list[OutboxMail]]:
    """`mails()`: every mail that was written, oldest first; `mails("tess@…")`: those to one address."""

    def written(address: str = "") -> list[OutboxMail]:
        with app.app_context():
            found = outbox_queries.with_status(STATUSES)
        return [mail for mail in found if address in ("", mail.recipient)]

    return written


@pytest.fixture
def count(app: Flask) -> Callable[[], AbstractContextManager[Count]]:
    """`with count() as asked: client.get("/lesaanbod")`, then `assert len(asked) <= 2, asked`."""
    return lambda: counting(app)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """`clock.move_to(datetime(2027, 3, 9, 9, 0, tzinfo=UTC))`, `clock.shift(timedelta(days=1))`: time stands still in between."""
    with time_machine.travel(web_now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def smtp() -> Iterator[MailServer]:
    """A real mail server; `smtp.mood = Mood.LATER` makes it refuse."""
    with mail_server() as server:
        yield server


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """A real Redis of this test alone, to be killed at will."""
    with redis_server(tmp_path) as server:
        yield server


@pytest.fixture
def serve(database: SQLite | PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., LiveSite]]:
    """`site = serve(WEB_THREADS="4")`: the real server on a fresh database of its own, stopped afterwards."""
    sites: list[LiveSite] = []
    copies: list[Copy] = []

    def start(**settings: str) -> LiveSite:
        folder = tmp_path_factory.mktemp("live")
        copies.append(database.copy(folder))
        sites.append(LiveSite(folder, {"DATABASE_URL": copies[-1].url, **settings}))
        return sites[-1].start()

    yield start
    for site in sites:
        site.stop()
    for copy in copies:
        copy.drop()


@pytest.fixture(scope="session")
def chrome(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium, started once a process."""
    browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(autouse=True)
def _quiet_logs() -> Iterator[None]:
    """Our own lines go to pytest's capture alone, not to a stream that it has closed; a line a request would be too many."""
    logging.getLogger("http").setLevel(logging.WARNING)
    root = logging.getLogger()
    ours = [handler for handler in root.handlers if handler.name == "lesaanbod"]
    for handler in ours:
        root.removeHandler(handler)
    yield
    for handler in ours:
        if handler not in root.handlers:
            root.addHandler(handler)


def settings_of(app: Flask) -> dict[str, Any]:
    """The application's settings, for a test that compares."""
    return dict(app.config)
