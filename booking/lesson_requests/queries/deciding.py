# SPDX-License-Identifier: EUPL-1.2
"""What an act of a coordinator asks: who is in a session, whose it is, and what happened since the page was shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from booking.extensions import db
from booking.history.models import HistoryEntry
from booking.lesson_requests.models import ROOT, Booking, LessonRequest, Seat
from booking.lesson_requests.workflow import Status

SUBJECT = "booking"


def needed_sessions(session_ids: Collection[int], without: Collection[int]) -> frozenset[int]:
    """Which of these sessions hold a fixed seat of a confirmed booking other than these bookings."""
    question = (
        select(Seat.session_id)
        .join(Booking, Booking.id == Seat.booking_id)
        .where(
            Seat.session_id.in_(session_ids),
            Seat.booking_id.not_in(without),
            Seat.option_no == 0,
            Booking.status == Status.CONFIRMED.value,
        )
    )
    return frozenset(db.session.scalars(question))


def school_of(session_id: int) -> str:
    """The school at which this session is; nothing where no booking sits in it."""
    question = (
        select(LessonRequest.school_name)
        .join(Booking, Booking.request_id == LessonRequest.id)
        .join(Seat, Seat.booking_id == Booking.id)
        .where(Seat.session_id == session_id)
        .order_by(LessonRequest.id)
        .limit(1)
    )
    return db.session.scalar(question) or ""


def since(request_id: int, act: int) -> Sequence[HistoryEntry]:
    """What happened to this request after this act of it, in order."""
    question = (
        select(HistoryEntry)
        .where(HistoryEntry.root_kind == ROOT, HistoryEntry.root_id == request_id, HistoryEntry.act > act)
        .order_by(HistoryEntry.id)
    )
    return db.session.scalars(question).all()


def last_moves(request_id: int, booking_ids: Collection[int]) -> dict[int, HistoryEntry]:
    """The last line of the diary about each of these bookings."""
    question = (
        select(HistoryEntry)
        .where(
            HistoryEntry.root_kind == ROOT,
            HistoryEntry.root_id == request_id,
            HistoryEntry.subject_kind == SUBJECT,
            HistoryEntry.subject_id.in_(booking_ids),
        )
        .order_by(HistoryEntry.id)
    )
    return {entry.subject_id: entry for entry in db.session.scalars(question) if entry.subject_id is not None}
