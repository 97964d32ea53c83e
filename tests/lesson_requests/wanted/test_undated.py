# SPDX-License-Identifier: EUPL-1.2
"""Lessons without a date, where others have one, are named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from booking.lesson_requests import undated
from booking.lesson_requests.asked import Asked, AskedGroup, AskedTime
from booking.lesson_requests.views.summary import sections
from tests.lesson_requests.form.one_form import CATALOGUE

MARCH = date(2027, 3, 9)
pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def in_dutch(app):
    with app.test_request_context():
        yield


ONCE = [replace(CATALOGUE.cards[0], id=number, title=title) for number, title in ((1, "Mijn naam"), (2, "Mijn foto"))]
SERIES = replace(CATALOGUE.cards[0], sessions_count=3)


def asked(cards, *times):
    """7a and 7b; each of `times`: the group, the offering, the position."""
    ids = tuple(card.id for card in cards)
    return Asked(
        offerings=ids,
        groups=tuple(AskedGroup(kind="class", name=name, people=25, offerings=ids) for name in ("7a", "7b")),
        school_name="", school_address="", contact_name="", contact_email="", contact_phone="",
        times=tuple(AskedTime(group=group, offering=number, on_date=MARCH, position=n) for group, number, n in times),
    )  # fmt: skip


def called(cards, *times):
    return [one.called for one in undated.of_asked(asked(cards, *times), cards)]


def test_nothing_is_said_where_nothing_or_all_has_a_date():
    first = ONCE[0]
    assert called([first]) == []
    assert called([first], (0, first.id, 1), (1, first.id, 1)) == []


def test_a_lesson_that_no_group_has_is_named_alone():
    first, second = ONCE
    one = asked(ONCE, (0, first.id, 1), (1, first.id, 1))
    assert [each.called for each in undated.of_asked(one, ONCE)] == [second.title]
    assert undated.lines(undated.of_asked(one, ONCE)) == [f"{second.title}: nog geen datum"]
    [row] = undated.rows(undated.of_asked(one, ONCE))
    assert (row.when, row.groups, row.lesson) == ("nog geen datum", "7a en 7b", second.title)
    schedule = next(section for section in sections(one, ONCE) if section.anchor == "rooster")
    assert ("Nog geen datum", second.title) in schedule.lines


def test_a_group_and_a_part_of_a_series_are_named():
    first = ONCE[0]
    assert called([first], (0, first.id, 1)) == [f"{first.title} voor 7b"]
    found = called([SERIES], *((0, SERIES.id, n) for n in range(1, SERIES.sessions_count + 1)), (1, SERIES.id, 1))
    assert found[0] == f"{SERIES.title}, les 2 voor 7b" and len(found) == SERIES.sessions_count - 1
