# SPDX-License-Identifier: EUPL-1.2
"""Writing the diary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from structlog.contextvars import get_contextvars

from booking.extensions import db

from .models import HistoryEntry


@dataclass(frozen=True)
class Actor:
    """Who did it. Only staff have a name in the diary: a school is "de school", whoever held the link.

    The roles are for the table of permissions, which an action asks of its actor; the diary keeps none.
    """

    kind: str
    id: int | None = None
    name: str | None = None
    role_names: frozenset[str] = frozenset()

    @property
    def is_authenticated(self) -> bool:
        return self.kind == "staff"


TEACHER = Actor("teacher")
COMMAND = Actor("command")


def staff(member: Any) -> Actor:
    return Actor("staff", member.id, member.name, member.role_names)


_TABLE: Any = HistoryEntry.__table__
_INSERT = insert(_TABLE)


def note(
    actor: Actor,
    root: tuple[str, int],
    action: str,
    now: datetime,
    *,
    subject: tuple[str, int] | None = None,
    moved: tuple[str | None, str | None] = (None, None),
    act: int | None = None,
    text: str | None = None,
    changes: dict[str, Any] | None = None,
    at_once: bool = False,
) -> None:
    """One line: who did what to which thing (`root`; `subject` within it), from which status to which, and in which act.

    All lines of an act are stored together at its end. `at_once`: for an act of one line, which then costs less.
    """
    line = _line(actor, root, action, now, subject, moved, act, text, changes)
    if at_once:
        db.session.connection().execute(_INSERT, line)
    else:
        db.session.add(HistoryEntry(**line))


def note_all(
    actor: Actor, lines: Iterable[tuple[tuple[str, int], str, int | None, str | None, dict[str, Any]]], now: datetime
) -> None:
    """Many lines at once, as an import writes them: of each the root, the action, the act, the text and the changes."""
    told = [
        _line(actor, root, action, now, None, (None, None), act, text, changes)
        for root, action, act, text, changes in lines
    ]
    for some in ([one for one in told if "changes" in one], [one for one in told if "changes" not in one]):
        if some:
            db.session.execute(_INSERT, some)


def _line(
    actor: Actor,
    root: tuple[str, int],
    action: str,
    now: datetime,
    subject: tuple[str, int] | None,
    moved: tuple[str | None, str | None],
    act: int | None,
    text: str | None,
    changes: dict[str, Any] | None,
) -> dict[str, Any]:
    line = {
        "at": now,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "root_kind": root[0],
        "root_id": root[1],
        "subject_kind": subject[0] if subject else None,
        "subject_id": subject[1] if subject else None,
        "action": action,
        "from_status": moved[0],
        "to_status": moved[1],
        "act": act,
        "note": text or None,
        "trace": get_contextvars().get("request_id"),
    }
    if changes:  # a plain INSERT would store None as JSON's null
        line["changes"] = changes
    return line
