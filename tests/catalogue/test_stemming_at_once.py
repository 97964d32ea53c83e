# SPDX-License-Identifier: EUPL-1.2
"""The library's stemmer holds the word in itself. Several visitors right after a start must not get each other's stems."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from booking.catalogue import search

pytestmark = [pytest.mark.slow]
WORDS = [
    f"{first}{last}"
    for first in ("pesten", "lessen", "drugs", "online", "gezond")
    for last in ("heid", "ingen", "lijke", "en")
]


@pytest.fixture(autouse=True)
def hurried() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def _wrong(stem: Callable[[str], str]) -> int:
    right = {word: search._stemmer.stemWord(word) for word in WORDS}
    found = []

    def work() -> None:
        for _ in range(150):
            for word in WORDS:
                try:
                    if stem(word) != right[word]:
                        found.append(word)
                except Exception:
                    found.append(word)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(found)


def test_stems_are_right_whoever_asks_at_the_same_time() -> None:
    assert _wrong(search.stem.__wrapped__) == 0  # without what is kept: each word anew


def test_control_the_library_alone_mixes_them_up() -> None:
    assert _wrong(search._stemmer.stemWord) > 0
