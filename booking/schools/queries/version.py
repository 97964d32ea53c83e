# SPDX-License-Identifier: EUPL-1.2
"""The numbers that move with every change of the register and of closed days: what is held in memory compares them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from booking.extensions import db
from booking.versions import Version, standing

_VERSIONS: Any = Version.__table__
_VERSION = sa.select(_VERSIONS.c.value).where(_VERSIONS.c.name == "schools")


def version() -> int:
    """The register's number now."""
    return standing().get("schools", 0)


def hold() -> None:
    """Keep everybody else from changing the register or closed days until the end of this transaction."""
    db.session.execute(_VERSION.with_for_update())
