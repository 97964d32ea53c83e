# SPDX-License-Identifier: EUPL-1.2
"""A schedule for one day, proposed to a school: which lesson begins when. All pure, in clock times.

Nothing is done silently: which groups fit together in one lesson, and which are too large for one, is said and not decided.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from booking.lesson_requests.asked import Pause

LATEST, LATEST_EVENING, EVENING = time(17), time(22), time(18)
"""Until when a lesson may last, until when one for parents, and when an evening begins."""
DAY = 24 * 60


@dataclass(frozen=True)
class DayLesson:
    """One lesson to be laid: for one group, or for several that are together in it. `people`: all of them.

    `earliest` and `latest` are its own bounds (an evening for parents); without them those of the day hold.
    """

    groups: tuple[int, ...]
    people: int
    offering: int
    minutes: int
    most_people: int | None = None
    position: int = 1
    earliest: time | None = None
    latest: time | None = None


@dataclass(frozen=True)
class Slot:
    """A lesson with its time. `lane`: which trainer gives it, from 1; of one lane no two overlap."""

    groups: tuple[int, ...]
    offering: int
    position: int
    on: date
    start: time
    end: time
    lane: int = 1


@dataclass(frozen=True)
class DayPlan:
    """The slots in the order of the clock; what did not fit; who could be together (two groups, the offering); who is too many."""

    slots: tuple[Slot, ...]
    left_over: tuple[DayLesson, ...]
    together: tuple[tuple[int, int, int], ...]
    split: tuple[int, ...]


def lay_day(
    lessons: Sequence[DayLesson],
    on: date,
    start: time,
    pause: int = 0,
    breaks: Collection[Pause] = (),
    side_by_side: bool = False,
    latest: time = LATEST,
) -> DayPlan:
    """Each lesson at the first moment at which its groups are free, its trainer is, and the school has no break.

    One trainer after another gives them all in one lane; side by side there are as many lanes as it takes. No group overlaps
    itself, nothing begins before `start` or lasts beyond `latest`; what has no place then is left over.
    """
    closed = [(_minutes(first), _minutes(last)) for first, last in breaks]
    taken: list[_Taken] = []
    left: list[DayLesson] = []
    for lesson in lessons:
        first = _minutes(max(start, lesson.earliest or start))
        last = _minutes(lesson.latest or latest)
        found = _place(lesson, first, last, pause, closed, taken, side_by_side)
        if found is None:
            left.append(lesson)
        else:
            taken.append(found)
    taken.sort(key=lambda one: (one.begins, one.lane))
    slots = tuple(
        Slot(
            one.lesson.groups,
            one.lesson.offering,
            one.lesson.position,
            on,
            _clock(one.begins),
            _clock(one.ends),
            one.lane,
        )
        for one in taken
    )
    return DayPlan(slots, tuple(left), fit_together(lessons), too_large(lessons))


@dataclass(frozen=True)
class _Taken:
    lesson: DayLesson
    begins: int
    ends: int
    lane: int


def _place(
    lesson: DayLesson,
    first: int,
    last: int,
    pause: int,
    closed: Sequence[tuple[int, int]],
    taken: Sequence[_Taken],
    side_by_side: bool,
) -> _Taken | None:
    """Only the first moment and the ends of breaks and lessons can be the earliest free one."""
    moments = {first, *(ends for _begins, ends in closed), *(one.ends + pause for one in taken)}
    for begins in sorted(moment for moment in moments if first <= moment <= last - lesson.minutes):
        ends = begins + lesson.minutes
        if any(begins < shut and opened < ends for opened, shut in closed):
            continue
        near = [one for one in taken if begins < one.ends + pause and one.begins - pause < ends]
        if any(set(one.lesson.groups) & set(lesson.groups) for one in near):
            continue
        if not near or side_by_side:
            return _Taken(lesson, begins, ends, _free(one.lane for one in near))
    return None


def _free(lanes: Iterable[int]) -> int:
    """The lowest number that is not among them."""
    known = set(lanes)
    return next(lane for lane in range(1, len(known) + 2) if lane not in known)


def fit_together(lessons: Sequence[DayLesson]) -> tuple[tuple[int, int, int], ...]:
    """Pairs of groups that fit in one lesson of an offering, each group once an offering, in the order of the groups."""
    found: dict[tuple[int, int, int], None] = {}
    used: set[tuple[int, int]] = set()
    for lesson in lessons:
        if not _may_share(lesson) or (lesson.groups[0], lesson.offering) in used:
            continue
        other = next((one for one in lessons if _fits_with(lesson, one, used)), None)
        if other is not None:
            used |= {(lesson.groups[0], lesson.offering), (other.groups[0], lesson.offering)}
            found[lesson.groups[0], other.groups[0], lesson.offering] = None
    return tuple(found)


def _may_share(lesson: DayLesson) -> bool:
    return len(lesson.groups) == 1 and lesson.most_people is not None


def _fits_with(lesson: DayLesson, other: DayLesson, used: Collection[tuple[int, int]]) -> bool:
    return (
        _may_share(other)
        and other.groups != lesson.groups
        and (other.offering, other.position) == (lesson.offering, lesson.position)
        and (other.groups[0], other.offering) not in used
        and lesson.people + other.people <= (lesson.most_people or 0)
    )


def too_large(lessons: Iterable[DayLesson]) -> tuple[int, ...]:
    """Groups that are too many for one of their lessons, each once."""
    large = (one for one in lessons if _may_share(one) and one.people > (one.most_people or 0))
    return tuple(dict.fromkeys(one.groups[0] for one in large))


def overlaps(slots: Iterable[Slot]) -> Iterator[tuple[Slot, int]]:
    """Every slot in which a group has another lesson already, and the group. The times are whatever somebody typed."""
    lists: dict[tuple[int, date], list[Slot]] = {}
    for slot in slots:
        for group in slot.groups:
            lists.setdefault((group, slot.on), []).append(slot)
    for (group, _on), mine in lists.items():
        mine.sort(key=lambda one: (one.start, one.end))
        ended = mine[0].end
        for _former, slot in pairwise(mine):
            if slot.start < ended:
                yield slot, group
            ended = max(ended, slot.end)


def in_lanes(slots: Iterable[Slot]) -> dict[Slot, int]:
    """How the least number of trainers gives them: each slot in the lowest lane that is free then."""
    found: dict[Slot, int] = {}
    for slot in sorted(slots, key=lambda one: (one.on, one.start, one.end, one.groups)):
        near = (lane for one, lane in found.items() if one.on == slot.on and slot.start < one.end)
        found[slot] = _free(near)
    return found


def ends_at(start: time, minutes: int) -> time | None:
    """What the clock shows at the end of a lesson; none where that is tomorrow."""
    end = _minutes(start) + minutes
    return _clock(end) if end < DAY else None


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _clock(minutes: int) -> time:
    return time(*divmod(minutes, 60))
