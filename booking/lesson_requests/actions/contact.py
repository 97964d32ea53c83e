# SPDX-License-Identifier: EUPL-1.2
"""Correcting who is the contact. Another address renews the link: whoever reads the old mailbox must not hold it."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from booking.errors import BookingError
from booking.history import queries as history
from booking.lesson_requests import emails
from booking.lesson_requests.actions.act import ROOT, Act
from booking.lesson_requests.changed import Contact
from booking.lesson_requests.emails import Change
from booking.lesson_requests.workflow import By, Status, local_day
from booking.links.actions import renew
from booking.outbox import actions as outbox
from booking.outbox import queries as mails
from booking.outbox.write import key_of

A_DAY = 3
ADDRESS = "address"
RECEIPT = "submit_receipt"


FIELDS = (
    ("name", "contact_name", _l("naam van de contactpersoon")),
    ("phone", "contact_phone", _l("telefoonnummer")),
    ("day_contact", "day_contact", _l("contact op de dag zelf")),
)


def correct(act: Act, contact: Contact) -> list[Change]:
    """Store what differs, and answer what that was. Another address renews the link and takes the waiting mails along.

    Raises BookingError where the school corrects its address for the fourth time in a day.
    """
    lesson_request = act.lesson_request
    changes = []
    for name, column, label in FIELDS:
        old, new = getattr(lesson_request, column) or "", getattr(contact, name) or ""
        if old != new:
            setattr(lesson_request, column, new or None)
            changes.append(Change(str(label), old, new))
    if key_of(contact.email) != lesson_request.email_key:
        changes.append(Change(_("e-mailadres"), lesson_request.contact_email, contact.email))
        _move_address(act, contact.email)
    return changes


def _move_address(act: Act, address: str) -> None:
    lesson_request, now = act.lesson_request, act.now
    entries = history.of(ROOT, lesson_request.id)
    today = local_day(now)
    if act.by is By.TEACHER and sum(e.action == ADDRESS and local_day(e.at) == today for e in entries) >= A_DAY:
        raise BookingError(
            _("U wijzigde het e-mailadres vandaag al 3 keer. Bel ons, dan passen we het aan."), field="contact_email"
        )
    about = (ROOT, lesson_request.id)
    old = lesson_request.contact_email
    reached = any(mail.recipient_key == key_of(old) and mail.status == "sent" for mail in mails.about(*about))
    waiting = {mail.kind for mail in mails.undelivered(*about, key_of(old))}
    lesson_request.contact_email, lesson_request.email_key = address, key_of(address)
    renew(lesson_request.link, now)
    act.tell(ADDRESS)
    if not waiting & {RECEIPT, "link_again"}:
        _welcome(act, address)
    outbox.redirect(about, old, address, now)
    if reached:
        emails.address_changed(act, old)


def _welcome(act: Act, address: str) -> None:
    """The first mail to the new address holds its link: the receipt, or after a decision the link alone."""
    undecided = all(booking.status == Status.SUBMITTED for booking in act.lesson_request.bookings)
    if undecided:
        emails.submit_receipt(act, held=outbox.held_receipt(address, RECEIPT, act.now))
    else:
        emails.link_again(act.lesson_request, local_day(act.now), act.number, act.now)
