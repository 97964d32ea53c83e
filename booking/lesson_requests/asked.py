# SPDX-License-Identifier: EUPL-1.2
"""What somebody asks for, read and cleaned: what the form makes and `actions.submit` stores. Standard library only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

CLASS, TEACHERS, PARENTS = "class", "teachers", "parents"
KIND_OF = {"lesson": CLASS, "series": CLASS, "training": TEACHERS, "team": TEACHERS, "meeting": TEACHERS, "parents": PARENTS}  # fmt: skip
"""Which kind of group an offering of each kind is for."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
DAYPARTS = ("morning", "afternoon", "evening")


@dataclass(frozen=True, kw_only=True)
class AskedGroup:
    """A class, a team or parents, with the ids of the offerings that it asks for, in the order of the page."""

    kind: str
    name: str
    people: int
    offerings: tuple[int, ...]
    level: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    track: str | None = None
    wish: str | None = None


@dataclass(frozen=True, kw_only=True)
class AskedTime:
    """When the school would like one lesson: `group` is the index in `Asked.groups`, `position` the lesson of a series, from 1.

    Without times it is a day. `end` is what passes after the lesson's minutes, on the clock on the wall. `lane`: which trainer
    gives it, from 1; two groups with one time and one lane share a lesson.
    """

    group: int
    offering: int
    on_date: date
    position: int = 1
    start: time | None = None
    end: time | None = None
    lane: int = 1


Pause = tuple[time, time]
"""A break of the school: it begins, it ends."""


def breaks_of(stored: Iterable[Sequence[str]]) -> tuple[Pause, ...]:
    """Breaks as they are stored: pairs of 10:15."""
    return tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in stored)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A whole request. `offerings` is the order of the page; `school_id` is the school that was picked from the register."""

    offerings: tuple[int, ...]
    groups: tuple[AskedGroup, ...]
    school_name: str
    school_address: str
    contact_name: str
    contact_email: str
    contact_phone: str
    day_contact: str | None = None
    remark: str | None = None
    weekdays: tuple[str, ...] = ()
    dayparts: tuple[str, ...] = ()
    wish_from: date | None = None
    wish_until: date | None = None
    same_day: bool = False
    programme_id: int | None = None
    school_id: int | None = None
    times: tuple[AskedTime, ...] = ()
    breaks: tuple[Pause, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The same for the same answers: is a form that comes twice one request, or another one?"""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    @property
    def school_kind(self) -> str | None:
        """What kind of school it must be, as far as its classes tell."""
        return school_kind((group.level, group.track) for group in self.groups if group.kind == CLASS)


def school_key(name: str) -> str:
    """What is compared of a school's name as somebody typed it."""
    return " ".join(name.lower().split())


def school_kind(classes: Iterable[tuple[str | None, str | None]]) -> str | None:
    """po, vo, vso or mbo; none where the classes do not agree, or there are none."""
    kinds = {"vso" if track == "vso" else "vo" if level == "vmbo" else level for level, track in classes}
    return kinds.pop() if len(kinds) == 1 else None
