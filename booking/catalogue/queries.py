# SPDX-License-Identifier: EUPL-1.2
"""Questions about the catalogue. Public pages ask one: `catalogue()`, one statement as long as nothing changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
import yaml
from flask_babel import force_locale
from sqlalchemy.engine import Engine
from sqlalchemy.orm import InstrumentedAttribute, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from booking.extensions import db
from booking.jinja import words as words_of
from booking.versions import Version, standing

from .cards import Card, Catalogue, Part, ProgrammeCard, Range, Step, ThemeCard
from .file.schema import TEXTS
from .models import LEVELS, Offering, OfferingSlug, OfferingTheme, Programme, ProgrammeItem, Provider, Theme
from .phrases import KIND_NAMES, STORED_NAMES, TRACK_NAMES
from .phrases import gap as gap
from .phrases import months_text as months_text
from .phrases import spread as spread
from .search import Entry, Index, Words, split_list

_VERSIONS: Any = Version.__table__
_VERSION = sa.select(_VERSIONS.c.value).where(_VERSIONS.c.name == "catalogue")
_held: WeakKeyDictionary[Engine, Catalogue] = WeakKeyDictionary()


def version() -> int:
    """The number that moves with every change of what public pages show."""
    return db.session.scalar(_VERSION) or 0


def catalogue(at: int | None = None) -> Catalogue:
    """All that public pages show, held by the process until its version moves. `at`: that version, where it was asked already.

    Not for use inside `writing()`: it would hold what may yet be undone.
    """
    at = standing().get("catalogue", 0) if at is None else at
    held = _held.get(db.engine)
    if held is None or held.version != at:
        held = _held[db.engine] = _read(at)
    return held


def held() -> Catalogue | None:
    """What this process read last, without asking: for a form that is shown again although the database is away."""
    return _held.get(db.engine)


@lru_cache(maxsize=1)
def _words() -> Words:
    told = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return Words(told["synonyms"], told["slips"], told["outside"])


def _read(at: int) -> Catalogue:
    themes = {theme.id: theme for theme in db.session.scalars(sa.select(Theme).order_by(Theme.position, Theme.id))}
    theme_cards = {
        theme.id: ThemeCard(
            theme.slug,
            theme.title,
            theme.title_en,
            themes[theme.parent_id].slug if theme.parent_id is not None else None,
            theme.search_words,
        )
        for theme in themes.values()
    }
    offerings = offerings_in_full(Offering.status != "draft")
    cards = {offering.id: _card(offering, theme_cards) for offering in offerings}
    old = db.session.execute(sa.select(OfferingSlug.slug, OfferingSlug.offering_id).order_by(OfferingSlug.slug))
    programmes = [_programme(each, cards) for each in programmes_in_full(Programme.status == "published")]
    ordered = tuple(sorted(cards.values(), key=lambda card: card.title.casefold()))
    published = [card for card in ordered if card.status == "published"]
    by_slug = {theme.slug: theme for theme in theme_cards.values()}
    with force_locale("nl"):  # whatever the language of the page that happens to build it
        entries = [_entry(card, by_slug) for card in published]
    return Catalogue(
        version=at,
        cards=ordered,
        themes=tuple(theme_cards.values()),
        programmes=tuple(each for each in programmes if each.steps),
        old_slugs={slug: cards[number].slug for slug, number in old if number in cards},
        index=Index(entries, _words()),
    )


def _card(offering: Offering, themes: dict[int, ThemeCard]) -> Card:
    plain = (
        "id slug kind status title summary given_by sessions_count minutes min_people max_people cost_cents cost_unit cost_note"
        " place place_note lead_days materials_url search_words requests_from is_example checked_on published_at"
    ).split()
    english = next((text for text in offering.texts if text.language == "en"), None)
    return Card(
        **{name: getattr(offering, name) for name in plain},
        texts={name: getattr(offering, name) for name in TEXTS},
        english={"title": english.title, "summary": english.summary, **english.texts} if english else {},
        provider=offering.provider.name,
        provider_website=offering.provider.website,
        levels=tuple(
            Range(level.level, level.year_from, level.year_to, tuple(level.tracks))
            for level in sorted(offering.levels, key=lambda level: LEVELS.index(level.level))
        ),
        themes=tuple(themes[each.theme_id] for each in offering.themes),
        months=tuple(offering.months),
        parts=tuple(Part(part.title, part.guest, tuple(part.outline.splitlines())) for part in offering.parts),
    )


def _programme(programme: Programme, cards: dict[int, Card]) -> ProgrammeCard:
    text = next((text for text in programme.texts if text.language == "en"), None)
    shown = [
        item for item in programme.items if item.offering_id in cards and cards[item.offering_id].status == "published"
    ]
    return ProgrammeCard(
        id=programme.id,
        slug=programme.slug,
        level=programme.level,
        title=programme.title,
        intro=programme.intro,
        english={"title": text.title, "intro": text.intro} if text else {},
        steps=tuple(
            Step(n, cards[i.offering_id], i.min_gap_days, i.max_gap_days, i.month_from, i.month_to)
            for n, i in enumerate(shown, 1)
        ),
    )


def _entry(card: Card, themes: dict[str, ThemeCard]) -> Entry:
    """What a search finds it by. Both languages stand in it: a teacher may type either on either page."""
    parents = [themes[theme.parent] for theme in card.themes if theme.parent]
    summary = [card.summary, KIND_NAMES[card.kind], *(theme.title for theme in card.themes)]
    for found_by in (card.search_words, *(theme.search_words for theme in card.themes)):
        summary += split_list(found_by)
    rest = [*_texts(card.texts), *_texts(card.english), *(theme.title_en for theme in card.themes)]
    rest += [theme.title for theme in parents] + [card.provider, card.given_by or "", card.place_note or ""]
    for part in card.parts:
        rest += [part.title, part.guest or "", *part.outline]
    for level in card.levels:
        rest += [STORED_NAMES[level.level], level.level, *(TRACK_NAMES[track] for track in level.tracks), *level.tracks]
        rest += [f"{words_of(level.level).year} {year}" for year in range(level.year_from, level.year_to + 1)]
    return Entry(card.slug, card.title, "\n".join(map(str, summary)), "\n".join(map(str, rest)))


def _texts(texts: object) -> list[str]:
    values = texts.values() if isinstance(texts, dict) else ()
    return [line for value in values for line in (value if isinstance(value, list) else [value]) if line]


# --- the rows themselves: for the loader, and for whoever books ---------------------------------------------------------


def offerings_in_full(*where: sa.ColumnElement[bool]) -> Sequence[Offering]:
    """Offerings with all that hangs on them, by id."""
    query = sa.select(Offering).where(*where).order_by(Offering.id)
    return db.session.scalars(query.options(*_everything())).all()


def _everything() -> list[ORMOption]:
    lists: tuple[InstrumentedAttribute[object], ...] = (Offering.levels, Offering.texts, Offering.parts)
    return [
        selectinload(Offering.provider),
        selectinload(Offering.themes).selectinload(OfferingTheme.theme),
        *(selectinload(each) for each in lists),
    ]


def programmes_in_full(*where: sa.ColumnElement[bool]) -> Sequence[Programme]:
    query = sa.select(Programme).where(*where).order_by(Programme.id)
    items = selectinload(Programme.items).selectinload(ProgrammeItem.offering)
    return db.session.scalars(query.options(items, selectinload(Programme.texts))).all()


def offerings_to_ask(slugs: Collection[str]) -> dict[str, Offering]:
    """By slug, whatever their status, with their levels and provider: for an action that books them."""
    query = sa.select(Offering).where(Offering.slug.in_(slugs)).order_by(Offering.id)
    found = db.session.scalars(query.options(selectinload(Offering.levels), selectinload(Offering.provider)))
    return {offering.slug: offering for offering in found}


@dataclass
class Stored:
    """Every row of the catalogue, by its name in the file."""

    themes: dict[str, Theme]
    providers: dict[str, Provider]
    offerings: dict[str, Offering]
    programmes: dict[str, Programme]
    old_slugs: dict[str, OfferingSlug]


def stored() -> Stored:
    return Stored(
        themes={row.slug: row for row in db.session.scalars(sa.select(Theme).order_by(Theme.position, Theme.id))},
        providers={row.slug: row for row in db.session.scalars(sa.select(Provider).order_by(Provider.id))},
        offerings={row.slug: row for row in offerings_in_full()},
        programmes={row.slug: row for row in programmes_in_full()},
        old_slugs={row.slug: row for row in db.session.scalars(sa.select(OfferingSlug).order_by(OfferingSlug.slug))},
    )
