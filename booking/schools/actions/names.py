# SPDX-License-Identifier: EUPL-1.2
"""What a school is also called, by people or in the past: the picker finds it by these names too."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from booking.errors import BookingError, Conflict
from booking.history.actions import Actor, note
from booking.permissions import Can, demand
from booking.schools.models import ALIAS, ROOT, School, SchoolName
from booking.schools.queries import desk as queries
from booking.schools.search import name_key

NAMED, UNNAMED = "name_added", "name_removed"


class NoSuchSchool(Conflict):
    """The school that was meant is none (any more)."""

    def __init__(self, field: str = "") -> None:
        super().__init__(_("Deze school bestaat niet meer."), field=field, code="F-school")


def also_called(school: School, name: str, kind: str) -> bool:
    """Note that a locked school is also called so; False where it is called so already."""
    key = name_key(name)
    if not key or key == name_key(school.name) or any(one.name_key == key for one in school.names):
        return False
    school.names.append(SchoolName(school_id=school.id, name_key=key, name=name, kind=kind))
    return True


def add_name(school_id: int, name: str, actor: Actor, now: datetime) -> None:
    """Give it a name that people use for it."""
    demand(actor, Can.MANAGE_SCHOOLS)
    school = locked(school_id)
    if not also_called(school, name, ALIAS):
        raise BookingError(_("Zo heet deze school al. Vul een andere naam in."), field="name")
    step(school)
    note(actor, (ROOT, school.id), NAMED, now, act=school.version, text=name)


def remove_name(school_id: int, key: str, actor: Actor, now: datetime) -> None:
    """Take a name away. One that is gone already is no error: then a colleague was first."""
    demand(actor, Can.MANAGE_SCHOOLS)
    school = locked(school_id)
    gone = next((one for one in school.names if one.name_key == key), None)
    if gone is None:
        return
    school.names.remove(gone)
    step(school)
    note(actor, (ROOT, school.id), UNNAMED, now, act=school.version, text=gone.name)


def locked(school_id: int) -> School:
    """The school, locked for this transaction. Raises Conflict for one that is gone."""
    school = queries.locked((school_id,)).get(school_id)
    if school is None:
        raise NoSuchSchool
    return school


def step(school: School) -> int:
    """The next version of it: what its lines in the diary carry, and what a page compares."""
    school.version += 1
    return school.version
