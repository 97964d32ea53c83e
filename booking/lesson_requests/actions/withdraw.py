# SPDX-License-Identifier: EUPL-1.2
"""The school takes lessons back: by its own link, or by a coordinator whom it phoned."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from booking.errors import BookingError
from booking.history.actions import Actor
from booking.lesson_requests import emails
from booking.lesson_requests.actions.act import Act, begin, finish, move, nothing_done
from booking.lesson_requests.actions.meanwhile import outdated
from booking.lesson_requests.actions.seats import alone, release
from booking.lesson_requests.models import Booking, LessonRequest
from booking.lesson_requests.workflow import Action, By, Status, allowed
from booking.permissions import Can, demand


@dataclass(frozen=True)
class Withdrawn:
    """What came of it. `told`: somebody had the assignment, and hears of it."""

    lesson_request: LessonRequest
    told: bool


def withdraw(
    request_id: int,
    booking_ids: Collection[int],
    reason: str,
    *,
    actor: Actor,
    by: By,
    now: datetime,
    answer_workdays: int,
    seen: Mapping[int, int] | None = None,
    opened: bytes | None = None,
) -> Withdrawn:
    """Withdraw these bookings; the school, the secretariat and whoever had the assignment hear of it once each.

    `seen`: the version of each booking on the page that was answered (None: there was no page). What was withdrawn before
    is passed over, so that a double click answers as the first time. Raises BookingError where nothing is chosen, Conflict
    where a booking is another one than was seen, or can no longer be withdrawn, Gone where `opened` is no link any more.
    """
    if by is By.COORDINATOR:
        demand(actor, Can.ACT_FOR_SCHOOL)
    act = begin(request_id, actor, by, now, answer_workdays, opened)
    lesson_request = act.lesson_request
    chosen = [booking for booking in lesson_request.bookings if booking.id in booking_ids]
    if not chosen:
        raise BookingError(_("Kies minstens 1 les."), field="bookings")
    chosen = [booking for booking in chosen if booking.status != Status.WITHDRAWN]
    if not chosen:
        nothing_done(act)
        return Withdrawn(lesson_request, False)
    _refuse_outdated(act, chosen, seen)
    assignments = emails.assigned(chosen, lesson_request.bookings)
    dates = len(alone(chosen, lesson_request.bookings))
    for booking in chosen:
        move(act, booking, Action.WITHDRAW, text=reason, reason_code=None, reason_text=reason or None)
    release(chosen)
    emails.withdraw_receipt(act, chosen, dates)
    emails.withdraw_notice(act, chosen, reason, told=bool(assignments))
    emails.unassign(act, assignments, emails.Why.WITHDRAWN)
    finish(act)
    return Withdrawn(lesson_request, bool(assignments))


def _refuse_outdated(act: Act, chosen: Collection[Booking], seen: Mapping[int, int] | None) -> None:
    """A lesson that was confirmed or declined meanwhile is not taken back unread."""
    for booking in chosen:
        as_seen = seen is None or seen.get(booking.id) == booking.version
        if not as_seen or not allowed(Action.WITHDRAW, booking.status, act.by):
            raise outdated(act)
