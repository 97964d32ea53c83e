# SPDX-License-Identifier: EUPL-1.2
"""The mail server of `make run`: takes every mail in and sends none on. `python -m booking.demo.mailserver PORT FOLDER`.

A program of its own beside the site. It listens on loopback only, and ends when whoever started it is gone.
"""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from booking.demo import mailbox

HOST = "127.0.0.1"


class Handler:
    """Keeps what comes in, then says so."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        for recipient in envelope.rcpt_tos:
            mailbox.store(self.folder, recipient, content)
        return "250 OK"


async def serve(port: int, folder: Path) -> None:
    """Until standard input ends: then the one who started us has stopped, or was killed."""
    loop = asyncio.get_running_loop()
    handler = Handler(folder)

    def protocol() -> SMTP:
        return SMTP(handler, enable_SMTPUTF8=True, hostname="postvak.localhost", ident="Lesaanbod postvak", loop=loop)

    server = await loop.create_server(protocol, HOST, port)
    async with server:
        await asyncio.to_thread(sys.stdin.buffer.read)


def start(port: int, folder: Path) -> subprocess.Popen[bytes]:
    """Start it beside this process. It ends when this process ends, however that happens."""
    command = [sys.executable, "-m", "booking.demo.mailserver", str(port), str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, cwd=Path(__file__).resolve().parents[2])  # noqa: S603


def main(arguments: list[str]) -> Any:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the site; mails that it still sends shall arrive
    asyncio.run(serve(int(arguments[0]), Path(arguments[1])))


if __name__ == "__main__":
    main(sys.argv[1:])
