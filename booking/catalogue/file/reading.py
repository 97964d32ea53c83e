# SPDX-License-Identifier: EUPL-1.2
"""Reading a catalogue file, with the line of each mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from flask_babel import gettext as _

from booking.errors import BookingError

from .schema import SECTIONS, Field, Wrong

# The one in C, where PyYAML was built with it: ten times as fast, the same marks and the same safe tags.
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Row(dict[str, Any]):
    """One row of a section: every field of it, also those that were left out, and where each stands."""

    section: str
    where: str
    lines: dict[str, int]

    @property
    def name(self) -> str:
        return str(self.get(SECTIONS[self.section].key) or "")


@dataclass(frozen=True)
class Problem:
    where: str
    line: int
    row: str
    field: str
    sentence: str

    def __str__(self) -> str:
        place = _("%(file)s, regel %(line)s", file=self.where, line=self.line)
        named = [place, *([self.row] if self.row else []), *([self.field] if self.field else [])]
        return ", ".join(named) + ": " + self.sentence


class WrongFile(BookingError):
    """Nothing of it was taken in."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def read(text: str, where: str) -> dict[str, list[Row]]:
    """The rows of each section, checked. Every mistake of the file is told at once."""
    reader = _Reader(where)
    rows = reader.read(text)
    if reader.problems:
        raise WrongFile(reader.problems)
    return rows


class _Reader:
    def __init__(self, where: str) -> None:
        self.where = where
        self.problems: list[Problem] = []

    def wrong(self, line: int, row: str, field: str, sentence: str) -> None:
        self.problems.append(Problem(self.where, line, row, field, sentence))

    def read(self, text: str) -> dict[str, list[Row]]:
        try:
            loader = Loader(text)
            top = loader.get_single_node()
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.wrong(line, "", "", _("Dit is geen geldige YAML: %(problem)s.", problem=error.problem or "?"))
            return {}
        except (yaml.YAMLError, ValueError) as error:
            self.wrong(1, "", "", _("Dit is geen geldige YAML: %(problem)s.", problem=str(error).split("\n")[0]))
            return {}
        if not isinstance(top, yaml.MappingNode):
            self.wrong(1, "", "", _("Begin met een van deze woorden: %(names)s.", names=", ".join(SECTIONS)))
            return {}
        found: dict[str, list[Row]] = {}
        for name, (line, node) in self._pairs(top, "", "").items():
            if name not in SECTIONS:
                sentence = _('"%(name)s" kan hier niet. Kies uit: %(names)s.', name=name, names=", ".join(SECTIONS))
                self.wrong(line, "", name, sentence)
            elif not isinstance(node, yaml.SequenceNode):
                self.wrong(line, "", name, _("Maak hier een lijst van."))
            else:
                found[name] = [row for item in node.value if (row := self._row(loader, name, item)) is not None]
        self._twice(found)
        return found

    def _pairs(self, node: yaml.MappingNode, row: str, prefix: str) -> dict[str, tuple[int, yaml.Node]]:
        pairs: dict[str, tuple[int, yaml.Node]] = {}
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in pairs:
                self.wrong(line, row, prefix + name, _("Dit veld staat er twee keer."))
            pairs[name] = (line, value)
        return pairs

    def _row(self, loader: Any, section: str, node: yaml.Node) -> Row | None:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            self.wrong(line, "", section, _("Maak hier een rij met velden van."))
            return None
        spec = SECTIONS[section]
        key = next((str(value.value) for name, value in node.value if name.value == spec.key), "")
        before = len(self.problems)
        row = Row(self._fields(loader, spec.fields, node, key, ""))
        row.section, row.where = section, self.where
        row.lines = {name: pair[0] for name, pair in self._pairs(node, key, "").items()} | {"": line}
        if len(self.problems) == before:
            for field, sentence in spec.rules(row):
                self.wrong(row.lines.get(field, line), key, field, sentence)
        return row

    def _fields(
        self, loader: Any, fields: Mapping[str, Field], node: yaml.MappingNode, row: str, prefix: str
    ) -> dict[str, Any]:
        values: dict[str, Any] = {}
        pairs = self._pairs(node, row, prefix)
        for name, (line, _value) in pairs.items():
            if name not in fields:
                allowed = ", ".join(fields)
                self.wrong(line, row, prefix + name, _("Dit veld bestaat niet. Kies uit: %(names)s.", names=allowed))
        for name, field in fields.items():
            line, value = pairs.get(name, (node.start_mark.line + 1, None))
            values[name] = self._value(loader, field, value, line, row, prefix + name)
        return values

    def _value(self, loader: Any, field: Field, node: yaml.Node | None, line: int, row: str, name: str) -> Any:
        if node is None or (isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")):
            if field.required:
                self.wrong(line, row, name, _("Vul dit veld in."))
            return field.empty()
        if field.fields is not None and isinstance(node, yaml.MappingNode):
            return self._fields(loader, field.fields, node, row, name + ".")
        if field.rows is not None:
            if not isinstance(node, yaml.SequenceNode):
                self.wrong(line, row, name, _("Maak hier een lijst van."))
                return field.empty()
            return [self._item(loader, field.rows, item, row, f"{name}[{n}]") for n, item in enumerate(node.value, 1)]
        try:
            return field.check(loader.construct_object(node, deep=True))
        except (Wrong, yaml.YAMLError, ValueError) as error:
            sentence = str(error) if isinstance(error, Wrong) else _("Deze waarde kunnen we niet lezen.")
            self.wrong(line, row, name, sentence)
            return field.empty()

    def _item(self, loader: Any, fields: Mapping[str, Field], node: yaml.Node, row: str, name: str) -> dict[str, Any]:
        if isinstance(node, yaml.MappingNode):
            return self._fields(loader, fields, node, row, name + ".")
        self.wrong(node.start_mark.line + 1, row, name, _("Maak hier een rij met velden van."))
        return {}

    def _twice(self, found: Mapping[str, Iterable[Row]]) -> None:
        for section, rows in found.items():
            seen: dict[str, int] = {}
            for row in rows:
                key, line = SECTIONS[section].key, row.lines[""]
                if row.name in seen:
                    sentence = _('"%(name)s" staat ook al op regel %(line)s.', name=row.name, line=seen[row.name])
                    self.wrong(row.lines.get(key, line), row.name, key, sentence)
                seen.setdefault(row.name, line)
