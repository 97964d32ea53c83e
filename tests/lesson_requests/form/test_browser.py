# SPDX-License-Identifier: EUPL-1.2
"""The form in a real browser: by keyboard alone, with and without script, narrow and wide, and what Back does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright

from tests.support.browser import FLAGS, NARROW, WIDE, chromium
from tests.support.live import LiveSite
from tests.support.settings import ROOT

pytestmark = pytest.mark.once
FORM = "/aanvraag?les=de-groepsapp-grap-of-grens&les=sterk-in-de-groep"


@pytest.fixture(scope="module")
def chrome(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def site(serve: Callable[..., LiveSite]) -> LiveSite:
    live = serve()
    loaded = live.flask("catalogue", "load", str(ROOT / "examples/catalogue.yaml"))
    assert loaded.returncode == 0, loaded.stderr
    return live


@pytest.fixture
def open_page(chrome: Browser) -> Iterator[Callable[..., Page]]:
    contexts: list[Any] = []

    def opened(size: dict[str, int], script: bool = True) -> Page:
        context = chrome.new_context(viewport=size, java_script_enabled=script, locale="nl-NL")  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield opened
    for context in contexts:
        context.close()


def no_faults(page: Page) -> None:
    """axe finds nothing, and nothing sticks out."""
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= window


def tab_to(page: Page, name: str, most: int = 120) -> None:
    """Press Tab until the control with this id has the focus."""
    for _n in range(most):
        if page.evaluate("document.activeElement.id") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab")


def type_into(page: Page, answers: dict[str, str]) -> None:
    for name, text in answers.items():
        tab_to(page, name)
        page.keyboard.type(text)


GROUPS = {"groups-1-name": "7a", "groups-1-pupils": "26", "groups-2-name": "7b", "groups-2-pupils": "24"}
SCHOOL = {"school_name": "Basisschool De Klimop", "school_address": "Klimopstraat 1, Utrecht"}
CONTACT = {"contact_name": "Tess Visser", "contact_email": "tess@deklimop.example", "contact_phone": "030 123 46 01"}


@pytest.mark.parametrize("script", [True, False])
def test_by_keyboard_alone_on_a_phone(site: LiveSite, open_page: Callable[..., Page], script: bool) -> None:
    page = open_page(NARROW, script)
    page.goto(site.url + FORM)
    if not script:  # the keys are pressed all the same; only what tells where the focus is needs script
        _fill_without_script(page)
    else:
        no_faults(page)
        type_into(page, {**SCHOOL, "groups-1-name": "7a"})
        page.keyboard.press("Tab")
        page.keyboard.type("groep 7")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        type_into(page, {name: text for name, text in GROUPS.items() if name != "groups-1-name"})
        tab_to(page, "add_group")
        page.keyboard.press("Enter")
        page.wait_for_selector("#groups-4-name")
        assert page.evaluate("document.activeElement.id") == "groups-4-name"
        assert page.input_value("#groups-2-pupils") == "24"
        type_into(page, {"groups-4-name": "8a", "groups-4-pupils": "30"})
        tab_to(page, "weekdays-1")
        page.keyboard.press("Space")
        type_into(page, CONTACT)
    page.wait_for_timeout(3_100)
    page.focus("#contact_phone")
    page.keyboard.press("Enter")
    page.wait_for_url("**/aanvraag/*")
    assert "We hebben uw aanvraag ontvangen" in page.inner_text("main")
    assert "LES-" in page.inner_text("main")


def _fill_without_script(page: Page) -> None:
    page.click("#add_group")
    page.wait_for_selector("#groups-4-name")
    for name, text in {**SCHOOL, **GROUPS, **CONTACT}.items():
        page.fill(f"[id='{name}']", text)
    page.select_option("#groups-1-year", "po-7")
    page.select_option("#groups-1-track", index=0)


def test_mistakes_are_read_aloud_and_back_keeps_the_text(site: LiveSite, open_page: Callable[..., Page]) -> None:
    page = open_page(WIDE)
    page.goto(site.url + FORM)
    for name, text in {**SCHOOL, **GROUPS, **CONTACT, "groups-2-pupils": "vierentwintig"}.items():
        page.fill(f"[id='{name}']", text)
    page.fill("#remark", "\nPauze om 10.15 uur.")
    page.click("text=Verstuur aanvraag >> visible=true")
    page.wait_for_selector("#fouten")
    assert page.evaluate("document.activeElement.id") == "fouten"
    no_faults(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "groups-1-year"
    assert page.input_value("#remark") == "\nPauze om 10.15 uur."
    key = page.input_value("[name=form_key]")
    page.goto(site.url + "/privacy")
    page.go_back()
    assert page.input_value("#groups-2-pupils") == "vierentwintig"
    assert page.input_value("[name=form_key]") == key


def test_back_after_sending_and_sending_again_is_one_request(site: LiveSite, open_page: Callable[..., Page]) -> None:
    page = open_page(WIDE)
    page.goto(site.url + "/aanvraag?les=sterk-in-de-groep")
    for name, text in {**SCHOOL, **GROUPS, **CONTACT}.items():
        page.fill(f"[id='{name}']", text)
    page.select_option("#groups-1-year", "po-7")
    page.wait_for_timeout(3_100)
    page.click("text=Verstuur aanvraag >> visible=true")
    page.wait_for_url("**/aanvraag/*")
    first = page.url
    page.go_back()
    assert page.input_value("#contact_name") == "Tess Visser"
    page.click("text=Verstuur aanvraag >> visible=true")
    page.wait_for_url("**/aanvraag/*")
    assert page.url == first + "?klaar=dubbel"
    assert "niet dubbel opgeslagen" in page.inner_text("main")


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_every_face_of_the_form(site: LiveSite, open_page: Callable[..., Page], size: dict[str, int]) -> None:
    page = open_page(size)
    faces = [
        "/aanvraag", FORM, "/aanvraag?les=doorgestuurd", "/aanvraag?les=praten-over-online-grenzen&les=sterk-in-de-groep",
        "/aanvraag?les=criminaliteit-om-ons-heen", "/en/aanvraag?les=sterk-in-de-groep",
    ]  # fmt: skip
    for face in faces:
        page.goto(site.url + face)
        for closed in page.query_selector_all("details:not([open]) summary"):
            closed.click()
        no_faults(page)
    page.goto(site.url + FORM)
    long_ = "Openbare basisschool " + "Wolkenkrabbersvoorbeeldschool" * 2
    for name, text in {**SCHOOL, **GROUPS, **CONTACT, "school_name": long_, "groups-1-pupils": "99"}.items():
        page.fill(f"[id='{name}']", text)
    page.select_option("#groups-1-year", "po-7")
    page.click("text=Controleer eerst")
    page.wait_for_selector("text=Uw aanvraag is nog niet verstuurd.")
    no_faults(page)
    assert "zitten er 99" in page.inner_text("main")
