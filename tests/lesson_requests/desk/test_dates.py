# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with a chosen date, and what a coordinator is asked to confirm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from booking.lesson_requests.dates import Planned, Wish, doubts, wrong
from booking.schools.calendar import SchoolCalendar

TODAY = date(2026, 11, 24)
FITS = Planned("7a", date(2027, 3, 9), time(10, 15), 60)
WISH = Wish(("tue", "thu"), ("morning",), date(2027, 3, 1), date(2027, 3, 31), "dinsdag of donderdag")
PREFERS = "De school wil liever dinsdag of donderdag."


@pytest.fixture(autouse=True)
def in_dutch(app):
    with app.test_request_context():
        yield


def told(*lessons: Planned, wish: Wish | None = None) -> list[str]:
    return [one.text.replace("\N{NO-BREAK SPACE}", " ") for one in doubts(lessons, wish or Wish(), SchoolCalendar())]


@pytest.mark.parametrize(
    ("on_date", "sentence"),
    [
        (date(2026, 11, 24), "Kies een datum na vandaag,"),
        (date(2020, 1, 1), "Kies een datum na vandaag,"),
        (date(2072, 3, 9), "Kies een datum vóór "),
        (date(2026, 11, 25), ""),
        (date(2027, 3, 9), ""),
    ],
)
def test_a_day_that_cannot_be(on_date, sentence):
    assert wrong(on_date, TODAY).startswith(sentence) and bool(wrong(on_date, TODAY)) == bool(sentence)


def test_what_fits_raises_no_doubt():
    assert told(FITS) == []
    assert told(FITS, wish=WISH) == []


@pytest.mark.parametrize(
    ("on_date", "sentence"),
    [
        (
            date(2026, 12, 28),
            "De datum maandag 28 december 2026 valt in de kerstvakantie (regio Midden). Vraag de school of dit klopt.",
        ),
        (date(2027, 3, 13), "De datum zaterdag 13 maart 2027 valt in het weekend. Vraag de school of dit klopt."),
        (
            date(2027, 3, 29),
            "De datum maandag 29 maart 2027 is een feestdag (Tweede Paasdag). Vraag de school of dit klopt.",
        ),
    ],
)
def test_a_day_on_which_schools_are_closed(on_date, sentence):
    assert told(replace(FITS, on_date=on_date)) == [sentence]
    assert told(replace(FITS, on_date=on_date), replace(FITS, name="7b", on_date=on_date)) == [sentence]


@pytest.mark.parametrize(
    ("start", "minutes", "more", "fine"),
    [
        (time(8), 60, {}, True),
        (time(7, 55), 60, {}, False),
        (time(17), 60, {}, True),
        (time(17, 5), 60, {}, False),
        (time(23, 30), 60, {}, False),
        (time(19, 30), 90, {"evening": True}, True),
        (time(21), 90, {"evening": True}, False),
        (time(23, 30), 60, {"at_school": False}, True),
    ],
)
def test_hours_at_which_a_school_is_closed(start, minutes, more, fine):
    found = told(replace(FITS, start=start, minutes=minutes, **more))
    assert (found == []) is fine
    assert fine or found[0].startswith("De les voor 7a begint om ")


@pytest.mark.parametrize(
    "change",
    [
        {"on_date": date(2027, 3, 10)},
        {"on_date": date(2027, 4, 1)},
        {"on_date": date(2027, 2, 18)},
        {"start": time(13)},
        {"start": time(12)},
    ],
)
def test_what_the_school_did_not_ask_for(change):
    assert told(replace(FITS, **change), wish=WISH) == [PREFERS]
    assert told(FITS, replace(FITS, **change), wish=WISH) == [PREFERS]


def test_each_doubt_once_in_one_answer():
    lesson = replace(FITS, on_date=date(2026, 12, 28), start=time(23, 30))
    found = told(lesson, lesson, wish=WISH)
    assert len(found) == 3
    assert found[-1] == PREFERS
