# SPDX-License-Identifier: EUPL-1.2
"""Our own file (YAML): schools that no list has, other names, and wijken with their postcodes.

Every value is read as the text that stands there, so that `03` needs no quotes. A field that is left out says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml
from flask_babel import gettext as _

from booking.forms import unreadable
from booking.schools.calendar import REGIONS
from booking.schools.models import SCHOOL_KINDS

from . import tidy
from .duo import CODE
from .wrong import WrongFile

# The one in C, where PyYAML was built with it: the same marks and the same tags.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LONGEST = 200


@dataclass(frozen=True)
class OurWijk:
    """A part of the municipality. `postcodes`: from and up to and including; None says nothing of them."""

    code: str
    name: str
    postcodes: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True)
class OurSchool:
    """What the file says of a school: `said` are columns by name, only those that stand there."""

    where: str
    line: int
    code: str | None
    said: Mapping[str, Any] = field(default_factory=dict)
    wijk_code: str | None = None
    aliases: tuple[str, ...] = ()
    closed_on: date | None = None
    successor: str | None = None


@dataclass(frozen=True)
class Ours:
    schools: tuple[OurSchool, ...] = ()
    wijken: tuple[OurWijk, ...] = ()


class _Wrong(ValueError):
    """This value cannot stand here; the sentence says what can."""


def _text(value: str) -> str:
    cleaned = " ".join(value.split())
    if unreadable(cleaned) or len(cleaned) > LONGEST:
        raise _Wrong(_("Deze tekst is te lang, of er staan onzichtbare tekens in."))
    return cleaned


def _checked(pattern: str, sentence: Callable[[], str], tidy_up: Callable[[str], Any] = str) -> Callable[[str], Any]:
    def check(value: str) -> Any:
        if not re.fullmatch(pattern, value, re.ASCII):
            raise _Wrong(sentence())
        return tidy_up(value)

    return check


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in words:
            raise _Wrong(_("Kies uit: %(names)s.", names=", ".join(words)))
        return value

    return check


def _website(value: str) -> str:
    found = tidy.website(_text(value))
    if found is None:
        raise _Wrong(_("Dit is geen adres van een website, zoals https://school.example."))
    return found


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _Wrong(_("Dit is geen datum. Schrijf hem als 2027-03-09.")) from None


_code = _checked(CODE.pattern, lambda: _("Dit is geen vestigingscode, zoals 06OY00."))
_wijk = _checked(
    r"(WK\d{4})?\d{1,2}", lambda: _("Dit is geen nummer van een wijk, zoals WK034401 of 01."), lambda v: v[-2:].zfill(2)
)
_number = _checked(r"\d{1,5}", lambda: _("Dit is geen heel getal."), int)
_SPAN = re.compile(r"(\d{4}(?: ?[A-Za-z]{2})?)(?: ?[-–] ?(\d{4}(?: ?[A-Za-z]{2})?))?", re.ASCII)


def _span(value: str) -> tuple[str, str]:
    """`3450-3455`, `3546` or `3511 AA - 3511 KZ`."""
    match = _SPAN.fullmatch(value)
    first, last = (tidy.postcode(part) or part for part in (match[1], match[2] or match[1])) if match else ("1", "0")
    if first > last:
        raise _Wrong(_("Schrijf postcodes als 3546, 3450-3455 of 3511 AA - 3511 KZ."))
    return first, last


SAID: Mapping[str, Callable[[str], Any]] = {
    "kind": _one_of(SCHOOL_KINDS),
    "name": _text,
    "street": _text,
    "house_number": _text,
    "postcode": _checked(r"\d{4} ?[A-Za-z]{2}", lambda: _("Dit is geen postcode, zoals 3511 AB."), tidy.postcode),
    "city": _text,
    "municipality_code": _checked(r"\d{1,4}", lambda: _("Dit is geen nummer van een gemeente, zoals 0344."), tidy.municipality),
    "phone": lambda value: tidy.phone(_text(value)),
    "website": _website,
    "structure": _text,
    "holiday_region": _one_of(REGIONS),
    "pupils": _number,
    "pupils_year": _number,
}  # fmt: skip
SCHOOL: Mapping[str, Callable[[str], Any]] = {
    "code": _code, "wijk": _wijk, "closed_on": _day, "successor": _code, **SAID, "aliases": _text,
}  # fmt: skip
WIJK: Mapping[str, Callable[[str], Any]] = {"code": _wijk, "name": _text, "postcodes": _span}
LISTS = ("aliases", "postcodes")


def read(data: bytes, where: str) -> Ours:
    """What this file says. Raises WrongFile for the first mistake in it."""
    try:
        top = _Loader(data.decode("utf-8-sig")).get_single_node()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise WrongFile(where, _("Dit bestand is geen UTF-8. Bewaar het als UTF-8."), line) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).split("\n")[0]
        sentence = _("Dit is geen geldige YAML: %(problem)s.", problem=problem)
        raise WrongFile(where, sentence, mark.line + 1 if mark else None) from None
    reader = _Reader(where)
    sections = dict(reader.pairs(top, ("wijken", "schools")))
    wijken = tuple(reader.wijk(node) for node in reader.items(sections.get("wijken")))
    schools = tuple(reader.school(node) for node in reader.items(sections.get("schools")))
    return Ours(schools, wijken)


class _Reader:
    def __init__(self, where: str) -> None:
        self.where = where

    def wrong(self, node: yaml.Node | None, sentence: str) -> WrongFile:
        return WrongFile(self.where, sentence, node.start_mark.line + 1 if node is not None else None)

    def pairs(self, node: yaml.Node | None, known: tuple[str, ...]) -> Iterator[tuple[str, yaml.Node]]:
        """The fields of a mapping, without those that are empty."""
        if not isinstance(node, yaml.MappingNode):
            raise self.wrong(node, _("Zet hier velden neer. Kies uit: %(names)s.", names=", ".join(known)))
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name not in known:
                sentence = _('"%(name)s" kan hier niet. Kies uit: %(names)s.', name=name, names=", ".join(known))
                raise self.wrong(key, sentence)
            if name in seen:
                raise self.wrong(key, _('"%(name)s" staat er twee keer.', name=name))
            seen.add(name)
            if not (isinstance(value, yaml.ScalarNode) and value.tag.endswith(":null")):
                yield name, value

    def items(self, node: yaml.Node | None) -> list[yaml.Node]:
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self.wrong(node, _("Maak hier een lijst van."))
        return node.value

    def fields(self, node: yaml.Node, checks: Mapping[str, Callable[[str], Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in self.pairs(node, tuple(checks)):
            if name in LISTS:
                found[name] = tuple(self.value(one, name, checks[name]) for one in self.items(value))
            else:
                found[name] = self.value(value, name, checks[name])
        return found

    def value(self, node: yaml.Node, name: str, check: Callable[[str], Any]) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            raise self.wrong(node, _("%(field)s: zet hier tekst neer.", field=name))
        try:
            return check(str(node.value).strip())
        except _Wrong as error:
            raise self.wrong(node, f'{name} "{str(node.value)[:60]}": {error}') from None

    def wijk(self, node: yaml.Node) -> OurWijk:
        found = self.fields(node, WIJK)
        if "code" not in found or "name" not in found:
            raise self.wrong(node, _("Een wijk heeft een code en een naam (code, name)."))
        return OurWijk(**found)

    def school(self, node: yaml.Node) -> OurSchool:
        found = self.fields(node, SCHOOL)
        said = {name: found[name] for name in SAID if name in found}
        if "code" not in found and not {"kind", "name"} <= said.keys():
            raise self.wrong(node, _("Een school heeft een code, of anders een soort en een naam (kind, name)."))
        return OurSchool(
            where=self.where,
            line=node.start_mark.line + 1,
            code=found.get("code"),
            said=said,
            wijk_code=found.get("wijk"),
            aliases=found.get("aliases", ()),
            closed_on=found.get("closed_on"),
            successor=found.get("successor"),
        )
