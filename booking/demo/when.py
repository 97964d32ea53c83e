# SPDX-License-Identifier: EUPL-1.2
"""Moments that count from today, as the example requests write them. All pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from booking.jinja import ZONE
from booking.schools.calendar import add_workdays, is_workday

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORKDAYS = re.compile(r"([+-]\d+) workdays(?: (\d\d:\d\d))?")
_WEEKS = re.compile(r"(mon|tue|wed|thu|fri|previous) ([+-]\d+) weeks")


def day_of(text: str, today: date, previous: date | None = None) -> date:
    """The date that "+3 workdays", "tue +1 weeks" or "previous +1 weeks" means. Raises ValueError for anything else."""
    if match := _WORKDAYS.fullmatch(text):
        return add_workdays(today, int(match[1]))
    if match := _WEEKS.fullmatch(text):
        if match[1] == "previous":
            if previous is None:
                raise ValueError(f"{text!r} has no lesson before it")
            day = previous
        else:
            day = today - timedelta(days=today.weekday()) + timedelta(days=WEEKDAYS.index(match[1]))
        day += timedelta(weeks=int(match[2]))
        while not is_workday(day):
            day += timedelta(weeks=1)
        return day
    raise ValueError(f"not a moment that counts from today: {text!r}")


def moment_of(text: str, today: date) -> datetime:
    """The moment (aware, UTC) that "-8 workdays 09:35" means; without a time it is noon."""
    match = _WORKDAYS.fullmatch(text)
    if match is None:
        raise ValueError(f"not a moment that counts from today: {text!r}")
    clock = time.fromisoformat(match[2] or "12:00")
    return datetime.combine(day_of(text, today), clock, ZONE).astimezone(UTC)
