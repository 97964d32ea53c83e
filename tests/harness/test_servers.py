# SPDX-License-Identifier: EUPL-1.2
"""The servers that the tests stand on do what the tests need of them."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest
import redis as redis_client

from tests.support.ports import free_port
from tests.support.smtp import MailServer, Mood


def _send(server: MailServer) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@utrecht.test", "tess@school.test", "Één les"
    message.set_content("Dag Tess")
    with smtplib.SMTP("127.0.0.1", server.port, timeout=0.5) as connection:
        connection.send_message(message)


def test_a_mail_arrives(smtp):
    _send(smtp)
    (mail,) = smtp.to("tess@school.test")
    assert (mail.subject, mail.text.strip()) == ("Één les", "Dag Tess")


@pytest.mark.parametrize(
    ("mood", "error", "arrives"),
    [
        (Mood.LATER, smtplib.SMTPRecipientsRefused, 0),
        (Mood.NEVER, smtplib.SMTPRecipientsRefused, 0),
        (Mood.SPAM, smtplib.SMTPDataError, 0),
        (Mood.SILENT, smtplib.SMTPServerDisconnected, 0),
        (Mood.CUT_AFTER_DATA, smtplib.SMTPServerDisconnected, 1),
    ],
)
def test_each_mood(smtp, mood, error, arrives):
    smtp.moods = [mood]
    with pytest.raises(error):
        _send(smtp)
    assert (len(smtp.mails), smtp.tries) == (arrives, 1)
    _send(smtp)
    assert len(smtp.mails) == arrives + 1


def test_the_mail_server_goes_and_comes_back(smtp):
    smtp.stop()
    with pytest.raises(ConnectionRefusedError):
        _send(smtp)
    smtp.start()
    _send(smtp)
    assert len(smtp.mails) == 1


def test_redis_answers_and_dies(redis):
    connection = redis_client.Redis.from_url(redis.url)
    assert connection.ping()
    redis.kill()
    with pytest.raises(redis_client.ConnectionError):
        connection.ping()


def test_ports_are_below_those_of_clients():
    assert all(free_port() < 32768 for _ in range(50))
