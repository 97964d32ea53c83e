# SPDX-License-Identifier: EUPL-1.2
"""Two groups in one lesson: one session, two seats, one trainer; who leaves takes a seat and not the lesson."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
import sqlalchemy as sa

from booking.errors import Conflict
from booking.extensions import db
from booking.history.actions import TEACHER
from booking.lesson_requests.actions.reopen import reopen
from booking.lesson_requests.actions.withdraw import withdraw
from booking.lesson_requests.workflow import By
from booking.planning.models import LessonSession, SessionTrainer
from tests.support.cast import TARIQ, TESS

from .conftest import LESSON, MORNING, WORKDAYS, as_wanted, times


@pytest.fixture
def sessions(read):
    """(status, how many trainers) of each session, oldest first."""

    def found():
        with read():
            counted = (
                sa.select(LessonSession.status, sa.func.count(SessionTrainer.trainer_id))
                .outerjoin(SessionTrainer, SessionTrainer.session_id == LessonSession.id)
                .group_by(LessonSession.id)
                .order_by(LessonSession.id)
            )
            return [tuple(row) for row in db.session.execute(counted)]

    return found


def halls(lesson_request):
    return [[seat.session_id for seat in booking.seats] for booking in lesson_request.bookings]


def test_two_groups_that_asked_for_it_sit_in_one_session(together, act, look, coby, trainers, sessions, mails):
    act(together, as_wanted(look(together), trainers["tariq"]), coby)
    a, b = halls(look(together))
    assert a == b and len(a) == 1
    assert sessions() == [("planned", 1)]
    assert [mail.kind for mail in mails(TARIQ[1])] == ["assign"]
    text = mails(TARIQ[1])[-1].body_text.replace("\N{NO-BREAK SPACE}", " ")
    assert text.count("– 7a en 7b samen: dinsdag") == 1
    assert "7a en 7b samen: dinsdag 9 maart 2027, 8.30 – 9.30 uur" in mails(TESS.email)[-1].body_text.replace(
        "\xa0", " "
    )


def test_without_a_trainer_too(together, act, look, coby, sessions):
    act(together, as_wanted(look(together), None), coby)
    a, b = halls(look(together))
    assert a == b and sessions() == [("planned", 0)]


def test_who_did_not_ask_for_it_gets_a_session_each(ask, act, look, coby, trainers, number_of, sessions):
    """Side by side: one time, two trainers. The same trainer twice at that time stays refused."""
    number = ask("7a", "7b", times=times(number_of(LESSON), 1, 2, slots=MORNING[:1]))
    with pytest.raises(Conflict):
        act(number, as_wanted(look(number), trainers["tariq"]), coby)
    act(number, as_wanted(look(number), trainers["tariq"], trainers["noor"]), coby)
    a, b = halls(look(number))
    assert a != b and sessions() == [("planned", 1), ("planned", 1)]


def test_another_place_or_trainer_is_another_session(together, act, look, coby, trainers, sessions):
    act(together, as_wanted(look(together), trainers["tariq"], trainers["noor"]), coby)
    a, b = halls(look(together))
    assert a != b and sessions() == [("planned", 1), ("planned", 1)]


def test_at_another_time_than_asked_they_are_still_together(together, act, look, coby, trainers, sessions):
    """The coordinator moves both to eleven o'clock: what they asked was to be together."""
    decision = as_wanted(look(together), trainers["tariq"])
    moved = tuple(
        replace(choice, lessons=tuple(replace(one, start=time(11)) for one in choice.lessons))
        for choice in decision.approve
    )
    act(together, replace(decision, approve=moved), coby)
    a, b = halls(look(together))
    assert a == b and sessions() == [("planned", 1)]


def test_in_two_decisions_the_second_joins_the_first(together, act, look, coby, trainers, sessions, mails):
    act(together, as_wanted(look(together), trainers["tariq"], only=slice(0, 1)), coby)
    act(together, as_wanted(look(together), trainers["tariq"], only=slice(1, 2)), coby)
    a, b = halls(look(together))
    assert a == b and sessions() == [("planned", 1)]
    assert "7a en 7b" in mails(TARIQ[1])[-1].body_text


def test_a_group_that_is_reopened_leaves_the_lesson_to_the_other(
    app, together, act, look, coby, trainers, write, sessions, mails
):
    act(together, as_wanted(look(together), trainers["tariq"]), coby)
    first, second = look(together).bookings
    with app.test_request_context(), write() as now:
        reopen(together, {first.id: first.version}, look(together).version, "", coby, now, WORKDAYS)
    found = look(together)
    assert [one.status for one in found.bookings] == ["submitted", "confirmed"]
    assert [len(one.seats) for one in found.bookings] == [0, 1]
    assert sessions() == [("planned", 1)]
    last = mails(TARIQ[1])[-1]
    assert last.kind == "assign_change" and "7b:" in last.body_text and "7a" not in last.body_text
    act(together, as_wanted(look(together), trainers["tariq"], only=slice(0, 1)), coby)
    a, b = halls(look(together))
    assert a == b and sessions() == [("planned", 1)], "approved again it joins the lesson that went on"
    assert second.id == found.bookings[1].id


def test_a_group_that_is_withdrawn_leaves_the_lesson_to_the_other(
    app, together, act, look, coby, trainers, write, sessions, mails
):
    act(together, as_wanted(look(together), trainers["tariq"]), coby)
    first, second = look(together).bookings

    def take_back(booking):
        with app.test_request_context(), write() as now:
            withdraw(together, [booking.id], "", actor=TEACHER, by=By.TEACHER, now=now, answer_workdays=WORKDAYS)

    take_back(first)
    assert sessions() == [("planned", 1)]
    assert mails(TARIQ[1])[-1].kind == "assign_change"
    assert "weer vrij" not in mails(TESS.email)[-1].body_text, "the date is not free: 7b has it"
    take_back(second)
    assert sessions() == [("cancelled", 0)]
    assert mails(TARIQ[1])[-1].kind == "unassign"
    assert "weer vrij" in mails(TESS.email)[-1].body_text
