# SPDX-License-Identifier: EUPL-1.2
"""Reading the diary."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from booking.extensions import db

from .models import HistoryEntry

SHOWN = 200


def of(root_kind: str, root_id: int, limit: int = SHOWN) -> Sequence[HistoryEntry]:
    """What happened to this thing, newest first."""
    question = select(HistoryEntry).where(HistoryEntry.root_kind == root_kind, HistoryEntry.root_id == root_id)
    return db.session.scalars(question.order_by(HistoryEntry.id.desc()).limit(limit)).all()
