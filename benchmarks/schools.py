# SPDX-License-Identifier: EUPL-1.2
"""Looking for a school among as many as the whole country has: CPU of a search, and bytes of what the picker is sent."""

from __future__ import annotations

import statistics
import time

from benchmarks import servers
from benchmarks.cases import Figure
from booking import create_app
from booking.schools.search import SchoolIndex, said_of
from config import Config
from tests.schools.picker import many
from tests.support.settings import SETTINGS

SCHOOLS, ASKED, TURNS = 10_000, 300, 3


def picker() -> list[Figure]:
    """Nine ways of typing each of 300 schools, one in nine with a slip: the whole of it three times, each search its best."""
    rows = many.rows(SCHOOLS)
    began = time.process_time()
    index = SchoolIndex(rows)
    built = time.process_time() - began
    queries = many.asked(rows, ASKED)
    costs = sorted(min(_milliseconds(index, query) for _n in range(TURNS)) for query in queries)
    middle, late = statistics.median(costs), costs[len(costs) * 95 // 100]
    largest = _largest(index, queries)
    return [
        Figure("search, 10,000 schools, p50", f"{middle:.2f} ms CPU; p95 {late:.2f} ms; index {built:.1f} s", "<= 1 ms", middle <= 1),
        Figure("search, 10,000 schools, answer", f"{largest / 1024:.1f} KB at most", "<= 10 KB", largest <= 10_240),
    ]  # fmt: skip


def _milliseconds(index: SchoolIndex, query: str) -> float:
    began = time.thread_time_ns()
    index.find(query)
    return (time.thread_time_ns() - began) / 1e6


def _largest(index: SchoolIndex, queries: list[str]) -> int:
    """The largest of the answers, as the page's template makes them."""
    folder = servers.folder()
    own = {"DATABASE_URL": f"sqlite:///{folder}/none.db", "INSTANCE": str(folder)}
    app = create_app(Config.from_environment(SETTINGS | own))
    with app.test_request_context("/scholen"):
        template = app.jinja_env.get_template("schools/found.html")
        found = ((index.find(query), query) for query in queries)
        return max(len(template.render(found=hits, said=said_of(hits, query)).encode()) for hits, query in found)
