# SPDX-License-Identifier: EUPL-1.2
"""A real mail server on loopback whose behaviour can be switched while it runs."""

from __future__ import annotations

import asyncio
import email
import email.policy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import Enum
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from .ports import free_port


class Mood(Enum):
    """What the server answers to a mail."""

    ACCEPT = "250"
    LATER = "451"  # a temporary refusal
    NEVER = "550"  # a permanent refusal of the recipient
    SPAM = "554"  # a permanent refusal of the message
    SILENT = "no answer, ever"
    CUT_AFTER_DATA = "accepts the message, and hangs up before it says so"


@dataclass
class Delivered:
    sender: str
    recipient: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)  # type: ignore[return-value]

    def part(self, subtype: str) -> str:
        body = self.message.get_body((subtype,))
        return body.get_content() if body is not None else ""

    @property
    def text(self) -> str:
        return self.part("plain")

    @property
    def html(self) -> str:
        return self.part("html")

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])


@dataclass
class MailServer:
    """`mails` holds what arrived, in order; set `mood` at any time, `moods` for the next mails one by one."""

    port: int
    mood: Mood = Mood.ACCEPT
    moods: list[Mood] = field(default_factory=list)
    mails: list[Delivered] = field(default_factory=list)
    delay: float = 0.0  # seconds before a message is taken, and again before that is said
    tries: int = 0
    connections: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _controller: Any = None

    def to(self, recipient: str) -> list[Delivered]:
        return [mail for mail in self.mails if mail.recipient == recipient]

    def stop(self) -> None:
        """As if the machine were off. `start` brings it back on the same port."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def start(self) -> None:
        self._controller = _Controller(self)
        self._controller.start()


class _Handler:
    def __init__(self, server: MailServer) -> None:
        self.server = server

    async def handle_RCPT(self, smtp: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        with self.server._lock:
            self.server.tries += 1
            mood = self.server.moods.pop(0) if self.server.moods else self.server.mood
        session.mood = mood  # type: ignore[attr-defined]
        if mood is Mood.SILENT:
            await asyncio.sleep(3600)
        if mood is Mood.LATER:
            return "451 4.3.0 try again later"
        if mood is Mood.NEVER:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, smtp: SMTP, session: Session, envelope: Envelope) -> str:
        mood = session.mood  # type: ignore[attr-defined]
        if mood is Mood.SPAM:
            return "554 5.7.1 we think that this is spam"
        await asyncio.sleep(self.server.delay)
        for recipient in envelope.rcpt_tos:
            self.server.mails.append(
                Delivered(str(envelope.mail_from), recipient, bytes(envelope.original_content or b""))
            )
        await asyncio.sleep(self.server.delay)
        if mood is Mood.CUT_AFTER_DATA and smtp.transport is not None:
            smtp.transport.abort()  # type: ignore[attr-defined]
        return "250 OK"


class _Counting(SMTP):
    def connection_made(self, transport: Any) -> None:
        self.event_handler.server.connections += 1
        super().connection_made(transport)


class _Controller(Controller):
    def __init__(self, server: MailServer) -> None:
        super().__init__(_Handler(server), hostname="127.0.0.1", port=server.port, ready_timeout=10)

    def factory(self) -> SMTP:
        return _Counting(self.handler, enable_SMTPUTF8=True, hostname="mail.test")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    server = MailServer(free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()
