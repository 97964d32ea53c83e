# SPDX-License-Identifier: EUPL-1.2
"""One school."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import contains_eager

from booking.extensions import db
from booking.schools.models import School

_BY_ID = select(School).outerjoin(School.wijk).options(contains_eager(School.wijk)).where(School.id == bindparam("id"))
_HELD = _BY_ID.with_for_update(read=True, of=School).execution_options(populate_existing=True)


def one(school_id: int) -> School | None:
    """This school, open or closed, with its wijk."""
    return db.session.scalars(_BY_ID, {"id": school_id}).one_or_none()


def held(school_id: int) -> School | None:
    """The same, kept as it is until the end of the transaction: nobody closes or merges it meanwhile."""
    return db.session.scalars(_HELD, {"id": school_id}).one_or_none()
