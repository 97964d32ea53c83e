# SPDX-License-Identifier: EUPL-1.2
"""Filters, their counts, order and pages, against a plain count over all cards."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

import pytest
from werkzeug.datastructures import MultiDict

from booking.catalogue.browse import KIND_WORDS, PER_PAGE, Browser, Choice
from booking.catalogue.cards import Catalogue
from booking.catalogue.forms import OfferingFilters
from booking.catalogue.models import SHOWN
from booking.catalogue.phrases import YEARS

pytestmark = pytest.mark.once


CHOICES = [
    Choice(),
    Choice(niveau="po"),
    Choice(niveau="vo", leerjaar=2),
    Choice(niveau="mbo", leerjaar=1, soort="les"),
    Choice(soort="training", gratis=True),
    Choice(thema=("geldezels", "groepsdruk")),
    Choice(niveau="po", thema=("online-criminaliteit",), gratis=True, q="phishing"),
    Choice(q="geldezels", niveau="mbo"),
]


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.query or "none")
def test_each_count_is_what_the_choice_then_gives(catalogue: Catalogue, choice: Choice) -> None:
    def total(**change: object) -> int:
        values = {**choice.__dict__, **change}
        return Browser(catalogue, Choice(**values)).results().total

    counts = Browser(catalogue, choice).counts()
    for level in SHOWN:
        assert counts.niveau[level] == total(niveau=level, leerjaar=None)
    for year in range(YEARS[choice.niveau][0], YEARS[choice.niveau][1] + 1) if choice.niveau else ():
        assert counts.leerjaar[year] == total(leerjaar=year)
    for word in KIND_WORDS:
        assert counts.soort[word] == total(soort=word)
    for theme in catalogue.themes:
        assert counts.thema[theme.slug] == total(thema=(theme.slug,))
    assert counts.gratis == total(gratis=True)


def test_levels_are_three_on_screen_and_years_count_within_each(catalogue: Catalogue) -> None:
    def slugs(**choice: object) -> set[str]:
        return {card.slug for card in Browser(catalogue, Choice(**choice)).results().shown}  # type: ignore[arg-type]

    assert "een-berichtje" in slugs(niveau="vo", leerjaar=3)  # vmbo 3-4 is secondary too
    assert "een-berichtje" in slugs(niveau="mbo", leerjaar=1)  # mbo 1-4
    assert "een-berichtje" not in slugs(niveau="vo", leerjaar=1)
    assert "sterk-in-de-groep" not in slugs(niveau="vo")


def test_an_empty_result_says_which_filter_to_loosen(catalogue: Catalogue) -> None:
    look = Browser(catalogue, Choice(niveau="po", leerjaar=6, soort="serie", q="hacken", gratis=True))
    assert look.results().total == 0
    ways = look.loosened()
    assert ways and [way.count for way in ways] == sorted((way.count for way in ways), reverse=True)
    for way in ways:
        assert Browser(catalogue, way.choice).results().total == way.count > 0


def test_order_and_pages(catalogue: Catalogue) -> None:
    assert len(catalogue.published) > PER_PAGE
    first, second = (Browser(catalogue, Choice(pagina=page)).results() for page in (1, 2))
    titles = [card.title for card in (*first.shown, *second.shown)]
    assert titles == sorted(titles, key=str.casefold) and len(titles) == len(catalogue.published)
    assert (first.page, first.pages) == (1, 2)
    assert Browser(catalogue, Choice(pagina=99)).results().page == 2
    lengths = [card.whole_minutes for card in Browser(catalogue, Choice(sorteer="duur")).results().shown]
    assert lengths == sorted(lengths)
    newest = Browser(catalogue, Choice(sorteer="nieuw")).results().shown[0]
    assert newest.published_at is not None and newest.published_at.date() >= date(2026, 11, 9)


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("", {}),
        ("niveau=po&leerjaar=7&thema=b&thema=a&kosten=gratis&q=+geld++ezels+&sorteer=duur&pagina=2&soort=les",
         {"niveau": "po", "leerjaar": "7", "soort": "les", "thema": ["a", "b"], "kosten": "gratis", "q": "geld ezels",
          "sorteer": "duur", "pagina": "2"}),
        ("niveau=hbo&leerjaar=7&soort=x&kosten=duur&sorteer=prijs&pagina=-3", {}),
        ("leerjaar=7", {}),
        ("niveau=vo&leerjaar=9", {"niveau": "vo"}),
        ("niveau=vo&leerjaar=" + "1" * 400, {"niveau": "vo"}),
        ("pagina=" + "9" * 400, {"pagina": "1000"}),
        ("pagina=abc&leerjaar=٢&niveau=vo", {"niveau": "vo", "leerjaar": "2"}),
        ("niveau=po&niveau=vo", {"niveau": "po"}),
        ("thema=a&thema=a", {"thema": ["a"]}),
        ("utm_source=x&__proto__=y", {}),
        ("q=" + "a" * 1000, {"q": "a" * 200}),
    ],
)  # fmt: skip
def test_what_the_address_says(query: str, address: dict[str, object]) -> None:
    assert OfferingFilters(MultiDict(parse_qsl(query))).choice().address == address
