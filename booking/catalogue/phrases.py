# SPDX-License-Identifier: EUPL-1.2
"""The catalogue's own words: names of levels, kinds and school types, and how years, months and gaps are said."""

from __future__ import annotations

import re
from collections.abc import Iterable

from babel.dates import get_month_names
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from booking.jinja import in_years, listing, together

YEARS = {"po": (6, 8), "vo": (1, 6), "mbo": (1, 4)}
PROGRAMMES_SHOWN = {"po": ("po",), "vo": ("vo",), "mbo": ("vmbo", "mbo")}
LEVEL_NAMES = {"po": _l("Basisschool, bovenbouw"), "vo": _l("Voortgezet onderwijs"), "mbo": _l("Vmbo en mbo")}
LEVEL_IN_SENTENCE = {"po": _l("de basisschool"), "vo": _l("het voortgezet onderwijs"), "mbo": _l("vmbo en mbo")}
STORED_NAMES = {"po": _l("basisschool"), "vo": _l("voortgezet onderwijs"), "vmbo": _l("vmbo"), "mbo": _l("mbo")}
TRACK_NAMES = {
    "po": _l("basisonderwijs"), "sbo": _l("speciaal basisonderwijs"), "so": _l("speciaal onderwijs"), "brugklas": _l("brugklas"),
    "pro": _l("praktijkonderwijs"), "havo": "havo", "vwo": "vwo", "isk": _l("internationale schakelklas"),
    "vso": _l("voortgezet speciaal onderwijs"), "vmbo-b": "vmbo-b", "vmbo-k": "vmbo-k", "vmbo-gt": "vmbo-gt",
    "mbo-1": _l("mbo niveau 1"), "mbo-2": _l("mbo niveau 2"), "mbo-3": _l("mbo niveau 3"), "mbo-4": _l("mbo niveau 4"),
}  # fmt: skip
# Every school type of a level: then none needs to be named. (Of vo and po, few lessons fit all.)
ALL_TRACKS = {
    "vmbo": frozenset({"vmbo-b", "vmbo-k", "vmbo-gt"}),
    "mbo": frozenset({"mbo-1", "mbo-2", "mbo-3", "mbo-4"}),
}
KIND_NAMES = {
    "lesson": _l("Les"), "series": _l("Lessenserie"), "training": _l("Training voor docenten"), "parents": _l("Ouderavond"),
    "team": _l("Activiteit voor het team"), "meeting": _l("Bijeenkomst met partners"),
}  # fmt: skip
# "Vraag deze … aan", "Zo verloopt de …": all of them are "de"-words.
THINGS = {
    "lesson": _l("les"), "series": _l("lessenserie"), "training": _l("training"), "parents": _l("ouderavond"),
    "team": _l("activiteit"), "meeting": _l("bijeenkomst"),
}  # fmt: skip
# The usual ones, named here so that they get a translation; another one stays as it was written.
UNITS = (
    _l("les"), _l("lesdag"), _l("dag"), _l("dagdeel"), _l("uur"), _l("voorstelling"), _l("training"), _l("bijeenkomst"), _l("avond"),
    _l("groep"), _l("klas"), _l("leerling"), _l("student"), _l("deelnemer"), _l("school"),
)  # fmt: skip
FOR_ADULTS = frozenset({"training", "team", "meeting"})
_STEP = re.compile(r"(\d{1,3}) min\.? +(.+)", re.DOTALL)


def english() -> bool:
    locale = get_locale()
    return locale is not None and locale.language == "en"


def spread(first: int, last: int) -> str:
    """6, 7 en 8; from four years on: 1 tot en met 6."""
    if last - first < 3:
        return listing(range(first, last + 1))
    return _("%(first)s tot en met %(last)s", first=first, last=last)


def years(level: str, first: int, last: int) -> str:
    """groep 7 en 8 · leerjaar 1 · studiejaar 1 en 2"""
    return in_years(level, spread(first, last), last - first + 1)


def gap(least: int | None, most: int | None) -> str:
    """2 tot 6 weken: the time between two steps of a programme."""
    in_weeks = all(days is None or days % 7 == 0 for days in (least, most))
    unit = 7 if in_weeks else 1
    low, high = (None if days is None else days // unit for days in (least, most))
    if low is not None and high is not None and low != high:
        if in_weeks:
            return together(_("%(low)s tot %(high)s weken", low=low, high=high))
        return together(_("%(low)s tot %(high)s dagen", low=low, high=high))
    value = high if low is None else low
    if value is None:
        return ""
    length = (
        ngettext("%(num)s week", "%(num)s weken", value)
        if in_weeks
        else ngettext("%(num)s dag", "%(num)s dagen", value)
    )
    if high is None:
        return _("minstens %(length)s", length=together(length))
    return _("hoogstens %(length)s", length=together(length)) if low is None else together(length)


def month_name(month: int) -> str:
    return get_month_names("wide", locale=get_locale() or "nl")[month]


def months_text(months: Iterable[int]) -> str:
    """september tot en met november en januari tot en met juni, in the order of a school year."""
    runs: list[list[int]] = []
    for place in sorted((month - 8) % 12 for month in set(months)):
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return listing(text for run in runs for text in _run([(place + 7) % 12 + 1 for place in run]))


def _run(run: list[int]) -> list[str]:
    if len(run) < 3:
        return [month_name(month) for month in run]
    return [_("%(first)s tot en met %(last)s", first=month_name(run[0]), last=month_name(run[-1]))]


def step(line: str) -> tuple[int | None, str]:
    """ "10 min. De klas …" is ten minutes and the rest; a line without minutes is all text."""
    found = _STEP.fullmatch(line)
    return (int(found[1]), found[2]) if found else (None, line)
