# SPDX-License-Identifier: EUPL-1.2
"""A series or a programme over the weeks: each date a row, to be moved, and honest about what does not fit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from booking.lesson_requests.models import LessonRequest
from tests.lesson_requests.form.filled import assert_kept, body, fill, put
from tests.support.client import Client, Form

from .conftest import plain, press, rows, sent_anyway, the_form

SERIES = "samen-sterk-online"
Times = Callable[[], list[Any]]


@pytest.fixture
def series(three: Callable[..., Form]) -> Callable[..., Form]:
    """`series()`: for 1a and 1b, on Tuesdays from the week of 2 February 2027 on; the spring holiday lies within."""

    def made(**more: Any) -> Form:
        form = three(SERIES, plan_on="2027-02-02", plan_breaks="", weekdays="tue")
        for n, name in enumerate(("1a", "1b"), 1):
            put(form, f"groups-{n}-name", name)
        fill_year(form)
        for name in ("name", "pupils"):
            put(form, f"groups-3-{name}", "")
        for name, value in more.items():
            put(form, name.replace("__", "-"), value)
        return form

    return made


def fill_year(form: Form) -> None:
    put(form, "groups-1-year", "vo-1")
    put(form, "groups-1-track", "havo")


def test_each_lesson_has_its_week_and_each_group_its_time(series: Callable[..., Form], times: Times) -> None:
    page = press(series(plan_on="2027-02-09"), "plan_make")
    assert page.status_code == 200, page.words
    assert rows(page) == [
        ("Samen sterk online, les 1, 1a", "2027-02-09", "8.30"),
        ("Samen sterk online, les 1, 1b", "2027-02-09", "9.25"),
        ("Samen sterk online, les 2, 1a", "2027-02-16", "8.30"),
        ("Samen sterk online, les 2, 1b", "2027-02-16", "9.25"),
        ("Samen sterk online, les 3, 1a", "2027-03-02", "8.30"),
        ("Samen sterk online, les 3, 1b", "2027-03-02", "9.25"),
    ]
    assert "Overgeslagen: voorjaarsvakantie." in page.words
    assert page.soup.select_one("#rooster .app-year") is not None
    assert "In welke week begint u?" in page.words and "Kies een dag in die week" in page.words
    notes = [plain(one.get_text()) for one in page.soup.select("#rooster .app-row__end[id$=-day]")]
    assert notes[3:] == ["di 16 feb 2027", *["di 2 mrt 2027, na de voorjaarsvakantie"] * 2]
    form = the_form(page)
    back = press(form, "check").form("main form").send(button="act=edit")
    assert "Overgeslagen: voorjaarsvakantie." in back.words and not back.soup.select("[autofocus]")
    put(form, "plan-5-on", "2027-03-04")
    answer = sent_anyway(form)
    assert answer.status_code == 303, answer.words
    assert times() == [
        ("1a", "Samen sterk online", 1, "2027-02-09", "08:30-09:20", 1),
        ("1b", "Samen sterk online", 1, "2027-02-09", "09:25-10:15", 1),
        ("1a", "Samen sterk online", 2, "2027-02-16", "08:30-09:20", 1),
        ("1b", "Samen sterk online", 2, "2027-02-16", "09:25-10:15", 1),
        ("1b", "Samen sterk online", 3, "2027-03-02", "09:25-10:15", 1),
        ("1a", "Samen sterk online", 3, "2027-03-04", "08:30-09:20", 1),
    ]


def test_it_stands_open(series: Callable[..., Form], client: Client) -> None:
    page = client.get(f"/aanvraag?les={SERIES}")
    details = page.soup.select_one("#rooster > details")
    assert details is not None and details.has_attr("open")


def test_without_a_time_it_is_days(series: Callable[..., Form], times: Times) -> None:
    page = press(series(plan_start=""), "plan_make")
    assert [row[1:] for row in rows(page)][:3] == [("2027-02-02", ""), ("2027-02-02", ""), ("2027-02-09", "")]
    assert press(the_form(page), "send").status_code == 303
    assert [one[3:5] for one in times()] == [
        (day, "") for day in ("2027-02-02", "2027-02-09", "2027-02-16") for _n in "ab"
    ]
    assert len({(one[3], one[5]) for one in times()}) == 6, "nobody shares a lesson"


def test_a_series_for_one_group(series: Callable[..., Form], times: Times) -> None:
    page = press(series(groups__2__name="", groups__2__pupils=""), "plan_make")
    assert [row[1] for row in rows(page)] == ["2027-02-02", "2027-02-09", "2027-02-16"]
    assert press(the_form(page), "send").status_code == 303
    assert [one[2] for one in times()] == [1, 2, 3]


def test_what_does_not_fit_before_the_summer(series: Callable[..., Form], times: Times) -> None:
    page = press(series(plan_on="2027-07-05"), "plan_make")
    assert "Vóór de zomervakantie passen 2 van de 3 lessen. Kies een eerdere week" in page.words
    assert [row[1] for row in rows(page)] == ["2027-07-06", "2027-07-06", "2027-07-13", "2027-07-13", "", ""]
    assert sent_anyway(the_form(page)).status_code == 303
    assert len(times()) == 4


@pytest.mark.parametrize("week", ["2027-05-31", "2027-06-02", "2027-06-04"])
def test_the_week_of_today_can_be_begun_in(
    series: Callable[..., Form], clock: time_machine.Traveller, week: str
) -> None:
    """On Wednesday 2 June: what has passed of the week is not laid, and what was advised is not refused."""
    clock.move_to(datetime(2027, 6, 2, 8, 0, tzinfo=UTC))
    page = press(series(plan_on=week, weekdays="thu"), "plan_make")
    assert page.status_code == 200, page.words
    assert [row[1] for row in rows(page)][::2] == ["2027-06-03", "2027-06-10", "2027-06-17"]


@pytest.mark.parametrize(("today", "week"), [("2027-06-04", "2027-06-01"), ("2027-06-05", "2027-06-05")])
def test_a_week_of_which_no_school_day_is_left_cannot(
    series: Callable[..., Form], clock: time_machine.Traveller, today: str, week: str
) -> None:
    clock.move_to(datetime.fromisoformat(today + "T08:00:00+00:00"))
    page = press(series(plan_on=week), "plan_make")
    assert page.status_code == 422 and "Kies een datum na vandaag" in page.words


def test_a_mistake_keeps_every_value(series: Callable[..., Form], client: Client) -> None:
    form = the_form(press(series(), "plan_make"))
    put(form, "plan-2-start", "straks")
    put(form, "plan-3-on", "morgen")
    sent = body(form)
    page = client.post("/aanvraag", data=sent)
    assert page.status_code == 422
    assert_kept(page, sent)
    assert page.soup.select_one("#rooster .app-year") is not None


def test_together_holds_for_all_lessons_of_the_series(
    three: Callable[..., Form], series: Callable[..., Form], times: Times
) -> None:
    form = the_form(press(series(), "plan_make"))
    data = form.data.copy()
    data.add("act", f"plan_join:1+2.{SERIES}.1")
    page = form.client.post("/aanvraag", data=data)
    assert [row[0] for row in rows(page)] == [f"Samen sterk online, les {n}, 1a en 1b" for n in (1, 2, 3)]
    assert press(the_form(page), "send").status_code == 303
    assert {one[4] for one in times()} == {"08:30-09:20"} and len(times()) == 6
    assert {one[5] for one in times()} == {1}


def test_a_programme_keeps_its_gaps_and_is_one_request(
    in_january: None, open_form: Callable[..., Form], stored: Callable[[], list[LessonRequest]], times: Times
) -> None:
    form = open_form(programma="bovenbouw")
    fill(form, **{"groups-2-name": "7b", "groups-2-pupils": "24", "weekdays": "tue", "plan_on": "2027-03-01", "plan_start": "9.00"})  # fmt: skip
    page = press(form, "plan_make")
    assert [row[:2] for row in rows(page)] == [
        ("Sterk in de groep, 7a", "2027-03-02"),
        ("Sterk in de groep, 7b", "2027-03-02"),
        ("Mijn bankpas blijft bij mij, 7a", "2027-03-16"),
        ("Mijn bankpas blijft bij mij, 7b", "2027-03-16"),
    ]
    answer = press(the_form(page), "send")
    if answer.status_code == 200:  # read once more
        answer = answer.form("main form").send(button="act=send")
    assert answer.status_code == 303
    (placed,) = stored()
    assert placed.programme_id is not None and len(placed.bookings) == 4 and len(times()) == 4
