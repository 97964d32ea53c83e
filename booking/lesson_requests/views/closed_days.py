# SPDX-License-Identifier: EUPL-1.2
"""`/beheer/vrije-dagen`: the days on which all schools are closed, those of a region, and what is still lacking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from booking import web
from booking.errors import BookingError
from booking.history import queries as history
from booking.history.actions import staff
from booking.lesson_requests.forms.closed_days import SCOPES, DaysForm, SchoolDaysForm, for_all
from booking.lesson_requests.warnings import closed_name
from booking.lesson_requests.workflow import local_day
from booking.permissions import Can
from booking.schools.actions import closed as actions
from booking.schools.calendar import Closure, SchoolCalendar, school_year_name, school_year_of
from booking.schools.models import Holiday, scope_of
from booking.schools.queries import closed as queries

from . import school_words
from .acting import kept
from .blueprints import desk

SHOWN_HISTORY = 20


def of_school(school_id: int, form: SchoolDaysForm | None = None) -> dict[str, Any]:
    """What the page of a school shows of its own days: those of this school year and later, and the form for another."""
    since = school_year_of(local_day(web.now()))[0]
    return {
        "days": queries.of_scopes({scope_of(school_id)}, since),
        "days_form": form or SchoolDaysForm(formdata=None),
        "span_of": school_words.span_of,
    }


# --- for more schools than one ------------------------------------------------------------------------------------


def _day(day_id: int) -> Holiday | None:
    """One that holds for more schools than one; those of a school are taken away on its own page."""
    found = queries.day(day_id)
    return found if found is not None and found.scope in SCOPES else None


@desk.get("/vrije-dagen")
@web.needs(Can.MANAGE_SCHOOLS)
def closed_days() -> Any:
    """What was filled in, the form for more, and the holidays of this school year and the next."""
    return _page(for_all(DaysForm(formdata=None)))


def _page(form: DaysForm, status: int = 200) -> Any:
    today = local_day(web.now())
    since = school_year_of(today)[0]
    return render_template(
        "lesson_requests/desk/closed_days.html",
        form=form,
        days=queries.everywhere(since),
        scopes=SCOPES,
        span_of=school_words.span_of,
        name_of=_name_of,
        years=[_year(calendar, year) for calendar in queries.calendars() for year in (since.year, since.year + 1)],
        missing=queries.missing_from(today),
        done=_done(),
        entries=[school_words.days_line(entry) for entry in history.of(*actions.CALENDAR, limit=SHOWN_HISTORY)],
    ), status


def _year(calendar: SchoolCalendar, year: int) -> tuple[str, str, Sequence[Closure]]:
    """(region, school year, all that closes its schools but weekends)"""
    first, last = school_year_of(date(year, 8, 1))
    return calendar.region, school_year_name(first), calendar.closures_between(first, last)


def _name_of(closure: Closure) -> str:
    """As it stands at the beginning of a line."""
    name = closed_name(closure)
    return name[:1].upper() + name[1:]


def _done() -> str:
    return {
        "toegevoegd": _("De vrije dag is toegevoegd."),
        "weg": _("De vrije dag is weggehaald."),
    }.get(request.args.get("klaar", ""), "")


@desk.post("/vrije-dagen")
@kept
@web.needs(Can.MANAGE_SCHOOLS)
def add_closed_days() -> Any:
    """Close all schools, or those of a region."""
    form, actor = for_all(DaysForm()), staff(current_user)
    if not form.validate():
        return _page(form, 422)
    try:
        with web.writing():
            actions.add_days(form.days(form.day_scope.data), actor, web.now())
    except BookingError as error:
        web.add_errors(form, error)
        return _page(form, error.status)
    return redirect(url_for("desk.closed_days", klaar="toegevoegd"), 303)


@desk.post("/vrije-dagen/<int:day_id>/weg")
@kept
@web.needs(Can.MANAGE_SCHOOLS, load=_day)
def remove_closed_days(day: Holiday) -> Any:
    """Open them again."""
    number, actor = day.id, staff(current_user)
    with web.writing():
        actions.remove_days(number, actor, web.now())
    return redirect(url_for("desk.closed_days", klaar="weg"), 303)
