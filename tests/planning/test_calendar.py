# SPDX-License-Identifier: EUPL-1.2
"""The clock on the wall becomes a moment, also on the two nights on which it is moved."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from booking.errors import BookingError
from booking.planning.calendar import end_of, moment_of, overlap, wall_time

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


@pytest.fixture(autouse=True)
def _page(app):
    with app.test_request_context():
        yield


@pytest.mark.once
@pytest.mark.parametrize(
    ("on", "at", "moment"),
    [
        (date(2027, 3, 9), time(10, 15), datetime(2027, 3, 9, 9, 15, tzinfo=UTC)),
        (date(2027, 6, 9), time(10, 15), datetime(2027, 6, 9, 8, 15, tzinfo=UTC)),
        (SPRING, time(1, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (SPRING, time(3, 0), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (AUTUMN, time(1, 59), datetime(2027, 10, 30, 23, 59, tzinfo=UTC)),
        (AUTUMN, time(3, 0), datetime(2027, 10, 31, 2, 0, tzinfo=UTC)),
    ],
)
def test_a_wall_time_is_one_moment(on, at, moment):
    assert moment_of(on, at) == moment
    assert wall_time(moment) == at


@pytest.mark.once
@pytest.mark.parametrize("on", [SPRING, AUTUMN])
@pytest.mark.parametrize("at", [time(2, 0), time(2, 30), time(2, 59)])
def test_a_wall_time_that_is_never_or_twice_is_refused(on, at):
    with pytest.raises(BookingError) as refused:
        moment_of(on, at, "plan-1-1-time")
    assert refused.value.field == "plan-1-1-time"
    assert "de klok verzet. Kies een andere tijd." in refused.value.sentence


@pytest.mark.once
def test_a_lesson_over_the_moved_clock_lasts_its_minutes():
    starts = moment_of(SPRING, time(1, 30))
    assert wall_time(end_of(starts, 60)) == time(3, 30)


@pytest.mark.once
def test_what_ends_when_the_other_begins_does_not_overlap():
    ten, eleven, twelve = (datetime(2027, 3, 9, hour, tzinfo=UTC) for hour in (10, 11, 12))
    assert not overlap((ten, eleven), (eleven, twelve))
    assert overlap((ten, twelve), (eleven, twelve))
