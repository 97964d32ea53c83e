# SPDX-License-Identifier: EUPL-1.2
"""A series or a whole programme laid out over the weeks of a school year: which lesson on which day. All pure.

Closed days are passed over, the order is kept, and so are the gaps: at least so many days after the lesson before, at
most so many. Where a holiday is longer than the widest gap, the lesson comes on the first day after it. The months of a
programme are kept where they can be: who begins it in another season still gets its order and its gaps.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations

from booking.schools.calendar import Closure, SchoolCalendar

ONE = timedelta(days=1)
WEEK = timedelta(days=7)
SCHOOL_DAYS = range(5)
NEVER = 10**6


@dataclass(frozen=True)
class Step:
    """An offering with its lessons: one, or those of a series. The gaps are to the last lesson of the step before it."""

    offering: int
    sessions: int = 1
    min_gap_days: int | None = None
    max_gap_days: int | None = None
    month_from: int | None = None
    month_to: int | None = None


@dataclass(frozen=True)
class Part:
    """Lesson `position` (from 1) of an offering."""

    offering: int
    position: int


@dataclass(frozen=True)
class Dated(Part):
    """The same, with its day."""

    on_date: date


@dataclass(frozen=True)
class Advice:
    """What would make all of it fit; none of it where nothing would."""

    first_week: date | None = None
    """The Monday of the latest week to begin in, on the same weekdays."""
    weekdays: tuple[int, ...] = ()
    """The fewest weekdays, beginning in the same week: those that were chosen and one or more besides."""
    after_summer: date | None = None
    """The Monday of the first week of the next school year, where nothing fits before."""


@dataclass(frozen=True)
class Layout:
    """What came of it. `until` is the last day that was looked at: the summer holiday begins after it."""

    dates: list[Dated]
    until: date
    skipped: list[Closure] = field(default_factory=list)
    """Holidays and other closed days that fell on a chosen weekday between the first lesson and the last."""
    outside: list[Dated] = field(default_factory=list)
    """Lessons that came outside the months of the programme."""
    left_over: list[Part] = field(default_factory=list)
    advice: Advice = Advice()


@dataclass(frozen=True)
class _Lesson(Part):
    least: int
    most: int | None
    months: frozenset[int]

    def after(self, day: date, days: Sequence[date]) -> tuple[int, int]:
        """Which of the days (from, up to) may follow a lesson on this day; where none lies within the gap the first one after it."""
        low = bisect_left(days, day + self.least * ONE)
        high = len(days) if self.most is None else bisect_right(days, day + self.most * ONE)
        return low, max(high, low + 1)

    def misses(self, day: date) -> bool:
        return bool(self.months) and day.month not in self.months


def monday(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def lay_out(
    steps: Sequence[Step],
    first_week: date,
    weekdays: Collection[int],
    calendar: SchoolCalendar,
    earliest: date | None = None,
) -> Layout:
    """Each lesson of the steps on a day, from the week of `first_week` on, until the summer holiday.

    `weekdays`: 0 is Monday; none chosen is any of the five, and then a series has a lesson a week. `earliest`: no lesson,
    and no advice, before this day. What does not fit is left over from the end, with advice.
    """
    begin = max(monday(first_week), earliest or date.min)
    last = before_summer(begin, calendar)
    lessons = _lessons(steps, weekdays)
    days = _open_days(begin, last, weekdays, calendar)
    fitting = lessons[: _how_many(lessons, days)]
    dates = [Dated(one.offering, one.position, day) for one, day in zip(fitting, _place(fitting, days), strict=True)]
    over = lessons[len(fitting) :]
    return Layout(
        dates,
        last,
        skipped=_skipped(begin, dates, weekdays, calendar),
        outside=[one for one, lesson in zip(dates, fitting, strict=True) if lesson.misses(one.on_date)],
        left_over=[Part(one.offering, one.position) for one in over],
        advice=_advice(steps, begin, weekdays, calendar, earliest) if over else Advice(),
    )


def before_summer(day: date, calendar: SchoolCalendar) -> date:
    """The last day before the summer holiday that follows this day."""
    while True:
        end = calendar.school_year_of(day)[1]
        closure = calendar.closure(end)
        last = closure.first - ONE if closure is not None and closure.kind == "school" else end
        if day <= last:
            return last
        day = end + ONE


# --- laying out --------------------------------------------------------------------------------------------------


def _lessons(steps: Iterable[Step], weekdays: Collection[int]) -> list[_Lesson]:
    """One after another. Without a gap of its own a lesson comes a week later, or on the next of several chosen weekdays."""
    usual = 7 if len(weekdays) < 2 else 1
    found: list[_Lesson] = []
    for step in steps:
        months = _months(step.month_from, step.month_to)
        for position in range(1, step.sessions + 1):
            own = position == 1
            least = step.min_gap_days if own and step.min_gap_days is not None else usual
            most = step.max_gap_days if own else None
            found.append(_Lesson(step.offering, position, max(least, 1), most, months))
    return found


def _months(first: int | None, last: int | None) -> frozenset[int]:
    """9 to 1 is September to January."""
    if first is None or last is None:
        return frozenset()
    return frozenset((first - 1 + n) % 12 + 1 for n in range((last - first) % 12 + 1))


def _open_days(first: date, last: date, weekdays: Collection[int], calendar: SchoolCalendar) -> list[date]:
    chosen = frozenset(weekdays or SCHOOL_DAYS)
    days = (first + n * ONE for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() in chosen and calendar.is_open(day)]


def _how_many(lessons: Sequence[_Lesson], days: Sequence[date]) -> int:
    """How many of them fit, each as early as it can."""
    at = 0
    for n, lesson in enumerate(lessons):
        at = lesson.after(days[at], days)[0] if n else 0
        if at >= len(days):
            return n
    return len(lessons)


def _place(lessons: Sequence[_Lesson], days: Sequence[date]) -> list[date]:
    """The earliest days on which all of these fit with as few as possible outside their months.

    From the last lesson back: what it costs to give this lesson and those after it, with this one on that day.
    """
    costs: list[list[int]] = []
    for n in range(len(lessons) - 1, -1, -1):
        mine = [int(lessons[n].misses(day)) for day in days]
        if costs:
            reach = (lessons[n + 1].after(day, days) for day in days)
            mine = [
                cost + min(costs[-1][low:high], default=NEVER) for cost, (low, high) in zip(mine, reach, strict=True)
            ]
        costs.append(mine)
    placed: list[date] = []
    for n, lesson in enumerate(lessons):
        mine = costs[len(lessons) - 1 - n]
        low, high = lesson.after(placed[-1], days) if placed else (0, len(days))
        placed.append(days[min(range(low, min(high, len(days))), key=lambda k: mine[k])])
    return placed


def _skipped(begin: date, dates: Sequence[Dated], weekdays: Collection[int], calendar: SchoolCalendar) -> list[Closure]:
    if not dates:
        return []
    chosen = frozenset(weekdays or SCHOOL_DAYS)
    closures = (
        calendar.closure(day)
        for day in (begin + n * ONE for n in range((dates[-1].on_date - begin).days))
        if day.weekday() in chosen
    )
    return list(dict.fromkeys(one for one in closures if one is not None and one.kind != "weekend"))


# --- what would fit ----------------------------------------------------------------------------------------------


def _advice(
    steps: Sequence[Step],
    begin: date,
    weekdays: Collection[int],
    calendar: SchoolCalendar,
    earliest: date | None,
) -> Advice:
    last = before_summer(begin, calendar)
    year = calendar.school_year_of(last)[0]
    sooner = _latest_week(steps, max(year, earliest or year), last, weekdays, calendar)
    more = _more_days(steps, begin, last, weekdays, calendar)
    if sooner or more:
        return Advice(sooner, more)
    later = monday(calendar.next_open(calendar.school_year_of(last)[1]))
    days = _open_days(later, before_summer(later, calendar), weekdays, calendar)
    lessons = _lessons(steps, weekdays)
    return Advice(after_summer=later) if _how_many(lessons, days) == len(lessons) else Advice()


def _latest_week(
    steps: Sequence[Step], first: date, last: date, weekdays: Collection[int], calendar: SchoolCalendar
) -> date | None:
    """The latest week in which all of it can begin: each lesson as late as it can, from the last one back."""
    days = _open_days(first, last, weekdays, calendar)
    at = len(days) - 1
    lessons = _lessons(steps, weekdays)
    for lesson in lessons[:0:-1]:
        if at < 0:
            return None
        at = bisect_right(days, days[at] - lesson.least * ONE) - 1
    return monday(days[at]) if at >= 0 else None


def _more_days(
    steps: Sequence[Step], first: date, last: date, weekdays: Collection[int], calendar: SchoolCalendar
) -> tuple[int, ...]:
    """The smallest choice of weekdays that holds the chosen ones and lets all of it fit."""
    school_days = _open_days(first, last, (), calendar)
    others = [day for day in SCHOOL_DAYS if day not in weekdays]
    for n in range(1, len(others) + 1):
        for more in combinations(others, n):
            chosen = tuple(sorted({*weekdays, *more}))
            days = [day for day in school_days if day.weekday() in chosen]
            lessons = _lessons(steps, chosen)
            if len(chosen) > 1 and _how_many(lessons, days) == len(lessons):
                return chosen
    return ()


# --- the year in a picture ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class YearDay:
    """A day of the picture. `planned`: how many lessons; `closed`: why schools are closed then (none on an ordinary day)."""

    on_date: date
    planned: int = 0
    closed: Closure | None = None


@dataclass(frozen=True)
class YearMonth:
    """Its weeks from Monday to Sunday; nothing for a day of another month."""

    first: date
    weeks: list[list[YearDay | None]]


@dataclass(frozen=True)
class Year:
    """The months from the first lesson to the last; of very many those that have one."""

    months: list[YearMonth]
    closures: list[Closure]

    @property
    def clashes(self) -> bool:
        """Is there a lesson on a closed day?"""
        days = (day for month in self.months for week in month.weeks for day in week if day is not None)
        return any(day.planned and day.closed for day in days)


MOST_MONTHS = 12


def year_of(dates: Iterable[Dated | date], calendar: SchoolCalendar) -> Year:
    """The months that these dates concern, with what is closed in them. Two lessons on a day are one mark."""
    planned: dict[date, int] = {}
    for one in dates:
        day = one if isinstance(one, date) else one.on_date
        planned[day] = planned.get(day, 0) + 1
    if not planned:
        return Year([], [])
    firsts = _first_days(min(planned), max(planned))
    if len(firsts) > MOST_MONTHS:
        firsts = sorted({day.replace(day=1) for day in planned})
    months = [YearMonth(first, _weeks(first, planned, calendar)) for first in firsts]
    marked = [day.closed for month in months for week in month.weeks for day in week if day is not None and day.closed]
    return Year(months, list(dict.fromkeys(one for one in marked if one.kind != "weekend")))


def _first_days(first: date, last: date) -> list[date]:
    n = (last.year - first.year) * 12 + last.month - first.month
    return [date(first.year + (first.month - 1 + k) // 12, (first.month - 1 + k) % 12 + 1, 1) for k in range(n + 1)]


def _weeks(first: date, planned: dict[date, int], calendar: SchoolCalendar) -> list[list[YearDay | None]]:
    begin = monday(first)
    weeks: list[list[YearDay | None]] = []
    while begin < first or begin.month == first.month:
        days = [begin + n * ONE for n in range(7)]
        weeks.append(
            [
                YearDay(day, planned.get(day, 0), calendar.closure(day)) if day.month == first.month else None
                for day in days
            ]
        )
        begin += WEEK
    return weeks
