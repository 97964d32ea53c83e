# SPDX-License-Identifier: EUPL-1.2
"""What the check page says of a schedule, the day that is taken from it, and what the office reads of the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from booking.lesson_requests.models import LessonRequest
from tests.lesson_requests.form.filled import put
from tests.support.client import Form

from .conftest import plain, press, sent_anyway, the_form

Stored = Callable[[], list[LessonRequest]]


def test_one_trainer_a_break_and_the_night(three: Callable[..., Form], mails: Callable[..., Any]) -> None:
    form = the_form(press(three(), "plan_make"))
    for n, start in ((1, "3.00"), (2, "3.30"), (3, "10.00")):
        put(form, f"plan-{n}-start", start)
    told = plain(press(form, "send").words)
    for text in (
        "U koos voor één trainer, maar deze lessen overlappen elkaar: Sterk in de groep voor 7a en 7b (di 9 mrt 2027).",
        "Door een pauze loopt: Sterk in de groep voor 7c",
        "Dit is buiten schooltijd: Sterk in de groep voor 7a (3.00 uur) en Sterk in de groep voor 7b (3.30 uur).",
    ):
        assert text in told, told
    assert sent_anyway(form).status_code == 303
    notice = plain(mails()[1].body_text)
    assert "De school koos voor één trainer" in notice and "De school heeft pauze van 10.15" in notice


def test_a_day_that_was_taken_is_confirmed_and_is_one_of_hers(three: Callable[..., Form], stored: Stored) -> None:
    form = the_form(press(three(weekdays=["thu"], plan_on="2027-03-07"), "plan_make"))
    page = press(form, "send")
    told = plain(page.words)
    assert "Op deze dag staat: Sterk in de groep." in told and told.count("Neem donderdag 11 maart 2027") == 1
    moved = press(page.form("main form"), "date:plan@2027-03-07:2027-03-11")
    assert (
        "Sterk in de groep, 7a, Sterk in de groep, 7b en Sterk in de groep, 7c staan nu op donderdag 11 maart 2027."
        in (plain(moved.words))
    )
    assert "valt in het weekend" not in moved.words and not stored()


def test_a_lesson_without_a_date_is_named(three: Callable[..., Form], mails: Callable[..., Any]) -> None:
    form = the_form(press(three(), "plan_make"))
    put(form, "plan-3-on", "")
    put(form, "plan-3-start", "")
    page = press(form, "send")
    assert "Nog geen datum: Sterk in de groep voor 7c." in page.words
    assert press(page.form("main form"), "send").status_code == 303
    assert "Sterk in de groep voor 7c: nog geen datum" in plain(mails()[1].body_text)


def test_a_combination_class(three: Callable[..., Form]) -> None:
    form = three("mijn-bankpas-blijft-bij-mij")
    put(form, "groups-1-year", "po-6-7")
    told = plain(press(form, "check").words)
    assert "7a is een combinatie van groep 6 en 7." in told, told
