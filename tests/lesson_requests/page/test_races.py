# SPDX-License-Identifier: EUPL-1.2
"""The school acts while somebody else does: one outcome each, and what happens without the version that guards it."""

from __future__ import annotations

import threading
import time

import pytest
import sqlalchemy as sa

from booking.errors import BookingError, Conflict
from booking.extensions import db
from booking.history.actions import TEACHER, staff
from booking.history.models import HistoryEntry
from booking.lesson_requests import queries
from booking.lesson_requests.actions import change as changing
from booking.lesson_requests.actions import withdraw as withdrawing
from booking.lesson_requests.actions.change import change
from booking.lesson_requests.actions.decide import decide
from booking.lesson_requests.actions.withdraw import withdraw
from booking.lesson_requests.asked import AskedGroup
from booking.lesson_requests.changed import Changed, ChangedGroup, Contact
from booking.lesson_requests.workflow import By
from booking.links.actions import renew
from booking.web import now, writing
from tests.lesson_requests.desk.test_races import at_once, world_holds
from tests.support.cast import TESS

from .conftest import WORKDAYS, approval

ROUNDS = 15
NEW = "tess.visser@deklimop.example"
pytestmark = pytest.mark.slow


def in_a_page(app, act):
    """This act as a view does it."""

    def run():
        with app.test_request_context(), writing():
            return act()

    return run


def with_people(page, people, email=TESS.email):
    """Every group of the request with so many people, and the contact."""
    groups = [
        ChangedGroup(
            group.id,
            AskedGroup(
                kind="class",
                name=group.name,
                people=people,
                offerings=tuple({b.offering_id for b in page.bookings}),
                level="po",
                year_from=7,
                year_to=7,
            ),
        )
        for group in page.groups
    ]
    return Changed(Contact(TESS.name, email, TESS.phone, None), groups, None)


def changer(app, number, page, people, **more):
    wanted = with_people(page, people, **more)
    return in_a_page(
        app,
        lambda: change(number, wanted, page.version, actor=TEACHER, by=By.TEACHER, now=now(), answer_workdays=WORKDAYS),
    )


def withdrawer(app, number, page, actor=TEACHER, by=By.TEACHER):
    seen = {booking.id: booking.version for booking in page.bookings}
    return in_a_page(
        app,
        lambda: withdraw(number, list(seen), "", actor=actor, by=by, now=now(), answer_workdays=WORKDAYS, seen=seen),
    )


def decider(app, number, decision, member):
    return in_a_page(app, lambda: decide(number, decision, member, now(), WORKDAYS) and "decided")


def test_a_change_while_a_coordinator_decides(ask, look, app, coby, mails):
    """Never is a lesson confirmed for a number of pupils that the coordinator did not see."""
    for _round in range(ROUNDS):
        number = ask("7a")
        page = look(number)
        decided, changed = at_once(decider(app, number, approval(page, None), coby), changer(app, number, page, 31))
        (booking,) = look(number).bookings
        kinds = [mail.kind for mail in mails() if mail.about_id == number]
        if isinstance(changed, Conflict):
            assert decided == "decided" and (booking.status, booking.people) == ("confirmed", 24)
            assert "change_notice" not in kinds
        else:
            assert isinstance(decided, BookingError), decided
            assert "De school heeft deze aanvraag" in decided.sentence
            assert (booking.status, booking.people) == ("submitted", 31)
            assert "approve_confirmation" not in kinds
    world_holds(app)


def test_two_tabs_change_at_once(ask, look, app):
    for round_no in range(ROUNDS):
        number = ask("7a")
        page = look(number)
        answers = at_once(*[changer(app, number, page, people) for people in (30 + round_no, 60 + round_no)])
        assert sum(isinstance(one, Conflict) for one in answers) == 1, answers
        assert look(number).version == 2


def test_without_the_version_the_second_tab_undoes_the_first(ask, look, app, monkeypatch):
    """The control: both are stored, and nobody hears that one of them is gone."""
    monkeypatch.setattr(changing, "_refuse_outdated", lambda act, seen: None)
    number = ask("7a")
    page = look(number)
    answers = at_once(*[changer(app, number, page, people) for people in (30, 60)])
    assert not [one for one in answers if isinstance(one, Exception)], answers
    assert look(number).version == 3


def test_two_withdraws_at_once(ask, look, app, coby, read, mails):
    """Her own two fingers, or she and a coordinator on the telephone: one act, one mail each."""
    for round_no in range(ROUNDS):
        number = ask("7a", "7b")
        page = look(number)
        second = (staff(coby), By.COORDINATOR) if round_no % 2 else (TEACHER, By.TEACHER)
        answers = at_once(withdrawer(app, number, page), withdrawer(app, number, page, *second))
        assert not [one for one in answers if isinstance(one, Exception)], answers
        assert [booking.status for booking in look(number).bookings] == ["withdrawn"] * 2
        assert look(number).version == 2
        kinds = sorted(mail.kind for mail in mails() if mail.about_id == number)
        assert kinds == ["submit_notice", "submit_receipt", "withdraw_notice", "withdraw_receipt"]
        with read():
            told = sa.select(sa.func.count()).where(HistoryEntry.root_id == number, HistoryEntry.action == "withdraw")
            assert db.session.scalar(told) == 2
    world_holds(app)


def test_a_withdrawal_while_a_coordinator_confirms(ask, look, app, coby):
    """What was confirmed between the page and the button is not given up unread."""
    outcomes = set()
    for _round in range(ROUNDS):
        number = ask("7a")
        page = look(number)
        decided, withdrawn = at_once(decider(app, number, approval(page, None), coby), withdrawer(app, number, page))
        status = look(number).bookings[0].status
        assert isinstance(withdrawn, Conflict) == (status == "confirmed"), (decided, withdrawn, status)
        assert isinstance(decided, BookingError) == (status == "withdrawn"), (decided, withdrawn, status)
        outcomes.add(status)
    assert outcomes <= {"confirmed", "withdrawn"}
    world_holds(app)


def test_without_the_version_a_date_is_given_up_unread(ask, look, app, coby, monkeypatch):
    """The control: she answers a page without a date, and the date that was made meanwhile is gone."""
    monkeypatch.setattr(withdrawing, "_refuse_outdated", lambda act, chosen, seen: None)
    number = ask("7a")
    page = look(number)
    decider(app, number, approval(page, None), coby)()
    withdrawer(app, number, page)()
    assert look(number).bookings[0].status == "withdrawn"


def test_who_waited_for_a_request_sees_the_link_of_now(ask, app):
    """A joined row is as old as the question where only the request is locked: PostgreSQL reads the locked row alone anew."""
    number = ask("7a")
    holds, nonces = threading.Event(), {}

    def first():
        with app.test_request_context(), writing():
            lesson_request = queries.locked(number)
            holds.set()
            time.sleep(0.7)  # the other one asks and waits meanwhile
            renew(lesson_request.link, now())
            nonces["stored"] = lesson_request.link.nonce

    def second():
        holds.wait(5)
        with app.test_request_context(), writing():
            nonces["seen"] = queries.locked(number).link.nonce

    assert at_once(first, second) == [None, None]
    assert nonces["seen"] == nonces["stored"]
