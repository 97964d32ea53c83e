# SPDX-License-Identifier: EUPL-1.2
"""What the school's page and the office's page for changing a request have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, current_app, make_response, redirect, render_template, request

from booking.catalogue.queries import catalogue
from booking.errors import BookingError, Busy, Conflict
from booking.history.actions import Actor
from booking.lesson_requests import queries
from booking.lesson_requests.actions.change import Outcome, change, open_to_change
from booking.lesson_requests.forms.change import ChangeForm, all_shown
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.workflow import By
from booking.links.actions import token_for
from booking.web import now, writing


@dataclass(frozen=True)
class Changer:
    """Who changes it, where the form is posted, where it leads back to, and where a change that was stored leads."""

    actor: Actor
    by: By
    action: str
    back: str
    done: Callable[[Outcome, str], str]

    @property
    def staff(self) -> bool:
        return self.by is By.COORDINATOR


def page(lesson_request: LessonRequest, changer: Changer) -> Response:
    """The form with the request as it stands."""
    return _show(lesson_request, changer, _form(lesson_request, changer, posted=False), 200)


def press(lesson_request: LessonRequest, changer: Changer) -> Response:
    """A button of the form: some change the page and store nothing."""
    form = _form(lesson_request, changer, posted=True)
    name, _colon, value = request.form.get("act", "save").partition(":")
    if name == "add_group" and form.everything:
        form.add_row()
        return _show(lesson_request, changer, form, 200, focus=f"groups-{len(form.rows)}-name")
    if name == "remove_group" and form.everything and value.isascii() and value.isdigit():
        form.remove_row(int(value[:3]))
        return _show(lesson_request, changer, form, 200)
    if not form.validate():
        return _show(lesson_request, changer, form, 422)
    try:
        with writing():
            outcome = change(
                lesson_request.id,
                form.changed(),
                form.seen,
                actor=changer.actor,
                by=changer.by,
                now=now(),
                answer_workdays=current_app.config["ANSWER_WORKDAYS"],
            )
            token = token_for(outcome.lesson_request.link, now())
    except BookingError as error:
        return _refused(lesson_request.id, changer, form, error)
    response = redirect(changer.done(outcome, token), 303)
    response.headers["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]


def _refused(request_id: int, changer: Changer, form: ChangeForm, error: BookingError) -> Response:
    """The page again with all that was typed, over the request as it is now."""
    if isinstance(error, Busy):
        return _show(form.lesson_request, changer, form, 503, notice=error.sentence)
    fresh = queries.one(request_id)
    if fresh is None:
        raise error
    if isinstance(error, Conflict):
        again = _form(fresh, changer, posted=True)
        again.look_again()
        return _show(fresh, changer, again, 409, notice=error.sentence)
    if error.field:
        form.fields[error.field].errors = [error.sentence]
    return _show(fresh, changer, form, 422, notice="" if error.field else error.sentence)


def _form(lesson_request: LessonRequest, changer: Changer, posted: bool) -> ChangeForm:
    shown = catalogue()
    everything = open_to_change(lesson_request) and all_shown(lesson_request, shown)
    return ChangeForm(lesson_request, shown, now(), everything, request.form if posted else None, changer.staff)


def _show(
    lesson_request: LessonRequest, changer: Changer, form: ChangeForm, status: int, focus: str = "", notice: str = ""
) -> Response:
    html = render_template(
        "lesson_requests/change.html",
        lesson_request=lesson_request,
        sender=changer,
        form=form,
        focus=focus,
        notice=notice,
        stopped=[],
        failed=status >= 400,
    )
    return make_response(html, status)
