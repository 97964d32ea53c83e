# SPDX-License-Identifier: EUPL-1.2
"""Shelves, which hold all that one address asked, and take-overs: what a link of either kind opens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import contains_eager

from booking.extensions import db
from booking.lesson_requests.models import LessonRequest, Shelf, Takeover
from booking.links.models import SecretLink
from booking.links.queries import OPENS, opening

_SHELF = select(Shelf).join(Shelf.link).where(*OPENS).options(contains_eager(Shelf.link))
_TAKEOVER = select(Takeover).join(Takeover.link).where(*OPENS).options(contains_eager(Takeover.link))
_KNOWN = (
    select(LessonRequest.contact_email, LessonRequest.language)
    .where(LessonRequest.email_key == bindparam("email_key"), LessonRequest.anonymised_at.is_(None))
    .order_by(LessonRequest.submitted_at.desc(), LessonRequest.id.desc())
    .limit(1)
)


def shelf_of(token: str, now: datetime) -> Shelf | None:
    """The shelf that this link opens. Unknown, used and expired give the same None."""
    return db.session.scalars(_SHELF, opening(token, "shelf", now)).one_or_none()


def known_as(email_key: str) -> tuple[str, str] | None:
    """This address as it was typed when it asked last, and the language then; None if it asked for nothing that we still know."""
    row = db.session.execute(_KNOWN, {"email_key": email_key}).first()
    return (row.contact_email, row.language) if row else None


def takeover_of(token: str, now: datetime) -> Takeover | None:
    """The take-over that this link offers. Unknown, taken, replaced and expired give the same None."""
    return db.session.scalars(_TAKEOVER, opening(token, "takeover", now)).one_or_none()


def offered(request_id: int, now: datetime) -> Sequence[Takeover]:
    """The take-overs of this request that still can be pressed, with their links, locked."""
    alive = or_(SecretLink.expires_at.is_(None), SecretLink.expires_at > now)
    question = select(Takeover).join(Takeover.link).where(Takeover.request_id == request_id, alive)
    question = question.options(contains_eager(Takeover.link)).order_by(Takeover.link_id)
    return db.session.scalars(question.with_for_update().execution_options(populate_existing=True)).all()


def asked_since(since: datetime, request_id: int) -> int:
    """How many times since then a colleague was sought for this request."""
    question = select(func.count()).where(Takeover.created_at > since, Takeover.request_id == request_id)
    return db.session.scalar(question) or 0
