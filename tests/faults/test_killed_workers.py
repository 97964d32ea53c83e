# SPDX-License-Identifier: EUPL-1.2
"""F02: workers get kill -9 while they deliver. No mail is lost, at most one goes twice for each kill, none overtakes."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import psutil
import pytest
from flask import Flask

from tests.outbox.mails import mail_of, put_many, states
from tests.support.databases import PostgreSQL, SQLite
from tests.support.settings import ROOT, environment
from tests.support.smtp import MailServer

pytestmark = pytest.mark.slow

SECONDS, KILLS = 6.0, 12
CONVERSATIONS = 12


@contextmanager
def workers(url: str, port: int, *how: str) -> Iterator[psutil.Process]:
    command = [sys.executable, "-m", "tests.faults.postman", url, str(port), "2", *how]
    started = subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield psutil.Process(started.pid)
    finally:
        assert started.stdin is not None
        started.stdin.close()
        started.wait(10)


def storm(app: Flask, smtp: MailServer, parent: psutil.Process, most: int = 1500) -> tuple[list[int], int]:
    """Mails come in while workers are killed. Answers the numbers of the mails, and how many kills there were."""
    chance, numbers, kills = random.Random(2), [], 0
    end, next_kill = time.monotonic() + SECONDS, time.monotonic() + 0.3
    smtp.delay = 0.004
    while time.monotonic() < end and kills < KILLS:
        if len(numbers) < most:
            numbers += put_many(app, 4, thread=f"LES-{len(numbers) // 4 % CONVERSATIONS:06d}")
        if time.monotonic() > next_kill and (children := parent.children()):
            chance.choice(children).kill()
            kills += 1
            next_kill = time.monotonic() + chance.uniform(0.2, 0.5)
        time.sleep(0.04)
    return numbers, kills


def wait_until_quiet(app: Flask, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while "queued" in states(app).values():
        assert time.monotonic() < end, Counter(states(app).values())
        time.sleep(0.2)


def arrived(app: Flask, smtp: MailServer, numbers: list[int]) -> list[int]:
    known = {mail_of(app, number).message_id: number for number in numbers}
    return [known[str(mail.message["Message-ID"])] for mail in list(smtp.mails)]


def test_killed_workers_lose_nothing(app: Flask, smtp: MailServer, database: SQLite | PostgreSQL) -> None:
    with workers(database.url, smtp.port) as parent:
        put_many(app, 1)
        wait_until_quiet(app)  # they work
        smtp.mails.clear()
        numbers, kills = storm(app, smtp, parent)
        wait_until_quiet(app)
    times = Counter(arrived(app, smtp, numbers))
    lost = [number for number in numbers if times[number] == 0]
    extra = sum(times.values()) - len(times)
    print(f"{len(numbers)} mails, {kills} kills, {extra} copies")
    assert kills >= 6
    assert lost == []
    assert extra <= kills, f"{extra} copies for {kills} kills"
    first_times = list(dict.fromkeys(arrived(app, smtp, numbers)))
    for conversation in range(CONVERSATIONS):
        its = set(numbers[conversation * 4 :: CONVERSATIONS * 4])
        order = [number for number in first_times if number in its]
        assert all(one < two for one, two in pairwise(order))


def test_control_who_writes_sent_before_sending_loses_mails(
    app: Flask, smtp: MailServer, database: SQLite | PostgreSQL
) -> None:
    with workers(database.url, smtp.port, "careless") as parent:
        put_many(app, 1)
        wait_until_quiet(app)
        time.sleep(0.5)  # "sent" is said before it is
        smtp.mails.clear()
        numbers, _kills = storm(app, smtp, parent, most=60)
        wait_until_quiet(app)
        time.sleep(0.5)
    times = Counter(arrived(app, smtp, numbers))
    assert [number for number in numbers if times[number] == 0] != []
