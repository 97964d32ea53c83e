# SPDX-License-Identifier: EUPL-1.2
"""Which years and kinds of education a class can be in, and what they are called on the form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]: newer than the stubs

from booking.schools.search import SchoolRow

SAME = "zelfde"
YEARS = {"po": (6, 8), "vo": (1, 6), "mbo": (1, 4)}
LAST_YEAR = {"vmbo": 4}
OPTGROUPS = {"po": _l("Basisschool"), "vo": _l("Voortgezet onderwijs"), "mbo": _l("Mbo")}
YEAR_VALUE = re.compile(r"(po|vo|mbo)-([1-8])(?:-([1-8]))?")
COMBINATIONS = ((6, 7), (7, 8), (6, 8))
TRACKS = {
    "vo": {
        "pro": ("vo", _l("praktijkonderwijs")),
        "vmbo-b": ("vmbo", _l("vmbo basisberoepsgericht")),
        "vmbo-k": ("vmbo", _l("vmbo kaderberoepsgericht")),
        "vmbo-gt": ("vmbo", _l("vmbo gemengd of theoretisch")),
        "havo": ("vo", _l("havo")),
        "vwo": ("vo", _l("vwo")),
        "brugklas": ("vo", _l("gemengde brugklas")),
        "isk": ("vo", _l("internationale schakelklas")),
        "vso": ("vo", _l("voortgezet speciaal onderwijs")),
    },
    "mbo": {
        "mbo-1": ("mbo", _l("niveau 1 (entree)")),
        "mbo-2": ("mbo", _l("niveau 2")),
        "mbo-3": ("mbo", _l("niveau 3")),
        "mbo-4": ("mbo", _l("niveau 4")),
    },
}


@dataclass(frozen=True)
class Year:
    """One answer of the list: a year of a level, or a class of several years. `shown` is po, vo (vmbo too) or mbo."""

    shown: str
    first: int
    last: int

    @property
    def value(self) -> str:
        return f"{self.shown}-{self.first}" + (f"-{self.last}" if self.last != self.first else "")

    @property
    def text(self) -> str:
        if self.last != self.first:
            return _(
                "combinatiegroep %(years)s", years="/".join(str(year) for year in range(self.first, self.last + 1))
            )
        if self.shown == "po":
            return _("groep %(year)s", year=self.first)
        if self.shown == "mbo":
            return _("studiejaar %(year)s", year=self.first)
        return _("leerjaar %(year)s", year=self.first)


@dataclass(frozen=True)
class Teaches:
    """What a school says of its groups: the level under which they stand on the form, and the kinds of education it gives.

    `primary`: it is plainly a primary school.
    """

    level: str = ""
    tracks: frozenset[str] = frozenset()
    primary: bool = False

    def in_programme(self, level: str) -> Teaches:
        """The same, with what the level of a programme says where the school leaves it open."""
        if self.level not in ("", level):
            return self
        return replace(self, level=level, primary=level == "po")


PRIMARY = ("po", "sbo")
TRACKS_OF_STRUCTURE = {
    "PRO": {"pro"},
    "VBO": {"vmbo-b", "vmbo-k"},
    "MAVO": {"vmbo-gt"},
    "HAVO": {"havo"},
    "VWO": {"vwo"},
    "BRUGJAAR": {"brugklas"},
}
"""The words of the register's ONDERWIJSSTRUCTUUR: several with a slash between."""


def teaches(school: SchoolRow) -> Teaches:
    """Of this school."""
    kind, structure = school.kind, school.structure
    if kind == "vso":
        return Teaches("vo", frozenset({"vso"}))
    words = (structure or "").upper().split("/") if kind == "vo" else []
    known = (TRACKS_OF_STRUCTURE.get(word.strip(), set()) for word in words)
    return Teaches(school.level, frozenset().union(*known), kind in PRIMARY)


@dataclass(frozen=True)
class Range:
    """The years of one stored level for which something is given."""

    level: str
    first: int
    last: int


class Levels:
    """The levels of the chosen lessons, as lists to choose from. What the picked school teaches stands first in them."""

    def __init__(self, ranges: Iterable[Range], school: Teaches = Teaches()) -> None:
        self.ranges, self.school = list(ranges), school
        self.stored = {each.level for each in self.ranges}
        self.shown = [
            shown
            for shown, stored in (("po", {"po"}), ("vo", {"vo", "vmbo"}), ("mbo", {"mbo"}))
            if stored & self.stored
        ]
        self.shown.sort(key=lambda shown: shown != school.level)
        self.years = [year for shown in self.shown for year in self._years_of(shown)]

    def _years_of(self, shown: str) -> list[Year]:
        first, last = YEARS[shown]
        if shown == "vo" and "vo" not in self.stored:
            last = LAST_YEAR["vmbo"]
        single = [Year(shown, year, year) for year in range(first, last + 1)]
        return single + ([Year(shown, *pair) for pair in COMBINATIONS] if shown == "po" else [])

    @property
    def only_year(self) -> Year | None:
        """The one year for which all of it is given, if there is one: then nobody has to choose."""
        found = {(each.level, year) for each in self.ranges for year in range(each.first, each.last + 1)}
        if len(found) != 1:
            return None
        level, year = next(iter(found))
        return Year("vo" if level == "vmbo" else level, year, year)

    @property
    def likely_year(self) -> str:
        """The one year that is meant, where the school's level leaves one: it stands there already, and can be changed."""
        mine = [each for each in self.ranges if ("vo" if each.level == "vmbo" else each.level) == self.school.level]
        found = {year for each in mine for year in range(each.first, each.last + 1)}
        return Year(self.school.level, min(found), min(found)).value if len(found) == 1 else ""

    @property
    def likely_track(self) -> str:
        """The one kind of education that the school gives and the lessons are for."""
        tracks = self.school.tracks & {
            value for shown in self.shown if shown in TRACKS for value, _t in self.tracks_of(shown)
        }
        return min(tracks) if len(tracks) == 1 else ""

    @property
    def has_tracks(self) -> bool:
        return bool({"vo", "mbo"} & set(self.shown))

    def asks_tracks(self, years: Iterable[str]) -> bool:
        """Does the kind of education matter, with these answers? Not as long as a primary school chooses among its own years."""
        primary = self.school.primary and "po" in self.shown
        return self.has_tracks and not (primary and all(year.startswith("po") for year in years))

    @property
    def main(self) -> str:
        """The level whose words stand on the form: those of the picked school, else of the primary school."""
        return self.shown[0] if self.shown else "po"

    def year_choices(self, may_repeat: bool) -> list[SelectChoice]:
        """The list of the first row, or that of the rows below it."""
        return self._below_years if may_repeat else self._first_years

    def track_choices(self, may_repeat: bool) -> list[SelectChoice]:
        return self._below_tracks if may_repeat else self._first_tracks

    @cached_property
    def _first_years(self) -> list[SelectChoice]:
        return self._years(False)

    @cached_property
    def _below_years(self) -> list[SelectChoice]:
        return self._years(True)

    @cached_property
    def _first_tracks(self) -> list[SelectChoice]:
        return self._tracks(False)

    @cached_property
    def _below_tracks(self) -> list[SelectChoice]:
        return self._tracks(True)

    def _years(self, may_repeat: bool) -> list[SelectChoice]:
        head = [(SAME, _("Zelfde als hierboven"))] if may_repeat else [("", _("Kies"))]
        return _listed(
            head, {shown: [(y.value, y.text) for y in self.years if y.shown == shown] for shown in self.shown}
        )

    def _tracks(self, may_repeat: bool) -> list[SelectChoice]:
        head = [(SAME, _("Zelfde als hierboven"))] if may_repeat else [("", _("Kies"))]
        return _listed(head, {shown: list(self.tracks_of(shown)) for shown in self.shown if shown in TRACKS})

    def tracks_of(self, shown: str) -> list[tuple[str, Any]]:
        fitting = [(value, text) for value, (level, text) in TRACKS[shown].items() if level in self.stored]
        return sorted(fitting, key=lambda pair: pair[0] not in self.school.tracks)

    def year(self, value: str) -> Year | None:
        return next((year for year in self.years if year.value == value), None)

    def year_elsewhere(self, value: str) -> Year | None:
        """An answer of a list that stood here before, when other lessons were chosen: shown again, and asked about."""
        found = YEAR_VALUE.fullmatch(value)
        if found is None or self.year(value):
            return None
        return Year(found[1], int(found[2]), int(found[3] or found[2]))

    def level_of(self, year: Year, track: str) -> str | None:
        """The stored level of a class; None where this kind of education does not go with this year."""
        if year.shown not in TRACKS:
            return year.shown
        if track not in dict(self.tracks_of(year.shown)):
            return None
        level = TRACKS[year.shown][track][0]
        return level if year.last <= LAST_YEAR.get(level, year.last) else None


def _listed(head: list[tuple[str, Any]], groups: dict[str, list[tuple[str, Any]]]) -> list[SelectChoice]:
    """A plain list for one level, headings for several."""
    several = len(groups) > 1
    return [SelectChoice(value, text) for value, text in head] + [
        SelectChoice(value, text, optgroup=str(OPTGROUPS[shown]) if several else None)
        for shown, choices in groups.items()
        for value, text in choices
    ]
