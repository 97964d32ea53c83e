# SPDX-License-Identifier: EUPL-1.2
"""The register from files. Read and compared first, while the site goes on; then written in one short transaction.

Who changed the register meanwhile is not overwritten: the number of the register tells, and the comparison is made anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import Table, and_, bindparam, delete, insert, update

from booking.errors import BookingError, Conflict
from booking.extensions import db
from booking.history.actions import Actor, note, note_all
from booking.jinja import local
from booking.schools.models import ROOT, School, SchoolName, Wijk, WijkPostcodes
from booking.schools.queries import register as queries
from booking.schools.register import Found, Plan, compare, read, told
from booking.schools.register.change import Change
from booking.schools.register.ours import OurWijk
from booking.schools.register.tidy import municipality as four_digits
from booking.versions import moved

from .edit import ADDED, EDITED, as_told

__all__ = ["ChangedMeanwhile", "apply", "plan", "read"]

_SCHOOLS, _NAMES, _WIJKEN, _SPANS = (
    cast(Table, model.__table__) for model in (School, SchoolName, Wijk, WijkPostcodes)
)
_COLUMNS = tuple(column.name for column in _SCHOOLS.columns if column.name != "id")


class ChangedMeanwhile(Conflict):
    """Somebody changed the register after it was compared. Nothing was written: compare again."""

    def __init__(self) -> None:
        super().__init__(_("Het register is intussen gewijzigd. Probeer het opnieuw."), code="F-gewijzigd")


def plan(found: Found, municipality: str, now: datetime) -> Plan:
    """What these files would change in the register as it stands. Reads only. `municipality`: its number, or `all`."""
    scope = municipality.strip().lower()
    wanted = compare(found, queries.known(), four_digits(scope) or scope, local(now).date())
    wanted.told = told(wanted)  # here: of ten thousand schools it takes longer than to write them
    return wanted


def apply(wanted: Plan, actor: Actor, now: datetime) -> None:
    """Write what was planned. Raises ChangedMeanwhile where the register is not what it was compared with."""
    if wanted.refused:
        raise BookingError(wanted.refused)
    if queries.hold_register(change.school.id for change in wanted.changed if change.school) != wanted.version:
        raise ChangedMeanwhile
    if not wanted.empty:
        _write_wijken(wanted.wijken)
        _insert(wanted.new)
        _update(wanted.changed)
        successors = _write_successors(wanted.all)
        _write_names(wanted.all)
        note_all(actor, _lines(wanted, successors), now)
        moved(db.session(), "schools")
    note(actor, queries.WHOLE, queries.IMPORTED, now, text=wanted.told.counts)


def _write_wijken(wijken: Sequence[OurWijk]) -> None:
    """Their names, and the postcodes of those of which the file tells them."""
    if not wijken:
        return
    there = queries.codes_of_wijken()
    for wijk in wijken:
        if wijk.code in there:
            db.session.execute(update(_WIJKEN).where(_WIJKEN.c.code == wijk.code).values(name=wijk.name))
        else:
            db.session.execute(insert(_WIJKEN).values(code=wijk.code, name=wijk.name))
    told_of = [wijk for wijk in wijken if wijk.postcodes is not None]
    for wijk in told_of:
        db.session.execute(delete(_SPANS).where(_SPANS.c.wijk_code == wijk.code))
    rows = [
        {"postcode_from": first, "postcode_to": last, "wijk_code": wijk.code}
        for wijk in told_of
        for first, last in wijk.postcodes or ()
    ]
    if rows:
        db.session.execute(insert(_SPANS), rows)


def _insert(new: Sequence[Change]) -> None:
    """The new rows; each gets the number of its row. Those with a code go all at once, and their numbers are asked afterwards:
    thousands of rows in one statement that answers take the driver longer than all the rest."""
    rows: list[dict[str, Any]] = [
        {name: change.values.get(name) for name in _COLUMNS} | {"version": 1} for change in new
    ]
    coded = [row for row in rows if row["code"]]
    if coded:
        db.session.execute(insert(_SCHOOLS), coded)
    numbers = queries.numbers() if coded else {}
    for change, row in zip(new, rows, strict=True):
        if row["code"]:
            change.id = numbers[row["code"]]
        else:
            change.id = db.session.execute(insert(_SCHOOLS).returning(_SCHOOLS.c.id), [row]).scalar_one()


def _update(changed: Sequence[Change]) -> None:
    """Rows that change in the same columns go in one statement. Each takes a step, also one that only got another name."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for change in changed:
        columns = tuple(sorted(change.values))
        alike[columns].append({"its_id": change.id, **{f"new_{name}": change.values[name] for name in columns}})
    for columns, rows in alike.items():
        values: dict[str, Any] = {name: bindparam(f"new_{name}", type_=_SCHOOLS.c[name].type) for name in columns}
        values["version"] = _SCHOOLS.c.version + 1
        db.session.execute(update(_SCHOOLS).where(_SCHOOLS.c.id == bindparam("its_id")).values(values), rows)


def _write_successors(changes: Sequence[Change]) -> dict[int, str]:
    """Into which school each went. Answers the code of the other, by number."""
    found = {change.id: change.successor for change in changes if change.successor}
    numbers = queries.numbers() if found else {}
    for school_id, code in found.items():
        change = update(_SCHOOLS).where(_SCHOOLS.c.id == school_id)
        db.session.execute(change.values(successor_id=numbers[code]))
    return found


def _write_names(changes: Sequence[Change]) -> None:
    gone = [
        and_(_NAMES.c.school_id == change.id, _NAMES.c.name_key.in_(change.forgotten))
        for change in changes
        if change.forgotten
    ]
    for one in gone:
        db.session.execute(delete(_NAMES).where(one))
    rows = [
        {"school_id": change.id, "name_key": key, "name": name, "kind": kind}
        for change in changes
        for key, (name, kind) in change.names.items()
    ]
    if rows:
        db.session.execute(insert(_NAMES), rows)


def _lines(wanted: Plan, successors: Mapping[int, str]) -> Iterator[Any]:
    """A line in the diary for each school: what was, and what is."""
    for change in wanted.new:
        yield (ROOT, change.id), ADDED, 1, None, {}
    for change in wanted.changed:
        changes = {name: [as_told(old), as_told(new)] for name, (old, new) in change.changes.items()}
        text = None
        if change.id in successors:
            changes["successor_id"] = [None, successors[change.id]]
        if change.names:
            text = ", ".join(name for name, _kind in change.names.values())
        yield (ROOT, change.id), EDITED, change.before("version") + 1, text, changes
