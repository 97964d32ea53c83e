# SPDX-License-Identifier: EUPL-1.2
"""Dates, times, money and words as the page shows them, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time

import pytest

from booking import jinja

from .tiny import tiny_app

STARTS = datetime(2027, 3, 9, 9, 15, tzinfo=UTC)
ENDS = datetime(2027, 3, 9, 10, 5, tzinfo=UTC)
SUMMER = datetime(2027, 6, 30, 22, 30, tzinfo=UTC)


@pytest.fixture(params=["nl", "en"])
def spoken(request: pytest.FixtureRequest) -> Iterator[Callable[[str, str], str]]:
    """`spoken(dutch, english)`: what stands there in the language of this run."""
    with tiny_app(language=request.param).test_request_context("/"):
        yield lambda dutch, english: (dutch if request.param == "nl" else english).replace("_", "\N{NO-BREAK SPACE}")


def test_a_day(spoken: Callable[[str, str], str]) -> None:
    assert jinja.day(date(2027, 3, 9)) == spoken("dinsdag 9_maart 2027", "Tuesday 9_March 2027")
    assert jinja.day_short(date(2027, 3, 9)) == spoken("di 9_mrt 2027", "Tue 9_Mar 2027")
    assert jinja.date_only(date(2026, 12, 1)) == spoken("1_december 2026", "1_December 2026")


def test_a_moment_is_shown_on_the_clock_of_utrecht(spoken: Callable[[str, str], str]) -> None:
    assert jinja.clock(STARTS) == spoken("10.15_uur", "10:15")
    assert jinja.clock(time(8, 5)) == spoken("8.05_uur", "8:05")
    assert jinja.moment(STARTS) == spoken("dinsdag 9_maart 2027, 10.15_uur", "Tuesday 9_March 2027, 10:15")
    assert jinja.moment_short(STARTS) == spoken("di 9_mrt 2027, 10.15", "Tue 9_Mar 2027, 10:15")
    assert jinja.day(SUMMER) == spoken("donderdag 1_juli 2027", "Thursday 1_July 2027")


def test_from_and_to(spoken: Callable[[str, str], str]) -> None:
    assert jinja.span(STARTS, ENDS) == spoken(
        "dinsdag 9_maart 2027, 10.15_– 11.05_uur", "Tuesday 9_March 2027, 10:15_– 11:05"
    )
    assert jinja.span_short(STARTS, ENDS) == spoken("di 9_mrt 2027, 10.15_– 11.05", "Tue 9_Mar 2027, 10:15_– 11:05")
    assert jinja.hours(STARTS, ENDS) == spoken("10.15_– 11.05_uur", "10:15_– 11:05")
    assert jinja.span(STARTS, SUMMER).count("2027") == 2


def test_numbers_and_lists(spoken: Callable[[str, str], str]) -> None:
    assert jinja.number(1000) == spoken("1.000", "1,000")
    assert jinja.money(100_000) == spoken("€_1.000", "€1,000")
    assert jinja.money(1250) == spoken("€_12,50", "€12.50")
    assert jinja.listing(["7a", "7b", "7c"]) == spoken("7a, 7b en 7c", "7a, 7b and 7c")
    assert jinja.listing(["7a"]) == "7a"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        jinja.clock(datetime(2027, 3, 9, 10, 15))  # noqa: DTZ001 - that is the point


def test_what_belongs_together_is_on_one_line() -> None:
    assert jinja.together("26 leerlingen") == "26\N{NO-BREAK SPACE}leerlingen"
    with tiny_app().test_request_context("/"):
        assert jinja.minutes(50) == "50\N{NO-BREAK SPACE}minuten"
        assert jinja.minutes(1) == "1\N{NO-BREAK SPACE}minuut"


@pytest.mark.parametrize(
    ("level", "group", "groups", "people", "year"),
    [
        ("po", "groep", "groepen", "leerlingen", "groep"),
        ("vo", "klas", "klassen", "leerlingen", "leerjaar"),
        ("mbo", "klas", "klassen", "studenten", "studiejaar"),
        ("training", "team", "teams", "deelnemers", ""),
        ("parents", "groep", "groepen", "ouders", ""),
    ],
)
def test_the_words_differ_by_level(level: str, group: str, groups: str, people: str, year: str) -> None:
    with tiny_app().test_request_context("/"):
        words = jinja.words(level)
        assert [str(word) for word in (words.group, words.groups, words.people, words.year)] == [
            group,
            groups,
            people,
            year,
        ]
