# SPDX-License-Identifier: EUPL-1.2
"""What the school's acts and those of a colleague for it have in common: who acts, and what happens when it cannot be stored."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Response, current_app, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from booking.errors import BookingError, Busy
from booking.extensions import db
from booking.history.actions import Actor
from booking.lesson_requests import limits, queries
from booking.lesson_requests.actions.act import demand_link
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.workflow import By
from booking.web import BROKEN

log = structlog.get_logger()


@dataclass(frozen=True)
class Sender:
    """Who sends a form, where it is posted, and where it leads once it was stored (from what came of it and the link's token)."""

    actor: Actor
    by: By
    action: str
    done: Callable[[Any, str], str]

    @property
    def staff(self) -> bool:
        return self.by is By.COORDINATOR


@dataclass(frozen=True)
class Side(Sender):
    """Of an act on a request that stands: also where it leads back to, and the hash of the token that opened its page."""

    back: str
    opened: bytes | None = None


def kept(view: Callable[..., Any]) -> Callable[..., Any]:
    """Where the database gives no answer at all, what was typed comes back on a page that sends it once more."""

    @functools.wraps(view)
    def guarded(**values: Any) -> Any:
        try:
            return view(**values)
        except BROKEN as error:
            db.session.rollback()
            log.error("act_not_stored", error=type(error).__name__)
            html = render_template("lesson_requests/once_more.html", fields=list(request.form.items(multi=True)))
            return make_response(html, 503)

    return guarded


class TooOften(BookingError):
    """A link that acts without end: each act mails the secretariat."""

    status = 429

    def __init__(self, sentence: str, minutes: int) -> None:
        super().__init__(sentence, code="F-vaak")
        self.minutes = minutes


def keep_pace(side: Side, request_id: int) -> None:
    """Count one act by the link of this request. Raises TooOften; colleagues are not counted."""
    minutes = 0 if side.staff else limits.minutes_to_wait(request_id)
    if minutes:
        sentence = ngettext(
            "U wijzigde deze aanvraag net heel vaak. Probeer het over %(num)s minuut opnieuw. Uw tekst staat hieronder. "
            "Kunt u niet wachten? Bel ons: %(phone)s.",
            "U wijzigde deze aanvraag net heel vaak. Probeer het over %(num)s minuten opnieuw. Uw tekst staat hieronder. "
            "Kunt u niet wachten? Bel ons: %(phone)s.",
            minutes,
            phone=current_app.config["ORGANISATION_PHONE"],
        )
        raise TooOften(sentence, minutes)


def sentence_of(error: BookingError) -> str:
    """What stands above the form that is shown again."""
    if isinstance(error, Busy):
        return _(
            "Dit is niet opgeslagen. Onze site heeft een storing. Uw tekst staat hieronder. "
            "Probeer het over een paar minuten opnieuw."
        )
    return error.sentence


def answer(html: str, error: BookingError | None = None, status: int = 200) -> Response:
    """The page, with what the error says of it."""
    response = make_response(html, error.status if error else status)
    if isinstance(error, TooOften):
        response.headers["Retry-After"] = str(error.minutes * 60)
    return response


def as_it_is(request_id: int, opened: bytes | None = None) -> LessonRequest:
    """What was read before a transaction that was undone is gone with it. Raises Gone where `opened` is no link any more."""
    fresh = queries.one(request_id)
    if fresh is None:
        raise BookingError(_("Deze aanvraag bestaat niet meer."))
    demand_link(fresh, opened)
    return fresh


def see_other(address: str) -> Response:
    response = redirect(address, 303)
    response.headers["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]
