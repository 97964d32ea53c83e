# SPDX-License-Identifier: EUPL-1.2
"""What every act on a request has in common: lock, compare and swap, diary, summary.

An act is one intent of one person: one transaction, one step of the request's version, one history row a changed thing.
Order of locks: the request, then its sessions by id; never a request after a session.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import update

from booking.errors import BookingError, Conflict, Gone
from booking.extensions import db
from booking.history.actions import Actor, note
from booking.lesson_requests import queries
from booking.lesson_requests.models import ROOT, Booking, LessonRequest
from booking.lesson_requests.workflow import (
    TRANSITIONS,
    Action,
    BookingFacts,
    By,
    RequestStatus,
    Status,
    allowed,
    summarise,
)
from booking.schools.calendar import answer_by


@dataclass
class Act:
    """A running act. `number` is the request's version after it: what history rows and mails of this act carry."""

    lesson_request: LessonRequest
    actor: Actor
    by: By
    now: datetime
    answer_workdays: int
    number: int = 0

    def tell(self, action: str, *, booking: Booking | None = None, **more: Any) -> None:
        """One line in the diary."""
        subject = ("booking", booking.id) if booking is not None else None
        note(self.actor, (ROOT, self.lesson_request.id), action, self.now, subject=subject, act=self.number, **more)


def held(request_id: int, opened: bytes | None = None) -> LessonRequest | None:
    """The request with all that hangs on it, locked.

    `opened`: the hash of the token by which its page was opened (None: not by a link). Raises Gone where the link is another
    one by now: whoever waited for the lock may have lost the request to a colleague meanwhile.
    """
    lesson_request = queries.locked(request_id)
    if lesson_request is not None:
        demand_link(lesson_request, opened)
    return lesson_request


def demand_link(lesson_request: LessonRequest, opened: bytes | None) -> None:
    """Raises Gone where this is not the request's link, as it was read."""
    if opened is not None and lesson_request.link.token_hash != opened:
        raise Gone(_("Deze link werkt niet."), code="F-link")


def begin(
    request_id: int, actor: Actor, by: By, now: datetime, answer_workdays: int, opened: bytes | None = None
) -> Act:
    """Hold the request and take the next version. Raises BookingError for one that is gone, Gone as `held` does."""
    lesson_request = held(request_id, opened)
    if lesson_request is None:
        raise BookingError(_("Deze aanvraag bestaat niet meer."))
    act = Act(lesson_request, actor, by, now, answer_workdays)
    lesson_request.version += 1
    act.number = lesson_request.version
    return act


def nothing_done(act: Act) -> None:
    """Nothing had to be done: the request keeps the version that it had."""
    act.lesson_request.version -= 1


def move(
    act: Act,
    booking: Booking,
    action: Action,
    seen_version: int | None = None,
    *,
    text: str | None = None,
    **values: Any,
) -> Status:
    """Move one booking along the table, by compare and swap. Answers the status it had. Raises Conflict for the slower of two.

    `seen_version` is the booking's version on the page that was answered; None where the page shows no version.
    """
    before = Status(booking.status)
    version = booking.version if seen_version is None else seen_version
    target = TRANSITIONS[action].target or before
    if not allowed(action, before, act.by):
        raise Conflict(_("Deze les heeft intussen een andere status. Bekijk de aanvraag opnieuw."), code="F-was-eerst")
    swap = update(Booking).where(Booking.id == booking.id, Booking.status == before.value, Booking.version == version)
    new = {"status": target.value, "version": version + 1, "waitlisted_at": None, "options_until": None, **values}
    moved = db.session.execute(swap.values(**new).execution_options(synchronize_session=False))
    if moved.rowcount != 1:  # type: ignore[attr-defined]  (an UPDATE's result has it)
        raise Conflict(_("Deze les is intussen gewijzigd. Bekijk de aanvraag opnieuw."), code="F-was-eerst")
    db.session.refresh(booking, attribute_names=list(new))
    act.tell(action.value, booking=booking, moved=(before.value, target.value), text=text)
    return before


def finish(act: Act) -> None:
    """Derive what the request as a whole is now, for the queue and for its link. Nothing else writes these columns."""
    lesson_request, now = act.lesson_request, act.now
    facts = [_facts(booking) for booking in lesson_request.bookings]
    summary = summarise(facts, lambda moment: answer_by(moment, act.answer_workdays), lesson_request.closed_at, now)
    closed = summary.status is RequestStatus.CLOSED
    lesson_request.status = summary.status.value
    lesson_request.due_on = summary.due_on
    lesson_request.closed_at = (lesson_request.closed_at or now) if closed else None
    lesson_request.result = summary.result.value if summary.result else None
    lesson_request.link.expires_at = summary.link_until
    db.session.flush()


def _facts(booking: Booking) -> BookingFacts:
    days = tuple(seat.lesson_session.on_date for seat in booking.seats)
    return BookingFacts(Status(booking.status), booking.submitted_at, booking.options_until, days)
