# SPDX-License-Identifier: EUPL-1.2
"""The number that tells every process that public pages changed. It moves in the transaction that changes them."""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from .models import Version


def moved(session: Session, name: str = "catalogue") -> None:
    """Step the version on. Only an action that changes a public row by a plain UPDATE calls this itself.

    The new value is the clock where that is ahead: a transaction that is undone, or a database that is put back, must not
    leave a number behind that a process already holds pages of.
    """
    clock = time.time_ns() // 1000
    ahead = sa.case((Version.value >= clock, Version.value + 1), else_=clock)
    connection = session.connection()
    if not connection.execute(sa.update(Version).where(Version.name == name).values(value=ahead)).rowcount:
        connection.execute(sa.insert(Version).values(name=name, value=clock))


def _before_flush(session: Session, *_: Any) -> None:
    changed = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
    if any(getattr(type(row), "public_page", False) for row in changed):
        moved(session)


def watch(session: Any) -> None:
    """Listen to every flush of this session."""
    if not event.contains(session, "before_flush", _before_flush):
        event.listen(session, "before_flush", _before_flush)
