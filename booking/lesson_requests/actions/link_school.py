# SPDX-License-Identifier: EUPL-1.2
"""Linking a request to a school of the register, or undoing that. Nobody is mailed: the school's own words stay as they are.

Order of locks: the school, then the request, as in placing a request and in merging two schools.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from booking.errors import Conflict
from booking.history.actions import Actor, note
from booking.lesson_requests.actions.act import Act, begin, finish, nothing_done
from booking.lesson_requests.asked import school_kind
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.workflow import By
from booking.permissions import Can, demand
from booking.schools import queries as schools
from booking.schools.actions.names import NAMED, NoSuchSchool, also_called, locked, step
from booking.schools.models import ALIAS, School
from booking.schools.models import ROOT as SCHOOL

LINK, UNLINK = "link_school", "unlink_school"


def link_school(
    request_id: int,
    school_id: int | None,
    seen: int | None,
    actor: Actor,
    now: datetime,
    answer_workdays: int,
    *,
    keep_name: bool = False,
) -> LessonRequest | None:
    """Link the request to this school, or to none. `seen` is the school to which the page said that it is linked.

    Sets the school, its wijk and its kind, never the name that was asked under. `keep_name`: that becomes another name of the
    school. Answers None where nothing had to be done. Raises Conflict for a school that is closed, and where a colleague
    linked it to another one meanwhile.
    """
    demand(actor, Can.MANAGE_SCHOOLS)
    school = _school(school_id, keep_name) if school_id is not None else None
    act = begin(request_id, actor, By.COORDINATOR, now, answer_workdays)
    lesson_request = act.lesson_request
    named = school is not None and keep_name and _keep_name(act, school)
    if lesson_request.school_id == school_id:
        nothing_done(act)
        return lesson_request if named else None
    if lesson_request.school_id != seen:
        raise Conflict(
            _("Een collega heeft de koppeling van deze aanvraag intussen gewijzigd. Kijk of uw keuze nog klopt."),
            code="F-was-eerst",
        )
    _set(act, school)
    finish(act)
    return lesson_request


def _school(school_id: int, to_change: bool) -> School:
    """The school with its wijk, kept as it is until the end of the transaction."""
    school = locked(school_id) if to_change else schools.held(school_id)
    if school is None:
        raise NoSuchSchool("school")
    if school.status != "open":
        raise Conflict(
            _("%(school)s is gesloten. Kies een school die open is.", school=school.name),
            field="school",
            code="F-school",
        )
    return school


def _keep_name(act: Act, school: School) -> bool:
    name = act.lesson_request.school_name
    if not also_called(school, name, ALIAS):
        return False
    note(act.actor, (SCHOOL, school.id), NAMED, act.now, act=step(school), text=name)
    return True


def _set(act: Act, school: School | None) -> None:
    lesson_request = act.lesson_request
    if school is None:
        classes = ((one.level, one.track) for one in lesson_request.groups if one.kind == "class")
        lesson_request.school_id = lesson_request.school_wijk = None
        lesson_request.school_kind = school_kind(classes)
        act.tell(UNLINK)
        return
    lesson_request.school_id = school.id
    lesson_request.school_wijk = school.wijk.name if school.wijk else None
    lesson_request.school_kind = school.kind
    act.tell(LINK, text=f"{school.name}, {school.address}." if school.address else f"{school.name}.")
