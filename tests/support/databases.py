# SPDX-License-Identifier: EUPL-1.2
"""A fresh, migrated database for each test, on SQLite and on PostgreSQL, with commits that are commits.

The migrations run once a run and database; a test gets the result back in a few milliseconds: on SQLite as a copied file,
on PostgreSQL by emptying its own clone and putting back what the migrations had written.
"""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psycopg
from filelock import FileLock
from psycopg import sql

from . import postgres
from .settings import ROOT, environment

_numbers = itertools.count(1)


def migrate(url: str, folder: Path) -> None:
    """`flask db upgrade` in a process of its own, as it is done in production."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "run", "db", "upgrade"],
        cwd=ROOT,
        env=environment(DATABASE_URL=url, INSTANCE=str(folder)),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"the migrations failed on {url.split(':')[0]}:\n{done.stdout}{done.stderr}")


class Database(Protocol):
    """One database of a test process, and how it becomes fresh again."""

    kind: str
    url: str

    def reset(self) -> None: ...

    def copy(self, folder: Path) -> Copy: ...


@dataclass
class Copy:
    """A fresh database for a server process of its own."""

    url: str
    name: str = ""

    def drop(self) -> None:
        if self.name:
            postgres.drop(self.name)


class SQLite:
    kind = "sqlite"

    def __init__(self, shared: Path, own: Path) -> None:
        """`shared` is the folder of the whole run, `own` that of this process."""
        self.template = shared / "template.db"
        with FileLock(shared / "sqlite.lock"):
            if not self.template.exists():
                made = shared / "making.db"
                migrate(f"sqlite:///{made}", shared / "instance")
                _checkpoint(made)
                made.rename(self.template)
        self.path = own / "test.db"
        self.url = f"sqlite:///{self.path}"

    def reset(self) -> None:
        for end in ("", "-wal", "-shm"):
            Path(f"{self.path}{end}").unlink(missing_ok=True)
        shutil.copyfile(self.template, self.path)

    def copy(self, folder: Path) -> Copy:
        path = folder / "lesaanbod.db"
        shutil.copyfile(self.template, path)
        return Copy(f"sqlite:///{path}")

    def close(self) -> None:
        """Nothing stays open."""


class PostgreSQL:
    kind = "postgresql"

    def __init__(self, shared: Path, own: Path) -> None:
        postgres.server()
        note = shared / "postgres-template"
        with FileLock(shared / "postgres.lock"):
            if not note.exists():
                name = postgres.own_name("template")
                migrate(postgres.create(name), shared / "instance")
                note.write_text(name)
            self.template = note.read_text()
            self.name = postgres.own_name("own")
            self.url = postgres.create(self.name, self.template)
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            self.restore = _restore_script(connection)

    def reset(self) -> None:
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(self.restore)

    def copy(self, folder: Path) -> Copy:
        name = f"{postgres.own_name('copy')}_{next(_numbers)}"
        return Copy(postgres.create(name, self.template), name)

    def close(self) -> None:
        postgres.drop(self.name)


KINDS: dict[str, type[SQLite] | type[PostgreSQL]] = {"sqlite": SQLite, "postgresql": PostgreSQL}


def _checkpoint(path: Path) -> None:
    import sqlite3

    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _restore_script(connection: psycopg.Connection) -> bytes:
    """One script that empties each table and puts the migrations' own rows and counters back."""
    tables = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    lines: list[sql.Composable] = [sql.SQL("SET lock_timeout = '5s'; SET session_replication_role = replica")]
    connection.execute("CREATE SCHEMA seed")
    for table in tables:
        name = sql.Identifier(table)
        lines.append(sql.SQL("DELETE FROM public.{}").format(name))
        if connection.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(name)).fetchone() == (True,):
            connection.execute(sql.SQL("CREATE TABLE seed.{} AS TABLE public.{}").format(name, name))
            lines.append(
                sql.SQL("INSERT INTO public.{} OVERRIDING SYSTEM VALUE SELECT * FROM seed.{}").format(name, name)
            )
    counters = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
    for sequence, value in connection.execute(counters).fetchall():
        lines.append(
            sql.SQL("SELECT setval({}, {}, {})").format(
                sql.Literal(f'public."{sequence}"'), sql.Literal(value or 1), sql.Literal(value is not None)
            )
        )
    return sql.SQL("; ").join(lines).as_bytes(connection)
