# SPDX-License-Identifier: EUPL-1.2
"""What both databases have in common: column types, names of constraints, and how SQLite begins a transaction.

SQLite's own defaults give a busy-snapshot error to a writer that read first. Hence: every transaction begins by our own
BEGIN; one that will write takes the process's lock and says BEGIN IMMEDIATE, so that writers stand in one fair line.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC as utc
from datetime import date, datetime, time
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, make_transient_to_detached, registry

LOCK_SECONDS = 5.0
write_lock = threading.Lock()
T = TypeVar("T")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UTC(sa.types.TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database. A naive value is refused, because nobody knows what it means."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value!r}")
        return value.astimezone(utc)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=utc) if value.tzinfo is None else value.astimezone(utc)


class Base(DeclarativeBase):
    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UTC(),
            date: sa.Date(),
            time: sa.Time(),
            str: sa.Text(),
            bytes: sa.LargeBinary(),
            int: sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            dict[str, Any]: sa.JSON(),
            list[Any]: sa.JSON(),
        },
    )
    metadata = registry.metadata


def as_read(session: Any, model: type[T], row: Mapping[str, Any]) -> T:
    """The object of a row that a plain INSERT just stored, with its key: as if the session had read it, without asking for it.

    A third of what the same INSERT costs through the session's own machinery.
    """
    thing = model()
    thing.__dict__.update(_empty(model), **row)
    make_transient_to_detached(thing)
    undone = session.identity_map.get(sa.inspect(thing).key)
    if undone is not None:  # a database gives the number of a row that was never committed to the next one
        session.expunge(undone)
    session.add(thing)
    return thing


def made(model: type[T], row: Mapping[str, Any]) -> T:
    """The same outside of any session, for whoever only reads it: what is not in the row and not empty is not there."""
    thing = model()
    thing.__dict__.update(_empty(model), **row)
    return thing


@cache
def _empty(model: Any) -> dict[str, None]:
    """What stays empty where nothing is said. A column with a default of its own is read, if anybody asks for it."""
    return {column.key: None for column in model.__table__.columns if column.nullable and column.default is None}


def enum_check(column: str, *values: str) -> sa.CheckConstraint:
    """A CHECK that allows only these words: never a native enum, whose values cannot be taken back."""
    words = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({words})", name=f"{column}_known")


def install_hooks(engine: Engine) -> None:
    """Give a SQLite engine our pragmas, our BEGIN and the lock of the writers. Other databases need none of it."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        event.listen(engine, "checkin", _on_checkin)


def _on_connect(dbapi: Any, record: Any) -> None:
    dbapi.isolation_level = None  # SQLAlchemy says BEGIN itself, through _on_begin
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        dbapi.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    if not connection.get_execution_options().get("write"):
        connection.connection.cursor().execute("BEGIN")  # by the driver: it asks nothing of the file, and cannot fail
        return
    info = connection.connection.info
    if not info.get("writing"):
        if not write_lock.acquire(timeout=LOCK_SECONDS):
            raise exc.TimeoutError("another writer held the lock for too long")
        info["writing"] = True
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        _release(info)
        raise


def _on_checkin(dbapi: Any, record: Any) -> None:
    _release(record.info)


def _release(info: Any) -> None:
    if info.pop("writing", False):
        write_lock.release()
