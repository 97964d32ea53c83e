# SPDX-License-Identifier: EUPL-1.2
"""One request, with all that its page or an act needs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from booking.catalogue.models import Offering
from booking.extensions import db
from booking.lesson_requests.models import REFERENCE_PREFIX, Booking, LessonRequest, Seat
from booking.links.models import SecretLink
from booking.planning.models import LessonSession, SessionTrainer

REFERENCE = re.compile(rf"(?:{REFERENCE_PREFIX})?0*([1-9][0-9]{{0,11}})", re.ASCII | re.IGNORECASE)


def _whole() -> Select[Any]:
    bookings = selectinload(LessonRequest.bookings)
    seats = bookings.selectinload(Booking.seats).selectinload(Seat.lesson_session)
    offering = bookings.selectinload(Booking.offering)
    return select(LessonRequest).options(
        selectinload(LessonRequest.link),
        selectinload(LessonRequest.groups),
        selectinload(LessonRequest.assignee),
        bookings.selectinload(Booking.group),
        offering.selectinload(Offering.provider),
        offering.selectinload(Offering.levels),
        offering.selectinload(Offering.texts),
        seats.selectinload(LessonSession.trainers).selectinload(SessionTrainer.trainer),
    )


def locked(request_id: int) -> LessonRequest | None:
    """The request, locked for this transaction and read anew, whatever was read before."""
    question = _whole().where(LessonRequest.id == request_id).with_for_update(of=LessonRequest)
    return db.session.scalars(question.execution_options(populate_existing=True)).one_or_none()


def one(request_id: int) -> LessonRequest | None:
    """The request as it is now, whatever was read of it before."""
    question = _whole().where(LessonRequest.id == request_id).execution_options(populate_existing=True)
    return db.session.scalars(question).one_or_none()


def by_link(link_id: int) -> LessonRequest | None:
    """The request that this secret link opens."""
    return db.session.scalars(_whole().where(LessonRequest.link_id == link_id)).one_or_none()


def by_reference(reference: str) -> LessonRequest | None:
    """The request with this number, written as LES-000123 or 123."""
    match = REFERENCE.fullmatch(reference.strip())
    if match is None:
        return None
    return db.session.scalars(_whole().where(LessonRequest.id == int(match[1]))).one_or_none()


def with_working_link(email_key: str, now: datetime, limit: int) -> Sequence[LessonRequest]:
    """The newest requests of this address whose link still opens."""
    alive = or_(SecretLink.expires_at.is_(None), SecretLink.expires_at > now)
    question = _whole().join(LessonRequest.link).where(LessonRequest.email_key == email_key, alive)
    newest = question.order_by(LessonRequest.submitted_at.desc(), LessonRequest.id.desc()).limit(limit)
    return db.session.scalars(newest).all()


def ids_with_working_link(now: datetime) -> Sequence[int]:
    """All requests whose link still opens, oldest first."""
    alive = or_(SecretLink.expires_at.is_(None), SecretLink.expires_at > now)
    return db.session.scalars(
        select(LessonRequest.id).join(LessonRequest.link).where(alive).order_by(LessonRequest.id)
    ).all()
