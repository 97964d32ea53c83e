# SPDX-License-Identifier: EUPL-1.2
"""The own days of one school, on its page: Studiedag."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_login import current_user

from booking import web
from booking.errors import BookingError
from booking.history.actions import staff
from booking.lesson_requests.forms.closed_days import SchoolDaysForm
from booking.lesson_requests.forms.schools import number_of
from booking.permissions import Can
from booking.schools.actions import closed as actions
from booking.schools.models import School, scope_of
from booking.schools.queries import closed as queries
from booking.schools.queries import desk as schools

from .acting import kept
from .blueprints import desk
from .schools import TYPED, change_names, load, show, waiting


@desk.post("/scholen/<int:school_id>/vrije-dagen")
@kept
@web.needs(Can.MANAGE_SCHOOLS, load=load)
def school_days(school: School) -> Any:
    """Close it on some days, or take such days away. Enter in a field (`typed`): what was filled in, its other name first."""
    number, actor = school.id, staff(current_user)
    act, _colon, which = request.form.get("act", "").partition(":")
    if act == "remove":
        return _remove(number, which, actor)
    typed = [name for name in TYPED.values() if request.form.get(name)]
    if act == "typed" and typed[:1] == ["name"]:
        return change_names(school)
    form = SchoolDaysForm()
    if not form.validate():
        return show(school, status=422, days=form)
    try:
        with web.writing():
            actions.add_days(form.days(scope_of(number)), actor, web.now())
    except BookingError as error:
        web.add_errors(form, error)
        return show(schools.whole(number) or school, status=error.status, days=form)
    return redirect(url_for("desk.school", school_id=number, klaar="dag", **waiting(SchoolDaysForm)), 303)


def _remove(school_id: int, which: str, actor: Any) -> Any:
    day = queries.day(number_of(which) or 0)
    if day is not None and day.scope == scope_of(school_id):
        day_id = day.id
        with web.writing():
            actions.remove_days(day_id, actor, web.now())
    return redirect(url_for("desk.school", school_id=school_id, klaar="dag-weg", **waiting(None)), 303)
