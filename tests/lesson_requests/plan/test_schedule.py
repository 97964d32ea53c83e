# SPDX-License-Identifier: EUPL-1.2
"""A schedule for a day, whatever is asked: no group overlaps itself, nothing leaves the day, breaks stay free, each lesson stands there once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.lesson_requests.asked import Pause
from booking.lesson_requests.schedule import (
    LATEST,
    DayLesson,
    DayPlan,
    Slot,
    ends_at,
    fit_together,
    in_lanes,
    lay_day,
    overlaps,
    too_large,
)

ON = date(2027, 3, 9)
Lay = Callable[..., DayPlan]


def minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def lesson(*groups: int, offering: int = 1, length: int = 50, people: int = 25, **more: object) -> DayLesson:
    return DayLesson(groups or (1,), people, offering, length, **more)  # type: ignore[arg-type]


def said(plan: DayPlan) -> list[tuple[int, str]]:
    return [(slot.groups[0], slot.start.isoformat("minutes")) for slot in plan.slots]


# --- whatever is asked ------------------------------------------------------------------------------------------------

clocks = st.integers(0, 23 * 60 + 59).map(lambda n: time(n // 60, n % 60))


@st.composite
def days(draw: st.DrawFn) -> dict[str, object]:
    """Groups with one or more lessons each, some of them together, and how the school's day runs."""
    lengths = draw(st.lists(st.integers(5, 180), min_size=1, max_size=4))
    groups = list(range(1, draw(st.integers(1, 8)) + 1))
    lessons: list[DayLesson] = []
    for offering, length in enumerate(lengths, 1):
        asking = draw(st.lists(st.sampled_from(groups), min_size=1, max_size=len(groups), unique=True))
        while asking:
            mine = tuple(asking[: draw(st.integers(1, 2))])
            asking = asking[len(mine) :]
            bounds = draw(st.sampled_from([(None, None), (time(18), time(22)), (None, time(15))]))
            lessons.append(lesson(*mine, offering=offering, length=length, earliest=bounds[0], latest=bounds[1]))
    edges = sorted(draw(st.lists(clocks, min_size=0, max_size=6, unique=True)))
    return {
        "lessons": lessons,
        "start": draw(st.one_of(clocks, st.just(time(8, 30)))),
        "pause": draw(st.integers(0, 120)),
        "breaks": tuple(zip(edges[::2], edges[1::2], strict=False)),
        "side_by_side": draw(st.booleans()),
    }


def faults(lay: Lay, day: dict[str, object]) -> list[str]:
    """What is wrong with the plan that comes of it."""
    lessons: list[DayLesson] = day["lessons"]  # type: ignore[assignment]
    start: time = day["start"]  # type: ignore[assignment]
    pause: int = day["pause"]  # type: ignore[assignment]
    breaks: tuple[Pause, ...] = day["breaks"]  # type: ignore[assignment]
    plan = lay(lessons, ON, start, pause, breaks, day["side_by_side"])
    wanted = {(one.groups, one.offering): one for one in lessons}
    found: list[str] = []
    for one, other in combinations(plan.slots, 2):
        near = minutes(one.start) < minutes(other.end) + pause and minutes(other.start) - pause < minutes(one.end)
        if near and set(one.groups) & set(other.groups):
            found.append("a group overlaps itself, or has no pause")
        if near and one.lane == other.lane:
            found.append("a trainer is in two rooms, or has no pause")
    for slot in plan.slots:
        asked = wanted[slot.groups, slot.offering]
        if minutes(slot.end) - minutes(slot.start) != asked.minutes:
            found.append("a lesson has another length")
        if slot.start < max(start, asked.earliest or start) or slot.end > (asked.latest or LATEST) or slot.on != ON:
            found.append("a lesson leaves the day")
        if any(slot.start < last and first < slot.end for first, last in breaks):
            found.append("a lesson in a break")
        if not day["side_by_side"] and slot.lane != 1:
            found.append("a second trainer")
    told = Counter((one.groups, one.offering) for one in (*plan.slots, *plan.left_over))
    if told != Counter((one.groups, one.offering) for one in lessons):
        found.append("a lesson is lost, or stands there twice")
    return found


@given(days())
def test_whatever_is_asked(day: dict[str, object]) -> None:
    assert not faults(lay_day, day)


@given(days())
def test_what_is_left_over_fits_nowhere(day: dict[str, object]) -> None:
    """Each minute of the day is tried for each lesson that was left over."""
    plan = lay_day(**day, on=ON)  # type: ignore[arg-type]
    start: time = day["start"]  # type: ignore[assignment]
    pause: int = day["pause"]  # type: ignore[assignment]
    shut = [(minutes(first), minutes(last), 0) for first, last in day["breaks"]]  # type: ignore[union-attr]
    for one in plan.left_over:
        near = [
            (minutes(slot.start), minutes(slot.end), pause)
            for slot in plan.slots
            if not day["side_by_side"] or set(slot.groups) & set(one.groups)
        ]
        first, last = minutes(max(start, one.earliest or start)), minutes(one.latest or LATEST) - one.minutes
        for begins in range(first, last + 1):
            ends = begins + one.minutes
            assert any(begins < closes + gap and opens - gap < ends for opens, closes, gap in (*near, *shut))


@given(days())
def test_groups_that_are_alone_on_the_day_begin_at_once(day: dict[str, object]) -> None:
    """Side by side means that nobody waits for another group."""
    plan = lay_day(**{**day, "side_by_side": True, "breaks": ()}, on=ON)  # type: ignore[arg-type]
    lessons: list[DayLesson] = day["lessons"]  # type: ignore[assignment]
    counts = Counter(group for one in lessons for group in one.groups)
    for slot in plan.slots:
        asked = next(one for one in lessons if (one.groups, one.offering) == (slot.groups, slot.offering))
        if all(counts[group] == 1 for group in slot.groups):
            assert slot.start == max(day["start"], asked.earliest or day["start"])  # type: ignore[type-var]


# --- careless versions are caught -------------------------------------------------------------------------------------


def deaf_to_breaks(lessons: list[DayLesson], on: date, start: time, pause: int, breaks: object, side: bool) -> DayPlan:
    return lay_day(lessons, on, start, pause, (), side)


def without_pause(lessons: list[DayLesson], on: date, start: time, pause: int, breaks: object, side: bool) -> DayPlan:
    return lay_day(lessons, on, start, 0, breaks, side)  # type: ignore[arg-type]


def all_at_once(lessons: list[DayLesson], on: date, start: time, pause: int, breaks: object, side: bool) -> DayPlan:
    slots = [
        Slot(one.groups, one.offering, 1, on, start, ends_at(start, one.minutes) or time(23, 59)) for one in lessons
    ]
    return DayPlan(tuple(slots), (), (), ())


def into_the_night(lessons: list[DayLesson], on: date, start: time, pause: int, breaks: object, side: bool) -> DayPlan:
    return lay_day([replace(one, latest=time(23, 59)) for one in lessons], on, start, pause, breaks, side)  # type: ignore[arg-type]


def forgetful(lessons: list[DayLesson], on: date, start: time, pause: int, breaks: object, side: bool) -> DayPlan:
    return replace(lay_day(lessons, on, start, pause, breaks, side), left_over=())  # type: ignore[arg-type]


@pytest.mark.parametrize("careless", [deaf_to_breaks, without_pause, all_at_once, into_the_night, forgetful])
def test_a_careless_version_is_caught(careless: Lay) -> None:
    full = {
        "lessons": [lesson(group, offering=n, length=60) for n in (1, 2) for group in (1, 2, 3, 4, 5, 6)],
        "start": time(8, 30),
        "pause": 10,
        "breaks": ((time(10, 15), time(10, 30)), (time(12), time(13))),
        "side_by_side": False,
    }
    assert not faults(lay_day, full)
    assert faults(careless, full)


# --- one morning ------------------------------------------------------------------------------------------------------


def test_three_classes_after_one_another_around_the_break() -> None:
    breaks = ((time(10, 15), time(10, 30)), (time(12), time(13)))
    plan = lay_day([lesson(1), lesson(2), lesson(3)], ON, time(8, 30), 5, breaks)
    assert said(plan) == [(1, "08:30"), (2, "09:25"), (3, "10:30")]
    assert [slot.end.isoformat("minutes") for slot in plan.slots] == ["09:20", "10:15", "11:20"]
    assert (plan.left_over, plan.together, plan.split) == ((), (), ())


def test_side_by_side_each_group_has_its_lessons_after_one_another() -> None:
    plan = lay_day(
        [lesson(group, offering=n) for n in (1, 2) for group in (1, 2, 3)], ON, time(8, 30), 10, (), side_by_side=True
    )
    assert [(s.offering, s.groups, s.start.isoformat("minutes"), s.lane) for s in plan.slots] == [
        (1, (1,), "08:30", 1),
        (1, (2,), "08:30", 2),
        (1, (3,), "08:30", 3),
        (2, (1,), "09:30", 1),
        (2, (2,), "09:30", 2),
        (2, (3,), "09:30", 3),
    ]


def test_a_short_lesson_fills_the_hole_before_a_break() -> None:
    plan = lay_day(
        [lesson(1, length=60), lesson(2, length=60), lesson(3, length=30)], ON, time(9), 0, ((time(10, 30), time(11)),)
    )
    assert said(plan) == [(1, "09:00"), (3, "10:00"), (2, "11:00")]


def test_what_does_not_fit_is_left_over_in_its_order() -> None:
    plan = lay_day([lesson(n, length=120) for n in (1, 2, 3, 4, 5, 6)], ON, time(8, 30))
    assert [slot.groups for slot in plan.slots] == [(1,), (2,), (3,), (4,)]
    assert [one.groups for one in plan.left_over] == [(5,), (6,)]


def test_parents_come_in_the_evening() -> None:
    evening = lesson(9, offering=2, length=90, earliest=time(18), latest=time(22))
    plan = lay_day([lesson(1), evening], ON, time(8, 30))
    assert said(plan) == [(1, "08:30"), (9, "18:00")]


# --- together, and too many -------------------------------------------------------------------------------------------


def test_small_groups_are_proposed_in_pairs_of_the_order_of_the_form() -> None:
    some = [lesson(n, people=people, most_people=32) for n, people in enumerate((12, 30, 14, 16, 15), 1)]
    assert fit_together(some) == ((1, 3, 1), (4, 5, 1))


def test_who_is_together_already_or_asks_another_lesson_is_not_proposed() -> None:
    some = [lesson(1, 2, people=20, most_people=32), lesson(3, people=5, most_people=32), lesson(3, offering=2, people=5, most_people=32)]  # fmt: skip
    assert fit_together(some) == ()
    assert fit_together([lesson(1, people=1), lesson(2, people=1)]) == ()


def test_a_group_that_is_too_large_is_said_once() -> None:
    some = [
        lesson(1, people=34, most_people=32),
        lesson(1, offering=2, people=34, most_people=30),
        lesson(2, people=32, most_people=32),
        lesson(3, people=99),
    ]
    assert too_large(some) == (1,)
    assert lay_day(some, ON, time(8, 30)).split == (1,)


# --- times that were typed --------------------------------------------------------------------------------------------


def slot(group: int, start: str, end: str, offering: int = 1, on: date = ON) -> Slot:
    return Slot((group,), offering, 1, on, time.fromisoformat(start), time.fromisoformat(end))


def test_overlaps_name_the_later_lesson_of_the_group() -> None:
    first, second, third = slot(1, "09:00", "10:00"), slot(1, "09:30", "10:30", 2), slot(1, "10:30", "11:00", 3)
    assert list(overlaps([third, second, first])) == [(second, 1)]
    assert not list(overlaps([first, slot(2, "09:30", "10:30"), slot(1, "09:00", "10:00", 2, date(2027, 3, 10))]))


def test_a_long_lesson_overlaps_all_that_begin_in_it() -> None:
    long, one, two = slot(1, "09:00", "12:00"), slot(1, "09:30", "10:00", 2), slot(1, "11:00", "11:30", 3)
    assert list(overlaps([long, one, two])) == [(one, 1), (two, 1)]


@given(days())
def test_lanes_of_typed_times_never_overlap(day: dict[str, object]) -> None:
    plan = lay_day(**{**day, "pause": 0}, on=ON)  # type: ignore[arg-type]
    lanes = in_lanes(plan.slots)
    for one, other in combinations(plan.slots, 2):
        assert lanes[one] != lanes[other] or one.end <= other.start or other.end <= one.start
    at_once = max((sum(s.start <= one.start < s.end for s in plan.slots) for one in plan.slots), default=0)
    assert max(lanes.values(), default=0) == at_once, "no more trainers than lessons at one moment"


def test_the_end_of_a_lesson() -> None:
    assert ends_at(time(8, 30), 50) == time(9, 20)
    assert ends_at(time(23), 59) == time(23, 59)
    assert ends_at(time(23), 60) is None
