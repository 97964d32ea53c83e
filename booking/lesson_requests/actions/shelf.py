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


def mail_shelf(address: str, language: str, now: datetime) -> bool:
    """A mail with a link to all requests of this address, at most three in a day. Was it written?

    It does not look whether there are any: who calls it undoes it where there are none, so that both take as long.
    """
    key, since = key_of(address), now - timedelta(days=1)
    count, turn = outbox.turn(key, KIND, since, now)
    if count >= A_DAY:
        return False
    link = links.issue(KIND, now, now + LASTS)
    shelf = Shelf(link_id=link.id, email_key=key)
    db.session.add(shelf)
    while count < A_DAY:
        if emails.shelf(address, link, language, now, turn) is not None:
            return True
        before, (count, turn) = count, outbox.turn(key, KIND, since, now)  # somebody else was first
        if count == before:
            break
    db.session.delete(shelf)
    db.session.delete(link)
    return False


def open_shelf(shelf: Shelf, now: datetime) -> str:
    """Its button is pressed: the mailed link is used up, and another one opens the shelf for an hour. Answers its token.

    Raises Gone for the slower of two who press.
    """
    token = links.use_up(shelf.link, now, now + LASTS)
    shelf.opened_at = now
    return token


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
