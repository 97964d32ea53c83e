# SPDX-License-Identifier: EUPL-1.2
"""Which lessons are taken back, and why."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue]: newer than the stubs
    SelectMultipleField,
)
from wtforms.validators import StopValidation

from booking.forms import Choices, LongText, PublicForm, StaffForm
from booking.lesson_requests.emails import values
from booking.lesson_requests.models import Booking, LessonRequest
from booking.lesson_requests.workflow import Action, By, allowed, local_day

NEAR_DAYS = 2
PAIR = re.compile(r"([0-9]{1,18}):([0-9]{1,9})", re.ASCII)


def _one_or_more(form: Any, field: SelectMultipleField) -> None:
    if not field.data:
        raise StopValidation(_("Kies minstens 1 les."))


class _Fields:
    """`versions`: of each booking on the page, as 12:1 13:2."""

    bookings = Choices(_l("Wat wilt u intrekken?"), [_one_or_more], coerce=int)
    reason = LongText(_l("Waarom?"), max_length=1000)
    versions = HiddenField()


class PublicFields(_Fields, PublicForm):
    """By the school's link."""


class StaffFields(_Fields, StaffForm):
    """By a coordinator whom the school phoned."""


class WithdrawForm:
    """The lessons that can still be withdrawn; on a fresh page all of them are ticked.

    `posted`: what was ticked counts and nothing else, so that an empty post withdraws nothing.
    """

    def __init__(self, lesson_request: LessonRequest, by: By, posted: bool) -> None:
        self.possible = [b for b in lesson_request.bookings if allowed(Action.WITHDRAW, b.status, by)]
        self._versions = " ".join(f"{booking.id}:{booking.version}" for booking in self.possible)
        fresh = {"bookings": [booking.id for booking in self.possible], "versions": self._versions}
        kind = StaffFields if by is By.COORDINATOR else PublicFields
        self.fields: Any = kind() if posted else kind(formdata=None, data=fresh)
        self.fields.bookings.choices = [SelectChoice(booking.id, _line(booking)) for booking in self.possible]

    @property
    def chosen(self) -> set[int]:
        return set(self.fields.bookings.data or ())

    @property
    def seen(self) -> dict[int, int]:
        """The version of each booking that the page showed."""
        return {int(number): int(version) for number, version in PAIR.findall(self.fields.versions.data or "")}

    def validate(self) -> bool:
        """What was ticked and cannot be withdrawn any more is the action's to tell: it knows what happened."""
        self.fields.bookings.validate_choice = False
        return bool(self.fields.validate())

    def look_again(self) -> None:
        """The page is shown once more, over the bookings as they are now."""
        self.fields.versions.raw_data = None
        self.fields.versions.data = self._versions

    @property
    def dated(self) -> bool:
        """Does a date become free by it?"""
        return any(booking.seats for booking in self.possible)

    def days_left(self, now: datetime) -> int | None:
        """In how many days the first of the lessons is, where that is so near that a telephone call is better."""
        today = local_day(now)
        days = [(seat.lesson_session.on_date - today).days for booking in self.possible for seat in booking.seats]
        near = [day for day in days if 0 <= day <= NEAR_DAYS]
        return min(near) if near else None


def _line(booking: Booking) -> str:
    planned = values.lessons([booking])
    line = values.asked([booking])[0]
    return f"{line}: {values.when(planned)}" if planned else line
