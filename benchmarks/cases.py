# SPDX-License-Identifier: EUPL-1.2
"""The flows that are measured, and their limits (docs/decisions/0013-figures.md says why these)."""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import servers
from benchmarks.meter import Case, Visitor, median, pss_mib, ratio, rounds
from tests.support.live import LiveSite
from tests.support.redis import redis_server
from tests.support.settings import ROOT

LESSON = "sterk-in-de-groep"


@dataclass(frozen=True)
class Figure:
    """One line of the table. `good` compares what was measured with the limit."""

    name: str
    measured: str
    limit: str
    good: bool


def form_body(key_age: int = 60) -> bytes:
    """A whole request for three classes: 11 typed fields."""
    answers = {
        "form_key": f"{int(time.time()) - key_age}.{secrets.token_hex(16)}",
        "offered": LESSON,
        "offering": LESSON,
        "school_name": "Basisschool De Meting",
        "school_address": "Meetstraat 1, 3511 AA Utrecht",
        "contact_name": "Mies Meting",
        "contact_email": f"{secrets.token_hex(8)}@demeting.example",
        "contact_phone": "030 123 45 67",
        "act": "send",
    }
    for n, (name, people) in enumerate((("7a", "26"), ("7b", "24"), ("7c", "25")), 1):
        row = {"name": name, "year": "po-7" if n == 1 else "zelfde", "track": "", "pupils": people, "wish": ""}
        answers |= {f"groups-{n}-{part}": value for part, value in row.items()}
    return urlencode(answers).encode()


def our_flow(visitor: Visitor, n: int) -> None:
    """The form, the POST and the requester's page."""
    page = visitor.ask("GET", f"/aanvraag?les={LESSON}")
    assert page.status == 200, page.status
    sent = visitor.ask("POST", "/aanvraag", form_body())
    assert sent.status == 303, sent.body[:2000]
    assert visitor.ask("GET", sent.headers["location"]).status == 200


def reference_flow(visitor: Visitor, n: int) -> None:
    assert visitor.ask("GET", "/form").status == 200
    sent = visitor.ask("POST", "/form", urlencode({f"f{i}": "answer" for i in range(16)}).encode())
    assert sent.status == 303
    assert visitor.ask("GET", sent.headers["location"]).status == 200


@contextmanager
def both(**settings: str) -> Iterator[tuple[LiveSite, servers.Reference]]:
    """Our site on SQLite with a Redis bell that nobody hears, and the reference."""
    folder = servers.folder()
    with redis_server(folder) as redis:
        live = servers.site(folder, REDIS_URL=redis.url, WEB_CONCURRENCY="1", **settings)
        reference = servers.Reference(folder)
        try:
            yield live, reference
        finally:
            live.stop()
            reference.stop()


def catalogue() -> list[Figure]:
    """The cached list beside a hello of the same server; the same without the cache, for the record."""
    with both() as (live, reference):
        hello = Case("hello", reference.pid, reference.port, lambda v, n: v.ask("GET", "/hello"), 1500)
        cached = Case("cached", servers.pid_of(live), live.port, lambda v, n: v.ask("GET", "/lesaanbod"), 1500)
        rounds([hello, cached])
        middle, least, most = ratio(cached, hello)
        said = f"{middle:.2f}x ({least:.2f}-{most:.2f}); hello {median(hello):.3f} ms CPU"
        return [Figure("cached catalogue / hello", said, "<= 1.15x", middle <= 1.15)]


def flow() -> list[Figure]:
    """Form, POST and page, beside the bare reference of the same three requests."""
    with both() as (live, reference):
        bare = Case("reference", reference.pid, reference.port, reference_flow, 150)
        ours = Case("ours", servers.pid_of(live), live.port, our_flow, 150)
        rounds([bare, ours])
        middle, least, most = ratio(ours, bare)
        said = f"{middle:.2f}x ({least:.2f}-{most:.2f}); {median(ours):.2f} against {median(bare):.2f} ms CPU"
        return [Figure("request placed / reference", said, "<= 2.5x", middle <= 2.5)]


def queue() -> list[Figure]:
    """The queue with 1,000 and with 100,000 requests, each on a site of its own, played in turn."""
    figures = []
    with sized(1_000) as small, sized(100_000) as large:
        few = Case("1k", servers.pid_of(small[0]), small[0].port, small[1], 100)
        many = Case("100k", servers.pid_of(large[0]), large[0].port, large[1], 100)
        rounds([few, many])
        middle, least, most = ratio(many, few)
        said = f"{middle:.2f}x ({least:.2f}-{most:.2f}); {median(few):.2f} ms CPU at 1,000"
        figures.append(Figure("queue, 100,000 / 1,000 requests", said, "<= 1.1x", middle <= 1.1))
    return figures


@contextmanager
def sized(n: int) -> Iterator[tuple[LiveSite, Callable[[Visitor, int], None]]]:
    """A site with so many requests, and a flow that reads its queue as a signed-in colleague."""
    folder = servers.folder()
    live = servers.site(folder)
    filled = subprocess.run(
        [sys.executable, "-m", "benchmarks.fill", str(n)],
        cwd=ROOT,
        env=live.environment(),
        capture_output=True,
        text=True,
    )
    if filled.returncode:
        raise SystemExit(filled.stderr)
    cookie = _signed_in(live)
    try:
        yield live, lambda v, i: _read_queue(v, cookie)
    finally:
        live.stop()


def _read_queue(visitor: Visitor, cookie: str) -> None:
    answer = visitor.ask("GET", "/beheer/aanvragen", Cookie=cookie)
    assert answer.status == 200, answer.status


def _signed_in(live: LiveSite) -> str:
    visitor = Visitor(live.port)
    page = visitor.ask("GET", "/inloggen", Accept_Encoding="identity")
    cookie = page.headers.get("set-cookie", "").split(";")[0]
    token = re.search(rb'name="csrf_token" value="([^"]+)"', page.body)
    answers = {"email": "bench@gemeente.example", "password": "metingen zonder haast"}
    if token:
        answers["csrf_token"] = token[1].decode()
    sent = visitor.ask("POST", "/inloggen", urlencode(answers).encode(), Cookie=cookie, Origin=live.url)
    assert sent.status in (302, 303), sent.body[:1500]
    return sent.headers["set-cookie"].split(";")[0]


def submits() -> list[Figure]:
    """How many requests a second eight visitors get stored on SQLite by two web processes, and whether a lock refused one."""
    folder = servers.folder()
    with redis_server(folder) as redis:
        live = servers.site(folder, REDIS_URL=redis.url, WEB_CONCURRENCY="2", WEB_THREADS="8")
        try:
            command = [sys.executable, "-m", "benchmarks.visitors", str(live.port), "8", "6"]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
            if done.returncode:
                raise SystemExit(done.stderr)
            a_second, worst = (float(part) for part in done.stdout.split()[:2])
            locked = live.log.count("database is locked") + Path(folder, "server.log").read_text().count(
                "database_refused"
            )
        finally:
            live.stop()
    said = f"{a_second:.0f}/s, slowest {worst:.0f} ms, {locked} times locked"
    return [Figure("submits with 8 visitors, SQLite", said, ">= 400/s, 0 locked", a_second >= 400 and not locked)]


def memory() -> list[Figure]:
    """Web and worker in one process (the embedded default), after real work."""
    folder = servers.folder()
    live = servers.site(folder)
    try:
        visitor = Visitor(live.port)
        for n in range(50):
            our_flow(visitor, n)
        for path in ("/", "/lesaanbod", "/lesaanbod?q=geldezls", "/programma/po", "/en/lesaanbod"):
            visitor.ask("GET", path)
        used = pss_mib(servers.pid_of(live))
    finally:
        live.stop()
    return [Figure("memory of web and worker (PSS)", f"{used:.0f} MiB", "<= 200 MiB", used <= 200)]
