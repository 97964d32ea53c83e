# SPDX-License-Identifier: EUPL-1.2
"""The whole register, for an import to compare with; and what of it is not complete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from booking.extensions import db
from booking.history.models import HistoryEntry
from booking.schools.models import ROOT, School, SchoolName, Wijk, WijkPostcodes
from booking.schools.register import Known

from .version import hold, version

WHOLE = (ROOT, 0)
"""What the diary calls the register as a whole: an import has one line of its own."""
IMPORTED = "imported"
_AT_ONCE = 5000
_SCHOOLS: Any = School.__table__


def known() -> Known:
    """The register as it stands, as plain rows. Its number is read first: what changes while we read shows in it."""
    number = version()
    names: dict[int, dict[str, str]] = defaultdict(dict)
    for school_id, key, kind in db.session.execute(select(SchoolName.school_id, SchoolName.name_key, SchoolName.kind)):
        names[school_id][key] = kind
    spans = select(WijkPostcodes.postcode_from, WijkPostcodes.postcode_to, WijkPostcodes.wijk_code)
    return Known(
        version=number,
        schools=db.session.execute(select(_SCHOOLS).order_by(_SCHOOLS.c.id)).all(),
        names=names,
        wijken={row.code: row.name for row in db.session.execute(select(Wijk.code, Wijk.name).order_by(Wijk.code))},
        postcodes=[(row[0], row[1], row[2]) for row in db.session.execute(spans.order_by(WijkPostcodes.postcode_from))],
    )


def codes_of_wijken() -> set[str]:
    """The numbers of the wijken that we have."""
    return set(db.session.scalars(select(Wijk.code)))


def hold_register(ids: Iterable[int]) -> int:
    """Keep these schools, and then the register's number, from everybody else until the end of this transaction. Answers the number.

    In the order of everybody who changes a school: first its row, then the number.
    """
    in_order = sorted(ids)
    for start in range(0, len(in_order), _AT_ONCE):
        some = in_order[start : start + _AT_ONCE]
        db.session.execute(
            select(_SCHOOLS.c.id).where(_SCHOOLS.c.id.in_(some)).order_by(_SCHOOLS.c.id).with_for_update()
        )
    hold()
    return version()


def without_wijk() -> int:
    """How many open schools have no wijk yet."""
    return db.session.scalar(select(func.count()).where(School.status == "open", School.wijk_code.is_(None))) or 0


def how_many_open() -> int:
    """How many schools a teacher can pick."""
    return db.session.scalar(select(func.count()).where(School.status == "open")) or 0


def last_import() -> datetime | None:
    """When the register was last compared with lists, and made what they say."""
    mine = (HistoryEntry.root_kind == WHOLE[0], HistoryEntry.root_id == WHOLE[1], HistoryEntry.action == IMPORTED)
    return db.session.scalar(select(HistoryEntry.at).where(*mine).order_by(HistoryEntry.id.desc()).limit(1))


def numbers() -> dict[str, int]:
    """The number of each school that has a code."""
    question = select(_SCHOOLS.c.code, _SCHOOLS.c.id).where(_SCHOOLS.c.code.is_not(None)).order_by(_SCHOOLS.c.id)
    return {row.code: row.id for row in db.session.execute(question)}


def open_by_address() -> dict[tuple[str, str], int]:
    """The open schools by name and address, as a request shows them."""
    found = db.session.scalars(select(School).where(School.status == "open").order_by(School.id))
    return {(school.name, school.address): school.id for school in found}
