# SPDX-License-Identifier: EUPL-1.2
"""Pages that need bad luck, and the other theme: as accessible as the rest."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template
from playwright.sync_api import Page, expect

from booking import assets
from booking.web import CSP, error_page
from tests.support.browser import faults_everywhere
from tests.support.nu import Checker
from tests.support.settings import BASE_URL

from .conftest import Site
from .places import ASKED, ask, send_on

pytestmark = [pytest.mark.slow, pytest.mark.once]

ERRORS = [
    ("GET", 400, "", {}),
    ("GET", 403, "", {}),
    ("GET", 404, "", {}),
    ("GET", 410, "", {}),
    ("POST", 413, "", {}),
    ("POST", 429, "", {"minutes": 7}),
    ("GET", 429, "sign-in", {"minutes": 1}),
    ("GET", 500, "", {"error_number": "4f2a9c"}),
    ("POST", 500, "", {"error_number": "4f2a9c"}),
    ("GET", 503, "", {}),
    ("POST", 503, "", {}),
    ("GET", 503, "maintenance", {"time": "12.30"}),
]


def test_every_kind_of_error(app: Flask, visit: Any, site: Site, nu: Checker) -> None:
    """Rendered here, since nobody can ask for them; looked at on the site, with its style sheets and its content policy."""
    pages = {}
    for language in ("", "/en"):
        for method, status, case, values in ERRORS:
            with app.test_request_context("/lesaanbod", base_url=BASE_URL + language, method=method):
                name = f"{language} {method} {status} {case}"
                pages[name] = error_page(status, case, **values).get_data(as_text=True)
    with app.test_request_context("/beheer/aanvragen/LES-000001/besluit", base_url=BASE_URL, method="POST"):
        pages["once more"] = render_template("lesson_requests/once_more.html", fields=[("extra", "Tot dinsdag")])
    page = visit("")
    wrong = []
    for name, html in pages.items():
        wrong += [f"{name}: Nu: {line}" for line in nu(html)]
        if name.startswith("/en") and "500" not in name:
            continue
        wrong += [f"{name}: {line}" for line in seen(page, site, html)]
    assert not wrong, "\n".join(wrong)


def seen(page: Page, site: Site, html: str) -> list[str]:
    address = f"{site.url}/zo-gaat-het-mis"
    headers = {"Content-Security-Policy": CSP, "Content-Type": "text/html; charset=utf-8"}
    page.route(address, lambda route: route.fulfill(body=html, headers=headers))
    page.goto(address)
    page.unroute(address)
    return faults_everywhere(page)


@contextmanager
def broken(database: Path, table: str) -> Iterator[None]:
    """A database that refuses at once: one of its tables is not where it should be."""

    def rename(old: str, new: str) -> None:
        connection = sqlite3.connect(database, timeout=60, isolation_level=None)
        connection.execute("PRAGMA legacy_alter_table = ON")  # what refers to it goes on naming it
        connection.execute(f'ALTER TABLE "{old}" RENAME TO "{new}"')
        connection.close()

    rename(table, f"{table}_elsewhere")
    try:
        yield
    finally:
        rename(f"{table}_elsewhere", table)


def test_a_form_that_the_database_refuses(visit: Any, site: Site, nu: Checker, watch: Any) -> None:
    """The form comes back with every value, and goes through once the database is well."""
    page = visit("/aanvraag?les=sterk-in-de-groep")
    ask(page)
    with broken(site.database, "groups"):
        send_on(page)
    answer = watch.pages[-1]
    assert answer.status == 503
    expect(page.locator("h1")).to_have_text("Uw aanvraag is niet verstuurd")
    for name, value in {**ASKED, "school_query": "Wandelingschool 9999"}.items():
        expect(page.locator(f"[id='{name.replace('__', '-')}']")).to_have_value(value)
    assert nu(answer.text()) + faults_everywhere(page) == []
    send_on(page)
    expect(page.locator("h1")).to_have_text("We hebben uw aanvraag ontvangen")


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/", ""),
        ("/lesaanbod?q=geldezels", ""),
        ("/lesaanbod/criminaliteit-om-ons-heen", ""),
        ("/aanvraag?les=sterk-in-de-groep&les=doorgestuurd", ""),
        ("/aanvraag/{jolanda}", ""),
        ("/beheer/", "coby"),
        ("/beheer/aanvragen", "coby"),
        ("/beheer/aanvragen/{tess_ref}", "coby"),
    ],
)
def test_the_theme_for_others(visit: Any, office: Any, site: Site, path: str, who: str) -> None:
    """The same page with the other style sheet: what `THEME=voorbeeld` gives."""
    page = office("", who=f"{who}@gemeente.example") if who else visit("")
    other = assets.STATIC / assets.manifest()["voorbeeld.css"]
    page.route(
        f"**/{assets.manifest()['utrecht.css']}", lambda route: route.fulfill(path=other, content_type="text/css")
    )
    page.goto(site.url + path.format_map(site.values))
    page.evaluate("document.documentElement.className = 'utrecht-root voorbeeld-theme'")
    assert faults_everywhere(page) == []
