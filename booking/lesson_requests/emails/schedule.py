# SPDX-License-Identifier: EUPL-1.2
"""The schedule that a school proposes, as a mail tells it: a line a day and lesson. No word in it was typed but the groups' names."""

from __future__ import annotations

from booking.lesson_requests import undated, wanted
from booking.lesson_requests.models import LessonRequest

from . import values
from .post import several


def schedule(lesson_request: LessonRequest) -> list[str]:
    """What still waits for an answer; empty where the school proposed no times."""
    lessons = wanted.of_bookings(lesson_request.bookings, values.title, values.plain)
    if not lessons:
        return []
    lacking = undated.of_bookings(lesson_request.bookings, values.title, values.plain)
    return [*wanted.lines(lessons, several(lesson_request)), *undated.lines(lacking)]
