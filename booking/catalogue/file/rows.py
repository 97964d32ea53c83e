# SPDX-License-Identifier: EUPL-1.2
"""Between a row of the file and the rows of the database, both ways. Objects come in with everything loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from booking.catalogue.models import (
    Offering,
    OfferingLevel,
    OfferingPart,
    OfferingText,
    OfferingTheme,
    Programme,
    ProgrammeItem,
    ProgrammeText,
    Provider,
    Theme,
)
from booking.catalogue.search import split_list
from booking.jinja import local

from .schema import ENGLISH, LEVELS, OFFERING, TEXTS

Values = Mapping[str, Any]
# Columns that stand in the file as they are.
PLAIN = (
    "slug", "kind", "status", "title", "summary", "given_by", "is_example", "checked_on", "requests_from", "sessions_count",
    "minutes", "min_people", "max_people", "place", "place_note", "lead_days", "months", "materials_url", *TEXTS,
)  # fmt: skip


def fingerprint(row: Values) -> str:
    """The hash of a row as it was loaded: if it differs from that of the stored row, somebody edited it on screen."""
    named = {name: row[name] for name in OFFERING if name != "dates"}
    return hashlib.sha256(json.dumps(named, sort_keys=True, default=str).encode()).hexdigest()


def theme_row(theme: Theme, slug_of: Mapping[int, str]) -> dict[str, Any]:
    parent = slug_of[theme.parent_id] if theme.parent_id is not None else None
    search_words = split_list(theme.search_words)
    return {
        "slug": theme.slug,
        "title": theme.title,
        "title_en": theme.title_en,
        "parent": parent,
        "search_words": search_words,
    }


def fill_theme(theme: Theme, row: Values, parent: Theme | None) -> None:
    theme.slug, theme.title, theme.title_en = row["slug"], row["title"], row["title_en"]
    theme.search_words = "\n".join(row["search_words"])
    theme.parent_id = parent.id if parent else None


def provider_row(provider: Provider) -> dict[str, Any]:
    return {name: getattr(provider, name) for name in ("slug", "name", "email", "phone", "website")}


def fill_provider(provider: Provider, row: Values) -> None:
    for name in ("slug", "name", "email", "phone", "website"):
        setattr(provider, name, row[name])


def offering_row(offering: Offering, old_slugs: list[str]) -> dict[str, Any]:
    row = {name: getattr(offering, name) for name in PLAIN}
    row["old_slugs"] = sorted(old_slugs)
    row["published_on"] = local(offering.published_at).date() if offering.published_at else None
    row["provider"] = offering.provider.slug
    row["levels"] = [
        {"level": level.level, "year_from": level.year_from, "year_to": level.year_to, "tracks": list(level.tracks)}
        for level in sorted(offering.levels, key=lambda level: LEVELS.index(level.level))
    ]
    row["themes"] = [each.theme.slug for each in offering.themes]
    row["search_words"] = split_list(offering.search_words)
    row["cost"] = {"cents": offering.cost_cents, "unit": offering.cost_unit, "note": offering.cost_note}
    row["parts"] = [
        {"title": part.title, "guest": part.guest, "outline": part.outline.splitlines()} for part in offering.parts
    ]
    row["dates"] = []
    row["english"] = {name: field.empty() for name, field in ENGLISH.items()}
    for text in offering.texts:
        row["english"] |= {"title": text.title, "summary": text.summary, **text.texts}
    return {name: row[name] for name in OFFERING}


def fill_offering(offering: Offering, row: Values, provider: Provider, themes: Mapping[str, Theme]) -> None:
    for name in PLAIN:
        setattr(offering, name, row[name])
    offering.provider = provider
    offering.search_words = "\n".join(row["search_words"])
    price = row["cost"]
    offering.cost_kind = "free" if price["cents"] is None else "priced"
    offering.cost_cents, offering.cost_unit, offering.cost_note = price["cents"], price["unit"], price["note"]
    _fill_levels(offering, row["levels"])
    _fill_themes(offering, [themes[slug] for slug in row["themes"]])
    _fill_parts(offering, row["parts"])
    _fill_english(offering, row["english"])


def _fill_levels(offering: Offering, rows: list[Values]) -> None:
    known = {level.level: level for level in offering.levels}
    kept = [known.get(row["level"]) or OfferingLevel(level=row["level"]) for row in rows]
    for level, row in zip(kept, rows, strict=True):
        level.year_from, level.year_to, level.tracks = row["year_from"], row["year_to"], list(row["tracks"])
    offering.levels = kept


def _fill_themes(offering: Offering, themes: list[Theme]) -> None:
    known = {each.theme.slug: each for each in offering.themes}
    kept = [known.get(theme.slug) or OfferingTheme(theme=theme) for theme in themes]
    for position, each in enumerate(kept):
        each.position = position
    offering.themes = kept


def _fill_parts(offering: Offering, rows: list[Values]) -> None:
    known = {part.position: part for part in offering.parts}
    kept = [known.get(number) or OfferingPart(position=number) for number in range(1, len(rows) + 1)]
    for part, row in zip(kept, rows, strict=True):
        part.title, part.guest, part.outline = row["title"], row["guest"], "\n".join(row["outline"])
    offering.parts = kept


def _fill_english(offering: Offering, english: Values) -> None:
    if not english["title"]:
        offering.texts = [text for text in offering.texts if text.language != "en"]
        return
    text = next((text for text in offering.texts if text.language == "en"), None)
    if text is None:
        text = OfferingText(language="en")
        offering.texts.append(text)
    text.title, text.summary = english["title"], english["summary"]
    text.texts = {name: english[name] for name, field in TEXTS.items() if english[name] != field.empty()}


def programme_row(programme: Programme) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(programme, name) for name in ("slug", "level", "status", "title", "intro")}
    row["items"] = [
        {
            "offering": item.offering.slug,
            "min_gap_days": item.min_gap_days,
            "max_gap_days": item.max_gap_days,
            "month_from": item.month_from,
            "month_to": item.month_to,
        }
        for item in programme.items
    ]
    row["english"] = {"title": None, "intro": None}
    for text in programme.texts:
        row["english"] = {"title": text.title, "intro": text.intro}
    return row


def fill_programme(programme: Programme, row: Values, offerings: Mapping[str, Offering]) -> None:
    for name in ("slug", "level", "status", "title", "intro"):
        setattr(programme, name, row[name])
    known = {item.position: item for item in programme.items}
    kept = [known.get(number) or ProgrammeItem(position=number) for number in range(1, len(row["items"]) + 1)]
    for item, values in zip(kept, row["items"], strict=True):
        item.offering = offerings[values["offering"]]
        item.min_gap_days, item.max_gap_days = values["min_gap_days"], values["max_gap_days"]
        item.month_from, item.month_to = values["month_from"], values["month_to"]
    programme.items = kept
    english = row["english"]
    if not english["title"]:
        programme.texts = []
        return
    text = programme.texts[0] if programme.texts else ProgrammeText(language="en")
    text.title, text.intro = english["title"], english["intro"]
    programme.texts = [text]
