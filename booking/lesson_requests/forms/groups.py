# SPDX-License-Identifier: EUPL-1.2
"""The rows of groups: a class a row, and a row of its own for a training, team activity, meeting or parents' evening.

A row that is wholly empty does not count. Sentences name the group as it was typed, or else its number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]

from booking.catalogue.queries import Card
from booking.forms import Choice, PartForm, Text, unreadable
from booking.jinja import words
from booking.lesson_requests.asked import CLASS, KIND_OF, PARENTS, AskedGroup

from .fields import plain_name, read_people
from .levels import SAME, Levels, Range, Teaches, Year

MOST, READ_AT_MOST, READY, NAME_LENGTH = 12, 40, 3, 20
SIGNS = frozenset("0123456789 -/+&'’")
_KEY = re.compile(r"groups-([0-9]{1,3})-(name|year|track|pupils|wish|offering|id)")
ASKED_ABOVE = "?"
"""What a row repeats of one that was asked to say it: it is asked once."""

Raw = dict[str, list[str]]
"""A row as it came: part -> values. `id`: the number of a group that is stored already, where a request is changed."""
Found = list[tuple[str, str]]


def plain_signs(text: str) -> bool:
    """Only letters (of any alphabet), digits, blanks and what stands in names of classes."""
    return all(sign.isalpha() or sign in SIGNS or unicodedata.category(sign) == "Mn" for sign in text)


def read_rows(data: MultiDict[str, str]) -> list[Raw]:
    """The rows as they were typed, in the order of their numbers."""
    rows: dict[int, Raw] = {}
    for name in data:
        if found := _KEY.fullmatch(name):
            rows.setdefault(int(found[1]), {})[found[2]] = data.getlist(name)
    return [rows[number] for number in sorted(rows)][:READ_AT_MOST]


def without_row(rows: list[Raw], number: int) -> list[Raw]:
    """The rows less one of them. What the next one repeated of it, it now says itself."""
    if not 1 <= number <= len(rows):
        return rows
    gone, rest = rows[number - 1], rows[: number - 1] + rows[number:]
    if number <= len(rest):
        following = rest[number - 1]
        for part in ("year", "track"):
            if following.get(part, [""])[:1] == [SAME]:
                following[part] = gone.get(part, [""])
    return rest


def halved(rows: list[Raw], number: int) -> list[Raw]:
    """The rows with two in the place of one of them: 7a-1 and 7a-2, each with half of the people."""
    whole = rows[number - 1]
    one, other = halves((whole.get("name") or [""])[0].strip())
    people = read_people((whole.get("pupils") or [""])[0].strip()) or 0
    first = whole | {"name": [one], "pupils": [str(people - people // 2)]}
    return [*rows[: number - 1], first, first | {"name": [other], "pupils": [str(people // 2)]}, *rows[number:]]


def halves(name: str) -> tuple[str, str]:
    """What the halves of a group are called; of a long name the end gives way."""
    short = name[: NAME_LENGTH - len("-1")].rstrip()
    return f"{short}-1", f"{short}-2"


class _Listed(Choice):
    """A list that is made when the page shows it: a form that is sent on has no need of it."""

    maker: Callable[[], list[Any]] | None = None

    @property
    def choices(self) -> Any:
        return self.maker() if self.maker else []

    @choices.setter
    def choices(self, value: Any) -> None:
        """Only `maker` says what stands in it."""


class GroupRow(PartForm):
    """One class. The years and kinds of education to choose from are handed in."""

    name = Text(max_length=NAME_LENGTH)
    year = _Listed(_l("Groep of leerjaar"), choices=[], validate_choice=False)
    track = _Listed(_l("Soort onderwijs"), choices=[], validate_choice=False)
    pupils = Text(max_length=20)
    wish = Text(_l("Wens voor deze groep"), max_length=200)

    def __init__(self, raw: Raw, number: int, levels: Levels, lessons: Sequence[Card]) -> None:
        prefix = f"groups-{number}-"
        data = MultiDict((prefix + part, value) for part, values in raw.items() for value in values[:1])
        super().__init__(formdata=data or None, prefix=prefix, data={} if raw else {"year": SAME, "track": SAME})
        self.number, self.levels, self.lessons, self.raw = number, levels, lessons, raw
        self.likely = (levels.likely_year, levels.likely_track) if number == 1 else ("", "")
        for wtf, likely in zip((self.year, self.track), self.likely, strict=True):
            if likely and wtf.data in (None, "", SAME):
                wtf.data = likely
        if number > 1 and self.track.data is None:
            self.track.data = SAME  # the page did not ask for it
        self.word = words(levels.main)
        self.year.maker = self._years
        self.track.maker = lambda: levels.track_choices(number > 1)
        self.ticked = [card.id for card in lessons if "offering" not in raw or card.slug in raw["offering"]]
        self.lesson_error = ""
        self.chosen_year: Year | None = levels.only_year
        self.name.label.text = _l("Naam van de %(group)s", group=self.word.group)
        self.pupils.label.text = _l("Aantal %(people)s", people=self.word.people)
        self.wish.label.text = _l("Wens voor deze %(group)s", group=self.word.group)
        self.name.description = _l("Bijvoorbeeld %(example)s", example=self.word.example) if number == 1 else ""
        self.pupils.description = _l("Een schatting is goed.") if number == 1 else ""

    @property
    def id(self) -> str:
        return f"groups-{self.number}"

    def _years(self) -> list[Any]:
        """The list, and an answer to a former list: it is shown again, and asked about."""
        choices = self.levels.year_choices(self.number > 1)
        former = self.levels.year_elsewhere(self.year.data or "")
        return [*choices, SelectChoice(former.value, former.text)] if former else choices

    @property
    def ticked_slugs(self) -> list[str]:
        return [card.slug for card in self.lessons if card.id in self.ticked]

    @property
    def numbered(self) -> str:
        """groep 2"""
        return _("%(group)s %(n)s", group=self.word.group, n=self.number)

    @property
    def called(self) -> str:
        """What sentences call it: its name, where that can be read."""
        name = self.name.data or ""
        return self.numbered if not name or unreadable(name) or len(name) > self.name.max_length else name

    @property
    def used(self) -> bool:
        likely_year, likely_track = self.likely
        chose_year = self.levels.only_year is None and self.year.data not in (None, "", SAME, likely_year)
        chose_track = self.track.data not in (None, "", SAME, likely_track)
        return any((self.name.data, self.pupils.data, self.wish.data, chose_year, chose_track))

    def problems(self, repeated: tuple[str, str]) -> None:
        """Look at everything but what other rows have to do with it. `repeated`: the year and track of the row above."""
        group, n = self.word.group, self.number
        self.name.too_long = _l("Maak de naam van %(group)s %(n)s korter: maximaal 20 tekens.", group=group, n=n)
        self.wish.too_long = _l("Maak de wens van %(name)s korter: maximaal 200 tekens.", name=self.called)
        self.pupils.too_long = lambda _n: self._how_many()
        self.validate()
        self._name(group, n)
        self._year_and_track(*repeated)
        if not self.pupils.errors and read_people(self.pupils.data or "") is None:
            self.pupils.errors = [self._how_many()]
        if self.lessons and not self.ticked:
            self.lesson_error = _(
                "Kies minstens 1 les voor %(name)s, of haal de %(group)s weg.", name=self.called, group=group
            )

    def _how_many(self) -> str:
        return _(
            "Vul in hoeveel %(people)s er in %(name)s zitten, bijvoorbeeld 26. Gebruik alleen cijfers.",
            people=self.word.people,
            name=self.called,
        )

    def _name(self, group: Any, n: int) -> None:
        if self.name.errors:
            return
        self.name.data = plain_name((self.name.data or "").replace(".", " "))
        values = {"group": group, "n": n, "example": self.word.example}
        if not self.name.data:
            self.name.errors = [_("Vul de naam van %(group)s %(n)s in, bijvoorbeeld %(example)s.", **values)]
        elif not plain_signs(self.name.data):
            text = _(
                "Gebruik in de naam van %(group)s %(n)s alleen letters en cijfers, bijvoorbeeld %(example)s.", **values
            )
            self.name.errors = [text]

    def _year_and_track(self, year: str, track: str) -> None:
        said = self.levels.only_year.value if self.levels.only_year else self.says("year", year)
        self.chosen_year = self.levels.year(said)
        if self.chosen_year is None:
            if self.year.data != SAME or self.number == 1 or not year:
                self.year.errors = [_("Kies de groep of het leerjaar van %(name)s.", name=self.called)]
            return
        self.chosen_track = self.says("track", track)
        if self.chosen_track != ASKED_ABOVE and self.levels.level_of(self.chosen_year, self.chosen_track) is None:
            self.track.errors = [_("Kies het soort onderwijs van %(name)s.", name=self.called)]

    def wanted(self, slug: str) -> bool:
        """Was this one ticked here? Also one that is gone."""
        return slug in self.raw.get("offering", [])

    def says(self, part: str, above: str) -> str:
        """What it says itself, or else the row above."""
        value = self[part].data
        return above if value == SAME and self.number > 1 else value or ""

    chosen_track: str = ""

    @property
    def found(self) -> Found:
        """Its mistakes: (id of the control, sentence), in the order of the row."""
        parts = [(wtf.id, str(wtf.errors[0])) for wtf in (self.name, self.year, self.track, self.pupils) if wtf.errors]
        if self.lesson_error:
            parts.append((f"{self.id}-offering", self.lesson_error))
        return parts + [(self.wish.id, str(text)) for text in self.wish.errors[:1]]

    def asked(self, offerings: Sequence[int]) -> AskedGroup:
        """What this row asks for, once it is found right. `offerings`: all of the page, in order."""
        year = self.chosen_year
        if year is None:
            raise ValueError("a row that was not found right asks for nothing")
        level = self.levels.level_of(year, self.chosen_track)
        return AskedGroup(
            kind=CLASS,
            name=self.name.data or "",
            people=read_people(self.pupils.data or "") or 0,
            offerings=tuple(number for number in offerings if number in self.ticked),
            level=level,
            year_from=year.first,
            year_to=year.last,
            track=self.chosen_track if level in ("vo", "vmbo", "mbo") else None,
            wish=self.wish.data or None,
        )


class GroupRows:
    """All rows of classes."""

    def __init__(self, raws: Sequence[Raw], lessons: Sequence[Card], school: Teaches = Teaches()) -> None:  # noqa: B008
        self.lessons = list(lessons)
        ranges = (Range(each.level, each.year_from, each.year_to) for card in lessons for each in card.levels)
        self.levels = Levels(ranges, school)
        self.word = words(self.levels.main)
        self.rows = [GroupRow(raw, number, self.levels, self.lessons) for number, raw in enumerate(raws, 1)]
        self.error = ""

    def __iter__(self) -> Iterator[GroupRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def asks_tracks(self) -> bool:
        """Do the rows ask for the kind of education?"""
        years = (row.year.data for row in self.rows)
        return self.levels.asks_tracks(year for year in years if year not in (None, "", SAME))

    @property
    def used(self) -> list[GroupRow]:
        return [row for row in self.rows if row.used]

    def validate(self) -> bool:
        used = self.used
        if not used:
            self.error = _("Vul minstens 1 %(group)s in.", group=self.word.group)
            return False
        if len(used) > MOST:
            self.error = _("U kunt maximaal %(n)s %(groups)s in één keer aanvragen.", n=MOST, groups=self.word.groups)
        year = track = ""
        for row in self.rows:
            if row.used:
                row.problems((year, track))
            year = ASKED_ABOVE if row.year.errors else row.says("year", year)
            track = ASKED_ABOVE if row.track.errors else row.says("track", track)
        self._doubles(used)
        return not self.error and not any(row.found for row in used)

    def _doubles(self, used: Sequence[GroupRow]) -> None:
        seen: set[str] = set()
        for row in used:
            name = (row.name.data or "").casefold()
            if name in seen and not row.name.errors:
                text = _(
                    "U noemt %(name)s twee keer. Geef elke %(group)s een eigen naam.",
                    name=row.name.data,
                    group=self.word.group,
                )
                row.name.errors = [text]
            seen.add(name)

    @property
    def found(self) -> Found:
        own = [(self.rows[0].name.id if self.rows else "add_group", self.error)] if self.error else []
        return own + [pair for row in self.used for pair in row.found]


class OwnRow(PartForm):
    """The people for whom a training, an activity or an evening is: one row, without a year."""

    name = Text(max_length=40)
    people = Text(max_length=20)

    def __init__(self, data: Mapping[str, str] | None, card: Card) -> None:
        prefix = f"own-{card.slug}-"
        mine = MultiDict({name: value for name, value in (data or {}).items() if name.startswith(prefix)})
        super().__init__(formdata=mine or None, prefix=prefix)
        self.card = card
        self.kind = KIND_OF[card.kind]
        self.word = words(card.kind)
        parents = self.kind == PARENTS
        self.name.label.text = _("Ouders van welke groepen?") if parents else _("Naam van het team")
        self.people.label.text = _("Aantal %(people)s", people=self.word.people)
        self.people.description = _("Een schatting is goed.")

    def problems(self) -> bool:
        example = 40 if self.kind == PARENTS else 12
        sentence = _(
            "Vul in hoeveel %(people)s er zijn, bijvoorbeeld %(example)s. Gebruik alleen cijfers.",
            people=self.word.people,
            example=example,
        )
        self.people.too_long = sentence
        self.validate()
        if not self.name.errors:
            self.name.data = plain_name((self.name.data or "").replace(".", " ").replace(",", " "))
            if not plain_signs(self.name.data):
                self.name.errors = [_('Gebruik bij "%(label)s" alleen letters en cijfers.', label=self.name.label.text)]
        if not self.people.errors and read_people(self.people.data or "") is None:
            self.people.errors = [sentence]
        return not self.found

    @property
    def found(self) -> Found:
        return [(wtf.id, str(wtf.errors[0])) for wtf in (self.name, self.people) if wtf.errors]

    def asked(self) -> AskedGroup:
        levels = {each.level for each in self.card.levels}
        return AskedGroup(
            kind=self.kind,
            name=self.name.data or "",
            people=read_people(self.people.data or "") or 0,
            offerings=(self.card.id,),
            level=levels.pop() if len(levels) == 1 else None,
        )
