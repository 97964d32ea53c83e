# SPDX-License-Identifier: EUPL-1.2
"""The municipality's working days: weekends and Dutch public holidays are none, school holidays are. All pure."""

from __future__ import annotations

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
