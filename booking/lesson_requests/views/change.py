# SPDX-License-Identifier: EUPL-1.2
"""Changing a request by the school's link."""

from __future__ import annotations

from flask import Response, url_for

from booking.extensions import csrf
from booking.history import actions as diary
from booking.lesson_requests import shown
from booking.lesson_requests.actions.change import Outcome
from booking.lesson_requests.workflow import By
from booking.web import link_page

from . import changing
from .blueprints import lesson_requests as bp
from .page import opened


def _changer(token: str) -> changing.Changer:
    def done(outcome: Outcome, new_token: str) -> str:
        if not outcome.changes:
            said = "niets"
        elif outcome.moved:
            said = "adres"
        else:
            said = "antwoord" if shown.unanswered(outcome.lesson_request) else "gewijzigd"
        return url_for("lesson_requests.page", token=new_token, klaar=said)

    action = url_for("lesson_requests.change", token=token)
    return changing.Changer(diary.TEACHER, By.TEACHER, action, url_for("lesson_requests.page", token=token), done)


@bp.get("/aanvraag/<token>/wijzigen")
@link_page
def change(token: str) -> Response:
    return changing.page(opened(token), _changer(token))


@bp.post("/aanvraag/<token>/wijzigen")
@csrf.exempt
@link_page
def save_change(token: str) -> Response:
    return changing.press(opened(token), _changer(token))
