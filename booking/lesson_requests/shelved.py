# SPDX-License-Identifier: EUPL-1.2
"""Requests as the lines of a shelf, by school year. Pure, from loaded rows, in the language that is set at the moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from booking.jinja import date_only, local
from booking.lesson_requests import shown, words
from booking.lesson_requests.emails import values
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.workflow import Status, local_day
from booking.schools.calendar import school_year_name, school_year_of

GIVES_DATES = (Status.CONFIRMED, Status.GIVEN, Status.NOT_GIVEN)


@dataclass(frozen=True)
class Line:
    """One request: its lessons with their groups, when it was asked, when its lessons are (empty: not planned), and its word."""

    id: int
    reference: str
    lessons: list[str]
    asked: str
    when: str
    said: words.Said


def school_year(lesson_request: LessonRequest) -> date:
    """The first day of the school year for which this was asked: that of its lessons, else of its wish, else of asking."""
    days = [local(one.starts_at).date() for one in _planned(lesson_request)]
    asked_on = local_day(lesson_request.submitted_at)
    day = max(days) if days else max(lesson_request.wish_from or asked_on, asked_on)
    return school_year_of(day)[0]


def by_year(requests: Iterable[LessonRequest]) -> list[tuple[str, list[Line]]]:
    """The lines of each school year, the newest first."""
    found: dict[date, list[Line]] = {}
    for one in requests:
        found.setdefault(school_year(one), []).append(_line(one))
    return [(school_year_name(began), found[began]) for began in sorted(found, reverse=True)]


def _line(lesson_request: LessonRequest) -> Line:
    planned = _planned(lesson_request)
    asked_on = date_only(local_day(lesson_request.submitted_at))
    asked = _("aangevraagd op %(day)s", day=asked_on)
    when = values.when(planned) if planned else ""
    said = words.of_request(shown.statuses(lesson_request))
    return Line(lesson_request.id, lesson_request.reference, values.asked(lesson_request.bookings), asked, when, said)


def _planned(lesson_request: LessonRequest) -> list[values.Lesson]:
    return values.lessons(one for one in lesson_request.bookings if Status(one.status) in GIVES_DATES)
