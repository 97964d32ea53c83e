# SPDX-License-Identifier: EUPL-1.2
"""In the real browser, by keyboard alone: from the command's link to the office and out again. S13, S39, S42."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.support.browser import WIDTHS

GOOD = "paarse olifant fietst langzaam"
EMAIL = "ada@gemeente.test"


def tab_to(page: Page, what: str) -> None:
    """Press Tab until this has the focus, as somebody without a mouse does."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", what):
            return
    raise AssertionError(f"the keyboard never comes to {what}")


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.once
@pytest.mark.parametrize("width", WIDTHS)
def test_the_whole_way_in_and_out_by_keyboard(serve, chrome, width):
    site = serve()
    made = site.flask("staff", "add", EMAIL, "--name", "Ada Voorbeeld", "--role", "administrator")
    assert made.returncode == 0, made.stderr
    [link] = re.findall(r"http://\S+/wachtwoord/\S+", made.stdout)
    context = chrome.new_context(viewport=WIDTHS[width])
    page, hosts, said = context.new_page(), set(), []
    page.on("request", lambda one: hosts.add(urlsplit(one.url).netloc))
    page.on("console", lambda one: said.append(one.text))

    page.goto(link)
    tab_to(page, "#password")
    page.keyboard.type(GOOD)
    enter(page)
    assert page.url.endswith("/inloggen?klaar=wachtwoord")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "status", "the page opens at what happened"

    page.goto(f"{site.url}/beheer/medewerkers")
    assert page.url.endswith("/inloggen?next=/beheer/medewerkers")
    tab_to(page, "#email")
    page.keyboard.type(EMAIL)
    tab_to(page, "#password")
    page.keyboard.type(GOOD)
    enter(page)
    assert page.url == f"{site.url}/beheer/medewerkers"

    tab_to(page, "#name")
    page.keyboard.type("Cas Voorbeeld")
    tab_to(page, "#email")
    page.keyboard.type("cas@gemeente.test")
    context.clear_cookies()
    enter(page)
    assert page.inner_text("h1") == "Log opnieuw in"
    assert "cas@gemeente.test" not in page.url
    tab_to(page, "#email")
    page.keyboard.type(EMAIL)
    tab_to(page, "#password")
    page.keyboard.type(GOOD)
    enter(page)
    tab_to(page, "main button")
    enter(page)
    assert page.url.endswith("/beheer/medewerkers?klaar=toegevoegd")
    assert "cas@gemeente.test" in page.inner_text("table")

    [cookie] = context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/")
    tab_to(page, "header form button")
    enter(page)
    assert page.url.endswith("/inloggen?klaar=uitgelogd")
    page.go_back()
    assert "cas@gemeente.test" not in page.content(), "a page of the office is stored nowhere"
    context.close()
    assert hosts == {urlsplit(site.url).netloc}
    assert not [text for text in said if "Content Security Policy" in text or "Refused" in text], said


@pytest.mark.once
def test_a_page_elsewhere_cannot_post_to_the_office(serve, chrome, tmp_path):
    """V8, V9 in a browser that decides by itself what it sends along."""
    site = serve()
    evil = tmp_path / "evil.html"
    evil.write_text(
        f'<form method="post" action="{site.url}/inloggen"><input name="email" value="{EMAIL}">'
        '<input name="password" value="x"><button>gratis prijs</button></form>'
    )
    page = chrome.new_page()
    page.goto(evil.as_uri())
    with page.expect_response(lambda one: one.request.method == "POST") as answer:
        page.click("button")
    assert answer.value.status == 403
    assert "We konden niet zien of het formulier van onze site komt" in page.inner_text("main")
    page.close()
