# SPDX-License-Identifier: EUPL-1.2
"""When a school would like its lessons: its own schedule as rows and in words. Pure, from what was asked or from loaded rows.

Groups with one time and one trainer share a lesson. Groups with a day and no time are only on the same day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from flask_babel import gettext as _
from flask_babel import ngettext

from booking.catalogue.queries import Card
from booking.jinja import clock, day, day_short, hours, listing
from booking.lesson_requests.asked import Asked
from booking.lesson_requests.models import Booking
from booking.lesson_requests.workflow import Status

NOBODY = "–"
"""For a team or parents without a name."""
MOST_ROWS = 24
"""Of more lessons than these those of one day stand in one row."""
MOST_LINES = 20
"""So many lines a mail has room for."""


@dataclass(frozen=True)
class Wanted:
    """One lesson as the school would like it: for one group, or for those that share it. `number`: of a series, else 0.

    `people`: all of them; `most`: for how many the lesson is.
    """

    on_date: date
    start: time | None
    end: time | None
    lane: int
    offering: int
    lesson: str
    number: int
    groups: tuple[str, ...]
    people: int = 0
    most: int | None = None

    @property
    def shared(self) -> bool:
        return self.start is not None and len(self.groups) > 1


@dataclass(frozen=True)
class Row:
    """One row of the timetable, ready to be read."""

    when: str
    groups: str
    lesson: str
    shared: bool = False
    closed: bool = False
    note: str = ""


def of_bookings(
    bookings: Iterable[Booking],
    title: Callable[[Booking], str] = lambda booking: booking.title,
    name: Callable[[str], str] = str,
) -> list[Wanted]:
    """What still waits for an answer, by day and time. `title`, `name`: how a lesson and a group are called there."""
    return joined(
        Wanted(
            one.on_date,
            one.start_time,
            one.end_time,
            one.lane,
            booking.offering_id,
            title(booking),
            one.position if booking.sessions_count > 1 else 0,
            (name(booking.group.name),),
            booking.people,
            booking.offering.max_people,
        )
        for booking in bookings
        if booking.status == Status.SUBMITTED
        for one in booking.wanted_times
    )


def of_asked(asked: Asked, cards: Iterable[Card]) -> list[Wanted]:
    """The same, of a form that was not sent yet."""
    by_id = {card.id: card for card in cards}
    return joined(
        Wanted(
            one.on_date,
            one.start,
            one.end,
            one.lane,
            one.offering,
            by_id[one.offering].said("title"),
            one.position if by_id[one.offering].sessions_count > 1 else 0,
            (asked.groups[one.group].name,),
            asked.groups[one.group].people,
            by_id[one.offering].max_people,
        )
        for one in asked.times
        if one.offering in by_id
    )


def joined(single: Iterable[Wanted]) -> list[Wanted]:
    """Those who share a lesson, or only a day, in one; by day, time and trainer."""
    found: dict[Hashable, list[Wanted]] = {}
    for one in single:
        lane = one.lane if one.start else 0
        found.setdefault((one.on_date, one.start, one.end, lane, one.offering, one.number), []).append(one)
    joined = [
        Wanted(
            some[0].on_date,
            some[0].start,
            some[0].end,
            some[0].lane,
            some[0].offering,
            some[0].lesson,
            some[0].number,
            tuple(dict.fromkeys(name for one in some for name in one.groups if name)),
            sum(one.people for one in some),
            some[0].most,
        )
        for some in found.values()
    ]
    return sorted(joined, key=lambda one: (one.on_date, one.start or time.min, one.lane))


def together(bookings: Iterable[Booking]) -> dict[tuple[int, int], Hashable]:
    """Of each lesson (booking, position) that groups asked to have together: what is the same for all of them."""
    found: dict[Hashable, list[tuple[int, int]]] = {}
    for booking in bookings:
        for one in booking.wanted_times:
            if one.start_time is not None:
                key = (booking.offering_id, booking.minutes, one.position, one.on_date, one.start_time, one.lane)
                found.setdefault(key, []).append((booking.id, one.position))
    return {lesson: key for key, lessons in found.items() if len(lessons) > 1 for lesson in lessons}


# --- in words ----------------------------------------------------------------------------------------------------


def rows(lessons: Sequence[Wanted], closed: Collection[date] = ()) -> list[Row]:
    """The timetable: a row a lesson; of very many a row for all groups of a day. `closed`: days to be marked."""
    if len(lessons) > MOST_ROWS:
        return [
            Row(
                _span(some),
                ", ".join(_beginning(one) for one in some),
                _lesson(some[0]),
                closed=some[0].on_date in closed,
            )
            for some in _by_day(lessons)
        ]
    return [
        Row(_when(one), listing(one.groups) or NOBODY, _lesson(one), one.shared, one.on_date in closed, _note(one))
        for one in lessons
    ]


def _note(one: Wanted) -> str:
    """Of groups that are together and grew."""
    if not one.shared or one.most is None or one.people <= one.most:
        return ""
    return _("te groot: %(n)s, maximaal %(most)s", n=one.people, most=one.most)


def day_by_day(lessons: Sequence[Wanted], several: bool) -> list[tuple[str, str]]:
    """(di 9 mrt 2027, 8.30 – 9.20 uur: Sterk online – 7a), a line a lesson. `several`: more than one lesson was asked."""
    days: dict[date, list[str]] = {}
    for one in lessons:
        begins = f"{hours(one.start, one.end)}: " if one.start and one.end else ""
        days.setdefault(one.on_date, []).append(begins + _told(one, several))
    return [(day_short(on), "\n".join(some)) for on, some in days.items()]


def _told(one: Wanted, several: bool) -> str:
    groups = listing(one.groups)
    if one.shared:
        groups = _("%(groups)s, samen in één les", groups=groups)
    if not groups:
        return _lesson(one)
    return f"{_lesson(one)} – {groups}" if several or one.number else groups


def lines(lessons: Sequence[Wanted], several: bool) -> list[str]:
    """For a mail: dinsdag 9 maart 2027: 7a: 8.30 – 9.20 uur; 7b: 9.25 – 10.15 uur. `several`: more than one lesson was asked."""
    days = _by_day(lessons)
    told = [_line(some, several) for some in days[:MOST_LINES]]
    rest = len(days) - MOST_LINES
    if rest > 0:
        told.append(ngettext("en nog %(num)s datum", "en nog %(num)s datums", rest))
    return told


def summary(lessons: Sequence[Wanted]) -> str:
    """3 lessen op dinsdag 9 maart 2027; 10 lessen vanaf dinsdag 9 maart 2027."""
    if not lessons:
        return ""
    first, last = lessons[0].on_date, lessons[-1].on_date
    n = sum(len(one.groups) or 1 for one in lessons if one.start is None) + sum(
        one.start is not None for one in lessons
    )
    count = ngettext("%(num)s les", "%(num)s lessen", n)
    if first == last:
        return _("%(lessons)s op %(day)s", lessons=count, day=day(first))
    return _("%(lessons)s vanaf %(day)s", lessons=count, day=day(first))


def days_of(lessons: Iterable[Wanted]) -> list[date]:
    return sorted({one.on_date for one in lessons})


def _by_day(lessons: Iterable[Wanted]) -> list[list[Wanted]]:
    found: dict[Hashable, list[Wanted]] = {}
    for one in lessons:
        found.setdefault((one.on_date, one.offering, one.number), []).append(one)
    return list(found.values())


def _lesson(one: Wanted) -> str:
    return _("%(what)s, les %(n)s", what=one.lesson, n=one.number) if one.number else one.lesson


def _when(one: Wanted) -> str:
    if one.start is None or one.end is None:
        return day_short(one.on_date)
    return f"{day_short(one.on_date)}, {hours(one.start, one.end)}"


def _span(some: Sequence[Wanted]) -> str:
    """The day, from the first beginning to the last end."""
    begins, ends = [one.start for one in some if one.start], [one.end for one in some if one.end]
    if not begins or not ends:
        return day_short(some[0].on_date)
    return f"{day_short(some[0].on_date)}, {hours(min(begins), max(ends))}"


def _beginning(one: Wanted) -> str:
    """7a 8.30 uur; 7a en 7b 8.30 uur."""
    names = listing(one.groups)
    return f"{names} {clock(one.start)}".strip() if one.start else names


def _line(some: Sequence[Wanted], several: bool) -> str:
    parts = [_part(one) for one in some]
    head = day(some[0].on_date)
    if several or some[0].number:
        head = f"{_lesson(some[0])}, {head}"
    told = "; ".join(part for part in parts if part)
    return f"{head}: {told}" if told else head


def _part(one: Wanted) -> str:
    """7a en 7b samen: 8.30 – 9.20 uur"""
    groups = listing(one.groups)
    if one.start is None or one.end is None:
        return groups
    if one.shared:
        groups = _("%(groups)s samen", groups=groups)
    times = hours(one.start, one.end)
    return f"{groups}: {times}" if groups else times


# --- as a picture ------------------------------------------------------------------------------------------------


def one_day(lessons: Sequence[Wanted]) -> bool:
    """Are all of them on one day, with times? Then that day is the picture, else the year."""
    return bool(lessons) and len(days_of(lessons)) == 1 and all(one.start and one.end for one in lessons)


def has_times(bookings: Collection[Booking]) -> bool:
    return any(booking.wanted_times for booking in bookings if booking.status == Status.SUBMITTED)
