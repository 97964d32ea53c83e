# SPDX-License-Identifier: EUPL-1.2
"""Correcting who is the contact. Another address renews the link: whoever reads the old mailbox must not hold it."""

from __future__ import annotations

from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from booking.errors import BookingError
from booking.history import queries as history
from booking.lesson_requests import emails
from booking.lesson_requests.actions.act import Act
from booking.lesson_requests.changed import Contact
from booking.lesson_requests.emails import Change
from booking.lesson_requests.emails.post import OFFICE_LANGUAGE
from booking.lesson_requests.models import ROOT, LessonRequest
from booking.lesson_requests.queries import shelf as offers
from booking.lesson_requests.workflow import By, Status, local_day
from booking.links.actions import end, renew
from booking.outbox import actions as outbox
from booking.outbox import queries as mails
from booking.outbox.models import OutboxMail
from booking.outbox.write import key_of

A_DAY = 3
ADDRESS = "address"
RECEIPT, LINK, ASK = "submit_receipt", "link_again", "takeover_ask"


FIELDS = (
    ("name", "contact_name", _l("naam van de contactpersoon")),
    ("phone", "contact_phone", _l("telefoonnummer")),
    ("day_contact", "day_contact", _l("contact op de dag zelf")),
)


def correct(act: Act, contact: Contact, *, taken_over: bool = False) -> tuple[list[Change], bool]:
    """Store what differs. Answers what that was, and whether the link is another one now: a new address renews it.

    `taken_over`: by a colleague, whose own mailbox said so. Raises BookingError where the school corrects its address for
    the fourth time in a day.
    """
    lesson_request = act.lesson_request
    changes = []
    moved = key_of(contact.email) != lesson_request.email_key
    old_address = lesson_request.contact_email
    if moved:
        _move_address(act, contact.email, taken_over)
    with force_locale(OFFICE_LANGUAGE):  # only colleagues read them
        for name, column, label in FIELDS:
            old, new = getattr(lesson_request, column) or "", getattr(contact, name) or ""
            if old != new:
                setattr(lesson_request, column, new or None)
                changes.append(Change(str(label), old, new))
        if moved:
            changes.append(Change(_("e-mailadres"), old_address, contact.email))
    return changes, moved


def _move_address(act: Act, address: str, taken_over: bool) -> None:
    """The mails that the old address never got go to the new one, with the new link; none of them may carry it to the old one."""
    lesson_request, now = act.lesson_request, act.now
    if act.by is By.TEACHER and not taken_over and _moves_today(act) >= A_DAY:
        raise BookingError(
            _("U wijzigde het e-mailadres vandaag al 3 keer. Bel ons, dan passen we het aan."), field="contact_email"
        )
    about = (ROOT, lesson_request.id)
    old = lesson_request.contact_email
    to_old = [mail for mail in mails.about(*about) if mail.recipient_key == key_of(old)]
    reached = any(mail.status == "sent" or _under_way(mail, now) for mail in to_old)
    waiting = {mail.kind for mail in mails.undelivered(*about, key_of(old))}
    held = outbox.held_receipt(address, RECEIPT, now)
    lesson_request.contact_email, lesson_request.email_key = address, key_of(address)
    renew(lesson_request.link, now)
    end_offers(lesson_request, now)
    if not taken_over:
        act.tell(ADDRESS)
    if not waiting & {RECEIPT, LINK}:
        _welcome(act, held)
    for mail in outbox.redirect(about, old, address, now):
        if mail.kind == RECEIPT:  # the limit is that of the new address
            mail.status = "held" if held else "queued"
    if reached:
        (emails.takeover_done if taken_over else emails.address_changed)(act, old)


def end_offers(lesson_request: LessonRequest, now: datetime) -> None:
    """No colleague takes the request over by what was mailed before; a mail that still waits to ask him is not sent."""
    for one in offers.offered(lesson_request.id, now):
        end(one.link, now)
        for mail in mails.undelivered(ROOT, lesson_request.id, one.email_key):
            if mail.kind == ASK:
                outbox.drop(mail)


def _moves_today(act: Act) -> int:
    today = local_day(act.now)
    entries = history.of(ROOT, act.lesson_request.id)
    return sum(e.action == ADDRESS and e.actor_kind == act.actor.kind and local_day(e.at) == today for e in entries)


def _under_way(mail: OutboxMail, now: datetime) -> bool:
    """Is a worker handing it over at this moment? Then it may arrive although it is dropped here."""
    return mail.status == "queued" and mail.claimed_until is not None and mail.claimed_until > now


def _welcome(act: Act, held: bool) -> None:
    """The first mail to the new address holds its link: the receipt, or after a decision the link alone."""
    lesson_request = act.lesson_request
    if lesson_request.answered_at is None and any(b.status == Status.SUBMITTED for b in lesson_request.bookings):
        emails.submit_receipt(act, held=held)
    else:
        emails.link_again(lesson_request, act.number, act.now)
