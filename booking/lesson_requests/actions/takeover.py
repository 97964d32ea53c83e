# SPDX-License-Identifier: EUPL-1.2
"""A contact hands a request to a colleague, who confirms by a link in his own mailbox. Until then nothing changes."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _

from booking.errors import BookingError, Conflict, Gone
from booking.extensions import db
from booking.history.actions import TEACHER, note
from booking.lesson_requests import emails
from booking.lesson_requests.actions.act import begin, finish, held
from booking.lesson_requests.actions.contact import correct, end_offers
from booking.lesson_requests.changed import Contact, Scope, scope_of
from booking.lesson_requests.models import ROOT, LessonRequest, Takeover
from booking.lesson_requests.queries import shelf as offers
from booking.lesson_requests.workflow import By
from booking.links import actions as links
from booking.links.models import SecretLink
from booking.outbox import queries as outbox
from booking.outbox.write import key_of
from booking.schools import queries as schools

A_DAY = 3
OF_ONE_REQUEST = 5
DAY = timedelta(days=1)
LASTS = timedelta(days=7)
ASKED, DONE = "takeover_ask", "takeover"


def may_change_hands(lesson_request: LessonRequest) -> bool:
    """Not once all of it is at an end."""
    return scope_of([booking.status for booking in lesson_request.bookings]) is not Scope.NOTHING


def ask_colleague(request_id: int, name: str, address: str, now: datetime, opened: bytes | None = None) -> Takeover:
    """Mail a colleague the question. A second one takes the place of the first.

    Raises Conflict where the request is at an end, BookingError at `email` where this address was asked too often, Gone where
    `opened` is no link any more.
    """
    lesson_request = held(request_id, opened)
    if lesson_request is None or not may_change_hands(lesson_request):
        raise Conflict(_("U kunt deze aanvraag niet meer overdragen."), code="F-voorbij")
    email_key = key_of(address)
    if email_key == lesson_request.email_key:
        raise BookingError(_("Dit adres staat al bij de aanvraag. Vul het adres van uw collega in."), field="email")
    if outbox.turn(email_key, ASKED, now - DAY, now)[0] >= A_DAY:
        raise _asked_enough()
    if offers.asked_since(now - DAY, request_id) >= OF_ONE_REQUEST:
        raise BookingError(_("U vroeg dit vandaag al 5 keer. Probeer het morgen opnieuw, of bel ons."), field="email")
    end_offers(lesson_request, now)
    link = links.issue("takeover", now, now + LASTS)
    takeover = Takeover(
        link_id=link.id, request_id=request_id, name=name, email=address, email_key=email_key, created_at=now
    )
    db.session.add(takeover)
    note(TEACHER, (ROOT, request_id), ASKED, now)
    _mail(lesson_request, takeover, link, now)
    return takeover


def _mail(lesson_request: LessonRequest, takeover: Takeover, link: SecretLink, now: datetime) -> None:
    """The question, in its turn: of two requests that ask one address at the same moment, the slower counts again."""
    school = schools.one(lesson_request.school_id) if lesson_request.school_id is not None else None
    name = school.name if school is not None else ""
    count, turn = outbox.turn(takeover.email_key, ASKED, now - DAY, now)
    while count < A_DAY:
        if emails.takeover_ask(lesson_request, link, takeover.email, now, turn, name) is not None:
            return
        before, (count, turn) = count, outbox.turn(takeover.email_key, ASKED, now - DAY, now)
        if count == before:
            break
    raise _asked_enough()


def _asked_enough() -> BookingError:
    sentence = _("Aan dit adres is dit vandaag al 3 keer gevraagd. Probeer het morgen opnieuw, of bel ons.")
    return BookingError(sentence, field="email")


def take_over(takeover: Takeover, phone: str, now: datetime, answer_workdays: int) -> LessonRequest:
    """The colleague presses: he is the contact now, the old link is dead, who asked and the secretariat hear of it. Once.

    Raises Gone where the request came to an end or somebody else was first.
    """
    act = begin(takeover.request_id, TEACHER, By.TEACHER, now, answer_workdays)
    lesson_request = act.lesson_request
    if not may_change_hands(lesson_request):
        raise Gone(_("Deze link werkt niet."), code="F-link")
    links.use_up(takeover.link, now, now)
    colleague = Contact(takeover.name, takeover.email, phone, lesson_request.day_contact)
    changes, _moved = correct(act, colleague, taken_over=True)
    lesson_request.school_changed_at = now
    act.tell(DONE, changes={one.what: [one.old, one.new] for one in changes})
    emails.change_notice(act, changes, taken_over=True)
    finish(act)
    return lesson_request
