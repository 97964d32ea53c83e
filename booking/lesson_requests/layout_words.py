# SPDX-License-Identifier: EUPL-1.2
"""What is said of a layout: what was passed over, what does not fit before the summer, and what would. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from booking.jinja import day, listing
from booking.lesson_requests.emails.values import WEEKDAYS
from booking.lesson_requests.warnings import closed_name

from .layout import Advice, Layout

DAY_NAMES = tuple(WEEKDAYS.values())


def sentences(layout: Layout, titles: Mapping[int, str]) -> list[str]:
    """What a person should know of it, most telling first; none where all of it fits and nothing was passed over.

    `titles`: what each offering is called.
    """
    return [text for text in (_left_over(layout), skipped(layout), _outside(layout, titles)) if text]


def skipped(layout: Layout) -> str:
    names = dict.fromkeys(closed_name(one) for one in layout.skipped)
    return _("Overgeslagen: %(holidays)s.", holidays=listing(names)) if names else ""


def _outside(layout: Layout, titles: Mapping[int, str]) -> str:
    names = dict.fromkeys(titles[one.offering] for one in layout.outside)
    if not names:
        return ""
    return ngettext(
        "%(lessons)s valt buiten de maanden van het programma. U kunt toch aanvragen.",
        "%(lessons)s vallen buiten de maanden van het programma. U kunt toch aanvragen.",
        len(names),
        lessons=listing(names),
    )


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
