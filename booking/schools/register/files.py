# SPDX-License-Identifier: EUPL-1.2
"""All files of one import together: which list each is, and that no two of them disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _

from . import duo, ours, table
from .duo import Institution, Location, Pupils
from .ours import OurSchool, OurWijk
from .wrong import WrongFile

Progress = Callable[[str], None]
EVERY = 2500
"""After how many rows a line of progress comes."""


@dataclass
class Found:
    """What all files say. `lists`: which file is which list of locations; `places`: in which of them a code stands."""

    locations: dict[str, Location] = field(default_factory=dict)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    lists: dict[str, duo.Kind] = field(default_factory=dict)
    pupils: dict[str, Pupils] = field(default_factory=dict)
    institutions: list[Institution] = field(default_factory=list)
    schools: list[OurSchool] = field(default_factory=list)
    wijken: dict[str, OurWijk] = field(default_factory=dict)

    @property
    def listed(self) -> frozenset[str]:
        """The kinds of school of which there is a whole list."""
        return frozenset(kind for one in self.lists.values() for kind in one.schools)


def read(files: Mapping[str, bytes], progress: Progress = lambda text: None) -> Found:
    """Everything that these files say, by their names. Raises WrongFile for one mistake in one of them."""
    reader = _Files(progress)
    for where, data in files.items():
        if where.lower().endswith((".yaml", ".yml")):
            reader.ours(ours.read(data, where), where)
        else:
            reader.duo(table.read(data, where))
    return reader.found


class _Files:
    def __init__(self, progress: Progress) -> None:
        self.found, self.progress = Found(), progress

    def ours(self, said: ours.Ours, where: str) -> None:
        for wijk in said.wijken:
            if wijk.code in self.found.wijken:
                raise WrongFile(where, _("Wijk %(code)s staat er twee keer.", code=wijk.code))
            self.found.wijken[wijk.code] = wijk
        self.found.schools.extend(said.schools)
        counts = {"schools": len(said.schools), "wijken": len(said.wijken)}
        self.progress(_("%(file)s: %(schools)s scholen, %(wijken)s wijken", file=where, **counts))

    def duo(self, file: table.Table) -> None:
        kind = duo.kind_of(file)
        n = 0
        for n in self._counted(self._taken(file, kind), file.where):  # noqa: B007  (the last one is how many)
            pass
        if not n:
            raise WrongFile(file.where, _("In deze %(kind)s staat geen enkele regel.", kind=kind.title))
        self.progress(_("%(file)s: %(kind)s, %(n)s regels", file=file.where, kind=kind.title, n=n))

    def _counted(self, rows: Iterable[None], where: str) -> Iterable[int]:
        for n, _row in enumerate(rows, 1):
            if n % EVERY == 0:
                self.progress(_("%(file)s: %(n)s regels gelezen …", file=where, n=n))
            yield n

    def _taken(self, file: table.Table, kind: duo.Kind) -> Iterable[None]:
        if kind is duo.PUPILS:
            yield from self._pupils(file)
        elif kind is duo.MBO and not duo.has_locations(file):
            for _line, institution in duo.institutions(file):
                self.found.institutions.append(institution)
                yield
        else:
            self.found.lists[file.where] = kind
            for line, location in duo.locations(file, kind):
                self._locate(file.where, line, location)
                yield

    def _locate(self, where: str, line: int, location: Location) -> None:
        """One code is one location. The special list names one twice that has both so and vso."""
        before = self.found.locations.get(location.code)
        if before is not None and before != location:
            together = duo.both(before, location)
            if together is None:
                file, other = self.found.places[location.code]
                sentence = _(
                    "%(code)s staat ook in %(file)s op regel %(line)s, met andere gegevens.",
                    code=location.code,
                    file=file,
                    line=other,
                )
                raise WrongFile(where, sentence, line)
            location = together
        self.found.places.setdefault(location.code, (where, line))
        self.found.locations[location.code] = location

    def _pupils(self, file: table.Table) -> Iterable[None]:
        """A location with pupils of two sorts has a row for each. Of two files the newest year counts."""
        own: dict[str, Pupils] = {}
        sorts: set[tuple[str, str]] = set()
        for line, code, sort, pupils in duo.pupils(file):
            if (code, sort) in sorts:
                raise WrongFile(file.where, _("%(code)s staat er twee keer.", code=code), line)
            sorts.add((code, sort))
            before = own.get(code)
            own[code] = replace(pupils, number=pupils.number + before.number) if before else pupils
            yield
        for code, pupils in own.items():
            before = self.found.pupils.get(code)
            if before is None or before.year <= pupils.year:
                self.found.pupils[code] = pupils
