# SPDX-License-Identifier: EUPL-1.2
"""The bell in Redis (F04): a dead Redis costs a visitor nothing and loses no mail; a real worker beside it hears the bell."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from huey.storage import MemoryStorage, RedisStorage

from booking import tasks
from booking.extensions import bell, huey
from booking.worker import Embedded
from tests.outbox.mails import put_many, states
from tests.support.databases import PostgreSQL, SQLite
from tests.support.redis import Redis
from tests.support.settings import ROOT, environment
from tests.support.smtp import MailServer

pytestmark = pytest.mark.slow


@pytest.fixture
def with_redis(app: Flask, post: MailServer, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application with its task engine in Redis, for this test."""
    with monkeypatch.context() as patched:
        patched.setitem(app.config, "REDIS_URL", redis.url)
        tasks.register(app)
        assert isinstance(huey.storage, RedisStorage)
        yield app
    tasks.register(app)
    assert isinstance(huey.storage, MemoryStorage)


def _wait(app: Flask, seconds: float) -> float:
    begin = time.monotonic()
    while "queued" in states(app).values():
        assert time.monotonic() < begin + seconds, states(app)
        time.sleep(0.02)
    return time.monotonic() - begin


def test_a_dead_redis_loses_no_mail(with_redis: Flask, redis: Redis, post: MailServer) -> None:
    worker = Embedded.begin(huey)
    try:
        put_many(with_redis, 1)
        _wait(with_redis, 10)
        redis.kill()
        begin = time.monotonic()
        put_many(with_redis, 3)
        assert time.monotonic() - begin < 2.5  # each of them committed, although nobody heard the bell
        time.sleep(1)
        assert list(states(with_redis).values()).count("queued") == 3
        redis.start()
        bell.send()  # the next mail, or the minute
        _wait(with_redis, 15)
    finally:
        worker.finish()
    assert len(post.mails) == 4


def test_many_bells_are_one_task(with_redis: Flask) -> None:
    for _ in range(20):
        put_many(with_redis, 1)
    assert huey.pending_count() == 1


def test_a_message_that_we_did_not_sign_is_not_run(with_redis: Flask, redis: Redis, post: MailServer) -> None:
    """huey's messages are pickles: whoever can write to Redis could run anything."""
    put_many(with_redis, 1)
    message: Any = huey.storage.dequeue()
    assert message is not None
    forged = message[:-4] + b"0000"
    with pytest.raises(ValueError, match="mismatch"):
        huey.deserialize_task(forged)


def test_a_worker_of_its_own_hears_the_bell(
    with_redis: Flask,
    database: SQLite | PostgreSQL,
    redis: Redis,
    post: MailServer,
) -> None:
    """`flask --app run worker`, as in production on several machines; TERM ends it after the mail in hand."""
    settings = environment(DATABASE_URL=database.url, REDIS_URL=redis.url, MAIL_PORT=str(post.port))
    command = [sys.executable, "-m", "flask", "--app", "run", "worker", "--threads", "2"]
    worker = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        put_many(with_redis, 1)
        _wait(with_redis, 40)  # it starts, and looks at once
        put_many(with_redis, 30)
        assert _wait(with_redis, 10) < 10
        assert len(post.mails) == 31
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(25) == 0
    finally:
        worker.kill()
        worker.wait()
