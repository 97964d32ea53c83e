# SPDX-License-Identifier: EUPL-1.2
"""What people do with the catalogue. For now: load it from files and write it to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _

from booking.extensions import db
from booking.jinja import ZONE, local

from . import file, queries
from .file import Problem, Row, WrongFile, rows
from .file.schema import SECTIONS
from .models import Offering, OfferingSlug, Programme, Provider, Theme
from .queries import Stored

Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Kept:
    """A row that somebody edited on screen since the last load: it stays, and this is how the file differs."""

    name: str
    differences: tuple[tuple[str, Any, Any], ...]


@dataclass
class Loaded:
    """What a load did, by the names of the rows."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    not_yet: int = 0

    def count(self, name: str, new: bool) -> None:
        (self.added if new else self.changed).append(name)


def read_files(texts: Mapping[str, str]) -> dict[str, list[Row]]:
    """The rows of several files together. Refuses all of them for one mistake in one."""
    found: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    for name, text in texts.items():
        try:
            for section, more in file.read(text, name).items():
                found.setdefault(section, []).extend(more)
        except WrongFile as error:
            problems.extend(error.problems)
    if len(texts) > 1:
        problems.extend(_twice(found))
    if problems:
        raise WrongFile(problems)
    return found


def _twice(found: Rows) -> Iterable[Problem]:
    for section_rows in found.values():
        seen: dict[str, str] = {}
        for row in section_rows:
            if seen.setdefault(row.name, row.where) != row.where:
                sentence = _('"%(name)s" staat ook in %(file)s.', name=row.name, file=seen[row.name])
                yield Problem(row.where, row.lines[""], row.name, SECTIONS[row.section].key, sentence)


def load(found: Rows, now: datetime, overwrite: bool = False) -> Loaded:
    """Make the catalogue what the rows say. Rows that they do not name stay; what did not change is not written."""
    there = queries.stored()
    _check(found, there)
    loaded = Loaded()
    _load_themes(found.get("themes", ()), there, loaded)
    _load_providers(found.get("providers", ()), there, loaded)
    db.session.flush()
    for row in found.get("offerings", ()):
        _load_offering(row, there, loaded, now, overwrite)
    db.session.flush()
    for row in found.get("programmes", ()):
        _load_programme(row, there, loaded)
    db.session.flush()
    return loaded


def _check(found: Rows, there: Stored) -> None:
    """Does everything exist that the rows name?"""
    known = {
        "themes": {row.name for row in found.get("themes", ())} | set(there.themes),
        "providers": {row.name for row in found.get("providers", ())} | set(there.providers),
        "offerings": {row.name for row in found.get("offerings", ())} | set(there.offerings),
    }
    problems: list[Problem] = []

    def wrong(row: Row, name: str, sentence: str) -> None:
        problems.append(Problem(row.where, row.lines.get(name, row.lines[""]), row.name, name, sentence))

    def must_exist(row: Row, name: str, section: str, slugs: Iterable[str]) -> None:
        for slug in slugs:
            if slug not in known[section]:
                wrong(row, name, _('"%(slug)s" staat niet in %(section)s.', slug=slug, section=section))

    tops = {row.name for row in found.get("themes", ()) if row["parent"] is None}
    tops |= {slug for slug, theme in there.themes.items() if theme.parent_id is None}
    for row in found.get("themes", ()):
        if row["parent"] is not None and (row["parent"] not in tops or row["parent"] == row.name):
            sentence = _(
                '"%(slug)s" is geen hoofdthema. Kies uit: %(names)s.', slug=row["parent"], names=", ".join(sorted(tops))
            )
            wrong(row, "parent", sentence)
    for row in found.get("offerings", ()):
        must_exist(row, "provider", "providers", [row["provider"]])
        must_exist(row, "themes", "themes", row["themes"])
        for slug in row["old_slugs"]:
            if slug in known["offerings"]:
                wrong(row, "old_slugs", _('"%(slug)s" is de slug van een ander aanbod.', slug=slug))
    for row in found.get("programmes", ()):
        must_exist(row, "items", "offerings", [item["offering"] for item in row["items"]])
    for row in found.get("trainers", ()):  # planning loads them: it stands to the right
        must_exist(row, "provider", "providers", [row["provider"]])
        must_exist(row, "offerings", "offerings", row["offerings"])
    if problems:
        raise WrongFile(problems)


def _load_themes(new_rows: Sequence[Row], there: Stored, loaded: Loaded) -> None:
    # Main themes first: their numbers are what the others point at.
    for row in sorted(new_rows, key=lambda row: row["parent"] is not None):
        slugs = {theme.id: theme.slug for theme in there.themes.values()}
        theme = there.themes.get(row.name)
        position = new_rows.index(row)
        if theme is not None and rows.theme_row(theme, slugs) == dict(row) and theme.position == position:
            loaded.unchanged.append(row.name)
            continue
        loaded.count(row.name, theme is None)
        if theme is None:
            theme = there.themes[row.name] = Theme()
            db.session.add(theme)
        rows.fill_theme(theme, row, there.themes[row["parent"]] if row["parent"] else None)
        theme.position = position
        db.session.flush()


def _load_providers(new_rows: Sequence[Row], there: Stored, loaded: Loaded) -> None:
    for row in new_rows:
        provider = there.providers.get(row.name)
        if provider is not None and rows.provider_row(provider) == dict(row):
            loaded.unchanged.append(row.name)
            continue
        loaded.count(row.name, provider is None)
        if provider is None:
            provider = there.providers[row.name] = Provider()
            db.session.add(provider)
        rows.fill_provider(provider, row)


def _load_offering(row: Row, there: Stored, loaded: Loaded, now: datetime, overwrite: bool) -> None:
    loaded.not_yet += len(row["dates"])
    offering = there.offerings.get(row.name)
    wanted = {**row, "old_slugs": sorted(row["old_slugs"]), "dates": []}
    if offering is not None:
        present = _present(offering, there)
        if wanted["published_on"] is None:
            wanted["published_on"] = present["published_on"]
        differing = file.differences("offerings", present, wanted)
        edited = offering.load_hash is not None and rows.fingerprint(present) != offering.load_hash
        if not differing:
            loaded.unchanged.append(row.name)
            return
        if edited and not overwrite:
            loaded.kept.append(Kept(row.name, tuple((name, present[name], wanted[name]) for name in differing)))
            return
    loaded.count(row.name, offering is None)
    if offering is None:
        offering = there.offerings[row.name] = Offering(levels=[], themes=[], texts=[], parts=[])
        db.session.add(offering)
    else:
        offering.version += 1
    rows.fill_offering(offering, wanted, there.providers[row["provider"]], there.themes)
    _publish(offering, wanted["published_on"], now)
    db.session.flush()
    _old_slugs(offering, wanted["old_slugs"], there)
    offering.load_hash = rows.fingerprint(_present(offering, there))


def _present(offering: Offering, there: Stored) -> dict[str, Any]:
    return rows.offering_row(
        offering, [slug for slug, row in there.old_slugs.items() if row.offering_id == offering.id]
    )


def _publish(offering: Offering, on: date | None, now: datetime) -> None:
    if on is not None and (offering.published_at is None or local(offering.published_at).date() != on):
        offering.published_at = datetime.combine(on, time(), ZONE)
    elif offering.published_at is None and offering.status == "published":
        offering.published_at = now


def _old_slugs(offering: Offering, slugs: Sequence[str], there: Stored) -> None:
    for slug, row in list(there.old_slugs.items()):
        if row.offering_id == offering.id and slug not in slugs:
            db.session.delete(there.old_slugs.pop(slug))
    for slug in slugs:
        row = there.old_slugs.get(slug)
        if row is None:
            row = there.old_slugs[slug] = OfferingSlug(slug=slug)
            db.session.add(row)
        row.offering_id = offering.id


def _load_programme(row: Row, there: Stored, loaded: Loaded) -> None:
    programme = there.programmes.get(row.name)
    if programme is not None and rows.programme_row(programme) == dict(row):
        loaded.unchanged.append(row.name)
        return
    loaded.count(row.name, programme is None)
    if programme is None:
        programme = there.programmes[row.name] = Programme(items=[], texts=[])
        db.session.add(programme)
    rows.fill_programme(programme, row, there.offerings)


def dump() -> dict[str, list[dict[str, Any]]]:
    """The catalogue as rows of a file: `file.write` of it, loaded again, changes nothing."""
    there = queries.stored()
    slugs = {theme.id: theme.slug for theme in there.themes.values()}
    return {
        "themes": [rows.theme_row(theme, slugs) for theme in there.themes.values()],
        "providers": [rows.provider_row(provider) for provider in there.providers.values()],
        "offerings": [_present(offering, there) for offering in there.offerings.values()],
        "programmes": [rows.programme_row(programme) for programme in there.programmes.values()],
    }
