# SPDX-License-Identifier: EUPL-1.2
"""F03, E8: the database goes away and comes back. No page is a 500, nothing that was typed is lost, nobody restarts anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from psycopg import sql
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from booking.extensions import db
from booking.lesson_requests.models import LessonRequest
from tests.lesson_requests.form.filled import body
from tests.lesson_requests.page.conftest import approval
from tests.support import postgres
from tests.support.client import Client, Form, Page
from tests.support.databases import PostgreSQL, SQLite
from tests.support.invariants import troubles

Gone = Callable[[], AbstractContextManager[None]]
PAGES = [
    "/",
    "/lesaanbod",
    "/lesaanbod/sterk-in-de-groep",
    "/programma/po",
    "/zo-werkt-het",
    "/aanvraag?les=sterk-in-de-groep",
]
PAGES += [
    "/link-kwijt",
    f"/aanvraag/{'x' * 43}",
    "/inloggen",
    f"/wachtwoord/{'x' * 43}",
    "/healthz",
    "/readyz",
    "/nergens",
]


def cut(name: str) -> None:
    """Every connection to this database, as when its server processes are killed."""
    with postgres.admin() as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))


@contextmanager
def no_postgres(name: str) -> Iterator[None]:
    def allow(yes: bool) -> None:
        with postgres.admin() as connection:
            statement = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
            connection.execute(statement.format(sql.Identifier(name), sql.Literal(yes)))

    allow(False)
    try:
        cut(name)
        yield
    finally:
        allow(True)


@contextmanager
def no_file(app: Flask) -> Iterator[None]:
    def refuse(*_: Any) -> None:
        raise OperationalError("connect", {}, Exception("unable to open database file"))

    with app.app_context():
        engine = db.engine
    engine.dispose()
    event.listen(engine, "do_connect", refuse)
    try:
        yield
    finally:
        event.remove(engine, "do_connect", refuse)


@pytest.fixture
def gone(app: Flask, database: SQLite | PostgreSQL) -> Gone:
    """`with gone(): …`: the database is away, and back afterwards."""
    return lambda: no_postgres(database.name) if isinstance(database, PostgreSQL) else no_file(app)


def values_of(page: Page) -> dict[str, list[str]]:
    """What the first post form of the page would send again."""
    form = page.form("main form[method=post]")
    return {name: form.data.getlist(name) for name in form.data}


def lost(sent: Any, page: Page) -> list[str]:
    again = values_of(page)
    return [name for name in sent if name != "csrf_token" and sent.getlist(name) != again.get(name)]


def test_pages_say_so_and_come_back_by_themselves(client: Client, catalogue: None, gone: Gone) -> None:
    before = {path: client.get(path).status_code for path in PAGES}
    with gone():
        away = {path: client.get(path) for path in PAGES}
    for path, page in away.items():
        assert page.status_code in (before[path], 503), path
    assert "Onze site heeft een storing" in away["/lesaanbod"].words
    assert {path: client.get(path).status_code for path in PAGES} == before


def test_a_form_that_meets_a_fresh_process_comes_back_whole(
    app: Flask,
    another_app: Callable[..., Flask],
    filled: Callable[..., Form],
    gone: Gone,
    stored: Callable[[], list[Any]],
) -> None:
    """It never saw the catalogue, so it cannot show the form: it shows the answers, to be sent once more."""
    sent = body(filled())
    fresh = another_app()
    with fresh.app_context():
        engine = db.engine
    with gone(), no_file(fresh):
        visitor: Client = fresh.test_client()  # type: ignore[assignment]
        page = visitor.post("/aanvraag", data=sent)
    engine.dispose()
    assert page.status_code == 503
    assert lost(sent, page) == []
    assert page.form("main form[method=post]").send().status_code == 303
    (one,) = stored()
    assert one.groups[0].people == 26


@pytest.fixture
def forms(
    client: Client,
    sign_in: Callable[[str], Client],
    ask: Callable[..., int],
    look: Callable[[int], LessonRequest],
    link: Callable[..., str],
    answer: Callable[..., None],
    trainers: dict[str, int],
) -> list[tuple[str, Form, str]]:
    """Each form of the school's link and of the office: (name, the form with something typed, the button)."""
    coby, waits, planned = sign_in("coby"), ask("7a", "7b"), ask("8a")
    answer(planned, approval(look(planned), trainers["tariq"]))
    desk, page = f"/beheer/aanvragen/LES-{waits:06d}", "main form[method=post]"
    found = [
        ("change by link", client.get(link(waits, "/wijzigen")).form(page), "act=save"),
        ("withdraw by link", client.get(link(waits, "/intrekken")).form(page), ""),
        ("decide", coby.get(desk).form("main form[action$=besluit]"), "act=preview"),
        ("change", coby.get(f"{desk}/wijzigen").form(page), "act=save"),
        ("withdraw", coby.get(f"{desk}/intrekken").form(page), ""),
        ("reopen", coby.get(f"/beheer/aanvragen/LES-{planned:06d}/heropenen").form(page), "act=preview"),
        ("new", coby.get("/beheer/aanvragen/nieuw?les=sterk-in-de-groep").form(page), "act=send"),
    ]
    for _name, form, _button in found:
        for name in ("remark", "reason", "extra", "explanation", "school_name"):
            if name in form.data and not form.data[name]:
                form.data[name] = "Een zin met 'aanhalingstekens' & <haken>\r\nen nog een."
    return found


def test_every_form_comes_back_with_what_was_typed(forms: list[tuple[str, Form, str]], gone: Gone, app: Flask) -> None:
    with gone():
        answers = [(name, form, form.send(button=button or None)) for name, form, button in forms]
    for name, form, page in answers:
        assert page.status_code == 503, name
        assert lost(form.data, page) == [], name
    for name, _form, page in answers:
        again = page.form("main form[method=post]").send()
        assert again.status_code < 500, name
    with app.app_context():
        assert troubles(db.engine) == []


@pytest.mark.parametrize("moment", ["INSERT INTO lesson_requests", "INSERT INTO outbox_mails", "COMMIT"])
def test_a_connection_cut_in_the_middle_of_the_act_leaves_nothing(
    app: Flask,
    database: SQLite | PostgreSQL,
    filled: Callable[..., Form],
    stored: Callable[[], list[Any]],
    mails: Any,
    moment: str,
) -> None:
    if not isinstance(database, PostgreSQL):
        pytest.skip("a file has no connection to cut")
    form = filled()
    sent, cuts = body(form), []

    def once(*_: Any) -> None:
        if not cuts and db.session().info.get("writing"):
            cuts.append(1)
            cut(database.name)

    def before(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(moment):
            once()

    with app.app_context():
        engine = db.engine
    target, name, listener = (
        (db.session, "before_commit", once) if moment == "COMMIT" else (engine, "before_cursor_execute", before)
    )
    event.listen(target, name, listener)
    try:
        page = form.client.post("/aanvraag", data=sent)
    finally:
        event.remove(target, name, listener)
    assert cuts
    assert page.status_code == 503
    assert "Uw aanvraag is niet verstuurd" in page.words
    assert stored() == [] and mails() == []
    assert page.form("main form[method=post]").send(button="act=send").status_code == 303
    assert len(stored()) == 1 and len(mails()) == 2


def test_a_connection_that_dies_after_the_answer_does_not_take_the_answer_away(
    app: Flask, database: SQLite | PostgreSQL, client: Client, catalogue: None
) -> None:
    if not isinstance(database, PostgreSQL):
        pytest.skip("a file has no connection to cut")

    def cut_now(response: Any) -> Any:
        db.session.execute(sa.text("SELECT 1"))
        cut(database.name)
        return response

    app.after_request_funcs.setdefault(None, []).append(cut_now)
    try:
        assert client.get("/lesaanbod/sterk-in-de-groep").status_code == 200
        assert client.get("/link-kwijt").status_code == 200
    finally:
        app.after_request_funcs[None].remove(cut_now)
    with app.app_context():
        assert db.session.scalar(sa.text("SELECT 1")) == 1


def test_control_without_the_guard_it_does(app: Flask, database: SQLite | PostgreSQL) -> None:
    if not isinstance(database, PostgreSQL):
        pytest.skip("a file has no connection to cut")
    with app.app_context(), suppress(OperationalError):
        db.session.execute(sa.text("SELECT 1"))
        cut(database.name)
        with pytest.raises(OperationalError):
            db.session.close()
