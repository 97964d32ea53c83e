# SPDX-License-Identifier: EUPL-1.2
"""Buttons that change the page and send nothing: rows, lessons, the way back. They need no script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from booking.lesson_requests.models import LessonRequest
from tests.support.client import Client, Form, Page

from .filled import assert_kept, body, canary, put

pytestmark = pytest.mark.once
TWO = ("sterk-in-de-groep", "mijn-bankpas-blijft-bij-mij")


def numbers(page: Page) -> list[str]:
    return [str(tag["name"]) for tag in page.soup.select("input[name^=groups-][name$=-name]")]


def test_three_rows_stand_ready(open_form: Callable[..., Form], client: Client) -> None:
    page = client.get("/aanvraag?les=sterk-in-de-groep")
    assert numbers(page) == ["groups-1-name", "groups-2-name", "groups-3-name"]
    first, second = page.soup.select_one("#groups-1-year"), page.soup.select_one("#groups-2-year")
    assert first is not None and second is not None
    assert [option.get_text() for option in first.select("option")] == [
        "Kies", "groep 6", "groep 7", "groep 8", "combinatiegroep 6/7", "combinatiegroep 7/8", "combinatiegroep 6/7/8",
    ]  # fmt: skip
    assert second.select("option")[0].get_text() == "Zelfde als hierboven"
    assert page.soup.select_one("#groups-1-track") is None


def test_more_rows_up_to_twelve(filled: Callable[..., Form], client: Client) -> None:
    form = canary(filled(*TWO))
    page = client.post("/aanvraag", data=body(form, "edit"))
    for n in range(4, 14):
        sent = body(form, "add_group")
        page = client.post("/aanvraag", data=sent)
        assert page.status_code == 200
        assert_kept(page, sent)
        assert len(numbers(page)) == min(n, 12)
        form = page.form("main form#aanvraag")
    focused = page.soup.select_one("[autofocus]")
    assert focused is not None and focused["id"] == "groups-12-name"


def test_a_row_less(filled: Callable[..., Form], client: Client) -> None:
    form = filled()
    put(form, "groups-2-name", "7b")
    put(form, "groups-2-pupils", " 24")
    put(form, "groups-2-wish", "x")
    page = client.post("/aanvraag", data=body(form, "remove_group:1"))
    left = page.form("main form#aanvraag").data
    assert numbers(page) == ["groups-1-name", "groups-2-name"]
    assert (left["groups-1-name"], left["groups-1-pupils"], left["groups-1-wish"]) == ("7b", " 24", "x")
    assert left["groups-1-year"] == "po-7", "it repeated the row that is gone"
    for act in (
        "remove_group:9",
        "remove_group:x",
        "remove_group:²",
        "remove_group:",
        "what",
        "swap:a",
        "date:remark:x",
    ):
        assert client.post("/aanvraag", data=body(form, act)).status_code == 200
    for _n in range(3):
        page = page.form("main form#aanvraag").send(button="act=remove_group:1")
    assert numbers(page) == ["groups-1-name"]


def test_another_lesson(filled: Callable[..., Form], client: Client, stored: Callable[[], list[LessonRequest]]) -> None:
    form = canary(filled())
    put(form, "offering_more", "mijn-bankpas-blijft-bij-mij")
    sent = body(form, "add_offering")
    page = client.post("/aanvraag", data=sent)
    assert page.status_code == 200
    assert_kept(page, sent, "offering", "offered", "offering_more")
    again = page.form("main form#aanvraag")
    assert again.data.getlist("offering") == list(TWO)
    assert again.data.getlist("groups-1-offering") == list(TWO)
    assert "Welke groepen of klassen?" in page.words
    assert again.send(button="act=send").status_code == 303
    assert len(stored()[0].bookings) == 4


def test_a_lesson_ticked_and_sent_at_once_counts(
    filled: Callable[..., Form], stored: Callable[[], list[LessonRequest]]
) -> None:
    form = filled()
    put(form, "offering_more", "mijn-bankpas-blijft-bij-mij")
    assert form.send(button="act=send").status_code == 303
    assert [b.title for b in stored()[0].bookings] == ["Sterk in de groep", "Mijn bankpas blijft bij mij"]


def test_a_lesson_unticked_stays_to_be_ticked_again(filled: Callable[..., Form], client: Client) -> None:
    form = filled(*TWO)
    put(form, "offering", ["sterk-in-de-groep"])
    page = client.post("/aanvraag", data=body(form, "add_group"))
    boxes = [(str(tag["value"]), tag.has_attr("checked")) for tag in page.soup.select("input[name=offering]")]
    assert boxes == [("sterk-in-de-groep", True), ("mijn-bankpas-blijft-bij-mij", False)]


def test_what_a_group_does_not_want_stays_so_when_a_lesson_is_added(
    filled: Callable[..., Form], client: Client
) -> None:
    form = filled(*TWO)
    put(form, "groups-1-offering", "sterk-in-de-groep")
    put(form, "offering_more", "samen-sterk-online")
    again = client.post("/aanvraag", data=body(form, "add_offering")).form("main form#aanvraag")
    assert again.data.getlist("groups-1-offering") == ["sterk-in-de-groep", "samen-sterk-online"]
    assert len(again.data.getlist("groups-2-offering")) == 3


def test_no_lesson_no_form(client: Client, catalogue: None) -> None:
    for address in ("/aanvraag", "/aanvraag?les=onbekend", "/aanvraag?programma=onbekend", "/aanvraag?les="):
        page = client.get(address)
        assert page.status_code == 200 and "Kies eerst een les." in page.words
        assert page.soup.select_one("form[method=post]") is None
        assert {"/lesaanbod?niveau=po", "/lesaanbod?niveau=vo", "/lesaanbod?niveau=mbo"} <= {
            str(link["href"]) for link in page.soup.select("main a")
        }


def test_words_of_the_level(client: Client, catalogue: None) -> None:
    page = client.get("/aanvraag?les=samen-sterk-online")
    for text in (
        "Welke klassen?",
        "Klas 1",
        "Naam van de klas",
        "Bijvoorbeeld 2 havo b",
        "Voeg klas toe",
        "Haal klas 2 weg",
    ):
        assert text in page.words
    page = client.get("/aanvraag?les=signalen-zien")
    assert "Welk team?" in page.words and "Aantal deelnemers" in page.words and "Voeg groep toe" not in page.words
    assert "Signalen zien en bespreken is niet gratis: € 350 per group." in page.words


def test_script_is_an_extra(client: Client, catalogue: None) -> None:
    page = client.get("/aanvraag?les=sterk-in-de-groep")
    quick: list[Any] = page.soup.select("[data-hx-post]")
    assert quick and all(tag.name == "button" and tag["type"] == "submit" for tag in quick)
    assert {str(tag["data-hx-select"]) for tag in quick} == {"#groepen"}
