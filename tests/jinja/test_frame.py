# SPDX-License-Identifier: EUPL-1.2
"""The frame of every page: title, language, menu, footer, and the pages of errors."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template, render_template_string

from booking import jinja

from .tiny import COBY, tiny_app

PAGE = (
    """{% extends "base.html" %}{% block title %}Sterk & online{% endblock %}{% block main %}<h1>x</h1>{% endblock %}"""
)


def show(app: Flask, path: str = "/lesaanbod", source: str = PAGE, **values: Any) -> Any:
    prefix = {"SCRIPT_NAME": "/en"} if path.startswith("/en/") else {}
    with app.test_request_context(path.removeprefix("/en"), environ_overrides=prefix):
        return BeautifulSoup(render_template_string(source, **values), "html.parser")


def test_the_title_says_page_service_and_organisation() -> None:
    assert show(tiny_app()).title.get_text() == "Sterk & online – Lesaanbod – Gemeente Utrecht"


@pytest.mark.parametrize(
    ("title", "failed", "shown"),
    [
        ("Inloggen", True, "Fout: Inloggen – Lesaanbod – Gemeente Utrecht"),
        ("Lessen en trainingen voor het voortgezet onderwijs", False, "Lessen en trainingen voor het voortgezet onderwijs – Lesaanbod"),
        ("x" * 65, False, "x" * 65),
        ("y" * 80, True, "Fout: " + "y" * 63 + "…"),
    ],
)  # fmt: skip
def test_a_title_has_at_most_seventy_signs(title: str, failed: bool, shown: str) -> None:
    with tiny_app().test_request_context("/"):
        assert jinja.page_title(title, "Gemeente Utrecht", failed) == shown
        assert len(shown) <= 70


def test_a_form_with_errors_says_so_in_the_title() -> None:
    class Form:
        errors = {"name": ["Vul uw naam in."]}

    assert show(tiny_app(), form=Form()).title.get_text().startswith("Fout: ")


def test_the_public_frame_asks_not_who_is_there() -> None:
    page = show(tiny_app(COBY))
    assert [link.get_text() for link in page.nav.find_all("a")] == ["Lesaanbod", "Zo werkt het", "Uw aanvraag"]
    assert "Coby" not in str(page)
    assert not page.find_all(["script", "style", "form"])
    assert not page.find(style=True)


def test_the_menu_marks_where_one_is() -> None:
    page = show(tiny_app(), source="{% set here = 'Lesaanbod' %}" + PAGE)
    assert [link.get_text() for link in page.find_all("a", attrs={"aria-current": "page"})] == ["Lesaanbod"]


def test_the_office_has_its_own_menu_and_a_way_out() -> None:
    page = show(tiny_app(COBY), "/beheer/aanvragen")
    assert [link.get_text() for link in page.nav.find_all("a")] == ["Vandaag", "Aanvragen", "Scholen", "Mail"]
    out = page.header.form
    assert (out["method"], out["action"]) == ("post", "/uitloggen")
    assert out.find("input", attrs={"name": "csrf_token"})["value"]
    assert "Coby Voorbeeld" in out.get_text()
    assert "Uw aanvraag" in show(tiny_app(None), "/beheer/aanvragen").nav.get_text(), (
        "nobody signed in: the public menu"
    )


def test_a_script_only_where_a_page_asks_for_it() -> None:
    page = show(tiny_app(), source="{% set scripts = true %}" + PAGE)
    assert [tag["src"] for tag in page.find_all("script")] == [jinja.asset("htmx.js")]
    assert page.script.has_attr("defer")


@pytest.mark.parametrize(
    ("path", "language", "other", "href"),
    [
        ("/lesaanbod/sterk-online", "nl", "en", "/en/lesaanbod/sterk-online"),
        ("/en/lesaanbod", "en", "nl", "/lesaanbod"),
        ('/a"><b>', "nl", "en", "/en/a%22%3E%3Cb%3E"),
        ("/lesaanbod?utm=x", "nl", "en", "/en/lesaanbod"),
    ],
)
def test_the_language_stands_in_the_page_and_leads_to_the_other(
    path: str, language: str, other: str, href: str
) -> None:
    page = show(tiny_app(), path)
    assert page.html["lang"] == language
    link = page.footer.find("a", hreflang=True)
    assert (link["hreflang"], link["href"]) == (other, href)


def test_the_other_language_keeps_what_the_page_says_it_may() -> None:
    page = show(tiny_app(), keep={"niveau": "po", "thema": ["online", "drugs"]})
    assert page.footer.find("a", hreflang=True)["href"] == "/en/lesaanbod?niveau=po&thema=online&thema=drugs"


def test_each_theme_has_its_own_marks() -> None:
    utrecht, other = show(tiny_app()), show(tiny_app(THEME="voorbeeld", ORGANISATION_NAME="Gemeente X & Y"))
    assert utrecht.header.img["alt"] == "Gemeente Utrecht"
    assert "utrecht-theme" in utrecht.html["class"]
    assert "voorbeeld-theme" in other.html["class"]
    assert other.header.img is None
    assert "Gemeente X & Y" in other.header.get_text()
    with pytest.raises(RuntimeError, match="THEME"):
        tiny_app(THEME="nergens")


def error(status: int, app: Flask | None = None, path: str = "/x", method: str = "GET", **values: Any) -> Any:
    with (app or tiny_app()).test_request_context(path, method=method):
        html = render_template("errors/page.html", status=status, **{"case": str(status), **values})
        return BeautifulSoup(html, "html.parser")


@pytest.mark.parametrize(
    ("status", "heading", "code"),
    [
        (400, "Dit lukt zo niet", "F-vraag"),
        (403, "U mag deze pagina niet bekijken", "F-rol"),
        (404, "We vinden deze pagina niet", "F-pagina"),
        (405, "Dit lukt zo niet", "F-vraag"),
        (410, "Deze link werkt niet", "F-link"),
        (413, "Uw tekst is te lang", "F-lengte"),
        (414, "Dit lukt zo niet", "F-vraag"),
        (429, "Probeer het over 10 minuten opnieuw", "F-vaak"),
        (500, "Er ging iets mis bij ons", "F-fout"),
        (502, "Er ging iets mis bij ons", "F-fout"),
        (503, "Onze site heeft een storing", "F-opslag"),
    ],
)
def test_an_error_says_what_to_do_and_no_number(status: int, heading: str, code: str) -> None:
    page = error(status)
    assert [h1.get_text() for h1 in page.find_all("h1")] == [heading]
    assert f"Foutcode {code}" in page.main.get_text()
    assert str(status) not in page.main.get_text()
    assert page.main.find("a", href="tel:14030") is not None


def test_what_happened_to_a_posted_text_is_told() -> None:
    assert "niet dubbel" in error(500, method="POST", error_number="ab12").main.get_text()
    assert "ab12" in error(500, error_number="ab12").main.get_text()
    assert "niet dubbel" not in error(500).main.get_text()
    assert error(503, method="POST").h1.get_text() == "Uw aanvraag is niet verstuurd"


def test_a_wrong_role_is_named() -> None:
    assert "Uw rol is coördinator." in error(403, tiny_app(COBY), "/beheer/medewerkers").main.get_text()


def test_a_broken_database_is_not_asked_who_is_there() -> None:
    assert "Coby" not in str(error(503, tiny_app(COBY), "/beheer/"))


def test_a_rule_that_refuses_says_its_sentence() -> None:
    assert "Kies minstens 1 les." in error(422, sentence="Kies minstens 1 les.").main.get_text()
