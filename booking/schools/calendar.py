# SPDX-License-Identifier: EUPL-1.2
"""The municipality's working days: weekends and Dutch public holidays are none, school holidays are. All pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import holidays

from booking.jinja import local


@lru_cache(maxsize=32)
def public_holidays(year: int) -> frozenset[date]:
    """The public holidays of a year, 5 May in a lustrum year among them (source: the `holidays` package)."""
    return frozenset(holidays.country_holidays("NL", years=year, language="nl"))


def is_workday(day: date) -> bool:
    return day.weekday() < 5 and day not in public_holidays(day.year)


def add_workdays(day: date, n: int) -> date:
    """The n-th working day after `day` (before it, where n is negative). n = 0 is the day itself."""
    step = timedelta(days=1 if n > 0 else -1)
    for _ in range(abs(n)):
        day += step
        while not is_workday(day):
            day += step
    return day


def workdays_between(first: date, last: date) -> int:
    """How many working days after `first` up to and including `last`; negative where `last` lies before `first`."""
    if last < first:
        return -workdays_between(last, first)
    return sum(is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def answer_by(moment: datetime, workdays: int) -> date:
    """The last day on which we promised to answer somebody who asked at this moment."""
    return add_workdays(local(moment).date(), workdays)


def school_year_began(day: date) -> date:
    """1 August, on or before this day."""
    return date(day.year if day.month >= 8 else day.year - 1, 8, 1)


SCHOOL_HOLIDAY_REGION = "Midden"


@dataclass(frozen=True)
class SchoolHoliday:
    """A school holiday of our region, with its first and last day."""

    name: str
    first: date
    last: date


@lru_cache(maxsize=32)
def school_holidays(year: int) -> tuple[SchoolHoliday, ...]:
    """Those that touch this year, in order (source: the `holidays` package; empty where it knows none yet)."""
    days = holidays.country_holidays(
        "NL", subdiv=SCHOOL_HOLIDAY_REGION, categories=("school",), years=range(year - 1, year + 2), language="nl"
    )
    found: list[SchoolHoliday] = []
    for day in sorted(days):
        last = found[-1] if found else None
        if last is not None and last.name == days[day] and (day - last.last).days == 1:
            found[-1] = SchoolHoliday(last.name, last.first, day)
        else:
            found.append(SchoolHoliday(days[day], day, day))
    return tuple(each for each in found if year in (each.first.year, each.last.year))


def school_holiday(day: date) -> SchoolHoliday | None:
    """The school holiday in which this day lies."""
    return next((each for each in school_holidays(day.year) if each.first <= day <= each.last), None)


def next_school_day(day: date, step: int = 1) -> date:
    """The first day after this one (before it, with step -1) on which schools of our region are open."""
    day += timedelta(days=step)
    while not is_workday(day) or school_holiday(day):
        day += timedelta(days=step)
    return day
