# SPDX-License-Identifier: EUPL-1.2
"""A mail about a request that will never arrive: somebody has to telephone."""

from __future__ import annotations

from datetime import datetime

from booking.lesson_requests import emails, queries
from booking.lesson_requests.models import ROOT
from booking.outbox import queries as outbox
from booking.outbox import reasons
from booking.outbox.write import key_of, secretariat
from booking.staff.queries import administrators_addresses


def untold() -> list[int]:
    """The mails about requests that failed for good and of which nobody was told yet; those that nobody can be told of apart."""
    nobody = [] if administrators_addresses() else [key_of(address) for address in secretariat()]
    return [mail.id for mail in outbox.failures_untold(ROOT, nobody)]


def tell(mail_id: int, now: datetime) -> None:
    """Write the secretariat, and who handles the request, that this mail did not arrive. Once, however often it is called."""
    mail = outbox.one(mail_id)
    lesson_request = queries.locked(mail.about_id) if mail is not None else None
    if mail is not None and lesson_request is not None:
        why = reasons.in_words(mail.error)
        emails.undeliverable(lesson_request, mail, why, now, administrators_addresses())
