# SPDX-License-Identifier: EUPL-1.2
"""Two colleagues fill in the same day at once: it stands there once, and the second reads why. Without the lock it stands there twice."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from booking.errors import BookingError
from booking.history.actions import COMMAND, staff
from booking.schools.actions import closed as actions
from booking.schools.actions.closed import Days
from booking.schools.calendar.file import ClosedRow
from booking.schools.models import MUNICIPALITY
from booking.web import now, writing
from tests.lesson_requests.desk.test_races import at_once

ROUNDS = 10
pytestmark = pytest.mark.slow
DAY = date(2027, 3, 9)


@pytest.fixture
def both_add(app, coby):
    """Two at once, who write it a little differently."""

    def adding(name):
        def act():
            with app.app_context(), writing():
                actions.add_days(Days(scope=MUNICIPALITY, name=name, first=DAY, last=DAY), staff(coby), now())

        return act

    return lambda n: at_once(adding(f"Stadsdag {n}"), adding(f"STADSDAG {n}"))


def test_one_wins_and_the_other_reads_why(both_add, rows):
    for n in range(ROUNDS):
        refused = [one for one in both_add(n) if one is not None]
        assert [type(one) for one in refused] == [BookingError] and "staat er al" in refused[0].sentence
    assert len(rows()) == ROUNDS


def test_without_the_lock_it_stands_there_twice(both_add, rows, monkeypatch, database_kind):
    """The control. SQLite writes one at a time whatever an action does."""
    if database_kind == "sqlite":
        pytest.skip("one writer at a time")
    together = threading.Barrier(2)
    monkeypatch.setattr(actions, "hold", lambda: together.wait(5))
    assert both_add(0) == [None, None]
    assert len(rows()) == 2


def test_two_imports_at_once_are_one(app, rows):
    file = [ClosedRow(n, MUNICIPALITY, f"Dag {n}", DAY, DAY) for n in range(20)]

    def take_in():
        with app.app_context(), writing():
            return len(actions.import_rows(file, "dagen.csv", COMMAND, now()).added)

    assert sorted(at_once(take_in, take_in)) == [0, 20]
    assert len(rows()) == 20
