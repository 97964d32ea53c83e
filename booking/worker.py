# SPDX-License-Identifier: EUPL-1.2
"""The task engine's worker: inside the web process on the embedded default, or alone (`flask --app run worker`)."""

from __future__ import annotations

import threading
from typing import Any

from huey import Huey
from huey.consumer import Consumer

SECONDS_TO_FINISH = 20


class Embedded(Consumer):
    """A consumer in a thread of the web process. Signals are the web server's; a worker thread that died is replaced."""

    def __init__(self, huey: Huey) -> None:
        # Half a second is the longest that a bell rung in this process goes unheard.
        super().__init__(huey, workers=1, initial_delay=0.05, max_delay=0.5, shutdown_timeout=SECONDS_TO_FINISH)
        self.thread = threading.Thread(target=self.run, name="worker", daemon=True)

    def _set_signal_handlers(self) -> None:
        """A thread may not, and the web server has its own."""

    @classmethod
    def begin(cls, huey: Huey) -> Embedded:
        consumer = cls(huey)
        consumer.thread.start()
        return consumer

    def finish(self) -> None:
        """Let the mail that is being sent be sent, take no new one."""
        self.stop(graceful=True)
        self.thread.join(SECONDS_TO_FINISH)


def run_alone(huey: Huey, threads: int) -> Any:
    """Work until a signal comes. TERM lets the mails in hand be sent first; INT stops at once (they are sent again later)."""
    return Consumer(huey, workers=threads, graceful_signal="TERM", shutdown_timeout=SECONDS_TO_FINISH).run()
