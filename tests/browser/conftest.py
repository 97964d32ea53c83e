# SPDX-License-Identifier: EUPL-1.2
"""Chromium against the site of `make run`, with its example data, its worker and its mailbox."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.browser import FLAGS, WIDTHS, chromium
from tests.support.live import LiveSite


@dataclass
class Site:
    """The running site, and who may sign in."""

    url: str
    folder: Path
    password: str
    coordinator: str = "coby@gemeente.example"
    administrator: str = "ada@gemeente.example"
    _opened: list[Any] = field(default_factory=list)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Started once a process. Tests add to it and never count on being alone."""
    folder = tmp_path_factory.mktemp("site")
    live = LiveSite(folder, {"MAIL_SERVER": "", "RATELIMIT_ENABLED": "0"}, [sys.executable, "run.py"])
    live.start()
    yield Site(live.url, folder, (folder / "example_sign_in").read_text())
    live.stop()


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=list(WIDTHS))
def width(request: pytest.FixtureRequest) -> str:
    """Both widths: a test that takes it runs at 1280 and at 375."""
    return request.param


@pytest.fixture
def visit(chrome: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """`page = visit("/lesaanbod", width="375", script=False)`: a browser of its own, without the cookies of another.

    At the end nothing may have been refused by the content policy, crashed in a script, or been asked of another host.
    """
    contexts: list[Any] = []
    troubles: list[str] = []

    def visited(path: str, width: str = "1280", script: bool = True) -> Page:
        context = chrome.new_context(viewport=WIDTHS[width], java_script_enabled=script, locale="nl-NL")  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda line: troubles.append(f"{page.url}: {line.text}") if line.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
        page.on(
            "request",
            lambda asked: troubles.append(f"asked of another host: {asked.url}") if _foreign(asked.url, site) else None,
        )
        page.goto(site.url + path)
        return page

    yield visited
    for context in contexts:
        context.close()
    found = [line for line in troubles if "status of 4" not in line]  # an answer 404 or 422 is one of ours
    assert not found, "\n".join(found)


def _foreign(url: str, site: Site) -> bool:
    return not url.startswith((site.url, "data:", "blob:", "about:"))


@pytest.fixture
def office(visit: Callable[..., Page], site: Site) -> Callable[..., Page]:
    """`page = office("/beheer/aanvragen")`: the same, signed in as the example coordinator."""

    def signed_in(path: str, width: str = "1280", script: bool = True, who: str | None = None) -> Page:
        page = visit("/inloggen", width, script)
        page.get_by_label("E-mailadres").fill(who or site.coordinator)
        page.get_by_label("Wachtwoord", exact=True).fill(site.password)
        page.get_by_role("button", name="Log in").click()
        page.goto(site.url + path)
        return page

    return signed_in
