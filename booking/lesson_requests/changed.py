# SPDX-License-Identifier: EUPL-1.2
"""What a request should become, read and cleaned: what the form makes and `actions.change` stores. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from booking.lesson_requests.asked import AskedGroup
from booking.lesson_requests.workflow import LIVE, Action, By, Status, allowed


class Scope(StrEnum):
    """How much of a request may still be changed."""

    ALL = "all"
    CONTACT = "contact"
    NOTHING = "nothing"


def scope_of(statuses: Collection[Status | str]) -> Scope:
    """All of it while no booking has an answer, the contact until the end."""
    known = {Status(status) for status in statuses}
    if not known & LIVE:
        return Scope.NOTHING
    unanswered = all(status is Status.WITHDRAWN or allowed(Action.CHANGE, status, By.TEACHER) for status in known)
    return Scope.ALL if unanswered else Scope.CONTACT


@dataclass(frozen=True)
class Contact:
    """Who asks, and whom to call on the day."""

    name: str
    email: str
    phone: str
    day_contact: str | None


@dataclass(frozen=True)
class Wishes:
    """The school and when it suits it. `school_id`: the one that was picked from the register."""

    school_name: str
    school_address: str
    weekdays: tuple[str, ...]
    dayparts: tuple[str, ...]
    wish_from: date | None
    wish_until: date | None
    same_day: bool
    remark: str | None
    school_id: int | None = None


@dataclass(frozen=True)
class ChangedGroup:
    """A group as it should be. `id` is None for one that is new."""

    id: int | None
    asked: AskedGroup


@dataclass(frozen=True)
class Changed:
    """What the page sent. `groups` and `wishes` are None where only the contact stood there. `drop_times`: without a schedule."""

    contact: Contact
    groups: Sequence[ChangedGroup] | None = None
    wishes: Wishes | None = None
    drop_times: bool = False
