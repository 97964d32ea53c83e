# SPDX-License-Identifier: EUPL-1.2
"""What goes in by a plain INSERT is made without reading it back (`database.made`, `as_read`): every column is what is read anew."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.lesson_requests.actions import submit
from booking.lesson_requests.models import Booking, Group, LessonRequest, WantedTime
from booking.links import actions as links
from booking.links.models import SecretLink
from booking.outbox import write as outbox
from booking.outbox.models import OutboxMail
from tests.lesson_requests.desk.conftest import LESSON, ask, trainers, world
from tests.lesson_requests.wanted.conftest import number_of, times
from tests.outbox.mails import put

__all__ = ["ask", "number_of", "trainers", "world"]


def values_of(thing: Any) -> dict[str, Any]:
    """What the object itself holds, without a question to the database."""
    return {name: thing.__dict__[name] for name in thing.__table__.c.keys() if name in thing.__dict__}  # noqa: SIM118


def anew(thing: Any, held: dict[str, Any]) -> dict[str, Any]:
    """The same row as a fresh session reads it."""
    columns = type(thing).__mapper__.primary_key
    with db.session.no_autoflush:
        question = sa.select(type(thing)).where(*(column == held[column.key] for column in columns))
        read = db.session.scalars(question.execution_options(populate_existing=True)).one()
    return values_of(read)


def compare(read: Any, made: list[tuple[Any, dict[str, Any]]], all_columns: bool) -> None:
    with read():
        for thing, held in made:
            found = anew(thing, held)
            assert found.keys() == set(thing.__table__.c.keys())
            where = type(thing).__name__
            assert {name: (type(one), one) for name, one in held.items()} == {
                name: (type(found[name]), found[name]) for name in held
            }, where
            # What is not there is read when somebody asks: only of an object that belongs to a session.
            assert not all_columns or held.keys() == found.keys(), where


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, Any]]]:
    """Each object that is made so, with what it held at that moment."""
    found: list[tuple[Any, dict[str, Any]]] = []

    def watched(real: Any) -> Any:
        def make(*given: Any) -> Any:
            thing = real(*given)
            found.append((thing, values_of(thing)))
            return thing

        return make

    for module, name in ((submit, "made"), (links, "as_read"), (outbox, "as_read")):
        monkeypatch.setattr(module, name, watched(getattr(module, name)))
    return found


@pytest.mark.parametrize("full", [True, False])
def test_a_request_and_all_that_hangs_on_it(ask, number_of, read, collected, full):
    more: dict[str, Any] = {"remark": "Gebouw B.", "day_contact": "Marja, 030 123 46 09"} if full else {}
    if full:
        more |= {"times": times(number_of(LESSON), 1, 2), "breaks": ((time(10, 45), time(11)),)}
        more |= {"wish_from": date(2027, 3, 2), "weekdays": ("tue", "thu")}
    ask("7a", "7b", **more)
    models = {LessonRequest, Group, Booking} | ({WantedTime} if full else set())
    mine = [one for one in collected if type(one[0]) in models]
    assert {type(one) for one, _held in mine} == models
    compare(read, mine, all_columns=True)


def test_a_link_and_a_mail(write, read, collected):
    with write() as now:
        link = links.issue("request", now)
        links.issue("shelf", now, now + timedelta(hours=1))
        put(now, "tess@school.test", link=link, reply_to="ben@school.test")
        put(now, "ben@school.test", held=True)
    assert [type(one) for one, _held in collected] == [SecretLink, SecretLink, OutboxMail, OutboxMail]
    compare(read, collected, all_columns=True)
