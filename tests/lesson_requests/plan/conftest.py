# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from booking.extensions import db
from booking.lesson_requests.models import Booking, Group, WantedTime
from tests.lesson_requests.form.conftest import filled, open_form, stored  # noqa: F401  (fixtures)
from tests.lesson_requests.form.filled import put
from tests.support.client import Form, Page

MOMENT = datetime(2027, 1, 12, 14, 3, tzinfo=UTC)
"""A Tuesday; the dates of these tests lie in March 2027, after the spring holiday."""
Row = tuple[str, str, str]


@pytest.fixture
def in_january(clock: time_machine.Traveller) -> None:
    clock.move_to(MOMENT)


@pytest.fixture
def three(in_january: None, filled: Callable[..., Form]) -> Callable[..., Form]:  # noqa: F811
    """`three()`: the form for 7a, 7b and 7c on Tuesday 9 March at half past eight, with a break. No schedule is made yet."""

    def made(*slugs: str, **more: Any) -> Form:
        form = filled(*slugs)
        put(form, "form_key", f"{int(MOMENT.timestamp()) - 60}.{'a' * 32}")
        for n, (name, people) in enumerate((("7a", 26), ("7b", 24), ("7c", 25)), 1):
            put(form, f"groups-{n}-name", name)
            put(form, f"groups-{n}-pupils", people)
        put(form, "plan_on", "2027-03-09")
        put(form, "plan_start", "8.30")
        put(form, "plan_breaks", "10.15 – 10.30")
        for name, value in more.items():
            put(form, name.replace("__", "-"), value)
        return form

    return made


@pytest.fixture
def times(app: Flask) -> Callable[[], list[tuple[str, str, int, str, str, int]]]:
    """What is stored of schedules: group, lesson, position, date, times, lane."""

    def read() -> list[tuple[str, str, int, str, str, int]]:
        question = (
            sa.select(Group.name, Booking.title, WantedTime)
            .join(Booking, Booking.id == WantedTime.booking_id)
            .join(Group, Group.id == Booking.group_id)
            .order_by(WantedTime.on_date, WantedTime.start_time, Group.position, WantedTime.position)
        )
        with app.app_context():
            rows = db.session.execute(question).all()
        return [
            (name, title, one.position, one.on_date.isoformat(), clocks(one), one.lane) for name, title, one in rows
        ]

    return read


def clocks(one: WantedTime) -> str:
    if one.start_time is None or one.end_time is None:
        return ""
    return f"{one.start_time.isoformat('minutes')}-{one.end_time.isoformat('minutes')}"


def the_form(page: Page) -> Form:
    return page.form("main form#aanvraag")


def rows(page: Page) -> list[Row]:
    """The schedule as it stands on the page: what each row is called, its date, its time."""
    found: list[Row] = []
    for row in page.soup.select(".app-row--when"):
        name, on, start = (
            row.select_one(".app-row__name"),
            row.select_one("[name$=-on]"),
            row.select_one("[name$=-start]"),
        )
        assert name is not None and on is not None and start is not None
        found.append((name.get_text(), str(on["value"]), str(start["value"])))
    return found


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def press(form: Form, act: str) -> Page:
    return form.send(button=f"act={act}")


def sent_anyway(form: Form) -> Page:
    """Sent, past what the check page says of the times."""
    checked = press(form, "send")
    assert checked.status_code == 200 and "Controleer uw aanvraag" in checked.words
    return press(checked.form("main form"), "send")
