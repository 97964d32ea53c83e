# SPDX-License-Identifier: EUPL-1.2
"""Ports for servers: below 32768, since above it the system gives them to clients."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable

_chance = random.SystemRandom()


def free_port() -> int:
    for _ in range(200):
        port = _chance.randrange(12000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port between 12000 and 32000")


def wait_for(port: int, seconds: float = 30, alive: Callable[[], bool] = lambda: True) -> None:
    """Until somebody listens there. Raises OSError when the time is up, or when who should listen is no longer alive."""
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > end or not alive():
                raise
            time.sleep(0.02)
