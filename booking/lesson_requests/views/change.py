# SPDX-License-Identifier: EUPL-1.2
"""Changing a request by the school's link."""

from __future__ import annotations

from flask import Response, url_for

from booking.extensions import csrf
from booking.history.actions import TEACHER
from booking.lesson_requests.actions.change import Outcome
from booking.lesson_requests.workflow import By
from booking.links.tokens import hash_of
from booking.web import link_page

from . import changing
from .acting import Side, kept
from .blueprints import lesson_requests as bp
from .page import opened


def _side(token: str) -> Side:
    def done(outcome: Outcome, new_token: str) -> str:
        changed = "rooster" if outcome.dropped else "gewijzigd" if outcome.changes else "niets"
        said = "adres" if outcome.moved else changed
        return url_for("lesson_requests.page", token=new_token or token, klaar=said)

    action, back = url_for("lesson_requests.change", token=token), url_for("lesson_requests.page", token=token)
    return Side(TEACHER, By.TEACHER, action, done, back, hash_of(token))


@bp.get("/aanvraag/<token>/wijzigen")
@link_page
def change(token: str) -> Response:
    return changing.page(opened(token), _side(token))


@bp.post("/aanvraag/<token>/wijzigen")
@csrf.exempt
@kept
@link_page
def save_change(token: str) -> Response:
    return changing.press(opened(token), _side(token))
