# SPDX-License-Identifier: EUPL-1.2
"""Mails to the secretariat's mailbox: what happened in the first line, no greeting, always in Dutch.

Each function writes one mail to each mailbox; its text stands in `templates/email/<name of the function>/words.txt`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import force_locale, lazy_gettext
from flask_babel import gettext as _

from booking.jinja import clock, listing
from booking.lesson_requests.actions.act import Act
from booking.lesson_requests.models import Booking, LessonRequest
from booking.lesson_requests.workflow import By, Status
from booking.outbox.models import OutboxMail
from booking.outbox.write import key_of, secretariat

from . import values
from .post import (
    OFFICE_LANGUAGE,
    contact_of,
    open_besides,
    page_of,
    post,
    promised_day,
    school_of,
    several,
    staff_of,
    to_secretariat,
)
from .schedule import schedule

KINDS = {
    "submit_receipt": lazy_gettext("Ontvangstbevestiging"),
    "approve_confirmation": lazy_gettext("Bevestiging"),
    "decline": lazy_gettext("Afwijzing"),
    "withdraw_receipt": lazy_gettext("Bevestiging van intrekken"),
    "reopen": lazy_gettext("Aanvraag opnieuw bekeken"),
    "link_again": lazy_gettext("Link naar de aanvraag"),
    "address_changed": lazy_gettext("E-mailadres gewijzigd"),
    "takeover_ask": lazy_gettext("Vraag aan een collega"),
    "takeover_done": lazy_gettext("Aanvraag overgenomen"),
    "shelf": lazy_gettext("Link naar alle aanvragen"),
    "submit_notice": lazy_gettext("Nieuwe aanvraag"),
    "answer_notice": lazy_gettext("Bericht van het besluit"),
    "change_notice": lazy_gettext("Aanvraag gewijzigd"),
    "withdraw_notice": lazy_gettext("Aanvraag ingetrokken"),
    "assign": lazy_gettext("Nieuwe les voor de trainer"),
    "assign_change": lazy_gettext("Les gewijzigd voor de trainer"),
    "unassign": lazy_gettext("Les vervalt voor de trainer"),
}
"""What people call each mail. The mail log shows these too."""
TO_SCHOOL = frozenset(
    (
        "submit_receipt", "approve_confirmation", "decline", "withdraw_receipt", "reopen", "link_again", "address_changed",
        "takeover_ask", "takeover_done",
    )
)  # fmt: skip


def submit_notice(act: Act, warnings: Sequence[str], due_at: datetime | None = None) -> None:
    """A new request, with all that the form asked. `due_at`: above 60 an hour they are spaced, none is left out."""
    lesson_request = act.lesson_request
    with force_locale(OFFICE_LANGUAGE):
        school = school_of(lesson_request)
        answer_by = promised_day(lesson_request.bookings, act.answer_workdays)
        proposed = schedule(lesson_request)
        more = {
            "school": f"{school}, {lesson_request.school_wijk or values.tied(lesson_request.school_address)}",
            "asked": values.asked(lesson_request.bookings),
            "wishes": values.wishes(lesson_request) or ([_("volgens het rooster")] if proposed else []),
            "schedule": proposed,
            "remark": lesson_request.remark or "",
            "contact": f"{contact_of(lesson_request)}, {lesson_request.contact_email}",
            "warnings": [str(warning) for warning in warnings],
        }
        news = _("Nieuw: %(school)s. Antwoord uiterlijk %(day)s.", school=school, day=answer_by)
        to_secretariat(act, "submit_notice", news, more, due_at)


def answer_notice(act: Act, news: str, more: dict[str, Any]) -> None:
    """What the school hears of a colleague's act. Call it through `decided` and `reopened_notice`."""
    empty: dict[str, Any] = {"plan": [], "asked": [], "declined": [], "why": []}
    to_secretariat(act, "answer_notice", news, {**empty, "time": clock(act.now), **more})


def decided(act: Act, approved: Sequence[Booking], declined: Sequence[Booking]) -> None:
    """What was decided: the dates, and why not."""
    with force_locale(OFFICE_LANGUAGE):
        waiting = open_besides(act, approved, declined)
        if waiting:
            news = _partly(act, approved, declined, waiting)
        elif approved and declined:
            news = _("Bevestigd en afgewezen. De school krijgt dit antwoord.")
        elif approved:
            news = _("Bevestigd. De school krijgt dit antwoord.")
        else:
            news = _("Afgewezen. De school krijgt dit antwoord.")
        refused = values.refusals(declined)
        more = {
            "plan": values.plan(values.lessons(approved), several=several(act.lesson_request)),
            "declined": [line for refusal in refused for line in refusal.asked],
            "why": [" ".join(filter(None, (refusal.reason, refusal.explanation))) for refusal in refused],
        }
        answer_notice(act, news, more)


def _partly(act: Act, approved: Sequence[Booking], declined: Sequence[Booking], waiting: Sequence[Booking]) -> str:
    """The first line of a decision after which something still waits."""
    rest = {
        "what": values.in_words(waiting, several(act.lesson_request)),
        "day": promised_day(waiting, act.answer_workdays),
    }
    if approved and declined:
        return _("Deels bevestigd, deels afgewezen. Nog open: %(what)s, uiterlijk %(day)s.", **rest)
    if approved:
        return _("Deels bevestigd. Nog open: %(what)s, uiterlijk %(day)s.", **rest)
    return _("Deels afgewezen. Nog open: %(what)s, uiterlijk %(day)s.", **rest)


def reopened_notice(act: Act, bookings: Sequence[Booking]) -> None:
    """A colleague undid a decision."""
    with force_locale(OFFICE_LANGUAGE):
        answer_by = promised_day(bookings, act.answer_workdays)
        news = _(
            "Teruggedraaid door %(staff)s. Opnieuw beoordelen, uiterlijk %(day)s.", staff=staff_of(act), day=answer_by
        )
        answer_notice(act, news, {"asked": values.asked(bookings)})


def change_notice(act: Act, changes: Sequence[values.Change], taken_over: bool = False) -> None:
    """What the school, or a colleague for it, changed. Nothing changed: no mail. `taken_over`: somebody else is the contact."""
    if not changes:
        return
    bookings = act.lesson_request.bookings
    with force_locale(OFFICE_LANGUAGE):
        what = listing(dict.fromkeys(str(change.what) for change in changes))
        if act.by is By.COORDINATOR:
            news = _("Gewijzigd door %(staff)s, op verzoek van de school: %(what)s.", staff=staff_of(act), what=what)
        elif taken_over:
            news = _("Overgenomen door een collega van de school.")
        else:
            news = _("Gewijzigd door de school: %(what)s.", what=what)
        planned = sum(booking.status == Status.CONFIRMED for booking in bookings)
        to_secretariat(act, "change_notice", news, {"changes": [change.line for change in changes], "planned": planned})


def withdraw_notice(act: Act, bookings: Sequence[Booking], reason: str, told: bool = False) -> None:
    """What the school took back. `told`: who would give it hears of it too."""
    with force_locale(OFFICE_LANGUAGE):
        if act.by is By.COORDINATOR:
            news = _("Ingetrokken door %(staff)s, op verzoek van de school.", staff=staff_of(act))
        else:
            news = _("Ingetrokken door de school.")
        more = {"asked": values.asked(bookings), "reason": reason, "told": told}
        to_secretariat(act, "withdraw_notice", news, more)


def undeliverable(
    lesson_request: LessonRequest, mail: OutboxMail, why: str, now: datetime, administrators: Sequence[str] = ()
) -> None:
    """A mail about this request failed for good: to the secretariat and to the colleague who handles the request.

    `why`: what the mail server said, in plain words. A mail to the secretariat itself: to the administrators alone.
    """
    if mail.kind == "undeliverable":
        return
    at_office = mail.recipient_key in {key_of(address) for address in secretariat()}
    assignee = lesson_request.assignee
    own = [assignee.email] if assignee is not None and assignee.active else []
    recipients = administrators if at_office else [*secretariat(), *own]
    with force_locale(OFFICE_LANGUAGE):
        more = {
            "mail_kind": str(KINDS.get(mail.kind, _("Mail"))),
            "masked": values.masked(mail.recipient),
            "why": why,
            "its_news": mail.body_text.partition("\n")[0],
            "school": school_of(lesson_request),
            "phone": values.tied(lesson_request.contact_phone),
            "to_school": mail.kind in TO_SCHOOL,
            "at_office": at_office,
            "page": page_of(lesson_request),
        }
        if at_office:
            news = _("Mail aan het secretariaat niet bezorgd. Controleer het adres.")
        elif more["to_school"]:
            news = _("Mail niet bezorgd. Bel de school.")
        else:
            news = _("Mail niet bezorgd. Bel de trainer of de aanbieder.")
        for address in dict.fromkeys(recipients):
            post(
                lesson_request,
                "undeliverable",
                recipient=address,
                news=news,
                now=now,
                act=mail.id,
                more=more,
                about=("mail", mail.id),
            )
