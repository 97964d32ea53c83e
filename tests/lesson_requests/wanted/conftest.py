# SPDX-License-Identifier: EUPL-1.2
"""Requests with a schedule of their own, through the real action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
import sqlalchemy as sa

from booking.catalogue.models import Offering
from booking.extensions import db
from booking.lesson_requests.actions.decide import decide
from booking.lesson_requests.asked import AskedTime
from booking.lesson_requests.decision import Choice, Decision, Lesson
from booking.lesson_requests.models import LessonRequest
from tests.lesson_requests.desk.conftest import (  # noqa: F401
    LESSON,
    MARCH,
    SERIES,
    WORKDAYS,
    ask,
    desk,
    look,
    page_of,
    trainers,
    world,
)

MORNING = ((time(8, 30), time(9, 30)), (time(9, 45), time(10, 45)), (time(11), time(12)))


def times(offering: int, *lanes: int, on: date = MARCH, slots: Any = MORNING) -> tuple[AskedTime, ...]:
    """A time for each group, one after another; groups of one lane beside each other where there is only one slot."""
    return tuple(
        AskedTime(
            group=n, offering=offering, on_date=on, start=slots[min(n, len(slots) - 1)][0],
            end=slots[min(n, len(slots) - 1)][1], lane=lane,
        )
        for n, lane in enumerate(lanes)
    )  # fmt: skip


@pytest.fixture
def number_of(read: Any) -> Callable[[str], int]:
    """The id of the offering with this slug."""

    def found(slug: str) -> int:
        with read():
            return db.session.scalars(sa.select(Offering.id).where(Offering.slug == slug)).one()

    return found


@pytest.fixture
def day_plan(ask: Any, number_of: Any) -> int:  # noqa: F811
    """7a, 7b and 7c after one another on one morning."""
    return ask("7a", "7b", "7c", times=times(number_of(LESSON), 1, 1, 1), breaks=((time(10, 45), time(11)),))


@pytest.fixture
def together(ask: Any, number_of: Any) -> int:  # noqa: F811
    """7a and 7b in one lesson."""
    return ask("7a", "7b", times=times(number_of(LESSON), 1, 1, slots=MORNING[:1]))


@pytest.fixture
def act(app: Any, write: Any) -> Callable[..., LessonRequest]:
    """`act(id, decision, member)`: one committed decision, in a page as a view has it."""

    def acted(request_id: int, decision: Decision, member: Any) -> LessonRequest:
        with app.test_request_context(), write() as now:
            return decide(request_id, decision, member, now, WORKDAYS)

    return acted


def as_wanted(lesson_request: LessonRequest, *trainer_ids: int | None, only: slice = slice(None)) -> Decision:
    """Approved at the very times that the school would like; a trainer for each booking, the last for all that follow."""
    chosen = []
    for n, booking in list(enumerate(lesson_request.bookings))[only]:
        trainer_id = trainer_ids[min(n, len(trainer_ids) - 1)]
        lessons = tuple(
            Lesson(one.on_date, one.start_time or time(9), "Op school", trainer_id, f"plan-{booking.id}-{one.position}")
            for one in booking.wanted_times
        )
        chosen.append(Choice(booking.id, booking.version, lessons))
    return Decision(lesson_request.version, approve=tuple(chosen))
