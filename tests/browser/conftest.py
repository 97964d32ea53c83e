# SPDX-License-Identifier: EUPL-1.2
"""Chromium against the site of `make run`, with its example data, its worker and its mailbox."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page

from booking.links.tokens import token_from
from tests.support.browser import WIDTHS, Watch
from tests.support.live import LiveSite
from tests.support.nu import Checker, nu_checker
from tests.support.settings import SETTINGS

DOMAIN = "@gemeente.example"


@dataclass
class Site:
    """The running site, who may sign in, and what its examples are called."""

    url: str
    folder: Path
    password: str
    coordinator: str = "coby" + DOMAIN
    administrator: str = "ada" + DOMAIN
    sessions: dict[str, Any] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.folder / "lesaanbod.db"

    def look(self, question: str, *values: Any) -> list[Any]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(question, values).fetchall()

    @cached_property
    def values(self) -> dict[str, str]:
        """For addresses: `{tess}` is the token of her request, `{tess_ref}` its reference; `{invited}` opens a new account."""
        found = {"nothing": "x" * 43}
        asked = self.look(
            "SELECT r.id, r.contact_email, s.nonce FROM lesson_requests r JOIN secret_links s ON s.id = r.link_id WHERE r.id < 14"
        )
        for number, email, nonce in asked:
            name = email.partition("@")[0].replace("y.voorbeeld", "youssef")
            found[name] = token_from(SETTINGS["SECRET_KEY"], "request", nonce)
            found[f"{name}_ref"] = f"LES-{number:06d}"
        found |= self._handed_out(found)
        [(nonce,)] = self.look("SELECT nonce FROM secret_links WHERE purpose = 'password' ORDER BY id LIMIT 1")
        found["invited"] = token_from(SETTINGS["SECRET_KEY"], "password", nonce)
        for number, email in self.look("SELECT id, email FROM staff_members"):
            found[email.partition("@")[0]] = str(number)
        return found

    def _handed_out(self, known: dict[str, str]) -> dict[str, str]:
        """Links that nobody has until he asks: `{shelf}` of Tess, `{open_shelf}` whose button was pressed, `{offer}` of Samira's request."""
        [(tess,)] = self.look("SELECT contact_email FROM lesson_requests WHERE contact_email LIKE 'tess@%' LIMIT 1")
        for _n in range(2):
            self.post("/link-kwijt", email=tess)
        self.post(f"/aanvraag/{known['samira']}/collega", name="Noor Voorbeeld", email="noor.voorbeeld@school.example")
        asked = "SELECT nonce FROM secret_links WHERE purpose = ? ORDER BY id LIMIT 2"
        shelf, other = (token_from(SETTINGS["SECRET_KEY"], "shelf", nonce) for (nonce,) in self.look(asked, "shelf"))
        opened = self.post(f"/mijn-aanvragen/{other}").rpartition("/")[2]
        offer = token_from(SETTINGS["SECRET_KEY"], "takeover", self.look(asked, "takeover")[0][0])
        return {"shelf": shelf, "open_shelf": opened, "offer": offer}

    def post(self, path: str, **fields: str) -> str:
        """A form without a browser. Answers where it leads."""
        with closing(HTTPConnection(self.url.removeprefix("http://"), timeout=30)) as connection:
            connection.request("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            assert answer.status == 303, (path, answer.status)
            return answer.headers["Location"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Started once a process. Tests add to it and never count on being alone."""
    folder = tmp_path_factory.mktemp("site")
    live = LiveSite(folder, {"MAIL_SERVER": "", "RATELIMIT_ENABLED": "0"}, [sys.executable, "run.py"])
    live.start()
    yield Site(live.url, folder, (folder / "example_sign_in").read_text())
    live.stop()


@pytest.fixture(scope="session")
def nu() -> Iterator[Checker]:
    """`nu(html)`: what the Nu HTML checker has to say of it."""
    with nu_checker() as check:
        yield check


@pytest.fixture(params=list(WIDTHS))
def width(request: pytest.FixtureRequest) -> str:
    """Both widths: a test that takes it runs at 1280 and at 375."""
    return request.param


@pytest.fixture
def watch(site: Site) -> Watch:
    """What the browsers of this test say, ask for and get."""
    return Watch(site.url)


@pytest.fixture
def visit(chrome: Browser, site: Site, watch: Watch) -> Iterator[Callable[..., Page]]:
    """`page = visit("/lesaanbod", width="375", script=False)`: a browser of its own, without the cookies of another.

    At the end nothing may have been refused by the content policy, crashed in a script, or been asked of another host.
    """
    contexts: list[Any] = []

    def visited(path: str, width: str = "1280", script: bool = True, state: Any = None) -> Page:
        context = chrome.new_context(
            viewport=WIDTHS[width],  # type: ignore[arg-type]
            java_script_enabled=script,
            locale="nl-NL",
            storage_state=state,
        )
        watch.follow(context)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if path:
            page.goto(site.url + path)
        return page

    yield visited
    for context in contexts:
        context.close()
    assert not watch.troubles(), "\n".join(watch.troubles())


def sign_in(page: Page, site: Site, who: str) -> None:
    page.goto(f"{site.url}/inloggen")
    page.get_by_label("E-mailadres").fill(who)
    page.get_by_label("Wachtwoord", exact=True).fill(site.password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/beheer/")


@pytest.fixture
def office(visit: Callable[..., Page], site: Site) -> Callable[..., Page]:
    """`page = office("/beheer/aanvragen")`: the same, signed in as the example coordinator (once a process)."""

    def signed_in(path: str, width: str = "1280", script: bool = True, who: str = site.coordinator) -> Page:
        if who not in site.sessions:
            page = visit("")
            sign_in(page, site, who)
            site.sessions[who] = page.context.storage_state()
        return visit(path, width, script, site.sessions[who])

    return signed_in
