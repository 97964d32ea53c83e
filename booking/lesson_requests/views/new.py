# SPDX-License-Identifier: EUPL-1.2
"""The same form, filled in by a coordinator for a school that phoned. Link and mails go to the school."""

from __future__ import annotations

from flask import Response, url_for
from flask_login import current_user

from booking.extensions import csrf
from booking.history.actions import staff
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.workflow import By
from booking.permissions import Can
from booking.web import needs

from . import asking
from .acting import Sender, kept
from .blueprints import desk as bp


def _sender() -> Sender:
    return Sender(staff(current_user), By.COORDINATOR, url_for("desk.new"), _page)


def _page(lesson_request: LessonRequest, token: str) -> str:
    return url_for("desk.one", reference=lesson_request.reference, klaar="ingevoerd")


@bp.get("/aanvragen/nieuw")
@needs(Can.ACT_FOR_SCHOOL)
def new() -> Response:
    return asking.empty(_sender())


@bp.post("/aanvragen/nieuw")
@csrf.exempt  # the form itself looks at the token, so that an old one shows the page again with all that was typed
@kept
@needs(Can.ACT_FOR_SCHOOL)
def enter() -> Response:
    sender = _sender()
    return asking.press(asking.read(sender), sender)
