# SPDX-License-Identifier: EUPL-1.2
"""Which link is this."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from booking.extensions import db

from .models import SecretLink
from .tokens import hash_of


def open_link(token: str, purpose: str, now: datetime) -> SecretLink | None:
    """The link that this token opens, if it still does. Unknown, renewed and expired give the same None."""
    alive = or_(SecretLink.expires_at.is_(None), SecretLink.expires_at > now)
    question = select(SecretLink).where(SecretLink.token_hash == hash_of(token), SecretLink.purpose == purpose, alive)
    return db.session.scalars(question).one_or_none()


def working(purpose: str, now: datetime) -> Sequence[SecretLink]:
    """The links for this purpose that still open, locked."""
    alive = or_(SecretLink.expires_at.is_(None), SecretLink.expires_at > now)
    question = select(SecretLink).where(SecretLink.purpose == purpose, alive).order_by(SecretLink.id)
    return db.session.scalars(question.with_for_update()).all()
