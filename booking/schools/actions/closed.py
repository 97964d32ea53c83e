# SPDX-License-Identifier: EUPL-1.2
"""Days on which schools are closed: typed by a colleague, or out of a file. The diary keeps who said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from booking.errors import BookingError
from booking.extensions import db
from booking.history.actions import Actor, note
from booking.permissions import Can, demand
from booking.schools.calendar.file import ClosedRow, problem, wrong_days
from booking.schools.calendar.scopes import OF_SCHOOL
from booking.schools.models import ROOT, Holiday, scope_of
from booking.schools.queries import closed as queries
from booking.schools.queries.version import hold

from .names import locked

CALENDAR = ("calendar", 0)
"""The root in the diary of days that hold for more than one school."""
ADDED, CHANGED, REMOVED = "day_added", "day_changed", "day_removed"


@dataclass(frozen=True, kw_only=True)
class Days:
    """Some days for a scope, as somebody typed them."""

    scope: str
    name: str
    first: date
    last: date


@dataclass
class Imported:
    """What came of a file. A changed one goes with its former days."""

    added: list[ClosedRow] = field(default_factory=list)
    changed: list[tuple[ClosedRow, date, date]] = field(default_factory=list)
    unchanged: int = 0


def add_days(days: Days, actor: Actor, now: datetime) -> Holiday:
    """Close the schools of a scope on some days."""
    demand(actor, Can.MANAGE_SCHOOLS)
    wrong = wrong_days(days.first, days.last)
    if wrong:
        raise BookingError(wrong, field="day_last")
    if days.scope.startswith(OF_SCHOOL):
        locked(int(days.scope.removeprefix(OF_SCHOOL)))
    hold()
    row = ClosedRow(0, days.scope, days.name, days.first, days.last)
    if any(_identity(one) == row.identity for one in queries.of_scopes({days.scope})):
        raise BookingError(_("Deze vrije dag staat er al."), field="day_name")
    holiday = Holiday(scope=days.scope, name=days.name, starts_on=days.first, ends_on=days.last, source="hand")
    db.session.add(holiday)
    _note(actor, holiday, ADDED, now)
    return holiday


def remove_days(holiday_id: int, actor: Actor, now: datetime) -> None:
    """Take them away. What is gone already is no error: then a colleague was first."""
    demand(actor, Can.MANAGE_SCHOOLS)
    hold()
    holiday = queries.day(holiday_id)
    if holiday is None:
        return
    db.session.delete(holiday)
    _note(actor, holiday, REMOVED, now)


def import_rows(rows: Sequence[ClosedRow], where: str, actor: Actor, now: datetime) -> Imported:
    """Make the table what the rows say; what they do not name stays. `where` is the file, for what is wrong in it."""
    hold()
    scopes = _scopes(rows, where)
    there = {_identity(one): one for one in queries.of_scopes(set(scopes.values()))}
    found = Imported()
    for row in rows:
        scope = scopes[row.scope]
        holiday = there.get((scope, *row.identity[1:]))
        if holiday is None:
            found.added.append(row)
            holiday = Holiday(scope=scope, source="import", **_said(row))
            db.session.add(holiday)
            _note(actor, holiday, ADDED, now)
            continue
        former = {name: getattr(holiday, name) for name in _said(row)}
        if former == _said(row):
            found.unchanged += 1
            continue
        found.changed.append((row, holiday.starts_on, holiday.ends_on))
        for name, value in _said(row).items():
            setattr(holiday, name, value)
        _note(actor, holiday, CHANGED, now, (former["starts_on"], former["ends_on"]))
    return found


def _said(row: ClosedRow) -> dict[str, Any]:
    return {"name": row.name, "starts_on": row.first, "ends_on": row.last, "advisory": row.advisory}


def _identity(holiday: Holiday) -> tuple[object, ...]:
    return ClosedRow(0, holiday.scope, holiday.name, holiday.starts_on, holiday.ends_on).identity


def _scopes(rows: Sequence[ClosedRow], where: str) -> dict[str, str]:
    """Each scope of the file as the table has it. Raises for a school that the register does not know."""
    known = queries.ids_of_codes({row.scope for row in rows if row.of_school})
    unknown = [row for row in rows if row.of_school and row.scope not in known]
    if unknown:
        sentence = _("Deze school staat niet in het register.")
        raise BookingError("\n".join(problem(where, row.line, f"{row.scope}, {row.name}", sentence) for row in unknown))
    return {row.scope: scope_of(known[row.scope]) if row.of_school else row.scope for row in rows}


def _note(actor: Actor, holiday: Holiday, action: str, now: datetime, former: tuple[date, date] | None = None) -> None:
    """In the diary of the school, or of the calendar."""
    root = CALENDAR
    if holiday.scope.startswith(OF_SCHOOL):
        root = (ROOT, int(holiday.scope.removeprefix(OF_SCHOOL)))
    days = (holiday.starts_on.isoformat(), holiday.ends_on.isoformat())
    old = days if action == REMOVED else tuple(one.isoformat() for one in former or ()) or (None, None)
    new = (None, None) if action == REMOVED else days
    changes: dict[str, Any] = {
        name: list(pair) for name, *pair in zip(("first_day", "last_day"), old, new, strict=True)
    }
    if root is CALENDAR:
        changes["scope"] = holiday.scope
    note(actor, root, action, now, text=holiday.name, changes=changes)
