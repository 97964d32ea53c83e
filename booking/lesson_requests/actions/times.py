# SPDX-License-Identifier: EUPL-1.2
"""Taking back the times that a school proposed: all of them, or those of what it does not want any more."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from booking.lesson_requests import wanted
from booking.lesson_requests.emails import Change, values
from booking.lesson_requests.models import Booking, LessonRequest
from booking.lesson_requests.workflow import Status


def forget(bookings: Iterable[Booking]) -> None:
    """Of these bookings nothing is proposed any more. Who shared a lesson with them keeps the time alone."""
    for booking in bookings:
        booking.wanted_times.clear()


def drop(lesson_request: LessonRequest) -> list[Change]:
    """The school takes its schedule back, for all that waits for an answer."""
    lessons = wanted.of_bookings(lesson_request.bookings, values.title)
    forget(booking for booking in lesson_request.bookings if booking.status == Status.SUBMITTED)
    return [Change(_("rooster"), wanted.summary(lessons), "")] if lessons else []
