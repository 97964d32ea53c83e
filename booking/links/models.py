# SPDX-License-Identifier: EUPL-1.2
"""Secret links. The row holds the nonce and the hash of the token; the token itself stands nowhere."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from booking.database import enum_check
from booking.extensions import db

PURPOSES = ("request", "trainer", "feed", "shelf", "takeover", "password")


class SecretLink(db.Model):
    """One owner's link, for ever: renewing writes a new nonce and hash into the same row."""

    __tablename__ = "secret_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    nonce: Mapped[bytes]
    token_hash: Mapped[bytes]
    renewed_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]

    __table_args__ = (enum_check("purpose", *PURPOSES), sa.UniqueConstraint("token_hash"))
