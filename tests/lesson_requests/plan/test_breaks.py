# SPDX-License-Identifier: EUPL-1.2
"""The breaks of a school are filled in from its last request that was approved, once, and nobody can write them but by being approved."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.lesson_requests.forms.plan_fields import breaks_text, read_breaks, read_pause
from booking.lesson_requests.models import Booking, LessonRequest
from booking.lesson_requests.queries.plan import last_breaks
from booking.schools.models import School
from tests.lesson_requests.form.filled import put
from tests.support.client import Form

from .conftest import press, rows, the_form

Write = Callable[[], AbstractContextManager[datetime]]
Send = Callable[..., int]


@pytest.fixture
def school(write: Write) -> int:
    with write():
        one = School(kind="po", name="Basisschool De Voorbeeldboom", city="Utrecht", names=[])
        db.session.add(one)
        db.session.flush()
        return one.id


@pytest.fixture
def send(three: Callable[..., Form], school: int, write: Write) -> Send:
    """`send("10.15 – 10.30", "confirmed")`: a request of this school with these breaks that stands so. Later ones are later."""
    sent: list[int] = []

    def sends(breaks: str, status: str) -> int:
        form = three(plan_on="", plan_start="", plan_breaks=breaks, school=str(school))
        put(form, "form_key", f"{form.data['form_key'][:-2]}{len(sent):02x}")
        put(form, "contact_email", f"tess{len(sent)}@deklimop.example")
        answer = press(form, "send")
        assert answer.status_code == 303, answer.words
        with write():
            placed = db.session.scalars(sa.select(LessonRequest).order_by(LessonRequest.id.desc())).first()
            assert placed is not None and placed.school_id == school
            moment = placed.submitted_at + timedelta(minutes=len(sent))
            db.session.execute(
                sa.update(LessonRequest).where(LessonRequest.id == placed.id).values(submitted_at=moment)
            )
            db.session.execute(sa.update(Booking).where(Booking.request_id == placed.id).values(status=status))
        sent.append(placed.id)
        return placed.id

    return sends


def test_filled_in_from_the_last_one_that_was_approved(three: Callable[..., Form], school: int, send: Send) -> None:
    send("9.00 – 9.10", "given")
    send("10.15 – 10.30, 12.00 – 13.00", "confirmed")
    send("", "confirmed")
    send("8.00 – 16.00", "submitted")
    send("8.00 – 15.00", "withdrawn")
    page = press(three(plan_breaks="", school=str(school)), "plan_make")
    form = the_form(page)
    assert form.data["plan_breaks"] == "10.15 – 10.30, 12.00 – 13.00"
    assert "Uit de vorige aanvraag van uw school. Klopt het niet? Wijzig het." in page.words
    assert [row[2] for row in rows(page)] == ["8.30", "10.30", "13.00"]


def test_what_was_emptied_stays_empty(three: Callable[..., Form], school: int, send: Send) -> None:
    send("10.15 – 10.30", "confirmed")
    form = the_form(press(three(plan_breaks="", school=str(school)), "plan_make"))
    put(form, "plan_breaks", "")
    page = press(form, "plan_make")
    assert the_form(page).data["plan_breaks"] == ""
    assert [row[2] for row in rows(page)] == ["8.30", "9.35", "10.40"]


def test_what_was_typed_stays(three: Callable[..., Form], school: int, send: Send) -> None:
    send("10.15 – 10.30", "confirmed")
    page = press(three(plan_breaks="11.00 – 11.15", school=str(school)), "plan_make")
    assert the_form(page).data["plan_breaks"] == "11.00 – 11.15"


def test_another_school_says_nothing(three: Callable[..., Form], school: int, send: Send, write: Write) -> None:
    send("10.15 – 10.30", "confirmed")
    with write():
        other = School(kind="po", name="De Klimop", city="Utrecht", names=[])
        db.session.add(other)
        db.session.flush()
    assert the_form(press(three(plan_breaks="", school=str(other.id)), "plan_make")).data["plan_breaks"] == ""
    assert the_form(press(three(plan_breaks="", school="other"), "plan_make")).data["plan_breaks"] == ""


def test_one_statement_from_the_index(
    three: Callable[..., Form], school: int, send: Send, count: Callable[[], Any], read: Callable[[], Any]
) -> None:
    for n in range(3):
        send(f"{9 + n}.00 – {9 + n}.10", "confirmed")
    with read(), count() as asked:
        assert last_breaks(school) == ((time(11), time(11, 10)),)
    assert len(asked) == 1, asked
    form = three(plan_breaks="", school=str(school))
    press(form, "plan_make")
    with count() as asked:
        press(form, "plan_make")
    assert sum("lesson_requests.breaks" in one for one in asked.statements) == 1 and len(asked) <= 3, asked


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        ("", ()),
        ("10.15 – 10.30, 12.00 – 13.00", ((time(10, 15), time(10, 30)), (time(12), time(13)))),
        ("12:00-13:00;10.15 tot 10.30 uur", ((time(10, 15), time(10, 30)), (time(12), time(13)))),
        ("van 10 tot 11 en 12.00—12.30", ((time(10), time(11)), (time(12), time(12, 30)))),
        ("1015-1030,", ((time(10, 15), time(10, 30)),)),
        ("10.30 – 10.15", None),
        ("10.15", None),
        ("10.15 – 10.15", None),
        ("pauze", None),
        ("25.00 – 26.00", None),
        ("1-2, 3-4, 5-6, 7-8", ((time(1), time(2)), (time(3), time(4)), (time(5), time(6)), (time(7), time(8)))),
        ("1-2, 3-4, 5-6, 7-8, 9-10", None),
    ],
)
def test_breaks_as_people_type_them(text: str, breaks: Any) -> None:
    assert read_breaks(text) == breaks
    if breaks:
        assert read_breaks(breaks_text(breaks)) == breaks


def test_minutes_between_lessons() -> None:
    assert [read_pause(text) for text in ("", "0", "05", "120")] == [0, 0, 5, 120]
    assert [read_pause(text) for text in ("121", "-1", "5,5", "vijf", "9" * 30, "²")] == [None] * 6


def test_a_schedule_costs_one_statement_whatever_the_school(
    three: Callable[..., Form], school: int, count: Callable[[], Any]
) -> None:
    counts: list[int] = []
    for n, act in enumerate(("plan_make", "plan_make", "plan_drop")):
        form = the_form(press(the_form(press(three(school=str(school)), "plan_make")), act))
        put(form, "form_key", form.data["form_key"][:-1] + "abc"[n])
        put(form, "contact_email", f"tess{n}@deklimop.example")
        with count() as asked:
            assert press(form, "send").status_code == 303
        counts.append(len(asked))
    assert counts[1] == counts[2] + 1, counts
