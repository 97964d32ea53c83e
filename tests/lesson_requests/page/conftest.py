# SPDX-License-Identifier: EUPL-1.2
"""A request of Tess and her link, answers of the office to it, and what the diary and the outbox hold afterwards."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import MultiDict

from booking.database import write_lock
from booking.extensions import db
from booking.history.models import HistoryEntry
from booking.lesson_requests import queries
from booking.lesson_requests.actions.decide import decide
from booking.lesson_requests.decision import Decision
from booking.lesson_requests.models import LessonRequest
from booking.links.tokens import token_of
from booking.outbox.models import OutboxMail
from booking.web import secret_keys
from tests.lesson_requests.desk.conftest import (  # noqa: F401
    LESSON,
    SERIES,
    TRAINING,
    WORKDAYS,
    approval,
    ask,
    look,
    refusal,
    trainers,
    world,
)
from tests.outbox.conftest import post  # noqa: F401
from tests.support.client import Client, Form, Page

OTHER = "mijn-bankpas-blijft-bij-mij"


@pytest.fixture
def link(app: Flask) -> Callable[..., str]:
    """`link(id)`: the address of the request's page, as it is now. `link(id, "/wijzigen")`."""

    def found(request_id: int, act: str = "") -> str:
        with app.test_request_context():
            lesson_request = queries.one(request_id)
            assert lesson_request is not None
            token = token_of(lesson_request.link, secret_keys())
            assert token is not None
            return f"/aanvraag/{token}{act}"

    return found


@pytest.fixture
def form(client: Client, link: Callable[..., str]) -> Callable[..., Form]:
    """`form(id)`: the form that changes the request, as it stands."""

    def opened(request_id: int) -> Form:
        page = client.get(link(request_id, "/wijzigen"))
        assert page.status_code == 200
        return page.form("main form.app-form")

    return opened


@pytest.fixture
def answer(app: Flask, write: Any, coby: Any) -> Callable[[int, Decision], None]:
    """`answer(id, approval(look(id), trainers["tariq"]))`: Coby decides."""

    def decided(request_id: int, decision: Decision) -> None:
        with app.test_request_context(), write() as now:
            decide(request_id, decision, coby, now, WORKDAYS)

    return decided


@pytest.fixture
def diary(read: Any) -> Callable[[int], list[HistoryEntry]]:
    """`diary(id)`: what happened to the request, in order."""

    def told(request_id: int) -> list[HistoryEntry]:
        question = sa.select(HistoryEntry).where(
            HistoryEntry.root_kind == "request", HistoryEntry.root_id == request_id
        )
        with read():
            return list(db.session.scalars(question.order_by(HistoryEntry.id)))

    return told


@pytest.fixture
def written(mails: Callable[..., list[OutboxMail]]) -> Callable[[], list[tuple[str, str, str]]]:
    """`written()`: (kind, recipient, status) of the mails since it was asked last, sorted."""
    seen: set[int] = set()

    def new() -> list[tuple[str, str, str]]:
        found = [mail for mail in mails() if mail.id not in seen]
        seen.update(mail.id for mail in found)
        return sorted((mail.kind, mail.recipient, mail.status) for mail in found)

    return new


@pytest.fixture
def stuck(app: Flask) -> Iterator[Callable[..., None]]:
    """`stuck()`: from now on another writer holds what this act needs, longer than anybody waits; reading goes on.

    `stuck("LOCK TABLE …")`: what an act on a request does not need, but this one does (on PostgreSQL).
    """
    release, holding = threading.Event(), threading.Event()
    with app.app_context():
        engine = db.engine
    lite = engine.dialect.name == "sqlite"

    def tell(sentence: str) -> None:
        with engine.connect() as connection:
            connection.execute(sa.text(sentence))
            connection.commit()
        engine.dispose()

    def hold(sentence: str) -> None:
        if lite:
            with write_lock:
                holding.set()
                release.wait(30)
            return
        with engine.connect() as connection:
            connection.execute(sa.text(sentence))
            holding.set()
            release.wait(30)

    threads: list[threading.Thread] = []

    def start(sentence: str = "SELECT id FROM lesson_requests FOR UPDATE") -> None:
        if not lite:
            tell(f"ALTER DATABASE {engine.url.database} SET lock_timeout = '1s'")
        threads.append(threading.Thread(target=hold, args=(sentence,)))
        threads[0].start()
        assert holding.wait(10)

    yield start
    release.set()
    for thread in threads:
        thread.join()
    if not lite:
        tell(f"ALTER DATABASE {engine.url.database} RESET lock_timeout")


def asked(lesson_request: LessonRequest) -> list[tuple[str, int, str, int]]:
    """Each booking: group, people, status, version."""
    return [(one.group.name, one.people, one.status, one.version) for one in lesson_request.bookings]


def said(page: Page) -> str:
    """What is read on the page, with what stands in bold or is a link joined to the sentence around it."""
    return re.sub(r" (?=[.,:])", "", page.words)


def kept(page: Page, sent: MultiDict[str, str], *but: str) -> None:
    """Every value that was sent stands in the form again, byte for byte."""
    again = page.form("main form.app-form").data
    lost = {
        name: (sent.getlist(name), again.getlist(name))
        for name in sent
        if name not in (*but, "act", "seen", "versions", "csrf_token")
        and any(sent.getlist(name))
        and sent.getlist(name) != again.getlist(name)
    }
    assert not lost, lost
