# SPDX-License-Identifier: EUPL-1.2
"""A school that phones: a coordinator changes or withdraws the request for it."""

from __future__ import annotations

from flask import Response, url_for
from flask_login import current_user

from booking.history.actions import staff
from booking.lesson_requests import queries
from booking.lesson_requests.actions.change import Outcome
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.workflow import By
from booking.permissions import Can
from booking.web import needs

from . import changing, withdrawing
from .acting import Side, kept
from .blueprints import desk as bp


def _side(lesson_request: LessonRequest, act: str, done: str) -> Side:
    reference = lesson_request.reference
    back = url_for("desk.one", reference=reference)

    def leads_to(outcome: object, _token: str) -> str:
        nothing = isinstance(outcome, Outcome) and not outcome.changes
        return back if nothing else url_for("desk.one", reference=reference, klaar=done)

    return Side(staff(current_user), By.COORDINATOR, url_for(f"desk.{act}", reference=reference), leads_to, back)


@bp.get("/aanvragen/<reference>/wijzigen")
@needs(Can.ACT_FOR_SCHOOL, load=queries.by_reference)
def change(lesson_request: LessonRequest) -> Response:
    return changing.page(lesson_request, _side(lesson_request, "change", "wijzigen"))


@bp.post("/aanvragen/<reference>/wijzigen")
@kept
@needs(Can.ACT_FOR_SCHOOL, load=queries.by_reference)
def save_change(lesson_request: LessonRequest) -> Response:
    return changing.press(lesson_request, _side(lesson_request, "change", "wijzigen"))


@bp.get("/aanvragen/<reference>/intrekken")
@needs(Can.ACT_FOR_SCHOOL, load=queries.by_reference)
def withdraw(lesson_request: LessonRequest) -> Response:
    return withdrawing.page(lesson_request, _side(lesson_request, "withdraw", "intrekken"))


@bp.post("/aanvragen/<reference>/intrekken")
@kept
@needs(Can.ACT_FOR_SCHOOL, load=queries.by_reference)
def save_withdraw(lesson_request: LessonRequest) -> Response:
    return withdrawing.press(lesson_request, _side(lesson_request, "withdraw", "intrekken"))
