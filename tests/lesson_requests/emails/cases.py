# SPDX-License-Identifier: EUPL-1.2
"""One ordinary case of each mail: what happened, and which mail of it is looked at. Its text stands in `golden/<name>.txt`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

from booking.lesson_requests import emails
from booking.lesson_requests.actions.act import Act
from booking.lesson_requests.models import LessonRequest, WantedTime
from booking.lesson_requests.workflow import By, Status
from booking.links.actions import issue
from booking.outbox.models import OutboxMail

from . import making

MARCH_9 = date(2027, 3, 9)
Case = Callable[[Act], None]


def planned(lesson_request: LessonRequest) -> None:
    """7a, 7b and 7c after one another on one morning, with Tariq."""
    tariq = making.trainer()
    times = (time(10, 15), time(11, 10), time(12, 25))
    for booking, start in zip(lesson_request.bookings, times, strict=True):
        making.seat(booking, making.session(booking.offering, MARCH_9, start, tariq))


def submitted(act: Act) -> None:
    emails.submit_receipt(act)
    emails.submit_notice(act, ["Sterk online is voor maximaal 25 leerlingen. In 7a zitten er 26."])


def with_schedule(act: Act) -> None:
    """7a and 7b together, 7c after them, on one day."""
    for booking, begins in zip(act.lesson_request.bookings, (time(8, 30), time(8, 30), time(9, 35)), strict=True):
        ends = (
            time(begins.hour, begins.minute + 50) if begins.minute < 10 else time(begins.hour + 1, begins.minute - 10)
        )
        booking.wanted_times = [
            WantedTime(booking_id=booking.id, position=1, on_date=MARCH_9, start_time=begins, end_time=ends, lane=1)
        ]
    submitted(act)


def approved(act: Act) -> None:
    planned(act.lesson_request)
    emails.decision(act, act.lesson_request.bookings, [], "Zet u het digibord alvast aan?")


def some_of_each(act: Act) -> None:
    """7a gets a date, 7b a refusal, 7c still waits."""
    a, b, _c = act.lesson_request.bookings
    making.seat(a, making.session(a.offering, MARCH_9, time(10, 15)))
    making.decline(b, "no_trainer", "Na de zomer is er wel een trainer.")
    emails.decision(act, [a], [b])


def some_approved(act: Act) -> None:
    """7a and 7b get a date together, 7c still waits."""
    a, b, _c = act.lesson_request.bookings
    hall = making.session(a.offering, MARCH_9, time(8, 30), making.trainer())
    making.seat(a, hall)
    making.seat(b, hall)
    emails.decision(act, [a, b], [])


def far_apart(act: Act) -> None:
    """7a and 7b together early, 7c more than an hour after them."""
    a, b, c = act.lesson_request.bookings
    hall = making.session(a.offering, MARCH_9, time(8, 30), making.trainer())
    making.seat(a, hall)
    making.seat(b, hall)
    making.seat(c, making.session(c.offering, MARCH_9, time(10, 30), making.trainer()))
    emails.decision(act, [a, b, c], [])


def declined(act: Act) -> None:
    for booking in act.lesson_request.bookings:
        making.decline(booking, "full", "In september beginnen we opnieuw.")
    emails.decision(act, [], act.lesson_request.bookings)


def changed(act: Act) -> None:
    changes = [emails.Change("aantal leerlingen van 7a", "26", "24"), emails.Change("opmerking", "", "Gebouw B.")]
    emails.change_notice(act, changes)


def withdrawn(act: Act) -> None:
    planned(act.lesson_request)
    told = emails.assigned(act.lesson_request.bookings)
    emails.withdraw_receipt(act, act.lesson_request.bookings, dates=3)
    emails.withdraw_notice(act, act.lesson_request.bookings, "De klas is op kamp.", told=bool(told))
    emails.unassign(act, told, emails.Why.WITHDRAWN)


def _shared(lesson_request: LessonRequest) -> None:
    """7a and 7b together in one lesson, 7c after them, both with Tariq."""
    tariq = making.trainer()
    a, b, c = lesson_request.bookings
    hall = making.session(a.offering, MARCH_9, time(10, 15), tariq)
    making.seat(a, hall)
    making.seat(b, hall)
    making.seat(c, making.session(c.offering, MARCH_9, time(11, 10), tariq))


def one_leaves_a_shared_lesson(act: Act) -> None:
    """7a goes: the lesson of 7b and 7a goes on."""
    _shared(act.lesson_request)
    a, _b, _c = act.lesson_request.bookings
    emails.unassign(act, emails.assigned([a], act.lesson_request.bookings), emails.Why.WITHDRAWN)


def two_leave(act: Act) -> None:
    """7a and 7c go: one lesson is gone, the other goes on for 7b. It is one mail."""
    _shared(act.lesson_request)
    a, _b, c = act.lesson_request.bookings
    emails.unassign(act, emails.assigned([a, c], act.lesson_request.bookings), emails.Why.WITHDRAWN)


def reopened(act: Act) -> None:
    bookings = act.lesson_request.bookings
    emails.reopened(act, [(booking, Status.CONFIRMED) for booking in bookings], "We zoeken een andere trainer.")


def link_again(act: Act) -> None:
    emails.link_again(act.lesson_request, act.number, act.now)


def handed_over(act: Act) -> None:
    link = issue("takeover", act.now)
    emails.takeover_ask(act.lesson_request, link, "noor@devoorbeeldboom.example", act.now, "first", "De Voorbeeldboom")
    emails.takeover_done(act, "tess@oude-school.example")


def taken_over(act: Act) -> None:
    changes = [emails.Change("naam van de contactpersoon", "Tess Voorbeeld", "Noor Voorbeeld")]
    emails.change_notice(act, changes, taken_over=True)


def shelf(act: Act) -> None:
    emails.shelf(act.lesson_request.contact_email, issue("shelf", act.now), "nl", act.now, "first")


def address_changed(act: Act) -> None:
    emails.address_changed(act, "tess@oude-school.example")


def undeliverable(act: Act) -> None:
    failed = OutboxMail(
        id=9,
        kind="approve_confirmation",
        recipient="t.voorbeeld@devoorbeeldboom.example",
        recipient_key="t.voorbeeld@devoorbeeldboom.example",
        body_text="Bevestigd: dinsdag 9\u00a0maart 2027, 10.15\u00a0– 13.15\u00a0uur.\n\nBeste Tess,",
    )
    emails.undeliverable(act.lesson_request, failed, "dit adres bestaat niet.", act.now)


CASES: dict[str, tuple[Case, By, str]] = {
    "submit_receipt": (submitted, By.TEACHER, "submit_receipt"),
    "submit_notice": (submitted, By.TEACHER, "submit_notice"),
    "submit_receipt-schedule": (with_schedule, By.TEACHER, "submit_receipt"),
    "submit_notice-schedule": (with_schedule, By.TEACHER, "submit_notice"),
    "approve_confirmation": (approved, By.COORDINATOR, "approve_confirmation"),
    "answer_notice": (approved, By.COORDINATOR, "answer_notice"),
    "assign": (approved, By.COORDINATOR, "assign"),
    "approve_confirmation-some": (some_of_each, By.COORDINATOR, "approve_confirmation"),
    "answer_notice-some": (some_of_each, By.COORDINATOR, "answer_notice"),
    "assign-provider": (some_of_each, By.COORDINATOR, "assign"),
    "answer_notice-rest": (some_approved, By.COORDINATOR, "answer_notice"),
    "approve_confirmation-apart": (far_apart, By.COORDINATOR, "approve_confirmation"),
    "decline": (declined, By.COORDINATOR, "decline"),
    "answer_notice-decline": (declined, By.COORDINATOR, "answer_notice"),
    "change_notice": (changed, By.TEACHER, "change_notice"),
    "change_notice-office": (changed, By.COORDINATOR, "change_notice"),
    "withdraw_receipt": (withdrawn, By.TEACHER, "withdraw_receipt"),
    "withdraw_notice": (withdrawn, By.TEACHER, "withdraw_notice"),
    "withdraw_notice-office": (withdrawn, By.COORDINATOR, "withdraw_notice"),
    "unassign": (withdrawn, By.TEACHER, "unassign"),
    "assign_change": (one_leaves_a_shared_lesson, By.TEACHER, "assign_change"),
    "unassign-some": (two_leave, By.TEACHER, "unassign"),
    "reopen": (reopened, By.COORDINATOR, "reopen"),
    "answer_notice-reopen": (reopened, By.COORDINATOR, "answer_notice"),
    "link_again": (link_again, By.TEACHER, "link_again"),
    "takeover_ask": (handed_over, By.TEACHER, "takeover_ask"),
    "takeover_done": (handed_over, By.TEACHER, "takeover_done"),
    "change_notice-takeover": (taken_over, By.TEACHER, "change_notice"),
    "shelf": (shelf, By.TEACHER, "shelf"),
    "address_changed": (address_changed, By.TEACHER, "address_changed"),
    "undeliverable": (undeliverable, By.TEACHER, "undeliverable"),
}
