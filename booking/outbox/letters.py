# SPDX-License-Identifier: EUPL-1.2
"""A mail as the bytes that go to the mail server. By hand, since a MIME library is most of the cost of sending."""

from __future__ import annotations

from binascii import b2a_qp
from collections.abc import Iterable
from datetime import datetime
from email.header import Header
from email.utils import formataddr, parseaddr
from typing import Protocol

from booking.links.tokens import MARK

LINE = 78


class Stored(Protocol):
    """What of a stored mail goes into the letter."""

    @property
    def recipient(self) -> str: ...
    @property
    def reply_to(self) -> str | None: ...
    @property
    def subject(self) -> str: ...
    @property
    def thread(self) -> str: ...
    @property
    def message_id(self) -> str: ...
    @property
    def body_text(self) -> str: ...
    @property
    def body_html(self) -> str: ...


def build(mail: Stored, sender: tuple[str, str], host: str, token: str | None, now: datetime) -> bytes:
    """The whole letter. `sender` is (name, address); `token` fills the mark. Raises ValueError for a broken header, and for a mark without a token."""
    if token is None and (MARK in mail.body_text or MARK in mail.body_html):
        raise ValueError("a mark that no link fills")
    conversation = f"<{mail.thread}@{host}>"
    headers = [
        ("From", _address(*sender)),
        ("To", mail.recipient),
        ("Subject", _words(mail.subject)),
        ("Date", now.strftime("%a, %d %b %Y %H:%M:%S +0000")),
        ("Message-ID", mail.message_id),
        ("In-Reply-To", conversation),
        ("References", conversation),
        ("Auto-Submitted", "auto-generated"),
    ]
    if mail.reply_to:
        headers.append(("Reply-To", mail.reply_to))
    # "=_" cannot stand in quoted-printable text, so no part can end another.
    boundary = "=_" + mail.message_id[1:33]
    headers.append(("MIME-Version", "1.0"))
    headers.append(("Content-Type", f'multipart/alternative; boundary="{boundary}"'))
    parts = [
        b"--%b\r\n%b" % (boundary.encode(), _part(kind, body if token is None else body.replace(MARK, token)))
        for kind, body in (("plain", mail.body_text), ("html", mail.body_html))
    ]
    return _head(headers) + b"\r\n" + b"".join(parts) + b"--%b--\r\n" % boundary.encode()


def sender_of(setting: str, organisation: str) -> tuple[str, str]:
    """(name, address) of MAIL_DEFAULT_SENDER; without a name there it is the organisation's."""
    name, address = parseaddr(setting)
    return name or f"{organisation} – lesaanbod", address


def envelope_address(address: str) -> tuple[str, bool]:
    """The address as SMTP wants it, and whether the server must know SMTPUTF8 for it. Hosts are put in their ASCII form."""
    local, _, domain = address.rpartition("@")
    domain = domain.encode("idna").decode()
    return f"{local}@{domain}", not local.isascii()


def _head(headers: Iterable[tuple[str, str]]) -> bytes:
    lines = []
    for name, value in headers:
        if any(line[:1] not in (" ", "\t") for line in value.splitlines()[1:]) or value.endswith(("\r", "\n")):
            raise ValueError(f"a line break in the header {name}")
        lines.append(f"{name}: {value}\r\n")
    return "".join(lines).encode()


def _words(text: str) -> str:
    if text.isascii() and len(text) < LINE - len("Subject: "):
        return text
    return Header(text, "utf-8", header_name="Subject").encode(linesep="\r\n")


def _address(name: str, address: str) -> str:
    return formataddr((name, address), "utf-8")


def _part(kind: str, body: str) -> bytes:
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    text = b2a_qp(body.replace("\r\n", "\n").encode(), istext=True).replace(b"\n", b"\r\n")
    return head.encode() + text + b"\r\n"
