# SPDX-License-Identifier: EUPL-1.2
"""Choosing from the catalogue: filters, how many each would give, order and pages. Pure: it gets the catalogue handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

from .cards import Card, Catalogue
from .models import SHOWN
from .phrases import YEARS, english
from .search import Found

PER_PAGE = 20
KIND_WORDS = {
    "les": "lesson",
    "serie": "series",
    "training": "training",
    "ouders": "parents",
    "team": "team",
    "bijeenkomst": "meeting",
}
ORDERS = ("naam", "duur", "nieuw")
# The address in one fixed order, so that one choice is one address (and one page in the cache).
PARAMETERS = ("niveau", "leerjaar", "soort", "thema", "kosten", "q", "sorteer", "pagina")


@dataclass(frozen=True)
class Choice:
    """What stands in the address, cleaned."""

    q: str = ""
    niveau: str = ""
    leerjaar: int | None = None
    soort: str = ""
    thema: tuple[str, ...] = ()
    gratis: bool = False
    sorteer: str = ""
    pagina: int = 1

    @property
    def address(self) -> dict[str, str | list[str]]:
        """The parameters of this choice, without those that say nothing."""
        values: dict[str, str | list[str]] = {
            "niveau": self.niveau,
            "leerjaar": str(self.leerjaar or ""),
            "soort": self.soort,
            "thema": list(self.thema),
            "kosten": "gratis" if self.gratis else "",
            "q": self.q,
            "sorteer": self.sorteer,
            "pagina": str(self.pagina) if self.pagina > 1 else "",
        }
        return {name: values[name] for name in PARAMETERS if values[name]}

    @property
    def query(self) -> str:
        """The same, as it stands behind the question mark."""
        return urlencode(self.address, doseq=True)

    def without(self, name: str) -> Choice:
        """This choice with one filter loosened (a level takes its years along)."""
        empty = Choice()
        names = {"niveau": ("niveau", "leerjaar")}.get(name, (name,))
        return replace(self, pagina=1, **{each: getattr(empty, each) for each in names})


FILTERS = ("q", "niveau", "leerjaar", "soort", "thema", "gratis")


@dataclass(frozen=True)
class Counts:
    """How many lessons each choice would give, with the other filters as they are."""

    niveau: Mapping[str, int]
    leerjaar: Mapping[int, int]
    soort: Mapping[str, int]
    thema: Mapping[str, int]
    gratis: int


@dataclass(frozen=True)
class Loosened:
    """A filter to take away, and what that would give."""

    name: str
    choice: Choice
    count: int


@dataclass(frozen=True)
class Results:
    choice: Choice
    total: int
    shown: tuple[Card, ...]
    page: int
    pages: int
    found: Found = field(default_factory=Found)


class Browser:
    """One look at the catalogue."""

    def __init__(self, catalogue: Catalogue, choice: Choice) -> None:
        self.catalogue = catalogue
        known = {theme.slug for theme in catalogue.themes}
        self.choice = replace(choice, thema=tuple(slug for slug in choice.thema if slug in known))

    @cached_property
    def found(self) -> Found:
        return self.catalogue.index.search(self.choice.q) if self.choice.q else Found()

    @cached_property
    def _tests(self) -> dict[str, Callable[[Card], bool]]:
        """One test per filter that is set."""
        choice, topics = self.choice, self.catalogue.topics
        hits, themes = frozenset(self.found.keys), frozenset(choice.thema)
        tests: dict[str, Callable[[Card], bool]] = {}
        if choice.q:
            tests["q"] = lambda card: card.slug in hits
        if choice.niveau:
            tests["niveau"] = lambda card: card.fits(choice.niveau)
        if choice.niveau and choice.leerjaar is not None:
            tests["leerjaar"] = lambda card: card.fits(choice.niveau, choice.leerjaar)
        if choice.soort:
            tests["soort"] = lambda card: card.kind == KIND_WORDS[choice.soort]
        if themes:
            tests["thema"] = lambda card: not themes.isdisjoint(topics[card.slug])
        if choice.gratis:
            tests["gratis"] = lambda card: card.free
        return tests

    def _fitting(self, *without: str) -> list[Card]:
        tests = [test for name, test in self._tests.items() if name not in without]
        return [card for card in self.catalogue.published if all(test(card) for test in tests)]

    def results(self) -> Results:
        cards = self._ordered(self._fitting())
        pages = max(1, -(-len(cards) // PER_PAGE))
        page = min(self.choice.pagina, pages)
        shown = tuple(cards[(page - 1) * PER_PAGE : page * PER_PAGE])
        return Results(self.choice, len(cards), shown, page, pages, self.found)

    def _ordered(self, cards: list[Card]) -> list[Card]:
        """As chosen; a search without a choice has its best first, a list is by name. They come by their Dutch names."""
        if english():
            cards = sorted(cards, key=lambda card: str(card.said("title")).casefold())
        if self.choice.sorteer == "duur":
            return sorted(cards, key=lambda card: card.whole_minutes)
        if self.choice.sorteer == "nieuw":
            return sorted(cards, key=lambda card: -(card.published_at.timestamp() if card.published_at else 0))
        if self.choice.q and not self.choice.sorteer:
            place = {key: number for number, key in enumerate(self.found.keys)}
            return sorted(cards, key=lambda card: place[card.slug])
        return cards

    def counts(self) -> Counts:
        no_level = self._fitting("niveau", "leerjaar")
        no_year = self._fitting("leerjaar")
        no_kind = self._fitting("soort")
        no_theme = self._fitting("thema")
        level = self.choice.niveau
        first, last = YEARS[level] if level else (1, 0)
        return Counts(
            niveau={shown: _many(card.fits(shown) for card in no_level) for shown in SHOWN},
            leerjaar={year: _many(card.fits(level, year) for card in no_year) for year in range(first, last + 1)},
            soort={word: _many(card.kind == kind for card in no_kind) for word, kind in KIND_WORDS.items()},
            thema={
                theme.slug: _many(theme.slug in self.catalogue.topics[card.slug] for card in no_theme)
                for theme in self.catalogue.themes
            },
            gratis=_many(card.free for card in self._fitting("gratis")),
        )

    def loosened(self) -> list[Loosened]:
        """Which filters to take away when nothing is left, the one that gives most first."""
        ways: list[Loosened] = []
        for name in FILTERS:
            without = ("niveau", "leerjaar") if name == "niveau" else (name,)
            if name in self._tests and (count := len(self._fitting(*without))):
                ways.append(Loosened(name, self.choice.without(name), count))
        return sorted(ways, key=lambda way: -way.count)


def _many(tests: Iterable[bool]) -> int:
    return sum(tests)
