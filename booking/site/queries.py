# SPDX-License-Identifier: EUPL-1.2
"""Is the database there, is it the one that this code wants, and do its clock and its links agree with ours?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from booking.extensions import db
from booking.history.models import HistoryEntry
from booking.links.models import SecretLink


def schema_revision() -> str | None:
    """The migration that ran last."""
    return db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))


def database_clock() -> datetime | None:
    """What time the database's machine thinks that it is. SQLite has ours."""
    if db.engine.dialect.name == "sqlite":
        return None
    return db.session.scalar(sa.text("SELECT clock_timestamp()"))


def last_history() -> datetime | None:
    """The moment of the diary's last line."""
    return db.session.scalar(sa.select(HistoryEntry.at).order_by(HistoryEntry.id.desc()).limit(1))


def some_links(limit: int = 100) -> Sequence[SecretLink]:
    """The newest secret links."""
    return db.session.scalars(sa.select(SecretLink).order_by(SecretLink.id.desc()).limit(limit)).all()
