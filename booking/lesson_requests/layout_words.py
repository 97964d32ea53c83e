# SPDX-License-Identifier: EUPL-1.2
"""What is said of a layout: what was passed over, what does not fit before the summer, and what would. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from booking.jinja import day, listing
from booking.lesson_requests.emails.values import WEEKDAYS
from booking.lesson_requests.warnings import closed_name
from booking.schools.calendar import SchoolCalendar

from .layout import ONE, SCHOOL_DAYS, Advice, Layout

DAY_NAMES = tuple(WEEKDAYS.values())


@dataclass(frozen=True)
class Notice:
    """A sentence, and the lines of the list under it."""

    text: str
    lines: tuple[str, ...] = ()


def notices(layout: Layout, titles: Mapping[int, str], months: Mapping[int, str]) -> list[Notice]:
    """What a person should know of it, most telling first; none where all of it fits and nothing was passed over.

    `titles`: what each offering is called; `months`: when its programme has it (van september tot en met november).
    """
    found = [Notice(_left_over(layout)), Notice(skipped(layout)), _outside(layout, titles, months)]
    return [one for one in found if one.text]


def passed_over(
    days: Iterable[date], begin: date | None, weekdays: Collection[int], calendar: SchoolCalendar
) -> dict[date, str]:
    """Of each day before which a chosen weekday was closed: what it comes after (na de voorjaarsvakantie). `begin`: where one may begin."""
    chosen = frozenset(weekdays or SCHOOL_DAYS)
    found: dict[date, str] = {}
    before = begin
    for on in sorted(set(days)):
        passed = (on - n * ONE for n in range(1, (on - before).days + 1)) if before is not None else ()
        closures = (calendar.closure(one) for one in passed if one.weekday() in chosen)
        last = next((one for one in closures if one is not None and one.kind != "weekend"), None)
        if last is not None:
            name = closed_name(last)
            found[on] = _("na de %(holiday)s", holiday=name) if last.kind == "school" else _("na %(day)s", day=name)
        before = on + ONE
    return found


def skipped(layout: Layout) -> str:
    names = dict.fromkeys(closed_name(one) for one in layout.skipped)
    return _("Overgeslagen: %(holidays)s.", holidays=listing(names)) if names else ""


def _outside(layout: Layout, titles: Mapping[int, str], months: Mapping[int, str]) -> Notice:
    numbers = dict.fromkeys(one.offering for one in layout.outside)
    if not numbers:
        return Notice("")
    text = ngettext(
        "Deze les valt buiten de maanden van het programma. U kunt toch aanvragen.",
        "Deze lessen vallen buiten de maanden van het programma. U kunt toch aanvragen.",
        len(numbers),
    )
    lines = (_('"%(lesson)s" geven we liefst %(months)s.', lesson=titles[one], months=months[one]) for one in numbers)
    return Notice(text, tuple(lines))


def _left_over(layout: Layout) -> str:
    if not layout.left_over:
        return ""
    count = {"m": len(layout.dates), "n": len(layout.dates) + len(layout.left_over)}
    told = ngettext(
        "Vóór de zomervakantie past %(m)s van de %(n)s lessen.",
        "Vóór de zomervakantie passen %(m)s van de %(n)s lessen.",
        len(layout.dates),
        **count,
    )
    return f"{told} {_would_fit(layout.advice)}"


def _would_fit(advice: Advice) -> str:
    """What makes all of it fit, as it was worked out."""
    days = listing(DAY_NAMES[number] for number in advice.weekdays)
    if advice.first_week and days:
        return _(
            "Kies een eerdere week, uiterlijk die van %(week)s, of meer dagen per week, bijvoorbeeld %(days)s.",
            week=day(advice.first_week),
            days=days,
        )
    if advice.first_week:
        return _("Kies een eerdere week, uiterlijk die van %(week)s.", week=day(advice.first_week))
    if days:
        return _("Kies meer dagen per week, bijvoorbeeld %(days)s.", days=days)
    if advice.after_summer:
        return _("Na de zomervakantie past alles: kies de week van %(week)s of later.", week=day(advice.after_summer))
    return _("Vraag minder lessen aan.")
