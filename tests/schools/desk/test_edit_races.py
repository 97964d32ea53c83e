# SPDX-License-Identifier: EUPL-1.2
"""Two colleagues add the same school at once: it is added once, and the second reads so. Without the lock it stands there twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from booking.errors import Conflict
from booking.extensions import db
from booking.history.actions import staff
from booking.schools.actions import edit
from booking.schools.models import School
from booking.web import now, writing
from tests.lesson_requests.desk.test_races import at_once

ROUNDS = 10
pytestmark = pytest.mark.slow


@pytest.fixture
def both_add(app: Any, coby: Any, hire: Any, wijken: None) -> Callable[..., list[Any]]:
    """`both_add(3)`: Coby and Cas add the third school; `double=True`: Coby does so twice."""
    cas = hire("cas")

    def adding(member: Any, n: int) -> Callable[[], int]:
        said = edit.ByHand(kind="mbo", name=f"Vakschool {n}", street="Kade", postcode="3525 AB", city="Utrecht")

        def act() -> int:
            with app.test_request_context(), writing():
                return edit.add(said, "0344", staff(member), now()).id

        return act

    return lambda n, double=False: at_once(adding(coby, n), adding(coby if double else cas, n))


@pytest.fixture
def how_many(read: Any) -> Callable[[], int]:
    def counted() -> int:
        with read():
            return db.session.scalar(sa.select(sa.func.count()).select_from(School)) or 0

    return counted


def test_one_adds_it_and_the_other_reads_so(both_add, how_many):
    for n in range(ROUNDS):
        answers = both_add(n)
        refused = [one for one in answers if not isinstance(one, int)]
        assert [type(one) for one in refused] == [Conflict], answers
        assert "staat al in het register" in refused[0].sentence
    assert how_many() == ROUNDS


def test_a_double_click_at_once_is_one_school(both_add, how_many):
    for n in range(ROUNDS):
        first, second = both_add(n, double=True)
        assert isinstance(first, int) and first == second
    assert how_many() == ROUNDS


def test_without_the_lock_it_is_added_twice(both_add, how_many, monkeypatch, database_kind):
    """The control. SQLite writes one at a time whatever an action does."""
    if database_kind == "sqlite":
        pytest.skip("one writer at a time")
    together = threading.Barrier(2)
    look = edit.queries.open_at

    def after_both_looked(*asked: Any) -> Any:
        there = look(*asked)
        together.wait(5)
        return there

    monkeypatch.setattr(edit, "hold", lambda: None)
    monkeypatch.setattr(edit.queries, "open_at", after_both_looked)
    assert all(isinstance(one, int) for one in both_add(0))
    assert how_many() == 2
