# SPDX-License-Identifier: EUPL-1.2
"""All that one address asked, behind one link that is mailed to it: for an hour, and once.

Nothing of the requests themselves is renewed: a stranger who types an address ends no link.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _

from booking.errors import BookingError
from booking.extensions import db
from booking.lesson_requests import emails, queries
from booking.lesson_requests.models import LessonRequest, Shelf
from booking.links import actions as links
from booking.outbox import queries as outbox
from booking.outbox.write import key_of

A_DAY = 3
LASTS = timedelta(minutes=60)
KIND = "shelf"


class Enough(BookingError):
    """This address had its mails of today. Nobody is told: who typed it may be a stranger."""

    def __init__(self) -> None:
        super().__init__("")


def mail_shelf(address: str, language: str, now: datetime) -> None:
    """A mail with a link to all requests of this address, at most three in a day.

    It does not look whether there are any: who calls it undoes it where there are none. Of the fourth it does all that it
    does of the first, and only then raises Enough: how long it takes tells nobody whether the address is known.
    """
    key, since = key_of(address), now - timedelta(days=1)
    count, turn = outbox.turn(key, KIND, since, now)
    link = links.issue(KIND, now, now + LASTS)
    db.session.add(Shelf(link_id=link.id, email_key=key))
    db.session.flush()
    while emails.shelf(address, link, language, now, turn) is None:  # somebody else was first
        before, (count, turn) = count, outbox.turn(key, KIND, since, now)
        if count == before or count >= A_DAY:
            raise Enough
    if count >= A_DAY:
        raise Enough


def open_shelf(shelf: Shelf, now: datetime) -> str:
    """Its button is pressed: the mailed link has ended, and one of another row opens the shelf for an hour. Answers its token.

    Of another row, since a mail that goes twice holds what its row opens at that moment. Raises Gone for the slower of two
    who press.
    """
    links.use_up(shelf.link, now, now)
    link = links.issue(KIND, now, now + LASTS)
    db.session.add(Shelf(link_id=link.id, email_key=shelf.email_key, opened_at=now))
    return links.token_for(link, now)


def way_to(shelf: Shelf, request_id: int, now: datetime) -> str | None:
    """The token of a request on this shelf, to send the browser there; None where its link has ended.

    Raises BookingError for a request that is not on it any more: its contact was corrected meanwhile.
    """
    lesson_request = queries.locked(request_id)
    if lesson_request is None or not stands_on(shelf, lesson_request):
        raise BookingError(_("Deze aanvraag staat niet meer bij uw aanvragen."))
    if not works(lesson_request, now):
        return None
    return links.token_for(lesson_request.link, now)


def stands_on(shelf: Shelf, lesson_request: LessonRequest) -> bool:
    return lesson_request.email_key == shelf.email_key and lesson_request.anonymised_at is None


def works(lesson_request: LessonRequest, now: datetime) -> bool:
    """Does the link to its own page still open?"""
    ends = lesson_request.link.expires_at
    return ends is None or ends > now
