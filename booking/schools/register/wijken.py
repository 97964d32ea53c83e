# SPDX-License-Identifier: EUPL-1.2
"""Which wijk a postcode lies in, as far as the table of postcodes knows."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[str, str, str]
"""From, up to and including, code of the wijk."""


class Postcodes:
    """The table of postcodes. Where two spans hold one postcode the narrower one is right."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = sorted(spans, key=_breadth)
        self._found: dict[str, str | None] = {}

    def wijk_of(self, postcode: str | None) -> str | None:
        if postcode is None:
            return None
        if postcode not in self._found:
            self._found[postcode] = next(
                (code for first, last, code in self.spans if _holds(first, last, postcode)), None
            )
        return self._found[postcode]


def _holds(first: str, last: str, postcode: str) -> bool:
    """`3511` holds all of 3511 AA up to 3511 ZZ."""
    return first <= postcode and postcode[: len(last)] <= last


def _breadth(span: Span) -> tuple[int, str]:
    first, last, _code = span
    letters = 0 if len(first) > 4 and len(last) > 4 else 1
    return int(last[:4]) - int(first[:4]) + letters, first
