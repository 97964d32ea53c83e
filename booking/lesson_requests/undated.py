# SPDX-License-Identifier: EUPL-1.2
"""The lessons of a schedule that have no date, while others have one: named, so that nobody overlooks them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from booking.catalogue.queries import Card
from booking.jinja import listing
from booking.lesson_requests.asked import Asked
from booking.lesson_requests.models import Booking
from booking.lesson_requests.wanted import NOBODY, Row
from booking.lesson_requests.workflow import Status


@dataclass(frozen=True)
class Undated:
    """A lesson, for the groups for which it has no date. `number`: of a series, 0 for all of it. `every`: no group has one."""

    lesson: str
    number: int
    groups: tuple[str, ...]
    every: bool

    @property
    def called(self) -> str:
        """Mijn foto, mijn keuze · Samen sterk online, les 2 voor 7a"""
        lesson = self.title
        if self.every or not self.groups:
            return lesson
        return _("%(lesson)s voor %(groups)s", lesson=lesson, groups=listing(self.groups))

    @property
    def title(self) -> str:
        return _("%(what)s, les %(n)s", what=self.lesson, n=self.number) if self.number else self.lesson


@dataclass(frozen=True)
class _One:
    """A lesson of a group, all its positions, and those that have a date."""

    offering: int
    lesson: str
    group: str
    positions: int
    dated: Collection[int]


def of_asked(asked: Asked, cards: Iterable[Card]) -> list[Undated]:
    """Of a form that was not sent yet."""
    by_id = {card.id: card for card in cards}
    dated: dict[tuple[int, int], set[int]] = {}
    for one in asked.times:
        dated.setdefault((one.group, one.offering), set()).add(one.position)
    return _joined(
        _One(number, card.said("title"), group.name, card.sessions_count, dated.get((n, number), ()))
        for n, group in enumerate(asked.groups)
        for number in group.offerings
        if (card := by_id.get(number)) is not None
    )


def of_bookings(
    bookings: Iterable[Booking],
    title: Callable[[Booking], str] = lambda booking: booking.title,
    name: Callable[[str], str] = str,
) -> list[Undated]:
    """Of what still waits for an answer."""
    return _joined(
        _One(
            booking.offering_id,
            title(booking),
            name(booking.group.name),
            booking.sessions_count,
            {one.position for one in booking.wanted_times},
        )
        for booking in bookings
        if booking.status == Status.SUBMITTED
    )


def _joined(lessons: Iterable[_One]) -> list[Undated]:
    """Groups that lack the same lesson in one; none where nothing has a date."""
    some = list(lessons)
    if not any(one.dated for one in some):
        return []
    lacking: dict[tuple[int, int], list[_One]] = {}
    for one in some:
        missing = [n for n in range(1, one.positions + 1) if n not in one.dated]
        whole = len(missing) == one.positions
        for number in [0] if whole else missing:
            lacking.setdefault((one.offering, number), []).append(one)
    having = {number: sum(one.offering == number for one in some) for number in {one.offering for one in some}}
    return [
        Undated(mine[0].lesson, number, tuple(one.group for one in mine if one.group), len(mine) == having[offering])
        for (offering, number), mine in lacking.items()
    ]


def rows(lessons: Sequence[Undated]) -> list[Row]:
    """For a timetable, after the lessons that have a date."""
    return [Row(_("nog geen datum"), listing(one.groups) or NOBODY, one.title) for one in lessons]


def lines(lessons: Iterable[Undated]) -> list[str]:
    """Mijn foto, mijn keuze: nog geen datum, a line a lesson."""
    return [_("%(lesson)s: nog geen datum", lesson=one.called) for one in lessons]
