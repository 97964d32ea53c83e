# SPDX-License-Identifier: EUPL-1.2
"""Linking a request to a school of the register: suggestions, a search field, and the act. Nobody is mailed."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from booking import web
from booking.errors import BookingError
from booking.history.actions import staff
from booking.lesson_requests import queries
from booking.lesson_requests.actions.link_school import link_school
from booking.lesson_requests.forms.schools import LinkForm, number_of
from booking.lesson_requests.models import LessonRequest
from booking.permissions import Can
from booking.schools.queries import schools_index
from booking.schools.search import SchoolIndex, SchoolRow, alike, name_key

from . import school_words
from .acting import as_it_is, kept
from .blueprints import desk
from .lists import searched
from .schools import LONGEST_SEARCH

SHOWN = 10


@desk.get("/aanvragen/<reference>/school")
@web.needs(Can.MANAGE_SCHOOLS, load=queries.by_reference)
def school_of_request(lesson_request: LessonRequest) -> Any:
    """Which school is this? What is much like what was typed, and a search."""
    return _page(lesson_request, LinkForm(formdata=None))


@desk.post("/aanvragen/<reference>/school")
@kept
@web.needs(Can.MANAGE_SCHOOLS, load=queries.by_reference)
def link(lesson_request: LessonRequest) -> Any:
    """Link it, link it to another one, or undo that."""
    number, reference, form = lesson_request.id, lesson_request.reference, LinkForm()
    _offer(form, lesson_request, schools_index())
    if not form.validate():
        return _page(lesson_request, form, 422)
    chosen, keep_name = form.chosen(), bool(form.keep_name.data)
    try:
        with web.writing():
            workdays = current_app.config["ANSWER_WORKDAYS"]
            link_school(
                number, chosen, form.was(), staff(current_user), web.now(), workdays,
                keep_name=keep_name and chosen is not None,
            )  # fmt: skip
    except BookingError as error:
        web.add_errors(form, error)
        fresh = as_it_is(number)
        form.seen.raw_data, form.seen.data = None, str(fresh.school_id or "")
        return _page(fresh, form, error.status, "" if error.field else error.sentence)
    done = "school" if chosen is not None else "school-los"
    return redirect(url_for("desk.one", reference=reference, klaar=done), 303)


def _offer(form: LinkForm, lesson_request: LessonRequest, index: SchoolIndex) -> tuple[list[SchoolRow], int]:
    """The schools to choose from, the chosen one among them whatever was looked for. Answers them and how many were found."""
    search = searched(LONGEST_SEARCH)
    if search:
        found = index.find(search, SHOWN)
        rows, total = found.hits, found.total
    else:
        rows, total = alike(index, lesson_request.school_name, lesson_request.school_address), 0
    own = {number_of(form.school.data), lesson_request.school_id} - {None}
    rows = [*rows, *(index.by_id[number] for number in own if number in index.by_id)]
    rows = list({row.id: row for row in rows}.values())
    form.offer([(row.id, row.in_full) for row in rows], lesson_request.school_id is not None)
    return rows, total


def _page(lesson_request: LessonRequest, form: LinkForm, status: int = 200, refused: str = "") -> Any:
    index = schools_index()
    if not form.is_submitted():
        form.seen.data = str(lesson_request.school_id or "")
        form.school.data = str(number_of(request.args.get("keuze")) or form.seen.data)
    rows, total = _offer(form, lesson_request, index)
    key = name_key(lesson_request.school_name)
    return render_template(
        "lesson_requests/desk/school_link.html",
        r=lesson_request,
        form=form,
        linked=index.by_id.get(lesson_request.school_id or 0),
        search=searched(LONGEST_SEARCH),
        total=total,
        shown=SHOWN,
        found=len(rows),
        named=all(key in map(name_key, (row.name, *row.other_names)) for row in rows),
        refused=refused,
        done=_added(index),
    ), status


def _added(index: SchoolIndex) -> str:
    """That the school was added for which this page was left."""
    row = index.by_id.get(number_of(request.args.get("keuze")) or 0)
    if row is None or request.args.get("klaar") != "toegevoegd":
        return ""
    done = _("Toegevoegd. De school staat aangekruist.")
    by_postcode = request.args.get("wijk") == school_words.BY_POSTCODE
    return f"{done} {school_words.wijk_found(row.wijk, row.postcode)}" if by_postcode else done
