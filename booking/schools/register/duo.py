# SPDX-License-Identifier: EUPL-1.2
"""The lists of DUO: which one a file is, by its columns, and what of it is a location, a size, or an institution.

Columns are known by name, in any order, by their new and their old names. What the religion of a school is, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from . import tidy
from .table import Row, Table, readable
from .wrong import WrongFile

CODE = re.compile(r"[0-9]{2}[A-Z]{2}[0-9]{2}")
"""What DUO calls a location: 00AB01."""
SPECIAL = ("sbo", "so", "vso")
SPECIAL_BOTH = "SO/VSO"
"""The structure of a location of both kinds: it stands in the register as so."""


@dataclass(frozen=True)
class Kind:
    """A list of DUO: what it is called, the kinds of school in it, and the columns that only it has."""

    name: str
    title: object
    schools: tuple[str, ...]
    telling: tuple[str, ...]
    in_name: str


PRIMARY = Kind("po", _l("lijst van basisscholen"), ("po",), (), r"basisonderwijs|vestigingen-?bo\b")
SECONDARY = Kind(
    "vo", _l("lijst van middelbare scholen"), ("vo",), ("ONDERWIJSSTRUCTUUR",), r"(?<![a-z])vo(?![a-z])|vestigingenvo"
)
SPECIALS = Kind(
    "special",
    _l("lijst van speciale scholen"),
    SPECIAL,
    ("SOORT PRIMAIR ONDERWIJS",),
    r"(?<![a-z])v?so(?![a-z])|sbo|vestigingenso",
)
MBO = Kind("mbo", _l("lijst van mbo-instellingen"), ("mbo",), ("MBO-INSTELLINGSSOORT CODE",), r"mbo")
PUPILS = Kind("pupils", _l("overzicht van aantallen leerlingen"), (), (), "leerlingen")
LISTS = (SECONDARY, SPECIALS, MBO, PRIMARY)

# What we call a column, and what DUO calls it, the newest name first.
COLUMNS: dict[str, tuple[str, ...]] = {
    "institution": ("INSTELLINGSCODE", "BRIN NUMMER", "BRIN", "INSTELLINGCODE"),
    "location": ("VESTIGINGSCODE", "VESTIGINGSNUMMER"),
    "name": ("VESTIGINGSNAAM", "NAAM VESTIGING"),
    "institution_name": ("INSTELLINGSNAAM", "NAAM INSTELLING"),
    "street": ("STRAATNAAM",),
    "house_number": ("HUISNUMMER-TOEVOEGING", "HUISNUMMER"),
    "postcode": ("POSTCODE",),
    "city": ("PLAATSNAAM",),
    "municipality": ("GEMEENTENUMMER", "GEMEENTECODE", "GEMEENTECODE VESTIGING"),
    "phone": ("TELEFOONNUMMER",),
    "website": ("INTERNETADRES",),
    "structure": ("ONDERWIJSSTRUCTUUR",),
    "sort": ("SOORT PRIMAIR ONDERWIJS", "SOORT VESTIGING"),
    "region": ("VAKANTIEREGIO",),
}
_SQUEEZED = {ours: tuple(re.sub("[^A-Z0-9]", "", name) for name in names) for ours, names in COLUMNS.items()}
_LOCATION = ("location", "name", "street", "house_number", "postcode", "city", "municipality", "phone", "website")
_INSTITUTION = ("institution", "institution_name", "street", "house_number", "postcode", "city", "municipality")
_YEAR = re.compile(r"LEERLINGEN(\d{4})", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Location:
    """One location as DUO knows it, tidied."""

    code: str
    kind: str
    name: str
    street: str | None
    house_number: str | None
    postcode: str | None
    city: str | None
    municipality_code: str
    phone: str | None
    website: str | None
    structure: str | None
    holiday_region: str | None


@dataclass(frozen=True)
class Pupils:
    """How many pupils a location had in the newest year of the file."""

    number: int
    year: int
    municipality_code: str | None


@dataclass(frozen=True)
class Institution:
    """An mbo institution: DUO does not say where its locations are."""

    name: str
    municipality_code: str


def kind_of(table: Table) -> Kind:
    """Which list this is. Raises WrongFile for one that we do not know, or that lacks the column that tells it."""
    if any(_YEAR.fullmatch(name) for name in table.columns):
        return PUPILS
    for kind in LISTS:
        if any(_short(name) in table.columns for name in kind.telling):
            return kind
    if "SOORTHO" in table.columns:
        raise WrongFile(
            table.where, _("Dit is een lijst van hogescholen en universiteiten. Daar zijn geen lessen voor.")
        )
    name = PurePath(table.where).name.lower()
    named = next((kind for kind in LISTS if kind.telling and re.search(kind.in_name, name)), None)
    if named is not None and not re.search(PRIMARY.in_name, name):
        raise _lacks(table, named, named.telling[0])
    if not {*_SQUEEZED["location"], *_SQUEEZED["institution"]} & table.columns:
        raise WrongFile(
            table.where,
            _(
                "Dit is geen lijst van DUO die we kennen: de kolom %(column)s ontbreekt. We lezen de lijsten van"
                " vestigingen (basisonderwijs, voortgezet, speciaal), mbo-instellingen en aantallen leerlingen.",
                column=COLUMNS["location"][0],
            ),
        )
    return PRIMARY


def _short(name: str) -> str:
    return re.sub("[^A-Z0-9]", "", name)


def _lacks(table: Table, kind: Kind, column: str) -> WrongFile:
    sentence = _("De kolom %(column)s ontbreekt in deze %(kind)s.", column=column, kind=kind.title)
    return WrongFile(table.where, sentence)


class _Reader:
    """A table by our own names of its columns."""

    def __init__(self, table: Table, kind: Kind, wanted: tuple[str, ...]) -> None:
        self.table, self.kind, self.wanted = table, kind, wanted
        self.column: dict[str, str] = {}
        for ours, names in _SQUEEZED.items():
            there = next((name for name in names if name in table.columns), None)
            if there is not None:
                self.column[ours] = there
        for ours in wanted:
            if ours not in self.column:
                raise _lacks(table, kind, COLUMNS[ours][0])

    def wrong(self, row: Row, sentence: str) -> WrongFile:
        return WrongFile(self.table.where, sentence, row.line)

    def value(self, row: Row, ours: str) -> str | None:
        if ours not in self.column:
            return None
        found = row.values[self.column[ours]]
        return None if found is None else readable(found, self.table.where, row.line)

    def needed(self, row: Row, ours: str) -> str:
        found = self.value(row, ours)
        if found is None:
            raise self.wrong(row, _("Het veld %(column)s is leeg.", column=COLUMNS[ours][0]))
        return found

    def code(self, row: Row) -> str:
        """Six signs; older files part them in two columns, and a spreadsheet eats a nought."""
        place = self.needed(row, "location").upper()
        if re.fullmatch(r"\d{1,2}", place, re.ASCII):
            if "institution" not in self.column:
                raise _lacks(self.table, self.kind, COLUMNS["institution"][0])
            place = self.needed(row, "institution").upper() + place.zfill(2)
        if not CODE.fullmatch(place):
            sentence = _('"%(value)s" is geen vestigingscode, zoals 06OY00.', value=place[:60])
            raise self.wrong(row, sentence)
        return place

    def municipality(self, row: Row) -> str:
        text = self.needed(row, "municipality")
        code = tidy.municipality(text)
        if code is None:
            raise self.wrong(row, _('"%(value)s" is geen nummer van een gemeente, zoals 0344.', value=text[:60]))
        return code


def locations(table: Table, kind: Kind) -> Iterator[tuple[int, Location]]:
    """The locations of a list, with their lines. Raises WrongFile for a column or a value that cannot be right."""
    wanted = _LOCATION
    if kind is SECONDARY:
        wanted += ("structure", "region")
    elif kind is SPECIALS:
        wanted += ("sort", "region")
    elif kind is PRIMARY:
        wanted += ("region",)
    reader = _Reader(table, kind, wanted)
    for row in table.rows:
        yield row.line, _location(reader, row)


def _location(reader: _Reader, row: Row) -> Location:
    def tidied(ours: str, tidy_up: Callable[[str], str | None]) -> str | None:
        found = reader.value(row, ours)
        return None if found is None else tidy_up(found)

    postcode = reader.value(row, "postcode")
    if postcode is not None and tidy.postcode(postcode) is None:
        raise reader.wrong(row, _('"%(value)s" is geen postcode, zoals 3511 AB.', value=postcode[:60]))
    kind, structure = reader.kind.schools[0], reader.value(row, "structure")
    if reader.kind is SPECIALS:
        kind, structure = _sort(reader, row)
    return Location(
        code=reader.code(row),
        kind=kind,
        name=tidy.school_name(reader.needed(row, "name")),
        street=tidied("street", tidy.sane_case),
        house_number=reader.value(row, "house_number"),
        postcode=tidied("postcode", tidy.postcode),
        city=tidied("city", tidy.sane_case),
        municipality_code=reader.municipality(row),
        phone=tidied("phone", tidy.phone),
        website=tidied("website", tidy.website),
        structure=structure,
        holiday_region=tidied("region", str.capitalize),
    )


_SORTS: Mapping[str, frozenset[str]] = {
    "SBO": frozenset({"sbo"}),
    "SBAO": frozenset({"sbo"}),
    "SPECIAALBASISONDERWIJS": frozenset({"sbo"}),
    "SO": frozenset({"so"}),
    "SPECIAALONDERWIJS": frozenset({"so"}),
    "VSO": frozenset({"vso"}),
    "VOORTGEZETSPECIAALONDERWIJS": frozenset({"vso"}),
    "SOVSO": frozenset({"so", "vso"}),
}


def _sort(reader: _Reader, row: Row) -> tuple[str, str | None]:
    said = reader.needed(row, "sort")
    parts = [_short(part.upper()) for part in re.split(r"[/,+&]| EN ", said.upper())]
    sorts = frozenset[str]().union(*(_SORTS.get(part, frozenset({""})) for part in parts))
    if "" in sorts:
        sentence = _('"%(value)s" is geen soort speciaal onderwijs: SBO, SO, VSO of SO/VSO.', value=said[:60])
        raise reader.wrong(row, sentence)
    if len(sorts) > 1:
        return "so", SPECIAL_BOTH if sorts == {"so", "vso"} else "/".join(sorted(sorts)).upper()
    return next(iter(sorts)), None


def both(one: Location, other: Location) -> Location | None:
    """A special location that stands in the list once as so and once as vso; None where they differ in more than that."""
    if {one.kind, other.kind} != {"so", "vso"} or replace(one, kind=other.kind, structure=other.structure) != other:
        return None
    return replace(one, kind="so", structure=SPECIAL_BOTH)


def has_locations(table: Table) -> bool:
    """Does a list of mbo say where the lessons are? DUO's own does not."""
    return bool(set(_SQUEEZED["location"]) & table.columns)


def institutions(table: Table) -> Iterator[tuple[int, Institution]]:
    reader = _Reader(table, MBO, _INSTITUTION)
    for row in table.rows:
        yield row.line, Institution(tidy.school_name(reader.needed(row, "institution_name")), reader.municipality(row))


def pupils(table: Table) -> Iterator[tuple[int, str, str, Pupils]]:
    """Line, code, sort and number of the newest year that stands in the file."""
    reader = _Reader(table, PUPILS, ("location",))
    year = max(int(match[1]) for name in table.columns if (match := _YEAR.fullmatch(name)))
    for row in table.rows:
        text = row.values[f"LEERLINGEN{year}"]
        if text is not None and not re.fullmatch(r"\d{1,5}", text, re.ASCII):
            raise reader.wrong(row, _('"%(value)s" is geen aantal leerlingen.', value=text[:60]))
        municipality = tidy.municipality(reader.value(row, "municipality") or "")
        yield row.line, reader.code(row), reader.value(row, "sort") or "", Pupils(int(text or 0), year, municipality)
