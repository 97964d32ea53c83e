# SPDX-License-Identifier: EUPL-1.2
"""What is said of a layout: what was passed over, what does not fit, and what would."""

from __future__ import annotations

from datetime import date

import pytest

from booking.lesson_requests.layout import Step, lay_out
from booking.lesson_requests.layout_words import notices, passed_over
from booking.schools.calendar import SchoolCalendar

MIDDEN, TUESDAY = SchoolCalendar(), (1,)
TITLES = {1: "Sterk in de groep", 2: "Mijn foto, mijn keuze"}
MONTHS = {1: "van september tot en met november", 2: "in mei"}
pytestmark = pytest.mark.once


def said(app, *args, **more):
    with app.test_request_context():
        found = notices(lay_out(*args, **more), TITLES, MONTHS)
    return ["\n".join((one.text, *one.lines)).replace("\N{NO-BREAK SPACE}", " ") for one in found]


def test_nothing_is_said_of_what_fits_without_a_holiday(app):
    assert said(app, (Step(1, 3),), date(2027, 1, 4), TUESDAY, MIDDEN) == []


def test_holidays_are_named_once(app):
    assert said(app, (Step(1, 8),), date(2026, 12, 15), TUESDAY, MIDDEN) == ["Overgeslagen: kerstvakantie."]


def test_an_earlier_week_or_more_days(app):
    assert said(app, (Step(1, 5),), date(2027, 6, 28), TUESDAY, MIDDEN) == [
        "Vóór de zomervakantie passen 3 van de 5 lessen. Kies een eerdere week, uiterlijk die van maandag 14 juni 2027, "
        "of meer dagen per week, bijvoorbeeld maandag en dinsdag."
    ]


def test_only_an_earlier_week(app):
    steps = (Step(1), Step(2, min_gap_days=28))
    assert said(app, steps, date(2027, 7, 5), TUESDAY, MIDDEN) == [
        "Vóór de zomervakantie past 1 van de 2 lessen. Kies een eerdere week, uiterlijk die van maandag 14 juni 2027."
    ]


def test_only_more_days(app):
    assert said(app, (Step(1, 3),), date(2027, 7, 6), TUESDAY, MIDDEN, earliest=date(2027, 7, 6)) == [
        "Vóór de zomervakantie passen 2 van de 3 lessen. Kies meer dagen per week, bijvoorbeeld maandag en dinsdag."
    ]


def test_after_the_summer(app):
    steps = (Step(1), Step(2, min_gap_days=28))
    (text,) = said(app, steps, date(2027, 7, 5), TUESDAY, MIDDEN, earliest=date(2027, 7, 1))
    assert text == (
        "Vóór de zomervakantie past 1 van de 2 lessen. "
        "Na de zomervakantie past alles: kies de week van maandag 30 augustus 2027 of later."
    )


def test_nothing_fits_ever(app):
    (text,) = said(app, (Step(1), Step(2, min_gap_days=366)), date(2027, 7, 5), TUESDAY, MIDDEN)
    assert text.endswith("Vraag minder lessen aan.")


def test_outside_the_months(app):
    steps = (Step(1, month_from=9, month_to=11), Step(2, min_gap_days=7))
    assert said(app, steps, date(2027, 1, 4), TUESDAY, MIDDEN) == [
        "Deze les valt buiten de maanden van het programma. U kunt toch aanvragen.\n"
        '"Sterk in de groep" geven we liefst van september tot en met november.'
    ]


def test_what_a_day_comes_after(app):
    days = [date(2027, 2, 9), date(2027, 2, 16), date(2027, 3, 2), date(2027, 5, 11)]
    with app.test_request_context():
        assert passed_over(days, date(2027, 2, 8), TUESDAY, MIDDEN) == {
            date(2027, 3, 2): "na de voorjaarsvakantie",
            date(2027, 5, 11): "na de meivakantie",
        }
        assert passed_over([date(2027, 3, 2)], date(2027, 2, 22), TUESDAY, MIDDEN) == {
            date(2027, 3, 2): "na de voorjaarsvakantie"
        }
        assert passed_over([date(2027, 3, 30)], date(2027, 3, 29), (), MIDDEN) == {
            date(2027, 3, 30): "na Tweede Paasdag"
        }
        assert passed_over([date(2027, 3, 2)], None, TUESDAY, MIDDEN) == {}
        assert passed_over([date(2027, 3, 30)], date(2027, 3, 29), TUESDAY, MIDDEN) == {}, "Mondays were not chosen"
