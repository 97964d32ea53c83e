# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with the date that a coordinator chose, and what may be wrong with it. All pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from flask_babel import gettext as _

from booking.jinja import clock, date_only
from booking.lesson_requests.warnings import Remark, closed_sentence, next_open
from booking.schools.calendar import SchoolCalendar

AHEAD = timedelta(days=2 * 366)
"""Further away is a slip of the keyboard: 2072 for 2027."""
OPENS, CLOSES, LATEST = time(8), time(18), time(22)
"""When a school can be expected to be open, and until when it is for parents in the evening."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYPARTS = {"morning": (time(0), time(12)), "afternoon": (time(12), time(18)), "evening": (time(17), time.max)}
"""A lesson that begins then is in it. The end of an afternoon is the beginning of an evening too."""


@dataclass(frozen=True)
class Planned:
    """One lesson as it was chosen. `evening`: parents come, or the school itself asked for an evening."""

    name: str
    on_date: date
    start: time
    minutes: int
    at_school: bool = True
    evening: bool = False


@dataclass(frozen=True)
class Wish:
    """When the school would like it; `words` say the same."""

    weekdays: Collection[str] = ()
    dayparts: Collection[str] = ()
    first: date | None = None
    last: date | None = None
    words: str = ""


def wrong(on_date: date, today: date) -> str:
    """Why no lesson can be planned on this day; empty where one can."""
    if on_date <= today:
        return _("Kies een datum na vandaag, %(today)s.", today=date_only(today))
    if on_date >= today + AHEAD:
        return _("Kies een datum vóór %(limit)s.", limit=date_only(today + AHEAD))
    return ""


def doubts(lessons: Sequence[Planned], wish: Wish, calendar: SchoolCalendar) -> list[Remark]:
    """What a coordinator is asked to confirm: closed schools, strange hours, and what the school did not ask for. Each once."""
    found = [_closed(on_date, wish, calendar) for on_date in sorted({lesson.on_date for lesson in lessons})]
    found += [Remark(text) for text in dict.fromkeys(_hours(lesson) for lesson in lessons if lesson.at_school) if text]
    if not all(_wished(lesson, wish) for lesson in lessons):
        found.append(Remark(_("De school wil liever %(wish)s.", wish=wish.words)))
    return [remark for remark in found if remark is not None]


def _closed(on_date: date, wish: Wish, calendar: SchoolCalendar) -> Remark | None:
    closure = calendar.closure(on_date)
    if closure is None:
        return None
    ask = _("Vraag de school of dit klopt.")
    text = f"{closed_sentence(closure, on_date)} {ask}"
    return Remark(text, on_date.isoformat(), next_fitting(on_date, wish, calendar))


def next_fitting(on_date: date, wish: Wish, calendar: SchoolCalendar) -> date:
    """The next day on which the school is open, on a day of the week that it asked for if there is one within four weeks."""
    return next_open(on_date, calendar, wish.weekdays)


def _hours(lesson: Planned) -> str:
    closes = LATEST if lesson.evening else CLOSES
    ends = lesson.start.hour * 60 + lesson.start.minute + lesson.minutes
    if lesson.start >= OPENS and ends <= closes.hour * 60 + closes.minute:
        return ""
    return _(
        "De les voor %(name)s begint om %(start)s en duurt %(minutes)s minuten. Is de school dan open? Vraag het de school.",
        name=lesson.name,
        start=clock(lesson.start),
        minutes=lesson.minutes,
    )


def _wished(lesson: Planned, wish: Wish) -> bool:
    if wish.weekdays and WEEKDAYS[lesson.on_date.weekday()] not in wish.weekdays:
        return False
    parts = [DAYPARTS[name] for name in wish.dayparts if name in DAYPARTS]
    if parts and not any(begins <= lesson.start < ends for begins, ends in parts):
        return False
    return not ((wish.first and lesson.on_date < wish.first) or (wish.last and lesson.on_date > wish.last))
