# SPDX-License-Identifier: EUPL-1.2
"""Writing a catalogue file, so that a person likes to edit it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from .schema import SECTIONS, Field


class _Flow(dict[str, Any]):
    """A mapping that is written on one line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _short(dumper: yaml.SafeDumper, items: Sequence[Any]) -> yaml.Node:
    """Slugs, months and years on one line, sentences and rows below one another."""
    one_line = all(isinstance(item, int) or (isinstance(item, str) and " " not in item) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=one_line)


_Dumper.add_representer(list, _short)
_Dumper.add_representer(
    _Flow, lambda dumper, row: dumper.represent_mapping("tag:yaml.org,2002:map", row.items(), flow_style=True)
)


def write(rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> str:
    """The file that `read` turns into these rows again. What is empty or as usual is left out."""
    return "\n".join(_section(name, rows[name]) for name in SECTIONS if rows.get(name))


def _section(name: str, rows: Iterable[Mapping[str, Any]]) -> str:
    spec = SECTIONS[name]
    slim = [_slim(spec.fields, row) for row in rows]
    pieces = [_yaml([_Flow(row) if spec.one_line else row], 10_000 if spec.one_line else 112) for row in slim]
    return f"{name}:\n" + ("" if spec.one_line else "\n").join(pieces)


def _yaml(value: object, width: int) -> str:
    text = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=width, default_flow_style=False)
    return "".join(f"  {line}\n" for line in text.splitlines())


def _slim(fields: Mapping[str, Field], row: Mapping[str, Any]) -> dict[str, Any]:
    slim: dict[str, Any] = {}
    for name, field in fields.items():
        value = row.get(name, field.empty())
        if value == field.empty() and not field.required:
            if field.word:
                slim[name] = field.word
        elif field.fields is not None:
            slim[name] = _slim(field.fields, value)
        elif field.rows is not None:
            slim[name] = [_item(field.rows, item) for item in value]
        else:
            slim[name] = value
    return slim


def _item(fields: Mapping[str, Field], item: Mapping[str, Any]) -> dict[str, Any]:
    slim = _slim(fields, item)
    sentences = any(isinstance(value, list) and any(" " in str(line) for line in value) for value in slim.values())
    return slim if sentences else _Flow(slim)


def differences(section: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The fields in which two rows differ, in the order of the file."""
    return [name for name in SECTIONS[section].fields if old.get(name) != new.get(name)]
