# SPDX-License-Identifier: EUPL-1.2
"""`/beheer/scholen`: the register as the office sees it. The list, one school with its requests, and its other names."""

from __future__ import annotations

from itertools import groupby
from typing import Any, TypeVar

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from booking import web
from booking.errors import BookingError
from booking.history import queries as history
from booking.history.actions import staff
from booking.jinja import local
from booking.lesson_requests import words
from booking.lesson_requests.forms.closed_days import SchoolDaysForm
from booking.lesson_requests.forms.schools import NameForm, number_of
from booking.lesson_requests.queries import schools as requests_of
from booking.permissions import Can
from booking.schools.actions.names import add_name, remove_name
from booking.schools.calendar import school_year_name
from booking.schools.models import ROOT, School
from booking.schools.queries import desk as queries
from booking.schools.queries import schools_index
from booking.schools.queries.desk import View
from booking.schools.queries.register import last_import

from . import closed_days, desk_words, school_words
from .acting import kept
from .blueprints import desk
from .lists import capped, searched

VIEWS = {
    View.OPEN: _l("Open"),
    View.NO_WIJK: _l("Wijk onbekend"),
    View.BY_HAND: _l("Zelf toegevoegd"),
    View.CLOSED: _l("Gesloten"),
}
LONGEST_SEARCH = 80
MOST_FOUND = 500
TYPED = {"naam": "name", "dag": "day_name", "eerste": "day_first", "laatste": "day_last"}
"""In the address of a school's page: what was typed in the parts of its form that were not sent."""
LONGEST_TYPED = 100
AForm = TypeVar("AForm", NameForm, SchoolDaysForm)


def load(school_id: int) -> School | None:
    return queries.whole(school_id) if school_id < 2**63 else None


@desk.get("/scholen")
@web.needs(Can.MANAGE_SCHOOLS)
def schools() -> str:
    """All schools by key. A search looks at closed ones too, unless a view was chosen for it."""
    search, asked = searched(LONGEST_SEARCH), request.args.get("weergave", "")
    view = View(asked) if asked in set(View) else View.OPEN
    if search and not asked:
        view = View.ALL
    after, total = number_of(request.args.get("na")), 0
    if search:
        found = schools_index().find(search, MOST_FOUND, closed=True)
        total, page = found.total, queries.found_page(view, [row.id for row in found.hits], after)
    else:
        page = queries.page(view, after)
    counts = queries.counts(list(VIEWS))
    here: dict[str, Any] = {"q": search or None, "weergave": asked or None}
    unlinked = requests_of.unlinked()
    return render_template(
        "lesson_requests/desk/schools.html",
        page=page,
        search=search,
        view=view,
        asked=asked,
        tabs=[
            (text, capped(counts[one]), url_for("desk.schools", weergave=None if one is View.OPEN else one.value))
            for one, text in VIEWS.items()
        ],
        current="" if search and view is View.ALL else VIEWS.get(view, ""),
        too_many=total > MOST_FOUND,
        unlinked=(unlinked, capped(unlinked)),
        first=url_for("desk.schools", **here) if after is not None else "",
        following=url_for("desk.schools", na=page.next_key, **here) if page.next_key else "",
        said=school_words,
    )


# --- one school ---------------------------------------------------------------------------------------------------


@desk.get("/scholen/<int:school_id>")
@web.needs(Can.MANAGE_SCHOOLS, load=load)
def school(school: School) -> Any:
    """What the register knows of it, what is ours, its requests by school year, and what happened to it."""
    return show(school)


def show(
    school: School,
    names: NameForm | None = None,
    status: int = 200,
    refused: str = "",
    days: SchoolDaysForm | None = None,
) -> Any:
    """The page, with the form for a name and that for a closed day as they were typed."""
    after = number_of(request.args.get("na"))
    lines, next_key = requests_of.of_school(school.id, after)
    wijken = queries.wijken()
    return render_template(
        "lesson_requests/desk/school.html",
        school=school,
        names=names or as_typed(NameForm(formdata=None)),
        refused=refused,
        done=_done(school),
        imported=last_import() if school.source == "duo" else None,
        years=[
            (year, list(some))
            for year, some in groupby(lines, lambda line: school_year_name(local(line.submitted_at).date()))
        ],
        following=url_for("desk.school", school_id=school.id, na=next_key) if next_key else "",
        first=url_for("desk.school", school_id=school.id) if after is not None else "",
        entries=school_words.history_lines(history.of(ROOT, school.id, limit=50), wijken),
        said=school_words,
        words=desk_words,
        status_words=words,
        **closed_days.of_school(school.id, days or as_typed(SchoolDaysForm(formdata=None))),
    ), status


def as_typed(form: AForm) -> AForm:
    """With what was typed in it, unasked whether it is right: another part of the page was sent."""
    for word, name in TYPED.items():
        if name in form:
            typed = request.form.get(name) if request.method == "POST" else request.args.get(word)
            form[name].data = (typed or "")[:LONGEST_TYPED]
    return form


def waiting(form: type[NameForm | SchoolDaysForm] | None) -> dict[str, Any]:
    """What was typed besides `form`, to stand on the page again after that was saved."""
    return {
        word: request.form[name][:LONGEST_TYPED]
        for word, name in TYPED.items()
        if request.form.get(name) and not hasattr(form, name)
    }


def _done(school: School) -> str:
    """The sentence for `klaar=`, and for `wijk=` what the postcode said."""
    done = {
        "toegevoegd": _("De school is toegevoegd. Leraren kunnen de school nu kiezen."),
        "gewijzigd": _("Opgeslagen."),
        "naam": _("De naam is toegevoegd."),
        "naam-weg": _("De naam is weggehaald."),
        "samengevoegd": _("Samengevoegd."),
        "dag": _("De vrije dag is toegevoegd."),
        "dag-weg": _("De vrije dag is weggehaald."),
    }.get(request.args.get("klaar", ""), "")
    if done and request.args.get("wijk") == school_words.BY_POSTCODE:
        done += " " + school_words.wijk_found(school.wijk.name if school.wijk else None, school.postcode)
    return done


@desk.post("/scholen/<int:school_id>/namen")
@kept
@web.needs(Can.MANAGE_SCHOOLS, load=load)
def school_names(school: School) -> Any:
    """Give it a name that people use, or take one away."""
    return change_names(school)


def change_names(school: School) -> Any:
    number, actor, now = school.id, staff(current_user), web.now()
    act, _colon, key = request.form.get("act", "").partition(":")
    form = NameForm() if act != "remove" else as_typed(NameForm(formdata=None))
    if act != "remove" and not form.validate():
        return show(school, form, 422)
    try:
        with web.writing():
            if act == "remove":
                remove_name(number, key, actor, now)
            else:
                add_name(number, form.name.data or "", actor, now)
    except BookingError as error:
        web.add_errors(form, error)
        return show(queries.whole(number) or school, form, error.status, "" if error.field else error.sentence)
    klaar, left = ("naam-weg", waiting(None)) if act == "remove" else ("naam", waiting(NameForm))
    return redirect(url_for("desk.school", school_id=number, klaar=klaar, **left), 303)
