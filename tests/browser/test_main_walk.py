# SPDX-License-Identifier: EUPL-1.2
"""The main job, as people do it: teacher, mailbox, coordinator, mailbox, teacher. By keyboard on a phone without script, and with both."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from booking.schools.calendar import is_workday
from tests.support.browser import Watch, faults, press_to
from tests.support.nu import Checker

pytestmark = [pytest.mark.slow, pytest.mark.once]

LEAST_SECONDS = 3.2
"""A form that is sent sooner was sent by a robot."""
SCHOOL = {"school_query": "voorbeeldboom"}
GROUPS = (("7a", "26"), ("7b", "24"), ("7c", "25"))
CONTACT = {"contact_name": "Tess Wandelaar", "contact_phone": "030 123 46 01"}
SECRETARIAT = "secretariaat@utrecht.example"


def day_ahead() -> date:
    """Far enough for every lead time; day and month have the same number, so that their order in the browser's field does not matter."""
    day = date.today() + timedelta(days=70)  # noqa: DTZ011  (the browser's day, not a moment)
    while day.day != day.month or not is_workday(day):
        day += timedelta(days=1)
    return day


def answers(email: str) -> dict[str, str]:
    """What a teacher types for three classes, in the order of the page."""
    rows = {
        f"groups-{n}-{name}": value
        for n, group in enumerate(GROUPS, 1)
        for name, value in zip(("name", "pupils"), group, strict=True)
    }
    return {
        **SCHOOL,
        **rows,
        "contact_name": CONTACT["contact_name"],
        "contact_email": email,
        "contact_phone": CONTACT["contact_phone"],
    }


def letter(page: Page, site: str, email: str, words: str) -> str:
    """Wait in the mailbox for a mail to this address with these words, and answer its text."""
    end = time.monotonic() + 30
    while True:
        page.goto(f"{site}/postvak?aan={email}")
        rows = page.get_by_role("link").filter(has_text="LES-")
        for path in [rows.nth(n).get_attribute("href") for n in range(rows.count())]:
            page.goto(f"{site}{path}")
            text = page.locator("main").inner_text()
            if words in text:
                return text
        assert time.monotonic() < end, f"no mail to {email} with {words!r}"
        page.wait_for_timeout(200)


def reference_on(page: Page, email: str) -> str:
    """The receipt: the address stands on it in full, to be corrected at once."""
    expect(page).to_have_url(re.compile(r"/aanvraag/[\w-]{43}"))
    expect(page.locator("h1")).to_have_text("We hebben uw aanvraag ontvangen")
    text = page.locator("main").inner_text()
    assert email in text
    return re.search(r"LES-\d{6}", text)[0]  # type: ignore[index]


def heard(postvak: Page, site: str, email: str, reference: str, own_page: str) -> None:
    """The teacher has her link and the secretariat one readable mail."""
    links = re.findall(r"https?://\S+/aanvraag/[\w-]{43}", letter(postvak, site, email, reference))
    assert own_page in links
    assert "De Voorbeeldboom" in letter(postvak, site, SECRETARIAT, reference)


def seconds_by_hand(characters: int, choices: int) -> float:
    """The keystroke-level model (Card, Moran and Newell): a key 0.28, to point 1.1, to move the hand 0.4, to think 1.35 seconds."""
    return characters * 0.28 + choices * (1.1 + 2 * 0.4 + 1.35)


def test_with_script_on_a_wide_screen(visit: Any, office: Any, site: Any, watch: Watch, nu: Checker) -> None:
    """From the start page: five pages, ten fields to type in, and well within 90 seconds for somebody who reads as she goes."""
    email = "tess.wide@dewandeling.example"
    teacher = visit("/")
    teacher.get_by_role("link", name=re.compile("lessen voor de basisschool")).first.click()
    teacher.get_by_role("link", name="Sterk in de groep").click()
    teacher.get_by_role("link", name=re.compile("Vraag .*aan")).first.click()
    teacher.wait_for_url("**/aanvraag?*")
    began = time.monotonic()
    typed = answers(email)
    filled = teacher.locator(
        "form#aanvraag :is(input, textarea):is([type=text], [type=email], [type=tel], [type=date], :not([type]))"
    )
    there = sum(bool(box.input_value()) for box in filled.all())  # what stands there already, nobody types
    for name, text in typed.items():
        teacher.fill(f"[id='{name}']", text)
        if name == "school_query":
            teacher.get_by_role("option", name="De Voorbeeldboom").click()
    teacher.select_option("#groups-1-year", "po-7")
    assert sum(bool(box.input_value()) for box in filled.all()) - there == len(typed) == 10
    clicks = 3 + len(typed) + 3  # three links, the fields, the school, the year, the button
    assert seconds_by_hand(sum(map(len, typed.values())), clicks) < 90
    teacher.wait_for_timeout(max(0, LEAST_SECONDS - (time.monotonic() - began)) * 1000)
    teacher.get_by_role("button", name="Verstuur aanvraag").dblclick()
    reference = reference_on(teacher, email)
    own_page = teacher.url.partition("?")[0]
    asked = [f"{line.split()[0]} {line.split('/', 3)[3].partition('?')[0]}" for line in watch.loads]
    assert asked[:5] == ["GET ", "GET lesaanbod", "GET lesaanbod/sterk-in-de-groep", "GET aanvraag", "POST aanvraag"]
    assert site.look("SELECT count(*) FROM lesson_requests WHERE contact_email = ?", email) == [(1,)], (
        "a double click is one request"
    )
    assert faults(teacher) == []

    postvak = visit("/postvak")
    heard(postvak, site.url, email, reference, own_page)
    assert [*nu(watch.pages[-2].text()), *faults(postvak)] == []
    postvak.goto(f"{site.url}/postvak")
    assert [*nu(watch.pages[-1].text()), *faults(postvak)] == []
    desk = office(f"/beheer/aanvragen/{reference}")
    assert "De Voorbeeldboom" in desk.locator("main").inner_text()
    first = desk.get_by_role("group", name="7a", exact=True)
    first.get_by_label("Datum").fill(day_ahead().isoformat())
    first.get_by_label("Begintijd").fill("09:15")
    desk.get_by_role("button", name="Zet groepen na elkaar").click()
    for name, _people in GROUPS:
        row = desk.get_by_role("group", name=name, exact=True)
        expect(row.get_by_label("Begintijd")).not_to_have_value("")
        trainer = row.get_by_label("Trainer")
        trainer.select_option(trainer.locator("option", has_text="kiest de trainer").get_attribute("value"))
    desk.get_by_role("button", name="Bekijk de mail").first.click()
    expect(desk.locator("main")).to_contain_text("Beste Tess Wandelaar")
    assert faults(desk) == []
    desk.get_by_role("button", name="Keur goed en verstuur").first.dblclick()
    expect(desk.locator("main")).to_contain_text("Bevestigd")
    decided = "SELECT count(*) FROM history WHERE action = 'approve' AND root_id = ?"
    assert site.look(decided, int(reference[4:])) == [(len(GROUPS),)], "a double click decides once"
    told(postvak, site, email, teacher, own_page)
    assert faults(teacher) == []


def told(postvak: Page, site: Any, email: str, teacher: Page, own_page: str) -> None:
    """The mail and the page both say when, for each group."""
    confirmation = letter(postvak, site.url, email, "Bevestigd")
    assert all(name in confirmation for name, _people in GROUPS)
    teacher.goto(own_page)
    expect(teacher.locator("main")).to_contain_text("Bevestigd")
    assert teacher.locator("main").inner_text().count(f"{day_ahead().year}, ") >= len(GROUPS)


# --- by keyboard -----------------------------------------------------------------------------------------------------


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def go(page: Page, link: str | re.Pattern[str]) -> None:
    """To a link, by Tab and Enter."""
    press_to(page, page.get_by_role("link", name=link).first)
    enter(page)


def type_into(page: Page, values: dict[str, str]) -> None:
    for name, text in values.items():
        press_to(page, page.locator(f"[id='{name}']"))
        page.keyboard.type(text)


def push(page: Page, button: str) -> None:
    press_to(page, page.get_by_role("button", name=button).first)
    enter(page)


def test_by_keyboard_on_a_phone_without_script(visit: Any, site: Any) -> None:
    email = "tess.keys@dewandeling.example"
    teacher = visit("/", "375", script=False)
    teacher.keyboard.press("Tab")
    expect(teacher.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    go(teacher, re.compile("lessen voor de basisschool"))
    go(teacher, "Sterk in de groep")
    go(teacher, re.compile("Vraag .*aan"))
    began = time.monotonic()
    typed = answers(email)
    before, after = list(typed.items())[:2], list(typed.items())[2:]
    type_into(teacher, dict(before[:1]))
    enter(teacher)  # with nothing picked: looks for the school
    expect(teacher.get_by_role("radio", name="De Voorbeeldboom")).to_be_checked()
    type_into(teacher, dict(before[1:]))
    type_into(teacher, {"groups-1-year": "groep 7"})
    type_into(teacher, dict(after))
    teacher.wait_for_timeout(max(0, LEAST_SECONDS - (time.monotonic() - began)) * 1000)
    enter(teacher)  # shows all of it, and sends nothing
    expect(teacher.locator("h1")).to_have_text("Controleer uw aanvraag")
    push(teacher, "Verstuur aanvraag")
    reference = reference_on(teacher, email)
    own_page = teacher.url.partition("?")[0]
    postvak = visit("/postvak", "375", script=False)
    heard(postvak, site.url, email, reference, own_page)

    desk = visit("/beheer/", "375", script=False)
    type_into(desk, {"email": site.coordinator, "password": site.password})
    enter(desk)
    expect(desk.locator("h1")).to_contain_text("Vandaag")
    go(desk, "Aanvragen")
    type_into(desk, {"q": reference})
    enter(desk)
    go(desk, "Sterk in de groep")
    day = day_ahead()
    row = desk.get_by_role("group", name="7a", exact=True)
    press_to(desk, row.get_by_label("Datum"))
    desk.keyboard.type(f"{day.day:02d}{day.month:02d}{day.year}")
    press_to(desk, row.get_by_label("Begintijd"))
    desk.keyboard.type("9.15")
    push(desk, "Zet groepen na elkaar")
    for name, _people in GROUPS:
        trainer = desk.get_by_role("group", name=name, exact=True).get_by_label("Trainer")
        press_to(desk, trainer)
        option = trainer.locator("option", has_text="kiest de trainer")
        desk.keyboard.type(option.inner_text())
        expect(trainer).to_have_value(option.get_attribute("value") or "")
    push(desk, "Bekijk de mail")
    expect(desk.locator("main")).to_contain_text("Beste Tess Wandelaar")
    push(desk, "Keur goed en verstuur")
    expect(desk.locator("main")).to_contain_text("Bevestigd")
    told(postvak, site, email, teacher, own_page)


def test_errors_lead_to_their_fields(visit: Any, width: str) -> None:
    """An empty form: the summary has the focus, each of its links leads to a control that can be typed in, and what was typed stays."""
    page = visit("/aanvraag?les=sterk-in-de-groep", width)
    page.get_by_label("Uw naam").fill("Tess")
    page.get_by_role("button", name="Verstuur aanvraag").click()
    summary = page.get_by_role("alert").first
    expect(summary).to_be_focused()
    links = summary.get_by_role("link")
    assert links.count() >= 4  # school, group, address, telephone
    for link in links.all():
        link.click()
        focused = page.evaluate("document.activeElement.tagName")
        assert focused in ("INPUT", "SELECT", "TEXTAREA"), link.inner_text()
    expect(page.get_by_label("Uw naam")).to_have_value("Tess")
