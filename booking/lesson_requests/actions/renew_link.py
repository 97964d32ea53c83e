# SPDX-License-Identifier: EUPL-1.2
"""A leaked link: another one in its place, mailed to who should have it. The old one is unknown from the commit on."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from booking.errors import BookingError
from booking.history.actions import Actor, note
from booking.lesson_requests import emails, queries
from booking.lesson_requests.actions.contact import end_offers
from booking.lesson_requests.models import ROOT, LessonRequest
from booking.links.actions import renew


def renew_link(request_id: int, actor: Actor, now: datetime) -> LessonRequest:
    """Raises BookingError for a request that is gone. What waits in the outbox gets the new link by itself."""
    lesson_request = queries.locked(request_id)
    if lesson_request is None:
        raise BookingError(_("Deze aanvraag bestaat niet meer."))
    renew(lesson_request.link, now)
    end_offers(lesson_request, now)
    note(actor, (ROOT, lesson_request.id), "link", now)
    emails.link_again(lesson_request, now.isoformat(), now)
    return lesson_request
