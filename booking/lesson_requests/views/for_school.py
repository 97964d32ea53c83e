# SPDX-License-Identifier: EUPL-1.2
"""A school that phones: a coordinator changes or withdraws the request for it."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for
from flask_login import current_user

from booking.errors import BookingError
from booking.history.actions import staff
from booking.lesson_requests import queries
from booking.lesson_requests.actions import withdraw as withdrawing
from booking.lesson_requests.actions.change import Outcome
from booking.lesson_requests.forms.withdraw import StaffWithdrawForm
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.workflow import Action, By, allowed
from booking.permissions import Can
from booking.web import add_errors, needs, now, writing

from . import changing
from .blueprints import desk as bp


def _changer(lesson_request: LessonRequest) -> changing.Changer:
    reference = lesson_request.reference
    back = url_for("desk.one", reference=reference)

    def done(outcome: Outcome, token: str) -> str:
        return url_for("desk.one", reference=reference, klaar="gewijzigd" if outcome.changes else "niets")

    return changing.Changer(
        staff(current_user), By.COORDINATOR, url_for("desk.change", reference=reference), back, done
    )


@bp.get("/aanvragen/<reference>/wijzigen")
@needs(Can.ACT_FOR_SCHOOL, load=queries.by_reference)
def change(lesson_request: LessonRequest) -> Response:
    return changing.page(lesson_request, _changer(lesson_request))


@bp.post("/aanvragen/<reference>/wijzigen")
@needs(Can.ACT_FOR_SCHOOL, load=queries.by_reference)
def save_change(lesson_request: LessonRequest) -> Response:
    return changing.press(lesson_request, _changer(lesson_request))


@bp.get("/aanvragen/<reference>/intrekken")
@needs(Can.ACT_FOR_SCHOOL, load=queries.by_reference)
def withdraw(lesson_request: LessonRequest) -> str:
    return _withdraw_page(lesson_request, StaffWithdrawForm.of(lesson_request, By.COORDINATOR))


@bp.post("/aanvragen/<reference>/intrekken")
@needs(Can.ACT_FOR_SCHOOL, load=queries.by_reference)
def save_withdraw(lesson_request: LessonRequest) -> Any:
    form = StaffWithdrawForm.of(lesson_request, By.COORDINATOR)
    if not form.validate_on_submit():
        return _withdraw_page(lesson_request, form), 422
    try:
        with writing():
            withdrawing.withdraw(
                lesson_request.id,
                form.chosen,
                form.reason.data or "",
                actor=staff(current_user),
                by=By.COORDINATOR,
                now=now(),
                answer_workdays=current_app.config["ANSWER_WORKDAYS"],
            )
    except BookingError as error:
        add_errors(form, error)
        return _withdraw_page(lesson_request, form), error.status
    return redirect(url_for("desk.one", reference=lesson_request.reference, klaar="ingetrokken"), 303)


def _withdraw_page(lesson_request: LessonRequest, form: StaffWithdrawForm) -> str:
    return render_template(
        "lesson_requests/withdraw.html",
        lesson_request=lesson_request,
        form=form,
        possible=any(allowed(Action.WITHDRAW, booking.status, By.COORDINATOR) for booking in lesson_request.bookings),
        dated=form.frees(lesson_request, everything=True),
        soon=form.days_left(lesson_request, now()),
        back=url_for("desk.one", reference=lesson_request.reference),
        for_school=True,
        failed=request.method == "POST",
    )
