# SPDX-License-Identifier: EUPL-1.2
"""Undoing a decision. A mail cannot be unsent, so a second one says honestly what holds now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _

from booking.errors import BookingError
from booking.history.actions import staff
from booking.lesson_requests import emails
from booking.lesson_requests.actions.act import Act, begin, finish, move
from booking.lesson_requests.actions.meanwhile import Repeated, check
from booking.lesson_requests.actions.seats import release
from booking.lesson_requests.models import Booking, LessonRequest
from booking.lesson_requests.queries import deciding
from booking.lesson_requests.workflow import ENDED_WITHOUT_LESSON, Action, By, Status
from booking.permissions import Can, demand
from booking.staff.models import StaffMember


def reopen(
    request_id: int,
    seen: Mapping[int, int],
    seen_act: int,
    extra: str,
    member: StaffMember,
    now: datetime,
    answer_workdays: int,
) -> LessonRequest:
    """Put these bookings (id: version on the page) back to be assessed; their dates and trainers are free at once.

    Raises BookingError where nothing is chosen or the group has the same lesson again, Outrun for the slower of two,
    Repeated for a double click.
    """
    demand(member, Can.DECIDE)
    act = begin(request_id, staff(member), By.COORDINATOR, now, answer_workdays)
    bookings = [booking for booking in act.lesson_request.bookings if booking.id in seen]
    if not bookings:
        raise BookingError(_("Kies minstens één groep."), field="bookings")
    seen = {booking.id: seen[booking.id] for booking in bookings}
    if _same(act, bookings, seen, member):
        raise Repeated(act.lesson_request.reference)
    check(act, seen, seen_act, Action.REOPEN)
    for booking in bookings:
        _refuse_double(act, booking)
    former = [Status(booking.status) for booking in bookings]
    assigned = emails.assigned(bookings, act.lesson_request.bookings)
    for booking in bookings:
        again = {"submitted_at": now, "reason_code": None, "reason_text": None}
        move(act, booking, Action.REOPEN, seen[booking.id], text=extra, **again)
    release(bookings)
    lesson_request = act.lesson_request
    lesson_request.school_changed_at = None
    if all(booking.status in (Status.SUBMITTED, Status.WITHDRAWN) for booking in lesson_request.bookings):
        lesson_request.answered_at = None
    finish(act)
    emails.unassign(act, assigned, emails.Why.REOPENED)
    emails.reopened(act, list(zip(bookings, former, strict=True)), extra)
    return lesson_request


def _refuse_double(act: Act, booking: Booking) -> None:
    for other in act.lesson_request.bookings:
        same = other.group_id == booking.group_id and other.offering_id == booking.offering_id
        if other is not booking and same and Status(other.status) not in ENDED_WITHOUT_LESSON:
            raise BookingError(
                _("Voor %(name)s is deze les al opnieuw aangevraagd.", name=booking.group.name), field="bookings"
            )


def _same(act: Act, bookings: list[Booking], seen: Mapping[int, int], member: StaffMember) -> bool:
    if any(booking.version != seen[booking.id] + 1 or booking.status != Status.SUBMITTED for booking in bookings):
        return False
    moves = deciding.last_moves(act.lesson_request.id, list(seen))
    return all(
        (entry := moves.get(booking.id)) is not None
        and entry.action == Action.REOPEN.value
        and entry.actor_id == member.id
        for booking in bookings
    )
