# SPDX-License-Identifier: EUPL-1.2
"""What was asked, as text: for the page on which it is read once more before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from booking.catalogue.queries import Card
from booking.jinja import date_only, hours, listing, number, words
from booking.lesson_requests import undated, wanted
from booking.lesson_requests.asked import CLASS, KIND_OF, WEEKDAYS, Asked, AskedGroup
from booking.lesson_requests.forms.request import DAYPART_NAMES, WEEKDAY_NAMES
from booking.lesson_requests.warnings import class_years


@dataclass(frozen=True)
class Section:
    """A part of the form: `anchor` is where it stands there. Lines are pairs of a term and what was answered."""

    anchor: str
    heading: str
    lines: list[tuple[str, Any]]


def sections(asked: Asked, cards: Sequence[Card]) -> list[Section]:
    """In the order of the form; what was left empty is left out."""
    return [
        Section("lessen", _("Lessen"), [_lesson(card) for card in cards]),
        Section("welke-school", _("School"), [(_("School"), asked.school_name), (_("Adres"), asked.school_address)]),
        Section("groepen", _("Groepen"), [_group(group, cards) for group in asked.groups]),
        Section("wanneer", _("Wanneer"), _when(asked)),
        *_schedule(asked, cards),
        Section("gegevens", _("Uw gegevens"), _contact(asked)),
    ]


def _lesson(card: Card) -> tuple[str, str]:
    return card.said("title"), f"{card.duration}, {card.price.lower() if card.free else card.price}"


def _group(group: AskedGroup, cards: Sequence[Card]) -> tuple[str, str]:
    mine = [card for card in cards if card.id in group.offerings]
    people = words((group.level or "po") if group.kind == CLASS else mine[0].kind).people
    parts = [f"{number(group.people)} {people}"]
    if group.kind == CLASS and group.level and group.year_from:
        parts.insert(0, class_years(group.level, group.year_from, group.year_to or group.year_from, group.track))
    others = [card for card in cards if KIND_OF[card.kind] == CLASS]
    if group.kind == CLASS and len(mine) < len(others):
        parts.append(listing(card.said("title") for card in mine))
    if group.wish:
        parts.append(_("wens: %(wish)s", wish=group.wish))
    return group.name or mine[0].said("title"), "; ".join(parts)


def _when(asked: Asked) -> list[tuple[str, Any]]:
    days: dict[str, Any] = dict(zip(WEEKDAYS, WEEKDAY_NAMES, strict=True))
    return [
        (_("Dagen"), listing(days[one] for one in asked.weekdays) or _any_day(asked)),
        (_("Deel van de dag"), listing(DAYPART_NAMES[one] for one in asked.dayparts)),
        (_("Niet vóór"), date_only(asked.wish_from) if asked.wish_from else ""),
        (_("Niet na"), date_only(asked.wish_until) if asked.wish_until else ""),
        (_("Dezelfde dag"), _("het liefst alle groepen op dezelfde dag") if asked.same_day else ""),
        (_("Opmerking"), asked.remark or ""),
    ]


def _any_day(asked: Asked) -> str:
    """Nothing ticked: every day, or those of the schedule."""
    others = asked.dayparts or asked.wish_from or asked.wish_until or asked.same_day
    return _("volgens het rooster") if asked.times and not others else _("elke dag")


def _schedule(asked: Asked, cards: Sequence[Card]) -> list[Section]:
    """The times that the school proposes, if it does: a line a lesson, those of one day together."""
    lines = wanted.day_by_day(wanted.of_asked(asked, cards), len(asked.offerings) > 1)
    breaks = listing(hours(begin, end) for begin, end in asked.breaks)
    lacking = "\n".join(one.called for one in undated.of_asked(asked, cards))
    lines += [(_("Nog geen datum"), lacking)] if lacking else []
    return [Section("rooster", _("Rooster"), [*lines, (_("Pauzes"), breaks)])] if lines else []


def _contact(asked: Asked) -> list[tuple[str, Any]]:
    return [
        (_("Naam"), asked.contact_name),
        (_("E-mailadres"), asked.contact_email),
        (_("Telefoonnummer"), asked.contact_phone),
        (_("Op de dag zelf"), asked.day_contact or ""),
    ]
