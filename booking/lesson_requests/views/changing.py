# SPDX-License-Identifier: EUPL-1.2
"""What the school's page and the office's page for changing a request have in common."""

from __future__ import annotations

from flask import Response, current_app, render_template, request
from flask_babel import gettext as _

from booking.errors import BookingError, Conflict
from booking.lesson_requests import shown
from booking.lesson_requests.actions.change import change
from booking.lesson_requests.actions.submit import SchoolGone
from booking.lesson_requests.forms.change import ChangeForm
from booking.lesson_requests.models import LessonRequest
from booking.links.actions import token_for
from booking.web import now, rehearsing, writing

from .acting import Side, answer, as_it_is, keep_pace, see_other, sentence_of
from .offered import offered
from .previews import PREVIEW, Preview, previews


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
    if name == "enter":
        name = "find_school" if form.looks_for_school else "save"
    if name in ("find_school", "other_school") and form.everything:
        focus = form.school.look() if name == "find_school" else form.school.drop()
        return _show(form, side, focus=focus)
    if form.closed:
        return _show(form, side, status=409)
    if not form.validate():
        return _show(form, side, status=422)
    if form.school.guessed:
        return _show(form, side, notice=_('Bedoelt u deze school? Druk dan nog een keer op "Bewaar wijzigingen".'))
    moment, token, mails = now(), "", []
    rehearse = side.staff and name == PREVIEW
    try:
        keep_pace(side, lesson_request.id)
        with rehearsing() if rehearse else writing():
            outcome = change(
                lesson_request.id,
                form.changed(),
                form.seen,
                actor=side.actor,
                by=side.by,
                now=moment,
                answer_workdays=current_app.config["ANSWER_WORKDAYS"],
                opened=side.opened,
            )
            if outcome.moved:
                token = token_for(outcome.lesson_request.link, moment)
            if rehearse and outcome.changes:
                mails = previews(lesson_request.id, moment)
    except BookingError as error:
        return _refused(lesson_request.id, side, error)
    if rehearse:
        again = _form(as_it_is(lesson_request.id), side, posted=True)
        return _show(again, side, notice="" if mails else _("U heeft niets gewijzigd."), mails=mails)
    return see_other(side.done(outcome, token))


def _refused(request_id: int, side: Side, error: BookingError) -> Response:
    """The page again with all that was typed, over the request as it is now."""
    fresh = as_it_is(request_id, side.opened)
    form = _form(fresh, side, posted=True)
    if isinstance(error, SchoolGone):
        if form.school.validate():
            return press(fresh, side)  # merged meanwhile: the school that it became takes its place
        return _show(form, side, error)
    standing: list[str] = []
    if isinstance(error, Conflict):
        form.look_again()
        standing = shown.standing(fresh)
    if error.field:
        form.fields[error.field].errors = [error.sentence]
    return _show(form, side, error, notice="" if error.field else sentence_of(error), standing=standing)


def _form(lesson_request: LessonRequest, side: Side, posted: bool) -> ChangeForm:
    shown, schools = offered()
    return ChangeForm(lesson_request, shown, now(), request.form if posted else None, side.staff, schools)


def _show(
    form: ChangeForm,
    side: Side,
    error: BookingError | None = None,
    status: int = 200,
    focus: str = "",
    notice: str = "",
    standing: list[str] | None = None,
    mails: list[Preview] | None = None,
) -> Response:
    html = render_template(
        "lesson_requests/change.html",
        lesson_request=form.lesson_request,
        sender=side,
        form=form,
        focus=focus,
        notice=notice,
        standing=standing or [],
        mails=mails or [],
        stopped=[],
        failed=error is not None or status >= 400,
    )
    return answer(html, error, status)
