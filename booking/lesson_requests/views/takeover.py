# SPDX-License-Identifier: EUPL-1.2
"""Handing a request to a colleague: the contact asks, the colleague takes it over by the link in his own mailbox."""

from __future__ import annotations

from flask import Response, current_app, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from booking.errors import BookingError, Gone
from booking.extensions import csrf
from booking.history.actions import TEACHER
from booking.lesson_requests import limits, queries
from booking.lesson_requests.actions import takeover as actions
from booking.lesson_requests.emails import values
from booking.lesson_requests.emails.teacher import standing
from booking.lesson_requests.forms.takeover import HandOverForm, TakeOverForm
from booking.lesson_requests.models import LessonRequest, Takeover
from booking.lesson_requests.queries import shelf as offers
from booking.lesson_requests.workflow import By
from booking.limits import count_wrong_link
from booking.links.actions import token_for
from booking.links.tokens import hash_of
from booking.web import add_errors, link_page, now, writing

from .acting import Side, TooOften, answer, keep_pace, kept, see_other, sentence_of
from .blueprints import lesson_requests as bp
from .page import opened


def _side(token: str) -> Side:
    def done(_outcome: Takeover, _token: str) -> str:
        return url_for("lesson_requests.page", token=token, klaar="collega")

    action, back = url_for("lesson_requests.hand_over", token=token), url_for("lesson_requests.page", token=token)
    return Side(TEACHER, By.TEACHER, action, done, back, hash_of(token))


@bp.get("/aanvraag/<token>/collega")
@link_page
def hand_over(token: str) -> Response:
    return _ask_page(opened(token), HandOverForm(formdata=None), _side(token))


@bp.post("/aanvraag/<token>/collega")
@csrf.exempt
@kept
@link_page
def ask_colleague(token: str) -> Response:
    lesson_request, form, side = opened(token), HandOverForm(), _side(token)
    if not form.validate():
        return _ask_page(lesson_request, form, side, status=422)
    try:
        keep_pace(side, lesson_request.id)
        _keep_room()
        with writing():
            typed = form.name.data or "", form.email.data or ""
            asked = actions.ask_colleague(lesson_request.id, *typed, now(), side.opened)
    except BookingError as error:
        if error.field:
            add_errors(form, error)
        return _ask_page(opened(token), form, side, error)
    limits.count_asked()
    return see_other(side.done(asked, token))


def _keep_room() -> None:
    """Raises TooOften where this network, or everybody together, asked very many colleagues this hour."""
    minutes = limits.minutes_to_ask(request.remote_addr)
    if minutes:
        sentence = ngettext(
            "Er is het laatste uur heel vaak een collega gevraagd. Probeer het over %(num)s minuut opnieuw. Uw tekst staat "
            "hieronder. Kunt u niet wachten? Bel ons: %(phone)s.",
            "Er is het laatste uur heel vaak een collega gevraagd. Probeer het over %(num)s minuten opnieuw. Uw tekst staat "
            "hieronder. Kunt u niet wachten? Bel ons: %(phone)s.",
            minutes,
            phone=current_app.config["ORGANISATION_PHONE"],
        )
        raise TooOften(sentence, minutes)


def _ask_page(
    lesson_request: LessonRequest, form: HandOverForm, side: Side, error: BookingError | None = None, status: int = 200
) -> Response:
    html = render_template(
        "lesson_requests/hand_over.html",
        lesson_request=lesson_request,
        form=form,
        sender=side,
        possible=actions.may_change_hands(lesson_request),
        notice="" if error is None or error.field else sentence_of(error),
        failed=error is not None or status >= 400,
    )
    return answer(html, error, status)


# --- the colleague ----------------------------------------------------------------------------------------------------


def _offered(token: str) -> tuple[Takeover, LessonRequest]:
    """What this link offers, with the request as it is now. Unknown, taken, replaced, and of a request at its end: Gone."""
    takeover = offers.takeover_of(token, now())
    lesson_request = queries.one(takeover.request_id) if takeover is not None else None
    if takeover is None or lesson_request is None or lesson_request.anonymised_at is not None:
        count_wrong_link("takeover", request.remote_addr)
        raise Gone(_("Deze link werkt niet."), code="F-link")
    if not actions.may_change_hands(lesson_request):
        raise Gone(_("Deze link werkt niet."), code="F-link")
    return takeover, lesson_request


@bp.get("/overnemen/<token>")
@link_page
def offer(token: str) -> Response:
    takeover, lesson_request = _offered(token)
    return _offer_page(takeover, lesson_request, TakeOverForm(formdata=None), token)


@bp.post("/overnemen/<token>")
@csrf.exempt
@kept
@link_page
def take_over(token: str) -> Response:
    takeover, lesson_request = _offered(token)
    form, moment = TakeOverForm(), now()
    if not form.validate():
        return _offer_page(takeover, lesson_request, form, token, status=422)
    try:
        with writing():
            workdays = current_app.config["ANSWER_WORKDAYS"]
            taken = actions.take_over(takeover, form.phone.data or "", moment, workdays)
            new_token = token_for(taken.link, moment)
    except Gone:
        raise
    except BookingError as error:
        return _offer_page(*_offered(token), form, token, error)
    return see_other(url_for("lesson_requests.page", token=new_token, klaar="overgenomen"))


def _offer_page(
    takeover: Takeover,
    lesson_request: LessonRequest,
    form: TakeOverForm,
    token: str,
    error: BookingError | None = None,
    status: int = 200,
) -> Response:
    html = render_template(
        "lesson_requests/take_over.html",
        takeover=takeover,
        lesson_request=lesson_request,
        asked=values.asked(standing(lesson_request)),
        form=form,
        action=url_for("lesson_requests.take_over", token=token),
        notice=sentence_of(error) if error else "",
        failed=error is not None or status >= 400,
    )
    return answer(html, error, status)
