# SPDX-License-Identifier: EUPL-1.2
"""Delivery against a real mail server: what arrives, in which order, and what happens when the server is not in the mood."""

from __future__ import annotations

from flask import Flask

from tests.support.smtp import MailServer

from .mails import deliver, mail_of, put_many


def test_a_waiting_mail_arrives_once(app: Flask, post: MailServer) -> None:
    (mail_id,) = put_many(app, 1)
    deliver(app)
    deliver(app)
    assert len(post.mails) == 1
    mail = mail_of(app, mail_id)
    assert (mail.status, mail.attempts, mail.error, mail.claimed_until) == ("sent", 1, None, None)
    assert mail.sent_at is not None
