# SPDX-License-Identifier: EUPL-1.2
"""Which lessons are taken back, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import StopValidation

from booking.forms import Choices, LongText, PublicForm, StaffForm
from booking.lesson_requests.emails import values
from booking.lesson_requests.models import Booking, LessonRequest
from booking.lesson_requests.workflow import Action, By, allowed, local_day

NEAR_DAYS = 2


def _one_or_more(form: Any, field: SelectMultipleField) -> None:
    if not field.data:
        raise StopValidation(_("Kies minstens 1 les."))


class _Withdraw:
    bookings = Choices(_l("Wat wilt u intrekken?"), [_one_or_more], coerce=int)
    reason = LongText(_l("Waarom?"), max_length=1000)

    @classmethod
    def of(cls, lesson_request: LessonRequest, by: By) -> Any:
        """The form for the bookings that can still be withdrawn, all of them ticked."""
        can = [booking for booking in lesson_request.bookings if allowed(Action.WITHDRAW, booking.status, by)]
        form = cls(data={"bookings": [booking.id for booking in can]})  # type: ignore[call-arg]
        form.bookings.choices = [(booking.id, _choice(booking)) for booking in can]
        return form

    @property
    def chosen(self) -> set[int]:
        return set(self.bookings.data or ())  # type: ignore[attr-defined]

    def _planned(self, lesson_request: LessonRequest, everything: bool = False) -> list[Booking]:
        ids = self.chosen
        return [
            booking
            for booking in lesson_request.bookings
            if booking.seats
            and (everything or booking.id in ids)
            and allowed(Action.WITHDRAW, booking.status, By.TEACHER)
        ]

    def frees(self, lesson_request: LessonRequest, everything: bool = False) -> bool:
        """Does a date become free by it?"""
        return bool(self._planned(lesson_request, everything))

    def days_left(self, lesson_request: LessonRequest, now: datetime) -> int | None:
        """In how many days the first of the lessons is, where that is so near that a telephone call is better."""
        today = local_day(now)
        days = [
            (seat.lesson_session.on_date - today).days
            for booking in self._planned(lesson_request, everything=True)
            for seat in booking.seats
        ]
        near = [day for day in days if 0 <= day <= NEAR_DAYS]
        return min(near) if near else None


def _choice(booking: Booking) -> str:
    planned = values.lessons([booking])
    line = values.asked([booking])[0]
    return f"{line}: {values.when(planned)}" if planned else line


class WithdrawForm(_Withdraw, PublicForm):
    """By the school's link."""


class StaffWithdrawForm(_Withdraw, StaffForm):
    """By a coordinator whom the school phoned."""
