# SPDX-License-Identifier: EUPL-1.2
"""The schedule that a school proposes, as the office sees it: a table and a picture, in which closed days are marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from booking.lesson_requests import undated, wanted
from booking.lesson_requests.asked import breaks_of
from booking.lesson_requests.day_picture import DayPicture, picture
from booking.lesson_requests.emails import values
from booking.lesson_requests.forms.fields import clock_text
from booking.lesson_requests.layout import Year, year_of
from booking.lesson_requests.models import Booking, LessonRequest
from booking.schools.queries import calendar_of


@dataclass(frozen=True)
class Schedule:
    """What still waits for an answer. One day is drawn as that day, more as the months that hold them."""

    rows: list[wanted.Row]
    day: DayPicture | None
    year: Year | None


def schedule(lesson_request: LessonRequest) -> Schedule | None:
    """The proposed schedule; none where nothing that waits has a wanted time."""
    lessons = wanted.of_bookings(lesson_request.bookings, values.title, values.plain)
    if not lessons:
        return None
    calendar = calendar_of(lesson_request.school_id)
    lacking = undated.of_bookings(lesson_request.bookings, values.title, values.plain)
    closed = frozenset(day for day in wanted.days_of(lessons) if not calendar.is_open(day))
    alone = wanted.one_day(lessons)
    return Schedule(
        [*wanted.rows(lessons, closed), *undated.rows(lacking)],
        picture(lessons, breaks_of(lesson_request.breaks)) if alone else None,
        None if alone else year_of([one.on_date for one in lessons], calendar),
    )


def times_of(bookings: Sequence[Booking]) -> dict[int, dict[int, tuple[str, str]]]:
    """Of each booking the date and the time of each lesson, as they stand in a field; an empty time where only a day is wished."""
    return {
        booking.id: {
            one.position: (
                one.on_date.isoformat(),
                clock_text(one.start_time) if one.start_time else "",
            )
            for one in booking.wanted_times
        }
        for booking in bookings
        if booking.wanted_times
    }
