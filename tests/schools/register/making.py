# SPDX-License-Identifier: EUPL-1.2
"""Small files in the formats of DUO, in every dialect in which they come. All schools are invented."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BASE = (
    "PROVINCIE;BEVOEGD GEZAG NUMMER;INSTELLINGSCODE;VESTIGINGSCODE;VESTIGINGSNAAM;STRAATNAAM;HUISNUMMER-TOEVOEGING;POSTCODE;"
    "PLAATSNAAM;GEMEENTENUMMER;GEMEENTENAAM;DENOMINATIE;TELEFOONNUMMER;INTERNETADRES;STRAATNAAM CORRESPONDENTIEADRES;"
    "HUISNUMMER-TOEVOEGING CORRESPONDENTIEADRES;POSTCODE CORRESPONDENTIEADRES;PLAATSNAAM CORRESPONDENTIEADRES;VAKANTIEREGIO"
).split(";")
COLUMNS = {
    "po": BASE,
    "vo": [*BASE[:14], "ONDERWIJSSTRUCTUUR", *BASE[14:]],
    "special": ["SOORT PRIMAIR ONDERWIJS", *BASE[:14], "CLUSTER", "ONDERWIJS", *BASE[14:]],
    "mbo": [
        "MBO-INSTELLINGSSOORT CODE",
        "MBO-INSTELLINGSSOORT NAAM",
        *("INSTELLINGSNAAM" if name == "VESTIGINGSNAAM" else name for name in BASE[:-1] if name != "VESTIGINGSCODE"),
    ],
}
OLD_NAMES = {
    "INSTELLINGSCODE": "BRIN NUMMER",
    "VESTIGINGSCODE": "VESTIGINGSNUMMER",
    "GEMEENTENUMMER": "GEMEENTECODE",
    "HUISNUMMER-TOEVOEGING": "Huisnummer_toevoeging",
}


@dataclass(frozen=True)
class Dialect:
    """How a file is written; what it says is the same."""

    encoding: str = "cp1252"
    separator: str = ";"
    quotes: bool = False
    end: str = "\r\n"
    missing: str = " "
    old_names: bool = False
    two_digits: bool = False
    short_municipality: bool = False
    order: tuple[int, ...] = ()


CLASSIC = Dialect()
CKAN = Dialect("utf-8", ",", quotes=True, end="\n", missing="")
PUPILS = Dialect("utf-8-sig", short_municipality=True)


def row(code: str, name: str = "", **more: Any) -> dict[str, Any]:
    """A location, with something in each column. `more` by the names of DUO, with _ for blanks."""
    values = {
        "PROVINCIE": "Utrecht",
        "INSTELLINGSCODE": code[:4],
        "VESTIGINGSCODE": code,
        "VESTIGINGSNAAM": name or f"De {code}",
        "INSTELLINGSNAAM": name,
        "STRAATNAAM": "Voorbeeldstraat",
        "HUISNUMMER-TOEVOEGING": str(int(code[-2:]) + 10 * (ord(code[3]) - 64)),
        "POSTCODE": "3511 ZZ",
        "PLAATSNAAM": "UTRECHT",
        "GEMEENTENUMMER": "0344",
        "GEMEENTENAAM": "UTRECHT",
        "DENOMINATIE": "Openbaar",
        "TELEFOONNUMMER": "0301234567",
        "INTERNETADRES": "www.school.example",
        "VAKANTIEREGIO": "Midden",
        "ONDERWIJSSTRUCTUUR": "HAVO/VWO",
        "SOORT PRIMAIR ONDERWIJS": "SBO",
    }
    known = {name.replace("-", "_").replace(" ", "_"): name for columns in COLUMNS.values() for name in columns}
    return values | {known[key.upper()]: value for key, value in more.items()}


def duo(kind: str, rows: Sequence[Mapping[str, Any]], dialect: Dialect = CLASSIC) -> bytes:
    """A list of DUO as bytes."""
    columns: list[str] = list(COLUMNS[kind])
    if dialect.order:
        columns = [columns[n % len(columns)] for n in dialect.order]
    header: list[str] = [OLD_NAMES.get(name, name) if dialect.old_names else name for name in columns]
    lines = []
    for values in rows:
        told = {name: values.get(name) for name in columns}
        if dialect.two_digits and told.get("VESTIGINGSCODE"):
            told["VESTIGINGSCODE"] = str(told["VESTIGINGSCODE"])[-2:]
        if dialect.short_municipality:
            told["GEMEENTENUMMER"] = str(told["GEMEENTENUMMER"]).lstrip("0")
        lines.append([told[name] if told[name] not in (None, "") else dialect.missing for name in columns])
    return written(header, lines, dialect)


def pupils(
    rows: Sequence[tuple[str, str, Sequence[int | str]]], years: Sequence[int], dialect: Dialect = PUPILS
) -> bytes:
    """The overview of numbers of pupils: code, sort, and a number for each year."""
    header = [
        "INSTELLINGSCODE", "VESTIGINGSCODE", "NAAM_VESTIGING", "SOORT_VESTIGING", "GEMEENTECODE_VESTIGING",
        *(f"LEERLINGEN_{year}" for year in years),
    ]  # fmt: skip
    lines = [[code[:4], code, "Een school", sort, "344", *map(str, numbers)] for code, sort, numbers in rows]
    return written(header, lines, dialect)


def written(header: Sequence[str], lines: Sequence[Sequence[str]], dialect: Dialect) -> bytes:
    stream = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if dialect.quotes else csv.QUOTE_MINIMAL
    writer = csv.writer(stream, delimiter=dialect.separator, quoting=quoting, lineterminator=dialect.end)
    writer.writerow(header)
    writer.writerows(lines)
    return stream.getvalue().encode(dialect.encoding)
