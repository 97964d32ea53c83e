# SPDX-License-Identifier: EUPL-1.2
"""One act is one mail a recipient, however many groups, lessons and trainers it is about."""

from __future__ import annotations

from collections import Counter
from datetime import date, time

import pytest

from booking.lesson_requests import emails
from booking.lesson_requests.workflow import By, Status

from . import making
from .cases import planned, with_schedule
from .conftest import Desk

pytestmark = pytest.mark.once
MARCH_9 = date(2027, 3, 9)
TESS, OFFICE = "t.voorbeeld@devoorbeeldboom.example", "secretariaat@utrecht.example"


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


def sent(desk: Desk) -> Counter[tuple[str, str]]:
    return Counter((mail.kind, mail.recipient) for mail in desk.mails)


def test_three_groups_are_three_mails(desk: Desk):
    with desk.act(making.three_classes()) as act:
        planned(act.lesson_request)
        emails.decision(act, act.lesson_request.bookings, [])
    assert sent(desk) == {
        ("approve_confirmation", TESS): 1,
        ("answer_notice", OFFICE): 1,
        ("assign", "tariq@onlinewijs.example"): 1,
    }


def test_the_same_act_twice_writes_nothing_twice(desk: Desk):
    with desk.act(making.three_classes()) as act:
        planned(act.lesson_request)
        emails.decision(act, act.lesson_request.bookings, [])
        emails.decision(act, act.lesson_request.bookings, [])
    assert set(sent(desk).values()) == {1}


def test_a_refusal_beside_an_approval_is_in_the_same_mail(desk: Desk):
    with desk.act(making.three_classes()) as act:
        a, b, _c = act.lesson_request.bookings
        making.seat(a, making.session(a.offering, MARCH_9, time(10, 15)))
        making.decline(b, "full")
        emails.decision(act, [a], [b])
    assert sent(desk)[("decline", TESS)] == 0
    text = desk["approve_confirmation"].body_text
    assert "Dit lukt niet:" in text
    assert "Waarom niet? Deze les is dit schooljaar vol." in text
    assert "Over 7c krijgt u nog antwoord, uiterlijk dinsdag" in text


def test_nothing_left_to_answer_is_no_line(desk: Desk):
    with desk.act(making.three_classes()) as act:
        planned(act.lesson_request)
        emails.decision(act, act.lesson_request.bookings, [])
    assert "nog antwoord" not in desk["approve_confirmation"].body_text


def test_a_refusal_says_what_still_waits(desk: Desk):
    with desk.act(making.three_classes()) as act:
        making.decline(act.lesson_request.bookings[0], "other", "We hebben gebeld.")
        emails.decision(act, [], act.lesson_request.bookings[:1])
    text = desk["decline"].body_text
    assert "Helaas kunnen we deze les niet geven:\n\n- Sterk online – 7a" in text
    assert "\nWaarom niet? We hebben gebeld.\n" in text
    assert "Over 7b en 7c krijgt u nog antwoord, uiterlijk dinsdag" in text
    assert desk["decline"].link_id is None


def test_two_reasons_are_two_parts_of_one_mail(desk: Desk):
    with desk.act(making.three_classes()) as act:
        a, b, c = act.lesson_request.bookings
        making.decline(a, "full")
        making.decline(b, "stopped")
        making.decline(c, "stopped")
        emails.decision(act, [], [a, b, c])
    text = spaced(desk["decline"].body_text)
    assert text.count("Waarom niet?") == 2
    assert "Dit lukt ook niet:\n\n- Sterk online – 7b en 7c (49 leerlingen)" in text


def test_each_trainer_hears_of_her_own_lessons_only(desk: Desk):
    lotte = making.trainer("Lotte Voorbeeld", "lotte@onlinewijs.example")
    with desk.act(making.three_classes()) as act:
        a, b, c = act.lesson_request.bookings
        making.seat(a, making.session(a.offering, MARCH_9, time(10, 15), making.trainer()))
        making.seat(b, making.session(b.offering, MARCH_9, time(10, 15), lotte))
        making.seat(c, making.session(c.offering, MARCH_9, time(11, 10)))
        emails.decision(act, [a, b, c], [])
    by_recipient = {mail.recipient: mail.body_text for mail in desk.mails if mail.kind == "assign"}
    assert by_recipient.keys() == {"tariq@onlinewijs.example", "lotte@onlinewijs.example", "lessen@onlinewijs.example"}
    assert "Sterk online – 7b: " in by_recipient["lotte@onlinewijs.example"]
    assert "7a" not in by_recipient["lotte@onlinewijs.example"]
    assert "Voor: 7b, 24" in by_recipient["lotte@onlinewijs.example"]
    assert "Laat ons weten wie er komt." in by_recipient["lessen@onlinewijs.example"]
    assert "Laat ons weten" not in by_recipient["tariq@onlinewijs.example"]


def test_each_lesson_of_a_series_is_a_line(desk: Desk):
    series = making.offering(kind="series", sessions_count=3, title="Samen sterk")
    lesson_request = making.request([making.booking(1, series, making.group(1))])
    with desk.act(lesson_request) as act:
        (one,) = lesson_request.bookings
        for number, day in enumerate((9, 16, 23), 1):
            session = making.session(series, date(2027, 3, day), time(8, 45), making.trainer())
            making.seat(one, session, number)
        emails.decision(act, [one], [])
    text = spaced(desk["approve_confirmation"].body_text)
    assert "De lessen staan vast." in text
    assert "- 7a, les 1: dinsdag 9 maart 2027, 8.45 – 9.35 uur, trainer Tariq Voorbeeld\n" in text
    assert "- 7a, les 3: dinsdag 23 maart 2027, 8.45 – 9.35 uur, trainer Tariq Voorbeeld\n" in text
    assert "- Samen sterk – 7a, les 2: dinsdag 16 maart 2027" in spaced(desk["assign"].body_text)


def test_of_several_lessons_each_line_says_which(desk: Desk):
    a = making.group(1, "7a")
    lesson, other = making.offering(1), making.offering(2, "Doorgestuurd")
    lesson_request = making.request([making.booking(1, lesson, a), making.booking(2, other, a)])
    with desk.act(lesson_request) as act:
        first, _second = lesson_request.bookings
        making.seat(first, making.session(lesson, MARCH_9, time(10, 15)))
        emails.decision(act, [first], [])
    text = desk["approve_confirmation"].body_text
    assert "- Sterk online – 7a: dinsdag" in text
    assert "Over Doorgestuurd voor 7a krijgt u nog antwoord" in text


def test_a_training_is_called_a_training(desk: Desk):
    training = making.offering(kind="training", title="Zelf aan de slag")
    team = making.group(1, "team bovenbouw", 12, kind="teachers", level=None)
    lesson_request = making.request([making.booking(1, training, team)])
    with desk.act(lesson_request, By.TEACHER) as act:
        emails.submit_receipt(act)
    with desk.act(lesson_request) as act:
        act.number = 3
        making.seat(lesson_request.bookings[0], making.session(training, MARCH_9, time(15, 30)))
        emails.decision(act, lesson_request.bookings, [])
    assert "De training staat nog niet vast. Zet de training pas in uw agenda" in desk["submit_receipt"].body_text
    assert "De training staat vast." in desk["approve_confirmation"].body_text


def test_what_the_school_had_withdrawn_was_no_answer_of_ours(desk: Desk):
    with desk.act(making.three_classes()) as act:
        emails.reopened(act, [(booking, Status.WITHDRAWN) for booking in act.lesson_request.bookings])
    assert "vorige antwoord" not in desk["reopen"].body_text
    assert "agenda" not in desk["reopen"].body_text


def test_a_refusal_that_is_undone_was_in_no_agenda(desk: Desk):
    with desk.act(making.three_classes()) as act:
        emails.reopened(act, [(booking, Status.DECLINED) for booking in act.lesson_request.bookings])
    assert "Ons vorige antwoord geldt niet meer." in desk["reopen"].body_text
    assert "agenda" not in desk["reopen"].body_text
    assert "blijft staan" not in desk["reopen"].body_text


def test_what_was_confirmed_and_stays_is_named(desk: Desk):
    lesson_request = making.three_classes()
    first, *others = lesson_request.bookings
    for booking in others:
        booking.status = Status.CONFIRMED
    with desk.act(lesson_request) as act:
        emails.reopened(act, [(first, Status.CONFIRMED)])
    assert "Dit blijft staan: 7b en 7c." in desk["reopen"].body_text


def test_who_gave_it_is_kept_when_the_seats_are_gone(desk: Desk):
    with desk.act(making.three_classes(), By.TEACHER) as act:
        planned(act.lesson_request)
        assignments = emails.assigned(act.lesson_request.bookings)
        for booking in act.lesson_request.bookings:
            booking.seats = []
        emails.unassign(act, assignments, emails.Why.REOPENED)
    text = spaced(desk["unassign"].body_text)
    assert text.startswith("Vervalt: Sterk online, dinsdag 9 maart 2027, 10.15 – 13.15 uur, De Voorbeeldboom.\n")
    assert "We plannen de lessen opnieuw." in text


def test_nobody_was_assigned_to_what_waits(desk: Desk):
    with desk.app.app_context():
        assert emails.assigned(making.three_classes().bookings) == []


def test_without_a_date_no_date_becomes_free(desk: Desk):
    with desk.act(making.three_classes(), By.TEACHER) as act:
        emails.withdraw_receipt(act, act.lesson_request.bookings[:1])
        emails.withdraw_notice(act, act.lesson_request.bookings[:1], "")
    assert "weer vrij" not in desk["withdraw_receipt"].body_text
    assert "Dit blijft staan: 7b en 7c." in desk["withdraw_receipt"].body_text
    text = desk["withdraw_notice"].body_text
    assert "Waarom" not in text
    assert "trainer" not in text


def test_nothing_changed_is_no_mail(desk: Desk):
    with desk.act(making.three_classes(), By.TEACHER) as act:
        emails.change_notice(act, [])
    assert desk.mails == []


def test_a_changed_contact_of_a_planned_lesson_says_that_it_goes_on(desk: Desk):
    with desk.act(making.three_classes(), By.TEACHER) as act:
        planned(act.lesson_request)
        emails.change_notice(act, [emails.Change("telefoonnummer", "030 1", "030 2")])
    assert "De lessen gaan door zoals gepland." in desk["change_notice"].body_text


def test_a_schedule_without_another_wish_is_the_wish(desk: Desk):
    free = making.three_classes(wish_weekdays=[], wish_dayparts=[], wish_from=None, wish_same_day=False)
    with desk.act(free, By.TEACHER) as act:
        with_schedule(act)
    assert "\nWens: volgens het rooster\n" in desk["submit_notice"].body_text


def test_a_held_receipt_waits_for_a_person(desk: Desk):
    with desk.act(making.three_classes(), By.TEACHER) as act:
        emails.submit_receipt(act, held=True)
        emails.submit_notice(act, [], due_at=making.ASKED_AT)
    assert (desk["submit_receipt"].status, desk["submit_notice"].status) == ("held", "queued")
    assert desk["submit_notice"].due_at == making.ASKED_AT
    assert "Let op" not in desk["submit_notice"].body_text


def test_the_new_link_is_written_once_an_act(desk: Desk):
    lesson_request = making.three_classes()
    with desk.act(lesson_request) as act:
        for number in (1, 1, 2):
            emails.link_again(lesson_request, number, act.now)
    assert sent(desk) == {("link_again", TESS): 2}


def test_a_mail_that_failed_is_told_to_who_can_telephone(desk: Desk):
    lesson_request = making.three_classes()
    with desk.act(lesson_request) as act:
        making.decline(lesson_request.bookings[0], "full")
        emails.decision(act, [], lesson_request.bookings[:1])
    to_school, to_office = desk["decline"], desk["answer_notice"]
    with desk.act(lesson_request) as act:
        for failed in (to_school, to_school, to_office):
            emails.undeliverable(lesson_request, failed, "Dit e-mailadres bestaat niet.", act.now)
    text = desk["undeliverable"].body_text
    assert desk["undeliverable"].recipient == OFFICE
    assert 'De mail "Afwijzing" aan t…@devoorbeeldboom.example is niet bezorgd.' in text
    assert "De school weet dit dus nog niet: Afgewezen. Lees waarom" in text
