# SPDX-License-Identifier: EUPL-1.2
"""What the school's page and the office's page for taking lessons back have in common."""

from __future__ import annotations

from flask import Response, current_app, render_template, request

from booking.errors import BookingError, Conflict
from booking.lesson_requests.actions.withdraw import withdraw
from booking.lesson_requests.forms.withdraw import WithdrawForm
from booking.lesson_requests.models import LessonRequest
from booking.web import add_errors, now, rehearsing, writing

from .acting import Side, answer, as_it_is, keep_pace, see_other, sentence_of
from .previews import PREVIEW, Preview, previews


def page(lesson_request: LessonRequest, side: Side) -> Response:
    """The question, with all that can still be taken back."""
    return _show(lesson_request, WithdrawForm(lesson_request, side.by, posted=False), side)


def press(lesson_request: LessonRequest, side: Side) -> Response:
    """Yes."""
    form = WithdrawForm(lesson_request, side.by, posted=True)
    if not form.validate():
        return _show(lesson_request, form, side, status=422)
    moment, mails = now(), list[Preview]()
    rehearse = side.staff and request.form.get("act") == PREVIEW
    try:
        keep_pace(side, lesson_request.id)
        with rehearsing() if rehearse else writing():
            outcome = withdraw(
                lesson_request.id,
                form.chosen,
                form.fields.reason.data or "",
                actor=side.actor,
                by=side.by,
                now=moment,
                answer_workdays=current_app.config["ANSWER_WORKDAYS"],
                opened=side.opened,
                seen=form.seen,
            )
            if rehearse:
                mails = previews(lesson_request.id, moment)
    except BookingError as error:
        return _refused(lesson_request.id, side, error)
    if rehearse:
        again = as_it_is(lesson_request.id)
        return _show(again, WithdrawForm(again, side.by, posted=True), side, mails=mails)
    return see_other(side.done(outcome, ""))


def _refused(request_id: int, side: Side, error: BookingError) -> Response:
    """The page again with what was ticked and typed, over the lessons as they are now."""
    fresh = as_it_is(request_id, side.opened)
    form = WithdrawForm(fresh, side.by, posted=True)
    if isinstance(error, Conflict):
        form.look_again()
    if error.field:
        add_errors(form.fields, error)
    return _show(fresh, form, side, error, notice="" if error.field else sentence_of(error))


def _show(
    lesson_request: LessonRequest,
    form: WithdrawForm,
    side: Side,
    error: BookingError | None = None,
    status: int = 200,
    notice: str = "",
    mails: list[Preview] | None = None,
) -> Response:
    html = render_template(
        "lesson_requests/withdraw.html",
        lesson_request=lesson_request,
        form=form.fields,
        sender=side,
        possible=len(form.possible),
        dated=form.dated,
        soon=form.days_left(now()),
        notice=notice,
        mails=mails or [],
        failed=error is not None or status >= 400,
    )
    return answer(html, error, status)
