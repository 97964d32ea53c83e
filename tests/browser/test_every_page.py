# SPDX-License-Identifier: EUPL-1.2
"""Every kind of page, at both widths: accessible by axe's rules, and nothing to scroll sideways."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, pytest.mark.once]

PUBLIC = [
    "/",
    "/lesaanbod",
    "/lesaanbod?niveau=po&leerjaar=7&thema=groepsdruk",
    "/lesaanbod?q=katvanger",
    "/lesaanbod?q=bestaatniet",
    "/lesaanbod/sterk-in-de-groep",
    "/lesaanbod/drugs-in-een-container",
    "/programma/po",
    "/programma/vo",
    "/programma/mbo",
    "/zo-werkt-het",
    "/privacy",
    "/toegankelijkheid",
    "/aanvraag?les=sterk-in-de-groep",
    "/aanvraag?programma=bovenbouw",
    "/aanvraag",
    "/link-kwijt",
    "/inloggen",
    "/wachtwoord",
    "/aanvraag/" + "x" * 43,
    "/bestaat-niet",
    "/postvak",
    "/en/",
    "/en/lesaanbod",
    "/en/lesaanbod/sterk-in-de-groep",
    "/en/aanvraag?les=sterk-in-de-groep",
]
OFFICE = [
    "/beheer/",
    "/beheer/aanvragen",
    "/beheer/aanvragen/nieuw",
    "/beheer/mail",
    "/beheer/medewerkers",
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def accessible(page: Page) -> list[str]:
    """What axe finds, a line a rule."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['help']} ({len(one['nodes'])}x, {one['nodes'][0]['html'][:150]})" for one in found]


def too_wide(page: Page) -> list[str]:
    wide = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
    return [f"{wide} pixels too wide"] if wide > 0 else []


def faults(page: Page) -> list[str]:
    """With everything folded open too: what is hidden must be as good."""
    found = accessible(page) + too_wide(page)
    folded = "[...document.querySelectorAll('details:not([open])')].map(one => one.open = true).length"
    if not page.evaluate(folded):
        return found
    return found + [f"folded open: {line}" for line in accessible(page) + too_wide(page) if line not in found]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page(visit, width, path):
    page = visit(path, width)
    assert page.locator("h1").count() == 1
    found = faults(page)
    assert not found, f"{path} at {width}:\n" + "\n".join(found)


def test_the_pages_of_the_office(office, site, width):
    """And one request of each state that the queue shows, with its panels."""
    page = office("/beheer/aanvragen", width, who=site.administrator)
    requests = sorted(set(re.findall(r"/beheer/aanvragen/LES-\d+", page.content())))
    assert requests, "the examples have requests"
    panels = [f"{one}/{panel}" for one in requests[:2] for panel in ("besluit", "heropenen", "intrekken", "wijzigen")]
    wrong = []
    for path in OFFICE + requests[:6] + panels:
        answer = page.goto(site.url + path)
        assert answer.status == 200, path
        wrong += [f"{path}: {line}" for line in faults(page)]
    assert not wrong, f"at {width}:\n" + "\n".join(wrong)
