# SPDX-License-Identifier: EUPL-1.2
"""A school by hand: adding one that the register lacks, and changing what is ours. What the register knows is the import's."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from booking.errors import BookingError, Conflict
from booking.extensions import db
from booking.history import queries as history
from booking.history.actions import Actor, note
from booking.jinja import local
from booking.permissions import Can, demand
from booking.schools.models import FORMER, ROOT, School, one_line
from booking.schools.queries import desk as queries
from booking.schools.queries.version import hold
from booking.schools.register.wijken import Postcodes
from booking.schools.search import fold, name_key

from .names import also_called, locked, step

ADDED, EDITED = "added", "edited"


@dataclass(frozen=True, kw_only=True)
class Ours:
    """What is ours to say of every school."""

    wijk_code: str | None = None
    holiday_region: str | None = None


@dataclass(frozen=True, kw_only=True)
class ByHand(Ours):
    """What is ours to say of a school that the register does not know."""

    kind: str
    name: str
    street: str | None = None
    house_number: str | None = None
    postcode: str | None = None
    city: str | None = None
    phone: str | None = None
    website: str | None = None
    structure: str | None = None
    closed_on: date | None = None


class Outdated(Conflict):
    """A colleague (or an import) was first. Nothing was saved."""

    def __init__(self) -> None:
        super().__init__(
            _("Deze school is intussen gewijzigd. Uw wijzigingen zijn niet opgeslagen."), code="F-gewijzigd"
        )


def add(said: ByHand, municipality_code: str | None, actor: Actor, now: datetime) -> School:
    """Add a school that stands in no list. A double click of the same colleague answers the school of the first one.

    Raises Conflict where an open school of this kind has this name and address.
    """
    demand(actor, Can.MANAGE_SCHOOLS)
    _check(said, now)
    said = _with_wijk(said)
    hold()
    same = _same(said)
    if same is not None:
        if _just_added(same, said, actor):
            return same
        raise Conflict(
            _("Deze school staat al in het register. Zoek %(school)s op, of vul een ander adres in.", school=same.name),
            field="name",
            code="F-school",
        )
    school = School(municipality_code=municipality_code, source="hand", names=[], **_values(said))
    school.status = "closed" if said.closed_on else "open"
    db.session.add(school)
    db.session.flush()
    note(actor, (ROOT, school.id), ADDED, now, act=school.version)
    return school


def _same(said: ByHand) -> School | None:
    """The open school that is this one already: nobody tells two of one kind, name and address apart."""
    key, place = name_key(said.name), _place(one_line(said.street, said.house_number, said.postcode, said.city))
    there = queries.open_at(said.kind, said.postcode)
    return next((one for one in there if name_key(one.name) == key and _place(one.address) == place), None)


def _place(address: str) -> str:
    """12 A is 12a."""
    return "".join(fold(address).split())


def _just_added(school: School, said: ByHand, actor: Actor) -> bool:
    """Did she add it herself, with these very answers, and did nobody touch it since?"""
    if school.source != "hand" or any(getattr(school, name) != value for name, value in _values(said).items()):
        return False
    return [(one.action, one.actor_id) for one in history.of(ROOT, school.id, limit=2)] == [(ADDED, actor.id)]


def edit(school_id: int, seen: int, said: Ours, actor: Actor, now: datetime) -> bool:
    """Change what is ours. `seen` is the version on the page; answers whether there was anything to change.

    Raises Outdated for the slower of two, unless what she wants is what stands there already (a double click).
    """
    demand(actor, Can.MANAGE_SCHOOLS)
    school = locked(school_id)
    if isinstance(said, ByHand):
        said = _with_wijk(said)
    changes = {
        name: [as_told(getattr(school, name)), as_told(value)]
        for name, value in _values(said).items()
        if getattr(school, name) != value
    }
    if not changes:
        return False
    if school.version != seen or isinstance(said, ByHand) != (school.source == "hand"):
        raise Outdated
    if school.successor_id is not None:
        raise Conflict(_("Deze school is samengevoegd met een andere. U kunt hem niet meer wijzigen."), code="F-school")
    if isinstance(said, ByHand):
        _check(said, now)
        school.status = "closed" if said.closed_on else "open"
        if "name" in changes:
            _rename(school, said.name)
    for name in changes:
        setattr(school, name, getattr(said, name))
    note(actor, (ROOT, school.id), EDITED, now, act=step(school), changes=changes)
    return True


def _rename(school: School, name: str) -> None:
    """It is found by its former name too; what was another name of it may be its name now."""
    former, key = school.name, name_key(name)
    school.name = name
    school.names = [one for one in school.names if one.name_key != key]
    also_called(school, former, FORMER)


def _with_wijk(said: ByHand) -> ByHand:
    """Where nobody says in which wijk it lies, its postcode does."""
    return said if said.wijk_code else replace(said, wijk_code=Postcodes(queries.spans()).wijk_of(said.postcode))


def _check(said: ByHand, now: datetime) -> None:
    if said.closed_on and said.closed_on > local(now).date():
        raise BookingError(_("Kies vandaag, of een dag die voorbij is."), field="closed_on")


def _values(said: Ours) -> dict[str, Any]:
    return {one.name: getattr(said, one.name) for one in fields(said)}


def as_told(value: Any) -> Any:
    """As the diary keeps it."""
    return value.isoformat() if isinstance(value, date) else value
