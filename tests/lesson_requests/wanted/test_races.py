# SPDX-License-Identifier: EUPL-1.2
"""Two at once on the two groups of one lesson: they sit in one session, and it never stands empty or double."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.lesson_requests.actions.decide import decide
from booking.lesson_requests.actions.reopen import reopen
from booking.planning.models import LessonSession
from booking.web import now, writing
from tests.lesson_requests.desk.conftest import school_day
from tests.lesson_requests.desk.test_races import at_once, world_holds
from tests.support.cast import colleague

from .conftest import LESSON, MORNING, WORKDAYS, as_wanted, times

ROUNDS = 10
pytestmark = pytest.mark.slow


@pytest.fixture
def asked_together(ask, number_of):
    """`asked_together(n)`: 7a and 7b in one lesson, each round on another day."""
    return lambda n: ask("7a", "7b", times=times(number_of(LESSON), 1, 1, on=school_day(n), slots=MORNING[:1]))


@pytest.fixture
def run(app, coby, hire):
    """An act by this colleague, in a transaction and a page of its own."""
    hire("cas")

    def made(who, act, *args):
        def acted():
            with app.test_request_context(), writing():
                return act(*args, colleague(who), now(), WORKDAYS)

        return acted

    return made


def planned(read):
    with read():
        return db.session.scalar(
            sa.select(sa.func.count()).select_from(LessonSession).where(LessonSession.status == "planned")
        )


def test_two_colleagues_approve_a_group_each(app, asked_together, look, trainers, run, read):
    for n in range(ROUNDS):
        number = asked_together(n)
        page = look(number)
        first, second = (as_wanted(page, trainers["tariq"], only=slice(k, k + 1)) for k in range(2))
        answers = at_once(
            run("coby", decide, number, first),
            run("cas", decide, number, second),
        )
        assert not [one for one in answers if isinstance(one, Exception)], answers
        a, b = (booking.seats[0].session_id for booking in look(number).bookings)
        assert a == b
        assert planned(read) == n + 1
    world_holds(app)


def test_one_joins_while_the_other_leaves(app, asked_together, look, trainers, run, read):
    """Whoever is first: 7b has its lesson, 7a has none, and no trainer or session is left over."""
    for n in range(ROUNDS):
        number = asked_together(n)
        with app.test_request_context(), writing():
            decide(
                number, as_wanted(look(number), trainers["tariq"], only=slice(0, 1)), colleague("coby"), now(), WORKDAYS
            )
        page = look(number)
        first, join = page.bookings[0], as_wanted(page, trainers["tariq"], only=slice(1, 2))
        seen = {first.id: first.version}
        answers = at_once(
            run("coby", reopen, number, seen, page.version, ""),
            run("cas", decide, number, join),
        )
        assert not [one for one in answers if isinstance(one, Exception)], answers
        assert [(one.status, len(one.seats)) for one in look(number).bookings] == [("submitted", 0), ("confirmed", 1)]
        assert planned(read) == n + 1
    world_holds(app)
