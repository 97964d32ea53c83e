# SPDX-License-Identifier: EUPL-1.2
"""The bell and the schedule."""

from __future__ import annotations

import time

from flask import Flask

from booking.extensions import huey
from booking.worker import Embedded
from tests.support.smtp import MailServer

from .mails import put_many


def test_the_embedded_worker_hears_the_bell_within_half_a_second(app: Flask, post: MailServer) -> None:
    worker = Embedded.begin(huey)
    try:
        time.sleep(0.7)
        rung = time.monotonic()
        put_many(app, 1)
        while not post.mails and time.monotonic() < rung + 5:
            time.sleep(0.01)
        assert len(post.mails) == 1
        assert time.monotonic() - rung < 1.0
    finally:
        worker.finish()
