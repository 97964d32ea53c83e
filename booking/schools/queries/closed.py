# SPDX-License-Identifier: EUPL-1.2
"""On which days schools are closed. Held in memory: one statement as long as nothing of it changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from booking.extensions import db
from booking.schools.calendar import REGION, Closure, SchoolCalendar, missing_year, region_of
from booking.schools.calendar.scopes import OF_SCHOOL, holds_in, kind_of
from booking.schools.models import Holiday, School, scope_of
from booking.versions import standing

MOST_HELD = 2000
_COLUMNS = (Holiday.scope, Holiday.name, Holiday.starts_on, Holiday.ends_on, Holiday.advisory)


@dataclass
class _Held:
    """What was read at one version of the closed days. What a region has a say in goes with the register's version."""

    version: int
    everywhere: Sequence[Any]
    """What holds for more than one school."""
    unknown: SchoolCalendar
    """Of a school that nobody knows."""
    regions: tuple[int, tuple[SchoolCalendar, ...]] | None = None
    of_school: dict[int, tuple[int, SchoolCalendar]] = field(default_factory=dict)


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


def calendar_of(school_id: int | None = None, at: Mapping[str, int] | None = None) -> SchoolCalendar:
    """When this school is open; of a school that nobody knows, what holds for all in region Midden.

    `at`: where the versions stand, if they were asked already. Not for use inside `writing()`: it would hold what may yet be undone.
    """
    held, schools = _now(at)
    if school_id is None:
        return held.unknown
    found = held.of_school.get(school_id)
    if found is None or found[0] != schools:
        if len(held.of_school) >= MOST_HELD:
            held.of_school.clear()
        found = held.of_school[school_id] = schools, _read(held.everywhere, school_id)
    return found[1]


def held_calendar(school_id: int | None) -> SchoolCalendar:
    """What this process read last, without asking: for a form that is shown again although the database is away."""
    held = _held.get(db.engine)
    if held is None:
        return SchoolCalendar()
    found = held.of_school.get(school_id) if school_id is not None else None
    return found[1] if found else held.unknown


def _now(at: Mapping[str, int] | None = None) -> tuple[_Held, int]:
    """What is held of closed days as they are now, and the register's version."""
    at = standing() if at is None else at
    version = at.get("calendar", 0)
    held = _held.get(db.engine)
    if held is None or held.version != version:
        rows = db.session.execute(_EVERYWHERE).all()
        held = _held[db.engine] = _Held(version, rows, _calendar(rows, REGION))
    return held, at.get("schools", 0)


def _read(everywhere: Sequence[Any], school_id: int) -> SchoolCalendar:
    rows = db.session.execute(_OF_SCHOOL, {"id": school_id, "scope": scope_of(school_id)}).all()
    region = region_of(rows[0].holiday_region if rows else None)
    return _calendar((*everywhere, *(row for row in rows if row.scope is not None)), region)


def _calendar(rows: Sequence[Any], region: str) -> SchoolCalendar:
    return SchoolCalendar(region, tuple(_closure(row, region) for row in rows if holds_in(row.scope, region)))


def _closure(row: Any, region: str) -> Closure:
    kind = kind_of(row.scope, row.name)
    return Closure(row.name, row.starts_on, row.ends_on, kind, region if kind == "school" else "", row.advisory)


# --- by hand and by import ------------------------------------------------------------------------------------------


def of_scopes(scopes: Collection[str], since: date | None = None) -> Sequence[Holiday]:
    """What was imported or typed for these scopes, in order; with a day, what ends on it or later."""
    question = sa.select(Holiday).where(Holiday.scope.in_(scopes))
    if since is not None:
        question = question.where(Holiday.ends_on >= since)
    return db.session.scalars(question.order_by(Holiday.starts_on, Holiday.name, Holiday.id)).all()


def everywhere(since: date) -> Sequence[Holiday]:
    """What was imported or typed for more than one school, and ends on this day or later."""
    question = sa.select(Holiday).where(Holiday.scope.not_like(f"{OF_SCHOOL}%"), Holiday.ends_on >= since)
    return db.session.scalars(question.order_by(Holiday.starts_on, Holiday.name, Holiday.id)).all()


def day(holiday_id: int) -> Holiday | None:
    """One row."""
    return db.session.get(Holiday, holiday_id) if holiday_id < 2**31 else None


def ids_of_codes(codes: Collection[str]) -> dict[str, int]:
    """The numbers of the schools with these codes."""
    rows = db.session.execute(sa.select(School.code, School.id).where(School.code.in_(codes)))
    return {code: number for code, number in rows if code is not None}


def regions_in_use() -> Sequence[str]:
    """The regions in which our open schools lie; Midden where nobody said it."""
    found = db.session.scalars(sa.select(School.holiday_region).where(School.status == "open").distinct())
    return sorted({region_of(one) for one in found} or {REGION})


def calendars() -> tuple[SchoolCalendar, ...]:
    """What holds for all schools, in each region that is in use. Held in memory as `calendar_of`."""
    held, schools = _now()
    if held.regions is None or held.regions[0] != schools:
        held.regions = schools, tuple(_calendar(held.everywhere, region) for region in regions_in_use())
    return held.regions[1]


def missing_from(today: date) -> int | None:
    """The year from which school holidays must be filled in, where that is near."""
    return missing_year(calendars(), today)
