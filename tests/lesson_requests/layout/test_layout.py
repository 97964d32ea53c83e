# SPDX-License-Identifier: EUPL-1.2
"""A programme or a series over the weeks: never on a closed day, in order, with its gaps, and honest about what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.lesson_requests import layout as laid
from booking.lesson_requests.layout import Advice, Dated, Layout, Part, Step, before_summer, lay_out, monday, year_of
from booking.schools.calendar import Closure, SchoolCalendar

MIDDEN = SchoolCalendar()
TUESDAY = (1,)
SERIES = (Step(7, sessions=5),)
PROGRAMME = (
    Step(1, month_from=9, month_to=11),
    Step(2, min_gap_days=14, max_gap_days=42, month_from=9, month_to=1),
    Step(3, min_gap_days=7, max_gap_days=42, month_from=10, month_to=2),
    Step(4, min_gap_days=14, max_gap_days=70, month_from=1, month_to=4),
    Step(5, min_gap_days=21, max_gap_days=70, month_from=3, month_to=6),
)


def days(layout: Layout) -> list[str]:
    return [one.on_date.isoformat() for one in layout.dates]


def names(layout: Layout) -> list[str]:
    return [one.name for one in layout.skipped]


# --- what comes of it ------------------------------------------------------------------------------------------------


def test_a_series_is_a_lesson_a_week_around_the_holiday() -> None:
    layout = lay_out(SERIES, date(2026, 12, 1), TUESDAY, MIDDEN)
    assert days(layout) == ["2026-12-01", "2026-12-08", "2026-12-15", "2027-01-05", "2027-01-12"]
    assert [one.position for one in layout.dates] == [1, 2, 3, 4, 5]
    assert names(layout) == ["Kerstvakantie"]
    assert not layout.left_over and layout.advice == Advice()


def test_any_day_of_the_week_begins_that_week() -> None:
    layout = lay_out(SERIES, date(2026, 12, 4), TUESDAY, MIDDEN)
    assert days(layout)[0] == "2026-12-01"


def test_no_lesson_before_the_earliest_day() -> None:
    layout = lay_out(SERIES, date(2026, 12, 4), TUESDAY, MIDDEN, earliest=date(2026, 12, 3))
    assert days(layout)[0] == "2026-12-08"


def test_a_series_on_two_weekdays_takes_both() -> None:
    layout = lay_out(SERIES, date(2027, 1, 4), (1, 3), MIDDEN)
    assert days(layout) == ["2027-01-05", "2027-01-07", "2027-01-12", "2027-01-14", "2027-01-19"]


def test_a_series_on_any_day_is_still_a_lesson_a_week() -> None:
    layout = lay_out(SERIES, date(2027, 1, 4), (), MIDDEN)
    assert days(layout) == ["2027-01-04", "2027-01-11", "2027-01-18", "2027-01-25", "2027-02-01"]


def test_a_programme_keeps_its_months_and_its_gaps() -> None:
    """The fourth lesson is for January and at most 70 days after the third: so the third waits until the end of October."""
    layout = lay_out(PROGRAMME, date(2026, 9, 1), TUESDAY, MIDDEN)
    assert days(layout) == ["2026-09-01", "2026-09-15", "2026-10-27", "2027-01-05", "2027-03-02"]
    assert layout.outside == []
    assert names(layout) == ["Herfstvakantie", "Kerstvakantie", "Voorjaarsvakantie"]


def test_who_begins_in_another_season_gets_order_and_gaps_and_hears_of_the_months() -> None:
    layout = lay_out(PROGRAMME, date(2027, 1, 4), TUESDAY, MIDDEN)
    assert [one.offering for one in layout.dates] == [1, 2, 3, 4, 5]
    assert [one.offering for one in layout.outside] == [1]
    assert days(layout) == ["2027-01-05", "2027-01-19", "2027-01-26", "2027-02-09", "2027-03-02"]


def test_a_holiday_longer_than_the_widest_gap_is_passed_over() -> None:
    steps = (Step(1), Step(2, min_gap_days=7, max_gap_days=7))
    assert days(lay_out(steps, date(2026, 12, 15), TUESDAY, MIDDEN)) == ["2026-12-15", "2027-01-05"]


def test_a_day_of_the_school_itself_is_passed_over_and_named() -> None:
    own = Closure("Studiedag", date(2027, 1, 12), date(2027, 1, 12), "own")
    layout = lay_out(SERIES, date(2027, 1, 4), TUESDAY, SchoolCalendar(closures=(own,)))
    assert days(layout)[:2] == ["2027-01-05", "2027-01-19"]
    assert layout.skipped == [own]


# --- what does not fit -----------------------------------------------------------------------------------------------


def test_the_last_day_is_before_the_summer_holiday_of_the_region() -> None:
    assert before_summer(date(2027, 5, 1), MIDDEN) == date(2027, 7, 16)
    assert before_summer(date(2027, 5, 1), SchoolCalendar("Noord")) != date(2027, 7, 16)
    assert before_summer(date(2027, 7, 20), MIDDEN) > date(2028, 6, 1), "in the holiday itself the next year is meant"


def test_what_does_not_fit_is_left_over_with_an_earlier_week_and_more_days() -> None:
    layout = lay_out(SERIES, date(2027, 6, 28), TUESDAY, MIDDEN)
    assert days(layout) == ["2027-06-29", "2027-07-06", "2027-07-13"]
    assert layout.left_over == [Part(7, 4), Part(7, 5)]
    assert layout.advice.first_week == date(2027, 6, 14)
    assert layout.advice.weekdays == (0, 1)


def test_where_no_week_before_the_summer_is_left_the_next_year_is_named() -> None:
    steps = (Step(1), Step(2, min_gap_days=60))
    layout = lay_out(steps, date(2027, 6, 7), TUESDAY, MIDDEN, earliest=date(2027, 6, 1))
    assert layout.advice.first_week is None and layout.advice.weekdays == ()
    assert layout.advice.after_summer is not None
    assert not lay_out(steps, layout.advice.after_summer, TUESDAY, MIDDEN).left_over


# --- whatever is asked -----------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.builds(
        lambda n, sessions, least, width, months: Step(
            n, sessions, least, None if least is None or width is None else least + width, *(months or (None, None))
        ),
        st.integers(1, 99),
        st.integers(1, 6),
        st.none() | st.integers(0, 60),
        st.none() | st.integers(0, 60),
        st.none() | st.tuples(st.integers(1, 12), st.integers(1, 12)),
    ),
    min_size=1,
    max_size=6,
)
DAYS = st.dates(date(2025, 8, 1), date(2028, 7, 31))
OWN = st.lists(
    st.builds(lambda first, n: Closure("Studiedag", first, first + timedelta(days=n), "own"), DAYS, st.integers(0, 20)),
    max_size=4,
)
CALENDARS = st.builds(
    lambda region, own: SchoolCalendar(region, tuple(own)), st.sampled_from(("Noord", "Midden", "Zuid")), OWN
)
WEEKDAYS = st.frozensets(st.integers(0, 4))
LayOut = Callable[..., Layout]


def promises(
    make: LayOut, steps: Sequence[Step], first: date, weekdays: Collection[int], calendar: SchoolCalendar
) -> None:
    """What holds of every layout."""
    layout = make(steps, first, weekdays, calendar)
    asked = [(step.offering, n) for step in steps for n in range(1, step.sessions + 1)]
    assert [(one.offering, one.position) for one in [*layout.dates, *layout.left_over]] == asked, "order, each once"
    chosen = weekdays or range(5)
    for one in layout.dates:
        assert calendar.is_open(one.on_date), "a closed day"
        assert one.on_date.weekday() in chosen and monday(first) <= one.on_date <= layout.until
    _gaps(steps, layout, chosen, calendar)


def _gaps(steps: Sequence[Step], layout: Layout, chosen: Collection[int], calendar: SchoolCalendar) -> None:
    gaps = [step if n == 1 else Step(step.offering) for step in steps for n in range(1, step.sessions + 1)]
    for former, latter, step in zip(layout.dates, layout.dates[1:], gaps[1:], strict=False):
        gap = (latter.on_date - former.on_date).days
        assert gap >= max(step.min_gap_days or 0, 1), "too soon"
        if step.max_gap_days is not None and gap > step.max_gap_days:
            between = (former.on_date + timedelta(days=n) for n in range(max(step.min_gap_days or 0, 1), gap))
            assert not [day for day in between if day.weekday() in chosen and calendar.is_open(day)], "too late"


@given(STEPS, DAYS, WEEKDAYS, CALENDARS)
@settings(max_examples=300, deadline=None)
def test_never_closed_in_order_with_its_gaps(
    steps: list[Step], first: date, weekdays: frozenset[int], calendar: SchoolCalendar
) -> None:
    promises(lay_out, steps, first, weekdays, calendar)


@given(STEPS, DAYS, WEEKDAYS, CALENDARS, st.none() | st.integers(-40, 40))
@settings(max_examples=300, deadline=None)
def test_what_is_advised_makes_all_of_it_fit(
    steps: list[Step], first: date, weekdays: frozenset[int], calendar: SchoolCalendar, ahead: int | None
) -> None:
    """Also where a part of the year has passed: then no week is advised that has."""
    earliest = None if ahead is None else first + timedelta(days=ahead)
    layout = lay_out(steps, first, weekdays, calendar, earliest=earliest)
    advice = layout.advice
    if not layout.left_over:
        assert advice == Advice()
    if advice.first_week:
        assert advice.first_week < max(first, earliest or first)
        assert earliest is None or advice.first_week + timedelta(days=4) >= earliest, "a week that has passed"
        assert not lay_out(steps, advice.first_week, weekdays, calendar, earliest).left_over
        later = lay_out(steps, advice.first_week + timedelta(days=7), weekdays, calendar, earliest)
        assert later.left_over, "a later week would do"
    if advice.weekdays:
        assert set(weekdays) < set(advice.weekdays)
        assert not lay_out(steps, first, advice.weekdays, calendar, earliest).left_over
    if advice.after_summer:
        assert advice.after_summer > first
        assert not lay_out(steps, advice.after_summer, weekdays, calendar, earliest).left_over


def on_closed_days(*args: Any) -> Layout:
    """As if every day were open."""
    steps, first, weekdays, _calendar = args
    return lay_out(steps, first, weekdays, _Open())


class _Open(SchoolCalendar):
    def closure(self, day: date) -> Closure | None:
        return None


def too_soon(*args: Any) -> Layout:
    """Each step as if it had no gap."""
    steps, first, weekdays, calendar = args
    return lay_out([Step(one.offering, one.sessions, 1) for one in steps], first, weekdays, calendar)


def shuffled(*args: Any) -> Layout:
    steps, first, weekdays, calendar = args
    return lay_out(steps[::-1], first, weekdays, calendar)


@pytest.mark.parametrize("broken", [on_closed_days, too_soon, shuffled])
def test_a_careless_one_is_caught(broken: LayOut) -> None:
    """The control: the same promises, of versions that break one of them."""
    with pytest.raises(AssertionError):
        promises(broken, PROGRAMME, date(2026, 10, 19), TUESDAY, MIDDEN)


def test_the_careless_ones_are_careless_only_there() -> None:
    promises(lay_out, PROGRAMME, date(2026, 10, 19), TUESDAY, MIDDEN)


# --- the year in a picture -------------------------------------------------------------------------------------------


def test_the_picture_has_the_months_from_the_first_lesson_to_the_last() -> None:
    layout = lay_out(SERIES, date(2026, 12, 1), TUESDAY, MIDDEN)
    year = year_of(layout.dates, MIDDEN)
    assert [month.first for month in year.months] == [date(2026, 12, 1), date(2027, 1, 1)]
    cells = [day for month in year.months for week in month.weeks for day in week if day]
    assert [day.on_date for day in cells if day.planned] == [one.on_date for one in layout.dates]
    assert all(len(week) == 7 for month in year.months for week in month.weeks)
    assert len([day for day in cells if day.on_date.month == 12]) == 31
    assert [one.name for one in year.closures] == ["Kerstvakantie"]
    assert all(day.closed for day in cells if date(2026, 12, 19) <= day.on_date <= date(2027, 1, 3))


def test_dates_alone_make_a_picture_too_and_none_make_none() -> None:
    year = year_of([date(2027, 3, 9), date(2027, 3, 9)], MIDDEN)
    assert [day.planned for week in year.months[0].weeks for day in week if day and day.planned] == [2]
    assert year_of([], MIDDEN).months == []


def test_dates_far_apart_do_not_make_a_picture_of_years() -> None:
    year = year_of([Dated(1, 1, date(2026, 9, 1)), Dated(1, 2, date(2028, 3, 7))], MIDDEN)
    assert [month.first for month in year.months] == [date(2026, 9, 1), date(2028, 3, 1)]
    assert laid.MOST_MONTHS == 12
