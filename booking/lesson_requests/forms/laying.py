# SPDX-License-Identifier: EUPL-1.2
"""From the few fields of a schedule to a row a lesson: on one day, or over the weeks of a series or a programme."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import ngettext

from booking.catalogue.queries import Card, ProgrammeCard
from booking.lesson_requests import layout_words
from booking.lesson_requests.asked import KIND_OF, PARENTS, Pause
from booking.lesson_requests.layout import Step, lay_out
from booking.lesson_requests.layout_words import Notice
from booking.lesson_requests.schedule import EVENING, LATEST_EVENING, DayLesson, DayPlan, Slot, lay_day
from booking.schools.calendar import SchoolCalendar

from .fields import clock_text
from .plan_rows import Raw, What


@dataclass(frozen=True)
class Wish:
    """What the fields say. `start` may be missing for a series or a programme: then its lessons have days only."""

    on: date
    start: time | None
    pause: int
    breaks: tuple[Pause, ...]
    side_by_side: bool


@dataclass(frozen=True)
class Unit:
    """One lesson to be laid. `groups`: of whom, by numbers that differ; `people`: all of them, none where a number is missing."""

    what: What
    card: Card
    groups: tuple[int, ...]
    people: int | None


def day_lesson(unit: Unit, only_evenings: bool = False) -> DayLesson:
    """As the schedule of a day takes it. Parents come in the evening, unless nobody else is asked for."""
    parents = KIND_OF[unit.card.kind] == PARENTS
    return DayLesson(
        unit.groups,
        unit.people or 0,
        unit.card.id,
        unit.card.minutes,
        unit.card.max_people if unit.people is not None else None,
        unit.what.position,
        earliest=EVENING if parents and not only_evenings else None,
        latest=LATEST_EVENING if parents else None,
    )


def lay_one_day(units: Sequence[Unit], wish: Wish) -> tuple[list[Raw], list[Notice]]:
    """The rows in the order of the clock, those without a place last, and what is to be said of it."""
    plan = _day(units, wish.on, wish, _only_evenings(units))
    left = [_whats(units)[_key(lesson)] for lesson in plan.left_over]
    return [*_timed(plan, units), *(Raw(what) for what in left)], _too_full(len(left), len(units), wish)


def lay_weeks(
    units: Sequence[Unit],
    wish: Wish,
    cards: Sequence[Card],
    programme: ProgrammeCard | None,
    weekdays: Collection[int],
    calendar: SchoolCalendar,
    today: date,
) -> tuple[list[Raw], list[Notice]]:
    """Each lesson on a day of its week, and the groups of one day after one another or side by side."""
    layout = lay_out(steps(cards, programme), wish.on, weekdays, calendar, earliest=today + timedelta(days=1))
    days = {(one.offering, one.position): one.on_date for one in layout.dates}
    dated = [(days.get((unit.card.id, unit.what.position)), unit) for unit in units]
    rows: list[Raw] = []
    over = 0
    known = sorted(((day, unit) for day, unit in dated if day is not None), key=lambda pair: pair[0])
    for day, some in groupby(known, key=lambda pair: pair[0]):
        mine = [unit for _day, unit in some]
        if wish.start is None:
            rows += [Raw(unit.what, day.isoformat()) for unit in mine]
            continue
        plan = _day(mine, day, wish, _only_evenings(units))
        rows += _timed(plan, mine)
        rows += [Raw(_whats(mine)[_key(lesson)], day.isoformat()) for lesson in plan.left_over]
        over += len(plan.left_over)
    rows += [Raw(unit.what) for day, unit in dated if day is None]
    titles = {card.id: card.said("title") for card in cards}
    months = {step.card.id: step.window for step in programme.steps} if programme else {}
    return rows, [*layout_words.notices(layout, titles, months), *_no_time(over, len(known), wish)]


def steps(cards: Sequence[Card], programme: ProgrammeCard | None) -> list[Step]:
    """The lessons that are asked for: those of the programme in its order and with its gaps, then the others."""
    wanted = {card.id: card for card in cards}
    found: list[Step] = []
    for step in programme.steps if programme else ():
        card = wanted.pop(step.card.id, None)
        if card is not None:
            gaps = step.min_gap_days, step.max_gap_days, step.month_from, step.month_to
            found.append(Step(card.id, card.sessions_count, *gaps))
    return [*found, *(Step(card.id, card.sessions_count) for card in wanted.values())]


def _only_evenings(units: Sequence[Unit]) -> bool:
    return all(KIND_OF[unit.card.kind] == PARENTS for unit in units)


def _day(units: Sequence[Unit], on: date, wish: Wish, only_evenings: bool) -> DayPlan:
    lessons = [day_lesson(unit, only_evenings) for unit in units]
    return lay_day(lessons, on, wish.start or time(), wish.pause, wish.breaks, wish.side_by_side)


def _key(one: DayLesson | Slot) -> tuple[tuple[int, ...], int, int]:
    return one.groups, one.offering, one.position


def _whats(units: Sequence[Unit]) -> Mapping[tuple[tuple[int, ...], int, int], What]:
    return {(unit.groups, unit.card.id, unit.what.position): unit.what for unit in units}


def _timed(plan: DayPlan, units: Sequence[Unit]) -> list[Raw]:
    whats = _whats(units)
    return [Raw(whats[_key(slot)], slot.on.isoformat(), clock_text(slot.start)) for slot in plan.slots]


def _too_full(over: int, n: int, wish: Wish) -> list[Notice]:
    if not over:
        return []
    fitting = n - over
    told = ngettext(
        "Er past %(m)s van de %(n)s lessen op deze dag.",
        "Er passen %(m)s van de %(n)s lessen op deze dag.",
        fitting,
        m=fitting,
        n=n,
    )
    return [Notice(f"{told} {_begin_earlier(wish)}")]


def _no_time(over: int, n: int, wish: Wish) -> list[Notice]:
    if not over:
        return []
    told = _("Voor %(m)s van de %(n)s lessen was er op hun dag geen tijd.", m=over, n=n)
    return [Notice(f"{told} {_begin_earlier(wish)}")]


def _begin_earlier(wish: Wish) -> str:
    return _("Begin eerder.") if wish.side_by_side else _('Begin eerder, of kies "Tegelijk".')
