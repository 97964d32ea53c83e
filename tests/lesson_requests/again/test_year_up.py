# SPDX-License-Identifier: EUPL-1.2
"""Where a class is a school year later: pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.lesson_requests.forms.again import Class
from booking.lesson_requests.forms.levels import COMBINATIONS, LAST_YEAR, YEARS

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("then", "now"),
    [
        (Class("6a", "po", 6, 6), Class("7a", "po", 7, 7)),
        (Class("7", "po", 7, 7), Class("8", "po", 8, 8)),
        (Class("7 rood", "po", 7, 7), Class("8 rood", "po", 8, 8)),
        (Class("Dolfijnen", "po", 6, 6), Class("Dolfijnen", "po", 7, 7)),
        (Class("groep 6a", "po", 6, 6), Class("groep 6a", "po", 7, 7)),
        (Class("6/7b", "po", 6, 7), Class("7/8b", "po", 7, 8)),
        (Class("67b", "po", 6, 6), Class("67b", "po", 7, 7)),
        (Class("2 havo b", "vo", 2, 2, "havo"), Class("3 havo b", "vo", 3, 3, "havo")),
        (Class("1c", "vmbo", 1, 1, "vmbo-k"), Class("2c", "vmbo", 2, 2, "vmbo-k")),
        (Class("zorg 1c", "mbo", 1, 1, "mbo-4"), Class("zorg 1c", "mbo", 2, 2, "mbo-4")),
    ],
)
def test_a_year_up(then, now):
    assert then.plain and not then.leaves and then.a_year_up() == now


@pytest.mark.parametrize(
    "then",
    [
        Class("8a", "po", 8, 8),
        Class("4b", "vmbo", 4, 4, "vmbo-gt"),
        Class("5h", "vo", 5, 5, "havo"),
        Class("6v", "vo", 6, 6, "vwo"),
        Class("4x", "mbo", 4, 4, "mbo-4"),
    ],
)
def test_it_leaves(then):
    assert then.leaves


@pytest.mark.parametrize(
    "then", [Class("7/8", "po", 7, 8), Class("6/7/8", "po", 6, 8), Class("isk 1", "vo", 1, 1, "isk")]
)
def test_nobody_can_say(then):
    """A part of it leaves, or its pupils are anywhere."""
    assert not then.leaves and not then.plain


@given(
    st.sampled_from(["po", "vo", "vmbo", "mbo"]),
    st.integers(1, 8),
    st.integers(0, 2),
    st.sampled_from([None, "havo", "vwo", "isk", "vmbo-b", "brugklas"]),
    st.text(max_size=20),
)
def test_whatever_is_plain_stays_inside_its_school(level, first, more, track, name):
    then = Class(name, level, first, first + more, track)
    if then.plain and not then.leaves:
        now = then.a_year_up()
        assert (now.first, now.last) == (first + 1, first + more + 1)
        assert now.last <= LAST_YEAR.get(level, YEARS[level if level != "vmbo" else "vo"][1])
        assert more == 0 or (now.first, now.last) in COMBINATIONS
        assert now.name == name or name.startswith(str(first))
