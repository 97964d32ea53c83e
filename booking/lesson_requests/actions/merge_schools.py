# SPDX-License-Identifier: EUPL-1.2
"""Two schools that are one: all requests of the one go to the other, with its names and closed days; the first closes for good.

Order of locks: both schools by number, the requests by number, then the number of the register. A request that is placed meanwhile holds its school until
it is stored: it comes before and goes along, or comes after and reads that its school is closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import update

from booking.errors import BookingError, Conflict
from booking.extensions import db
from booking.history.actions import Actor, note, note_all
from booking.lesson_requests.models import ROOT as REQUEST
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.queries import schools as queries
from booking.lesson_requests.workflow import local_day
from booking.permissions import Can, demand
from booking.schools.actions.names import NoSuchSchool, also_called, step
from booking.schools.models import FORMER, ROOT, School, scope_of
from booking.schools.queries import closed
from booking.schools.queries import desk as schools
from booking.schools.queries.version import hold

MERGED, TOOK_OVER = "merged", "took_over"
WENT_ALONG = "school_merged"
"""What the diary of a request says that went to the other school."""


def merge(from_id: int, into_id: int, actor: Actor, now: datetime) -> int:
    """Merge the first into the second. Answers how many requests went along. Raises BookingError; nothing is changed then.

    Asked again for the same two it answers as the first time.
    """
    demand(actor, Can.MANAGE_SCHOOLS)
    if from_id == into_id:
        raise BookingError(_("Kies twee verschillende scholen."), field="into")
    both = schools.locked((from_id, into_id))
    if len(both) < 2:
        raise NoSuchSchool("into")
    source, target = both[from_id], both[into_id]
    if source.successor_id == into_id:
        return 0
    check(source, target)
    moved = queries.locked_of_school(from_id)
    if moved:
        change = update(LessonRequest).where(LessonRequest.school_id == from_id).values(school_id=into_id)
        db.session.execute(change.execution_options(synchronize_session=False))
    also_called(target, source.name, FORMER)
    for one in source.names:
        also_called(target, one.name, one.kind)
    _take_days(source, target)
    source.status, source.successor_id = "closed", into_id
    source.closed_on = source.closed_on or local_day(now)
    _tell(source, target, moved, actor, now)
    return len(moved)


def check(source: School, target: School) -> None:
    """Raise Conflict where these two cannot be merged in this direction."""
    if target.status != "open":
        raise Conflict(
            _("%(school)s is gesloten. Kies een school die open is.", school=target.name), field="into", code="F-school"
        )
    if source.successor_id is not None:
        raise Conflict(
            _("%(school)s is al samengevoegd met een andere school.", school=source.name), field="into", code="F-school"
        )


def _take_days(source: School, target: School) -> None:
    """The days on which the one is closed are the other's; those that it has already stay behind."""
    hold()
    theirs = {(day.starts_on, day.name) for day in closed.of_scopes({scope_of(target.id)})}
    for day in closed.of_scopes({scope_of(source.id)}):
        if (day.starts_on, day.name) not in theirs:
            day.scope = scope_of(target.id)


def _tell(source: School, target: School, moved: Sequence[int], actor: Actor, now: datetime) -> None:
    """A line in the diary of both, with the other and the number of requests; and one of each request, all in one statement."""
    for one, other, action in ((source, target, MERGED), (target, source, TOOK_OVER)):
        subject = (ROOT, other.id)
        changes = {"requests": len(moved), "school": other.name}
        note(actor, (ROOT, one.id), action, now, subject=subject, act=step(one), changes=changes)
    names = {"old": source.name, "new": target.name}
    note_all(actor, (((REQUEST, number), WENT_ALONG, None, None, names) for number in moved), now)
