# SPDX-License-Identifier: EUPL-1.2
"""How much a page asks of the database. Counts carry no noise, so they are tests.

The versions are read by the driver, past SQLAlchemy and its events (`booking/versions.py`): they are counted where they are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import event

from booking import versions
from booking.extensions import db

NOT_COUNTED = ("BEGIN", "ROLLBACK", "COMMIT", "PRAGMA", "SAVEPOINT", "RELEASE")
WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")


@dataclass
class Count:
    """The statements in order, and how many transactions that wrote were committed."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0

    def __len__(self) -> int:
        return len(self.statements)

    def __str__(self) -> str:
        return "\n".join(f"{number}. {text}" for number, text in enumerate(self.statements, 1))


@contextmanager
def counting(app: Flask) -> Iterator[Count]:
    """`with counting(app) as count: client.get("/lesaanbod")`, then `assert len(count) <= 2, count`."""
    count = Count()
    with app.app_context():
        engine = db.engine

    def on_statement(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        word = statement.split(None, 1)[0].upper()
        if word in NOT_COUNTED:
            return
        count.statements.append(" ".join(statement.split()))
        if word in WRITES:
            connection.info["counted_write"] = True

    def on_commit(connection: Any) -> None:
        if connection.info.pop("counted_write", False):
            count.commits += 1

    def on_rollback(connection: Any) -> None:
        connection.info.pop("counted_write", None)

    def reading(self: versions.Reader) -> dict[str, int]:
        count.statements.append(versions.ALL)
        return read(self)

    hooks = {"before_cursor_execute": on_statement, "commit": on_commit, "rollback": on_rollback}
    for name, hook in hooks.items():
        event.listen(engine, name, hook)
    read, versions.Reader.read = versions.Reader.read, reading
    try:
        yield count
    finally:
        versions.Reader.read = read
        for name, hook in hooks.items():
            event.remove(engine, name, hook)
