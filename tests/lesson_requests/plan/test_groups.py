# SPDX-License-Identifier: EUPL-1.2
"""Together, split, and groups that come and go after a schedule was made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from booking.catalogue.models import Offering
from booking.extensions import db
from booking.lesson_requests.models import LessonRequest
from tests.lesson_requests.form.filled import assert_kept, put
from tests.support.client import Form, Page

from .conftest import press, rows, sent_anyway, the_form

STERK, BANKPAS = "sterk-in-de-groep", "mijn-bankpas-blijft-bij-mij"
Stored = Callable[[], list[LessonRequest]]
Times = Callable[[], list[Any]]


def proposals(page: Page) -> list[str]:
    return [one.get_text() for one in page.soup.select("#rooster .app-proposal p")]


@pytest.fixture
def small(three: Callable[..., Form]) -> Form:
    """7a and 7c fit in one lesson of at most 32; 7b is a whole class."""
    return the_form(press(three(groups__1__pupils="12", groups__3__pupils="15"), "plan_make"))


def test_small_groups_are_proposed_and_nothing_is_done_silently(small: Form, stored: Stored, times: Times) -> None:
    page = press(small, "plan_make")
    assert proposals(page) == ["7a en 7c passen samen in één les."]
    assert press(the_form(page), "send").status_code == 303
    assert len({one[4] for one in times()}) == 3 and [g.name for g in stored()[0].groups] == ["7a", "7b", "7c"]


def test_together_is_one_time_for_both(small: Form, stored: Stored, times: Times) -> None:
    page = press(small, "plan_join:1+3.sterk-in-de-groep.1")
    assert rows(page) == [
        ("Sterk in de groep, 7a en 7c", "2027-03-09", "8.30"),
        ("Sterk in de groep, 7b", "2027-03-09", "10.30"),
    ]
    assert not proposals(page)
    assert_kept(page, small.data, *(name for name in small.data if name.startswith("plan-")))
    assert press(the_form(page), "send").status_code == 303
    assert times() == [
        ("7a", "Sterk in de groep", 1, "2027-03-09", "08:30-09:30", 1),
        ("7c", "Sterk in de groep", 1, "2027-03-09", "08:30-09:30", 1),
        ("7b", "Sterk in de groep", 1, "2027-03-09", "10:30-11:30", 1),
    ]
    (placed,) = stored()
    assert [(group.name, group.people) for group in placed.groups] == [("7a", 12), ("7b", 24), ("7c", 15)]
    assert len(placed.bookings) == 3


def test_together_side_by_side_is_told_from_side_by_side(small: Form, times: Times) -> None:
    joined = the_form(press(small, "plan_join:1+3.sterk-in-de-groep.1"))
    put(joined, "plan_side", "side")
    page = press(joined, "plan_make")
    assert [row[0] for row in rows(page)] == ["Sterk in de groep, 7a en 7c", "Sterk in de groep, 7b"]
    assert press(the_form(page), "send").status_code == 303
    assert [(one[0], one[4], one[5]) for one in times()] == [
        ("7a", "08:30-09:30", 1), ("7b", "08:30-09:30", 2), ("7c", "08:30-09:30", 1),
    ]  # fmt: skip


def test_apart_again(small: Form) -> None:
    page = press(the_form(press(small, "plan_join:1+3.sterk-in-de-groep.1")), "plan_part:1+3.sterk-in-de-groep.1")
    assert rows(page) == rows(press(small, "plan_make"))
    assert proposals(page) == ["7a en 7c passen samen in één les."]


def test_together_keeps_a_time_that_was_typed(small: Form) -> None:
    put(small, "plan-1-start", "9.15")
    put(small, "plan-2-start", "13.00")
    page = press(small, "plan_join:1+3.sterk-in-de-groep.1")
    assert rows(page) == [
        ("Sterk in de groep, 7a en 7c", "2027-03-09", "9.15"),
        ("Sterk in de groep, 7b", "2027-03-09", "13.00"),
    ]


def test_together_in_one_lesson_only(three: Callable[..., Form]) -> None:
    form = the_form(press(three(STERK, BANKPAS, groups__1__pupils="12", groups__3__pupils="15"), "plan_make"))
    page = press(form, "plan_join:1+3.sterk-in-de-groep.1")
    assert [row[0] for row in rows(page)] == [
        "Sterk in de groep, 7a en 7c",
        "Sterk in de groep, 7b",
        "Mijn bankpas blijft bij mij, 7a",
        "Mijn bankpas blijft bij mij, 7b",
        "Mijn bankpas blijft bij mij, 7c",
    ]


def test_a_group_that_is_too_large_is_split_when_asked(
    three: Callable[..., Form], stored: Stored, times: Times
) -> None:
    form = the_form(press(three(groups__2__pupils="35", groups__2__wish="in de aula"), "plan_make"))
    page = press(form, "plan_make")
    assert proposals(page) == ["7b is te groot voor één les. U kunt de groep delen: 7b-1 en 7b-2."]
    page = press(the_form(page), "plan_split:2")
    form = the_form(page)
    assert [(form.data[f"groups-{n}-name"], form.data[f"groups-{n}-pupils"]) for n in range(1, 5)] == [
        ("7a", "26"), ("7b-1", "18"), ("7b-2", "17"), ("7c", "25"),
    ]  # fmt: skip
    assert [(name.rpartition(" ")[2], start) for name, _on, start in rows(page)] == [
        ("7a", "8.30"), ("7b-1", "10.30"), ("7b-2", "11.35"), ("7c", "12.40"),
    ]  # fmt: skip
    assert press(form, "send").status_code == 303
    assert [(g.name, g.people, g.wish, g.year_from) for g in stored()[0].groups] == [
        ("7a", 26, None, 7), ("7b-1", 18, "in de aula", 7), ("7b-2", 17, "in de aula", 7), ("7c", 25, None, 7),
    ]  # fmt: skip
    assert len({one[4] for one in times()}) == 4


def test_too_large_and_sent_without_splitting(three: Callable[..., Form], stored: Stored) -> None:
    page = press(the_form(press(three(groups__2__pupils="35"), "plan_make")), "send")
    assert "is voor maximaal 32 leerlingen" in page.words
    assert page.form("main form").send(button="act=send").status_code == 303
    assert [(group.name, group.people) for group in stored()[0].groups] == [("7a", 26), ("7b", 35), ("7c", 25)]


def test_a_split_keeps_times_that_were_typed_and_names_what_has_none(three: Callable[..., Form]) -> None:
    form = the_form(press(three(groups__1__pupils="40"), "plan_make"))
    put(form, "plan-1-start", "9.00")
    page = press(form, "plan_split:1")
    assert rows(page) == [
        ("Sterk in de groep, 7a-1", "2027-03-09", "9.00"),
        ("Sterk in de groep, 7b", "2027-03-09", "10.30"),
        ("Sterk in de groep, 7c", "2027-03-09", "11.35"),
        ("Sterk in de groep, 7a-2", "", ""),
    ]
    assert "Sterk in de groep, 7a-2 staat nog niet in het rooster." in page.words


def test_a_split_name_never_grows_too_long(three: Callable[..., Form], stored: Stored) -> None:
    form = the_form(press(three(groups__1__name="zevende groep Zuid A", groups__1__pupils="40"), "plan_make"))
    page = press(form, "plan_split:1")
    assert press(the_form(page), "send").status_code == 303
    assert [group.name for group in stored()[0].groups][:2] == ["zevende groep Zuid-1", "zevende groep Zuid-2"]


def test_a_group_that_is_gone_loses_its_row(three: Callable[..., Form], times: Times) -> None:
    page = press(the_form(press(three(), "plan_make")), "remove_group:2")
    assert rows(page) == [
        ("Sterk in de groep, 7a", "2027-03-09", "8.30"),
        ("Sterk in de groep, 7c", "2027-03-09", "11.35"),
    ]
    assert press(the_form(page), "send").status_code == 303
    assert [(one[0], one[4]) for one in times()] == [("7a", "08:30-09:30"), ("7c", "11:35-12:35")]


def test_one_of_two_that_were_together_is_gone(small: Form) -> None:
    page = press(the_form(press(small, "plan_join:1+3.sterk-in-de-groep.1")), "remove_group:1")
    assert [row[0] for row in rows(page)] == ["Sterk in de groep, 7c", "Sterk in de groep, 7b"]


def test_a_new_group_is_named_and_can_be_planned(three: Callable[..., Form], times: Times) -> None:
    form = the_form(press(the_form(press(three(), "plan_make")), "add_group"))
    put(form, "groups-4-name", "7d")
    put(form, "groups-4-pupils", "22")
    page = press(form, "add_group")
    assert rows(page)[3] == ("Sterk in de groep, 7d", "", "")
    assert "Sterk in de groep, 7d staat nog niet in het rooster. Vul een datum en een begintijd in." in page.words
    form = the_form(page)
    put(form, "plan-4-on", "2027-03-09")
    put(form, "plan-4-start", "13.15")
    assert press(form, "send").status_code == 303
    assert times()[-1] == ("7d", "Sterk in de groep", 1, "2027-03-09", "13:15-14:15", 1)


def test_a_new_group_that_is_not_planned_is_sent_without_a_time(three: Callable[..., Form], times: Times) -> None:
    form = the_form(press(three(), "plan_make"))
    put(form, "groups-3-name", "7x")
    form.data.poplist("plan-2-what")
    assert sent_anyway(form).status_code == 303
    assert [one[0] for one in times()] == ["7a", "7x"]


def test_a_lesson_that_is_unticked_loses_its_rows(three: Callable[..., Form], times: Times) -> None:
    form = the_form(press(three(STERK, BANKPAS), "plan_make"))
    put(form, "offering", [BANKPAS])
    page = press(form, "add_group")
    assert [row[0] for row in rows(page)] == [f"Mijn bankpas blijft bij mij, {name}" for name in ("7a", "7b", "7c")]


def test_what_nobody_can_press_does_no_harm(three: Callable[..., Form]) -> None:
    made = the_form(press(three(), "plan_make"))
    before = rows(press(made, "plan_make"))
    for act in (
        "plan_join:", "plan_join:1+9.sterk-in-de-groep.1", "plan_join:x.y.z", "plan_part:1.sterk-in-de-groep.1",
        "plan_split:", "plan_split:9", "plan_split:0", "plan_split:²", "plan_join:1+2.bestaat-niet.1", "plan_join:1+1.a.1",
    ):  # fmt: skip
        data = made.data.copy()
        data.add("act", act)
        page = made.client.post("/aanvraag", data=data)
        assert page.status_code == 200, act
        assert rows(page) == before, act


def test_rows_that_nobody_made_do_no_harm(three: Callable[..., Form], times: Times) -> None:
    form = three(plan_on="", plan_start="")
    for n, what in enumerate(("1.sterk-in-de-groep.1", "1.sterk-in-de-groep.1", "2.sterk-in-de-groep.7", "x", "1+2+9.sterk-in-de-groep.1", "0.sterk-in-de-groep.1"), 1):  # fmt: skip
        put(form, f"plan-{n}-what", what)
        put(form, f"plan-{n}-on", "2027-03-09")
        put(form, f"plan-{n}-start", f"{8 + n}.00")
    assert sent_anyway(form).status_code == 303
    assert [(one[0], one[4]) for one in times()] == [("7a", "09:00-10:00"), ("7b", "13:00-14:00")]


def test_looking_for_a_school_where_a_lesson_has_a_row_of_its_own(
    open_form: Callable[..., Form],
) -> None:
    """What is not filled in yet stands nowhere, and nothing stumbles over it."""
    form = open_form("signalen-zien")
    data = form.data.copy()
    data.setlist("school_query", ["Wandelingschool 9999"])
    data.add("act", "find_school")
    assert form.client.post("/aanvraag", data=data).status_code == 200


def test_another_lesson_in_the_place_of_the_only_one_that_stopped(
    three: Callable[..., Form], write: Callable[[], Any], times: Times
) -> None:
    form = the_form(press(three(BANKPAS), "plan_make"))
    with write():
        offering = db.session.scalars(sa.select(Offering).where(Offering.slug == BANKPAS)).one()
        offering.status = "archived"
    stopped = press(form, "send")
    assert stopped.status_code == 409
    page = press(the_form(stopped), f"swap:{BANKPAS}:{STERK}")
    assert [(name, start) for name, _on, start in rows(page)] == [
        ("Sterk in de groep, 7a", "8.30"), ("Sterk in de groep, 7b", "9.25"), ("Sterk in de groep, 7c", "10.30"),
    ]  # fmt: skip
