# SPDX-License-Identifier: EUPL-1.2
"""The requester's page and its acts in Chromium, with script and without: receipt, correction, withdrawal, a dead link."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.support.browser import accessible, too_wide

from .places import not_listed, send_on

pytestmark = [pytest.mark.slow, pytest.mark.once]


def fill(page: Page, email: str) -> None:
    """What a teacher types for two classes."""
    not_listed(page)
    for name, text in (
        ("school_name", "Basisschool De Wandeling"),
        ("school_address", "Wandelpad 1, 3511 AA Utrecht"),
        ("groups-1-name", "7a"),
        ("groups-1-pupils", "26"),
        ("groups-2-name", "7b"),
        ("groups-2-pupils", "24"),
        ("contact_name", "Tess Wandelaar"),
        ("contact_email", email),
        ("contact_phone", "030 123 46 01"),
    ):
        page.locator(f"#{name}").fill(text)
    page.locator("#groups-1-year").select_option("po-7")


def look(page: Page, heading: str, script: bool) -> None:
    """The page has this heading, and nothing is wrong with it (what axe says of it is asked by script)."""
    assert page.locator("h1").inner_text().split("\n")[0] == heading
    found = [*too_wide(page), *(accessible(page) if script else [])]
    assert not found, f"{heading}:\n" + "\n".join(found)


@pytest.mark.parametrize("script", [True, False], ids=["script", "without"])
def test_a_request_is_corrected_and_taken_back(visit, width, script):
    page = visit("/aanvraag?les=sterk-in-de-groep", width, script)
    fill(page, f"tess-{width}-{script}@devoorbeeldboom.example".lower())
    send_on(page)
    look(page, "We hebben uw aanvraag ontvangen", script)
    old = page.url.split("?")[0]

    page.get_by_role("link", name="Wijzig het e-mailadres").click()
    look(page, "Wijzig aanvraag", script)
    assert page.evaluate("document.activeElement.id || location.hash.slice(1)") == "contact_email"
    rows = page.locator("input[id^=groups-][id$=-name]")
    count = rows.count()
    page.get_by_role("button", name="Voeg groep toe").click()
    page.locator(f"#groups-{count + 1}-name").fill("7z")
    page.locator(f"#groups-{count + 1}-pupils").fill("19")
    page.get_by_label("Uw e-mailadres").fill("tess@")
    page.get_by_role("button", name="Bewaar wijzigingen").click()
    look(page, "Wijzig aanvraag", script)
    assert page.evaluate("document.activeElement.id") == "fouten"
    assert page.locator(f"#groups-{count + 1}-name").input_value() == "7z"
    page.get_by_label("Uw e-mailadres").fill(f"tess-{width}-{script}@anders.example".lower())
    page.get_by_role("button", name="Bewaar wijzigingen").click()
    look(page, "We hebben uw aanvraag ontvangen", script)
    assert "Uw nieuwe link staat in de mail aan" in page.locator("main").inner_text()
    new = page.url.split("?")[0]
    assert new != old

    answer = page.goto(old)
    assert answer is not None and answer.status == 410
    look(page, "Deze link werkt niet", script)
    page.goto(new)
    page.get_by_role("link", name="Trek aanvraag in").click()
    look(page, "Wilt u deze lessen intrekken?", script)
    page.get_by_label("Waarom?").fill("Projectweek")
    page.get_by_role("button", name="Trek deze lessen in").click()
    assert "Ingetrokken." in page.locator("main").inner_text()
    page.goto(new)
    assert "U heeft uw aanvraag ingetrokken." in page.locator("main").inner_text()
    look(page, page.locator("h1").inner_text(), script)
