# SPDX-License-Identifier: EUPL-1.2
"""Every page, at both widths: accessible by axe's rules, right by the Nu checker's, and nothing to scroll sideways.

`PICTURES=folder pytest tests/browser/test_every_page.py` also takes their pictures.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from tests.rules.access import TABLE
from tests.support.browser import NARROW, WIDE, Watch, accessible, faults_everywhere, too_wide
from tests.support.nu import Checker

from .conftest import DOMAIN, Site, sign_in
from .places import ALL, FOR_MACHINES, Place

pytestmark = [pytest.mark.slow, pytest.mark.once]


def photograph(page: Page, name: str) -> None:
    folder = os.environ.get("PICTURES")
    if folder:
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            file = re.sub(r"\W+", "-", name).strip("-") or "start"
            page.screenshot(path=Path(folder) / f"{file}-{size['width']}.png", full_page=True)


@pytest.fixture(scope="module")
def rooms(chrome: Browser, site: Site) -> Iterator[dict[str, tuple[Page, Watch]]]:
    """One window a person, kept open: a fresh one would fetch font and style sheets for each page."""
    opened: dict[str, tuple[Page, Watch]] = {}
    yield opened
    for page, _watch in opened.values():
        page.context.close()


@pytest.fixture
def room(chrome: Browser, site: Site, rooms: dict[str, tuple[Page, Watch]]) -> Callable[[str], tuple[Page, Watch]]:
    def of(who: str) -> tuple[Page, Watch]:
        if who not in rooms:
            context, watch = chrome.new_context(locale="nl-NL"), Watch(site.url)
            watch.follow(context)
            rooms[who] = context.new_page(), watch
            if who:
                sign_in(rooms[who][0], site, who + DOMAIN)
        page, watch = rooms[who]
        watch.said.clear()
        watch.pages.clear()
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        return page, watch

    return of


@pytest.mark.parametrize("place", ALL, ids=lambda place: place.name)
def test_a_page(place: Place, room: Callable[[str], tuple[Page, Watch]], site: Site, nu: Checker) -> None:
    page, watch = room(place.who)
    page.goto(site.url + place.address.format_map(site.values))
    if place.does:
        place.does(page)
        page.wait_for_load_state()
    # What a script fetched meanwhile for a part of the page is no answer to what was pressed.
    answer = next(one for one in reversed(watch.pages) if one.request.is_navigation_request())
    assert answer.status == place.status, page.locator("main").inner_text()[:500]
    assert page.locator("h1").count() == 1
    found = [f"Nu: {line}" for line in nu(answer.text())]
    photograph(page, place.name)
    found += faults_everywhere(page) + watch.troubles()
    assert not found, "\n".join(found)


def rule_of(urls: Map, address: str) -> str:
    """The route that answers this address."""
    path = re.sub(r"^/en(?=/)", "", address.partition("?")[0])
    path = re.sub(r"\{\w+\}", "1", path)
    try:
        rule, _values = urls.bind("").match(path, return_rule=True)
    except HTTPException:
        return ""
    return rule.rule


def forgotten(urls: Map, rules: set[str], places: list[Place]) -> set[str]:
    return rules - FOR_MACHINES - {rule_of(urls, place.address) for place in places}


def test_no_page_is_forgotten(app: Any) -> None:
    """The table of access knows every route (tests/rules); here each that is read by people is looked at."""
    rules = {line.rule for line in TABLE if line.method == "GET"}
    assert not forgotten(app.url_map, rules, ALL), "these routes need a line in tests/browser/places.py"
    assert forgotten(app.url_map, rules, [one for one in ALL if one.address != "/privacy"]) == set()
    fewer = [one for one in ALL if "/privacy" not in one.address]
    assert forgotten(app.url_map, rules, fewer) == {"/privacy"}
    assert forgotten(app.url_map, {*rules, "/nieuw"}, ALL) == {"/nieuw"}


def test_planted_faults_are_found(visit: Any, nu: Any) -> None:
    """Each kind of fault that these tests look for, in a page that has it."""
    page = visit("/privacy")
    page.evaluate("document.querySelector('main').innerHTML += '<img src=\"data:,\"><input><pre>' + 'w'.repeat(400)")
    assert {line.split(":")[0] for line in accessible(page)} >= {"image-alt", "label"}
    assert too_wide(page)
    assert nu('<!doctype html><html lang="nl"><title>x</title><p id="a"><div id="a"></div></html>')
