# SPDX-License-Identifier: EUPL-1.2
"""On which days a school is closed: what the `holidays` package knows of its region, and what was imported or typed. All pure.

A date on such a day warns and never blocks: schools depart from all of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

import holidays

REGIONS = ("Noord", "Midden", "Zuid")
REGION = "Midden"
"""Where a school lies of which nobody said it."""
KINDS = ("school", "own", "municipality", "public", "weekend")
"""Why a school is closed, the most telling first: a school holiday, a day of its own, of the municipality, a public holiday."""
HOLIDAYS_A_YEAR = 5
"""Autumn, Christmas, spring, May and summer."""
IN_TIME = timedelta(days=18 * 31)
"""How long before a school year its holidays must be known: schools may wish a day 18 months ahead."""
DAY = timedelta(days=1)
GOOD_FRIDAY, ASCENSION, AFTER_ASCENSION = "Goede vrijdag", "Hemelvaartsdag", "Vrijdag na Hemelvaart"
LIBERATION = "Bevrijdingsdag"
ADVICE = frozenset({"Herfstvakantie", "Voorjaarsvakantie", GOOD_FRIDAY, AFTER_ASCENSION})


@dataclass(frozen=True)
class Closure:
    """Days on which schools are closed, the first and the last among them. `advisory`: it differs per school."""

    name: str
    first: date
    last: date
    kind: str
    region: str = ""
    advisory: bool = False


def school_year_of(day: date) -> tuple[date, date]:
    """The first and last day of the school year: 1 August to 31 July."""
    began = day.year if day.month >= 8 else day.year - 1
    return date(began, 8, 1), date(began + 1, 7, 31)


def school_year_name(day: date) -> str:
    """2026-2027"""
    first, last = school_year_of(day)
    return f"{first.year}-{last.year}"


def region_of(text: str | None) -> str:
    """The region as we write it, of what a register says; Midden where it says nothing that we know."""
    name = (text or "").strip().capitalize()
    return name if name in REGIONS else REGION


@lru_cache(maxsize=256)
def known_holidays(region: str, year: int) -> tuple[Closure, ...]:
    """The school holidays of this region that touch this year, in order, as the `holidays` package has them; none where it has none."""
    years = range(year - 1, year + 2)
    days = holidays.country_holidays("NL", subdiv=region, categories=("school",), years=years, language="nl")
    found: list[Closure] = []
    for day in sorted(days):
        last = found[-1] if found else None
        if last is not None and last.name == days[day] and day - last.last == DAY:
            found[-1] = Closure(last.name, last.first, day, "school", region, last.advisory)
        else:
            found.append(Closure(days[day], day, day, "school", region, days[day] in ADVICE))
    return tuple(each for each in found if year in (each.first.year, each.last.year))


@lru_cache(maxsize=64)
def _public(year: int) -> tuple[Closure, ...]:
    """The public holidays of a year, and the two Fridays and the 5th of May on which many schools are closed."""
    everywhere = holidays.country_holidays("NL", years=year, language="nl")
    days = holidays.country_holidays("NL", categories=("public", "optional"), years=year, language="nl")
    found = [Closure(days[day], day, day, "public", "", day not in everywhere or days[day] in ADVICE) for day in days]
    found += [
        Closure(AFTER_ASCENSION, one.first + DAY, one.first + DAY, "public", "", True)
        for one in found
        if one.name == ASCENSION
    ]
    return tuple(sorted(found, key=lambda one: (one.first, one.name)))


@lru_cache(maxsize=256)
def _by_day(region: str, year: int) -> Mapping[date, tuple[Closure, ...]]:
    """What is known of each closed day of the year but weekends, the most telling first."""
    days: dict[date, tuple[Closure, ...]] = {}
    for closure in (*known_holidays(region, year), *_public(year)):
        for day in _days(closure):
            if day.year == year:
                days[day] = (*days.get(day, ()), closure)
    return days


def _days(closure: Closure) -> Iterator[date]:
    return (closure.first + n * DAY for n in range((closure.last - closure.first).days + 1))


def _named(closure: Closure) -> tuple[str, date]:
    """By what a closure of our own replaces one of the package: its name, and its school year."""
    return closure.name.casefold(), school_year_of(closure.first)[0]


@dataclass(frozen=True)
class SchoolCalendar:
    """When a school is open. `closures` stand beside what the package knows of the region; one of the same name in the same school
    year stands in its place, except where it is of the school or the municipality alone.
    """

    region: str = REGION
    closures: tuple[Closure, ...] = ()

    @cached_property
    def _replaced(self) -> frozenset[tuple[str, date]]:
        return frozenset(_named(one) for one in self.closures if one.kind in ("school", "public"))

    @cached_property
    def _ours(self) -> Mapping[date, Closure]:
        """The most telling closure of our own on each day."""
        days: dict[date, Closure] = {}
        for closure in sorted(self.closures, key=_telling, reverse=True):
            days |= dict.fromkeys(_days(closure), closure)
        return days

    def _known(self, day: date) -> Closure | None:
        known = _by_day(self.region, day.year).get(day, ())
        return next((one for one in known if not self._replaced or _named(one) not in self._replaced), None)

    def closure(self, day: date) -> Closure | None:
        """Why schools are closed on this day, the most telling reason; None where they are open."""
        found = [one for one in (self._ours.get(day), self._known(day)) if one is not None]
        if found:
            return min(found, key=_telling)
        if day.weekday() < 5:
            return None
        saturday = day - (day.weekday() - 5) * DAY
        return Closure("weekend", saturday, saturday + DAY, "weekend")

    def is_open(self, day: date) -> bool:
        """Are schools open?"""
        return day.weekday() < 5 and self.closure(day) is None

    def next_open(self, day: date, step: int = 1) -> date:
        """The first open day after this one (before it, with step -1)."""
        day += step * DAY
        while not self.is_open(day):
            day += step * DAY
        return day

    def closures_between(self, first: date, last: date) -> list[Closure]:
        """All that closes a day from Monday to Friday from the first to the last, in order; each once, and only where it is what
        `closure` says.
        """
        days = (first + n * DAY for n in range((last - first).days + 1))
        found = (self.closure(day) for day in days if day.weekday() < 5)
        return list(dict.fromkeys(one for one in found if one is not None))

    school_year_of = staticmethod(school_year_of)

    def lacks(self, school_year: date) -> bool:
        """Are school holidays missing in the school year that begins on this day?"""
        first, last = school_year_of(school_year)
        found = {one for one in self.closures_between(first, last) if one.kind == "school" and first <= one.first}
        return len({one.name.casefold() for one in found}) < HOLIDAYS_A_YEAR


def missing_year(calendars: Iterable[SchoolCalendar], today: date) -> int | None:
    """The year in which the first school year begins of which holidays lack, if that is this one or begins within `IN_TIME`."""
    began, calendars = school_year_of(today)[0], tuple(calendars)
    for year in range(began.year, (today + IN_TIME).year + 1):
        first = date(year, 8, 1)
        if first <= today + IN_TIME and any(calendar.lacks(first) for calendar in calendars):
            return year
    return None


def _telling(closure: Closure) -> tuple[int, date, date, str]:
    return KINDS.index(closure.kind), closure.first, closure.last, closure.name
