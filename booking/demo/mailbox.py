# SPDX-License-Identifier: EUPL-1.2
"""The mails that the local mail server took in: one file each, in the instance folder, so that they outlive a restart."""

from __future__ import annotations

import email
import email.policy
import itertools
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote, unquote

FOLDER = "postvak"
SAFE = "@+"
FRAME_OPENS_ABOVE = '<head><base target="_top">'


@dataclass(frozen=True)
class Letter:
    """One file. Its name holds number and recipient, so that a list reads only what it shows."""

    number: int
    recipient: str
    path: Path

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.path.read_bytes(), policy=email.policy.default)  # type: ignore[return-value]

    @property
    def received_at(self) -> datetime:
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)


def letters(folder: Path) -> list[Letter]:
    """All of them, newest first, unread."""
    found = []
    for path in (folder / FOLDER).glob("*.eml"):
        number, _space, recipient = path.stem.partition(" ")
        if number.isdigit():
            found.append(Letter(int(number), unquote(recipient), path))
    return sorted(found, key=lambda letter: letter.number, reverse=True)


def letter(folder: Path, number: int) -> Letter | None:
    return next((one for one in letters(folder) if one.number == number), None)


def store(folder: Path, recipient: str, raw: bytes) -> None:
    """Put a letter there as a whole, under the next number."""
    box = folder / FOLDER
    box.mkdir(parents=True, exist_ok=True)
    newest = letters(folder)[:1]
    for number in itertools.count(newest[0].number + 1 if newest else 1):
        name = box / f"{number:08d} {quote(recipient.lower(), safe=SAFE)[:180]}.eml"
        draft = name.with_suffix(f".{os.getpid()}")
        draft.write_bytes(raw)
        if any(box.glob(f"{number:08d} *.eml")):
            continue
        draft.rename(name)
        return


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    return part.get_content() if part is not None else ""


def html_of(message: EmailMessage) -> str:
    """The HTML part, made so that its links leave the frame in which it is shown."""
    part = message.get_body(("html",))
    html: str = part.get_content() if part is not None else ""
    return html.replace("<head>", FRAME_OPENS_ABOVE, 1)
