# SPDX-License-Identifier: EUPL-1.2
"""The queue costs the same for 1,000 and for 100,000 requests: so many statements, and each by an index."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from booking.extensions import db
from booking.lesson_requests.queries import desk
from booking.lesson_requests.queries.desk import Filters, View
from booking.lesson_requests.workflow import local_day
from booking.web import now
from tests.support.bulk import fill

FEW, MANY = 1_000, 100_000
MOST_STATEMENTS = 5
ADDRESSES = {
    "first page": "",
    "deep": "?weergave=te-beoordelen&na={deep}",
    "late": "?weergave=te-laat",
    "planned": "?weergave=gepland",
    "closed": "?weergave=afgesloten",
    "all": "?weergave=alles",
    "level": "?niveau=vo",
    "number": "?q=LES-1000500",
    "address": "?q=t1000500@school.example",
    "school": "?q=voorbeeldschool+123",
}


def _filled(app: Any, n: int, first: int = 1_000_000) -> None:
    with app.app_context(), db.engine.connect().execution_options(write=True) as connection:
        fill(connection, n, local_day(now()), first)


def _deep(app: Any) -> str:
    with app.app_context():
        page = desk.queue(Filters(View.ASSESS), local_day(now()), limit=300)
        return page.next_key


@pytest.mark.slow
def test_as_many_statements_for_few_as_for_many(catalogue, app, coby, sign_in, count):
    browser = sign_in("coby")

    def asked(address: str) -> tuple[int, int]:
        with count() as statements:
            page = browser.get("/beheer/aanvragen" + address)
        assert page.status_code == 200
        assert len(statements) <= MOST_STATEMENTS, statements
        return len(statements), len(page.soup.select("tbody tr"))

    _filled(app, FEW)
    browser.get("/beheer/aanvragen?q=voorbeeldschool")  # reads the register, once for this process
    few = {name: asked(address.format(deep=_deep(app))) for name, address in ADDRESSES.items()}
    _filled(app, MANY - FEW, 1_000_000 + FEW)
    many = {name: asked(address.format(deep=_deep(app))) for name, address in ADDRESSES.items()}
    assert {name: n for name, (n, _rows) in few.items()} == {name: n for name, (n, _rows) in many.items()}
    for name in ("first page", "deep", "late", "planned", "closed", "all", "level"):
        assert many[name][1] == 50, name
    for name in ("number", "address"):
        assert many[name][1] == 1, name
    assert "1000+" in browser.get("/beheer/aanvragen").words
    _plans(app)


def _plans(app: Any) -> None:
    """No statement of the queue reads a whole table of requests, bookings or groups."""
    today = local_day(now())
    statements: list[Any] = []
    with app.app_context():
        engine = db.engine

        def note(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                statements.append((statement, parameters))

        event.listen(engine, "before_cursor_execute", note)
        try:
            for view in View:
                desk.queue(Filters(view), today)
                desk.queue(
                    Filters(view, after=f"{today.isoformat()}.1000500" if view is not View.ALL else "1000500"), today
                )
            for search in ("LES-1000500", "t1000500@school.example", "voorbeeldschool 123"):
                desk.queue(Filters(View.ALL, search=search), today)
            desk.queue(Filters(View.ASSESS, level="vo"), today)
            desk.counts(today, [View.ASSESS, View.LATE, View.TODAY, View.PLANNED, View.CLOSED])
            desk.first_to_do(today, [1_000_500])
        finally:
            event.remove(engine, "before_cursor_execute", note)
        db.session.rollback()
        explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
        with engine.connect() as connection:
            for statement, parameters in statements:
                rows = connection.exec_driver_sql(explain + statement, parameters).all()
                plan = "\n".join(str(row[-1]) for row in rows)
                walks = "FROM lesson_requests ORDER BY lesson_requests.id DESC" in " ".join(statement.split())
                bad = [
                    line
                    for line in plan.splitlines()
                    if _reads_all(line) and not (walks and "SCAN lesson_requests" in line)
                ]
                assert not bad, f"{statement}\n\n{plan}"


def _reads_all(line: str) -> bool:
    """A scan of a whole table of requests, groups or bookings, in the words of either database; one by an index in order is fine."""
    tables = ("lesson_requests", "bookings", "groups")
    if "Seq Scan on" in line:
        return any(f"Seq Scan on {table}" in line for table in tables)
    if "SCAN " in line and "USING" not in line:
        return any(f"SCAN {table}" in line for table in tables) and "CORRELATED" not in line
    return False
