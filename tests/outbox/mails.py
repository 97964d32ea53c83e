# SPDX-License-Identifier: EUPL-1.2
"""Mails for the outbox's tests, put there without a template, and the checks that all of them share."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from flask import Flask

from booking.extensions import db
from booking.links.models import SecretLink
from booking.links.tokens import MARK
from booking.outbox import delivery
from booking.outbox.models import OutboxMail
from booking.outbox.write import digest_of, key_of, new_message_id, store
from booking.web import now as web_now
from booking.web import writing

SUBJECT = "[LES-000001] Basisschool De Vijver – Sterk online"
_numbers = itertools.count(1)


def put(now: datetime, recipient: str = "tess@school.test", **more: Any) -> OutboxMail:
    """One waiting mail. Give `link=` for one with a secret link in it."""
    number = next(_numbers)
    link: SecretLink | None = more.pop("link", None)
    page = "" if link is None else f"https://lesaanbod.test/aanvraag/{MARK}"
    row = {
        "kind": "submit_receipt",
        "language": "nl",
        "about_kind": "request",
        "about_id": 1,
        "thread": f"LES-{number:06d}",
        "recipient": recipient,
        "recipient_key": key_of(recipient),
        "reply_to": None,
        "subject": SUBJECT,
        "body_text": f"Ontvangen: mail {number} café\n\n{page}\n",
        "body_html": f'<p>Ontvangen: mail {number} café</p>\n<p><a href="{page}">Bekijk</a></p>\n',
        "link_id": None if link is None else link.id,
        "message_id": new_message_id(),
        "dedupe_key": f"request:1:{number}:submit_receipt:{digest_of(recipient)}",
        "status": "queued",
        "created_at": now,
        "due_at": now,
        "attempts": 0,
    }
    mail = store(row | more)
    assert mail is not None
    return mail


def put_many(app: Flask, count: int, **more: Any) -> list[int]:
    with app.app_context(), writing():
        return [put(web_now(), **more).id for _ in range(count)]


def deliver(app: Flask, clock: delivery.Clock = web_now) -> bool:
    with app.app_context():
        return delivery.deliver_due(clock)


def states(app: Flask) -> dict[int, str]:
    with app.app_context():
        return {mail.id: mail.status for mail in db.session.scalars(db.select(OutboxMail))}


def mail_of(app: Flask, mail_id: int) -> OutboxMail:
    with app.app_context():
        mail = db.session.get(OutboxMail, mail_id)
        assert mail is not None
        return mail
