# SPDX-License-Identifier: EUPL-1.2
"""The diary: what happened to a request, and the audit of everything else. Append-only, by triggers on both databases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from booking.database import enum_check
from booking.extensions import db

ACTOR_KINDS = ("teacher", "trainer", "staff", "clock", "command")


class HistoryEntry(db.Model):
    """One line of the diary. It has no foreign keys: it outlives what it tells of."""

    __tablename__ = "history"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str | None]
    root_kind: Mapped[str]
    root_id: Mapped[int]
    subject_kind: Mapped[str | None]
    subject_id: Mapped[int | None]
    action: Mapped[str]
    from_status: Mapped[str | None]
    to_status: Mapped[str | None]
    act: Mapped[int | None]
    note: Mapped[str | None]
    changes: Mapped[dict[str, Any] | None]
    trace: Mapped[str | None]

    __table_args__ = (
        enum_check("actor_kind", *ACTOR_KINDS),
        sa.Index(None, "root_kind", "root_id", "id"),
        sa.Index(None, "actor_kind", "actor_id", "id"),
        {"sqlite_autoincrement": True},
    )
