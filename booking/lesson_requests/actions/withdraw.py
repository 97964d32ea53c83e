# SPDX-License-Identifier: EUPL-1.2
"""The school takes lessons back: by its own link, or by a coordinator whom it phoned."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _

from booking.errors import BookingError
from booking.history.actions import Actor
from booking.lesson_requests import emails
from booking.lesson_requests.actions.act import begin, finish, move
from booking.lesson_requests.actions.seats import release
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.workflow import Action, By, Status

REASON_LENGTH = 1000


def withdraw(
    request_id: int,
    booking_ids: Collection[int],
    reason: str,
    *,
    actor: Actor,
    by: By,
    now: datetime,
    answer_workdays: int,
    mail_school: bool = True,
) -> LessonRequest:
    """Withdraw these bookings; the school, the secretariat and whoever had the assignment hear of it once each.

    What was withdrawn before is passed over, so that a double click answers as the first time. Raises BookingError where
    nothing is chosen, Conflict where a booking can no longer be withdrawn.
    """
    act = begin(request_id, actor, by, now, answer_workdays)
    lesson_request = act.lesson_request
    chosen = [booking for booking in lesson_request.bookings if booking.id in booking_ids]
    if not chosen:
        raise BookingError(_("Kies minstens 1 les."), field="bookings")
    chosen = [booking for booking in chosen if booking.status != Status.WITHDRAWN]
    if not chosen:
        lesson_request.version -= 1
        return lesson_request
    assignments = emails.assigned(chosen)
    had_date = any(booking.seats for booking in chosen)
    for booking in chosen:
        move(act, booking, Action.WITHDRAW, text=reason, reason_code=None, reason_text=reason or None)
    release(act, chosen)
    if mail_school:
        emails.withdraw_receipt(act, chosen, had_date)
    emails.withdraw_notice(act, chosen, reason, told=bool(assignments))
    emails.unassign(act, assignments, emails.Why.WITHDRAWN)
    finish(act)
    return lesson_request
