# SPDX-License-Identifier: EUPL-1.2
"""The workflow of a booking, decided purely: the table of transitions, and what a request as a whole is.

Guards, buttons, mails and the queue read this one table. Nothing here knows a database, a clock or a page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LINK_DAYS_AFTER = 30


class Status(StrEnum):
    """Where one booking stands."""

    SUBMITTED = "submitted"
    PROPOSED = "proposed"
    WAITLISTED = "waitlisted"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    GIVEN = "given"
    NOT_GIVEN = "not_given"


class RequestStatus(StrEnum):
    """What a request as a whole waits for: us, the school, the day of the lesson, or nothing."""

    OPEN = "open"
    WAITING = "waiting"
    PLANNED = "planned"
    CLOSED = "closed"


class Action(StrEnum):
    """An act on a booking. Acts of later features join with their rows of the table."""

    CHANGE = "change"
    APPROVE = "approve"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


class By(StrEnum):
    """Who may do it. A coordinator withdraws and changes on a school's request."""

    TEACHER = "teacher"
    COORDINATOR = "coordinator"


@dataclass(frozen=True)
class Transition:
    """One row of the table: from these statuses, by these people, to this one (None: it stays what it was)."""

    source: frozenset[Status]
    by: frozenset[By]
    target: Status | None


S = Status
UNDECIDED = frozenset({S.SUBMITTED, S.PROPOSED, S.WAITLISTED})
ENDED_WITHOUT_LESSON = frozenset({S.DECLINED, S.WITHDRAWN, S.CANCELLED, S.NOT_GIVEN})
ENDED = ENDED_WITHOUT_LESSON | {S.GIVEN}
LIVE = frozenset(S) - ENDED

TRANSITIONS: dict[Action, Transition] = {
    Action.CHANGE: Transition(frozenset({S.SUBMITTED}), frozenset(By), None),
    Action.APPROVE: Transition(UNDECIDED, frozenset({By.COORDINATOR}), S.CONFIRMED),
    Action.DECLINE: Transition(UNDECIDED, frozenset({By.COORDINATOR}), S.DECLINED),
    Action.WITHDRAW: Transition(UNDECIDED | {S.CONFIRMED}, frozenset(By), S.WITHDRAWN),
    Action.REOPEN: Transition(ENDED_WITHOUT_LESSON | {S.CONFIRMED}, frozenset({By.COORDINATOR}), S.SUBMITTED),
}

RESULTS = (S.GIVEN, S.NOT_GIVEN, S.CANCELLED, S.DECLINED, S.WITHDRAWN)
"""The result of a closed request is the first of these that one of its bookings has."""


def allowed(action: Action, status: Status | str, by: By) -> bool:
    """May this act be done to a booking in this status, by this kind of person?"""
    row = TRANSITIONS[action]
    return Status(status) in row.source and by in row.by


def acts(statuses: Iterable[Status | str], by: By) -> frozenset[Action]:
    """Which acts are possible for at least one of these bookings: what buttons a page shows."""
    known = [Status(status) for status in statuses]
    return frozenset(action for action in Action if any(allowed(action, status, by) for status in known))


@dataclass(frozen=True)
class BookingFacts:
    """What the summary needs to know of a booking. `days`: the dates of its sessions (fixed or wanted), in Utrecht."""

    status: Status
    submitted_at: datetime
    options_until: datetime | None = None
    days: tuple[date, ...] = ()


@dataclass(frozen=True)
class Summary:
    """A request as a whole. `due_on` orders the queue; `link_until` is when its secret link ends (None: not yet known)."""

    status: RequestStatus
    due_on: date
    result: Status | None
    link_until: datetime | None


def local_day(moment: datetime) -> date:
    """The date in Utrecht of a moment."""
    return moment.astimezone(AMSTERDAM).date()


def summarise(
    bookings: Sequence[BookingFacts], answer_by: Callable[[datetime], date], closed_at: datetime | None, now: datetime
) -> Summary:
    """The first rule that fits: somebody waits for us, for the school or a place, for the day of the lesson, for nothing.

    `answer_by` gives the last day on which an answer was promised to somebody who asked at that moment.
    `closed_at` is when the request closed before, if it did: closing twice does not move the day.
    """
    statuses = {booking.status for booking in bookings}
    today = local_day(now)
    if S.SUBMITTED in statuses:
        due = min(answer_by(booking.submitted_at) for booking in bookings if booking.status is S.SUBMITTED)
        return Summary(RequestStatus.OPEN, due, None, None)
    if statuses & {S.PROPOSED, S.WAITLISTED}:
        ends = [local_day(booking.options_until) for booking in bookings if booking.options_until]
        wanted = [day for booking in bookings if booking.status is S.WAITLISTED for day in booking.days]
        return Summary(RequestStatus.WAITING, min(ends or wanted or [today]), None, None)
    if S.CONFIRMED in statuses:
        days = sorted(day for booking in bookings if booking.status is S.CONFIRMED for day in booking.days)
        to_come = [day for day in days if day >= today]
        last = days[-1] if days else today
        return Summary(RequestStatus.PLANNED, to_come[0] if to_come else last, None, _after(last))
    ended = closed_at or now
    taught = [day for booking in bookings if booking.status in (S.GIVEN, S.NOT_GIVEN) for day in booking.days]
    result = next((status for status in RESULTS if status in statuses), None)
    return Summary(RequestStatus.CLOSED, local_day(ended), result, _after(max(taught, default=local_day(ended))))


def _after(day: date) -> datetime:
    last = day + timedelta(days=LINK_DAYS_AFTER + 1)
    return datetime(last.year, last.month, last.day, tzinfo=AMSTERDAM)


class Word(StrEnum):
    """A request as a whole, in the words of the school (the first rule that fits). The page translates them."""

    CHOOSE = "choose"
    RECEIVED = "received"
    PARTLY_ANSWERED = "partly_answered"
    WAITLIST = "waitlist"
    CONFIRMED = "confirmed"
    SAME_END = "same_end"
    FINISHED = "finished"


def word(statuses: Collection[Status | str]) -> Word:
    """Which word fits a request whose bookings have these statuses."""
    known = {Status(status) for status in statuses}
    answered = known - {S.SUBMITTED, S.WITHDRAWN}
    if S.SUBMITTED in known:
        return Word.PARTLY_ANSWERED if answered else Word.RECEIVED
    if S.PROPOSED in known:
        return Word.CHOOSE
    if S.WAITLISTED in known:
        return Word.WAITLIST
    if S.CONFIRMED in known:
        return Word.CONFIRMED
    return Word.SAME_END if len(known) == 1 else Word.FINISHED
