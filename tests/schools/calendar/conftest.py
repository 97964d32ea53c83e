# SPDX-License-Identifier: EUPL-1.2
"""A school of each region, closed days in the table, and the calendar as a view asks it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.schools.calendar import SchoolCalendar
from booking.schools.models import Holiday
from booking.schools.queries import calendar_of
from tests.lesson_requests.desk.conftest import ask, desk, look, page_of, trainers, world
from tests.lesson_requests.form.conftest import filled, open_form, stored
from tests.schools.desk.conftest import diary, school, wijken

__all__ = [
    "ask", "desk", "diary", "filled", "look", "open_form", "page_of", "school", "stored", "trainers", "wijken", "world",
]  # fmt: skip


@pytest.fixture
def close(write: Any) -> Callable[..., int]:
    """`close("municipality", "Stadsdag", date(…))`: closed days in the table. Answers the row's id."""

    def closed(scope: str, name: str, first: date, last: date | None = None) -> int:
        with write():
            row = Holiday(scope=scope, name=name, starts_on=first, ends_on=last or first)
            db.session.add(row)
            db.session.flush()
            return row.id

    return closed


@pytest.fixture
def calendar(read: Any) -> Callable[..., SchoolCalendar]:
    """`calendar(school_id)`: as a view asks it now."""

    def asked(school_id: int | None = None) -> SchoolCalendar:
        with read():
            return calendar_of(school_id)

    return asked


@pytest.fixture
def rows(read: Any) -> Callable[[], list[tuple[Any, ...]]]:
    """Everything in the table, in order."""

    def there() -> list[tuple[Any, ...]]:
        names = ("scope", "name", "starts_on", "ends_on", "advisory", "source")
        with read():
            found = db.session.scalars(sa.select(Holiday).order_by(Holiday.id))
            return [tuple(getattr(row, name) for name in names) for row in found]

    return there
