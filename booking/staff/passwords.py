# SPDX-License-Identifier: EUPL-1.2
"""What a good password is: long, and not one that everybody would try first. No other rules: those make people write them down."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

SHORTEST, LONGEST = 12, 128
LEAST_OF_ONES_OWN = 5
"""How many signs must be left when all common words, years and runs of the keyboard are taken out."""

WORDS = Path(__file__).with_name("common_passwords.txt")
ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "01234567890", "azertyuiop", "qwertzuiop")
LOOKS_LIKE = str.maketrans("013457$@€!|", "oieastsaeii")
YEAR = re.compile(r"(19|20)\d\d")


def normal(password: str) -> str:
    """One form of the same signs, however the keyboard makes them."""
    return unicodedata.normalize("NFKC", password)


def easy_to_guess(password: str, about: Iterable[str] = ()) -> bool:
    """Is it made of what everybody tries first: common words, years, rows of keys, or words about its owner?"""
    text = normal(password).casefold()
    if len(set(text)) < LEAST_OF_ONES_OWN:
        return True
    own = {part for value in about for part in re.split(r"[^\w]+", value.casefold()) if len(part) >= 3}
    words = sorted(_common() | own, key=len, reverse=True)
    return any(_of_ones_own(version, words) < LEAST_OF_ONES_OWN for version in (text, text.translate(LOOKS_LIKE)))


def _of_ones_own(text: str, words: list[str]) -> int:
    text = YEAR.sub(" ", text)
    for word in words:
        text = text.replace(word, " ")
    for row in ROWS:
        text = _without_runs(_without_runs(text, row), row[::-1])
    text = re.sub(r"(.+?)\1{2,}", r"\1", text)  # hahahaha, 121212
    return len(re.sub(r"[\W_]+", "", text))


def _without_runs(text: str, row: str, shortest: int = 3) -> str:
    for length in range(len(row), shortest - 1, -1):
        for start in range(len(row) - length + 1):
            text = text.replace(row[start : start + length], " ")
    return text


@cache
def _common() -> frozenset[str]:
    return frozenset(word for word in WORDS.read_text(encoding="utf-8").split() if not word.startswith("#"))
