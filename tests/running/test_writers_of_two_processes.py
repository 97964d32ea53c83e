# SPDX-License-Identifier: EUPL-1.2
"""SQLite's one lock, when another process holds it: whoever waits gets it at once, and nobody waits for ever."""

from __future__ import annotations

import sqlite3
import threading
import time

import pytest
from flask import Flask

from booking import database
from booking.errors import Busy
from booking.extensions import db
from booking.web import writing
from tests.support.databases import PostgreSQL, SQLite


@pytest.fixture
def other(database: SQLite | PostgreSQL) -> sqlite3.Connection:
    """A connection as another process has one, that writes."""
    if not isinstance(database, SQLite):
        pytest.skip("PostgreSQL has no such lock")
    connection = sqlite3.connect(database.path, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def patience() -> int:
    return db.session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar_one()


def test_the_lock_is_taken_as_soon_as_it_is_free(app: Flask, other: sqlite3.Connection) -> None:
    freed: list[float] = []

    def let_go() -> None:
        time.sleep(0.4)
        freed.append(time.monotonic())
        other.execute("COMMIT")

    with app.app_context():
        before = patience()
        holder = threading.Thread(target=let_go)
        holder.start()
        with writing():
            waited = time.monotonic() - freed[0]
            assert patience() == before
        holder.join()
    assert waited < 0.1  # SQLite itself would look after 100 ms again


def test_nobody_waits_for_ever(app: Flask, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.1)
    with app.app_context():
        before = patience()
        began = time.monotonic()
        with pytest.raises(Busy), writing():
            pytest.fail("two writers at once")
        assert 0.1 <= time.monotonic() - began < 2
        other.execute("COMMIT")
        with writing():
            assert patience() == before
    assert not database.write_lock.locked()
