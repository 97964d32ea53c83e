# SPDX-License-Identifier: EUPL-1.2
"""What a school's earlier requests know for its next schedule."""

from __future__ import annotations

from sqlalchemy import Text, bindparam, cast, exists, select

from booking.extensions import db
from booking.lesson_requests.asked import Pause, breaks_of
from booking.lesson_requests.models import Booking, LessonRequest
from booking.lesson_requests.workflow import Status

APPROVED = (Status.CONFIRMED.value, Status.GIVEN.value, Status.NOT_GIVEN.value)
_LAST_BREAKS = (
    select(LessonRequest.breaks)
    .where(
        LessonRequest.school_id == bindparam("school_id"),
        cast(LessonRequest.breaks, Text) != "[]",
        exists().where(Booking.request_id == LessonRequest.id, Booking.status.in_(APPROVED)),
    )
    .order_by(LessonRequest.submitted_at.desc(), LessonRequest.id.desc())
    .limit(1)
)


def last_breaks(school_id: int) -> tuple[Pause, ...]:
    """The school's breaks, of its last request that gave them and that was approved: a stranger's request says nothing of a school."""
    return breaks_of(db.session.scalar(_LAST_BREAKS, {"school_id": school_id}) or [])
