# SPDX-License-Identifier: EUPL-1.2
"""A lost link, from the mailbox to a new request: in a real browser, with and without script."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site
from .places import ASKED, after, not_listed, send_on, typed

pytestmark = [pytest.mark.slow, pytest.mark.once]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_a_lost_link_to_a_new_request(visit: Callable[..., Page], site: Site, width: str, script: bool) -> None:
    """Her own address, the mail, the button, last time's answers; two fields are typed, and our own form is believed."""
    name = f"kwijt{width}{'s' if script else 'n'}"
    page = visit("/aanvraag?les=sterk-in-de-groep", width, script)
    _ask(page, f"{name}@dewandeling.example")
    page.goto(f"{site.url}/link-kwijt")
    page.get_by_label("Uw e-mailadres").fill(f"{name}@dewandeling.example")
    page.get_by_role("button", name="Stuur mij de link").click()
    expect(page.get_by_role("status")).to_contain_text("Hoort dit adres bij een aanvraag?")
    page.goto(_mailed(page, site, f"{name}@dewandeling.example", "De link naar uw aanvragen"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Uw aanvragen")
    page.get_by_role("button", name="Bekijk uw aanvragen").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Schooljaar")
    shelf = page.url
    page.get_by_role("button", name=re.compile("Bekijk aanvraag LES-")).click()
    expect(page).to_have_url(re.compile("/aanvraag/[\\w-]{43}$"))
    page.goto(shelf)
    page.get_by_role("link", name=re.compile("opnieuw aan")).click()
    expect(page.get_by_label("Naam van de groep").first).to_have_value("7a")
    expect(page.get_by_label("Uw e-mailadres")).to_have_value("")
    page.get_by_role("button", name="Voeg groep toe").click()
    expect(page.locator("[id='groups-2-name']")).to_be_visible()
    page.get_by_label("Uw e-mailadres").fill(f"{name}@dewandeling.example")
    page.get_by_label("Uw telefoonnummer").fill("030 123 46 01")
    send_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("We hebben uw aanvraag ontvangen")


def test_a_colleague_takes_over(visit: Callable[..., Page], site: Site, width: str) -> None:
    name = f"collega{width}"
    page = visit("/aanvraag?les=sterk-in-de-groep", width)
    _ask(page, f"van.{name}@dewandeling.example")
    own = page.url
    page.get_by_role("link", name="Geef de aanvraag aan een collega").click()
    page.get_by_label("Naam van uw collega").fill("Noor Wandelaar")
    page.get_by_label("E-mailadres van uw collega").fill(f"{name}@dewandeling.example")
    page.get_by_role("button", name="Stuur de vraag").click()
    expect(page.get_by_text("Uw collega krijgt een mail.")).to_be_visible()
    page.goto(_mailed(page, site, f"{name}@dewandeling.example", "Wilt u een aanvraag overnemen?"))
    page.get_by_label("Uw telefoonnummer").fill("030 123 46 02")
    page.get_by_role("button", name="Neem de aanvraag over").click()
    expect(page.get_by_text("U heeft de aanvraag overgenomen.")).to_be_visible()
    page.goto(own)
    expect(page.get_by_role("heading", level=1)).to_have_text("Deze link werkt niet")


def _ask(page: Page, email: str) -> None:
    after(not_listed, typed(**{**ASKED, "contact_email": email}))(page)
    send_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("We hebben uw aanvraag ontvangen")


def _mailed(page: Page, site: Site, email: str, subject: str) -> str:
    """The link in the mail that came to this address."""
    end = time.monotonic() + 30
    while True:
        page.goto(f"{site.url}/postvak?aan={email}")
        mail = page.get_by_role("link").filter(has_text=subject)
        if mail.count():
            mail.first.click()
            links = re.findall(r"http://\S+/[\w-]{43}", page.locator("main").inner_text())
            return links[0]
        assert time.monotonic() < end, f"no mail to {email}"
        page.wait_for_timeout(200)
