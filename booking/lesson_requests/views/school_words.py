# SPDX-License-Identifier: EUPL-1.2
"""What the office's pages say of a school: its kind, where it comes from, its diary. Rows in, words out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from booking.history.models import HistoryEntry
from booking.jinja import date_only, day_short, moment_short, number
from booking.lesson_requests.actions.merge_schools import MERGED, TOOK_OVER
from booking.lesson_requests.emails.values import Change
from booking.lesson_requests.forms.closed_days import SCOPES
from booking.lesson_requests.forms.schools import KINDS
from booking.schools.actions import closed
from booking.schools.actions.edit import ADDED, EDITED
from booking.schools.actions.names import NAMED, UNNAMED
from booking.schools.models import School, Wijk

FIELDS = {
    "kind": _l("soort onderwijs"),
    "name": _l("naam"),
    "street": _l("straat"),
    "house_number": _l("huisnummer"),
    "postcode": _l("postcode"),
    "city": _l("plaats"),
    "wijk_code": _l("wijk"),
    "phone": _l("telefoonnummer"),
    "website": _l("website"),
    "structure": _l("opleidingen"),
    "holiday_region": _l("regio van de schoolvakanties"),
    "closed_on": _l("gesloten op"),
    "pupils": _l("aantal leerlingen"),
    "pupils_year": _l("leerlingen geteld in"),
    "code": _l("vestigingscode"),
    "municipality_code": _l("gemeente"),
    "successor_id": _l("opgegaan in"),
    "status": _l("open of gesloten"),
    "first_day": _l("eerste dag"),
    "last_day": _l("laatste dag"),
}
BY_POSTCODE = "postcode"
"""Asked of a page (`wijk=`) to which a school comes whose wijk nobody chose: say what followed from its postcode."""
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def kind_of(kind: str) -> str:
    return str(KINDS[kind])


def pupils_of(school: School) -> str:
    """312, geteld in 2025"""
    if school.pupils is None:
        return ""
    if school.pupils_year is None:
        return number(school.pupils)
    return _("%(n)s, geteld in %(year)s", n=number(school.pupils), year=school.pupils_year)


def website_link(website: str) -> str:
    """An address that a browser can follow; nothing for what is none."""
    if re.match(r"https?://", website, re.IGNORECASE):
        return website
    return f"https://{website}" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", website, re.ASCII) else ""


def span_of(first: date, last: date) -> str:
    """vr 12 mrt 2027; za 17 okt 2026 tot en met zo 25 okt 2026"""
    if first == last:
        return day_short(first)
    return _("%(first)s tot en met %(last)s", first=day_short(first), last=day_short(last))


# --- the diary ----------------------------------------------------------------------------------------------------


def change_lines(entry: HistoryEntry, wijken: Sequence[Wijk]) -> list[str]:
    """Wijk: leeg → Overvecht"""
    names = {one.code: one.name for one in wijken}
    found = []
    for name, pair in (entry.changes or {}).items():
        if isinstance(pair, list) and len(pair) == 2:
            old, new = (_shown(name, value, names) for value in pair)
            found.append(Change(str(FIELDS.get(name, name)), old, new).line)
    return found


def _shown(name: str, value: Any, wijken: dict[str, str]) -> str:
    if value in (None, ""):
        return ""
    text = str(value)
    if name == "wijk_code":
        return wijken.get(text, text)
    if name == "kind" and text in KINDS:
        return kind_of(text)
    return date_only(date.fromisoformat(text)) if _ISO.fullmatch(text) else text


def history_lines(entries: Sequence[HistoryEntry], wijken: Sequence[Wijk]) -> list[tuple[str, str]]:
    """(moment, words) of what happened to a school, newest first."""
    return [(moment_short(entry.at), _line(entry, wijken)) for entry in entries]


def _line(entry: HistoryEntry, wijken: Sequence[Wijk]) -> str:
    who = who_of(entry)
    if entry.action in (MERGED, TOOK_OVER):
        return _merged(entry, who)
    done = {
        ADDED: _("voegde de school toe"),
        EDITED: _("wijzigde de school"),
        NAMED: _("voegde een naam toe"),
        UNNAMED: _("haalde een naam weg"),
        closed.ADDED: _("voegde een vrije dag toe"),
        closed.CHANGED: _("wijzigde een vrije dag"),
        closed.REMOVED: _("haalde een vrije dag weg"),
    }.get(entry.action, _("wijzigde de school"))
    text = f"{who} {done}" + (f": {entry.note}." if entry.note else ".")
    return " ".join([text, *(f"{line}." for line in change_lines(entry, wijken))])


def _merged(entry: HistoryEntry, who: str) -> str:
    changes = entry.changes or {}
    n, school = changes.get("requests", 0), changes.get("school", "")
    went = ngettext("%(num)s aanvraag ging mee.", "%(num)s aanvragen gingen mee.", n)
    if entry.action == MERGED:
        return _("%(who)s voegde deze school samen met %(school)s.", who=who, school=school) + f" {went}"
    return _("%(who)s voegde %(school)s samen met deze school.", who=who, school=school) + f" {went}"


def who_of(entry: HistoryEntry) -> str:
    """Coby Voorbeeld; an import is the register's."""
    return entry.actor_name or (_("Het register") if entry.actor_kind == "command" else _("Een collega"))


def days_line(entry: HistoryEntry) -> tuple[str, str]:
    """(moment, words): Coby Voorbeeld voegde een vrije dag toe: Stadsdag, vr 12 mrt 2027 (alle scholen in de gemeente)."""
    changes = entry.changes or {}
    pair = 0 if entry.action == closed.REMOVED else 1
    days = [date.fromisoformat(changes[name][pair]) for name in ("first_day", "last_day")]
    scope = str(SCOPES.get(changes.get("scope", ""), ""))
    who = entry.actor_name or _("De beheerder")
    said = {"who": who, "name": entry.note, "days": span_of(days[0], days[1]), "scope": scope}
    text = {
        closed.ADDED: _("%(who)s voegde een vrije dag toe: %(name)s, %(days)s (%(scope)s).", **said),
        closed.REMOVED: _("%(who)s haalde een vrije dag weg: %(name)s, %(days)s (%(scope)s).", **said),
    }.get(entry.action, _("%(who)s wijzigde een vrije dag: %(name)s, %(days)s (%(scope)s).", **said))
    return moment_short(entry.at), text


def wijk_found(wijk: str | None, postcode: str | None) -> str:
    """What the postcode of a school said of its wijk."""
    if wijk:
        return _("Wijk volgens de postcode: %(wijk)s.", wijk=wijk)
    return _("De wijk van deze postcode kennen we niet. Kies de wijk.") if postcode else _("Kies nog de wijk.")
