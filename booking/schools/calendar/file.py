# SPDX-License-Identifier: EUPL-1.2
"""Reading a file of closed days: YAML, CSV, or the JSON in which the Dutch government publishes the school holidays.

YAML is a list of rows, CSV has the same names in its first line (by comma or semicolon):

    - scope: midden          # NL, noord, midden, zuid, municipality, or the code of a school (VESTIGINGSCODE)
      name: Meivakantie
      first: 2031-04-26      # or 26-4-2031
      last: 2031-05-04       # left out: one day
      advisory: false        # true: it differs per school
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import yaml
from flask_babel import gettext as _

from booking.errors import BookingError
from booking.forms import legible
from booking.jinja import local, number
from booking.schools.models import MUNICIPALITY
from booking.schools.register.duo import CODE
from booking.schools.register.table import text_of

from .closed import school_year_of
from .scopes import COUNTRY, REGION_SCOPES, kind_of

FIELDS = ("scope", "name", "first", "last", "advisory")
REQUIRED = ("scope", "name", "first")
LONGEST = timedelta(days=92)
NAME_LENGTH = 80
MOST_ROWS = 10_000
YES, NO = frozenset({"true", "yes", "ja", "1"}), frozenset({"", "false", "no", "nee", "0", "null", "~"})
EVERYWHERE = "heel nederland"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DUTCH = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
# The one in C, where PyYAML was built with it: the same marks, ten times as fast.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class ClosedRow:
    """One row of the file. `scope` is as the table has it, or a school's code; `line` is where it stands."""

    line: int
    scope: str
    name: str
    first: date
    last: date
    advisory: bool = False

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes it the same day as one that is known: a school holiday has one name a school year, of others the first day counts."""
        by = (
            self.first
            if self.of_school or kind_of(self.scope, self.name) != "school"
            else school_year_of(self.first)[0]
        )
        return self.scope, self.name.casefold(), by

    @property
    def of_school(self) -> bool:
        return bool(CODE.fullmatch(self.scope))


class WrongRow(ValueError):
    """What is wrong with one row."""


class TooMany(WrongRow):
    """More rows than a file of closed days has: one that names itself over and over."""


def read(content: bytes, where: str) -> list[ClosedRow]:
    """The rows of a file, checked. Raises BookingError with every mistake, each with its line."""
    problems: list[str] = []
    rows: list[ClosedRow] = []
    seen: dict[tuple[object, ...], int] = {}
    try:
        for line, said in _said(text_of(content, where)):
            name = said.get("name", "").strip()
            try:
                row = _row(line, said)
                if row.identity in seen:
                    raise WrongRow(_("Deze dagen staan ook al op regel %(line)s.", line=seen[row.identity]))
            except WrongRow as wrong:
                problems.append(problem(where, line, name, str(wrong)))
                continue
            seen[row.identity] = line
            rows.append(row)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.append(problem(where, line, "", _("Dit is geen geldige YAML: %(problem)s.", problem=error.problem)))
    except TooMany as error:
        problems = [problem(where, 1, "", str(error))]
    except (WrongRow, yaml.YAMLError, csv.Error) as error:
        problems.append(problem(where, 1, "", str(error).split("\n")[0]))
    if problems:
        raise BookingError("\n".join(problems))
    return rows


def problem(where: str, line: int, name: str, sentence: str) -> str:
    """holidays.yaml, regel 3, Meivakantie: what is wrong."""
    place = _("%(file)s, regel %(line)s", file=where, line=line)
    return legible(f"{place}, {name}: {sentence}" if name else f"{place}: {sentence}")


def _said(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """(line, field by field what stands there) of each row."""
    head = text.lstrip().split("\n", 1)[0]
    if head.startswith(("{", "[")):
        # JSON is YAML, but for tabs between its parts and a slash that is written with another one before it.
        yield from _of_nodes(text.replace("\t", " ").replace("\\/", "/"))
    elif re.match(r'"?scope"?\s*[;,]', head, re.IGNORECASE) or ";" in head.partition("#")[0]:
        yield from _of_csv(text)
    else:
        yield from _of_nodes(text)


def _of_csv(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    start = len(text) - len(text.lstrip("\r\n"))
    delimiter = ";" if ";" in text[start:].split("\n", 1)[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names: list[str] = []
    for cells in reader:
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        if not names:
            names = [cell.casefold() for cell in cells]
            _check_names(names)
        elif len(cells) > len(names):
            yield reader.line_num, {"": _("Deze regel heeft meer velden dan de eerste regel.")}
        else:
            yield reader.line_num, dict(zip(names, cells, strict=False))


def _check_names(names: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise WrongRow(_("De eerste regel mist: %(names)s.", names=", ".join(missing)))
    other = [name for name in names if name not in FIELDS]
    if other or len(set(names)) < len(names):
        raise WrongRow(_("De eerste regel mag alleen deze namen hebben: %(names)s.", names=", ".join(FIELDS)))


def _of_nodes(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    top = _Loader(text).get_single_node()
    if top is None:
        return
    if isinstance(top, yaml.MappingNode):
        content = _pairs(top).get("content")
        years = content.value if isinstance(content, yaml.SequenceNode) else [top]
    else:
        years = top.value if isinstance(top, yaml.SequenceNode) else [top]
    counted = _counter()
    for node in years:
        counted()
        pairs = _pairs(node)
        if "vacations" in pairs:
            yield from _official(pairs["vacations"], counted)
        elif not pairs:
            yield node.start_mark.line + 1, {"": _("Maak hier een rij met velden van.")}
        else:
            yield node.start_mark.line + 1, {name: _scalar(value) for name, value in pairs.items()}


def _counter() -> Callable[[], None]:
    """Counts what it is called for. YAML can name one row a million times, in a file of a few lines: raises TooMany first."""
    numbers = count(1)

    def counted() -> None:
        if next(numbers) > MOST_ROWS:
            raise TooMany(_("In dit bestand staan meer dan %(n)s rijen.", n=number(MOST_ROWS)))

    return counted


def _official(vacations: yaml.Node, counted: Callable[[], None]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """A school year as the government publishes it: each kind of holiday, and its days in each region."""
    if not isinstance(vacations, yaml.SequenceNode):
        yield _no_list(vacations)
        return
    for vacation in vacations.value:
        counted()
        said = _pairs(vacation)
        regions = said.get("regions")
        if not isinstance(regions, yaml.SequenceNode):
            yield _no_list(regions or vacation)
            continue
        for node in regions.value:
            counted()
            region = {name: _scalar(value).strip() for name, value in _pairs(node).items()}
            where = region.get("region", "")
            yield (
                node.start_mark.line + 1,
                {
                    "scope": COUNTRY if where.casefold() == EVERYWHERE else where,
                    "name": _scalar(said.get("type")).strip(),
                    "first": _day_of_moment(region.get("startdate", "")),
                    "last": _day_of_moment(region.get("enddate", "")),
                    "advisory": "false" if _scalar(said.get("compulsorydates")).strip().casefold() in YES else "true",
                },
            )


def _no_list(node: yaml.Node) -> tuple[int, Mapping[str, str]]:
    return node.start_mark.line + 1, {"": _("Maak hier een lijst van.")}


def _pairs(node: yaml.Node) -> dict[str, yaml.Node]:
    return {str(key.value): value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _scalar(node: yaml.Node | None) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _day_of_moment(text: str) -> str:
    """The official dates are moments: midnight here, as it is in UTC."""
    try:
        moment = datetime.fromisoformat(text)
        return (local(moment) if moment.tzinfo else moment).date().isoformat()
    except (ValueError, OverflowError):  # the last evening of the year 9999 is no day here
        return text


def _row(line: int, said: Mapping[str, str]) -> ClosedRow:
    if "" in said:
        raise WrongRow(said[""])
    unknown = [name for name in said if name not in FIELDS]
    if unknown:
        allowed = ", ".join(FIELDS)
        raise WrongRow(_('"%(name)s" kan hier niet. Kies uit: %(names)s.', name=unknown[0], names=allowed))
    for name in REQUIRED:
        if not said.get(name, "").strip():
            raise WrongRow(_('Vul "%(name)s" in.', name=name))
    first = read_day(said["first"], "first")
    last = read_day(said["last"], "last") if said.get("last", "").strip() else first
    wrong = wrong_days(first, last)
    if wrong:
        raise WrongRow(wrong)
    name = " ".join(said["name"].split())
    if len(name) > NAME_LENGTH or not name.isprintable():
        raise WrongRow(_("Maak de naam korter: maximaal %(max)s tekens.", max=NAME_LENGTH))
    return ClosedRow(line, _scope(said["scope"]), name, first, last, _yes(said.get("advisory", "")))


def wrong_days(first: date, last: date) -> str:
    """Why schools cannot be closed from the first day to the last; empty where they can."""
    if last < first:
        return _("De laatste dag ligt vóór de eerste. Pas één van de datums aan.")
    if last - first > LONGEST:
        return _("Dit is langer dan %(n)s dagen.", n=LONGEST.days)
    return ""


def read_day(text: str, field: str) -> date:
    """2031-04-26 or 26-4-2031. Raises WrongRow."""
    text = text.strip()
    try:
        if found := _ISO.fullmatch(text):
            year, month, number = map(int, found.groups())
        elif found := _DUTCH.fullmatch(text):
            number, month, year = map(int, found.groups())
        else:
            raise ValueError(text)
        if not 2000 <= year <= 2100:
            raise ValueError(text)
        return date(year, month, number)
    except ValueError as error:
        sentence = _('"%(field)s" is geen datum, zoals 2031-04-26 of 26-4-2031: %(text)s.', field=field, text=text[:40])
        raise WrongRow(sentence) from error


def _scope(text: str) -> str:
    text = text.strip()
    lower = text.casefold()
    if lower == COUNTRY.casefold():
        return COUNTRY
    if lower in REGION_SCOPES or lower == MUNICIPALITY:
        return lower
    if CODE.fullmatch(text.upper()):
        return text.upper()
    raise WrongRow(
        _(
            '"scope" is NL, noord, midden, zuid, municipality of de code van een school, niet "%(text)s".',
            text=text[:40],
        )
    )


def _yes(text: str) -> bool:
    text = text.strip().casefold()
    if text not in YES | NO:
        raise WrongRow(_('"advisory" is true of false, niet "%(text)s".', text=text[:40]))
    return text in YES
