# SPDX-License-Identifier: EUPL-1.2
"""A decision as it was typed: what the panel makes and `actions.decide` carries out. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True)
class Lesson:
    """When and where one lesson is, and who gives it (None: the provider says who). `field` is how its controls begin."""

    on_date: date
    start: time
    place: str
    trainer_id: int | None
    field: str = ""


@dataclass(frozen=True)
class Choice:
    """One booking, as the page showed it: its version there, and its lessons in order if it is approved."""

    booking_id: int
    seen_version: int
    lessons: tuple[Lesson, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What was decided on a page that showed the request as it was after `seen_act`."""

    seen_act: int
    approve: tuple[Choice, ...] = ()
    decline: tuple[Choice, ...] = ()
    reason: str = ""
    explanation: str = ""
    extra: str = ""

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self.approve + self.decline
