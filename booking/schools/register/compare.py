# SPDX-License-Identifier: EUPL-1.2
"""The files against the register as it stands: what is new, moved, renamed, changed, closed, merged, or open again. Pure.

A list closes only schools of its own kind that came from a list. What is ours (wijk, other names, a merge) stays.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from booking.schools.models import ALIAS, FORMER
from booking.schools.search import name_key

from .change import Change, Plan
from .files import Found
from .ours import OurSchool
from .wijken import Postcodes, Span
from .wrong import WrongFile

EVERYWHERE = "all"
GROUPS = {"po": "po", "sbo": "po", "so": "po", "vso": "po", "vo": "vo", "mbo": "mbo"}
"""Kinds that a school changes within: a primary school never becomes a secondary one."""


@dataclass(frozen=True)
class Known:
    """The register as it stands: rows of its tables, and other names by school and by their key."""

    version: int = 0
    schools: Sequence[Any] = ()
    names: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    wijken: Mapping[str, str] = field(default_factory=dict)
    postcodes: Sequence[Span] = ()


def compare(found: Found, known: Known, municipality: str, today: date) -> Plan:
    """What the files would change. `municipality`: its four digits, or `all`. Raises WrongFile for what contradicts the register."""
    comparison = _Comparison(found, known, municipality, today)
    comparison.wijken()
    comparison.listed()
    comparison.close()
    comparison.ours()
    comparison.sizes()
    comparison.fill_wijken()
    comparison.notice()
    return comparison.result()


def too_many(n: int, total: int) -> bool:
    """So many closing at once are rather a list that was cut off, or that of another municipality."""
    return n > max(1, total // 4)


class _Comparison:
    def __init__(self, found: Found, known: Known, municipality: str, today: date) -> None:
        self.found, self.known, self.municipality, self.today = found, known, municipality, today
        self.plan = Plan(known.version)
        self.changes = [Change(school) for school in known.schools]
        self.by_code = {change.code: change for change in self.changes if change.code is not None}
        self.in_scope = {code: one for code, one in found.locations.items() if self._ours(one.municipality_code)}
        self.all_wijken = {**known.wijken, **{wijk.code: wijk.name for wijk in found.wijken.values()}}
        self.postcodes = Postcodes(known.postcodes)
        self.meant: set[int] = set()

    def _ours(self, municipality_code: str | None) -> bool:
        return self.municipality == EVERYWHERE or municipality_code == self.municipality

    def wijken(self) -> None:
        """Which wijken change, and the table of postcodes as it will be."""
        spans: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for first, last, code in self.known.postcodes:
            spans[code].append((first, last))
        for wijk in self.found.wijken.values():
            same = wijk.postcodes is None or sorted(wijk.postcodes) == sorted(spans[wijk.code])
            if not same or self.known.wijken.get(wijk.code) != wijk.name:
                self.plan.wijken.append(wijk)
            if wijk.postcodes is not None:
                spans[wijk.code] = list(wijk.postcodes)
        begins = Counter(first for some in spans.values() for first, _last in some)
        twice = [first for first, n in begins.items() if n > 1]
        if twice:
            raise WrongFile(_("wijken"), _("Postcode %(postcode)s staat er twee keer.", postcode=twice[0]))
        self.postcodes = Postcodes((first, last, code) for code, some in spans.items() for first, last in some)

    # --- the lists of DUO -------------------------------------------------------------------------------------------------

    def listed(self) -> None:
        """New schools, and what the lists know better of those that we have."""
        if self.found.lists and not self.in_scope:
            names = ", ".join(self.found.lists)
            sentence = _("Hier staat geen school van gemeente %(code)s (MUNICIPALITY_CODE).", code=self.municipality)
            raise WrongFile(names, sentence)
        strange = Counter[str]()
        totals = Counter(self.found.places[code][0] for code in self.in_scope)
        for code, location in self.in_scope.items():
            change = self.by_code.get(code)
            if change is None:
                change = self._add(code, {"status": "open"})
            elif change.before("successor_id") is not None:
                continue  # a colleague merged it: that stays
            elif GROUPS[change.before("kind")] != GROUPS[location.kind]:
                strange[self.found.places[code][0]] += 1
            for column, value in asdict(location).items():
                change.set(column, value)
            change.set("source", "duo")
            if change.before("status") == "closed":
                change.set("status", "open")
                change.set("closed_on", None)
            self._keep_name(change)
        for where, n in strange.items():
            if too_many(n, totals[where]):
                sentence = _("%(n)s scholen hiervan staan in het register als een ander soort school.", n=n)
                self.plan.refusal = f"{where}: {sentence}"

    def _add(self, code: str | None, values: dict[str, Any]) -> Change:
        change = Change(None, {"code": code, **values})
        self.changes.append(change)
        if code is not None:
            self.by_code[code] = change
        return change

    def _keep_name(self, change: Change) -> None:
        """A school that is renamed is still found by what it was called."""
        if not change.renamed:
            return
        there = self.known.names.get(change.id, {})
        former, now = name_key(change.before("name")), name_key(change.name)
        if former and former not in there:
            change.names[former] = (change.before("name"), FORMER)
        if there.get(now) == FORMER:
            change.forgotten.add(now)

    def close(self) -> None:
        """Schools of a kind of which we have the whole list, that are not in it any more."""
        open_now = [
            change
            for change in self.changes
            if change.school is not None
            and change.before("source") == "duo"
            and change.before("status") == "open"
            and change.before("kind") in self.found.listed
            and self._ours(change.before("municipality_code"))
        ]
        closing = [change for change in open_now if change.code not in self.in_scope]
        totals, leaving = (Counter(change.before("kind") for change in some) for some in (open_now, closing))
        for kind, n in leaving.items():
            if too_many(n, totals[kind]):
                sentence = _(
                    "Dit zou %(n)s van de %(total)s open scholen (%(kind)s) sluiten. Is het bestand heel, en van de goede"
                    " gemeente? Klopt het toch, geef dan --close-many mee.",
                    n=n,
                    total=totals[kind],
                    kind=kind,
                )
                self.plan.closes_many = self.plan.closes_many or sentence
        heirs = self._heirs()
        for change in closing:
            change.set("status", "closed")
            change.set("closed_on", self.today)
            codes = {code for key in _traces(change) for code in heirs.get(key, ())}
            if len(codes) == 1:
                change.successor = codes.pop()

    def _heirs(self) -> dict[tuple[str | None, ...], list[str]]:
        """The codes of new schools by what tells that one goes on as another: kind and address, or institution and name."""
        found: dict[tuple[str | None, ...], list[str]] = defaultdict(list)
        for change in self.changes:
            if change.school is None:
                for key in _traces(change):
                    found[key].append(change.code)
        return found

    # --- our own file -----------------------------------------------------------------------------------------------------

    def ours(self) -> None:
        self._once()
        for said in self.found.schools:
            if said.closed_on and said.closed_on > self.today:
                sentence = _("Kies vandaag, of een dag die voorbij is.")
                raise WrongFile(said.where, f"closed_on {said.closed_on.isoformat()}: {sentence}", said.line)
            change = self.by_code.get(said.code) if said.code else self._by_hand(said)
            if change is not None and change.source == "duo":
                self._beside_duo(change, said)
            else:
                self._hand(change, said)
        for change in self.changes:
            if change.successor and change.successor not in self.by_code:
                raise WrongFile(
                    change.successor, _("Deze opvolger staat niet in het register en niet in de bestanden.")
                )

    def _once(self) -> None:
        """Each school stands in our files once."""
        seen: set[tuple[Any, ...]] = set()
        for said in self.found.schools:
            values = said.said
            place = (
                values.get("kind"),
                name_key(values.get("name", "")),
                values.get("postcode"),
                values.get("house_number"),
            )
            key = (said.code,) if said.code else place
            if key in seen:
                raise WrongFile(said.where, _("Deze school staat er twee keer."), said.line)
            seen.add(key)

    def _by_hand(self, said: OurSchool) -> Change | None:
        """The school without a code that is meant: by name and address, else the only one of that name, or at that address."""
        name = name_key(said.said["name"])
        place = (said.said.get("postcode"), said.said.get("house_number"))
        there = [
            one for one in self.changes if one.school is not None and one.code is None and one.kind == said.said["kind"]
        ]
        named = [one for one in there if name_key(one.name) == name or name in self.known.names.get(one.id, {})]
        at = [one for one in there if None not in place and (one.postcode, one.house_number) == place]
        for some in ([one for one in named if one in at], named, at):
            if len(some) == 1:
                self.meant.add(some[0].id)
                return some[0]
        return None

    def _beside_duo(self, change: Change, said: OurSchool) -> None:
        """A school from a list: what is ours is added, what the list knows is the list's."""
        differing = [name for name, value in said.said.items() if getattr(change, name) != value]
        if differing:
            self.plan.notices.append(
                _(
                    "%(code)s staat in de lijst van DUO. Uit %(file)s gebruiken we daarom niet: %(fields)s.",
                    code=change.code,
                    file=said.where,
                    fields=", ".join(differing),
                )
            )
        if said.closed_on or said.successor:
            if change.status == "open":
                raise WrongFile(said.where, _("Deze school is open volgens de lijst van DUO."), said.line)
            self._succeed(change, said)
        self._name_and_place(change, said)

    def _hand(self, change: Change | None, said: OurSchool) -> None:
        if change is None:
            if not {"kind", "name"} <= said.said.keys():
                sentence = _("Deze school kennen we nog niet. Geef haar een soort en een naam (kind, name).")
                raise WrongFile(said.where, sentence, said.line)
            own = None if self.municipality == EVERYWHERE else self.municipality
            change = self._add(said.code, {"source": "hand", "status": "open", "municipality_code": own})
        for column, value in said.said.items():
            change.set(column, value)
        self._keep_name(change)
        if said.closed_on or said.successor:
            if change.before("closed_on") is None or said.closed_on:
                change.set("status", "closed")
                change.set("closed_on", said.closed_on or self.today)
            self._succeed(change, said)
        self._name_and_place(change, said)

    def _succeed(self, change: Change, said: OurSchool) -> None:
        if said.successor and said.successor == change.code:
            raise WrongFile(said.where, _("Een school kan niet in zichzelf opgaan."), said.line)
        if said.successor and change.before("successor_id") is None:
            change.successor = said.successor

    def _name_and_place(self, change: Change, said: OurSchool) -> None:
        """Other names are added, never taken away; a wijk that somebody chose stays."""
        there = self.known.names.get(change.id, {})
        for alias in said.aliases:
            key = name_key(alias)
            if key and key not in there and key not in change.names and key != name_key(change.name):
                change.names[key] = (alias, ALIAS)
        if said.wijk_code is not None:
            if said.wijk_code not in self.all_wijken:
                raise WrongFile(said.where, _("Wijk %(code)s kennen we niet.", code=said.wijk_code), said.line)
            if change.before("wijk_code") is None:
                change.set("wijk_code", said.wijk_code)

    # --- what hangs on it -------------------------------------------------------------------------------------------------

    def sizes(self) -> None:
        for code, pupils in self.found.pupils.items():
            change = self.by_code.get(code)
            if change is not None and change.status == "open" and (change.pupils_year or 0) <= pupils.year:
                change.set("pupils", pupils.number)
                change.set("pupils_year", pupils.year)

    def fill_wijken(self) -> None:
        """From the table of postcodes, where a wijk is empty or the school moved out of its postcode."""
        for change in self.changes:
            if change.status != "open" or "wijk_code" in change.values:
                continue
            found = self.postcodes.wijk_of(change.postcode)
            if change.school is not None and "postcode" in change.values:
                same_part = (change.postcode or "")[:4] == (change.before("postcode") or "")[:4]
                change.set("wijk_code", found or (change.before("wijk_code") if same_part else None))
            elif change.wijk_code is None and found is not None:
                change.set("wijk_code", found)

    def notice(self) -> None:
        for where in self.found.lists:
            if self.in_scope and where not in {self.found.places[code][0] for code in self.in_scope}:
                self.plan.notices.append(
                    _("%(file)s: hier staat geen school van gemeente %(code)s.", file=where, code=self.municipality)
                )
        unknown = sum(
            pupils.number > 0 and self._ours(pupils.municipality_code) and code not in self.by_code
            for code, pupils in self.found.pupils.items()
        )
        if unknown:
            text = ngettext(
                "%(num)s locatie met leerlingen staat niet in het register.",
                "%(num)s locaties met leerlingen staan niet in het register.",
                unknown,
            )
            self.plan.notices.append(text)
        self.plan.notices.extend(self._institutions())

    def _institutions(self) -> Iterator[str]:
        names = sorted(one.name for one in self.found.institutions if self._ours(one.municipality_code))
        if self.found.institutions:
            yield _(
                "De lijst van mbo-instellingen van DUO heeft geen vestigingen, en niets ervan komt in het register. Zet"
                " locaties met lessen zelf in een YAML-bestand (kind: mbo), zoals in examples/schools.yaml. Of voeg ze toe"
                " op /beheer/scholen. In uw gemeente: %(names)s.",
                names=", ".join(names) or _("geen"),
            )

    def result(self) -> Plan:
        changed: Iterable[Change] = (
            change for change in self.changes if change.school is not None and not change.empty
        )
        self.plan.new = sorted((one for one in self.changes if one.school is None), key=_place)
        self.plan.changed = sorted(changed, key=_place)
        return self.plan


def _place(change: Change) -> tuple[str, str]:
    return change.code or "~", change.name


def _traces(change: Change) -> Iterator[tuple[str | None, ...]]:
    """What a school keeps when it goes on under another code."""
    if change.postcode and change.house_number:
        yield change.kind, change.postcode, change.house_number
    yield change.kind, change.code[:4], name_key(change.name), ""
