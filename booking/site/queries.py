# SPDX-License-Identifier: EUPL-1.2
"""Is the database there, and is it the one that this code wants?"""

from __future__ import annotations

import sqlalchemy as sa

from booking.extensions import db


def schema_revision() -> str | None:
    """The migration that ran last."""
    return db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
