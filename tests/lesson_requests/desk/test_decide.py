# SPDX-License-Identifier: EUPL-1.2
"""A decision as an action: exactly these rows, this history and these mails, and what is refused."""

from __future__ import annotations

from datetime import date, time

import pytest
import sqlalchemy as sa

from booking.errors import BookingError, Conflict, NotAllowed
from booking.extensions import db
from booking.history.models import HistoryEntry
from booking.lesson_requests.actions.decide import decide
from booking.lesson_requests.actions.meanwhile import Outrun, Repeated
from booking.lesson_requests.decision import Choice, Decision, Lesson
from booking.planning.models import LessonSession
from tests.support.cast import TARIQ, TESS, TOM
from tests.support.settings import SECRETARIAT

from .conftest import MARCH, SERIES, WORKDAYS, approval, refusal


@pytest.fixture
def act(app, write):
    """`act(id, decision, member)`: one committed act, in a page as a view has it."""

    def acted(request_id, decision, member):
        with app.test_request_context(), write() as now:
            return decide(request_id, decision, member, now, WORKDAYS)

    return acted


def test_a_lesson_is_approved_with_a_date_and_a_trainer(ask, act, look, coby, trainers, mails, read):
    number = ask("7a")
    before = mails()
    act(number, approval(look(number), trainers["tariq"]), coby)
    found = look(number)
    booking = found.bookings[0]
    assert (booking.status, booking.version) == ("confirmed", 2)
    assert (found.status, found.due_on, found.version, found.assignee_id) == ("planned", MARCH, 2, coby.id)
    assert found.answered_at is not None and found.closed_at is None
    assert found.link.expires_at is not None and found.link.expires_at.date() >= date(2027, 4, 7)
    (seat,) = booking.seats
    assert (seat.option_no, seat.position, seat.people) == (0, 1, 24)
    lesson = seat.lesson_session
    assert (lesson.kind, lesson.status, lesson.on_date, lesson.start_time, lesson.end_time) == (
        "school", "planned", MARCH, time(10), time(11),
    )  # fmt: skip
    assert lesson.place == "Op school"
    assert [row.trainer_id for row in lesson.trainers] == [trainers["tariq"]]
    new = mails()[len(before) :]
    assert sorted((mail.kind, mail.recipient) for mail in new) == [
        ("answer_notice", SECRETARIAT),
        ("approve_confirmation", TESS.email),
        ("assign", TARIQ[1]),
    ]
    with read():
        entries = db.session.scalars(sa.select(HistoryEntry).order_by(HistoryEntry.id)).all()
        assert [(one.action, one.actor_name, one.from_status, one.to_status, one.act) for one in entries] == [
            ("submit", None, None, "submitted", 1),
            ("approve", "Coby Voorbeeld", "submitted", "confirmed", 2),
        ]


def test_a_lesson_is_declined_with_a_reason(ask, act, look, coby, mails):
    number = ask("7a", "7b")
    before = mails()
    act(number, refusal(look(number), "no_trainer", "Probeer het in mei."), coby)
    found = look(number)
    assert [(one.status, one.reason_code, one.reason_text) for one in found.bookings] == [
        ("declined", "no_trainer", "Probeer het in mei.")
    ] * 2
    assert (found.status, found.result) == ("closed", "declined")
    assert sorted((mail.kind, mail.recipient) for mail in mails()[len(before) :]) == [
        ("answer_notice", SECRETARIAT),
        ("decline", TESS.email),
    ]
    assert "Probeer het in mei." in mails(TESS.email)[-1].body_text


def test_both_in_one_act_is_one_mail_a_recipient(ask, act, look, coby, trainers, mails):
    number = ask("7a", "7b", "7c")
    before = mails()
    page = look(number)
    two = approval(page, trainers["tariq"], only=2)
    last = page.bookings[2]
    act(number, Decision(1, two.approve, (Choice(last.id, 1),), "full"), coby)
    found = look(number)
    assert [one.status for one in found.bookings] == ["confirmed", "confirmed", "declined"]
    assert sorted((mail.kind, mail.recipient) for mail in mails()[len(before) :]) == [
        ("answer_notice", SECRETARIAT),
        ("approve_confirmation", TESS.email),
        ("assign", TARIQ[1]),
    ]
    assert found.version == 2


def test_what_is_not_decided_keeps_waiting(ask, act, look, coby, trainers):
    number = ask("7a", "7b")
    due = look(number).due_on
    act(number, approval(look(number), trainers["tariq"], only=1), coby)
    found = look(number)
    assert [(one.status, one.version) for one in found.bookings] == [("confirmed", 2), ("submitted", 1)]
    assert (found.status, found.due_on) == ("open", due)


def test_a_series_has_as_many_dates_as_lessons(ask, act, look, coby, trainers, mails):
    number = ask("1a", slug=SERIES)
    act(number, approval(look(number), trainers["tariq"]), coby)
    seats = look(number).bookings[0].seats
    assert [(seat.position, seat.lesson_session.on_date) for seat in seats] == [
        (1, date(2027, 3, 9)), (2, date(2027, 3, 16)), (3, date(2027, 3, 23)),
    ]  # fmt: skip
    assert len(mails(TARIQ[1])) == 1
    short = approval(look(ask("1b", slug=SERIES)), trainers["tariq"], on=date(2027, 5, 4))
    one = short.approve[0]
    with pytest.raises(BookingError):
        act(number + 1, Decision(1, (Choice(one.booking_id, 1, one.lessons[:2]),)), coby)


def test_without_a_trainer_the_provider_gets_the_assignment(ask, act, look, coby, mails):
    number = ask("7a")
    act(number, approval(look(number), None), coby)
    assert look(number).bookings[0].seats[0].lesson_session.trainers == []
    assert [mail.kind for mail in mails("planning@jongerenwerk.example")] == ["assign"]


def test_a_trainer_is_never_in_two_places(ask, act, look, coby, trainers, world):
    first, second = ask("7a"), ask("8a", teacher=TOM)
    act(first, approval(look(first), trainers["tariq"]), coby)
    before = world()
    with pytest.raises(Conflict) as refused:
        act(second, approval(look(second), trainers["tariq"]), coby)
    sentence = refused.value.sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert sentence == (
        "Tariq Trainer geeft dan al les: Sterk in de groep, Basisschool De Klimop, dinsdag 9 maart 2027, 10.00 – 11.00 uur. "
        "Kies een andere tijd of trainer."
    )
    assert refused.value.field.endswith("-time")
    assert world() == before
    act(second, approval(look(second), trainers["noor"]), coby)


def test_a_group_has_one_lesson_at_a_time(ask, act, look, coby, trainers, world):
    number = ask("7a", slug=("sterk-in-de-groep", "mijn-bankpas-blijft-bij-mij"))
    one, other = look(number).bookings
    before = world()
    lessons = [
        (Lesson(MARCH, time(10), "Op school", trainers["tariq"], "plan-1-1"),),
        (Lesson(MARCH, time(10, 30), "Op school", trainers["noor"], "plan-2-1"),),
    ]
    with pytest.raises(Conflict) as refused:
        act(number, Decision(1, (Choice(one.id, 1, lessons[0]), Choice(other.id, 1, lessons[1]))), coby)
    assert refused.value.sentence.startswith("7a heeft dan al een les: Sterk in de groep.")
    assert world() == before


def test_a_lesson_decided_later_stands_beside_those_that_the_group_has(ask, act, look, coby, trainers, world):
    number = ask("7a", slug=("sterk-in-de-groep", "mijn-bankpas-blijft-bij-mij"))
    act(number, approval(look(number), trainers["tariq"], only=1), coby)
    other = look(number).bookings[1]

    def at(start: time) -> Decision:
        lesson = Lesson(MARCH, start, "Op school", trainers["noor"], "plan-2-1")
        return Decision(2, (Choice(other.id, 1, (lesson,)),))

    before = world()
    with pytest.raises(Conflict) as refused:
        act(number, at(time(10, 30)), coby)
    assert refused.value.sentence.startswith("7a heeft dan al een les: Sterk in de groep.")
    assert refused.value.field == "plan-2-1-time"
    assert world() == before
    act(number, at(time(13)), coby)
    assert [booking.status for booking in look(number).bookings] == ["confirmed", "confirmed"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"on_date": date(2026, 1, 1)}, "Kies een datum na vandaag"),
        ({"on_date": date(2072, 3, 9)}, "Kies een datum vóór"),
        ({"on_date": date(2027, 3, 28), "start": time(2, 30)}, "de klok verzet"),
        ({"on_date": date(2027, 10, 31), "start": time(2, 30)}, "de klok verzet"),
        ({"trainer_id": 999_999}, "Kies een trainer voor 7a."),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(ask, act, look, coby, trainers, world, change, sentence):
    number = ask("7a")
    page = look(number)
    lesson = {"on_date": MARCH, "start": time(10), "place": "Op school", "trainer_id": trainers["tariq"]} | change
    before = world()
    with pytest.raises(BookingError) as refused:
        act(number, Decision(1, (Choice(page.bookings[0].id, 1, (Lesson(**lesson),)),)), coby)
    assert sentence in refused.value.sentence
    assert world() == before


def test_a_reason_is_required_and_other_needs_words(ask, act, look, coby, world):
    number = ask("7a")
    before = world()
    for reason, sentence in (("", "Kies een reden."), ("other", "Schrijf minstens één zin uitleg.")):
        with pytest.raises(BookingError) as refused:
            act(number, refusal(look(number), reason), coby)
        assert refused.value.sentence == sentence
    assert world() == before


def test_the_secretariat_decides_nothing(ask, act, look, sem, trainers, world):
    number = ask("7a")
    before = world()
    with pytest.raises(NotAllowed):
        act(number, approval(look(number), trainers["tariq"]), sem)
    assert world() == before


def test_the_slower_of_two_reads_who_was_first(ask, act, look, coby, hire, trainers, world):
    number = ask("7a")
    page = look(number)
    act(number, approval(page, trainers["tariq"]), coby)
    before = world()
    with pytest.raises(Outrun) as refused:
        act(number, refusal(page), hire("cas"))
    assert refused.value.heading == "Coby Voorbeeld was u voor"
    assert "goedgekeurd. Uw besluit is niet opgeslagen en er is geen mail verstuurd." in refused.value.sentence
    assert not refused.value.may_insist
    assert world() == before


def test_the_same_decision_twice_is_one(ask, act, look, coby, trainers, world):
    number = ask("7a")
    page = look(number)
    decision = approval(page, trainers["tariq"])
    act(number, decision, coby)
    before = world()
    with pytest.raises(Repeated):
        act(number, decision, coby)
    with pytest.raises(Outrun):
        act(number, refusal(page), coby)
    assert world() == before


def test_a_booking_of_another_request_is_not_decided(ask, act, look, coby, trainers, world):
    mine, other = ask("7a"), ask("8a", teacher=TOM)
    decision = approval(look(other), trainers["tariq"])
    before = world()
    with pytest.raises(BookingError):
        act(mine, decision, coby)
    assert world() == before


def test_no_session_stands_without_a_seat(ask, act, look, coby, trainers, read):
    number = ask("7a", "7b")
    act(number, approval(look(number), trainers["tariq"]), coby)
    with read():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(LessonSession)) == 2
