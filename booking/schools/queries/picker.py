# SPDX-License-Identifier: EUPL-1.2
"""The register as it is searched: one statement as long as nothing in it changed."""

from __future__ import annotations

import threading
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.engine import Engine

from booking.extensions import db
from booking.schools.models import School, SchoolName, Wijk, one_line
from booking.schools.search import SchoolIndex, SchoolRow

from .version import version

_SCHOOLS: Any = School.__table__
_NAMES: Any = SchoolName.__table__
_WIJKEN: Any = Wijk.__table__
_ROWS = (
    select(_SCHOOLS, _WIJKEN.c.name.label("wijk"))
    .select_from(_SCHOOLS.outerjoin(_WIJKEN, _WIJKEN.c.code == _SCHOOLS.c.wijk_code))
    .order_by(_SCHOOLS.c.id)
)
_OTHER_NAMES = select(_NAMES.c.school_id, _NAMES.c.name).order_by(_NAMES.c.school_id, _NAMES.c.name)
_held: WeakKeyDictionary[Engine, tuple[int, SchoolIndex]] = WeakKeyDictionary()
_building = threading.Lock()


def schools_index(at: int | None = None) -> SchoolIndex:
    """All schools, held by the process until the register's version moves. `at`: that version, where it was asked already.

    Not for use inside `writing()`: it would hold what may yet be undone.
    """
    at = version() if at is None else at
    held = _held.get(db.engine)
    if held is None or held[0] != at:
        with _building:  # one thread reads a large register, the others wait for it
            held = _held.get(db.engine)
            if held is None or held[0] != at:
                held = _held[db.engine] = (at, _read())
    return held[1]


def held_index() -> SchoolIndex | None:
    """What this process read last, without asking: for a form that is shown again although the database is away."""
    held = _held.get(db.engine)
    return held[1] if held else None


def _read() -> SchoolIndex:
    names: dict[int, list[str]] = {}
    for school_id, name in db.session.execute(_OTHER_NAMES):
        names.setdefault(school_id, []).append(name)
    return SchoolIndex(_row(row, tuple(names.get(row.id, ()))) for row in db.session.execute(_ROWS))


def _row(row: Any, names: tuple[str, ...]) -> SchoolRow:
    return SchoolRow(
        id=row.id,
        code=row.code,
        kind=row.kind,
        name=row.name,
        address=one_line(row.street, row.house_number, row.postcode, row.city),
        postcode=row.postcode,
        city=row.city,
        wijk=row.wijk,
        region=row.holiday_region,
        structure=row.structure,
        other_names=names,
        open=row.status == "open",
        successor=row.successor_id,
    )
