# SPDX-License-Identifier: EUPL-1.2
"""Asking once more: the ordinary form, filled in from a former request. It is sent as any other, to `/aanvraag`."""

from __future__ import annotations

from flask import Response, request

from booking.lesson_requests.forms.again import Again
from booking.lesson_requests.forms.request import RequestForm
from booking.lesson_requests.models import LessonRequest
from booking.web import link_page, now

from . import asking
from .blueprints import lesson_requests as bp
from .form import sender
from .offered import offered
from .page import opened


@bp.get("/aanvraag/<token>/opnieuw")
@link_page
def again(token: str) -> Response:
    return filled_in(opened(token))


def filled_in(lesson_request: LessonRequest) -> Response:
    """`les=` names one lesson of it. As every page under a secret link it is not stored, unlike the empty form."""
    (shown, schools), moment = offered(), now()
    former = Again(lesson_request, shown, schools, moment, request.args.get("les", ""))
    form = RequestForm(shown, moment, former.data, schools=schools)
    response = asking.show(form, sender(), 200, former=former)
    response.headers["Cache-Control"] = "no-store"
    return response
