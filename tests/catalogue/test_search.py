# SPDX-License-Identifier: EUPL-1.2
"""The search: what teachers type, and what people type who mean no good."""

from __future__ import annotations

import time
from typing import Any

import pytest
import yaml

from booking.catalogue.cards import Catalogue
from booking.catalogue.search import Entry, Index, Words, fold, pieces
from config import ROOT

QUERIES: list[dict[str, Any]] = yaml.safe_load((ROOT / "examples/search.yaml").read_text(encoding="utf-8"))["queries"]
WORDS = Words(
    synonyms={"katvanger": ["geldezels"], "bankpas uitlenen": ["geldezels"], "escape room": ["ontsnappingsspel"]},
    slips={"fishing": "phishing"},
    outside=["vapen", "roken"],
)


def index(*texts: tuple[str, str, str], words: Words = WORDS) -> Index:
    return Index([Entry(title, title, summary, rest) for title, summary, rest in texts], words)


SMALL = index(
    ("Geldezels", "Je bankpas blijft bij jou.", "Uitlenen is strafbaar."),
    ("Hacken", "Over phishing en wachtwoorden.", "Een ontsnappingsspel met robots."),
    ("Groepsdruk", "Nee zeggen in de groep.", "Ook over een café, geldezels en een bankpas."),
    ("Ruzie", "Sporen zoeken.", "Een bankpas uitlenen? Nee."),
)


@pytest.mark.once
def test_each_of_the_25_queries_finds_its_lessons_among_the_first_three(catalogue: Catalogue) -> None:
    assert len(QUERIES) == 25
    missed = []
    for query in QUERIES:
        result = catalogue.index.search(query["q"])
        if not set(query["first_three"]) <= set(result.keys[:3]) or result.suggestion != query.get("suggest", ""):
            missed.append((query, result.keys[:3], result.suggestion))
    assert not missed


@pytest.mark.once
@pytest.mark.parametrize("typed", ["vapen", "een les over roken", "Vapes", "alkohol", "vuurwerk groepsdruk"])
def test_what_no_lesson_is_about_gives_nothing_and_no_guess(catalogue: Catalogue, typed: str) -> None:
    result = catalogue.index.search(typed)
    assert result.keys == () and result.suggestion == "" and not result.words


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("geldezel", ("Geldezels", "Groepsdruk")),  # the stem, and the title weighs more
        ("GELDEZELS", ("Geldezels", "Groepsdruk")),
        ("cafe", ("Groepsdruk",)),  # accents
        ("café", ("Groepsdruk",)),
        ("robot", ("Hacken",)),  # the stemmer leaves "robots" alone: by its beginning
        ("katvangers", ("Geldezels", "Groepsdruk")),  # a synonym, by its stem
        ("escape room", ("Hacken",)),
        ("de geldezels", ("Geldezels", "Groepsdruk")),  # small words say nothing
        ("geldezels groepsdruk", ("Groepsdruk",)),  # all of it
        ("geldezels hacken", ("Geldezels", "Hacken", "Groepsdruk")),  # nothing has all: then what has some
        ("qqqq hacken", ("Hacken",)),
        ("ha", ()),  # too short a beginning
        ("x", ()),
        ("de", ()),
        ("", ()),
    ],
)
def test_how_words_match(typed: str, keys: tuple[str, ...]) -> None:
    assert SMALL.search(typed).keys == keys


def test_a_phrase_counts_as_a_whole_and_a_synonym_only_adds() -> None:
    # "bankpas uitlenen" leads to geldezels, and still finds the lesson that holds both words itself.
    assert set(SMALL.search("bankpas uitlenen").keys) == {"Geldezels", "Groepsdruk", "Ruzie"}
    assert set(SMALL.search("uitlenen").keys) == {"Geldezels", "Ruzie"}


def test_a_slip_is_put_right_and_offered() -> None:
    result = SMALL.search("geldezls")
    assert (result.keys, result.suggestion) == (("Geldezels", "Groepsdruk"), "geldezels")
    assert SMALL.search("Hackn!").suggestion == "hacken"
    assert SMALL.search("fishing").suggestion == "phishing"
    assert SMALL.search("hacken").suggestion == ""  # right is right
    assert SMALL.search("rokn").keys == ()  # near to a word of no lesson


def test_a_catalogue_that_holds_an_outside_word_finds_it() -> None:
    assert index(("Niet roken", "", "")).search("roken").keys == ("Niet roken",)


def test_what_was_found_is_marked_as_it_stands_in_the_text() -> None:
    found = SMALL.search("naar geldezel en cafe")
    cut = pieces("Over Geldezels in het Café: geldezel?", found.words)
    assert [text for text, hit in cut if hit] == ["Geldezels", "Café"]
    assert "".join(text for text, _ in cut) == "Over Geldezels in het Café: geldezel?"
    assert pieces("<b>geldezels</b>", frozenset({"geldezels"})) == [
        ("<b>", False),
        ("geldezels", True),
        ("</b>", False),
    ]
    assert pieces("", frozenset({"a"})) == []


@pytest.mark.parametrize(
    "typed",
    [
        "%", "_", "%%", "' OR 1=1 --", "\\", "*", "(", "[a-z", "😀😀😀", "\x00\x01\x1b", "\u202egeldezels", "a" * 10_000,
        "geldezels " * 2_000, "é" * 5_000, "9" * 400, "ﬁshing", "İİİ", "ß" * 50, "\ud800", "'’`" * 50, "a'" * 3_000,
    ],
)  # fmt: skip
def test_nothing_typed_breaks_it_or_takes_long(typed: str) -> None:
    started = time.perf_counter()
    result = SMALL.search(typed)
    assert time.perf_counter() - started < 0.25
    assert isinstance(result.keys, tuple)
    pieces(typed, result.words | {fold(typed[:50])})


def test_an_empty_catalogue_finds_nothing() -> None:
    assert Index([], Words()).search("geldezels").keys == ()
