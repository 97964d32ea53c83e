# SPDX-License-Identifier: EUPL-1.2
"""When a school is open: what is known of its region, what the municipality and the school say, and what comes first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.schools.calendar import (
    KINDS,
    REGIONS,
    Closure,
    SchoolCalendar,
    known_holidays,
    missing_year,
    region_of,
    school_year_of,
)

MIDDEN = SchoolCalendar()
DAY = timedelta(days=1)
KNOWN = {
    "Midden": {
        "Herfstvakantie": (date(2026, 10, 17), date(2026, 10, 25)),
        "Kerstvakantie": (date(2026, 12, 19), date(2027, 1, 3)),
        "Voorjaarsvakantie": (date(2027, 2, 20), date(2027, 2, 28)),
        "Meivakantie": (date(2027, 4, 24), date(2027, 5, 2)),
        "Zomervakantie": (date(2027, 7, 17), date(2027, 8, 29)),
    },
    "Noord": {"Herfstvakantie": (date(2026, 10, 10), date(2026, 10, 18))},
    "Zuid": {"Voorjaarsvakantie": (date(2027, 2, 13), date(2027, 2, 21))},
}
"""As the government publishes them."""


@pytest.mark.parametrize("region", KNOWN)
def test_the_holidays_of_a_region(region):
    there = {one.name: (one.first, one.last) for one in known_holidays(region, 2027) + known_holidays(region, 2026)}
    there |= {
        one.name: (one.first, one.last)
        for one in SchoolCalendar(region).closures_between(*YEAR)
        if one.kind == "school"
    }
    assert {name: there[name] for name in KNOWN[region]} == KNOWN[region]


YEAR = school_year_of(date(2027, 3, 9))


def test_a_school_year():
    assert (date(2026, 8, 1), date(2027, 7, 31)) == YEAR
    assert school_year_of(date(2027, 7, 31)) == YEAR
    assert school_year_of(date(2027, 8, 1))[0] == date(2027, 8, 1)
    assert MIDDEN.school_year_of(date(2026, 8, 1)) == YEAR


def test_christmas_is_one_holiday_over_new_year():
    found = MIDDEN.closure(date(2027, 1, 1))
    assert found == Closure("Kerstvakantie", date(2026, 12, 19), date(2027, 1, 3), "school", "Midden")
    assert MIDDEN.closure(date(2026, 12, 25)) == found, "the holiday tells more than the public holiday in it"
    assert MIDDEN.next_open(date(2027, 1, 1)) == date(2027, 1, 4)
    assert MIDDEN.next_open(date(2027, 1, 1), -1) == date(2026, 12, 18)


@pytest.mark.parametrize(
    ("day", "name", "kind", "advisory"),
    [
        (date(2027, 3, 26), "Goede vrijdag", "public", True),
        (date(2027, 3, 29), "Tweede paasdag", "public", False),
        (date(2027, 5, 5), "Bevrijdingsdag", "public", True),
        (date(2025, 5, 5), "Bevrijdingsdag", "public", False),
        (date(2027, 5, 6), "Hemelvaartsdag", "public", False),
        (date(2027, 5, 7), "Vrijdag na Hemelvaart", "public", True),
        (date(2027, 5, 17), "Tweede pinksterdag", "public", False),
        (date(2027, 3, 13), "weekend", "weekend", False),
        (date(2027, 3, 28), "Eerste paasdag", "public", False),
        (date(2027, 3, 9), None, None, None),
        (date(2026, 10, 20), "Herfstvakantie", "school", True),
    ],
)
def test_what_a_day_is(day, name, kind, advisory):
    found = MIDDEN.closure(day)
    assert (found and found.name, found and found.kind, found and found.advisory) == (name, kind, advisory)
    assert MIDDEN.is_open(day) is (found is None)


def test_what_is_our_own_stands_beside_what_is_known():
    town = Closure("Stadsdag", date(2027, 3, 9), date(2027, 3, 9), "municipality")
    own = Closure("Studiedag", date(2027, 3, 9), date(2027, 3, 10), "own")
    calendar = SchoolCalendar("Midden", (town, own))
    assert calendar.closure(date(2027, 3, 9)) == own, "what the school says of itself tells more"
    assert calendar.closure(date(2027, 3, 10)) == own
    assert SchoolCalendar("Midden", (town,)).closure(date(2027, 3, 9)) == town
    assert calendar.next_open(date(2027, 3, 8)) == date(2027, 3, 11)
    assert calendar.closure(date(2027, 2, 22)) == MIDDEN.closure(date(2027, 2, 22))


def test_an_imported_holiday_stands_in_the_place_of_the_known_one_of_that_year():
    longer = Closure("meivakantie", date(2027, 4, 17), date(2027, 5, 2), "school", "Midden")
    shifted = Closure("Voorjaarsvakantie", date(2027, 2, 13), date(2027, 2, 21), "school", "Midden")
    calendar = SchoolCalendar("Midden", (longer, shifted))
    assert calendar.closure(date(2027, 4, 20)) == longer
    assert calendar.closure(date(2027, 4, 26)) == longer
    assert calendar.is_open(date(2027, 2, 22)), "the known one is gone"
    assert not calendar.is_open(date(2028, 2, 28)), "and that of another year is not"
    own = Closure("Voorjaarsvakantie", date(2027, 2, 11), date(2027, 2, 12), "own")
    assert not SchoolCalendar("Midden", (own,)).is_open(date(2027, 2, 22)), "a school's own day replaces nothing"


def test_regions_as_registers_write_them():
    assert [region_of(text) for text in ("Midden", "NOORD", " zuid ", "", None, "Onbekend")] == [
        "Midden", "Noord", "Zuid", "Midden", "Midden", "Midden",
    ]  # fmt: skip


def test_what_is_lacking_is_asked_for_in_time():
    known = [SchoolCalendar(region) for region in REGIONS]
    assert missing_year(known, date(2026, 11, 24)) is None
    assert missing_year(known, date(2029, 6, 1)) == 2030, "the package ends within the school year 2030-2031"
    assert missing_year(known, date(2031, 2, 1)) == 2030, "a year that runs and is not known is told too"
    names = ("Herfstvakantie", "Kerstvakantie", "Voorjaarsvakantie", "Meivakantie", "Zomervakantie")
    starts = (date(2030, 10, 19), date(2030, 12, 21), date(2031, 2, 15), date(2031, 4, 26), date(2031, 7, 5))
    filled = tuple(
        Closure(name, first, first + 8 * DAY, "school", "Midden") for name, first in zip(names, starts, strict=True)
    )
    assert missing_year([SchoolCalendar("Midden", filled)], date(2029, 6, 1)) is None
    assert missing_year([SchoolCalendar("Midden", filled[:-1])], date(2029, 6, 1)) == 2030
    assert missing_year([SchoolCalendar("Midden", filled), SchoolCalendar("Noord")], date(2029, 6, 1)) == 2030


# --- whatever is filled in -----------------------------------------------------------------------------------------

days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
closures = st.builds(
    lambda name, first, n, kind: Closure(name, first, first + n * DAY, kind, "Midden" if kind == "school" else ""),
    st.sampled_from(["Meivakantie", "Kerstvakantie", "Studiedag", "Koningsdag"]),
    days,
    st.integers(0, 30),
    st.sampled_from(KINDS[:4]),
)
calendars = st.builds(SchoolCalendar, st.sampled_from(REGIONS), st.lists(closures, max_size=8).map(tuple))


@given(calendars, days, st.sampled_from((1, -1)))
def test_the_next_open_day_is_open_and_none_lies_between(calendar, day, step):
    found = calendar.next_open(day, step)
    assert calendar.is_open(found) and found.weekday() < 5
    assert (found - day).days * step > 0
    between = (day + n * step * DAY for n in range(1, abs((found - day).days)))
    assert not any(calendar.is_open(one) for one in between)


@given(calendars, days, st.integers(0, 400))
def test_all_that_closes_a_day_is_named_and_nothing_else(calendar, first, n):
    last = first + n * DAY
    found = calendar.closures_between(first, last)
    assert len(found) == len(set(found))
    for offset in range(n + 1):
        day = first + offset * DAY
        closure = calendar.closure(day)
        named = [one for one in found if one.first <= day <= one.last]
        assert closure is None or closure in named or day.weekday() >= 5
        assert calendar.is_open(day) is (closure is None)
        assert not named or not calendar.is_open(day), "what is named closes each of its days"
    assert all(one.kind != "weekend" and one.first <= last and first <= one.last for one in found)


@given(calendars, days)
def test_the_most_telling_reason_wins(calendar, day):
    closure = calendar.closure(day)
    others = [one for one in calendar.closures if one.first <= day <= one.last]
    assert all(KINDS.index(closure.kind) <= KINDS.index(one.kind) for one in others)
