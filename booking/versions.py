# SPDX-License-Identifier: EUPL-1.2
"""Numbers that tell every process that what it holds in memory is old. One moves in the transaction that changes a row.

A model names its number: `moves_version = "catalogue"` for what public pages show, `"schools"` for the register, `"calendar"`
for closed days.
"""

from __future__ import annotations

import threading
import time
import weakref
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
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


ALL = "SELECT name, value FROM versions ORDER BY name"


class Reader:
    """Reads the numbers on a connection of this thread, in autocommit: no pool, no transaction, no ORM."""

    def __init__(self, engine: Engine) -> None:
        self._of = weakref.ref(engine)
        self._held = threading.local()

    def read(self) -> dict[str, int]:
        """Each number by its name, as it is now for everybody."""
        try:
            return self._ask()
        except Exception:  # closed by the server, or another file put in its place: once more, on a fresh one
            self.forget()
            return self._ask()

    def forget(self) -> None:
        """Another connection next time."""
        self._held.pool = None

    def _ask(self) -> dict[str, int]:
        cursor = self._connection().cursor()
        try:
            cursor.execute(ALL)
            return dict(cursor.fetchall())
        finally:
            cursor.close()

    def _connection(self) -> Any:
        engine: Any = self._of()
        # A disposed engine has another pool: then the database may be another one too.
        if getattr(self._held, "pool", None) is not engine.pool:
            pooled = engine.raw_connection()
            connection = pooled.driver_connection
            pooled.detach()
            if engine.dialect.name != "sqlite":  # there the hook of database.py did it
                connection.rollback()  # type: ignore[union-attr]
                connection.autocommit = True  # type: ignore[union-attr]
            self._held.connection, self._held.pool = connection, engine.pool
        return self._held.connection


_readers: WeakKeyDictionary[Engine, Reader] = WeakKeyDictionary()


def reader_of(engine: Engine) -> Reader:
    """The one reader of this database: a connection a thread is enough for pages in front of Flask and behind it."""
    return _readers.get(engine) or _readers.setdefault(engine, Reader(engine))


def standing() -> dict[str, int]:
    """Where each number stands. What the session reads after it is never older.

    A session that has begun a transaction is asked itself; before that, and that is the rule, nothing is begun for it.
    """
    session, engine = db.session(), db.engine
    if not session.in_transaction():
        reader = reader_of(engine)
        try:
            return reader.read()
        except Exception:  # the session says what is the matter
            reader.forget()
    return dict(map(tuple, session.connection().exec_driver_sql(ALL)))
