# SPDX-License-Identifier: EUPL-1.2
"""Adding a school by hand, and changing what is ours of one. Of two colleagues the slower keeps what she typed and reads what changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_login import current_user

from booking import web
from booking.errors import BookingError
from booking.history import queries as history
from booking.history.actions import staff
from booking.history.models import HistoryEntry
from booking.lesson_requests import queries as requests
from booking.lesson_requests.forms.schools import ByHandForm, NewForm, OursForm, with_choices
from booking.lesson_requests.models import LessonRequest
from booking.permissions import Can
from booking.schools.actions import edit as actions
from booking.schools.models import ROOT, School
from booking.schools.queries import desk as queries

from . import school_words
from .acting import kept
from .blueprints import desk
from .schools import load


@desk.get("/scholen/nieuw")
@web.needs(Can.MANAGE_SCHOOLS)
def new_school() -> Any:
    """The form for a school that stands in no list, with the name as it stands in a request where one asks for it."""
    form = with_choices(NewForm(formdata=None), queries.wijken())
    form.fill(None)
    asked_by = _asked_by()
    if asked_by is not None:
        form.name.data = asked_by.school_name
        form.take_address(asked_by.school_address)
    return _page(None, form, asked_by=asked_by)


@desk.post("/scholen/nieuw")
@kept
@web.needs(Can.MANAGE_SCHOOLS)
def add_school() -> Any:
    """Add it."""
    form = with_choices(NewForm(), queries.wijken())
    asked_by = _asked_by()
    if not form.validate():
        return _page(None, form, 422, asked_by=asked_by)
    reference, code = asked_by.reference if asked_by else "", current_app.config["MUNICIPALITY_CODE"]
    try:
        with web.writing():
            added = actions.add(form.said(), None if code == "all" else code, staff(current_user), web.now())
            number = added.id
    except BookingError as error:
        web.add_errors(form, error)
        return _page(None, form, error.status, asked_by=asked_by)
    then: dict[str, Any] = {"klaar": "toegevoegd", "wijk": _wijk_told(form)}
    if reference:
        return redirect(url_for("desk.school_of_request", reference=reference, keuze=number, **then), 303)
    return redirect(url_for("desk.school", school_id=number, **then), 303)


def _wijk_told(form: OursForm) -> str | None:
    """Where she chose no wijk, the next page says which one the postcode gave."""
    return None if form.wijk.data or not isinstance(form, ByHandForm) else school_words.BY_POSTCODE


def _asked_by() -> LessonRequest | None:
    """The request for which a school is added: it can be linked at once."""
    return requests.by_reference(request.values.get("voor", "")[:20])


@desk.get("/scholen/<int:school_id>/wijzigen")
@web.needs(Can.MANAGE_SCHOOLS, load=load)
def change_school(school: School) -> Any:
    """What is ours of it, as it stands."""
    form = _form(school, posted=False)
    form.fill(school)
    return _page(school, form)


@desk.post("/scholen/<int:school_id>/wijzigen")
@kept
@web.needs(Can.MANAGE_SCHOOLS, load=load)
def save_school(school: School) -> Any:
    """Save it, unless somebody was first."""
    number, form = school.id, _form(school, posted=True)
    if not form.validate():
        return _page(school, form, 422)
    try:
        with web.writing():
            changed = actions.edit(number, form.version, form.said(), staff(current_user), web.now())
    except actions.Outdated as error:
        fresh, seen = queries.whole(number) or school, form.version
        again = _form(fresh, posted=True)
        again.seen.data = str(fresh.version)
        again.seen.raw_data = None
        since = [one for one in history.of(ROOT, number) if one.act is not None and one.act > seen][::-1]
        again.renew(form.said(), _before(since), fresh)
        return _page(fresh, again, error.status, since, error.sentence)
    except BookingError as error:
        web.add_errors(form, error)
        return _page(queries.whole(number) or school, form, error.status)
    then = {"klaar": "gewijzigd", "wijk": _wijk_told(form)} if changed else {}
    return redirect(url_for("desk.school", school_id=number, **then), 303)


def _before(since: Sequence[HistoryEntry]) -> dict[str, Any]:
    """What stood in each column that changed, before the first of these acts."""
    was: dict[str, Any] = {}
    for entry in since:
        for name, pair in (entry.changes or {}).items():
            if isinstance(pair, list) and len(pair) == 2:
                was.setdefault(name, pair[0])
    return was


def _form(school: School, posted: bool) -> OursForm:
    kind = ByHandForm if school.source == "hand" else OursForm
    return with_choices(kind() if posted else kind(formdata=None), queries.wijken())


def _page(
    school: School | None,
    form: OursForm,
    status: int = 200,
    since: Sequence[HistoryEntry] = (),
    outdated: str = "",
    asked_by: LessonRequest | None = None,
) -> Any:
    return render_template(
        "lesson_requests/desk/school_form.html",
        school=school,
        form=form,
        outdated=outdated,
        asked_by=asked_by,
        since=school_words.history_lines(since, queries.wijken()) if since else [],
        by_hand=isinstance(form, ByHandForm),
        said=school_words,
    ), status
