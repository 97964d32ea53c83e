# SPDX-License-Identifier: EUPL-1.2
"""What the task engine runs, and when. The engine is only the bell: tasks carry no argument and may run twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from flask import Flask
from huey import MemoryHuey, crontab
from huey.serializer import SignedSerializer
from huey.storage import RedisStorage
from redis import ConnectionPool

from booking.extensions import bell, huey
from booking.lesson_requests.actions import undelivered
from booking.outbox import delivery
from booking.web import now, writing

log = structlog.get_logger("tasks")

SOON = 60.0  # seconds; what is due later is found by the sweep of each minute
_apps: list[Flask] = []
_alarm = 0.0


def register(app: Flask) -> None:
    """The application that the tasks work for, and where the engine keeps its queue: in memory, or in Redis."""
    _apps[:] = [app]
    huey.results = False  # nobody reads them, and the memory would fill with errors
    url = app.config["REDIS_URL"]
    if url:
        pool = ConnectionPool.from_url(url, socket_connect_timeout=1, socket_timeout=5)
        huey.storage = RedisStorage(huey.name, connection_pool=pool)
        huey.serializer = SignedSerializer(secret=app.config["SECRET_KEY"], salt="lesaanbod tasks")
    elif isinstance(huey.storage, RedisStorage):
        fresh = MemoryHuey(huey.name)
        huey.storage, huey.serializer = fresh.storage, fresh.serializer
    bell.connect(ring)


def ring(_sender: Any = None) -> None:
    """Wake the delivery. One that waits in the queue is enough; a deaf engine costs nothing but a minute."""
    try:
        if huey.pending_count() == 0:
            deliver_due()
    except Exception as error:
        log.warning("bell_unheard", error=type(error).__name__)


def _at_work(task: Callable[[], None]) -> Callable[[], None]:
    """Within the application, and an error is a line in the log: the next ring or minute tries again."""

    @wraps(task)
    def guarded() -> None:
        with _apps[0].app_context():
            try:
                task()
            except Exception as error:
                log.exception("task_failed", task=task.__name__, error=type(error).__name__)

    return guarded


@huey.task()
@_at_work
def deliver_due() -> None:
    """Send what is due; then see that somebody hears of what will never arrive, and when to look again."""
    more = delivery.deliver_due(now)
    for mail_id in undelivered.untold():
        with writing():
            undelivered.tell(mail_id, now())
    if more:
        ring()
    else:
        _look_again()


def _look_again() -> None:
    """A mail in a short pause does not wait for the next minute. One alarm at a time."""
    global _alarm
    moment = now()
    due = delivery.next_due(moment)
    seconds = (due - moment).total_seconds() + 0.1 if due is not None else SOON
    wake = time.monotonic() + seconds
    if seconds < SOON and not time.monotonic() < _alarm <= wake + 1:
        _alarm = wake
        huey.add_schedule(deliver_due.s(delay=seconds))  # not in the queue, where it would pass for a bell


@huey.periodic_task(crontab(minute="*"))
@_at_work
def sweep() -> None:
    """Each minute: a sign of life, and whatever no bell was heard for."""
    delivery.beat(now())
    ring()


@huey.on_startup("first look")
@_at_work
def _first_look() -> None:
    delivery.beat(now())
    ring()
