# SPDX-License-Identifier: EUPL-1.2
"""Undoing an approval, a refusal and a withdrawal: what is free again, and who hears of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from booking.errors import BookingError, Conflict, NotAllowed
from booking.extensions import db
from booking.history.actions import TEACHER
from booking.lesson_requests.actions.decide import decide
from booking.lesson_requests.actions.meanwhile import Outrun, Repeated
from booking.lesson_requests.actions.reopen import reopen
from booking.lesson_requests.actions.withdraw import withdraw
from booking.lesson_requests.models import Booking
from booking.lesson_requests.workflow import By
from booking.planning.models import LessonSession, SessionTrainer
from tests.support.cast import TARIQ, TESS
from tests.support.settings import SECRETARIAT

from .conftest import WORKDAYS, approval, refusal
from .test_pages import ref


@pytest.fixture
def decided(ask, look, app, write, coby, trainers):
    """`decided(approval, "7a", "7b")`: a request that Coby has approved with Tariq, or declined."""

    def made(how, *groups):
        number = ask(*groups)
        page = look(number)
        decision = how(page, trainers["tariq"]) if how is approval else how(page)
        with app.test_request_context(), write() as now:
            decide(number, decision, coby, now, WORKDAYS)
        return number

    return made


@pytest.fixture
def undo(app, write, look):
    """`undo(id, member)`: all its bookings, as they stand on the page `seen` (else now)."""

    def undone(number, member, seen=None, extra="", only=None):
        page = seen or look(number)
        chosen = {one.id: one.version for one in page.bookings[:only]}
        with app.test_request_context(), write() as now:
            return reopen(number, chosen, page.version, extra, member, now, WORKDAYS)

    return undone


def test_an_approval_is_undone(decided, undo, look, coby, mails, read, trainers, ask, app, write):
    number = decided(approval, "7a")
    before = len(mails())
    undo(number, coby, extra="De trainer is op reis.")
    found = look(number)
    assert [(one.status, one.version, one.seats) for one in found.bookings] == [("submitted", 3, [])]
    assert (found.status, found.answered_at, found.link.expires_at) == ("open", None, None)
    assert found.bookings[0].submitted_at > found.submitted_at
    with read():
        assert db.session.scalars(sa.select(LessonSession.status)).all() == ["cancelled"]
        assert db.session.scalars(sa.select(SessionTrainer.trainer_id)).all() == []
    assert sorted((mail.kind, mail.recipient) for mail in mails()[before:]) == [
        ("answer_notice", SECRETARIAT),
        ("reopen", TESS.email),
        ("unassign", TARIQ[1]),
    ]
    assert "De trainer is op reis." in mails(TESS.email)[-1].body_text
    again = ask("8a")
    with app.test_request_context(), write() as now:
        decide(again, approval(look(again), trainers["tariq"]), coby, now, WORKDAYS)


def test_a_refusal_is_undone(decided, undo, look, coby, mails):
    number = decided(refusal, "7a", "7b")
    before = len(mails())
    undo(number, coby, only=1)
    found = look(number)
    assert [(one.status, one.reason_code) for one in found.bookings] == [("submitted", None), ("declined", "full")]
    assert (found.status, found.closed_at, found.result) == ("open", None, None)
    assert found.answered_at is not None
    assert sorted(mail.kind for mail in mails()[before:]) == ["answer_notice", "reopen"]


def test_a_withdrawal_is_undone(ask, undo, look, coby, app, write):
    number = ask("7a")
    with app.test_request_context(), write() as now:
        withdraw(number, [look(number).bookings[0].id], "", actor=TEACHER, by=By.TEACHER, now=now, answer_workdays=5)
    undo(number, coby)
    assert look(number).bookings[0].status == "submitted"


def test_one_of_two_lessons_of_a_day_goes_and_the_other_stays(decided, undo, look, coby, read):
    number = decided(approval, "7a", "7b")
    undo(number, coby, only=1)
    found = look(number)
    assert [one.status for one in found.bookings] == ["submitted", "confirmed"]
    assert [len(one.seats) for one in found.bookings] == [0, 1]
    with read():
        assert sorted(db.session.scalars(sa.select(LessonSession.status)).all()) == ["cancelled", "planned"]


def test_the_same_lesson_asked_again_meanwhile(decided, undo, look, coby, read, write, world):
    number = decided(refusal, "7a")
    old = look(number).bookings[0]
    with write() as now:
        again = {name: getattr(old, name) for name in (
            "request_id", "group_id", "offering_id", "people", "title", "minutes", "sessions_count", "cost_kind"
        )}  # fmt: skip
        db.session.add(Booking(**again, position=2, status="submitted", submitted_at=now, version=1))
    before = world()
    with pytest.raises(BookingError) as refused:
        undo(number, coby, only=1)
    assert refused.value.sentence == "Voor 7a is deze les al opnieuw aangevraagd."
    assert world() == before


def test_what_still_waits_cannot_be_undone(ask, undo, look, coby, world):
    number = ask("7a")
    before = world()
    with pytest.raises(Conflict):
        undo(number, coby)
    assert world() == before


def test_the_secretariat_undoes_nothing(decided, undo, sem, world):
    number = decided(approval, "7a")
    before = world()
    with pytest.raises(NotAllowed):
        undo(number, sem)
    assert world() == before


def test_twice_is_once_and_a_colleague_reads_who_was_first(decided, undo, look, coby, hire, world):
    number = decided(approval, "7a")
    seen = look(number)
    undo(number, coby, seen)
    before = world()
    with pytest.raises(Repeated):
        undo(number, coby, seen)
    with pytest.raises(Outrun) as refused:
        undo(number, hire("cas"), seen)
    assert refused.value.heading == "Coby Voorbeeld was u voor"
    assert "teruggedraaid" in refused.value.sentence
    assert world() == before


def test_the_page(decided, sign_in, look, world, mails):
    number = decided(approval, "7a", "7b")
    desk = sign_in("coby")
    path = f"/beheer/aanvragen/{ref(number)}"
    assert f"{path}/heropenen" in desk.get(path).get_data(as_text=True)
    page = desk.get(f"{path}/heropenen")
    assert "De school heeft onze mail al. We sturen een tweede mail." in page.words
    form = page.form()
    before = world()
    answer = form.send(button="act=reopen", extra="Blijft staan")
    assert answer.status_code == 422
    assert "Kies minstens één groep." in answer.words
    assert answer.form().data["extra"] == "Blijft staan"
    one = str(look(number).bookings[0].id)
    answer = answer.form().send(button="act=preview", bookings=[one])
    assert answer.status_code == 200
    assert "Deze 3 mails worden verstuurd" in answer.words
    assert world() == before
    assert answer.form().data["extra"] == "Blijft staan"
    done = answer.form().send(button="act=reopen", follow=True)
    assert "Teruggedraaid. De aanvraag wacht weer op een besluit. De school krijgt een mail." in done.words
    assert "Deels beslist" in done.words
    assert form.send(button="act=reopen", bookings=[one]).status_code == 303
    assert [one.status for one in look(number).bookings] == ["submitted", "confirmed"]


def test_a_decision_on_what_was_reopened_meanwhile(decided, undo, look, sign_in, coby, hire, app, write):
    """A page from before the approval does not decide on what came back to be assessed."""
    number = decided(refusal, "7a")
    seen = look(number)
    undo(number, coby)
    cas = hire("cas")
    with app.test_request_context(), write() as now, pytest.raises(Outrun) as refused:
        decide(number, refusal(seen), cas, now, WORKDAYS)
    assert refused.value.may_insist
    assert "teruggedraaid" in refused.value.sentence
