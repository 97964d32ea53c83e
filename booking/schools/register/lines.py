# SPDX-License-Identifier: EUPL-1.2
"""What an import does, in words: a line for each thing that happens to a school, and how many there are of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from .change import Change, Plan, Told, What

WORDS = {
    What.NEW: _l("nieuw"),
    What.REOPENED: _l("heropend"),
    What.RENAMED: _l("hernoemd"),
    What.MOVED: _l("verhuisd"),
    What.CHANGED: _l("gewijzigd"),
    What.MERGED: _l("samengevoegd"),
    What.CLOSED: _l("gesloten"),
}
COLUMNS = {
    "kind": _l("soort"),
    "name": _l("naam"),
    "street": _l("straat"),
    "house_number": _l("huisnummer"),
    "postcode": _l("postcode"),
    "city": _l("plaats"),
    "municipality_code": _l("gemeente"),
    "wijk_code": _l("wijk"),
    "phone": _l("telefoon"),
    "website": _l("website"),
    "structure": _l("onderwijs"),
    "holiday_region": _l("vakantieregio"),
    "pupils": _l("leerlingen"),
    "pupils_year": _l("leerlingen in"),
    "source": _l("bron"),
    "closed_on": _l("gesloten op"),
}


def told(plan: Plan) -> Told:
    word = _("wijk")
    lines = [f"{word:13} {wijk.code:6}  {wijk.name}" for wijk in plan.wijken]
    counts = Counter[What]()
    for what in What:
        for change in plan.all:
            if what in change.whats:
                counts[what] += 1
                lines.append(f"{WORDS[what]!s:13} {change.code or '-':6}  {_sentence(what, change)}")
    numbers = [f"{counts[what]} {WORDS[what]}" for what in What]
    if plan.wijken:
        numbers.append(_("%(n)s wijken gewijzigd", n=len(plan.wijken)))
    return Told(tuple(lines), ", ".join(numbers) + ".")


def _sentence(what: What, change: Change) -> str:
    name = change.name
    if what is What.RENAMED:
        return f"{change.before('name')} -> {name}"
    if what is What.MOVED:
        return f"{name}: {change.address_before or '-'} -> {change.address or '-'}"
    if what is What.MERGED:
        return _("%(name)s, %(address)s: gaat op in %(code)s", name=name, address=change.address, code=change.successor)
    if what is What.CHANGED:
        return f"{name}: " + "; ".join(_differences(change))
    return ", ".join(part for part in (name, change.address) if part)


def _differences(change: Change) -> Iterator[str]:
    for column in change.others:
        if column in COLUMNS:
            yield f"{COLUMNS[column]} {_shown(change.before(column))} -> {_shown(change.values[column])}"
    for name, _kind in change.names.values():
        yield _("ook: %(name)s", name=name)


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    return value.isoformat() if isinstance(value, date) else str(value)
