# SPDX-License-Identifier: EUPL-1.2
"""The main job, as people do it: teacher, mailbox, coordinator, mailbox, teacher. At both widths, without script, by keyboard."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from .test_every_page import faults

pytestmark = [pytest.mark.slow, pytest.mark.once]

LEAST_SECONDS = 3.2  # a form that is sent sooner was sent by a robot


def next_tuesday() -> date:
    """Far enough for every lead time, and no holiday is a Tuesday."""
    day = date.today() + timedelta(days=70)  # noqa: DTZ011  (the browser's day, not a moment)
    return day + timedelta(days=(1 - day.weekday()) % 7)


def fill_request(page: Page, email: str) -> None:
    """What a teacher types for three classes."""
    page.get_by_label("Naam van de school en vestiging").fill("Basisschool De Wandeling")
    page.get_by_label("Adres van de school").fill("Wandelpad 1, 3511 AA Utrecht")
    for number, (name, people) in enumerate((("7a", "26"), ("7b", "24"), ("7c", "25")), 1):
        row = page.get_by_role("group", name=f"Groep {number}", exact=True)
        row.get_by_label("Naam van de groep").fill(name)
        row.get_by_label("Aantal leerlingen").fill(people)
        if number == 1:
            row.get_by_label("Groep of leerjaar").select_option("groep 7")
    page.get_by_label("dinsdag", exact=True).check()
    page.get_by_label("Uw naam").fill("Tess Wandelaar")
    page.get_by_label("Uw e-mailadres").fill(email)
    page.get_by_label("Uw telefoonnummer").fill("030 123 46 01")


def letter(page: Page, site: str, email: str, words: str) -> str:
    """Wait in the mailbox for a mail to this address, and answer its text."""
    end = time.monotonic() + 20
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


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_the_catalogue_to_a_confirmed_date(visit, office, site, width, script):
    email = f"tess.{width}.{'js' if script else 'plain'}@dewandeling.example"
    teacher = visit("/lesaanbod?niveau=po", width, script)
    teacher.get_by_role("link", name="Sterk in de groep").click()
    teacher.get_by_role("link", name=re.compile("Vraag .*aan")).first.click()
    began = time.monotonic()
    fill_request(teacher, email)
    teacher.wait_for_timeout(max(0, LEAST_SECONDS - (time.monotonic() - began)) * 1000)
    teacher.get_by_role("button", name="Verstuur aanvraag").click()
    expect(teacher).to_have_url(re.compile(r"/aanvraag/[\w-]{43}"))
    own_page = teacher.url.partition("?")[0]
    text = teacher.locator("main").inner_text()
    assert email in text, "the address stands on the page, to be corrected at once"
    reference = re.search(r"LES-\d{6}", text)[0]  # type: ignore[index]
    if script:
        assert faults(teacher) == []

    postvak = visit("/postvak", width)
    assert own_page in letter_links(postvak, site.url, email, reference)
    assert reference in letter(postvak, site.url, "secretariaat@utrecht.example", reference)

    desk = office(f"/beheer/aanvragen/{reference}", width, script)
    assert "Basisschool De Wandeling" in desk.locator("main").inner_text()
    first = desk.get_by_role("group", name="7a", exact=True)
    first.get_by_label("Datum").fill(next_tuesday().isoformat())
    first.get_by_label("Begintijd").fill("09:15")
    desk.get_by_role("button", name="Zet groepen na elkaar").click()
    for name in ("7a", "7b", "7c"):
        expect(desk.get_by_role("group", name=name, exact=True).get_by_label("Begintijd")).not_to_have_value("")
        trainer = desk.get_by_role("group", name=name, exact=True).get_by_label("Trainer")
        trainer.select_option(trainer.locator("option", has_text="kiest de trainer").get_attribute("value"))
    desk.get_by_role("button", name="Bekijk de mail").first.click()
    expect(desk.locator("main")).to_contain_text("Beste Tess Wandelaar")
    desk.get_by_role("button", name="Keur goed en verstuur").first.click()
    expect(desk.locator("main")).to_contain_text("Bevestigd")

    assert "7b" in letter(postvak, site.url, email, "Bevestigd")
    teacher.goto(own_page)
    expect(teacher.locator("main")).to_contain_text(re.compile("bevestigd", re.IGNORECASE))


def letter_links(page: Page, site: str, email: str, words: str) -> list[str]:
    """The addresses in the text of a mail, as its reader sees them."""
    return re.findall(r"https?://\S+/aanvraag/[\w-]{43}", letter(page, site, email, words))


def press_to(page: Page, wanted: Locator, most: int = 150) -> None:
    """Tab until the focus is there: what a hand without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def test_a_request_by_keyboard_alone(visit, site):
    """From the start page on, without a mouse: reach it, type, choose, send."""
    page = visit("/")
    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.textContent")
    assert "inhoud" in skip, "the first stop is the link past the menu"
    page.goto(f"{site.url}/lesaanbod/sterk-in-de-groep")
    press_to(page, page.get_by_role("link", name=re.compile("Vraag .*aan")).first)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/aanvraag"))
    began = time.monotonic()
    row = page.get_by_role("group", name="Groep 1", exact=True)
    for wanted, text in (
        (page.get_by_label("Naam van de school en vestiging"), "De Toets"),
        (page.get_by_label("Adres van de school"), "Toetsweg 1, Utrecht"),
        (row.get_by_label("Naam van de groep"), "7a"),
        (row.get_by_label("Groep of leerjaar"), "groep 7"),
        (row.get_by_label("Aantal leerlingen"), "26"),
        (page.get_by_label("Uw naam"), "Tess Toets"),
        (page.get_by_label("Uw e-mailadres"), "tess@detoets.example"),
        (page.get_by_label("Uw telefoonnummer"), "030 123 46 01"),
    ):
        press_to(page, wanted)
        page.keyboard.type(text)
    page.wait_for_timeout(max(0, LEAST_SECONDS - (time.monotonic() - began)) * 1000)
    press_to(page, page.get_by_role("button", name="Verstuur aanvraag"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/aanvraag/[\w-]{43}"))


def test_errors_lead_to_their_fields(visit, width):
    """An empty form: the summary has the focus, and each of its links leads to a control that can be typed in."""
    page = visit("/aanvraag?les=sterk-in-de-groep", width)
    page.get_by_label("Uw naam").fill("Tess")
    page.get_by_role("button", name="Verstuur aanvraag").click()
    summary = page.get_by_role("alert").first
    expect(summary).to_be_visible()
    assert page.evaluate("document.activeElement.closest('[role=alert]') !== null")
    links = summary.get_by_role("link")
    assert links.count() >= 5
    for n in range(links.count()):
        links.nth(n).click()
        assert page.evaluate("['INPUT', 'SELECT', 'TEXTAREA'].includes(document.activeElement.tagName)"), links.nth(
            n
        ).inner_text()
    expect(page.get_by_label("Uw naam")).to_have_value("Tess")
    assert faults(page) == []
