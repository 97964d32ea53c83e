# SPDX-License-Identifier: EUPL-1.2
"""Picking a school in Chromium: by keyboard alone, by mouse, by touch, and without script; what a screen reader is told."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser import faults

from .places import press
from .test_request_form import CONTACT, GROUPS, LEAST_MILLISECONDS, send_by_keyboard, tab_to

pytestmark = [pytest.mark.slow, pytest.mark.once]
FORM = "/aanvraag?les=sterk-in-de-groep"
Visit = Callable[..., Page]


def field(page: Page) -> Locator:
    return page.locator("#school_query")


def options(page: Page) -> Locator:
    return page.locator("[role=option]")


def picked(page: Page) -> Locator:
    return page.locator("[data-picked]")


def active(page: Page) -> str:
    """What the field says to have marked, which must be the one that looks so."""
    name = field(page).get_attribute("aria-activedescendant") or ""
    marked = page.locator("[role=option][aria-selected=true]")
    if not name:
        expect(marked).to_have_count(0)
        return ""
    expect(marked).to_have_attribute("id", name)
    return " ".join(marked.inner_text().split())


def test_by_keyboard_alone(visit: Visit, width: str) -> None:
    page = visit(FORM, width)
    expect(page.get_by_role("combobox", name="Naam of postcode van uw school")).to_have_attribute(
        "aria-expanded", "false"
    )
    tab_to(page, "school_query")
    page.keyboard.type("v")
    page.wait_for_timeout(400)
    expect(page.locator("[data-list]")).to_be_hidden()
    page.keyboard.type("oorbeeldbr")
    expect(options(page)).to_have_count(3)
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    assert page.locator(f"#{field(page).get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    expect(page.get_by_role("status").first).to_have_text("2 scholen gevonden.")
    assert active(page) == "" and faults(page) == []
    page.keyboard.press("ArrowDown")
    assert active(page) == "De Voorbeeldbrug Voorbeeldstraat 20, 3543 ZZ Utrecht"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert active(page) == "De Voorbeeldbrug Voorbeeldstraat 78, 3451 ZZ Vleuten"
    expect(field(page)).to_be_focused()
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("[data-list]")).to_be_hidden()
    assert active(page) == "" and field(page).input_value() == "voorbeeldbr"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(picked(page)).to_contain_text("Voorbeeldstraat 78, 3451 ZZ Vleuten")
    assert page.url.endswith(FORM), "that Enter sends nothing"
    assert "Voorbeeldstraat 78" in page.evaluate("document.activeElement.textContent")
    assert faults(page) == []
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Kies een andere school")).to_be_focused()
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()
    page.keyboard.type("piramide")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")  # nothing marked: the button beside it
    page.wait_for_url("**/aanvraag")
    expect(page.get_by_label("Mijn school staat er niet bij")).to_be_visible()


def test_a_whole_request_by_keyboard(visit: Visit) -> None:
    page = visit(FORM, "375")
    tab_to(page, "school_query")
    page.keyboard.type("vleuten")
    expect(options(page)).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    for name, text in {**GROUPS, **CONTACT}.items():
        tab_to(page, name)
        page.keyboard.type(text)
        if name == "groups-1-name":
            page.keyboard.press("Tab")
            page.keyboard.type("groep 7")
    page.wait_for_timeout(LEAST_MILLISECONDS)
    send_by_keyboard(page)
    assert "De Voorbeeldbrug" in page.inner_text("main")


def test_by_mouse_and_not_listed(visit: Visit, width: str) -> None:
    page = visit(FORM, width)
    field(page).press_sequentially("xyzzy")
    expect(page.locator("[data-list] p")).to_have_text(
        'We vinden geen school met "xyzzy". Probeer een deel van de naam, of kies "Mijn school staat er niet bij".'
    )
    options(page).last.click()
    expect(page.get_by_label("Naam van de school en vestiging")).to_be_focused()
    expect(page.get_by_label("Naam van de school en vestiging")).to_have_value("xyzzy")
    page.keyboard.type("De Nieuwe")
    page.get_by_label("Adres van de school").fill("Nieuwstraat 1, Utrecht")
    assert faults(page) == []
    press("Verstuur aanvraag")(page)
    expect(page.get_by_label("Mijn school staat er niet bij")).to_be_checked()
    expect(page.get_by_label("Naam van de school en vestiging")).to_have_value("De Nieuwe")
    field(page).fill("voorbeeldboom")
    page.get_by_role("option", name="De Voorbeeldboom").click()
    expect(picked(page)).to_contain_text("De Voorbeeldboom")
    expect(page.get_by_label("Naam van de school en vestiging")).to_be_hidden()
    press("Verstuur aanvraag")(page)
    expect(picked(page)).to_contain_text("De Voorbeeldboom")


def test_what_was_said_of_an_earlier_search_goes_when_there_are_hits(visit: Visit, width: str) -> None:
    page = visit(FORM, width)
    field(page).fill("xyzzy")
    press("Zoek school")(page)
    said = page.locator("#school_query-error")
    expect(said).to_be_visible()
    page.locator("#school_query").fill("")
    page.locator("#school_query").press_sequentially("voorbeeldb")
    expect(options(page)).to_have_count(4)
    expect(said).to_have_count(0)
    assert page.locator("#school_query[aria-invalid]").count() == 0
    assert faults(page) == []


def test_a_click_elsewhere_closes_and_nothing_is_picked(visit: Visit) -> None:
    page = visit(FORM)
    field(page).press_sequentially("voorbeeldb")
    expect(options(page)).to_have_count(4)
    page.get_by_label("Uw naam").click()
    expect(page.locator("[data-list]")).to_be_hidden()
    expect(picked(page)).to_be_hidden()
    expect(field(page)).to_have_value("voorbeeldb")


def test_by_touch(chrome: Browser, site: object) -> None:
    context = chrome.new_context(viewport={"width": 375, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(site.url + FORM)  # type: ignore[attr-defined]
    field(page).tap()
    page.keyboard.type("voorbeeldboom")
    hit = page.get_by_role("option", name="De Voorbeeldboom")
    box = hit.bounding_box()
    assert box is not None and box["height"] >= 44
    hit.tap()
    expect(picked(page)).to_contain_text("De Voorbeeldboom")
    context.close()


def test_few_questions_are_asked(visit: Visit) -> None:
    """Only when the fingers rest, and never twice for the same."""
    page = visit(FORM)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/scholen" in one.url else None)
    field(page).press_sequentially("voorbeeldb", delay=20)
    expect(options(page)).to_have_count(4)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-list]")).to_be_visible()
    assert len(asked) == 1, asked


def test_back_brings_what_was_picked(visit: Visit) -> None:
    page = visit(FORM)
    field(page).press_sequentially("voorbeeldboom")
    page.get_by_role("option", name="De Voorbeeldboom").click()
    page.get_by_role("link", name="privacyverklaring").click()
    page.wait_for_url("**/privacy")
    page.go_back()
    expect(picked(page)).to_contain_text("Voorbeeldstraat 1")
    assert page.locator("[data-picked] [name=school]").input_value().isdigit()
    expect(page.locator("[data-picked] [name=school]")).to_be_enabled()


def test_without_script(visit: Visit, width: str) -> None:
    page = visit(FORM, width, script=False)
    expect(page.get_by_label("Naam van de school en vestiging")).to_be_hidden()
    field(page).fill("voorbeeldb")
    page.get_by_label("Uw naam").fill("Tess")
    press("Zoek school")(page)
    expect(page.get_by_role("group", name="Kies uw school").get_by_role("radio")).to_have_count(4)
    expect(page.locator("#school")).to_be_focused()
    expect(page.get_by_label("Uw naam")).to_have_value("Tess")
    page.get_by_label("Mijn school staat er niet bij").check()
    expect(page.get_by_label("Naam van de school en vestiging")).to_be_visible()
    page.get_by_label("De Voorbeeldboom").check()
    expect(page.get_by_label("Naam van de school en vestiging")).to_be_hidden()
    press("Verstuur aanvraag")(page)
    expect(picked(page)).to_contain_text("De Voorbeeldboom")
    press("Kies een andere school")(page)
    expect(field(page)).to_have_value("voorbeeldb")
    expect(field(page)).to_be_focused()


def test_the_office_picks_too(office: Visit, width: str) -> None:
    page = office(f"/beheer/aanvragen/nieuw?{FORM.partition('?')[2]}", width)
    page.get_by_role("combobox", name="Naam of postcode van de school").press_sequentially("voorbeeldboomschool")
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(picked(page)).to_be_visible()
    assert faults(page) == []


@pytest.mark.parametrize("school", ["voorbeeldboom", "voorbeeldlyceum"])
def test_the_level_of_the_school_stands_first(visit: Visit, school: str) -> None:
    page = visit("/aanvraag?les=doorgestuurd&les=sterk-in-de-groep")
    field(page).press_sequentially(school)
    expect(options(page).first).to_contain_text(re.compile(school, re.IGNORECASE))  # the list of all that was typed
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    first = page.locator("#groups-1-year optgroup").first
    expect(first).to_have_attribute("label", "Basisschool" if school == "voorbeeldboom" else "Voortgezet onderwijs")
