# SPDX-License-Identifier: EUPL-1.2
"""What an import would do to one school, and to all of the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from booking.schools.models import one_line
from booking.schools.search import fold, name_key

from .ours import OurWijk

ADDRESS = ("street", "house_number", "postcode", "city")


class What(StrEnum):
    """What happens to a school; one can be moved and renamed at once."""

    NEW = "new"
    REOPENED = "reopened"
    RENAMED = "renamed"
    MOVED = "moved"
    CHANGED = "changed"
    MERGED = "merged"
    CLOSED = "closed"


@dataclass
class Change:
    """`school` is the row as it stands (None: there is none yet), `values` the columns that get another value.

    `names`: other names that it gets, by their key; `forgotten`: keys of former names that it bears again. `successor`: the
    code of the school that it went into. `id`: of its row, once there is one.
    """

    school: Any | None
    values: dict[str, Any] = field(default_factory=dict)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    successor: str | None = None
    id: int = 0

    def __post_init__(self) -> None:
        if self.school is not None:
            self.id = self.school.id

    def __getattr__(self, column: str) -> Any:
        """The value of a column as it will be."""
        if column.startswith("_"):
            raise AttributeError(column)
        return self.values[column] if column in self.values else self.before(column)

    def before(self, column: str) -> Any:
        return getattr(self.school, column, None)

    def set(self, column: str, value: Any) -> None:
        """A new value, if it is one."""
        if self.school is not None and self.before(column) == value:
            self.values.pop(column, None)
        else:
            self.values[column] = value

    @property
    def empty(self) -> bool:
        return not (self.values or self.names or self.forgotten or self.successor)

    @property
    def address(self) -> str:
        return one_line(*(getattr(self, column) for column in ADDRESS))

    @property
    def address_before(self) -> str:
        return one_line(*(self.before(column) for column in ADDRESS))

    @property
    def moved(self) -> bool:
        """Is it somewhere else now? Another way to write the same address is no move."""
        if self.school is None or not any(column in self.values for column in ADDRESS):
            return False
        return fold(self.address) != fold(self.address_before)

    @property
    def renamed(self) -> bool:
        return (
            self.school is not None and "name" in self.values and name_key(self.name) != name_key(self.before("name"))
        )

    @property
    def changes(self) -> dict[str, list[Any]]:
        """Old and new by column, as the diary keeps them."""
        return {column: [self.before(column), value] for column, value in self.values.items()}

    @cached_property
    def whats(self) -> tuple[What, ...]:
        """What happens to it, the weightiest first."""
        if self.school is None:
            return (What.NEW,)
        found = []
        if self.values.get("status") == "open":
            found.append(What.REOPENED)
        elif self.successor:
            found.append(What.MERGED)
        elif self.values.get("status") == "closed":
            found.append(What.CLOSED)
        if self.renamed:
            found.append(What.RENAMED)
        if self.moved:
            found.append(What.MOVED)
        if self.others or not found:
            found.append(What.CHANGED)
        return tuple(found)

    @property
    def others(self) -> tuple[str, ...]:
        """The columns that change beside its state, its name and its address."""
        told = {"status", "closed_on"} | ({"name"} if self.renamed else set()) | (set(ADDRESS) if self.moved else set())
        return tuple(column for column in self.values if column not in told)


@dataclass(frozen=True)
class Told:
    """What a plan says: a line for each thing that happens, and the counts in one sentence."""

    lines: tuple[str, ...] = ()
    counts: str = ""


@dataclass
class Plan:
    """What an import would write, and what it says of that.

    `refusal`: why it must not be written. `closes_many`: the same, unless somebody says that it is right. Empty otherwise.
    """

    version: int
    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    wijken: list[OurWijk] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    refusal: str = ""
    closes_many: str = ""
    told: Told = Told()

    @property
    def refused(self) -> str:
        """All that stands in its way, in sentences."""
        return " ".join(filter(None, (self.refusal, self.closes_many)))

    @property
    def empty(self) -> bool:
        return not (self.new or self.changed or self.wijken)

    @property
    def all(self) -> Sequence[Change]:
        return [*self.new, *self.changed]
