# SPDX-License-Identifier: EUPL-1.2
"""One day of lessons as a picture: time runs down, a column for each trainer. Pure numbers, for an SVG without any style of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from booking.jinja import clock, hours, listing
from booking.lesson_requests.wanted import Wanted

WIDTH, LEFT, GAP = 340, 60, 4
"""Of the whole picture, of the hours at its left, and between two columns: as wide as a telephone."""
A_MINUTE = 1.1
"""How high a minute is. A lesson of twenty minutes has room for a line."""
TALL = 36
"""So high a lesson has room for two lines."""


@dataclass(frozen=True)
class Box:
    """A lesson or a break: where it stands, and what is written in it, line by line."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class DayPicture:
    width: int
    height: int
    hours: list[tuple[float, str]]
    breaks: list[Box]
    lessons: list[Box]


def picture(lessons: Sequence[Wanted], breaks: Sequence[tuple[time, time]] = ()) -> DayPicture:
    """The day of these lessons, all of which have times, from the hour before the first to the hour after the last."""
    timed = [(one, one.start, one.end) for one in lessons if one.start is not None and one.end is not None]
    first = min(start.hour for _one, start, _end in timed)
    last = max(end.hour + bool(end.minute) for _one, _start, end in timed)
    lanes = {lane: n for n, lane in enumerate(sorted({one.lane for one in lessons}))}
    wide = (WIDTH - LEFT - GAP * (len(lanes) - 1)) / len(lanes)

    def at(moment: time) -> float:
        return round((moment.hour * 60 + moment.minute - first * 60) * A_MINUTE + 10, 1)

    boxes = []
    for one, start, end in timed:
        height = round(at(end) - at(start) - 1, 1)
        who, when = listing(one.groups) or one.lesson, hours(start, end)
        lines = (who, when) if height >= TALL or len(lanes) > 1 else (f"{who}  {when}",)
        boxes.append(Box(round(LEFT + lanes[one.lane] * (wide + GAP), 1), at(start), round(wide, 1), height, lines))
    return DayPicture(
        WIDTH,
        int(at(time(last)) if last < 24 else (24 - first) * 60 * A_MINUTE + 10) + 10,
        [(at(time(hour)), clock(time(hour))) for hour in range(first, min(last, 23) + 1)],
        [
            Box(LEFT, at(begin), WIDTH - LEFT, at(end) - at(begin))
            for begin, end in breaks
            if _within(begin, end, first, last)
        ],
        boxes,
    )


def _within(begin: time, end: time, first: int, last: int) -> bool:
    return first <= begin.hour and end.hour + bool(end.minute) <= last
