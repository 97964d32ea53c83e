# SPDX-License-Identifier: EUPL-1.2
"""Search in the catalogue: one index in memory, the same on both databases, without a query of its own.

Words are folded (lower case, no accents) and stemmed. What somebody types matches by stem and by beginning; synonyms add
to it; only a word that hits nothing is compared letter by letter with the words of the catalogue.
"""

import bisect
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import snowballstemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

TITLE, SUMMARY, REST = 8.0, 4.0, 1.0
BY_BEGINNING, BY_SYNONYM, BY_SLIP = 0.6, 0.8, 0.5
LONGEST_QUERY, MOST_WORDS = 200, 8
# Shorter beginnings fit too much: "le" is in nearly every lesson.
SHORTEST_BEGINNING = 3
# A word that stands in more than this part of the catalogue cannot carry a search alone.
EVERYWHERE = 0.5

_WORD = re.compile(r"[^\W_]+(?:['’`][^\W_]+)*")
_STOP = frozenset(
    "aan als bij dat de deze die dit door een en er hebben heeft het hoe ik in is je kan kunnen maar met mijn naar niet"
    " nog of om ons onze ook op over te tegen tot u uit uw van voor wat we wie wij worden zij zijn zoek"
    " a about an and for in of on the to with".split()
)
_stemmer = snowballstemmer.stemmer("dutch")
_one_word_at_a_time = threading.Lock()


def fold(text: str) -> str:
    """Lower case without accents and apostrophes: how words are compared."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in plain if not unicodedata.combining(sign) and sign not in "'’`")


def words_of(text: str) -> list[str]:
    return [fold(found.group()) for found in _WORD.finditer(text)]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stemmer is pure Python and slow: a catalogue holds few different words, so each is stemmed once.

    It keeps the word at hand in itself: two threads at once give each other's words, or an error. Hence the lock.
    """
    with _one_word_at_a_time:
        return _stemmer.stemWord(word)


def split_list(text: str) -> list[str]:
    """Search words as people type them: one a line, or with commas."""
    return [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]


@dataclass(frozen=True)
class Entry:
    """One thing that can be found."""

    key: str
    title: str
    summary: str
    rest: str


@dataclass(frozen=True)
class Words:
    """What teachers say for what stands in the catalogue."""

    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    slips: Mapping[str, str] = field(default_factory=dict)
    outside: Sequence[str] = ()


@dataclass(frozen=True)
class Found:
    """The keys, best first; the words to mark; what was perhaps meant ("" if nothing)."""

    keys: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    suggestion: str = ""


@dataclass
class _Hits:
    """What one thing that was typed hits: a score per entry, and the words of the catalogue that did it."""

    scores: dict[int, float] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)

    def add(self, other: "_Hits", factor: float) -> None:
        for entry, score in other.scores.items():
            self.scores[entry] = max(self.scores.get(entry, 0.0), score * factor)
        self.words |= other.words


_Stems = tuple[str, ...]


class Index:
    """Built once per version of the catalogue, then only read: threads share it."""

    def __init__(self, entries: Iterable[Entry], words: Words) -> None:
        self._entries = tuple(entries)
        self._postings: dict[str, dict[int, float]] = {}
        self._forms: dict[str, set[str]] = {}
        for number, entry in enumerate(self._entries):
            for text, weight in ((entry.title, TITLE), (entry.summary, SUMMARY), (entry.rest, REST)):
                self._take_in(number, text, weight)
        self._vocabulary = sorted(self._forms)
        self._synonyms: dict[_Stems, list[str]] = {}
        for phrase, targets in words.synonyms.items():
            self._synonyms.setdefault(_stems(phrase), []).extend(targets)
        self._slips = {fold(typed): meant for typed, meant in words.slips.items()}
        self._outside = {stem(word) for phrase in words.outside for word in words_of(phrase)}
        self._longest = max((len(phrase) for phrase in self._synonyms), default=1)
        known = {word for phrase in words.synonyms for word in words_of(phrase)} | set(self._vocabulary)
        self._known = sorted(word for word in known | self._outside if not word.isdigit())

    def _take_in(self, number: int, text: str, weight: float) -> None:
        for word in set(words_of(text)):
            posting = self._postings.setdefault(word, {})
            posting[number] = posting.get(number, 0.0) + weight
            self._forms.setdefault(word, set()).add(stem(word))

    def search(self, typed: str) -> Found:
        words = [w for w in words_of(typed[:LONGEST_QUERY]) if w not in _STOP and (len(w) > 1 or w.isdigit())]
        words = words[:MOST_WORDS]
        if not words:
            return Found()
        meant: dict[str, str] = {}
        parts: list[_Hits] = []
        for phrase in self._phrases(words):
            hits = self._phrase(phrase)
            slip = self._slips.get(" ".join(phrase)) or ("" if hits.scores else self._nearest(phrase))
            if slip:
                meant[" ".join(phrase)] = slip
                hits.add(self._phrase(tuple(words_of(slip))), BY_SLIP)
            parts.append(hits)
        scores = self._together(parts, words)
        order = sorted(scores, key=lambda number: (-scores[number], fold(self._entries[number].title)))
        marks = frozenset(word for part in parts for word in part.words) if scores else frozenset[str]()
        suggestion = _suggest(typed, meant) if meant and scores else ""
        return Found(tuple(self._entries[number].key for number in order), marks, suggestion)

    def _phrases(self, words: list[str]) -> Iterator[tuple[str, ...]]:
        """The typed words, with those that make up a known phrase kept together, longest first."""
        start = 0
        while start < len(words):
            for end in range(min(len(words), start + self._longest), start, -1):
                phrase = tuple(words[start:end])
                if end == start + 1 or tuple(stem(word) for word in phrase) in self._synonyms:
                    yield phrase
                    start = end
                    break

    def _phrase(self, phrase: tuple[str, ...]) -> _Hits:
        hits = _Hits()
        hits.add(self._all_of(phrase), 1.0)
        for target in self._synonyms.get(tuple(stem(word) for word in phrase), ()):
            hits.add(self._all_of(tuple(words_of(target))), BY_SYNONYM)
        return hits

    def _all_of(self, phrase: tuple[str, ...]) -> _Hits:
        """Entries that hold every word of it."""
        each = [self._word(word) for word in phrase]
        both = set.intersection(*(set(hits.scores) for hits in each)) if each else set()
        scores = {number: min(hits.scores[number] for hits in each) for number in both}
        return _Hits(scores, {word for hits in each for word in hits.words} if scores else set())

    def _word(self, word: str) -> _Hits:
        hits = _Hits()
        wanted = stem(word)
        start = min(len(word), len(wanted))
        beginning = word[:start] if start >= SHORTEST_BEGINNING else word
        for known in self._beginning_with(beginning):
            if known == word or wanted in self._forms[known]:
                hits.add(_Hits(self._postings[known], {known}), 1.0)
            elif known.startswith(word) and len(word) >= SHORTEST_BEGINNING:
                hits.add(_Hits(self._postings[known], {known}), BY_BEGINNING)
        return hits

    def _beginning_with(self, beginning: str) -> Iterator[str]:
        for number in range(bisect.bisect_left(self._vocabulary, beginning), len(self._vocabulary)):
            if not self._vocabulary[number].startswith(beginning):
                return
            yield self._vocabulary[number]

    def _nearest(self, phrase: tuple[str, ...]) -> str:
        """The known word that was perhaps meant: one letter wrong in a short word, two in a long one."""
        if len(phrase) != 1 or stem(phrase[0]) in self._outside or len(phrase[0]) < 4 or phrase[0].isdigit():
            return ""
        word = phrase[0]
        furthest = 1 if len(word) < 7 else 2
        near = process.extract(word, self._known, scorer=OSA.distance, score_cutoff=furthest, limit=5)
        # Of equally near words the one that begins alike, then the one that is in more lessons.
        best = min(
            near,
            key=lambda hit: (hit[1], hit[0][0] != word[0], -len(self._postings.get(hit[0], ())), hit[0]),
            default=None,
        )
        return "" if best is None or best[0] in self._outside else best[0]

    def _together(self, parts: list[_Hits], words: list[str]) -> dict[int, float]:
        """Entries that fit all that was typed; else all but what hits nothing, as long as the rest says something."""
        entries = _fit_all(parts)
        if entries or any(stem(word) in self._outside for word in words):
            return entries
        telling = [part for part in parts if 0 < len(part.scores) <= EVERYWHERE * len(self._entries)]
        return _fit_all(telling) or _fit_any(telling)


def _fit_all(parts: list[_Hits]) -> dict[int, float]:
    if not parts:
        return {}
    fitting = set.intersection(*(set(part.scores) for part in parts))
    return {number: sum(part.scores[number] for part in parts) for number in fitting}


def _fit_any(parts: list[_Hits]) -> dict[int, float]:
    sums: dict[int, float] = {}
    for part in parts:
        for number, score in part.scores.items():
            sums[number] = sums.get(number, 0.0) + score
    return sums


def _stems(phrase: str) -> _Stems:
    return tuple(stem(word) for word in words_of(phrase))


def _suggest(typed: str, meant: Mapping[str, str]) -> str:
    """What was typed, in clean words, with the slips put right."""
    shown = " ".join(words_of(typed[:LONGEST_QUERY])[:MOST_WORDS])
    for slip, right in meant.items():
        shown = re.sub(rf"(?<!\w){re.escape(slip)}(?!\w)", right, shown)
    return shown


def pieces(text: str, words: frozenset[str]) -> list[tuple[str, bool]]:
    """The text cut in pieces, each with whether it is one of the words that were found."""
    cut: list[tuple[str, bool]] = []
    end = 0
    for found in _WORD.finditer(text) if words else ():
        if fold(found.group()) in words:
            cut += [(text[end : found.start()], False), (found.group(), True)]
            end = found.end()
    return [piece for piece in [*cut, (text[end:], False)] if piece[0]]
