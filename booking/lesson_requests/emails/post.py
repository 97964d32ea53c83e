# SPDX-License-Identifier: EUPL-1.2
"""What all mails about a request have in common: what they are about, their conversation, their subject, who can answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from booking.jinja import day
from booking.lesson_requests.actions.act import Act
from booking.lesson_requests.models import ROOT, Booking, LessonRequest
from booking.lesson_requests.workflow import By, Status
from booking.links.models import SecretLink
from booking.outbox.models import OutboxMail
from booking.outbox.write import secretariat, write
from booking.schools.calendar import answer_by

from . import values

OFFICE_LANGUAGE = "nl"
"""Of all mails to colleagues and trainers."""


def post(
    lesson_request: LessonRequest,
    kind: str,
    *,
    recipient: str,
    news: str,
    now: datetime,
    act: int | str,
    more: Mapping[str, Any],
    language: str = OFFICE_LANGUAGE,
    about: tuple[str, int] | None = None,
    reply_to: str | None = None,
    link: SecretLink | None = None,
    due_at: datetime | None = None,
    held: bool = False,
    dedupe: str | None = None,
    subject: str = "",
) -> OutboxMail | None:
    """Write one mail about a request. `news` is its first line: preheader, heading, first line of the text.

    `subject`: of a mail to somebody who is not in the conversation yet.
    """
    return write(
        kind=kind,
        about=about or (ROOT, lesson_request.id),
        act=act,
        thread=lesson_request.reference,
        recipient=recipient,
        subject=subject or lesson_request.subject,
        values={"news": news, "reference": lesson_request.reference, **more},
        language=language,
        now=now,
        link=link,
        reply_to=reply_to,
        due_at=due_at,
        held=held,
        dedupe=dedupe,
    )


def to_teacher(
    act: Act, kind: str, news: str, more: Mapping[str, Any], *, link: bool = True, held: bool = False
) -> None:
    """A mail to the contact of the request, in the request's language. `link`: with her own link in it."""
    lesson_request = act.lesson_request
    post(
        lesson_request,
        kind,
        recipient=lesson_request.contact_email,
        news=news,
        now=act.now,
        act=act.number,
        more={"name": values.plain(lesson_request.contact_name), "staff": staff_of(act), "personal": link, **more},
        language=lesson_request.language,
        reply_to=secretariat()[0],
        link=lesson_request.link if link else None,
        held=held,
    )


def to_secretariat(act: Act, kind: str, news: str, more: Mapping[str, Any], due_at: datetime | None = None) -> None:
    """A mail to each mailbox of the secretariat; its answer goes to the school."""
    lesson_request = act.lesson_request
    for address in secretariat():
        post(
            lesson_request,
            kind,
            recipient=address,
            news=news,
            now=act.now,
            act=act.number,
            more={"staff": staff_of(act), "page": page_of(lesson_request), **more},
            reply_to=lesson_request.contact_email,
            due_at=due_at,
        )


def open_besides(act: Act, *decided: Iterable[Booking]) -> list[Booking]:
    """What of the request still waits for an answer, these left out."""
    now_decided = {booking.id for some in decided for booking in some}
    return [
        booking
        for booking in act.lesson_request.bookings
        if booking.status == Status.SUBMITTED and booking.id not in now_decided
    ]


def page_of(lesson_request: LessonRequest) -> str:
    """Where colleagues see it."""
    return f"/beheer/aanvragen/{lesson_request.reference}"


def school_of(lesson_request: LessonRequest) -> str:
    return values.plain(lesson_request.school_name)


def contact_of(lesson_request: LessonRequest) -> str:
    """Tess Voorbeeld, 030 123 45 67: whom to call."""
    return f"{values.plain(lesson_request.contact_name)}, {values.tied(lesson_request.contact_phone)}"


def staff_of(act: Act) -> str:
    """The colleague who did it; empty for the school and the clock."""
    return (act.actor.name or "") if act.by is By.COORDINATOR else ""


def several(lesson_request: LessonRequest) -> bool:
    """Were more lessons asked than one? Then a line of the plan says which."""
    return len({booking.offering_id for booking in lesson_request.bookings}) > 1


def promised(bookings: Iterable[Booking], answer_workdays: int) -> date | None:
    """The last day on which those that wait for an answer get one; none if nothing waits."""
    waiting = [booking.submitted_at for booking in bookings if booking.status == Status.SUBMITTED]
    return answer_by(min(waiting), answer_workdays) if waiting else None


def promised_day(bookings: Iterable[Booking], answer_workdays: int) -> str:
    """dinsdag 1 december 2026; empty if nothing waits for an answer."""
    found = promised(bookings, answer_workdays)
    return day(found) if found else ""
