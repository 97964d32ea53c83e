# SPDX-License-Identifier: EUPL-1.2
"""The request form of the school: no account, no session, no token. That it comes from our page says the browser."""

from __future__ import annotations

from flask import Response, url_for

from booking.extensions import csrf
from booking.history.actions import TEACHER
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.workflow import By
from booking.web import public, same_site

from . import asking
from .acting import Sender, kept
from .blueprints import lesson_requests as bp


def sender() -> Sender:
    return Sender(TEACHER, By.TEACHER, url_for("lesson_requests.form"), _page)


def _page(lesson_request: LessonRequest, token: str) -> str:
    return url_for("lesson_requests.page", token=token)


@bp.get("/aanvraag")
@public
def form() -> Response:
    return asking.empty(sender())


@bp.post("/aanvraag")
@csrf.exempt
@kept
@public
def submit() -> Response:
    posted = asking.read(sender())
    if not same_site():
        return asking.show(posted, sender(), 403, case="origin")
    return asking.press(posted, sender())
