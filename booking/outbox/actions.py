# SPDX-License-Identifier: EUPL-1.2
"""What people do with mails that were written: send again, release, retry, write anew to a corrected address."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, update

from booking.errors import BookingError
from booking.extensions import db
from booking.history.actions import Actor, note
from booking.links.tokens import MARK
from booking.permissions import Can, demand

from . import queries
from .models import OutboxMail
from .write import checked_address, digest_of, fresh, key_of, store

RECEIPTS_A_DAY = 3
DAY = timedelta(days=1)
RESEND = ":resend:"
SENT_AGAIN = "send_mail_again"
COPIED = (
    "kind", "language", "about_kind", "about_id", "thread", "recipient", "recipient_key", "reply_to", "subject",
    "body_text", "body_html", "calendar", "calendar_method", "link_id",
)  # fmt: skip


def send_again(mail_id: int, actor: Actor, now: datetime) -> OutboxMail:
    """What the button of the mail log does: release a held mail, write a sent or failed one anew."""
    demand(actor, Can.SEND_AGAIN)
    mail = _locked(mail_id)
    note(actor, (mail.about_kind, mail.about_id), SENT_AGAIN, now, subject=("mail", mail.id))
    if mail.status == "held":
        release(mail, now)
        return mail
    return resend(mail, now)


def resend(mail: OutboxMail, now: datetime) -> OutboxMail:
    """The same mail as a new row with a new Message-ID: mail servers drop one that they know.

    Raises BookingError while a former repeat still waits: a double click sends once. And for a mail with a link that this
    address must not get any more.
    """
    _refuse_taken(mail)
    if mail.status not in ("sent", "failed"):
        raise BookingError(_("Deze mail staat al klaar. Hij gaat vanzelf weg."))
    key = mail.dedupe_key.partition(RESEND)[0] + RESEND
    former = queries.repeats(mail, key)
    if former and former[0].status == "queued":
        raise BookingError(_("Deze mail staat al klaar. Hij gaat vanzelf weg."))
    again = _copy(mail, now, f"{key}{len(former) + 2}")
    if again is None:
        raise BookingError(_("Deze mail staat al klaar. Hij gaat vanzelf weg."))
    if mail.status == "failed":
        drop(mail)
    return again


def release(mail: OutboxMail, now: datetime) -> None:
    """Send a held mail after all."""
    if mail.status != "held":
        raise BookingError(_("Deze mail wordt niet vastgehouden."))
    _refuse_taken(mail)
    mail.status = "queued"
    mail.due_at = now
    db.session().info["mails"] = True


def retry(mail: OutboxMail, now: datetime) -> None:
    """Try a failed or waiting mail again at once, as the same mail with the same Message-ID."""
    if mail.status not in ("failed", "queued"):
        raise BookingError(_("Deze mail is al verstuurd, of wordt niet meer verstuurd."))
    _refuse_taken(mail)
    mail.status = "queued"
    mail.due_at = now
    mail.attempts = 0
    db.session().info["mails"] = True


def drop(mail: OutboxMail) -> None:
    """Never send this one. Why it failed stays with it."""
    mail.status = "dropped"
    mail.claimed_until = None


def redirect(about: tuple[str, int], old_address: str, new_address: str, now: datetime) -> list[OutboxMail]:
    """A corrected address: what the old one never got is dropped and written anew to the new one, in the same order.

    Call it in the act that renews the link, after the link: what was dropped must never carry the new one. What the old
    address did get loses its link too: a mail that is sent again holds the token of that moment. Answers go to the new
    address too. Gives back what was written anew, so that the caller sees whether the receipt is among it.
    """
    new_address = checked_address(new_address)
    old_key = key_of(old_address)
    if old_key == key_of(new_address):
        return []
    anew = []
    queries.hold_all(*about, old_key)  # before the next look: a repeat that is being written is seen by it
    for mail in queries.undelivered(*about, old_key):
        status = "held" if mail.status == "held" else "queued"
        key = f"{mail.dedupe_key}:to:{digest_of(new_address)}"
        copy = _copy(mail, now, key, recipient=new_address, recipient_key=key_of(new_address), status=status)
        drop(mail)
        if copy is not None:
            anew.append(copy)
    db.session.flush()
    every = update(OutboxMail).where(OutboxMail.about_kind == about[0], OutboxMail.about_id == about[1])
    waiting = OutboxMail.status.in_(("queued", "held")), func.lower(OutboxMail.reply_to) == old_key
    for change in (
        every.where(OutboxMail.recipient_key == old_key).values(link_id=None),
        every.where(*waiting).values(reply_to=new_address),
    ):
        db.session.execute(change.execution_options(synchronize_session=False))
    return anew


def held_receipt(address: str, kind: str, now: datetime) -> bool:
    """S46: is this one receipt too many for one address in a day? Then it is written as held."""
    return queries.written_to(key_of(address), kind, now - DAY) >= RECEIPTS_A_DAY


def _locked(mail_id: int) -> OutboxMail:
    mail = queries.locked(mail_id)
    if mail is None:
        raise BookingError(_("Deze mail bestaat niet meer."))
    return mail


def _refuse_taken(mail: OutboxMail) -> None:
    """A mail that had a link and has none: it was taken from this address, and neither mark nor token goes there."""
    if mail.link_id is None and (MARK in mail.body_text or MARK in mail.body_html):
        raise BookingError(
            _(
                "In deze mail staat een persoonlijke link, en dit adres hoort niet meer bij de aanvraag. "
                "Stuur de mail opnieuw die naar het nieuwe adres ging."
            )
        )


def _copy(mail: OutboxMail, now: datetime, dedupe_key: str, **changed: object) -> OutboxMail | None:
    row = {name: getattr(mail, name) for name in COPIED} | {"dedupe_key": dedupe_key}
    return store(fresh(now, now) | row | changed)
