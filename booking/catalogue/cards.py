# SPDX-License-Identifier: EUPL-1.2
"""What public pages know of the catalogue: plain values without a database behind them, in the words of the page's language.

Built once per version (`queries.catalogue`) and shared by all threads, so nothing here ever changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from booking.jinja import date_only, listing, local, minutes, money, together, words

from .models import SHOWN
from .phrases import (
    ALL_TRACKS,
    FOR_ADULTS,
    KIND_NAMES,
    PROGRAMMES_SHOWN,
    STORED_NAMES,
    THINGS,
    TRACK_NAMES,
    english,
    gap,
    month_name,
    months_text,
    years,
)
from .search import Index, Words


@dataclass(frozen=True)
class Range:
    """For which level, which years of it, which school types."""

    level: str
    year_from: int
    year_to: int
    tracks: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """basisschool, groep 7 en 8: basisonderwijs en speciaal basisonderwijs"""
        name = f"{STORED_NAMES[self.level]}, {years(self.level, self.year_from, self.year_to)}"
        if not self.tracks or set(self.tracks) == ALL_TRACKS.get(self.level):
            return name
        if self.level == "mbo":
            levels = _("niveau %(numbers)s", numbers=listing(track[-1] for track in self.tracks))
            return f"{name}: {levels}"
        return f"{name}: {listing(TRACK_NAMES[track] for track in self.tracks)}"


@dataclass(frozen=True)
class ThemeCard:
    slug: str
    title: str
    title_en: str
    parent: str | None = None
    search_words: str = ""

    @property
    def name(self) -> str:
        return self.title_en if english() else self.title


@dataclass(frozen=True)
class Part:
    """One lesson of a series."""

    title: str
    guest: str | None
    outline: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """One offering. Facts as words come from its properties, in the language of the page."""

    id: int
    slug: str
    kind: str
    status: str
    title: str
    summary: str
    texts: Mapping[str, Any]
    english: Mapping[str, Any]
    provider: str
    provider_website: str | None
    given_by: str | None
    levels: tuple[Range, ...]
    themes: tuple[ThemeCard, ...]
    sessions_count: int
    minutes: int
    min_people: int | None
    max_people: int | None
    cost_cents: int | None
    cost_unit: str | None
    cost_note: str | None
    place: str
    place_note: str | None
    lead_days: int | None
    months: tuple[int, ...]
    materials_url: str | None
    parts: tuple[Part, ...]
    search_words: str
    requests_from: date | None
    is_example: bool
    checked_on: date | None
    published_at: datetime | None

    def said(self, name: str) -> Any:
        """A text in the language of the page; where it has no twin, the Dutch one (`tongue` says so)."""
        if english() and self.english.get(name):
            return self.english[name]
        return getattr(self, name) if name in ("title", "summary") else self.texts.get(name)

    def tongue(self, name: str) -> str:
        """The value of `lang` for `said(name)`: "" where it is the language of the page."""
        return "nl" if english() and not self.english.get(name) else ""

    def fits(self, shown_level: str, year: int | None = None) -> bool:
        """Is it for this level of the screen (and this year of it)?"""
        mine = [each for each in self.levels if each.level in SHOWN[shown_level]]
        return any(year is None or each.year_from <= year <= each.year_to for each in mine)

    @property
    def classes(self) -> frozenset[tuple[str, int]]:
        """Each level with each of its years."""
        return frozenset((each.level, year) for each in self.levels for year in range(each.year_from, each.year_to + 1))

    def open_on(self, today: date) -> bool:
        """Can it be asked for?"""
        return self.status == "published" and (self.requests_from is None or self.requests_from <= today)

    @property
    def free(self) -> bool:
        return self.cost_cents is None

    @property
    def whole_minutes(self) -> int:
        return self.sessions_count * self.minutes

    @property
    def kind_name(self) -> str:
        return str(KIND_NAMES[self.kind])

    @property
    def thing(self) -> str:
        """les, training, …: what follows "deze"."""
        return str(THINGS[self.kind])

    @property
    def people(self) -> str:
        """leerlingen, studenten, deelnemers, ouders"""
        if self.kind in FOR_ADULTS or self.kind == "parents":
            return str(words(self.kind).people)
        only_mbo = all(each.level == "mbo" for each in self.levels)
        return str(words("mbo" if only_mbo else "po").people)

    @property
    def audience(self) -> str:
        """groep 7 en 8 · leerjaar 1 tot en met 4 en mbo · docenten in het mbo · ouders van groep 7 en 8"""
        if self.kind in FOR_ADULTS:
            return self._adults()
        classes = "; ".join(self._classes())
        return _("ouders van %(classes)s", classes=classes) if self.kind == "parents" else classes

    def _classes(self) -> list[str]:
        found = [years("po", each.year_from, each.year_to) for each in self.levels if each.level == "po"]
        secondary = [each for each in self.levels if each.level in ("vo", "vmbo")]
        if secondary:
            first, last = min(each.year_from for each in secondary), max(each.year_to for each in secondary)
            text = years("vo", first, last)
            found.append(f"vmbo {text}" if all(each.level == "vmbo" for each in secondary) else text)
        return found + [_("mbo") for each in self.levels if each.level == "mbo"]

    def _adults(self) -> str:
        levels = {each.level for each in self.levels}
        found: list[str] = []
        if "po" in levels:
            found.append(_("leerkrachten van de basisschool"))
        if levels & {"vo", "vmbo"} and "mbo" in levels:
            found.append(_("docenten in het voortgezet onderwijs en mbo"))
        elif levels & {"vo", "vmbo"}:
            found.append(_("docenten in het voortgezet onderwijs"))
        elif "mbo" in levels:
            found.append(_("docenten in het mbo"))
        return listing(found)

    @property
    def duration(self) -> str:
        """50 minuten · 5 lessen van 50 minuten"""
        length = minutes(self.minutes)
        if self.sessions_count == 1:
            return length
        if self.kind in ("lesson", "series"):
            number = ngettext("%(num)s les", "%(num)s lessen", self.sessions_count)
        else:
            number = ngettext("%(num)s bijeenkomst", "%(num)s bijeenkomsten", self.sessions_count)
        return _("%(number)s van %(length)s", number=together(number), length=length)

    @property
    def price(self) -> str:
        """€ 1.000 per lesdag"""
        if self.cost_cents is None:
            return _("Gratis")
        amount = money(self.cost_cents)
        unit = self.cost_unit
        return _("%(amount)s per %(unit)s", amount=amount, unit=_(unit)) if unit else amount

    @property
    def price_label(self) -> str:
        return _("Gratis") if self.free else _("Niet gratis: %(price)s", price=self.price)

    @property
    def price_sentence(self) -> str:
        if self.free:
            return _("Deze %(thing)s is gratis voor uw school.", thing=self.thing)
        return _("Deze %(thing)s kost %(price)s.", thing=self.thing, price=self.price)

    @property
    def where(self) -> str:
        if self.place == "location" and self.place_note:
            return self.place_note
        known = {
            "school": _("Op uw school"),
            "location": _("Op een andere plek dan uw school"),
            "vehicle": _("In een bus of wagen bij uw school"),
            "online": _("Online"),
        }[self.place]
        return f"{known}: {self.place_note}" if self.place_note else known

    @property
    def group_size(self) -> str:
        least, most = self.min_people, self.max_people
        if most is None:
            return "" if least is None else _("minstens %(number)s %(people)s", number=least, people=self.people)
        if least is None or least <= 1:
            return _("maximaal %(number)s %(people)s", number=most, people=self.people)
        return _("%(least)s tot en met %(most)s %(people)s", least=least, most=most, people=self.people)

    @property
    def possible_in(self) -> str:
        return months_text(self.months)

    @property
    def ask_before(self) -> str:
        """minstens 4 weken van tevoren"""
        if not self.lead_days:
            return ""
        return _("%(gap)s van tevoren", gap=gap(self.lead_days, None))

    def labels(self, today: date) -> list[tuple[str, str]]:
        """Pairs (text, kind) for the card and the page."""
        found = [(self.price_label, "plain" if self.free else "price")]
        if self.requests_from is not None and self.requests_from > today:
            found.append((_("Aanvragen vanaf %(date)s", date=date_only(self.requests_from)), "plain"))
        if self.is_example:
            found.append((_("Voorbeeld"), "plain"))
        return found


@dataclass(frozen=True)
class Step:
    """One offering within a programme."""

    position: int
    card: Card
    min_gap_days: int | None
    max_gap_days: int | None
    month_from: int | None
    month_to: int | None

    @property
    def gap(self) -> str:
        """2 tot 6 weken na les 1"""
        length = gap(self.min_gap_days, self.max_gap_days)
        return _("%(length)s na les %(n)s", length=length, n=self.position - 1) if length and self.position > 1 else ""

    @property
    def window(self) -> str:
        """van september tot en met januari"""
        if self.month_from is None or self.month_to is None:
            return ""
        if self.month_from == self.month_to:
            return _("in %(month)s", month=month_name(self.month_from))
        first, last = month_name(self.month_from), month_name(self.month_to)
        return _("van %(first)s tot en met %(last)s", first=first, last=last)


@dataclass(frozen=True)
class ProgrammeCard:
    id: int
    slug: str
    level: str
    title: str
    intro: str
    english: Mapping[str, Any]
    steps: tuple[Step, ...]

    def said(self, name: str) -> str:
        return self.english[name] if english() and self.english.get(name) else getattr(self, name)

    def tongue(self, name: str) -> str:
        return "nl" if english() and not self.english.get(name) else ""

    @property
    def shown_level(self) -> str:
        return next(shown for shown, stored in PROGRAMMES_SHOWN.items() if self.level in stored)


@dataclass(frozen=True)
class Catalogue:
    """All of it, at one version."""

    version: int
    cards: tuple[Card, ...]
    themes: tuple[ThemeCard, ...]
    programmes: tuple[ProgrammeCard, ...]
    old_slugs: Mapping[str, str]
    index: Index = field(default_factory=lambda: Index([], Words()), compare=False, repr=False)

    @cached_property
    def by_slug(self) -> Mapping[str, Card]:
        """Published and archived ones; a draft is nowhere in here."""
        return {card.slug: card for card in self.cards}

    @cached_property
    def published(self) -> tuple[Card, ...]:
        return tuple(card for card in self.cards if card.status == "published")

    @cached_property
    def topics(self) -> Mapping[str, frozenset[str]]:
        """Per offering its themes and their parents: what a choice of a theme finds."""
        return {
            card.slug: frozenset(
                name for theme in card.themes for name in (theme.slug, theme.parent) if name is not None
            )
            for card in self.cards
        }

    @property
    def counts(self) -> dict[str, int]:
        """How many there are for each level of the screen."""
        return {level: sum(card.fits(level) for card in self.published) for level in SHOWN}

    def programmes_for(self, shown_level: str) -> tuple[ProgrammeCard, ...]:
        return tuple(each for each in self.programmes if each.level in PROGRAMMES_SHOWN[shown_level])

    def near(self, card: Card, most: int = 3) -> list[Card]:
        """What comes near it: for the same people, then by shared themes, shared years and the same kind."""

        def nearness(other: Card) -> tuple[bool, int, int, bool, str]:
            themes = len(self.topics[card.slug] & self.topics[other.slug])
            adults = (other.kind in FOR_ADULTS) != (card.kind in FOR_ADULTS)
            return (adults, -themes, -len(card.classes & other.classes), other.kind != card.kind, other.title)

        others = [other for other in self.published if other.slug != card.slug]
        shared = {level.level for level in card.levels}
        fitting = [other for other in others if shared & {level.level for level in other.levels}]
        return sorted(fitting or others, key=nearness)[:most]

    def fresh(self, today: date, most: int = 3) -> list[Card]:
        """Published in the last half year, and not on the first day of this catalogue: then everything is new, so nothing is."""
        dated = [(local(card.published_at), card) for card in self.published if card.published_at is not None]
        first = min((at.date() for at, _card in dated), default=today)
        recent = [(at, card) for at, card in dated if at.date() > first and (today - at.date()).days < 183]
        recent.sort(key=lambda pair: (-pair[0].timestamp(), pair[1].title))
        return [card for _at, card in recent[:most]]
