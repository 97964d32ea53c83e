# SPDX-License-Identifier: EUPL-1.2
"""F01: the web process, with the worker in it, gets kill -9 while schools send forms. What was acknowledged is there, once,
with its two mails, and they arrive. Clients do as people do: no answer, so they send the same form again."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from tests.faults.world import World
from tests.lesson_requests.form.filled import ANSWERS, key_of
from tests.support.live import LiveSite
from tests.support.settings import ROOT
from tests.support.smtp import MailServer

pytestmark = pytest.mark.slow

LESSON = "sterk-in-de-groep"
REQUESTS, CLIENTS, KILLS = 32, 4, 7  # below 60 an hour: above that the secretariat's mails are spaced by minutes
PAUSE = 0.35


def form(number: int) -> tuple[str, bytes]:
    key = key_of()
    address = {"contact_email": f"tess{number}@school{number}.example", "groups-1-year": "po-7"}
    answers = {**ANSWERS, **address, "form_key": key, "offered": LESSON, "offering": LESSON, "act": "send"}
    return key, urlencode(answers).encode()


class Schools:
    """Clients that send forms, each until it has an answer. `acknowledged` holds the keys of those that have one."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.acknowledged: list[str] = []
        self.odd: list[str] = []
        self.repeats = 0
        self.threads = [threading.Thread(target=self._work, args=(n,)) for n in range(CLIENTS)]

    def _work(self, client: int) -> None:
        for number in range(client, REQUESTS, CLIENTS):
            key, body = form(number)
            for _try in range(60):
                status, where = self._send(body)
                if status == 303 and "/aanvraag/" in where:
                    self.acknowledged.append(key)
                    break
                if status not in (0, 502, 503):
                    self.odd.append(f"{status} {where}")
                    break
                self.repeats += 1
                time.sleep(0.1)
            time.sleep(PAUSE)

    def _send(self, body: bytes) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        try:
            connection.request("POST", "/aanvraag", body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()


def kill_while_they_send(site: LiveSite, schools: Schools) -> int:
    """Kill what answers, wait until it answers again, and so on: a site that never comes up would prove nothing."""
    chance, kills = random.Random(1), 0
    for thread in schools.threads:
        thread.start()
    while any(thread.is_alive() for thread in schools.threads):
        time.sleep(chance.uniform(0.3, 0.9))
        if kills < KILLS and answers(site):
            site.kill_worker()
            kills += 1
    return kills


def answers(site: LiveSite) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_for_the_mails(url: str, seconds: float) -> None:
    engine, end = sa.create_engine(url), time.monotonic() + seconds
    waiting = sa.text("SELECT count(*) FROM outbox_mails WHERE status = 'queued'")
    while time.monotonic() < end:
        with engine.connect() as connection:
            if not connection.execute(waiting).scalar_one():
                break
        time.sleep(0.3)
    engine.dispose()


def test_a_killed_site_loses_nothing_that_it_acknowledged(serve: Callable[..., LiveSite], smtp: MailServer) -> None:
    site = serve(MAIL_PORT=str(smtp.port), MAIL_TIMEOUT="2", RATELIMIT_ENABLED="0")
    loaded = site.flask("catalogue", "load", str(ROOT / "tests/support/catalogue.yaml"))
    assert loaded.returncode == 0, loaded.stderr
    schools = Schools(site.port)
    kills = kill_while_they_send(site, schools)
    url = site.settings["DATABASE_URL"]
    wait_for_the_mails(url, 60)
    delivered = [str(mail.message["Message-ID"]) for mail in smtp.mails]
    world = World.read(url, schools.acknowledged, delivered, kills, site.log)
    print(f"{len(schools.acknowledged)} acknowledged, {kills} kills, {schools.repeats} sent again")
    assert schools.odd == []
    assert len(schools.acknowledged) == REQUESTS
    assert kills >= 4
    assert list(world.troubles()) == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ({"requests": {}}, "stored 0 times"),
        ({"requests": {1: "a", 2: "a"}}, "stored 2 times"),
        ({"mails": [("<1>", 1, "submit_receipt", "sent")]}, "has the mails"),
        ({"mails": [("<1>", 1, "submit_receipt", "sent"), ("<2>", 1, "submit_notice", "queued")]}, "is queued"),
        ({"delivered": ["<1>"]}, "never arrived"),
        ({"delivered": ["<1>", "<2>", "<3>"]}, "nobody wrote"),
        ({"delivered": ["<1>", "<2>", "<2>", "<1>"]}, "2 copies for 1"),
        ({"integrity": "broken"}, "says broken"),
        ({"log": "Traceback (most recent call last)"}, "a traceback"),
        ({"log": "sent to tess1@school1.example"}, "names tess1"),
        ({"log": "GET /aanvraag/" + "a" * 43}, "names /aanvraag/"),
    ],
)
def test_control_each_trouble_is_seen(change: dict[str, object], trouble: str) -> None:
    mails = [("<1>", 1, "submit_receipt", "sent"), ("<2>", 1, "submit_notice", "sent")]
    world = World(["a"], {1: "a"}, mails, ["<1>", "<2>", "<2>"], 1)
    assert list(world.troubles()) == []
    assert any(trouble in one for one in replace(world, **change).troubles())  # type: ignore[arg-type]
