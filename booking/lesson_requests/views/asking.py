# SPDX-License-Identifier: EUPL-1.2
"""What the form of the school and that of the office have in common: reading it, showing it again, sending it.

Whatever goes wrong, the answer is the page with every typed value: nothing is typed twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from flask import Response, current_app, make_response, render_template, request, url_for
from flask_babel import force_locale

from booking.errors import Busy
from booking.extensions import db
from booking.lesson_requests import warnings
from booking.lesson_requests.actions.submit import AlreadySent, SchoolGone, Stopped, submit
from booking.lesson_requests.asked import Asked
from booking.lesson_requests.forms.lessons import Lessons
from booking.lesson_requests.forms.request import RequestForm, carried
from booking.lesson_requests.layout import Year
from booking.lesson_requests.queries.submitting import by_form_key
from booking.lesson_requests.workflow import local_day
from booking.links.actions import token_for
from booking.schools.calendar import SchoolCalendar
from booking.schools.queries import schools_index
from booking.web import BROKEN, KEEPS, language, now, writing

from . import limits, plan, plan_checks, summary
from .acting import Sender, see_other
from .offered import calendar_or_held, offered, offered_or_held

log = structlog.get_logger()
REPEAT_HOURS = 24
PRIVATE = "private, no-cache"
KEY_MARK = "[[form-key]]"
"""Stands in a form that is kept for everyone where each visitor gets a key."""
ENTER = "enter"
CODES = {
    "again": "F-opnieuw",
    "double": "F-dubbel",
    "limit": "F-vaak",
    "busy": "F-opslag",
    "stopped": "F-gestopt",
    "closed": "F-school",
}


def read(sender: Sender) -> RequestForm:
    """The form as it was posted."""
    shown, schools = offered_or_held()
    return RequestForm(shown, now(), request.form, staff=sender.staff, schools=schools)


def empty(sender: Sender, most: int = 60) -> Response:
    """The form for the offerings of the address, or the question for which."""
    slugs, programme = request.args.getlist("les")[:most], request.args.get("programma", "")
    (shown, schools), at = offered(), now()
    lessons = Lessons.chosen(shown, local_day(at), slugs, programme)
    if not lessons.shown:
        template = "lesson_requests/desk/choose.html" if sender.staff else "lesson_requests/choose.html"
        return _answer(template, 200, sender, form=RequestForm.chosen(shown, at, lessons, staff=sender.staff))
    form = RequestForm.chosen(shown, at, lessons, staff=sender.staff, schools=schools)
    if KEEPS in request.environ:
        form.fields.form_key.data = KEY_MARK
    return show(form, sender, 200)


def show(form: RequestForm, sender: Sender, status: int, case: str = "", focus: str = "", **more: Any) -> Response:
    """The form's page. `case` says what happened to it; `focus` is the control to go on with."""
    values = {"case": case, "focus": focus, "minutes": 0, "stopped": [], "year": _year(form, status), **more}
    return _answer("lesson_requests/form.html", status, sender, form=form, failed=status >= 400, **values)


def check(
    form: RequestForm, sender: Sender, found: list[warnings.Remark], first: Sequence[warnings.Remark] = ()
) -> Response:
    """Everything as text, with what may be wrong on top. Nothing is saved yet. `first`: what is said on this page alone."""
    sections = summary.sections(form.asked(), form.lessons.ticked)
    values = {
        "sections": sections,
        "remarks": [*first, *found],
        "seen": warnings.digest(found),
        "carried": carried(form),
    }
    return _answer("lesson_requests/check.html", 200, sender, form=form, **values)


def _year(form: RequestForm, status: int) -> Year | None:
    """The year view of what was laid out, and what is said of its days; none where the database may be away."""
    return plan.look(form, good=status < 400) if form.posted and status < 500 else None


def _answer(template: str, status: int, sender: Sender, **values: Any) -> Response:
    code = CODES.get(str(values.get("case")))
    if code:
        log.info("form_shown_again", code=code, status=status)
    response = make_response(render_template(template, sender=sender, **values), status)
    response.headers["Cache-Control"] = "no-store" if sender.staff else PRIVATE
    return response


# --- what the buttons do ----------------------------------------------------------------------------------------------


def press(form: RequestForm, sender: Sender) -> Response:
    """The button that was pressed: some change the page and send nothing."""
    act = request.form.get("act", "send")
    name, _colon, value = act.partition(":")
    if name == ENTER:
        name = _on_enter(form)
    if name in ("send", "check"):
        return _send(form, sender, only_look=name == "check")
    focus, status = "", 200
    if name in plan.ACTS:
        status, focus = plan.press(form, name, value)
    elif name == "add_group":
        form.add_row()
        focus = f"groups-{len(form.rows)}-name"
    elif name == "remove_group" and value.isascii() and value.isdigit():
        form.remove_row(int(value[:3]))
        focus = f"groups-{min(int(value[:3]), len(form.rows))}-name"
    elif name in ("find_school", "other_school"):
        focus = form.find_school() if name == "find_school" else form.other_school()
    elif name == "swap" and ":" in value:
        form.swap(*value.split(":", 1))
        focus = "offering"
    elif name == "date" and ":" in value:
        moved = plan_checks.moving(form, *value.split(":", 1))
        form.set_date(*value.split(":", 1))
        return _send(form, sender, only_look=True, moved=moved)
    elif name == "add_offering":
        focus = "offering"
    return show(form, sender, status, focus=focus)


def _on_enter(form: RequestForm) -> str:
    """Enter presses the hidden button of the form, and never sends: it does what comes next, and at last shows what would be sent."""
    if form.looks_for_school:
        return "find_school"
    return plan.MAKE if form.plan.unmade else "check"


def _send(form: RequestForm, sender: Sender, only_look: bool, moved: Sequence[warnings.Remark] = ()) -> Response:
    made = form.plan.unmade
    if made:
        plan.make(form)
    good = form.validate()
    if form.lessons.gone:
        return _stopped(form, sender)
    if not form.had_key:
        form.fresh_key()
        return show(form, sender, 422, case="" if form.found else "again")
    if not good:
        return show(form, sender, 422, case="expired" if form.expired else "")
    asked = form.asked()
    calendar = _calendar(asked)
    found = plan_checks.remarks(form, asked, calendar)
    if not sender.staff and form.quick:
        found.insert(0, warnings.read_again())
    guess = form.school.chosen if form.school.guessed else None
    first = [warnings.this_school(guess.in_full)] if guess else []
    first += [*([plan.made()] if made else []), *moved]
    if only_look or first or (found and form.fields.seen.data != warnings.digest(found)):
        return check(form, sender, found, first)
    return _place(form, asked, sender, calendar, warned=bool(found))


def _calendar(asked: Asked) -> SchoolCalendar:
    """When the school is open, asked only where a date was given; what is known without the database where that is away."""
    if not (asked.wish_from or asked.wish_until or asked.times):
        return SchoolCalendar()
    return calendar_or_held(asked.school_id)


def _place(form: RequestForm, asked: Asked, sender: Sender, calendar: SchoolCalendar, warned: bool) -> Response:
    """Limits, then the one write transaction."""
    try:
        minutes = 0 if sender.staff else limits.minutes_to_wait(asked.contact_email, request.remote_addr)
        if minutes and by_form_key(form.key) is None:
            response = show(form, sender, 429, case="limit", minutes=minutes)
            response.headers["Retry-After"] = str(minutes * 60)
            return response
        told: list[str] = []
        if warned:
            with force_locale("nl"):
                told = [one.office for one in plan_checks.remarks(form, asked, calendar) if one.office]
        with writing():
            placed = submit(
                asked,
                actor=sender.actor,
                by=sender.by,
                now=form.now,
                answer_workdays=current_app.config["ANSWER_WORKDAYS"],
                form_key=form.key,
                language=language(),
                warnings=told,
            )
            token = token_for(placed.link, form.now)
    except AlreadySent:
        return _repeat(form, asked, sender)
    except SchoolGone:
        return _closed(form, sender)
    except Stopped as gone:
        form.stop(gone.ids)
        return _stopped(form, sender)
    except (Busy, *BROKEN) as error:
        db.session.rollback()
        log.error("request_not_placed", error=type(error).__name__)
        return show(form, sender, 503, case="busy")
    if not sender.staff:
        limits.count(asked.contact_email, request.remote_addr)
    log.info("request_placed", request=placed.id, by=sender.by.value)
    return see_other(sender.done(placed, token))


def _closed(form: RequestForm, sender: Sender) -> Response:
    """The school that was picked closed while the form was open. The one that it was merged into takes its place."""
    form.school.look_again(schools_index())
    if form.validate():
        return _send(form, sender, only_look=False)
    return show(form, sender, 409, case="closed")


def _stopped(form: RequestForm, sender: Sender) -> Response:
    """A lesson that was given up while the form was open: what comes near it, each with one press."""
    pairs = [(slug, form.catalogue.by_slug.get(slug), form.lessons.similar(slug)) for slug in form.lessons.gone]
    return show(form, sender, 409, case="stopped", stopped=pairs)


def _repeat(form: RequestForm, asked: Asked, sender: Sender) -> Response:
    """The form came before: with the same answers it is the same request, with others the question is whether it is a new one."""
    first = by_form_key(form.key)
    if first is None or first.form_hash != asked.fingerprint:
        form.fresh_key()
        return show(form, sender, 409, case="double")
    log.info("request_repeated", request=first.id)
    if sender.staff:
        return see_other(sender.done(first, ""))
    if form.now - first.submitted_at > timedelta(hours=REPEAT_HOURS):
        return _answer("lesson_requests/sent_before.html", 200, sender, lesson_request=first)
    with writing():
        token = token_for(first.link, form.now)
    return see_other(url_for("lesson_requests.page", token=token, klaar="dubbel"))
