# SPDX-License-Identifier: EUPL-1.2
"""One request, with all that its page or an act needs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from booking.catalogue.models import Offering
from booking.extensions import db
from booking.lesson_requests.models import REFERENCE_PREFIX, Booking, LessonRequest, Seat
from booking.links.models import SecretLink
from booking.links.queries import opens
from booking.planning.models import LessonSession, SessionTrainer

REFERENCE = re.compile(rf"(?:{REFERENCE_PREFIX})?0*([1-9][0-9]{{0,11}})", re.ASCII | re.IGNORECASE)


def _whole() -> Select[Any]:
    """Eight statements at most, however many bookings there are."""
    bookings = selectinload(LessonRequest.bookings)
    seats = bookings.selectinload(Booking.seats).joinedload(Seat.lesson_session, innerjoin=True)
    offering = bookings.joinedload(Booking.offering, innerjoin=True)
    return select(LessonRequest).options(
        joinedload(LessonRequest.link, innerjoin=True),
        joinedload(LessonRequest.assignee),
        selectinload(LessonRequest.groups),
        bookings.joinedload(Booking.group, innerjoin=True),
        offering.joinedload(Offering.provider, innerjoin=True),
        offering.selectinload(Offering.levels),
        offering.selectinload(Offering.texts),
        seats.selectinload(LessonSession.trainers).joinedload(SessionTrainer.trainer, innerjoin=True),
    )


def locked(request_id: int) -> LessonRequest | None:
    """The request, locked for this transaction and read anew, whatever was read before."""
    question = _whole().where(LessonRequest.id == request_id).with_for_update(of=LessonRequest)
    return db.session.scalars(question.execution_options(populate_existing=True)).one_or_none()


def one(request_id: int) -> LessonRequest | None:
    """The request as it is now, whatever was read of it before."""
    question = _whole().where(LessonRequest.id == request_id).execution_options(populate_existing=True)
    return db.session.scalars(question).one_or_none()


def by_token(token: str, now: datetime) -> LessonRequest | None:
    """The request that this secret link opens. Unknown, renewed and expired give the same None."""
    question = _whole().join(SecretLink, SecretLink.id == LessonRequest.link_id).where(*opens(token, "request", now))
    return db.session.scalars(question).one_or_none()


def by_reference(reference: str) -> LessonRequest | None:
    """The request with this number, written as LES-000123 or 123."""
    match = REFERENCE.fullmatch(reference.strip())
    if match is None:
        return None
    return db.session.scalars(_whole().where(LessonRequest.id == int(match[1]))).one_or_none()


def with_working_link(email_key: str, now: datetime, limit: int) -> Sequence[LessonRequest]:
    """The newest requests of this address whose link still opens, locked: whose address is corrected meanwhile drops out."""
    alive = or_(SecretLink.expires_at.is_(None), SecretLink.expires_at > now)
    mine = select(LessonRequest.id).join(SecretLink, SecretLink.id == LessonRequest.link_id)
    mine = mine.where(LessonRequest.email_key == email_key, LessonRequest.anonymised_at.is_(None), alive)
    newest = db.session.scalars(mine.order_by(LessonRequest.submitted_at.desc(), LessonRequest.id.desc()).limit(limit))
    still = _whole().where(LessonRequest.id.in_(newest.all()), LessonRequest.email_key == email_key)
    question = still.order_by(LessonRequest.id).with_for_update(of=LessonRequest)
    return db.session.scalars(question.execution_options(populate_existing=True)).all()


def ids_with_working_link(now: datetime) -> Sequence[int]:
    """All requests whose link still opens, oldest first."""
    alive = or_(SecretLink.expires_at.is_(None), SecretLink.expires_at > now)
    return db.session.scalars(
        select(LessonRequest.id).join(LessonRequest.link).where(alive).order_by(LessonRequest.id)
    ).all()
