# SPDX-License-Identifier: EUPL-1.2
"""Workers to be killed: `python -m tests.faults.postman DATABASE_URL MAIL_PORT WORKERS [careless]`.

The program starts so many workers and starts another for each that dies, as the web server's arbiter does; it ends when its
standard input ends. A careless worker writes "sent" before it sends: the control.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path

from flask import Flask

from booking import create_app
from booking.extensions import db
from booking.outbox import delivery
from booking.web import now
from config import Config
from tests.support.settings import SETTINGS


def work(app: Flask, careless: bool) -> None:
    """Deliver for ever. A database that is busy for a moment is asked again."""
    with app.app_context():
        while True:
            try:
                deliver_carelessly() if careless else delivery.deliver_due(now)
            except Exception as error:
                print(type(error).__name__, file=sys.stderr)
            time.sleep(0.02)


def deliver_carelessly() -> None:
    postman = delivery._Postman(now)
    while (claimed := delivery.step(None, now())) is not None:
        delivery.step(delivery.Outcome(claimed, "sent"), now(), claim=False)
        time.sleep(0.2)  # the moment in which a kill loses the mail, wide enough to be hit each time
        postman.carry(claimed)
    postman.hang_up()


def main(url: str, port: str, workers: int, careless: bool) -> None:
    delivery.PAUSES = (timedelta(seconds=0.3),)
    settings = {"DATABASE_URL": url, "MAIL_PORT": port, "MAIL_TIMEOUT": "1", "INSTANCE": tempfile.mkdtemp()}
    app = create_app(Config.from_environment(SETTINGS | settings))
    with app.app_context():
        db.engine.dispose()
    children: set[int] = set()
    threading.Thread(target=lambda: (sys.stdin.buffer.read(), os.killpg(0, signal.SIGKILL)), daemon=True).start()
    Path(settings["INSTANCE"]).rmdir()
    while True:
        while len(children) < workers:
            child = os.fork()
            if child == 0:
                work(app, careless)
            children.add(child)
        dead, _status = os.wait()
        children.discard(dead)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), "careless" in sys.argv)
