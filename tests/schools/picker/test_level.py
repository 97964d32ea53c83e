# SPDX-License-Identifier: EUPL-1.2
"""What the picked school, or the programme, says of the groups: which years stand first, and is the kind of education asked?"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from booking.extensions import db
from booking.lesson_requests.models import LessonRequest
from booking.schools.models import School
from tests.lesson_requests.form.filled import assert_kept, body, put
from tests.support.client import Client, Page

Stored = Callable[[], list[LessonRequest]]
pytestmark = pytest.mark.usefixtures("schools")


def wrong(page: Page) -> list[str]:
    return [link.get_text() for link in page.soup.select("#fouten a")]


def years(page: Page) -> list[str]:
    return [str(one["value"])[:2] for one in page.soup.select("#groups-1-year option") if one["value"]]


def test_the_level_of_the_school_stands_first(query: Any, schools: SimpleNamespace) -> None:
    def page(pick: int) -> Page:
        form = query("dom", "mijn-bankpas-blijft-bij-mij")
        put(form, "school", str(pick))
        put(form, "groups-1-year", "")
        return form.send(button="act=add_group")

    assert years(page(schools.college))[0] == "vo" and "po" in years(page(schools.college))
    assert years(page(schools.boom))[0] == "po" and "vo" in years(page(schools.boom))
    assert "Naam van de klas" in page(schools.college).words and "Naam van de groep" in page(schools.boom).words


BOTH = "mijn-bankpas-blijft-bij-mij"
"""A lesson for primary schools and for others."""


def asks_tracks(page: Page) -> list[str]:
    """The lists with the kind of education, as they stand on the page."""
    return [str(one["name"]) for one in page.soup.select("select[name$=-track]")]


@pytest.mark.parametrize("kind", ["po", "sbo"])
def test_a_primary_school_is_not_asked_for_the_kind_of_education(
    query: Any, schools: SimpleNamespace, stored: Stored, write: Any, kind: str
) -> None:
    with write():
        db.session.get_one(School, schools.boom).kind = kind
    form = query("dom", BOTH)
    put(form, "school", str(schools.boom))
    put(form, "groups-1-year", "po-7")
    page = form.send(button="act=add_group")
    assert asks_tracks(page) == [] and years(page)[0] == "po"
    assert page.form("main form#aanvraag").send(button="act=send").status_code == 303
    (group,) = stored()[0].groups
    assert (group.level, group.year_from, group.track) == ("po", 7, None)


def test_one_that_chooses_another_year_all_the_same_is_asked_and_loses_nothing(
    query: Any, schools: SimpleNamespace, stored: Stored
) -> None:
    form = query("dom", BOTH)
    put(form, "school", str(schools.boom))
    form = form.send(button="act=add_group").form("main form#aanvraag")
    for name, value in {"1-year": "vo-1", "2-name": "1b", "2-pupils": "24", "2-year": "zelfde"}.items():
        put(form, f"groups-{name}", value)
    sent = body(form)
    page = form.client.post("/aanvraag", data=sent)
    assert page.status_code == 422 and wrong(page) == ["Kies het soort onderwijs van 7a."]
    assert_kept(page, sent)
    assert len(asks_tracks(page)) == len(page.soup.select("[name$=-pupils]"))
    again = page.form("main form#aanvraag")
    put(again, "groups-1-track", "havo")
    assert again.send(button="act=send").status_code == 303
    assert [(one.level, one.track) for one in stored()[0].groups] == [("vo", "havo"), ("vo", "havo")]


def test_a_row_of_a_primary_school_needs_no_kind_of_education(
    query: Any, schools: SimpleNamespace, stored: Stored
) -> None:
    """Picked in the list while one types: the rows stand as they were, and what they ask may stay empty."""
    form = query("", BOTH)
    assert "groups-1-track" in form.data
    put(form, "school", str(schools.boom))
    put(form, "groups-1-track", "")
    assert form.send(button="act=send").status_code == 303 and stored()


@pytest.mark.parametrize("kind", ["so", "vo"])
def test_another_school_is_asked(query: Any, schools: SimpleNamespace, write: Any, kind: str) -> None:
    with write():
        db.session.get_one(School, schools.boom).kind = kind
    form = query("dom", BOTH)
    put(form, "school", str(schools.boom))
    assert asks_tracks(form.send(button="act=add_group"))


def test_the_programme_of_primary_schools_says_so_before_a_school_is_picked(
    client: Client, catalogue: None, schools: SimpleNamespace
) -> None:
    page = client.get("/aanvraag?programma=bovenbouw")
    assert asks_tracks(page) == [] and years(page)[0] == "po" and "vo" in years(page)
    assert "Welke groepen?" in page.words
    assert asks_tracks(client.get(f"/aanvraag?les={BOTH}")), "without the programme nobody knows"
    form = page.form("main form#aanvraag")
    put(form, "school", str(schools.college))
    page = form.send(button="act=add_group")
    assert asks_tracks(page) and years(page)[0] == "vo", "the school knows better"


def test_the_one_kind_of_education_stands_there_and_can_be_changed(
    query: Any, schools: SimpleNamespace, stored: Stored
) -> None:
    form = query("dom", "samen-sterk-online")
    put(form, "school", str(schools.practice))
    put(form, "groups-1-year", "vo-2")
    put(form, "groups-1-track", "")
    page = form.send(button="act=add_group")
    assert page.form("main form#aanvraag").data["groups-1-track"] == "pro"
    empty = page.form("main form#aanvraag")
    for name, value in (("groups-1-name", ""), ("groups-1-year", ""), ("groups-1-pupils", "")):
        put(empty, name, value)
    for name, value in (
        ("groups-2-name", "2b"),
        ("groups-2-year", "vo-2"),
        ("groups-2-track", "havo"),
        ("groups-2-pupils", "20"),
    ):
        put(empty, name, value)
    assert empty.send(button="act=send").status_code == 303, (
        "a first row that only says what we filled in is an empty row"
    )
    assert [(group.name, group.track) for group in stored()[0].groups] == [("2b", "havo")]
