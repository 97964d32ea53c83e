# SPDX-License-Identifier: EUPL-1.2
"""The requester's page and its acts in Chromium, with script and without: receipt, correction, withdrawal, a dead link."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from .test_every_page import faults
from .test_main_walk import fill_request

pytestmark = [pytest.mark.slow, pytest.mark.once]


def look(page: Page, heading: str) -> None:
    """The page has this heading, and nothing is wrong with it."""
    assert page.locator("h1").inner_text().split("\n")[0] == heading
    found = faults(page)
    assert not found, f"{heading}:\n" + "\n".join(found)


@pytest.mark.parametrize("script", [True, False], ids=["script", "without"])
def test_a_request_is_corrected_and_taken_back(visit, width, script):
    page = visit("/aanvraag?les=sterk-in-de-groep", width, script)
    fill_request(page, f"tess-{width}-{script}@devoorbeeldboom.example".lower())
    page.get_by_role("button", name="Verstuur aanvraag").click()
    again = page.locator("h1", has_text="Controleer uw aanvraag")
    if again.count():  # filled in faster than people type
        page.get_by_role("button", name="Verstuur aanvraag").first.click()
    look(page, "We hebben uw aanvraag ontvangen")
    old = page.url.split("?")[0]

    page.get_by_role("link", name="Wijzig het e-mailadres").click()
    look(page, "Wijzig aanvraag")
    assert page.evaluate("document.activeElement.id || location.hash.slice(1)") == "contact_email"
    rows = page.locator("input[id^=groups-][id$=-name]")
    count = rows.count()
    page.get_by_role("button", name="Voeg groep toe").click()
    page.locator(f"#groups-{count + 1}-name").fill("7z")
    page.locator(f"#groups-{count + 1}-pupils").fill("19")
    page.get_by_label("Uw e-mailadres").fill("tess@")
    page.get_by_role("button", name="Bewaar wijzigingen").click()
    look(page, "Wijzig aanvraag")
    assert page.evaluate("document.activeElement.id") == "fouten"
    assert page.locator(f"#groups-{count + 1}-name").input_value() == "7z"
    page.get_by_label("Uw e-mailadres").fill(f"tess-{width}-{script}@anders.example".lower())
    page.get_by_role("button", name="Bewaar wijzigingen").click()
    look(page, "We hebben uw aanvraag ontvangen")
    assert "Uw nieuwe link staat in de mail aan" in page.locator("main").inner_text()
    new = page.url.split("?")[0]
    assert new != old

    answer = page.goto(old)
    assert answer is not None and answer.status == 410
    look(page, "Deze link werkt niet")
    page.goto(new)
    page.get_by_role("link", name="Trek aanvraag in").click()
    look(page, "Wilt u deze lessen intrekken?")
    page.get_by_label("Waarom?").fill("Projectweek")
    page.get_by_role("button", name="Trek deze lessen in").click()
    assert "Ingetrokken." in page.locator("main").inner_text()
    page.goto(new)
    assert "U heeft uw aanvraag ingetrokken." in page.locator("main").inner_text()
    assert not faults(page)
