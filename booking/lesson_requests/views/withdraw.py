# SPDX-License-Identifier: EUPL-1.2
"""Taking lessons back by the school's link, with a question before."""

from __future__ import annotations

from flask import Response, url_for

from booking.extensions import csrf
from booking.history.actions import TEACHER
from booking.lesson_requests.actions.withdraw import Withdrawn
from booking.lesson_requests.workflow import By
from booking.links.tokens import hash_of
from booking.web import link_page

from . import withdrawing
from .acting import Side, kept
from .blueprints import lesson_requests as bp
from .page import opened


def _side(token: str) -> Side:
    def done(outcome: Withdrawn, _token: str) -> str:
        said = "ingetrokken-datum" if outcome.told else "ingetrokken"
        return url_for("lesson_requests.page", token=token, klaar=said)

    action, back = url_for("lesson_requests.withdraw", token=token), url_for("lesson_requests.page", token=token)
    return Side(TEACHER, By.TEACHER, action, done, back, hash_of(token))


@bp.get("/aanvraag/<token>/intrekken")
@link_page
def withdraw(token: str) -> Response:
    return withdrawing.page(opened(token), _side(token))


@bp.post("/aanvraag/<token>/intrekken")
@csrf.exempt
@kept
@link_page
def save_withdraw(token: str) -> Response:
    return withdrawing.press(opened(token), _side(token))
