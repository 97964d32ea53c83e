# SPDX-License-Identifier: EUPL-1.2
"""Flask-Mail's connection without its faults: it has time-outs, checks the certificate, sends to one recipient, and tells why not.

Flask-Mail's own has no time-out at all, does not verify a certificate under STARTTLS, raises on closing after a mail was
accepted, and passes over one refused recipient of several.
"""

from __future__ import annotations

import smtplib
import ssl
import time
from typing import Any

import flask_mail

from .letters import envelope_address

MAILS_A_CONNECTION = 100


class Refused(Exception):
    """The server answered no. `code` is its three digits with its enhanced status, never its text: that may name people."""

    def __init__(self, stage: str, number: int, reply: bytes) -> None:
        enhanced = reply.split(b" ", 1)[0].decode("ascii", "replace")
        exact = enhanced if enhanced.count(".") == 2 and enhanced.replace(".", "").isdigit() else ""
        self.stage = stage
        self.number = number
        self.code = f"{number} {exact}".strip()
        super().__init__(f"{stage}: {self.code}")

    @property
    def for_good(self) -> bool:
        return 500 <= self.number < 600


class _Hurried:
    """Every step has its time-out, and all steps together have a deadline: a slow server must not outlast the lease."""

    deadline = float("inf")
    sock: Any
    timeout: float

    def _hurry(self) -> None:
        left = min(self.timeout, self.deadline - time.monotonic())
        if left <= 0:
            raise TimeoutError("the mail server took too long")
        if self.sock is not None:
            self.sock.settimeout(left)

    def send(self, s: Any) -> None:
        self._hurry()
        super().send(s)  # type: ignore[misc]

    def getreply(self) -> tuple[int, bytes]:
        self._hurry()
        return super().getreply()  # type: ignore[misc]


class _Plain(_Hurried, smtplib.SMTP):
    pass


class _Encrypted(_Hurried, smtplib.SMTP_SSL):
    pass


class Connection(flask_mail.Connection):
    """`with Connection(mail, …) as connection: connection.deliver(…)`. Entering connects, greets, encrypts and signs in."""

    host: _Plain | _Encrypted | None  # pyright: ignore[reportIncompatibleVariableOverride]

    def __init__(self, mail: Any, timeout: float, own_name: str, deadline: float) -> None:
        """`timeout` is for one step, `deadline` (of the monotonic clock) for connecting as a whole."""
        super().__init__(mail)
        self.timeout = timeout
        self.own_name = own_name
        self.deadline = deadline
        self.stage = "connect"

    def __enter__(self) -> Connection:
        self.host = self.configure_host()
        return self

    def configure_host(self) -> _Plain | _Encrypted:
        mail = self.mail
        timeout = max(0.01, min(self.timeout, self.deadline - time.monotonic()))
        host: _Plain | _Encrypted
        if mail.use_ssl:
            context = ssl.create_default_context()
            host = _Encrypted(mail.server, mail.port, self.own_name, timeout=timeout, context=context)
        else:
            host = _Plain(mail.server, mail.port, self.own_name, timeout=timeout)
        try:
            host.deadline = self.deadline
            if mail.use_tls:
                host.starttls(context=ssl.create_default_context())
            host.ehlo_or_helo_if_needed()
            if mail.username and mail.password:
                host.login(mail.username, mail.password)
        except BaseException:
            host.close()
            raise
        return host

    def __exit__(self, *_: object) -> None:
        """Says goodbye if the server still listens: what was accepted stays accepted, whatever it answers now."""
        if self.host is not None:
            try:
                self.host.deadline = time.monotonic() + 2
                self.host.quit()
            except (smtplib.SMTPException, OSError):
                self.host.close()
            self.host = None

    @property
    def worn(self) -> bool:
        """Time for a new connection: many servers count the mails of one."""
        return self.num_emails >= (self.mail.max_emails or MAILS_A_CONNECTION)

    @property
    def alive(self) -> bool:
        return self.host is not None and self.host.sock is not None

    def deliver(self, sender: str, recipient: str, letter: bytes, deadline: float) -> None:
        """One letter to one recipient. Raises Refused, or OSError and SMTPException where there was no answer.

        `stage` says afterwards how far it came: before the recipient was named, nothing was about this letter.
        """
        host = self.host
        if host is None:
            raise OSError("not connected")
        host.deadline = deadline
        self.stage = "sender"
        address, utf8 = envelope_address(recipient)
        if utf8 and not host.has_extn("smtputf8"):
            raise Refused("recipient", 553, b"5.6.7 no SMTPUTF8")
        self._check(host, host.mail(sender, ["SMTPUTF8"] if utf8 else []))
        self.stage = "recipient"
        self._check(host, host.rcpt(address))
        self.stage = "letter"
        try:
            answer = host.data(letter)
        except smtplib.SMTPDataError as error:
            answer = error.smtp_code, error.smtp_error
        self._check(host, answer)
        self.num_emails += 1

    def _check(self, host: _Plain | _Encrypted, answer: tuple[int, bytes | str]) -> None:
        number, reply = answer
        if 200 <= number < 300:
            return
        try:
            if number == 421:
                host.close()
            else:
                host.rset()
        except (smtplib.SMTPException, OSError):
            host.close()
        raise Refused(self.stage, number, reply if isinstance(reply, bytes) else reply.encode())
