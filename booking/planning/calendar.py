# SPDX-License-Identifier: EUPL-1.2
"""What people agree is a date and the clock on the wall in Utrecht. Here it becomes a moment, or is refused. All pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from flask_babel import gettext as _

from booking.errors import BookingError
from booking.jinja import ZONE, clock, date_only, local


def moment_of(on: date, at: time, field: str = "") -> datetime:
    """The moment, in UTC, at which the clock in Utrecht shows this. Raises BookingError where it never does, or does twice."""
    wall = datetime.combine(on, at, ZONE)
    if wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset():
        sentence = _(
            "Om %(time)s wordt op %(date)s de klok verzet. Kies een andere tijd.", time=clock(at), date=date_only(on)
        )
        raise BookingError(sentence, field)
    return wall.astimezone(UTC)


def end_of(starts_at: datetime, minutes: int) -> datetime:
    """When a lesson of so many minutes ends: minutes that pass, whatever the clock on the wall does meanwhile."""
    return starts_at + timedelta(minutes=minutes)


def wall_time(moment: datetime) -> time:
    """What the clock in Utrecht shows."""
    return local(moment).time()


def overlap(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Do the two run at the same time? One that begins when the other ends does not."""
    return one[0] < other[1] and other[0] < one[1]
