# SPDX-License-Identifier: EUPL-1.2
"""Mails to who gives the lessons: a trainer, or the provider of lessons without a named one. One mail each an act, in Dutch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import force_locale, lazy_gettext
from flask_babel import gettext as _

from booking.lesson_requests.actions.act import Act
from booking.lesson_requests.models import Booking
from booking.lesson_requests.workflow import Status
from booking.outbox.write import secretariat

from . import values
from .post import OFFICE_LANGUAGE, contact_of, post, school_of, staff_of


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
    """Who gives which lessons. `named`: a trainer; else the provider, who says who comes."""

    recipient: str
    name: str
    named: bool
    lessons: tuple[values.Lesson, ...]

    @property
    def bookings(self) -> list[Booking]:
        """Whom the lessons are for, each booking once."""
        return list({booking.id: booking for lesson in self.lessons for booking in lesson.bookings}.values())


def assigned(bookings: Iterable[Booking]) -> list[Assignment]:
    """Who stands before these confirmed bookings now. Ask it before seats are deleted."""
    found: dict[tuple[str, str, bool], list[values.Lesson]] = {}
    for lesson in values.lessons(booking for booking in bookings if booking.status == Status.CONFIRMED):
        provider = lesson.bookings[0].offering.provider
        people = [(name, address, True) for name, address in lesson.trainers] or [
            (provider.name, provider.email, False)
        ]
        for person in people:
            found.setdefault(person, []).append(lesson)
    return [Assignment(address, name, named, tuple(some)) for (name, address, named), some in found.items()]


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
            day = values.when(assignment.lessons)
            _post(
                act, "assign", assignment, _("Nieuwe les: %(when)s, %(school)s.", when=day, school=_school(act)), more
            )


def unassign(act: Act, assignments: Sequence[Assignment], why: Why) -> None:
    """You do not give these lessons any more, and why."""
    for assignment in assignments:
        with force_locale(OFFICE_LANGUAGE):
            day = values.when(assignment.lessons)
            news = _("Vervalt: %(when)s, %(school)s.", when=day, school=_school(act))
            _post(act, "unassign", assignment, news, {"why": str(WHY[why][len(assignment.lessons) > 1])})


def _school(act: Act) -> str:
    return school_of(act.lesson_request)


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
