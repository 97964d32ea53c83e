# SPDX-License-Identifier: EUPL-1.2
"""What the school's page and the office's page for changing a request have in common."""

from __future__ import annotations

from flask import Response, current_app, render_template, request

from booking.catalogue.queries import catalogue
from booking.errors import BookingError, Conflict
from booking.lesson_requests import queries, shown
from booking.lesson_requests.actions.change import change
from booking.lesson_requests.forms.change import ChangeForm
from booking.lesson_requests.models import LessonRequest
from booking.links.actions import token_for
from booking.web import now, writing

from .acting import Side, answer, keep_pace, see_other, sentence_of


def page(lesson_request: LessonRequest, side: Side) -> Response:
    """The form with the request as it stands."""
    return _show(_form(lesson_request, side, posted=False), side)


def press(lesson_request: LessonRequest, side: Side) -> Response:
    """A button of the form: some change the page and store nothing."""
    form = _form(lesson_request, side, posted=True)
    name, _colon, value = request.form.get("act", "save").partition(":")
    if name == "add_group" and form.everything:
        form.add_row()
        return _show(form, side, focus=f"groups-{len(form.rows)}-name")
    if name == "remove_group" and form.everything and value.isascii() and value.isdigit():
        form.remove_row(int(value[:3]))
        return _show(form, side, focus=f"groups-{min(int(value[:3]), len(form.rows))}-name")
    if form.closed:
        return _show(form, side, status=409)
    if not form.validate():
        return _show(form, side, status=422)
    moment, token = now(), ""
    try:
        keep_pace(side, lesson_request.id)
        with writing():
            outcome = change(
                lesson_request.id,
                form.changed(),
                form.seen,
                actor=side.actor,
                by=side.by,
                now=moment,
                answer_workdays=current_app.config["ANSWER_WORKDAYS"],
            )
            if outcome.moved:
                token = token_for(outcome.lesson_request.link, moment)
    except BookingError as error:
        return _refused(lesson_request.id, side, error)
    return see_other(side.done(outcome, token))


def _refused(request_id: int, side: Side, error: BookingError) -> Response:
    """The page again with all that was typed, over the request as it is now. What was read before is gone with the transaction."""
    fresh = queries.one(request_id)
    if fresh is None:
        raise error
    form = _form(fresh, side, posted=True)
    standing: list[str] = []
    if isinstance(error, Conflict):
        form.look_again()
        standing = shown.standing(fresh)
    if error.field:
        form.fields[error.field].errors = [error.sentence]
    return _show(form, side, error, notice="" if error.field else sentence_of(error), standing=standing)


def _form(lesson_request: LessonRequest, side: Side, posted: bool) -> ChangeForm:
    return ChangeForm(lesson_request, catalogue(), now(), request.form if posted else None, side.staff)


def _show(
    form: ChangeForm,
    side: Side,
    error: BookingError | None = None,
    status: int = 200,
    focus: str = "",
    notice: str = "",
    standing: list[str] | None = None,
) -> Response:
    html = render_template(
        "lesson_requests/change.html",
        lesson_request=form.lesson_request,
        sender=side,
        form=form,
        focus=focus,
        notice=notice,
        standing=standing or [],
        stopped=[],
        failed=error is not None or status >= 400,
    )
    return answer(html, error, status)
