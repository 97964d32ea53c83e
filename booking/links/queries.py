# SPDX-License-Identifier: EUPL-1.2
"""Which link is this."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select

from booking.extensions import db

from .models import SecretLink
from .tokens import hash_of

OPENS = (
    SecretLink.token_hash == bindparam("token_hash"),
    SecretLink.purpose == bindparam("purpose"),
    or_(SecretLink.expires_at.is_(None), SecretLink.expires_at > bindparam("alive_at")),
)
"""When a link is opened by a token: also for a question that reads in one go what it leads to. `opening` gives its values."""
_OPEN = select(SecretLink).where(*OPENS)


def opening(token: str, purpose: str, now: datetime) -> dict[str, Any]:
    return {"token_hash": hash_of(token), "purpose": purpose, "alive_at": now}


def open_link(token: str, purpose: str, now: datetime) -> SecretLink | None:
    """The link that this token opens, if it still does. Unknown, renewed and expired give the same None."""
    return db.session.scalars(_OPEN, opening(token, purpose, now)).one_or_none()


def working(purpose: str, now: datetime) -> Sequence[SecretLink]:
    """The links for this purpose that still open, locked."""
    alive = or_(SecretLink.expires_at.is_(None), SecretLink.expires_at > now)
    question = select(SecretLink).where(SecretLink.purpose == purpose, alive).order_by(SecretLink.id)
    return db.session.scalars(question.with_for_update()).all()
