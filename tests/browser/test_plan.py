# SPDX-License-Identifier: EUPL-1.2
"""A schedule in a real browser: by keyboard alone, without script, and each of its faces at both widths."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import faults, press_to

from .places import press
from .test_request_form import CONTACT, LEAST_MILLISECONDS, fill, pick, send, send_by_keyboard, tab_to

pytestmark = [pytest.mark.slow, pytest.mark.once]
ONE = "/aanvraag?les=sterk-in-de-groep"
TWO = "/aanvraag?les=de-groepsapp-grap-of-grens&les=sterk-in-de-groep"
GROUPS = {
    "groups-1-name": "7a", "groups-1-pupils": "26", "groups-2-name": "7b", "groups-2-pupils": "24", "groups-3-name": "7c",
    "groups-3-pupils": "25",
}  # fmt: skip
DATE = "2027-03-03"
"""A Wednesday; typed the same whether a browser wants the day or the month first."""
Visit = Callable[..., Page]


def tab_to_text(page: Page, text: str, most: int = 150) -> None:
    press_to(page, page.locator("a, button, summary").filter(has_text=re.compile(rf"^\s*{re.escape(text)}\s*$")), most)


def open_plan(page: Page) -> None:
    page.locator("#rooster summary").click()
    page.fill("#plan_on", DATE)
    page.fill("#plan_start", "8.30")


def test_by_keyboard_alone(visit: Visit, width: str) -> None:
    """7a, 7b and 7c on one morning: nothing but Tab, Space, Enter and what is typed."""
    page = visit(ONE, width)
    pick(page)
    for name, text in GROUPS.items():
        tab_to(page, name)
        page.keyboard.type(text)
        if name == "groups-1-name":
            page.keyboard.press("Tab")
            page.keyboard.type("groep 7")
    tab_to_text(page, "Wilt u zelf een rooster voorstellen?")
    page.keyboard.press("Enter")
    tab_to(page, "plan_on")
    page.keyboard.type("03032027")
    tab_to(page, "plan_start")
    page.keyboard.type("8.30")
    tab_to(page, "plan_breaks")
    page.keyboard.type("10.15 - 10.30")
    tab_to_text(page, "Maak een rooster")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#plan-1-on")).to_be_focused()
    expect(page.locator("#plan-1-on")).to_have_value(DATE)
    assert [page.input_value(f"#plan-{n}-start") for n in (1, 2, 3)] == ["8.30", "10.30", "11.35"]
    tab_to(page, "plan-3-start")
    page.keyboard.press("Control+A")
    page.keyboard.type("13.00")
    for name, text in CONTACT.items():
        tab_to(page, name)
        page.keyboard.type(text)
    page.wait_for_timeout(LEAST_MILLISECONDS)
    send_by_keyboard(page)
    said = page.inner_text("main").replace("\N{NO-BREAK SPACE}", " ")
    assert "13.00" in said and "8.30" in said


def test_without_script(visit: Visit) -> None:
    page = visit(ONE, "375", script=False)
    fill(page)
    page.fill("#groups-2-pupils", "50")
    open_plan(page)
    send(page, "Maak een rooster")
    expect(page.locator(".app-row--when")).to_have_count(2)
    expect(page.locator("#contact_name")).to_have_value("Tess Visser")
    send(page, "Deel de groep")
    expect(page.locator("#groups-2-name")).to_have_value("7b-1")
    expect(page.locator("#groups-3-pupils")).to_have_value("25")
    expect(page.locator(".app-row--when")).to_have_count(3)
    page.fill("#plan-3-start", "13.15")
    page.wait_for_timeout(LEAST_MILLISECONDS)
    send(page)
    expect(page).to_have_url(re.compile(r"/aanvraag/[\w-]{43}"))
    assert "13.15" in page.inner_text("main")


def test_what_stands_under_a_row_follows_while_one_types_on(visit: Visit, width: str) -> None:
    page = visit(ONE, width)
    fill(page)
    open_plan(page)
    send(page, "Maak een rooster")
    expect(page.locator("#plan-1-end")).to_have_text("tot 9.30 uur")
    page.fill("#plan-1-start", "9.00")
    page.locator("#plan-2-start").press_sequentially("x")
    expect(page.locator("#plan-1-end")).to_have_text("tot 10.00 uur")
    page.fill("#plan-1-on", "2027-03-09")
    page.fill("#remark", "Graag")
    expect(page.locator("#plan-1-day")).to_have_text("di 9 mrt 2027")
    assert page.input_value("#plan-2-start").endswith("x") or "x" in page.input_value("#plan-2-start")
    assert page.input_value("#remark") == "Graag"
    assert faults(page) == []


@pytest.mark.parametrize("script", [True, False])
def test_enter_makes_the_schedule_and_then_shows_it(visit: Visit, script: bool) -> None:
    page = visit(ONE, "375", script=script)
    fill(page)
    open_plan(page)
    page.fill("#plan_breaks", "10.15 - 10.30")
    with page.expect_navigation():
        page.press("#plan_breaks", "Enter")
    expect(page.locator(".app-row--when")).to_have_count(2)
    page.fill("#plan-1-start", "8.45")
    with page.expect_navigation():
        page.press("#plan-1-start", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Controleer uw aanvraag")
    assert "8.45" in page.inner_text("main")
    send(page, "Terug naar het formulier")
    with page.expect_navigation():
        page.press("#plan-1-start", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Controleer uw aanvraag")


def test_the_schedule_follows_a_group_that_goes_without_a_new_page(visit: Visit) -> None:
    page = visit(ONE)
    fill(page)
    page.fill("#groups-3-name", "7c")
    page.fill("#groups-3-pupils", "25")
    open_plan(page)
    send(page, "Maak een rooster")
    page.fill("#plan-3-start", "14.00")
    press("Haal groep 2 weg")(page)
    expect(page.locator(".app-row--when")).to_have_count(2)
    expect(page.locator("#plan-2-start")).to_have_value("14.00")
    expect(page.locator(".app-row--when .app-row__name").nth(1)).to_have_text("Sterk in de groep, 7c")
    assert faults(page) == []


def test_its_faces(visit: Visit, width: str) -> None:
    """Open, made, together, with mistakes, too full; long names among them."""
    page = visit(TWO, width)
    fill(page)
    page.fill("#groups-1-pupils", "12")
    page.fill("#groups-2-name", "W" * 20)
    page.fill("#groups-2-pupils", "13")
    page.fill("#groups-3-name", "zevende groep Zuid A")
    page.fill("#groups-3-pupils", "60")
    open_plan(page)
    wrong = faults(page)
    send(page, "Maak een rooster")
    wrong += faults(page)
    page.get_by_role("button", name=re.compile("^Zet samen")).first.click()
    expect(page.get_by_role("button", name=re.compile("^Haal uit elkaar"))).to_have_count(1)
    wrong += faults(page)
    page.fill("#plan-1-start", "straks")
    page.fill("#plan-2-on", "2020-03-03")
    send(page)
    expect(page.locator("#fouten")).to_be_focused()
    wrong += faults(page)
    page.fill("#plan_start", "15.30")
    send(page, "Maak het rooster opnieuw")
    expect(page.locator("#rooster [role=status]")).to_be_focused()
    wrong += faults(page)
    assert not wrong, "\n".join(wrong)


def test_twelve_groups_and_five_lessons(visit: Visit, width: str) -> None:
    more = ("een-klusje-voor-een-tientje", "mijn-foto-mijn-keuze", "baas-over-mijn-account")
    page = visit(TWO + "".join(f"&les={slug}" for slug in more), width)
    fill(page)
    for n in range(3, 13):
        if n > 3:
            page.click("#add_group")
            page.wait_for_selector(f"#groups-{n}-name")
        page.fill(f"#groups-{n}-name", f"7-{n}")
        page.fill(f"#groups-{n}-pupils", "24")
    open_plan(page)
    page.get_by_label("Tegelijk, met meer trainers").check()
    send(page, "Maak een rooster")
    expect(page.locator(".app-row--when")).to_have_count(60)
    assert faults(page) == []
    assert page.input_value("#plan-60-start") != ""


def test_a_programme(visit: Visit, width: str) -> None:
    page = visit("/aanvraag?programma=basisschool-groep-8", width)
    fill(page)
    page.get_by_label("dinsdag").check()
    page.fill("#plan_on", "2027-01-11")
    page.fill("#plan_start", "8.30")
    send(page, "Maak een rooster")
    expect(page.locator("#rooster .app-year")).to_have_count(1)
    days = [one.input_value() for one in page.locator(".app-row--when [name$=-on]").all()]
    assert days == sorted(days) and all(days) and days[0] == "2027-01-12"
    assert faults(page) == []


A_FIELD, A_CHOICE, READING, MOST_SECONDS = 5, 3, 15, 120


class Hands:
    """A keyboard, and what it costs a person: a typed field, a choice (a button, a link, a tick, an option)."""

    def __init__(self, page: Page) -> None:
        self.page, self.typed, self.choices = page, 0, 0

    @property
    def seconds(self) -> int:
        return READING + A_FIELD * self.typed + A_CHOICE * self.choices

    def type(self, name: str, text: str) -> None:
        tab_to(self.page, name)
        if self.page.input_value(f"[id='{name}']"):
            self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        self.typed += 1

    def choose(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.choices += 1

    def press(self, text: str) -> None:
        """A link or a button that brings another page."""
        tab_to_text(self.page, text)
        with self.page.expect_navigation():
            self.choose("Enter")


def test_a_whole_programme_by_keyboard_alone(visit: Visit, width: str) -> None:
    """From the page of the programme to the receipt: one group, on Tuesdays, with one date moved."""
    page = visit("/programma/po", width)
    hands = Hands(page)
    hands.press("Vraag het hele programma aan")
    hands.type("school_query", "voorbeeldboomschool")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)
    hands.choose("Enter")
    expect(page.get_by_role("button", name="Kies een andere school")).to_be_visible()
    hands.type("groups-1-name", "8a")
    page.keyboard.press("Tab")
    if page.input_value("#groups-1-year") != "po-8":
        page.keyboard.type("groep 8")
        hands.choices += 1
    expect(page.locator("#groups-1-year")).to_have_value("po-8")
    expect(page.locator("#groups-1-track")).to_have_count(0)
    hands.type("groups-1-pupils", "26")
    for name in page.locator("[name^=own-][name$=-people]").evaluate_all("all => all.map(one => one.id)"):
        hands.type(name, "40")
    tab_to(page, "weekdays-1")
    hands.choose("Space")
    hands.type("plan_on", "02022027")
    hands.press("Maak een rooster")
    expect(page.locator("#rooster [role=status]")).to_be_focused()
    days = [one.input_value() for one in page.locator(".app-row--when [name$=-on]").all()]
    assert len(days) == 5 and days[0] == "2027-02-02" and days == sorted(days)
    hands.type("plan-2-on", "03032027")
    for name, text in CONTACT.items():
        hands.type(name, text)
    page.wait_for_timeout(LEAST_MILLISECONDS)
    hands.press("Verstuur aanvraag")
    if page.get_by_role("heading", level=1).inner_text() == "Controleer uw aanvraag":
        hands.press("Verstuur aanvraag")
    expect(page.get_by_role("heading", level=1)).to_have_text("We hebben uw aanvraag ontvangen")
    said = page.inner_text("main").replace("\N{NO-BREAK SPACE}", " ")
    assert "di 2 feb 2027" in said and "wo 3 mrt 2027" in said
    print(f"{hands.typed} fields typed, {hands.choices} choices: {hands.seconds} seconds")
    assert hands.seconds <= MOST_SECONDS
