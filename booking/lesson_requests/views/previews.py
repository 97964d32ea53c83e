# SPDX-License-Identifier: EUPL-1.2
"""A look at the mails of an act before it is done: the real act, in a transaction that is undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from booking.lesson_requests.models import ROOT
from booking.links.tokens import MARK
from booking.outbox import queries as outbox

from . import desk_words

PREVIEW = "preview"


@dataclass(frozen=True)
class Preview:
    """A mail as it would go out."""

    name: str
    recipient: str
    subject: str
    text: str


def previews(request_id: int, now: datetime) -> list[Preview]:
    """What the act of this moment mails, also what it writes anew to a corrected address. Ask it inside `rehearsing()`."""
    return [
        Preview(desk_words.mail_name(mail), mail.recipient, mail.subject, _shown(mail.body_text))
        for mail in reversed(outbox.about(ROOT, request_id))
        if mail.created_at == now
    ]


def _shown(text: str) -> str:
    return text.replace(MARK, _("(persoonlijke link)"))
