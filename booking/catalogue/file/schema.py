# SPDX-License-Identifier: EUPL-1.2
"""What may stand in a catalogue file: the sections, their fields, and what each field allows. One place for reading, writing and checking."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

from booking.catalogue.models import KINDS, LEVELS, OFFERING_STATUSES, PLACES

YEARS = {"po": (6, 8), "vo": (1, 6), "vmbo": (1, 4), "mbo": (1, 4)}
TRACKS = {
    "po": ("po", "sbo", "so"),
    "vo": ("brugklas", "pro", "havo", "vwo", "isk", "vso"),
    "vmbo": ("vmbo-b", "vmbo-k", "vmbo-gt"),
    "mbo": ("mbo-1", "mbo-2", "mbo-3", "mbo-4"),
}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Wrong(ValueError):
    """This value cannot stand here; the sentence says what is allowed."""


def _a_mapping(value: Any) -> Any:
    raise Wrong(_("Zet hier velden onder, elk op een eigen regel."))


@dataclass(frozen=True)
class Field:
    """`check` turns what the file holds into the value; `fields` is a nested mapping, `rows` a list of them.

    `word` is what an empty nested mapping is called in the file.
    """

    check: Callable[[Any], Any] = _a_mapping
    required: bool = False
    default: Any = None
    fields: Mapping[str, Field] | None = None
    rows: Mapping[str, Field] | None = None
    word: str = ""

    def empty(self) -> Any:
        """What stands there when the file says nothing."""
        if self.fields is not None:
            return {name: inner.empty() for name, inner in self.fields.items()}
        return list(self.default) if isinstance(self.default, tuple) else self.default


Row = Mapping[str, Any]
Rules = Callable[[Row], Iterator[tuple[str, str]]]


def _no_rules(row: Row) -> Iterator[tuple[str, str]]:
    return iter(())


@dataclass(frozen=True)
class Section:
    fields: Mapping[str, Field]
    key: str = "slug"
    rules: Rules = field(default=_no_rules)
    one_line: bool = False


def _said(value: Any) -> str:
    return str(value) if len(str(value)) <= 60 else str(value)[:60] + "…"


def text(value: Any, most: int = 200) -> str:
    if not isinstance(value, str):
        raise Wrong(_("Zet hier tekst neer, zo nodig tussen aanhalingstekens."))
    cleaned = " ".join(value.split())
    if _CONTROL.search(cleaned):
        raise Wrong(_("Haal de onzichtbare tekens weg."))
    if len(cleaned) > most:
        raise Wrong(_("Maak de tekst korter: hooguit %(most)s tekens.", most=most))
    return cleaned


def paragraphs(value: Any, most: int = 2000) -> str:
    if not isinstance(value, str):
        return text(value)
    return "\n".join(text(line, most) for line in value.splitlines() if line.strip())


def search_words(value: Any) -> list[str]:
    found = lines(value)
    if any(re.search("[,;]", line) for line in found):
        raise Wrong(_("Zet elk zoekwoord op een eigen regel, zonder komma."))
    return found


def lines(value: Any, most: int = 40) -> list[str]:
    if not isinstance(value, list) or len(value) > most:
        raise Wrong(_("Maak hier een lijst van, met hooguit %(most)s regels.", most=most))
    return [text(item, 500) for item in value if item is not None]


def choice(value: Any, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise Wrong(_('"%(value)s" kan hier niet. Kies uit: %(names)s.', value=_said(value), names=", ".join(allowed)))
    return str(value)


def number(value: Any, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        sentence = _(
            '"%(value)s" kan hier niet. Kies een heel getal van %(least)s tot en met %(most)s.',
            value=_said(value),
            least=least,
            most=most,
        )
        raise Wrong(sentence)
    return value


def numbers(value: Any, least: int, most: int) -> list[int]:
    if not isinstance(value, list):
        raise Wrong(_("Maak hier een lijst van getallen van, bijvoorbeeld [9, 10, 1]."))
    return [number(item, least, most) for item in value]


def words(value: Any, allowed: tuple[str, ...]) -> list[str]:
    if not isinstance(value, list):
        raise Wrong(_("Maak hier een lijst van. Kies uit: %(names)s.", names=", ".join(allowed)))
    return [choice(item, allowed) for item in value]


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong(_('"%(value)s" kan hier niet. Kies uit: %(names)s.', value=_said(value), names="true, false"))
    return value


def day(value: Any) -> date:
    if type(value) is not date:
        raise Wrong(_('"%(value)s" is geen datum. Schrijf hem als 2027-03-09.', value=_said(value)))
    return value


def clock(value: Any) -> str:
    try:
        return time.fromisoformat(value).strftime("%H:%M")
    except (TypeError, ValueError):
        raise Wrong(
            _("\"%(value)s\" is geen tijd. Schrijf hem als '14:00', met aanhalingstekens.", value=_said(value))
        ) from None


def slug(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 80 or not _SLUG.fullmatch(value):
        sentence = _('"%(value)s" kan hier niet. Gebruik kleine letters, cijfers en streepjes.', value=_said(value))
        raise Wrong(sentence)
    return value


def slugs(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise Wrong(_("Maak hier een lijst van, bijvoorbeeld [groepsdruk, snel-geld]."))
    found = [slug(item) for item in value]
    if len(set(found)) < len(found):
        raise Wrong(_("Een naam staat er twee keer."))
    return found


def email(value: Any) -> str:
    try:
        return validate_email(str(value), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise Wrong(_('"%(value)s" is geen e-mailadres.', value=_said(value))) from None


def web(value: Any) -> str:
    address = text(value, 300)
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Wrong(_('"%(value)s" kan hier niet. Begin met https://.', value=_said(value)))
    return address


def cost(value: Any) -> dict[str, Any]:
    """`free`; a price is a mapping, which the fields of `COST` check."""
    if value != "free":
        raise Wrong(_('"%(value)s" kan hier niet. Schrijf free, of cents, unit en note.', value=_said(value)))
    return {name: inner.empty() for name, inner in COST.items()}


TEXTS = {
    "learning_goals": Field(lines, default=()),
    "outline": Field(lines, default=()),
    "school_arranges": Field(lines, default=()),
    "for_parents": Field(paragraphs),
    "for_teachers": Field(paragraphs),
    "core_objectives": Field(lines, default=()),
}
COST = {
    "cents": Field(partial(number, least=1, most=10_000_000)),
    "unit": Field(text),
    "note": Field(partial(text, most=500)),
}
LEVEL = {
    "level": Field(partial(choice, allowed=LEVELS), required=True),
    "year_from": Field(partial(number, least=1, most=8), required=True),
    "year_to": Field(partial(number, least=1, most=8), required=True),
    "tracks": Field(partial(words, allowed=tuple(track for each in TRACKS.values() for track in each)), default=()),
}
PART = {
    "title": Field(text, required=True),
    "guest": Field(text),
    "outline": Field(lines, default=()),
}
OPEN_DATE = {
    "on_date": Field(day, required=True),
    "start_time": Field(clock, required=True),
    "end_time": Field(clock, required=True),
    "place": Field(text, required=True),
    "seats": Field(partial(number, least=1, most=999), required=True),
}
ITEM = {
    "offering": Field(slug, required=True),
    "min_gap_days": Field(partial(number, least=0, most=366)),
    "max_gap_days": Field(partial(number, least=0, most=366)),
    "month_from": Field(partial(number, least=1, most=12)),
    "month_to": Field(partial(number, least=1, most=12)),
}
ENGLISH = {"title": Field(text), "summary": Field(partial(text, most=600)), **TEXTS}

THEME = {
    "slug": Field(slug, required=True),
    "title": Field(text, required=True),
    "title_en": Field(text, required=True),
    "parent": Field(slug),
    "search_words": Field(search_words, default=()),
}
PROVIDER = {
    "slug": Field(slug, required=True),
    "name": Field(text, required=True),
    "email": Field(email, required=True),
    "phone": Field(text),
    "website": Field(web),
}
TRAINER = {
    "name": Field(text, required=True),
    "email": Field(email, required=True),
    "phone": Field(text),
    "provider": Field(slug, required=True),
    "usual_weekdays": Field(partial(words, allowed=WEEKDAYS), default=()),
    "offerings": Field(slugs, default=()),
}
OFFERING = {
    "slug": Field(slug, required=True),
    "old_slugs": Field(slugs, default=()),
    "kind": Field(partial(choice, allowed=KINDS), required=True),
    "status": Field(partial(choice, allowed=OFFERING_STATUSES), required=True),
    "title": Field(text, required=True),
    "summary": Field(partial(text, most=600), required=True),
    "provider": Field(slug, required=True),
    "given_by": Field(text),
    "is_example": Field(flag, default=False),
    "checked_on": Field(day),
    "published_on": Field(day),
    "requests_from": Field(day),
    "levels": Field(required=True, rows=LEVEL, default=()),
    "themes": Field(slugs, default=()),
    "search_words": Field(search_words, default=()),
    "sessions_count": Field(partial(number, least=1, most=60), default=1),
    "minutes": Field(partial(number, least=1, most=600), required=True),
    "min_people": Field(partial(number, least=1, most=999)),
    "max_people": Field(partial(number, least=1, most=999)),
    "cost": Field(cost, fields=COST, word="free"),
    "place": Field(partial(choice, allowed=PLACES), default="school"),
    "place_note": Field(text),
    "lead_days": Field(partial(number, least=0, most=366)),
    "months": Field(partial(numbers, least=1, most=12), default=()),
    "materials_url": Field(web),
    **TEXTS,
    "parts": Field(rows=PART, default=()),
    "dates": Field(rows=OPEN_DATE, default=()),
    "english": Field(fields=ENGLISH),
}
PROGRAMME = {
    "slug": Field(slug, required=True),
    "level": Field(partial(choice, allowed=LEVELS), required=True),
    "status": Field(partial(choice, allowed=OFFERING_STATUSES), required=True),
    "title": Field(text, required=True),
    "intro": Field(partial(text, most=1000), required=True),
    "items": Field(required=True, rows=ITEM, default=()),
    "english": Field(fields={"title": Field(text), "intro": Field(partial(text, most=1000))}),
}


def _offering_rules(row: Row) -> Iterator[tuple[str, str]]:
    if not row["levels"]:
        yield "levels", _("Noem minstens één niveau.")
    seen = [level["level"] for level in row["levels"]]
    if len(set(seen)) < len(seen):
        yield "levels", _("Een niveau staat er twee keer.")
    for level in row["levels"]:
        yield from _level_rules(level)
    if row["min_people"] and row["max_people"] and row["min_people"] > row["max_people"]:
        yield "min_people", _("min_people is groter dan max_people.")
    price = row["cost"]
    if not price["cents"] and (price["unit"] or price["note"]):
        yield "cost", _("Vul cents in, of schrijf alleen free.")
    if row["parts"] and len(row["parts"]) != row["sessions_count"]:
        yield "parts", _("Er zijn %(n)s lessen (sessions_count): beschrijf ze alle.", n=row["sessions_count"])
    if row["dates"] and row["kind"] != "training":
        yield "dates", _("Datums horen alleen bij een training (kind: training).")
    if any(row["english"].values()) and not (row["english"]["title"] and row["english"]["summary"]):
        yield "english", _("Vul bij Engels ook title en summary in.")


def _level_rules(level: Row) -> Iterator[tuple[str, str]]:
    least, most = YEARS[level["level"]]
    if not least <= level["year_from"] <= level["year_to"] <= most:
        values = {"level": level["level"], "least": least, "most": most}
        yield "levels", _("Kies voor %(level)s jaren van %(least)s tot en met %(most)s, de laagste eerst.", **values)
    strange = [track for track in level["tracks"] if track not in TRACKS[level["level"]]]
    if strange:
        allowed = ", ".join(TRACKS[level["level"]])
        sentence = _(
            '"%(value)s" hoort niet bij %(level)s. Kies uit: %(names)s.',
            value=strange[0],
            level=level["level"],
            names=allowed,
        )
        yield "levels", sentence


def _programme_rules(row: Row) -> Iterator[tuple[str, str]]:
    if not row["items"]:
        yield "items", _("Noem minstens één les.")
    for item in row["items"]:
        gaps = item["min_gap_days"], item["max_gap_days"]
        if None not in gaps and gaps[0] > gaps[1]:
            yield "items", _("min_gap_days is groter dan max_gap_days.")
        if (item["month_from"] is None) != (item["month_to"] is None):
            yield "items", _("Vul month_from en month_to allebei in.")
    if any(row["english"].values()) and not all(row["english"].values()):
        yield "english", _("Vul bij Engels ook title en intro in.")


SECTIONS: dict[str, Section] = {
    "themes": Section(THEME, one_line=True),
    "providers": Section(PROVIDER, one_line=True),
    "offerings": Section(OFFERING, rules=_offering_rules),
    "programmes": Section(PROGRAMME, rules=_programme_rules),
    "trainers": Section(TRAINER, key="email"),
}
