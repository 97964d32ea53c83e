# SPDX-License-Identifier: EUPL-1.2
"""From the bytes of a file to rows with their lines: encoding, separator and quotes are found out, what is cut off is refused."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from booking.forms import unreadable

from .wrong import WrongFile

SEPARATORS = (";", ",", "\t")
LONGEST_VALUE = 300
_CONTINUED = re.escape(bytes(sorted(set(range(0x80, 0xC0)) - {0x81, 0x8D, 0x8F, 0x90, 0x9D})).decode("cp1252"))
# UTF-8 read as windows-1252 (Ã« for ë), and the code pages of DOS read so (Ari‰ns).
_GARBLED = re.compile(f"[ÂÃ][{_CONTINUED}]|â€|\\w[‚„†‡ˆ‰‹]")


def squeezed(name: str) -> str:
    """`HUISNUMMER-TOEVOEGING`, `Huisnummer toevoeging` and `HUISNUMMER_TOEVOEGING` are one column."""
    return re.sub(r"[^A-Z0-9]", "", name.upper())


@dataclass(frozen=True)
class Row:
    """The values of a row by the squeezed name of their column; what is missing is None."""

    line: int
    values: Mapping[str, str | None]


@dataclass(frozen=True)
class Table:
    """A file with columns. `rows` reads on as it is asked, and raises WrongFile where something is wrong."""

    where: str
    columns: frozenset[str]
    rows: Iterator[Row]


def read(data: bytes, where: str) -> Table:
    """The table in this file. Raises WrongFile for what is no text, is cut off, or has no columns."""
    text = unicodedata.normalize("NFC", text_of(data, where))
    if not text.strip():
        raise WrongFile(where, _("Dit bestand is leeg."))
    if not text.endswith("\n"):
        last = text.count("\n") + 1
        raise WrongFile(where, _("Hier houdt het bestand midden in de regel op. Haal het opnieuw op bij DUO."), last)
    separator = _separator(text, where)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = _split(reader, where)
    line, names = next(rows, (1, []))
    columns = [squeezed(name) for name in names]
    twice = next((name for name, short in zip(names, columns, strict=True) if short and columns.count(short) > 1), None)
    if twice is not None:
        raise WrongFile(where, _('De kolom "%(name)s" staat er twee keer.', name=twice.strip()), line)
    return Table(where, frozenset(filter(None, columns)), _rows(rows, columns, where))


def text_of(data: bytes, where: str) -> str:
    """What the bytes say, in UTF-8 or windows-1252. Raises WrongFile for what is neither, and for no text at all."""
    if data.startswith(b"PK\x03\x04"):
        raise WrongFile(where, _("Dit is een werkblad of zip-bestand. Bewaar het als csv-bestand."))
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data:
        raise WrongFile(where, _("Dit bestand is geen UTF-8 en geen windows-1252. Bewaar het als UTF-8."))
    marked = data.startswith(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if marked:
            raise _unreadable(data, where, error) from None
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _unreadable(data, where, error) from None


def _unreadable(data: bytes, where: str, error: UnicodeDecodeError) -> WrongFile:
    line = data.count(b"\n", 0, error.start) + 1
    return WrongFile(where, _("Hier staat een teken dat geen UTF-8 en geen windows-1252 is."), line)


def _separator(text: str, where: str) -> str:
    """The sign that parts the first line into the most columns. Raises WrongFile for a line that no header is."""
    first = text.split("\n", 1)[0]
    try:
        return max(SEPARATORS, key=lambda sign: len(next(csv.reader([first], delimiter=sign), [])))
    except csv.Error:
        raise WrongFile(where, _('"%(value)s…" is te lang voor een veld.', value=first[:60]), 1) from None


def _split(reader: Iterator[list[str]], where: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, with the line on which each begins."""
    line = 1
    try:
        for values in reader:
            if values:
                yield line, values
            line = reader.line_num + 1  # type: ignore[attr-defined]
    except csv.Error:
        sentence = _("Hier staat een aanhalingsteken dat niet bij een ander hoort, of het bestand is afgebroken.")
        raise WrongFile(where, sentence, line) from None


def _rows(rows: Iterator[tuple[int, list[str]]], columns: list[str], where: str) -> Iterator[Row]:
    for line, values in rows:
        if len(values) != len(columns):
            sentence = _(
                "Deze regel heeft %(n)s velden en de eerste regel %(columns)s. Haal het bestand opnieuw op bij DUO.",
                n=len(values),
                columns=len(columns),
            )
            raise WrongFile(where, sentence, line)
        yield Row(line, dict(zip(columns, (" ".join(value.split()) or None for value in values), strict=True)))


def readable(value: str, where: str, line: int) -> str:
    """The value itself. Raises WrongFile for one that was read in the wrong encoding, or holds half a file."""
    if _GARBLED.search(value) or unreadable(value):
        sentence = _(
            '"%(value)s" is niet goed te lezen. Bewaar het bestand als UTF-8 of windows-1252.', value=value[:60]
        )
        raise WrongFile(where, sentence, line)
    if len(value) > LONGEST_VALUE:
        raise WrongFile(where, _('"%(value)s…" is te lang voor een veld.', value=value[:60]), line)
    return value
