# SPDX-License-Identifier: EUPL-1.2
"""The real browser: the system's Chromium, without anything that calls home; and what is looked for on every page in it."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 375, "height": 800}
WIDTHS = {"1280": WIDE, "375": NARROW}
NARROWEST = {"width": 320, "height": 640}
"""WCAG 1.4.10: nothing is lost at 320, which is 1280 at four times the size."""

PARTS = ("/scholen", "/en/scholen")
"""Parts of a page, which are looked at in the page that shows them."""

AXE = Axe().axe_script
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def chromium() -> str:
    """The browser's program. `make test` installs one where it may."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    for name in names:
        if name and (found := shutil.which(name)):
            return found
    raise RuntimeError("the browser tests need Chromium: apt-get install chromium, or set CHROMIUM to its path")


def accessible(page: Page) -> list[str]:
    """What axe finds, a line a rule. Only what is wrong comes over: the rest would be most of the time."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE)
    found = page.evaluate("options => axe.run(document, options).then(all => all.violations)", RULES)
    return [f"{one['id']}: {one['help']} ({len(one['nodes'])}x, {one['nodes'][0]['html'][:150]})" for one in found]


def too_wide(page: Page) -> list[str]:
    """Nobody scrolls sideways."""
    wide = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
    return [f"{wide} pixels wider than {page.evaluate('innerWidth')}"] if wide > 0 else []


def unfold(page: Page) -> int:
    """Open everything that opens: what is hidden must be as good. Answers how much that was."""
    return page.evaluate("[...document.querySelectorAll('details:not([open])')].map(one => one.open = true).length")


def faults(page: Page) -> list[str]:
    """At the width that it has, as it is and with everything open."""
    found = too_wide(page)
    unfold(page)
    return found + accessible(page) + too_wide(page)


def faults_everywhere(page: Page) -> list[str]:
    """At both widths and at the narrowest, as it is and with everything open."""
    found = []
    for size in (NARROWEST, NARROW, WIDE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += too_wide(page)
    unfold(page)
    for size in (WIDE, NARROW, NARROWEST):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += [f"at {size['width']}: {line}" for line in accessible(page)] if size is not NARROWEST else []
        found += too_wide(page)
    return list(dict.fromkeys(found))


def press_to(page: Page, wanted: Locator, most: int = 200) -> None:
    """Tab until the focus is there: what a hand without a mouse does."""
    for _ in range(most):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {wanted}")


@dataclass
class Watch:
    """What a browser's context says and asks for: errors, refusals of the content policy, requests to others, and each page as it came."""

    url: str
    said: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    pages: list[Response] = field(default_factory=list)

    def follow(self, context: Any) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.said.append(f"a script stopped: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, line: ConsoleMessage) -> None:
        if line.type in ("error", "warning"):
            self.said.append(f"{line.page.url if line.page else ''}: {line.text}")

    def _request(self, asked: Request) -> None:
        if not asked.url.startswith((self.url, "data:", "blob:", "about:")):
            self.said.append(f"asked of another host: {asked.url}")
        if asked.is_navigation_request() and not asked.redirected_from:
            self.loads.append(f"{asked.method} {asked.url}")
        if asked.method == "POST":
            self.posts.append(asked.url)

    def _response(self, answer: Response) -> None:
        is_page = answer.headers.get("content-type", "").startswith("text/html") and not 300 <= answer.status < 400
        if is_page and urlsplit(answer.url).path not in PARTS:
            self.pages.append(answer)

    def troubles(self) -> list[str]:
        """An answer 404 or 422 is one of ours, and no trouble."""
        ours = re.compile(r"Failed to load resource: the server responded with a status of (4\d\d|503)")
        return [line for line in self.said if not ours.search(line)]
