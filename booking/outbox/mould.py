# SPDX-License-Identifier: EUPL-1.2
"""Two kinds of mail are rendered once for each shape; after that only their texts are put in, which costs a tenth.

Why: a request that is placed writes both of them while it holds the lock of the writers (docs/decisions/0013-figures.md).
Every other kind is rendered from its templates each time. A kind may stand in KINDS only if its templates put texts where
they belong and decide nothing by what one says, only by whether it is there; `tests/outbox/test_mould.py` compares all cases
of these kinds with what the templates make, and has to know each of them.

The shape of a mail's values: which texts are empty, how many stand in each list, and all that is no text. The first mail of a
shape is rendered with marks in the place of its texts too, and cut at the marks: that is its mould. What templates do with a
text beside putting it there (break its lines, take the blanks off its end) is not done to a mark: values with such a text
have no shape, nor do those with anything but texts, numbers, yes or no, and lists of texts. And a mould is kept only if it
gives, for the texts of the first mail, what the templates gave.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import escape

from booking.links.tokens import MARK

KINDS = frozenset({"submit_receipt", "submit_notice"})
"""The kinds of mail that may come from a mould."""

_UNEVEN = re.compile(rf"\A\s|\s\Z|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029\ue000\ue001]|{re.escape(MARK)}")
_PLACE = re.compile("\ue000([0-9]+)\ue001")


@dataclass(frozen=True)
class Shaped:
    """Values taken apart. Equal shapes have their texts in the same order."""

    shape: Hashable
    texts: Sequence[str]
    marked: Mapping[str, Any]


def shaped(values: Mapping[str, Any]) -> Shaped | None:
    """The shape of these values, if they have one."""
    shape: list[Any] = []
    texts: list[str] = []
    marked: dict[str, Any] = {}
    for name, value in values.items():
        if type(value) is str:
            some = [value]
        elif type(value) is list and all(type(one) is str for one in value):
            some = value
        elif value is None or type(value) in (bool, int):
            shape.append((name, type(value), value))
            marked[name] = value
            continue
        else:
            return None
        places = []
        for text in some:
            if _UNEVEN.search(text):
                return None
            places.append(f"\ue000{len(texts)}\ue001" if text else "")
            if text:
                texts.append(text)
        shape.append((name, type(value), tuple(map(bool, some))))
        marked[name] = places if some is value else places[0]
    return Shaped(tuple(shape), texts, marked)


class Mould:
    """A text and its HTML with places for texts. Even parts stand as they are, odd ones are numbers of texts."""

    def __init__(self, text: str, html: str) -> None:
        self._text, self._html = (self._cut(one) for one in (text, html))

    @staticmethod
    def _cut(rendered: str) -> list[Any]:
        parts: list[Any] = _PLACE.split(rendered)
        parts[1::2] = map(int, parts[1::2])
        return parts

    def cast(self, texts: Sequence[str]) -> tuple[str, str]:
        """Text and HTML with these texts in their places."""
        escaped = [str(escape(text)) for text in texts]
        return self._filled(self._text, texts), self._filled(self._html, escaped)

    @staticmethod
    def _filled(parts: list[Any], texts: Sequence[str]) -> str:
        filled = list(parts)
        filled[1::2] = [texts[number] for number in parts[1::2]]
        return "".join(filled)
