# SPDX-License-Identifier: EUPL-1.2
"""Finding a school by what somebody types of its name, address, postcode or code. In memory, the same on both databases.

Words may come in any order and be cut off; they are compared without capitals and accents. What finds nothing as it was
typed is looked for inside words, and only then letter by letter: a slip costs time, a name does not.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from rapidfuzz import process
from rapidfuzz.distance import OSA

from booking.jinja import number as shown_number

LIMIT = 10
SHORTEST, LONGEST, MOST_WORDS = 2, 80, 8
SHORTEST_INSIDE, SHORTEST_SLIP, TWO_SLIPS, LONG = 3, 4, 7, 9
SUGGESTED, MANY = 5, 20

_WORD = re.compile(r"[^\W_]+")
_POSTCODE = re.compile(r"\b[1-9][0-9]{3} ?[A-Za-z]{2}\b", re.ASCII)
_APOSTROPHES = str.maketrans("", "", "'’`´‘")
# Letters that carry no accent and still stand for others.
_LETTERS = str.maketrans({"ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"})
_WRITTEN_OUT = {
    "st": "sint", "burg": "burgemeester", "prof": "professor", "ds": "dominee", "mr": "meester", "chr": "christelijk",
    "chr.": "christelijk", "christelijke": "christelijk", "v": "van", "vd": "van", "gem": "gemeente", "str": "straat",
}  # fmt: skip
_SMALL = frozenset(
    "de het t een van der den en in op te aan bij voor school scholen basisschool bs obs cbs kbs rkbs pcb pcbs icbs ibs abs sbo"
    " locatie vestiging".split()
)
"""Words that people add or leave out: beside others they do not have to be there."""


LEVEL_OF_KIND = {"po": "po", "sbo": "po", "so": "po", "vo": "vo", "vso": "vo", "mbo": "mbo"}
"""Under which level the groups of a school of each kind stand on a form."""


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school as the picker knows it. `successor`: the one that it was merged into."""

    id: int
    code: str | None
    kind: str
    name: str
    address: str
    postcode: str | None
    city: str | None
    wijk: str | None
    region: str | None
    structure: str | None
    other_names: tuple[str, ...] = ()
    open: bool = True
    successor: int | None = None

    @property
    def level(self) -> str:
        return LEVEL_OF_KIND.get(self.kind, "")

    @property
    def in_full(self) -> str:
        """De Voorbeeldboom, Voorbeeldstraat 1, 3511 ZZ Utrecht"""
        return ", ".join(part for part in (self.name, self.address) if part)


@dataclass(frozen=True)
class Found:
    """The best hits, and how many there are in all."""

    hits: list[SchoolRow]
    total: int


def fold(text: str) -> str:
    """Small letters without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS).translate(_APOSTROPHES))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def name_key(name: str) -> str:
    """What is compared of a name: without capitals, accents and double blanks."""
    return " ".join(fold(name).split())


def words_of(text: str) -> list[str]:
    """The words of a name or an address as they are compared."""
    return [_WRITTEN_OUT.get(found.group(), found.group()) for found in _WORD.finditer(fold(text))]


class _Words:
    """Words in order, and for each the numbers of the rows that hold it, one after another: all words with the same
    beginning are one slice."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        holders: dict[str, set[int]] = {}
        for word, number in pairs:
            holders.setdefault(word, set()).add(number)
        self.words = sorted(holders)
        self._starts: list[int] = [0]
        self._numbers: list[int] = []
        for word in self.words:
            self._numbers.extend(sorted(holders[word]))
            self._starts.append(len(self._numbers))
        self._text = "\n".join(["", *self.words, ""])
        self._places = [0]
        for word in self.words:
            self._places.append(self._places[-1] + len(word) + 1)
        self._beginnings: dict[int, list[str]] = {}

    def _between(self, first: int, after: int) -> list[int]:
        return self._numbers[self._starts[first] : self._starts[after]]

    def exactly(self, word: str) -> set[int]:
        at = bisect.bisect_left(self.words, word)
        return set(self._between(at, at + 1)) if self.words[at : at + 1] == [word] else set()

    def beginning(self, word: str) -> set[int]:
        first = bisect.bisect_left(self.words, word)
        return set(self._between(first, bisect.bisect_left(self.words, word + "\U0010ffff", first)))

    def inside(self, word: str) -> set[int]:
        """Rows with a word that holds this one: a house number or a postcode is no part of another."""
        found: set[int] = set()
        place = self._text.find(word)
        while place != -1:
            at = bisect.bisect_right(self._places, place) - 1
            found.update(self._between(at, at + 1))
            place = self._text.find(word, self._places[at + 1])
        return found

    def near(self, word: str) -> set[int]:
        """Rows with a word that begins nearly so: one slip in a short word, two in a long one; only the nearest of them."""
        most = 1 if len(word) < TWO_SLIPS else 2
        lengths = range(len(word), len(word) + (3 if len(word) >= LONG else 2))  # what was left out makes it longer
        candidates = (self._of_length(length) for length in lengths)
        found = {
            candidate: far
            for some in candidates
            for candidate, far, _at in process.extract(word, some, scorer=OSA.distance, score_cutoff=most, limit=None)
        }
        nearest = min(found.values(), default=0)
        rows = (self.beginning(candidate) for candidate, far in found.items() if far == nearest)
        return set[int]().union(*rows)

    def _of_length(self, length: int) -> list[str]:
        """All beginnings of this length, and the words that are a little shorter. Made when first asked for."""
        kept = self._beginnings.get(length)
        if kept is None:
            cut = {word[:length] for word in self.words if len(word) >= length - 2 and not word[0].isdigit()}
            kept = self._beginnings[length] = sorted(cut)
        return kept


class SchoolIndex:
    """Built once per version of the register, then only read: threads share it."""

    def __init__(self, rows: Iterable[SchoolRow]) -> None:
        self._rows = sorted(rows, key=_place)
        self.by_id = {row.id: row for row in self._rows}
        self._open = sum(row.open for row in self._rows)
        self._names = _Words((word, n) for n, row in enumerate(self._rows) for word in _name_words(row.name))
        inherited: dict[int, set[str]] = {}
        for row in self._rows:
            heir = None if row.open else self.standing_in(row.id)
            if heir is not None:
                inherited.setdefault(heir.id, set()).update(_all_words(row))
        self._all = _Words(
            (word, n) for n, row in enumerate(self._rows) for word in _all_words(row) | inherited.get(row.id, set())
        )

    def __len__(self) -> int:
        """How many are open: none means that there is nothing to pick."""
        return self._open

    def find(self, query: str, limit: int = LIMIT, *, closed: bool = False) -> Found:
        """The schools that were meant, best first; closed ones only where asked for, after the open ones that fit as well."""
        words = _asked_words(query)
        numbers: list[int] = []
        for hits in self._closer_and_closer(words) if words else ():
            fitting = hits if closed else {number for number in hits if number < self._open}
            numbers += sorted(fitting.difference(numbers))
            if len(numbers) >= limit:
                break
        return Found([self._rows[number] for number in numbers[:limit]], len(numbers))

    def standing_in(self, school_id: int) -> SchoolRow | None:
        """This school, or the open one that it was merged into (also in several steps)."""
        row, seen = self.by_id.get(school_id), set[int]()
        while row is not None and not row.open and row.id not in seen:
            seen.add(row.id)
            row = self.by_id.get(row.successor) if row.successor is not None else None
        return row if row is not None and row.open else None

    def _closer_and_closer(self, words: Sequence[str]) -> Iterator[set[int]]:
        """What fits, ever more forgiving: the name, the rest, inside words, with slips, without what nobody knows."""
        yield _all_of([self._begins(self._names, word) for word in words])
        begins = [self._begins(self._all, word) for word in words]
        whole = _all_of(begins)
        yield whole
        inside = [hits | self._inside(word) for hits, word in zip(begins, words, strict=True)]
        whole |= _all_of(inside)
        yield whole
        if whole:
            return
        called = [hits or self._called(word) for hits, word in zip(inside, words, strict=True)]
        whole = _all_of(called)
        yield whole
        if whole:
            return
        near = [hits | self._near(word) for hits, word in zip(called, words, strict=True)]
        known = [(word, hits) for word, hits in zip(words, near, strict=True) if hits]
        letters = sum(len(word) for word, _hits in known)
        telling = letters >= SHORTEST_INSIDE and 2 * letters >= sum(map(len, words))  # what is left says at least half
        yield _all_of(near) or (_all_of([hits for _word, hits in known]) if telling else set())

    @staticmethod
    def _begins(where: _Words, word: str) -> set[int]:
        """House number 1 is not 115, unless nothing else can be meant."""
        exact = where.exactly(word) if word.isdigit() and len(word) < 4 else None
        return exact or where.beginning(word)

    def _inside(self, word: str) -> set[int]:
        return set() if len(word) < SHORTEST_INSIDE or word.isdigit() else self._all.inside(word)

    def _called(self, word: str) -> set[int]:
        """A name with "school" behind it: Voorbeeldbrugschool for De Voorbeeldbrug."""
        name = word.removesuffix("basisschool").removesuffix("school")
        return set() if name == word or len(name) < SHORTEST_SLIP else self._all.beginning(name)

    def _near(self, word: str) -> set[int]:
        return set() if len(word) < SHORTEST_SLIP or word[0].isdigit() else self._all.near(word)


def _all_of(each: Sequence[set[int]]) -> set[int]:
    return set.intersection(*sorted(each, key=len)) if each else set()


def _asked_words(query: str) -> list[str]:
    """What must be found of it. Too little to look for: nothing."""
    words = list(dict.fromkeys(words_of(query[:LONGEST])))[:MOST_WORDS]
    telling = [word for word in words if word not in _SMALL] or words
    return telling if sum(map(len, telling)) >= SHORTEST else []


def _place(row: SchoolRow) -> tuple[object, ...]:
    """Open ones first, by name without its article."""
    words = words_of(row.name)
    return (
        not row.open,
        words[1:] if words[0:1] in (["de"], ["het"], ["t"]) else words,
        row.city or "",
        row.address,
        row.id,
    )


def _name_words(name: str) -> set[str]:
    """Its words; all of them as one ("voorbeeldboom" for De Voorbeeld Boom); the first letters of three and more (usg)."""
    words = words_of(name)
    long = [word for word in words if word not in ("de", "het", "t")]
    found = {*words, "".join(long)}
    return found | ({"".join(word[0] for word in long)} if len(long) > 2 else set()) - {""}


def _all_words(row: SchoolRow) -> set[str]:
    found = _name_words(row.name)
    for name in row.other_names:
        found |= _name_words(name)
    for text in (row.address, row.postcode, row.city, row.wijk, row.code):
        found.update(words_of(text or ""))
    if row.postcode:
        found.add(fold(row.postcode).replace(" ", ""))
    found.discard("")
    return found


def alike(index: SchoolIndex, name: str, address: str, limit: int = SUGGESTED) -> list[SchoolRow]:
    """Open schools that are much like this one, best first: by the name as a whole, by its words, by the address.

    What fits many schools says nothing.
    """
    postcode, street = _POSTCODE.search(address), words_of(address.partition(",")[0])
    tries = [(3, name), *((1, word) for word in dict.fromkeys(words_of(name)) if len(word) > 3)]
    tries += [(2, postcode[0])] if postcode else []
    weights: Counter[int] = Counter()
    for weight, text in tries:
        found = index.find(text, MANY)
        weights.update(dict.fromkeys((row.id for row in found.hits if found.total <= MANY), weight))
    for row in index.find(" ".join(street), MANY).hits:
        if set(street) <= set(words_of(row.address)):
            weights[row.id] += 2
    near = [
        row for number, _weight in weights.most_common() if _akin(row := index.by_id[number], name, postcode, street)
    ]
    return near[:limit]


def _akin(row: SchoolRow, name: str, postcode: re.Match[str] | None, street: Sequence[str]) -> bool:
    """Has it a telling word of the name, but for a slip; or the postcode, or the street with its number?"""
    if (
        postcode is not None
        and row.postcode
        and name_key(postcode[0]).replace(" ", "") == fold(row.postcode).replace(" ", "")
    ):
        return True
    if any(word[0].isdigit() for word in street) and set(street) <= set(words_of(row.address)):
        return True
    theirs = {word for called in (row.name, *row.other_names) for word in _telling(called)}
    return any(_same_word(mine, word) for mine in _telling(name) for word in theirs)


def _telling(name: str) -> set[str]:
    return {word for word in _name_words(name) if len(word) >= SHORTEST_INSIDE and word not in _SMALL}


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if one == other or (len(short) > SHORTEST_SLIP and long.startswith(short)):
        return True
    return len(short) >= SHORTEST_SLIP and OSA.distance(one, other) <= (1 if len(short) < TWO_SLIPS else 2)


def said_of(found: Found, query: str | None) -> str:
    """How many were found, and what to do where that is none or too many."""
    if not found.total:
        return _(
            'We vinden geen school met "%(query)s". Probeer een deel van de naam, of kies "Mijn school staat er niet bij".',
            query=query or "",
        )
    if found.total > LIMIT:
        return _("We vinden %(n)s scholen. Vul ook de straat of postcode in.", n=shown_number(found.total))
    return ngettext("%(num)s school gevonden.", "%(num)s scholen gevonden.", found.total)
