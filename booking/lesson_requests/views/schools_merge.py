# SPDX-License-Identifier: EUPL-1.2
"""Merging two schools: find the other one, read what it means, and do it."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from booking import web
from booking.errors import BookingError
from booking.history.actions import staff
from booking.lesson_requests.actions.merge_schools import check, merge
from booking.lesson_requests.forms.schools import number_of
from booking.lesson_requests.queries import schools as requests_of
from booking.permissions import Can
from booking.schools.actions.names import NoSuchSchool
from booking.schools.models import School
from booking.schools.queries import desk as queries
from booking.schools.queries import schools_index
from booking.schools.search import alike

from . import school_words
from .acting import kept
from .blueprints import desk
from .lists import searched
from .schools import LONGEST_SEARCH, load

SHOWN = 10


@desk.get("/scholen/<int:school_id>/samenvoegen")
@web.needs(Can.MANAGE_SCHOOLS, load=load)
def merge_school(school: School) -> Any:
    """Without `in` the other school is looked for; with it this is the question."""
    asked = number_of(request.args.get("in"))
    if asked is None:
        return _find(school)
    into = queries.whole(asked)
    if into is None:
        return _find(school, NoSuchSchool().sentence, 404)
    if into.id == school.id:
        return _find(school, _("Kies twee verschillende scholen."), 422)
    try:
        check(school, into)
    except BookingError as error:
        return _find(school, error.sentence, error.status)
    return _ask(school, into)


@desk.post("/scholen/<int:school_id>/samenvoegen")
@kept
@web.needs(Can.MANAGE_SCHOOLS, load=load)
def merge_schools(school: School) -> Any:
    """Merge them; there is no way back."""
    number, into = school.id, number_of(request.form.get("into"))
    if into is None:
        return _find(school, _("Kies een school."), 422)
    try:
        with web.writing():
            merge(number, into, staff(current_user), web.now())
    except BookingError as error:
        return _find(queries.whole(number) or school, error.sentence, error.status)
    return redirect(url_for("desk.school", school_id=into, klaar="samengevoegd"), 303)


def _find(school: School, refused: str = "", status: int = 200) -> Any:
    """A list of schools to merge it into: what is looked for, else what is much like it."""
    search, index = searched(LONGEST_SEARCH), schools_index()
    found = index.find(search, SHOWN + 1) if search else None
    hits = found.hits if found else alike(index, school.name, school.address, SHOWN)
    return render_template(
        "lesson_requests/desk/school_merge.html",
        school=school,
        into=None,
        hits=[row for row in hits if row.id != school.id][:SHOWN],
        search=search,
        total=found.total if found else 0,
        shown=SHOWN,
        refused=refused,
        said=school_words,
    ), status


def _ask(school: School, into: School) -> Any:
    return render_template(
        "lesson_requests/desk/school_merge.html",
        school=school,
        into=into,
        n=requests_of.count_of_school(school.id),
        n_into=requests_of.count_of_school(into.id),
        refused="",
        said=school_words,
    )
