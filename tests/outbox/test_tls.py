# SPDX-License-Identifier: EUPL-1.2
"""No mail goes to a server that cannot say who it is. Flask-Mail's own connection sends to it (`test_control…`)."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import flask_mail
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from flask import Flask

from tests.support.ports import free_port

from .mails import deliver, mail_of, put_many

SELF_SIGNED = Path(__file__).with_name("self-signed.pem")


class _Handler:
    def __init__(self) -> None:
        self.ids: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: object, envelope: object) -> str:
        self.ids.append(getattr(envelope, "original_content", b""))
        return "250 OK"


class _StartTLS(Controller):
    context: ssl.SSLContext

    def factory(self) -> SMTP:
        return SMTP(self.handler, hostname="localhost", tls_context=self.context, require_starttls=True)


@pytest.fixture(params=["use_tls", "use_ssl"])
def encrypted(request: pytest.FixtureRequest, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Handler]:
    """A mail server with a certificate that it signed itself, by STARTTLS or from the first byte."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(SELF_SIGNED)
    handler, port = _Handler(), free_port()
    if request.param == "use_ssl":
        # The controller greets itself to see that it started, without our certificate: it trusts anything there.
        monkeypatch.setattr(ssl, "_create_default_https_context", ssl._create_unverified_context)
        server = Controller(handler, hostname="127.0.0.1", port=port, ssl_context=context)
    else:
        server = _StartTLS(handler, hostname="127.0.0.1", port=port)
        server.context = context
    server.start()
    state = app.extensions["mail"]
    for name, value in {"server": "127.0.0.1", "port": port, request.param: True}.items():
        monkeypatch.setattr(state, name, value)
    yield handler
    server.stop()


@pytest.mark.once
def test_a_certificate_that_nobody_vouches_for_is_refused(app: Flask, encrypted: _Handler) -> None:
    (mail_id,) = put_many(app, 1)
    deliver(app)
    assert encrypted.ids == []
    mail = mail_of(app, mail_id)
    assert (mail.status, mail.error, mail.attempts) == ("queued", "certificate", 0)


@pytest.mark.once
def test_a_certificate_that_is_vouched_for_is_accepted(
    app: Flask, encrypted: _Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(SELF_SIGNED))
    (mail_id,) = put_many(app, 1)
    deliver(app)
    assert mail_of(app, mail_id).status == "sent"
    assert len(encrypted.ids) == 1


@pytest.mark.once
def test_control_flask_mails_own_connection_sends_to_it(app: Flask, encrypted: _Handler) -> None:
    """Why ours is there."""
    with app.app_context():
        message = flask_mail.Message("x", ["tess@school.test"], "geheim")
        with flask_mail.Connection(app.extensions["mail"]) as connection:
            connection.send(message)
    assert len(encrypted.ids) == 1
