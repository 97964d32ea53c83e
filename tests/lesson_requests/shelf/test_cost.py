# SPDX-License-Identifier: EUPL-1.2
"""A shelf costs the same among 1,000 requests and among 100,000, for an address that asked three times and for one that asked hundreds."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.views.shelf import PER_PAGE
from booking.lesson_requests.workflow import local_day
from booking.web import now
from tests.support.bulk import fill

FEW, MANY = 1_000, 100_000
FIRST, LATER = 1_000_000, 2_000_000
ONCE, OFTEN = "drie@school.example", "vaak@school.example"
MOST_STATEMENTS = 9
pytestmark = pytest.mark.slow


def _filled(app: Any, n: int, first: int) -> None:
    with app.app_context(), db.engine.connect().execution_options(write=True) as connection:
        fill(connection, n, local_day(now()), first)


def _give(app: Any, address: str, first: int, every: int, n: int) -> None:
    """`n` requests become this address's own, spread over all of them."""
    ids = [first + turn * every for turn in range(n)]
    with app.app_context(), db.engine.connect().execution_options(write=True) as connection:
        change = sa.update(LessonRequest).where(LessonRequest.id.in_(ids))
        connection.execute(change.values(contact_email=address, email_key=address))
        connection.commit()


def test_as_many_statements_among_few_requests_as_among_many(catalogue, app, client, shelf, lost, count):
    def asked(path: str, rows: int) -> int:
        with count() as statements:
            page = client.get(path)
        assert page.status_code == 200 and len(page.soup.select("main tbody tr")) == rows
        assert len(statements) <= MOST_STATEMENTS, statements
        return len(statements)

    def sent(address: str) -> int:
        with count() as statements:
            assert lost(address).status_code in (200, 303)
        return len(statements)

    _filled(app, FEW, FIRST)
    _give(app, ONCE, FIRST, 10, 3)
    path = shelf(ONCE)
    among_few, lost_among_few = asked(path, 3), sent(ONCE)
    _filled(app, MANY - FEW, LATER)
    _give(app, OFTEN, LATER, 150, 600)
    assert asked(path, 3) == among_few
    assert sent(ONCE) == lost_among_few
    full = shelf(OFTEN)
    assert sent(OFTEN) == lost_among_few
    assert asked(full, PER_PAGE) == among_few
    for _page in range(3):
        following = client.get(full).soup.select_one('main a[href*="?na="]')
        full = following["href"]
        assert asked(full, PER_PAGE) == among_few
