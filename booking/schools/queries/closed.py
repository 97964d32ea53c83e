# SPDX-License-Identifier: EUPL-1.2
"""On which days schools are closed. Held in memory: one statement as long as nothing of the register changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from booking.extensions import db
from booking.schools.calendar import Closure, SchoolCalendar, region_of
from booking.schools.calendar.scopes import OF_SCHOOL, holds_in, kind_of
from booking.schools.models import Holiday, School, scope_of

from .version import version

MOST_HELD = 2000
_COLUMNS = (Holiday.scope, Holiday.name, Holiday.starts_on, Holiday.ends_on, Holiday.advisory)


@dataclass
class _Held:
    version: int
    everywhere: Sequence[Any]
    """What holds for more than one school."""
    of_school: dict[int | None, SchoolCalendar] = field(default_factory=dict)


_held: WeakKeyDictionary[Engine, _Held] = WeakKeyDictionary()
_EVERYWHERE = (
    sa.select(*_COLUMNS).where(Holiday.scope.not_like(f"{OF_SCHOOL}%")).order_by(Holiday.starts_on, Holiday.id)
)
_OF_SCHOOL = (
    sa.select(School.holiday_region, *_COLUMNS)
    .outerjoin(Holiday, Holiday.scope == sa.bindparam("scope", type_=sa.String))
    .where(School.id == sa.bindparam("id", type_=sa.Integer))
    .order_by(Holiday.starts_on, Holiday.id)
)


def calendar_of(school_id: int | None = None) -> SchoolCalendar:
    """When this school is open; of a school that nobody knows, what holds for all in region Midden.

    Not for use inside `writing()`: it would hold what may yet be undone.
    """
    at = version()
    held = _held.get(db.engine)
    if held is None or held.version != at:
        held = _held[db.engine] = _Held(at, db.session.execute(_EVERYWHERE).all())
    calendar = held.of_school.get(school_id)
    if calendar is None:
        calendar = _read(held.everywhere, school_id)
        if len(held.of_school) >= MOST_HELD:
            held.of_school.clear()
        held.of_school[school_id] = calendar
    return calendar


def _read(everywhere: Sequence[Any], school_id: int | None) -> SchoolCalendar:
    rows: Sequence[Any] = ()
    if school_id is not None:
        rows = db.session.execute(_OF_SCHOOL, {"id": school_id, "scope": scope_of(school_id)}).all()
    region = region_of(rows[0].holiday_region if rows else None)
    own = [row for row in rows if row.scope is not None]
    here = [row for row in (*everywhere, *own) if holds_in(row.scope, region)]
    return SchoolCalendar(region, tuple(_closure(row, region) for row in here))


def _closure(row: Any, region: str) -> Closure:
    kind = kind_of(row.scope, row.name)
    return Closure(row.name, row.starts_on, row.ends_on, kind, region if kind == "school" else "", row.advisory)
