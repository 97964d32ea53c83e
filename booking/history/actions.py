# SPDX-License-Identifier: EUPL-1.2
"""Writing the diary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from structlog.contextvars import get_contextvars

from booking.extensions import db

from .models import HistoryEntry


@dataclass(frozen=True)
class Actor:
    """Who did it. Only staff have a name in the diary: a school is "de school", whoever held the link."""

    kind: str
    id: int | None = None
    name: str | None = None


TEACHER = Actor("teacher")
CLOCK = Actor("clock")
COMMAND = Actor("command")


def staff(member: Any) -> Actor:
    return Actor("staff", member.id, member.name)


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
) -> HistoryEntry:
    """One line: who did what to which thing (`root`; `subject` within it), from which status to which, and in which act."""
    entry = HistoryEntry(
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        root_kind=root[0],
        root_id=root[1],
        subject_kind=subject[0] if subject else None,
        subject_id=subject[1] if subject else None,
        action=action,
        from_status=moved[0],
        to_status=moved[1],
        act=act,
        note=text or None,
        changes=changes or None,
        trace=get_contextvars().get("request_id"),
    )
    db.session.add(entry)
    return entry
