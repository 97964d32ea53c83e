# SPDX-License-Identifier: EUPL-1.2
"""Three mails a day to one address, also where everybody asks at the same moment. And what happens where each counts for itself."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa

from booking.errors import BookingError
from booking.extensions import db
from booking.lesson_requests.actions import shelf, takeover
from booking.lesson_requests.models import Shelf, Takeover
from booking.links.models import SecretLink
from booking.outbox import queries as outbox
from booking.web import now, writing
from tests.lesson_requests.desk.test_races import at_once
from tests.support.cast import TESS

NOOR = "noor@deklimop.example"
ROUNDS, AT_ONCE = 4, 5
pytestmark = pytest.mark.slow


@pytest.fixture
def ways(app: Any, ask: Any) -> dict[str, Any]:
    """Of both mails: five who ask at once, each as the view does it. Answers what each was told."""
    numbers = [ask("7a") for _n in range(AT_ONCE)]

    def lost(_number: int) -> Any:
        with app.test_request_context(), writing():
            return shelf.mail_shelf(TESS.email, "nl", now()) is None

    def colleague(number: int) -> Any:
        with app.test_request_context(), writing():
            return takeover.ask_colleague(number, "Noor Vos", NOOR, now()) is not None

    def run(way: Any) -> list[Any]:
        return at_once(*(lambda number=number: way(number) for number in numbers))

    return {"shelf": lambda: run(lost), "takeover_ask": lambda: run(colleague)}


ADDRESS = {"shelf": TESS.email, "takeover_ask": NOOR}
TABLES: dict[str, Any] = {"shelf": Shelf, "takeover_ask": Takeover}


@pytest.mark.parametrize("kind", ["shelf", "takeover_ask"])
def test_five_at_once_make_three(app, ways, mails, clock, kind):
    for day in range(1, ROUNDS + 1):
        answers = ways[kind]()
        assert sum(one is True for one in answers) == 3, answers
        assert all(one is True or one is False or isinstance(one, BookingError) for one in answers), answers
        written = [mail for mail in mails(ADDRESS[kind]) if mail.kind == kind]
        assert len(written) == 3 * day
        with app.app_context():  # who was refused left nothing behind
            of_mails = sa.select(sa.func.count()).select_from(SecretLink).where(SecretLink.purpose == kind[:5])
            assert db.session.scalar(sa.select(sa.func.count()).select_from(TABLES[kind])) == 3 * day
            assert kind != "shelf" or db.session.scalar(of_mails) == 3 * day
        clock.shift(timedelta(days=1, minutes=1))


@pytest.mark.parametrize("kind", ["shelf", "takeover_ask"])
def test_without_turns_all_five_are_written(app, ways, mails, kind, monkeypatch, database_kind):
    """The control: each one's turn is its own. SQLite has one writer, so there nobody counts while another one writes."""
    real, own, counted = outbox.turn, count(), threading.Barrier(AT_ONCE)

    def careless(*them: Any) -> tuple[int, str]:
        found, _turn = real(*them)
        if database_kind == "postgresql":
            counted.wait(30)
        return found, f"own:{next(own)}"

    monkeypatch.setattr(outbox, "turn", careless)
    ways[kind]()
    written = [mail for mail in mails(ADDRESS[kind]) if mail.kind == kind]
    assert len(written) == (5 if database_kind == "postgresql" else 3)
