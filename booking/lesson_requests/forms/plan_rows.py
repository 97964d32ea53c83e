# SPDX-License-Identifier: EUPL-1.2
"""The rows of a proposed schedule: one a lesson, each with a date and a time that can be changed.

They live in what was posted: `plan-N-what` says which lesson of which rows of groups, `plan-N-on` and `plan-N-start` when.
Every button changes them there, so that the page, the check page and what is stored say the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from wtforms.validators import StopValidation

from booking.catalogue.queries import Card
from booking.forms import PartForm, Text
from booking.jinja import listing
from booking.lesson_requests.schedule import Slot, ends_at

from .decision import read_clock
from .fields import DateText, read_date, wish_problem

MOST_ROWS = 200
_NAME = re.compile(r"plan-([0-9]{1,3})-(what|on|start)")
_NUMBER = re.compile(r"[0-9]{1,3}", re.ASCII)
Found = list[tuple[str, str]]
Data = MultiDict[str, str]


@dataclass(frozen=True)
class What:
    """Lesson `position` (from 1) of an offering, for the groups in these rows; 0 is the row of an offering that has its own."""

    groups: tuple[int, ...]
    slug: str
    position: int = 1

    @classmethod
    def read(cls, text: str) -> What | None:
        groups, _dot, rest = text.partition(".")
        slug, _dot, position = rest.rpartition(".")
        numbers = groups.split("+")
        if not slug or not all(_NUMBER.fullmatch(one) for one in (*numbers, position)):
            return None
        return cls(tuple(dict.fromkeys(int(one) for one in numbers)), slug, int(position))

    def ids(self, offering: int) -> tuple[int, ...]:
        """Numbers that tell all groups of the form apart: those with a row of their own by their offering."""
        return self.groups if self.groups != (0,) else (-offering,)

    def __str__(self) -> str:
        return f"{'+'.join(str(one) for one in self.groups)}.{self.slug}.{self.position}"


@dataclass(frozen=True)
class Raw:
    """A row as it was typed, or as it was laid."""

    what: What
    on: str = ""
    start: str = ""


def read_rows(data: Data) -> list[Raw]:
    """In the order of their numbers."""
    parts: dict[int, dict[str, str]] = {}
    for name in data:
        if found := _NAME.fullmatch(name):
            parts.setdefault(int(found[1]), {})[found[2]] = data[name]
    rows = [(What.read(part.get("what", "")), part) for _n, part in sorted(parts.items())]
    return [Raw(what, part.get("on", ""), part.get("start", "")) for what, part in rows if what is not None]


def write_rows(data: Data, rows: Iterable[Raw], after: int = 0) -> None:
    """In the place of those that stand there, with numbers after this one."""
    for name in [name for name in data if _NAME.fullmatch(name)]:
        data.poplist(name)
    for n, row in enumerate(rows, after + 1):
        for part, value in (("what", str(row.what)), ("on", row.on), ("start", row.start)):
            data.setlist(f"plan-{n}-{part}", [value])


def group_removed(data: Data, number: int) -> None:
    """The row of this group is gone: so are its lessons."""
    _renumber(data, lambda one: None if one == number else one - (one > number))


def group_split(data: Data, number: int) -> None:
    """Another row of groups comes after this one."""
    _renumber(data, lambda one: one + (one > number))


def _renumber(data: Data, number_of: Callable[[int], int | None]) -> None:
    rows: list[Raw] = []
    for row in read_rows(data):
        moved = ((number_of(one) if one else 0) for one in row.what.groups)
        groups = tuple(one for one in moved if one is not None)
        if groups:
            rows.append(Raw(What(groups, row.what.slug, row.what.position), row.on, row.start))
    write_rows(data, rows)


def rename(data: Data, old: str, new: str) -> None:
    """Another offering stands in the place of one."""
    for name, value in list(data.items()):
        what = What.read(value) if _NAME.fullmatch(name) and name.endswith("what") else None
        if what is not None and what.slug == old:
            data.setlist(name, [str(What(what.groups, new, what.position))])


def move_day(data: Data, old: date, new: date) -> None:
    """All that is on one day to another."""
    for name in list(data):
        if _NAME.fullmatch(name) and name.endswith("on") and read_date(data[name].strip()) == old:
            data.setlist(name, [new.isoformat()])


def unplanned(names: list[str]) -> str:
    """What is said of lessons with these names, that have neither a date nor a time."""
    if not names:
        return ""
    if len(names) > 3:
        return _("%(n)s lessen staan nog niet in het rooster. Vul een datum en een begintijd in.", n=len(names))
    return ngettext(
        "%(names)s staat nog niet in het rooster. Vul een datum en een begintijd in.",
        "%(names)s staan nog niet in het rooster. Vul een datum en een begintijd in.",
        len(names),
        names=listing(names),
    )


class ClockText(Text):
    """A time of day, or nothing. `clock` is what it says."""

    clock: time | None = None

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, max_length=20, **kwargs)

    def pre_validate(self, form: Any) -> None:
        self.too_long = shape = _("Vul een begintijd in, bijvoorbeeld 8.30.")
        super().pre_validate(form)
        self.clock = read_clock(self.data) if self.data else None
        if self.data and self.clock is None:
            raise StopValidation(shape)


class PlanRow(PartForm):
    """One lesson, for one group or for several that are together in it. `names`: what these groups are called."""

    on = DateText(_l("Datum"))
    start = ClockText(_l("Begintijd"))

    def __init__(self, number: int, what: What, card: Card, names: list[Any], on: str = "", start: str = "") -> None:
        prefix = f"plan-{number}-"
        super().__init__(formdata=MultiDict({f"{prefix}on": on, f"{prefix}start": start}), prefix=prefix)
        self.id, self.what, self.card, self.names = f"plan-{number}", what, card, names
        self.after = ""
        """Why it does not come earlier: na de voorjaarsvakantie."""

    @property
    def label(self) -> str:
        """Sterk in de groep, 7a · Samen sterk online, les 2, 7a"""
        title, name = self.card.said("title"), listing(self.names)
        parts = [title, _("les %(n)s", n=self.what.position) if self.card.sessions_count > 1 else "", name]
        return ", ".join(part for part in parts if part)

    @property
    def raw(self) -> Raw:
        return Raw(self.what, self.on._value(), self.start._value())

    @property
    def empty(self) -> bool:
        return not self.on.data and not self.start.data

    @property
    def day(self) -> date | None:
        """The day that it says, where it can be read."""
        return read_date(self.on.data or "")

    @property
    def end(self) -> time | None:
        """What the clock shows when the lesson ends."""
        at = read_clock(self.start.data or "")
        return ends_at(at, self.card.minutes) if at else None

    def slot(self) -> Slot | None:
        """Date and times, where all of it can be read."""
        on, at, end = self.day, read_clock(self.start.data or ""), self.end
        if on is None or at is None or end is None:
            return None
        return Slot(self.what.ids(self.card.id), self.card.id, self.what.position, on, at, end)

    def problems(self, today: date) -> None:
        """Look at everything but what other rows have to do with it."""
        self.validate()
        if self.start.data and not self.on.data:
            self.on.errors = [_("Vul een datum in als dag-maand-jaar, bijvoorbeeld 9-3-2027.")]
        elif self.on.day is not None and not self.on.errors:
            problem = wish_problem(self.on.day, today)
            self.on.errors = [problem] if problem else []
        if self.start.clock is not None and not self.start.errors and self.end is None:
            self.start.errors = [_("De les is dan na middernacht afgelopen. Kies een eerdere tijd.")]

    @property
    def found(self) -> Found:
        return [(wtf.id, str(wtf.errors[0])) for wtf in (self.on, self.start) if wtf.errors]
