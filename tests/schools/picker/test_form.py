# SPDX-License-Identifier: EUPL-1.2
"""The school on the request form, without script: search, pick, look further, type what is not listed; whatever goes wrong, all stays."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.lesson_requests.models import LessonRequest
from booking.schools.models import School, SchoolName
from booking.versions import moved
from tests.lesson_requests.form.filled import CANARY, aged, assert_kept, body, canary, fill, put
from tests.support.client import Client, Form, Page

from . import many

Filled = Callable[..., Form]
Stored = Callable[[], list[LessonRequest]]
Close = Callable[..., None]
pytestmark = pytest.mark.usefixtures("schools")


def radios(page: Page) -> dict[str, str]:
    return {
        str(one["value"]): page.soup.select_one(f"label[for={one['id']}]").get_text(" ")
        for one in page.soup.select("[type=radio][name=school]")
    }  # type: ignore[union-attr]


def picked(page: Page) -> str:
    """What stands there as text; nothing where it is hidden."""
    block = page.soup.select_one("[data-picked]")
    assert block is not None and (
        block.has_attr("hidden") is not page.soup.select_one("[data-find]").has_attr("hidden")
    )  # type: ignore[union-attr]
    return "" if block.has_attr("hidden") else block.p.get_text(" ", strip=True)  # type: ignore[union-attr]


def wrong(page: Page) -> list[str]:
    return [link.get_text() for link in page.soup.select("#fouten a")]


def test_before_anything_is_looked_for(open_form: Filled, client: Client) -> None:
    page = client.get("/aanvraag?les=sterk-in-de-groep")
    assert radios(page) == {} and picked(page) == ""
    assert "De Boom" not in page.get_data(as_text=True), "no list of schools in a page that is kept for all"
    assert "autofocus" not in page.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/aanvraag", "/beheer/aanvragen/nieuw"])
def test_search_and_pick(
    query: Any, path: str, schools: SimpleNamespace, stored: Stored, sign_in: Any, coby: Any
) -> None:
    form = query("brug", path=path, browser=sign_in("coby") if "beheer" in path else None)
    form.data["remark"] = "\n de tekst "
    page = form.send(button="act=find_school")
    assert page.status_code == 200 and wrong(page) == []
    assert list(radios(page)) == [str(schools.brug), str(schools.other_brug), "other"]
    assert radios(page)[str(schools.brug)].split() == "De Brug Kanaalweg 20, 3526 ZZ Utrecht".split()
    assert page.soup.select_one("#school").has_attr("autofocus")  # type: ignore[union-attr]
    assert "99X" not in page.get_data(as_text=True), "codes are never shown"
    again = page.form("main form#aanvraag")
    assert again.data["remark"] == "\n de tekst " and again.data["contact_name"] == form.data["contact_name"]
    assert again.send(button="act=send", school=str(schools.other_brug)).status_code == 303
    (placed,) = stored()
    assert (placed.school_id, placed.school_name, placed.school_wijk) == (schools.other_brug, "De Brug", "Binnenstad")
    assert placed.school_address == "Kerkstraat 78, 3451 ZZ Utrecht" and placed.school_kind == "po"


def test_one_hit_is_ticked(query: Any, schools: SimpleNamespace) -> None:
    page = query("piramide").send(button="act=find_school")
    assert page.form("main form#aanvraag").data["school"] == str(schools.boom)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Vul de naam of postcode van uw school in."),
        ("x", "Vul de naam of postcode van uw school in."),
        ("xyzzy", 'We vinden geen school met "xyzzy". Probeer een deel van de naam, of kies "Mijn school staat er niet bij".'),
        ("brug", "Kies uw school uit de lijst."),
        ("verdwenen", 'We vinden geen school met "verdwenen". Probeer een deel van de naam, of kies "Mijn school staat er niet bij".'),
        ("b\u202eoom", 'In "Naam of postcode van uw school" staat een teken dat we niet kunnen lezen. Typ uw antwoord opnieuw.'),
        ("b" * 81, 'Maak uw antwoord bij "Naam of postcode van uw school" korter: maximaal 80 tekens.'),
    ],
)  # fmt: skip
def test_sent_without_a_pick(query: Any, client: Client, stored: Stored, text: str, sentence: str) -> None:
    form = query(text)
    sent = body(canary(form))
    sent.setlist("school_query", [text])
    page = client.post("/aanvraag", data=sent)
    assert page.status_code == 422 and wrong(page) == [sentence] and not stored()
    assert_kept(page, sent)
    assert "other" in radios(page)
    target = page.soup.select_one("#fouten a")["href"]  # type: ignore[index]
    assert page.soup.select_one(str(target)).name == "input"  # type: ignore[union-attr]
    assert not any(parent.has_attr("hidden") for parent in page.soup.select_one(str(target)).parents)  # type: ignore[union-attr]


def test_more_than_ten(query: Any, client: Client, write: Any) -> None:
    with write():
        many.fill(200)
    page = query("school").send(button="act=send")
    (sentence,) = wrong(page)
    assert sentence.startswith("We vinden ") and sentence.endswith(" scholen. Vul ook de straat of postcode in.")
    assert len(radios(page)) == 11


def test_the_only_hit_is_asked_about(query: Any, schools: SimpleNamespace, stored: Stored) -> None:
    page = query("piramide").send(button="act=send")
    assert page.status_code == 200 and not stored()
    assert "Controleer uw aanvraag" in page.words and "Bedoelt u deze school?" in page.words
    assert "De Boom" in page.words and "Boomstraat 1, 3511 ZZ Utrecht" in page.words
    back = page.form().send(button="act=edit")
    assert picked(back) == "De Boom Boomstraat 1, 3511 ZZ Utrecht"
    assert page.form().send(button="act=send").status_code == 303
    assert stored()[0].school_id == schools.boom


def test_another_remark_is_asked_once(query: Any, stored: Stored) -> None:
    """The question about the school is no reason to come back to the page a third time."""
    form = query("piramide")
    put(form, "groups-1-pupils", "99")
    page = form.send(button="act=send")
    assert "Bedoelt u deze school?" in page.words and "zitten er 99" in page.words
    assert page.form().send(button="act=send").status_code == 303 and stored()


def test_not_listed(query: Any, stored: Stored) -> None:
    page = query("xyzzy").send(button="act=find_school")
    assert 'We vinden geen school met "xyzzy".' in page.words and wrong(page) == []
    form = page.form("main form#aanvraag")
    put(form, "school", "other")
    missing = form.send(button="act=send")
    assert wrong(missing) == ["Vul het adres van de school in, bijvoorbeeld Voorbeeldstraat 1, 3511 AA Utrecht."]
    assert missing.form("main form#aanvraag").data["school_name"] == "xyzzy"
    assert "We zoeken uw school op. U hoeft niet te wachten." in missing.words
    assert missing.form("main form#aanvraag").data["school"] == "other"
    done = missing.form("main form#aanvraag").send(
        button="act=send", school_name=" De Nieuwe ", school_address="Nieuwstraat 1, Utrecht"
    )
    assert done.status_code == 303
    (placed,) = stored()
    assert (placed.school_id, placed.school_name, placed.school_kind) == (None, "De Nieuwe", "po")


def test_another_school(query: Any, schools: SimpleNamespace, client: Client) -> None:
    form = query("brug")
    put(form, "school", str(schools.brug))
    page = form.send(button="act=add_group")
    assert picked(page) == "De Brug Kanaalweg 20, 3526 ZZ Utrecht" and radios(page) == {}
    other = page.form("main form#aanvraag").send(button="act=other_school")
    assert picked(other) == "" and other.soup.select_one("#school_query").has_attr("autofocus")  # type: ignore[union-attr]
    again = other.form("main form#aanvraag")
    assert again.data["school_query"] == "brug" and "school" not in again.data
    found = again.send(button="act=find_school", school_query="boom")
    assert list(radios(found)) == [str(schools.boom), "other"]


def test_a_pick_that_the_new_search_lacks_is_let_go(query: Any, schools: SimpleNamespace) -> None:
    form = query("boom")
    put(form, "school", str(schools.brug))
    page = form.send(button="act=find_school")
    assert page.form("main form#aanvraag").data["school"] == str(schools.boom)


def test_enter_looks_first(client: Client, query: Any, stored: Stored, schools: SimpleNamespace) -> None:
    """Enter presses the first button of a form. Nobody who has typed no name or address yet is sending."""
    form = query("brug")
    assert form.buttons[0] == ("act", "enter")
    for name in ("contact_name", "contact_email", "contact_phone", "groups-1-name"):
        put(form, name, "")
    page = form.send(button="act=enter")
    assert page.status_code == 200 and wrong(page) == [] and len(radios(page)) == 3
    put(form, "contact_name", "Tess")
    assert form.send(button="act=enter").status_code == 422
    whole = query("brug")
    put(whole, "school", str(schools.brug))
    check = whole.send(button="act=enter")
    assert check.status_code == 200 and not stored() and "Uw aanvraag is nog niet verstuurd." in check.words
    assert check.form("main form").send(button="act=send").status_code == 303 and stored()


def test_enter_with_nothing_typed_names_the_mistakes(open_form: Filled) -> None:
    assert open_form().send(button="act=enter").status_code == 422


# --- whatever goes wrong, everything stays ------------------------------------------------------------------------------


def whole(query: Any, pick: str) -> Form:
    form = canary(query(" De <Brug> & 't "))
    put(form, "school", pick)
    return form


@pytest.mark.parametrize("pick", ["brug", "other"])
def test_every_error_keeps_it(client: Client, query: Any, schools: SimpleNamespace, pick: str) -> None:
    form = whole(query, pick if pick == "other" else str(schools.brug))
    put(form, "contact_email", "tess@")
    sent = body(form)
    page = client.post("/aanvraag", data=sent)
    assert page.status_code == 422
    assert_kept(page, sent)
    elsewhere = client.post("/aanvraag", data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403
    assert_kept(elsewhere, sent)
    for act in ("add_group", "remove_group:3", "add_offering"):
        again = client.post("/aanvraag", data=body(form, act))
        assert again.status_code == 200
        assert_kept(again, sent, "groups-3-name", "groups-3-year", "groups-3-pupils", "groups-3-wish")


def test_a_colleague_whose_page_was_open_too_long(
    query: Any, sign_in: Any, coby: Any, schools: SimpleNamespace
) -> None:
    form = query("brug", path="/beheer/aanvragen/nieuw", browser=sign_in("coby"))
    put(form, "school", str(schools.brug))
    put(form, "csrf_token", "oud")
    page = form.send(button="act=send")
    assert page.status_code == 422 and picked(page).startswith("De Brug")
    assert page.form("main form#aanvraag").data["school_query"] == "brug"


def test_the_form_of_the_release_before(query: Any, client: Client, stored: Stored) -> None:
    """It had name and address, and nothing to search."""
    form = fill(query(""))
    for name in ("school_query", "school"):
        form.data.poplist(name)
    put(form, "school_name", "")
    page = form.send(button="act=send")
    assert wrong(page) == ["Vul de naam van de school in."]
    put(form, "school_name", CANARY["school_name"])
    assert form.send(button="act=send").status_code == 303
    assert stored()[0].school_name == "De <b>Klimop</b> & 't Zand"


@pytest.mark.parametrize("value", ["0", "999999", "9" * 40, "-1", "１", "x", "1 OR 1=1", "\x00"])
def test_a_pick_that_nobody_offered(query: Any, stored: Stored, value: str) -> None:
    form = query("brug")
    put(form, "school", value)
    page = form.send(button="act=send")
    assert page.status_code == 422 and not stored()
    assert wrong(page) == ["Deze school is gesloten. Kies een andere school."]


# --- schools that close meanwhile ----------------------------------------------------------------------------------------


def test_it_closed_while_the_form_was_open(
    query: Any, schools: SimpleNamespace, close: Close, client: Client, stored: Stored
) -> None:
    form = whole(query, str(schools.boom))
    close(schools.boom)
    page = client.post("/aanvraag", data=body(form))
    assert page.status_code == 422 and wrong(page) == ["Deze school is gesloten. Kies een andere school."]
    assert_kept(page, body(form), "school")
    found = page.form("main form#aanvraag").send(button="act=find_school", school_query="linde")
    assert found.form("main form#aanvraag").send(button="act=send").status_code == 303
    assert stored()[0].school_id == schools.linde


def test_it_was_merged_while_the_form_was_open(
    query: Any, schools: SimpleNamespace, close: Close, stored: Stored
) -> None:
    form = query("boom")
    put(form, "school", str(schools.boom))
    close(schools.boom, into=schools.linde)
    assert form.send(button="act=send").status_code == 303
    assert (stored()[0].school_id, stored()[0].school_name) == (schools.linde, "De Linde")


@pytest.mark.parametrize("merged", [True, False])
def test_it_closes_between_reading_and_writing(
    query: Any, schools: SimpleNamespace, stored: Stored, client: Client, closing: Any, merged: bool
) -> None:
    """What the page read is older than what the transaction finds: the transaction is the judge."""
    sent = body(whole(query, str(schools.boom)))
    with closing(schools.boom, into=schools.linde if merged else None):
        page = client.post("/aanvraag", data=sent)
    if merged:
        assert page.status_code == 303 and stored()[0].school_id == schools.linde
        return
    assert page.status_code == 409 and not stored()
    assert "Deze school is gesloten" in page.soup.h1.get_text()  # type: ignore[union-attr]
    assert_kept(page, sent, "school")


# --- typed in place of picked ------------------------------------------------------------------------------------------


def test_an_empty_register_asks_for_name_and_address(client: Client, catalogue: None, write: Any) -> None:
    assert client.get("/aanvraag?les=sterk-in-de-groep").soup.select_one("#school_query") is not None
    with write():
        db.session.execute(sa.delete(SchoolName))
        db.session.execute(sa.update(School).values(successor_id=None))
        db.session.execute(sa.delete(School))
        moved(db.session(), "schools")
    page = client.get("/aanvraag?les=sterk-in-de-groep")
    assert page.soup.select_one("#school_query") is None and page.soup.select_one("#school_name") is not None
    form = page.form("main form#aanvraag")
    aged(form)
    assert form.buttons[0] == ("act", "enter")
    assert wrong(form.send(button="act=send"))[0] == "Vul de naam van de school in."


def test_what_was_searched_for_is_the_name_of_a_school_that_is_not_listed(query: Any, stored: Stored) -> None:
    page = query("Basisschool De Zonnehof").send(button="act=find_school")
    form = page.form("main form#aanvraag")
    assert form.data["school_name"] == "Basisschool De Zonnehof"
    put(form, "school", "other")
    put(form, "school_name", "")
    page = form.send(button="act=send")
    assert page.form("main form#aanvraag").data["school_name"] == "Basisschool De Zonnehof"
    assert wrong(page) == ["Vul het adres van de school in, bijvoorbeeld Voorbeeldstraat 1, 3511 AA Utrecht."]
    page = query("3599 QX").send(button="act=find_school")
    assert page.form("main form#aanvraag").data["school_name"] == "", "a postcode is no name"
