# SPDX-License-Identifier: EUPL-1.2
"""Reading the diary."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from booking.extensions import db

from .models import HistoryEntry

SHOWN = 200
_OF = (
    select(HistoryEntry)
    .where(HistoryEntry.root_kind == bindparam("root_kind"), HistoryEntry.root_id == bindparam("root_id"))
    .order_by(HistoryEntry.id.desc())
    .limit(bindparam("most"))
)


def of(root_kind: str, root_id: int, limit: int = SHOWN) -> Sequence[HistoryEntry]:
    """What happened to this thing, newest first."""
    return db.session.scalars(_OF, {"root_kind": root_kind, "root_id": root_id, "most": limit}).all()
