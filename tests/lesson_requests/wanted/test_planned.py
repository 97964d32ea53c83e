# SPDX-License-Identifier: EUPL-1.2
"""What may be wrong with times that were chosen by hand: one remark a kind, which names the lessons. All pure."""

from __future__ import annotations

from datetime import date, time

import pytest

from booking.lesson_requests import planned
from booking.lesson_requests.layout import Step
from booking.lesson_requests.planned import Facts, Frame
from booking.lesson_requests.wanted import Wanted

TODAY, MARCH = date(2027, 1, 12), date(2027, 3, 9)
FACTS = {1: Facts("Sterk online", "leerlingen", 32), 2: Facts("Mijn foto", "leerlingen")}
pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def in_dutch(app):
    with app.test_request_context():
        yield


def lesson(*groups, start=time(9), minutes=50, on=MARCH, lane=1, offering=1, number=0, people=0):
    end = None if start is None else time(start.hour + (start.minute + minutes) // 60, (start.minute + minutes) % 60)
    return Wanted(on, start, end, lane, offering, FACTS[offering].title, number, groups, people)


def told(*lessons, facts=FACTS, **frame):
    found = planned.remarks(lessons, facts, Frame(TODAY, **frame))
    return [one.text.replace("\N{NO-BREAK SPACE}", " ") for one in found]


def test_what_fits_is_not_spoken_of():
    fits = {"weekdays": ("tue",), "dayparts": ("morning",), "first": MARCH, "last": MARCH, "one_trainer": True}
    assert told(lesson("7a"), lesson("7b", start=time(9, 50)), breaks=[(time(10, 40), time(11))], **fits) == []


def test_groups_together_that_are_too_many_say_so_once_for_a_series():
    series = [lesson("7a", "7b", number=n, on=date(2027, 3, 2 + 7 * n), people=38) for n in (1, 2)]
    assert told(*series) == [
        "Sterk online is voor maximaal 32 leerlingen. In de les van 7a en 7b samen zitten er 38. "
        "We zoeken samen met u een oplossing."
    ]
    assert told(lesson("7a", "7b", people=32)) == []
    assert told(lesson("7a", people=38)) == [], "a class alone has a remark of its own"


def test_one_trainer_cannot_be_in_two_classes():
    long, short = lesson("7a", minutes=120), lesson("7b", start=time(9, 30), lane=2)
    last = lesson("7c", start=time(10, 30), lane=2)
    assert told(long, short, last, one_trainer=True) == [
        "U koos voor één trainer, maar deze lessen overlappen elkaar: Sterk online voor 7a, 7b en 7c (di 9 mrt 2027)."
    ]
    assert told(long, short, last) == []
    assert told(lesson("7a"), lesson("7b", on=date(2027, 3, 10)), one_trainer=True) == []


def test_a_lesson_through_a_break():
    [text] = told(lesson("7a", start=time(10)), lesson("7b", start=time(13)), breaks=[(time(10, 15), time(10, 30))])
    assert text == (
        "Uw school heeft pauze van 10.15 – 10.30 uur. Door een pauze loopt: Sterk online voor 7a (10.00 – 10.50 uur)."
    )


@pytest.mark.parametrize(
    ("start", "evening", "strange"),
    [(time(3), False, True), (time(8), False, False), (time(17), False, False), (time(17, 5), False, True),
     (time(19, 30), True, False), (time(21, 30), True, True)],
)  # fmt: skip
def test_strange_hours(start, evening, strange):
    facts = {1: Facts("Sterk online", evening=evening)}
    assert bool(told(lesson("7a", start=start), facts=facts)) == strange


def test_too_soon_and_outside_the_months_with_a_day_that_fits():
    facts = {1: Facts("Sterk online", lead_days=28, months=(2, 3))}
    found = planned.remarks([lesson("7a", on=date(2027, 1, 19))], facts, Frame(TODAY, weekdays=("tue",)))
    soon, months = (one.text.replace("\N{NO-BREAK SPACE}", " ") for one in found)
    assert soon.startswith("Sterk online vraagt u minstens 4 weken van tevoren aan. Eerder valt: 7a (di 19 jan 2027).")
    assert months == "Sterk online kan in februari en maart. Daarbuiten valt: 7a (di 19 jan 2027)."
    assert (found[0].field, found[0].instead) == ("plan@2027-01-19", date(2027, 2, 9))
    assert found[1].instead is None, "one button a day"


def test_outside_her_own_wish():
    wish = {"weekdays": ("tue", "thu"), "dayparts": ("morning",), "first": date(2027, 3, 9), "last": date(2027, 3, 11)}
    early, late = lesson("7a", on=date(2027, 3, 8)), lesson("7b", on=date(2027, 3, 12), start=time(13))
    assert told(early, late, **wish) == [
        "U koos dinsdag en donderdag. Op een andere dag valt: "
        "Sterk online voor 7a (ma 8 mrt 2027) en Sterk online voor 7b (vr 12 mrt 2027).",
        "U wilt liefst in de ochtend. Op een ander moment begint: Sterk online voor 7b (13.00 uur).",
        "U wilt niet vóór 9 maart 2027. Eerder valt: Sterk online voor 7a (ma 8 mrt 2027).",
        "U wilt niet na 11 maart 2027. Later valt: Sterk online voor 7b (vr 12 mrt 2027).",
    ]


def test_a_later_lesson_of_a_series_that_comes_first():
    first, second = lesson("7a", number=1), lesson("7a", number=2, on=date(2027, 3, 2))
    assert told(first, second) == [
        "De lessen van Sterk online staan niet op volgorde. Te vroeg valt: les 2 voor 7a (di 2 mrt 2027)."
    ]


@pytest.mark.parametrize(
    ("on", "broken"),
    [(date(2027, 3, 16), True), (date(2027, 3, 2), True), (date(2027, 3, 30), False), (date(2027, 5, 25), True)],
)
def test_a_gap_of_a_programme_that_was_broken_by_hand(on, broken):
    steps = [Step(1), Step(2, min_gap_days=21, max_gap_days=70)]
    found = told(lesson("7a"), lesson("7a", offering=2, on=on), steps=steps)
    assert [one.split("(")[0] for one in found] == (
        ["Mijn foto hoort 3 tot 10 weken na Sterk online. Dat klopt niet voor: 7a "] if broken else []
    )


def test_each_group_is_compared_with_its_own_lesson():
    steps = [Step(1), Step(2, min_gap_days=7)]
    rows = [lesson("7a"), lesson("7b", on=date(2027, 4, 6)), lesson("7a", "7b", offering=2, on=date(2027, 3, 23))]
    [text] = told(*rows, steps=steps)
    assert "7b" in text and "7a" not in text


def test_the_first_open_day_after_a_holiday_that_fills_the_gap():
    """A week after 17 February is holiday: 2 March is the first Tuesday that can be."""
    steps = [Step(1), Step(2, min_gap_days=7, max_gap_days=7)]
    rows = [lesson("7a", on=date(2027, 2, 16)), lesson("7a", offering=2, on=date(2027, 3, 2))]
    assert told(*rows, steps=steps, weekdays=("tue",)) == []


def test_many_lessons_are_counted_and_not_all_named():
    assert planned.named([lesson(f"{n}a") for n in range(3)]) == "Sterk online voor 0a, 1a en 2a"
    rows = [lesson(f"{n}a", number=n) for n in range(1, 9)]
    assert planned.named(rows, alone=True).endswith("les 5 voor 5a en nog 3 lessen")
