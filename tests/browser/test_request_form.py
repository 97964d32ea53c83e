# SPDX-License-Identifier: EUPL-1.2
"""The request form in a real browser: rows by keyboard, without script, what Back does, and each of its faces."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import faults, press_to

from .places import not_listed, press

pytestmark = [pytest.mark.slow, pytest.mark.once]
FORM = "/aanvraag?les=de-groepsapp-grap-of-grens&les=sterk-in-de-groep"
LEAST_MILLISECONDS = 3_100
GROUPS = {"groups-1-name": "7a", "groups-1-pupils": "26", "groups-2-name": "7b", "groups-2-pupils": "24"}
SCHOOL = {"school_name": "Basisschool De Klimop", "school_address": "Klimopstraat 1, Utrecht"}
CONTACT = {"contact_name": "Tess Visser", "contact_email": "tess@deklimop.example", "contact_phone": "030 123 46 01"}
ALL = {**SCHOOL, **GROUPS, **CONTACT}
Visit = Callable[..., Page]


def fill(page: Page, answers: Mapping[str, str] = ALL) -> None:
    not_listed(page)
    for name, text in answers.items():
        page.fill(f"[id='{name}']", text)
    page.select_option("#groups-1-year", "po-7")


def send(page: Page, button: str = "Verstuur aanvraag") -> None:
    press(button)(page)


def tab_to(page: Page, name: str, most: int = 120) -> None:
    press_to(page, page.locator(f"[id='{name}']"), most)


def pick(page: Page) -> None:
    """Type, to the second of the hits and take it: the form is not sent by that Enter."""
    tab_to(page, "school_query")
    page.keyboard.type("voorbeeldb")
    expect(page.locator("[role=option]")).to_have_count(4)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Kies een andere school")).to_be_visible()


def send_by_keyboard(page: Page) -> None:
    """Enter in a field shows all of it and sends nothing; the button there sends."""
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Controleer uw aanvraag")
    press_to(page, page.get_by_role("button", name="Verstuur aanvraag"), most=40)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/aanvraag/[\w-]{43}"))


def test_rows_by_keyboard_alone(visit: Visit) -> None:
    """On a phone: fill three groups, add one, take one away, choose days, see it with Enter in a field, and send."""
    page = visit(FORM, "375")
    pick(page)
    for name, text in GROUPS.items():
        tab_to(page, name)
        page.keyboard.type(text)
        if name == "groups-1-name":
            page.keyboard.press("Tab")
            page.keyboard.type("groep 7")
    tab_to(page, "add_group")
    page.keyboard.press("Enter")
    page.wait_for_selector("#groups-4-name")
    expect(page.locator("#groups-4-name")).to_be_focused()
    expect(page.locator("#groups-2-pupils")).to_have_value("24")
    page.keyboard.type("8a")
    tab_to(page, "groups-4-pupils")
    page.keyboard.type("30")
    tab_to(page, "weekdays-1")
    page.keyboard.press("Space")
    for name, text in CONTACT.items():
        tab_to(page, name)
        page.keyboard.type(text)
    page.wait_for_timeout(LEAST_MILLISECONDS)
    send_by_keyboard(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("We hebben uw aanvraag ontvangen")
    assert "8a" in page.inner_text("main")
    assert "De Voorbeeldbrug" in page.inner_text("main")


def test_without_script(visit: Visit) -> None:
    page = visit(FORM, "375", script=False)
    fill(page)
    page.click("#add_group")
    page.wait_for_selector("#groups-4-name")
    expect(page.locator("#groups-2-pupils")).to_have_value("24")
    page.get_by_role("button", name="Haal groep 3 weg").click()
    expect(page.locator("#groups-4-name")).to_have_count(0)
    page.locator("summary", has_text="Nog een les of training toevoegen").click()
    page.get_by_label("Mijn foto, mijn keuze").check()
    send(page, "Voeg toe")
    expect(page.get_by_role("group", name="U vraagt aan").get_by_role("checkbox")).to_have_count(3)
    page.wait_for_timeout(LEAST_MILLISECONDS)
    send(page)
    if page.get_by_role("heading", level=1).inner_text() == "Controleer uw aanvraag":
        send(page)
    expect(page).to_have_url(re.compile(r"/aanvraag/[\w-]{43}"))


def test_mistakes_have_the_focus_and_back_keeps_the_text(visit: Visit, width: str) -> None:
    page = visit(FORM, width)
    fill(page, {**ALL, "groups-2-pupils": "vierentwintig", "contact_email": "tess@deklimop"})
    page.fill("#remark", "\nPauze om 10.15 uur.")
    send(page)
    expect(page.locator("#fouten")).to_be_focused()
    assert faults(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#groups-2-pupils")).to_be_focused()
    expect(page.locator("#remark")).to_have_value("\nPauze om 10.15 uur.")
    key = page.input_value("[name=form_key]")
    page.get_by_role("link", name="privacyverklaring").click()
    page.wait_for_url("**/privacy")
    page.go_back()
    expect(page.locator("#groups-2-pupils")).to_have_value("vierentwintig")
    expect(page.locator("[name=form_key]")).to_have_value(key)


def test_back_and_send_again_is_the_same_request(visit: Visit) -> None:
    page = visit("/aanvraag?les=sterk-in-de-groep")
    fill(page)
    page.wait_for_timeout(LEAST_MILLISECONDS)
    send(page)
    expect(page).to_have_url(re.compile(r"/aanvraag/[\w-]{43}$"))
    first = page.url
    page.go_back()
    expect(page.locator("#groups-2-name")).to_have_value("7b")
    send(page)
    expect(page).to_have_url(first + "?klaar=dubbel")
    assert "We hebben hem niet dubbel opgeslagen." in page.inner_text("main")
    page.go_back()
    page.fill("#groups-2-pupils", "25")
    send(page)
    expect(page.get_by_role("alert").first).to_contain_text("Dit formulier is al verstuurd.")
    assert faults(page) == []
    send(page, "Verstuur als nieuwe aanvraag")
    if page.get_by_role("heading", level=1).inner_text() == "Controleer uw aanvraag":  # sent within three seconds
        send(page)
    expect(page).to_have_url(re.compile(r"/aanvraag/[\w-]{43}$"))
    assert page.url != first


def test_twelve_groups_and_very_long_names(visit: Visit, width: str) -> None:
    """As many rows as there may be, and the page to read it once more, with its way back."""
    page = visit(FORM, width)
    fill(
        page,
        {**ALL, "school_name": "Openbare basisschool " + "Wolkenkrabbersvoorbeeldschool" * 2, "groups-1-pupils": "99"},
    )
    for n in range(4, 13):
        page.click("#add_group")
        page.wait_for_selector(f"#groups-{n}-name")
    wrong = faults(page)
    send(page, "Controleer eerst")
    expect(page.get_by_role("heading", level=1)).to_have_text("Controleer uw aanvraag")
    wrong += faults(page)
    assert "zitten er 99" in page.inner_text("main")
    assert not wrong, "\n".join(wrong)
    page.get_by_role("button", name="Wijzig: Groepen").click()
    expect(page.locator("#groups-1-pupils")).to_have_value("99")
    expect(page.locator("fieldset[id^='groups-'] legend", has_text="Groep 12")).to_have_count(1)
