# SPDX-License-Identifier: EUPL-1.2
"""The number that moves with every change of the register: what is held in memory compares it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from booking.extensions import db
from booking.versions import Version

_VERSIONS: Any = Version.__table__
_VERSION = sa.select(_VERSIONS.c.value).where(_VERSIONS.c.name == "schools")
_ALL = sa.select(_VERSIONS.c.name, _VERSIONS.c.value)


def version() -> int:
    """The number now, in one statement."""
    return db.session.scalar(_VERSION) or 0


def versions() -> dict[str, int]:
    """All numbers by name, in one statement: for a page that needs more than the register."""
    return {row.name: row.value for row in db.session.execute(_ALL)}


def hold() -> None:
    """Keep everybody else from changing the register until the end of this transaction."""
    db.session.execute(_VERSION.with_for_update())
