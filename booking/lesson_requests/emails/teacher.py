# SPDX-License-Identifier: EUPL-1.2
"""Mails to the contact of a request. Until a coordinator has acted they hold no free text: anybody can type an address.

Each function writes one mail; its text stands in `templates/email/<name of the function>/words.txt`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from booking.lesson_requests.actions.act import Act
from booking.lesson_requests.models import Booking, LessonRequest
from booking.lesson_requests.workflow import LIVE, Status
from booking.links.models import SecretLink
from booking.outbox.models import OutboxMail
from booking.outbox.write import secretariat, write

from . import values
from .post import open_besides, post, promised_day, several, to_teacher
from .schedule import schedule


def submit_receipt(act: Act, held: bool = False) -> None:
    """The request arrived. Also the first mail to a corrected address that never got it. `held`: not sent until released (S46)."""
    lesson_request = act.lesson_request
    with force_locale(lesson_request.language):
        waiting = [booking for booking in lesson_request.bookings if booking.status == Status.SUBMITTED]
        answer_by = promised_day(waiting, act.answer_workdays)
        more = {
            "asked": values.asked(waiting),
            "schedule": schedule(lesson_request),
            "answer_by": answer_by,
            "workdays": act.answer_workdays,
        }
        news = _("Ontvangen. U krijgt uiterlijk %(day)s antwoord.", day=answer_by)
        to_teacher(act, "submit_receipt", news, more | values.things(waiting), held=held)


def approve_confirmation(act: Act, approved: Sequence[Booking], declined: Sequence[Booking], extra: str) -> None:
    """The dates stand, with those that the same decision declined and what still waits."""
    lesson_request = act.lesson_request
    with force_locale(lesson_request.language):
        planned = values.lessons(approved)
        more = {
            "plan": values.plan(planned, several=several(lesson_request)),
            "where": values.where(planned),
            "arrange": values.arrange(approved),
            "extra": extra,
            "refusals": values.refusals(declined),
            "lessons": len(planned),
        }
        news = _("Bevestigd: %(when)s.", when=values.when(planned))
        to_teacher(act, "approve_confirmation", news, more | _rest(act, approved, declined) | values.things(approved))


def decline(act: Act, declined: Sequence[Booking], extra: str) -> None:
    """Nothing of this decision can be given: why, and what else there is."""
    lesson_request = act.lesson_request
    with force_locale(lesson_request.language):
        more = {"refusals": values.refusals(declined), "extra": extra} | values.things(declined)
        news = _("Afgewezen. Lees waarom en wat u kunt doen.")
        to_teacher(act, "decline", news, more | _rest(act, (), declined), link=False)


def _rest(act: Act, *decided: Sequence[Booking]) -> dict[str, str]:
    """What still gets an answer (`rest`), and until when; both empty if nothing waits."""
    waiting = open_besides(act, *decided)
    rest = values.in_words(waiting, several(act.lesson_request)) if waiting else ""
    return {"rest": rest, "answer_by": promised_day(waiting, act.answer_workdays)}


def standing(lesson_request: LessonRequest) -> list[Booking]:
    """What of the request is not at an end."""
    return [booking for booking in lesson_request.bookings if Status(booking.status) in LIVE]


def _standing(act: Act, touched: Sequence[Booking], as_they_are: Collection[Status]) -> str:
    """What of the request this act leaves as it is; empty if there is nothing."""
    ids = {booking.id for booking in touched}
    rest = [one for one in act.lesson_request.bookings if one.id not in ids and one.status in as_they_are]
    return values.in_words(rest, several(act.lesson_request)) if rest else ""


def withdraw_receipt(act: Act, bookings: Sequence[Booking], dates: int = 0) -> None:
    """What was withdrawn. `dates`: how many dates became free by it."""
    lesson_request = act.lesson_request
    with force_locale(lesson_request.language):
        slugs = dict.fromkeys(booking.offering.slug for booking in bookings)
        more = {
            "asked": values.asked(bookings),
            "dates": dates,
            "stands": _standing(act, bookings, {Status.SUBMITTED, Status.CONFIRMED}),
            "again": "/aanvraag?" + "&".join(f"les={slug}" for slug in slugs),
        }
        to_teacher(act, "withdraw_receipt", _("Ingetrokken."), more, link=False)


def reopen(act: Act, bookings: Sequence[tuple[Booking, Status]], extra: str) -> None:
    """A decision is undone. Each booking comes with the status that it had."""
    lesson_request = act.lesson_request
    again = [booking for booking, _before in bookings]
    before = {status for _booking, status in bookings}
    with force_locale(lesson_request.language):
        more = {
            "asked": values.asked(again),
            "answered": bool(before - {Status.WITHDRAWN}),
            "confirmed": sum(status is Status.CONFIRMED for _booking, status in bookings),
            "answer_by": promised_day(again, act.answer_workdays),
            "stands": _standing(act, again, {Status.CONFIRMED}),
            "extra": extra,
        }
        news = _("We bekijken uw aanvraag opnieuw.")
        to_teacher(act, "reopen", news, more | values.things(again))


def address_changed(act: Act, old_address: str) -> None:
    """To the former address, if a mail ever went there."""
    with force_locale(act.lesson_request.language):
        _to_former(act, "address_changed", _("Het e-mailadres is gewijzigd."), old_address)


def link_again(lesson_request: LessonRequest, act: int | str, now: datetime) -> OutboxMail | None:
    """The request has another link: here it is."""
    with force_locale(lesson_request.language):
        return post(
            lesson_request,
            "link_again",
            recipient=lesson_request.contact_email,
            news=_("Hier is de nieuwe link naar uw aanvraag."),
            now=now,
            act=act,
            more={"staff": "", "personal": True, "asked": values.asked(lesson_request.bookings)},
            language=lesson_request.language,
            reply_to=secretariat()[0],
            link=lesson_request.link,
        )


def takeover_ask(
    lesson_request: LessonRequest, link: SecretLink, address: str, now: datetime, turn: str, school: str = ""
) -> OutboxMail | None:
    """To a colleague: does he want to take the request over? Nothing in it was typed: not his name, nor that of who asks.

    `school`: its name in the register; a typed one has no place here. None: not its turn.
    """
    school = values.plain(school)
    with force_locale(lesson_request.language):
        return post(
            lesson_request,
            "takeover_ask",
            recipient=address,
            subject=_("Wilt u een aanvraag overnemen?"),
            news=_("Een collega vraagt of u een aanvraag van %(school)s overneemt.", school=school)
            if school
            else _("Een collega vraagt of u een aanvraag overneemt."),
            now=now,
            act=f"takeover-{link.id}",
            more={"staff": "", "personal": True, "asked": values.asked(standing(lesson_request)), "school": school},
            language=lesson_request.language,
            reply_to=secretariat()[0],
            link=link,
            dedupe=turn,
        )


def takeover_done(act: Act, old_address: str) -> None:
    """To who handed it over."""
    lesson_request = act.lesson_request
    with force_locale(lesson_request.language):
        asked = values.asked(standing(lesson_request))
        _to_former(act, "takeover_done", _("Uw collega heeft de aanvraag overgenomen."), old_address, {"asked": asked})


def _to_former(act: Act, kind: str, news: str, address: str, more: Mapping[str, Any] | None = None) -> None:
    """To an address that the request had: without a link and without a name."""
    post(
        act.lesson_request,
        kind,
        recipient=address,
        news=news,
        now=act.now,
        act=act.number,
        more={"staff": "", "personal": False, **(more or {})},
        language=act.lesson_request.language,
        reply_to=secretariat()[0],
    )


def shelf(address: str, link: SecretLink, language: str, now: datetime, turn: str) -> OutboxMail | None:
    """One link to all requests of this address. It tells of none of them: it may be somebody else who typed the address.

    None: not its turn.
    """
    with force_locale(language):
        return write(
            kind="shelf",
            about=("shelf", link.id),
            act=1,
            thread=f"shelf-{link.id}",
            recipient=address,
            subject=_("De link naar uw aanvragen"),
            values={
                "news": _("Hier is de link naar uw aanvragen."),
                "reference": "",
                "staff": "",
                "personal": True,
            },
            language=language,
            now=now,
            link=link,
            reply_to=secretariat()[0],
            dedupe=turn,
        )
