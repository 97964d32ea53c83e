# SPDX-License-Identifier: EUPL-1.2
"""Mails to who gives the lessons: a trainer, or the provider of lessons without a named one. One mail each an act, in Dutch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from flask_babel import force_locale, lazy_gettext
from flask_babel import gettext as _

from booking.lesson_requests.actions.act import Act
from booking.lesson_requests.models import Booking
from booking.lesson_requests.workflow import Status
from booking.outbox.write import secretariat

from . import values
from .post import OFFICE_LANGUAGE, contact_of, post, school_of, staff_of
from .stem import stem


class Why(StrEnum):
    """Why somebody no longer gives a lesson."""

    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


WHY = {
    Why.WITHDRAWN: (lazy_gettext("De school trok de les in."), lazy_gettext("De school trok de lessen in.")),
    Why.REOPENED: (lazy_gettext("We plannen de les opnieuw."), lazy_gettext("We plannen de lessen opnieuw.")),
}
"""The sentence for one lesson, and for more."""


@dataclass(frozen=True)
class Assignment:
    """Who gives which lessons. `named`: a trainer; else the provider, who says who comes.

    `going_on`: lessons that other groups share, as they are without these.
    """

    recipient: str
    name: str
    named: bool
    lessons: tuple[values.Lesson, ...]
    going_on: tuple[values.Lesson, ...] = ()

    @property
    def bookings(self) -> list[Booking]:
        """Whom the lessons are for, each booking once."""
        return list({booking.id: booking for lesson in self.lessons for booking in lesson.bookings}.values())


Person = tuple[str, str, bool]


def assigned(bookings: Iterable[Booking], among: Iterable[Booking] = ()) -> list[Assignment]:
    """Who stands before these confirmed bookings now. Ask it before seats are deleted.

    `among`: the request's bookings, where these are about to go: a lesson that another one shares goes on.
    """
    going = {booking.id: booking for booking in bookings if booking.status == Status.CONFIRMED}
    known = going | {booking.id: booking for booking in among if booking.status == Status.CONFIRMED}
    found: dict[Person, tuple[list[values.Lesson], list[values.Lesson]]] = {}
    for lesson in values.lessons(known.values()):
        staying = tuple(booking for booking in lesson.bookings if booking.id not in going)
        if len(staying) == len(lesson.bookings):
            continue
        for person in _people(lesson):
            gone, goes_on = found.setdefault(person, ([], []))
            (goes_on if staying else gone).append(replace(lesson, bookings=staying) if staying else lesson)
    return [
        Assignment(address, name, named, tuple(gone), tuple(goes_on))
        for (name, address, named), (gone, goes_on) in found.items()
    ]


def given(approved: Iterable[Booking], among: Iterable[Booking]) -> list[Assignment]:
    """Who gives these bookings that were just confirmed, each lesson with all the groups that sit in it."""
    fresh = {booking.id for booking in approved}
    found: dict[Person, list[values.Lesson]] = {}
    for lesson in values.lessons(booking for booking in among if booking.status == Status.CONFIRMED):
        if any(booking.id in fresh for booking in lesson.bookings):
            for person in _people(lesson):
                found.setdefault(person, []).append(lesson)
    return [Assignment(address, name, named, tuple(some)) for (name, address, named), some in found.items()]


def _people(lesson: values.Lesson) -> list[Person]:
    provider = lesson.bookings[0].offering.provider
    return [(name, address, True) for name, address in lesson.trainers] or [(provider.name, provider.email, False)]


def assign(act: Act, assignments: Sequence[Assignment]) -> None:
    """You give these lessons: when, where, to whom, what the school arranges, whom to call."""
    lesson_request = act.lesson_request
    for assignment in assignments:
        with force_locale(OFFICE_LANGUAGE):
            bookings = assignment.bookings
            more = {
                "where": values.where(assignment.lessons),
                "groups": values.groups(bookings),
                "pupils": values.pupils(bookings),
                "arrange": values.arrange(bookings),
                "contact": contact_of(lesson_request),
                "day_contact": values.tied(lesson_request.day_contact or ""),
                "remark": lesson_request.remark or "",
            }
            news = _("Nieuwe les: %(lesson)s, %(when)s, %(school)s.", **_told(act, assignment.lessons))
            _post(act, "assign", assignment, news, more)


def unassign(act: Act, assignments: Sequence[Assignment], why: Why) -> None:
    """You do not give these lessons any more, and why; what goes on with fewer groups stands below it, or alone."""
    for assignment in assignments:
        gone, goes_on = assignment.lessons, assignment.going_on
        with force_locale(OFFICE_LANGUAGE):
            told = _told(act, gone or goes_on)
            if gone:
                news = _("Vervalt: %(lesson)s, %(when)s, %(school)s.", **told)
            else:
                news = _("Gewijzigd: %(lesson)s, %(when)s, %(school)s.", **told)
            more = {
                "why": str(WHY[why][len(gone) > 1]) if gone else "",
                "going_on": values.plan(goes_on, several=True, trainers=False),
            }
            _post(act, "unassign" if gone else "assign_change", assignment, news, more)


def _told(act: Act, planned: Sequence[values.Lesson]) -> dict[str, str]:
    """What the first line says. The lesson is the reader's own: the subject is that of the whole request."""
    lesson = stem(values.title(one.bookings[0]) for one in planned)
    return {"lesson": lesson, "when": values.when(planned), "school": school_of(act.lesson_request)}


def _post(act: Act, kind: str, assignment: Assignment, news: str, more: dict[str, object]) -> None:
    """One mail to this trainer or provider, with the lines of the plan."""
    common = {
        "name": assignment.name,
        "named": assignment.named,
        "staff": staff_of(act),
        "personal": False,
        "plan": values.plan(assignment.lessons, several=True, trainers=False),
        "many": len(assignment.lessons) > 1,
    }
    post(
        act.lesson_request,
        kind,
        recipient=assignment.recipient,
        news=news,
        now=act.now,
        act=act.number,
        more=common | more,
        reply_to=secretariat()[0],
    )
