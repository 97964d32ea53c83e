# SPDX-License-Identifier: EUPL-1.2
"""The schedules that the example requests propose: a day typed in full, or a programme that is laid out as for everybody. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any

from booking.catalogue.models import Offering, Programme
from booking.demo.when import WEEKDAYS, day_of
from booking.lesson_requests.asked import AskedGroup, AskedTime
from booking.lesson_requests.layout import Step, lay_out
from booking.lesson_requests.schedule import ends_at
from booking.schools.calendar import SchoolCalendar


def times_of(
    story: Mapping[str, Any],
    groups: Sequence[AskedGroup],
    offerings: Mapping[str, Offering],
    programme: Programme | None,
    today: date,
) -> tuple[AskedTime, ...]:
    """What stands under `times` (a row a lesson) and `weeks` (a programme from a first week on)."""
    found = [*_typed(story.get("times", ()), groups, offerings, today)]
    if programme is not None and "weeks" in story:
        found += _laid(story["weeks"], groups, programme, today)
    return tuple(found)


def _typed(
    rows: Sequence[Mapping[str, Any]], groups: Sequence[AskedGroup], offerings: Mapping[str, Offering], today: date
) -> Iterator[AskedTime]:
    names = {group.name: n for n, group in enumerate(groups)}
    day: date | None = None
    for row in rows:
        day = day_of(row["day"], today, day)
        offering, start = offerings[row["offering"]], time.fromisoformat(row["start"])
        for name in row["groups"]:
            yield AskedTime(
                group=names[name],
                offering=offering.id,
                on_date=day,
                start=start,
                end=ends_at(start, offering.minutes),
                lane=row.get("lane", 1),
            )


def _laid(
    weeks: Mapping[str, Any], groups: Sequence[AskedGroup], programme: Programme, today: date
) -> Iterator[AskedTime]:
    steps = [
        Step(
            item.offering_id,
            item.offering.sessions_count,
            item.min_gap_days,
            item.max_gap_days,
            item.month_from,
            item.month_to,
        )
        for item in programme.items
    ]
    weekdays = [WEEKDAYS.index(name) for name in weeks["weekdays"]]
    layout = lay_out(steps, day_of(weeks["first"], today), weekdays, SchoolCalendar(), earliest=today)
    for one in layout.dates:
        for n, group in enumerate(groups):
            if one.offering in group.offerings:
                yield AskedTime(group=n, offering=one.offering, on_date=one.on_date, position=one.position)
