# SPDX-License-Identifier: EUPL-1.2
"""Numbers that tell every process that what it holds in memory is old. One moves in the transaction that changes a row.

A model names its number: `moves_version = "catalogue"` for what public pages show, `"schools"` for the register.
"""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column

from booking.extensions import db


class Version(db.Model):
    """A number by name, that grows with every change of what it stands for."""

    __tablename__ = "versions"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(default=1)


def moved(session: Session, name: str) -> None:
    """Step the version on. Only an action that changes such a row by a plain UPDATE calls this itself.

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
    names = {getattr(type(row), "moves_version", None) for row in changed}
    for name in sorted(name for name in names if name is not None):
        moved(session, name)


def watch(session: Any) -> None:
    """Listen to every flush of this session."""
    if not event.contains(session, "before_flush", _before_flush):
        event.listen(session, "before_flush", _before_flush)
