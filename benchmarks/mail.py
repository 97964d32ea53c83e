# SPDX-License-Identifier: EUPL-1.2
"""How fast one worker empties the outbox into a local mail server: claimed, linked, built, sent and written down one by one."""

from __future__ import annotations

import asyncio
import contextlib
import io
import multiprocessing
import statistics
import time
from typing import Any

from aiosmtpd.smtp import SMTP
from flask import Flask

from benchmarks import servers
from benchmarks.cases import Figure
from booking import create_app, logs
from booking.extensions import db
from booking.links.actions import issue
from booking.outbox import delivery
from booking.web import now, writing
from config import Config
from tests.outbox.mails import put
from tests.support.databases import SQLite
from tests.support.ports import free_port, wait_for
from tests.support.settings import SETTINGS

MAILS, ROUNDS = 1500, 3
LEAST_A_SECOND, MOST_CPU = 300, 2.2
TEXT = "Een regel van een mail, met een café en een streepje – zoals ze zijn.\n" * 14
HTML = '<tr><td style="padding:0 0 12px;font-size:16px">Een regel van een mail, met een café.</td></tr>\n' * 55


class _Takes:
    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        return "250 OK"


def _serve(port: int) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(_Takes(), loop=loop, enable_SMTPUTF8=True, hostname="mail.test"), "127.0.0.1", port
        )
        await server.serve_forever()

    asyncio.run(run())


def _fill(app: Flask) -> None:
    with app.app_context(), writing():
        moment = now()
        for number in range(MAILS):
            link = issue("request", moment) if number % 2 == 0 else None
            put(moment, f"tess{number}@school.example", body_text=TEXT, body_html=HTML, link=link)


def _empty(app: Flask) -> tuple[float, float]:
    """Mails a second, and CPU milliseconds of the worker for each."""
    with app.app_context():
        wall, cpu = time.perf_counter(), time.process_time()
        while delivery.deliver_due(now):
            pass
        spent, used = time.perf_counter() - wall, time.process_time() - cpu
        left = delivery.anything_due(now())
    if left:
        raise SystemExit("mails were left in the outbox")
    return MAILS / spent, used / MAILS * 1000


def mail() -> list[Figure]:
    """One worker, one connection after another, SQLite on this disk. The mail server is a process of its own."""
    folder, port = servers.folder(), free_port()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(port,), daemon=True)
    server.start()
    wait_for(port)
    database = SQLite(folder, folder)
    database.reset()
    settings = {"DATABASE_URL": database.url, "INSTANCE": str(folder), "MAIL_PORT": str(port)}
    app = create_app(Config.from_environment(SETTINGS | settings))
    logs.configure(io.StringIO())
    rates, costs = [], []
    for _ in range(ROUNDS):
        _fill(app)
        rate, cost = _empty(app)
        rates.append(rate)
        costs.append(cost)
    with app.app_context():
        db.engine.dispose()
    with contextlib.suppress(OSError):
        server.terminate()
    best, cpu = max(rates), statistics.median(costs)
    spread = f"{best:.0f}/s ({min(rates):.0f} to {best:.0f} in {ROUNDS} rounds of {MAILS})"
    return [
        Figure("mails by one worker", spread, f"≥ {LEAST_A_SECOND}/s", best >= LEAST_A_SECOND),
        Figure("CPU of the worker a mail", f"{cpu:.2f} ms", f"≤ {MOST_CPU} ms", cpu <= MOST_CPU),
    ]
