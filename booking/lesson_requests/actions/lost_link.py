# SPDX-License-Identifier: EUPL-1.2
"""Somebody lost the link: the links of that address that still work are mailed to it once more, and nothing is renewed.

Renewing would let a stranger end a link by typing an address.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from booking.lesson_requests import emails, queries
from booking.lesson_requests.models import ROOT
from booking.lesson_requests.workflow import local_day
from booking.outbox import queries as outbox
from booking.outbox.write import key_of

A_DAY = 3
AT_MOST = 5
KIND = "link_again"


def mail_links(address: str, now: datetime) -> int:
    """One mail for each of the (at most five, newest) requests of this address whose link still works; three times a day.

    Answers how many were written. The page says the same whatever it is. However many requests an address has, it gets no
    more than fifteen such mails in a day: anybody can type it.
    """
    today = local_day(now)
    room = A_DAY * AT_MOST - outbox.written_to(key_of(address), KIND, now - timedelta(days=1))
    written = 0
    for lesson_request in queries.with_working_link(key_of(address), now, AT_MOST):
        before = mailed_on(today, lesson_request.id)
        if before < A_DAY and written < room:
            written += emails.link_again(lesson_request, today, before + 1, now) is not None
    return written


def mailed_on(day: date, request_id: int) -> int:
    """How often the link of this request was mailed once more on this day."""
    return sum(mail.kind == KIND and local_day(mail.created_at) == day for mail in outbox.about(ROOT, request_id))
