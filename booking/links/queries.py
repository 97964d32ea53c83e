# SPDX-License-Identifier: EUPL-1.2
"""Which link is this."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from booking.extensions import db

from .models import SecretLink
from .tokens import hash_of


def opens(token: str, purpose: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """When a link is opened by this token: for a question that reads in one go what it leads to."""
    alive = or_(SecretLink.expires_at.is_(None), SecretLink.expires_at > now)
    return SecretLink.token_hash == hash_of(token), SecretLink.purpose == purpose, alive


def open_link(token: str, purpose: str, now: datetime) -> SecretLink | None:
    """The link that this token opens, if it still does. Unknown, renewed and expired give the same None."""
    return db.session.scalars(select(SecretLink).where(*opens(token, purpose, now))).one_or_none()


def working(purpose: str, now: datetime) -> Sequence[SecretLink]:
    """The links for this purpose that still open, locked."""
    alive = or_(SecretLink.expires_at.is_(None), SecretLink.expires_at > now)
    question = select(SecretLink).where(SecretLink.purpose == purpose, alive).order_by(SecretLink.id)
    return db.session.scalars(question.with_for_update()).all()
