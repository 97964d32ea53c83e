# SPDX-License-Identifier: EUPL-1.2
"""The requester's page under the secret link. The link is the key: its posts need no other proof."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _

from booking.errors import Gone
from booking.history import queries as history
from booking.jinja import day
from booking.lesson_requests import queries, shown, words
from booking.lesson_requests.changed import scope_of
from booking.lesson_requests.emails import values
from booking.lesson_requests.models import ROOT, LessonRequest
from booking.lesson_requests.queries.submitting import RECEIPT
from booking.lesson_requests.workflow import LIVE, Action, By, Status, acts, local_day
from booking.limits import count_wrong_link
from booking.outbox import queries as outbox
from booking.web import link_page, now

from . import plan_checks
from .blueprints import lesson_requests as bp


def opened(token: str, read: Callable[[str, datetime], LessonRequest | None] = queries.by_token) -> LessonRequest:
    """The request that this link opens. Unknown, expired or renewed: one and the same Gone."""
    lesson_request = read(token, now())
    if lesson_request is None or lesson_request.anonymised_at is not None:
        count_wrong_link("request", request.remote_addr)
        raise Gone(_("Deze link werkt niet."), code="F-link")
    return lesson_request


def _done(act: str, answer_by: date | None, address: str, stands: bool, held: bool = False) -> str:
    """The sentence after an act, from the address: link pages have no session to keep it in."""
    if not act:
        return ""
    if act == "gewijzigd" and answer_by is not None:
        return _("Opgeslagen. U krijgt nog steeds uiterlijk %(day)s antwoord.", day=day(answer_by))
    if act == "adres" and held:
        return _(
            "Opgeslagen. De oude link werkt niet meer. Aan %(address)s stuurden we vandaag al 3 mails. "
            "De mail met uw nieuwe link sturen we later. Bewaar deze pagina.",
            address=address,
        )
    return {
        "gewijzigd": _("Opgeslagen."),
        "rooster": _("Opgeslagen. Uw rooster is weg."),
        "niets": _("U heeft niets gewijzigd."),
        "adres": _(
            "Opgeslagen. Uw nieuwe link staat in de mail aan %(address)s. De oude link werkt niet meer.",
            address=address,
        ),
        "collega": _("Uw collega krijgt een mail. Tot uw collega de aanvraag overneemt, werkt uw eigen link."),
        "overgenomen": _(
            "U heeft de aanvraag overgenomen. De link naar deze pagina staat in de mail aan %(address)s.",
            address=address,
        ),
        "ingetrokken": _("Ingetrokken. De rest van uw aanvraag blijft staan.") if stands else _("Ingetrokken."),
        "ingetrokken-datum": _("Ingetrokken. De trainer krijgt bericht. De rest van uw aanvraag blijft staan.")
        if stands
        else _("Ingetrokken. De trainer krijgt bericht."),
    }.get(act, "")


@bp.get("/aanvraag/<token>")
@link_page
def page(token: str) -> str:
    lesson_request = opened(token, queries.to_read)
    moment, statuses = now(), shown.statuses(lesson_request)
    act = request.args.get("klaar", "")
    answer_by = shown.promised_day(lesson_request, current_app.config["ANSWER_WORKDAYS"])
    first = shown.first_look(lesson_request, moment)
    address = lesson_request.contact_email if first else values.masked(lesson_request.contact_email)
    held = (first or act == "adres") and outbox.is_held(ROOT, lesson_request.id, RECEIPT)
    still_promised = answer_by if answer_by is not None and answer_by >= local_day(moment) else None
    return render_template(
        "lesson_requests/page.html",
        token=token,
        back="",
        first=first,
        twice=act == "dubbel",
        done=_done(act, still_promised, address, any(Status(one) in LIVE for one in statuses), held),
        held=held,
        too_big=plan_checks.too_big(lesson_request),
        shown_address=address,
        scope=scope_of(statuses),
        can_withdraw=Action.WITHDRAW in acts(statuses, By.TEACHER),
        again_url=url_for(".again", token=token),
        **told(lesson_request, moment, untouched=first and set(statuses) == {Status.SUBMITTED}),
    )


def told(lesson_request: LessonRequest, moment: datetime, untouched: bool = False) -> dict[str, Any]:
    """What is read of the request, whoever came to it, and however. `untouched`: it has just come in, and its diary is not shown."""
    workdays, statuses = current_app.config["ANSWER_WORKDAYS"], shown.statuses(lesson_request)
    entries = () if untouched else history.of(ROOT, lesson_request.id)
    return {
        "lesson_request": lesson_request,
        "said": words.of_request(statuses),
        "counts": words.counted(statuses),
        "sentence": shown.sentence(lesson_request, workdays, moment, current_app.config["ORGANISATION_PHONE"]),
        "answer_by": shown.promised_day(lesson_request, workdays),
        "blocks": shown.blocks(lesson_request, workdays, shown.withdrawn_at(entries)),
        "schedule": shown.schedule(lesson_request),
        "wishes": shown.wishes(lesson_request),
        "happened": shown.happened(entries, lesson_request),
    }
