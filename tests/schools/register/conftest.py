# SPDX-License-Identifier: EUPL-1.2
"""Imports through the real actions, and the register as it stands afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.history import queries as history
from booking.history.actions import COMMAND
from booking.history.models import HistoryEntry
from booking.schools.actions import importing
from booking.schools.models import ROOT, School, SchoolName
from booking.schools.register import Plan
from booking.schools.register.change import Told
from tests.lesson_requests.desk.conftest import ask, look, trainers, world

__all__ = ["ask", "look", "trainers", "world"]

Files = Mapping[str, bytes]


@pytest.fixture
def load(app: Any, write: Any) -> Callable[..., Told]:
    """`load({"po.csv": …})`: read, compared and written. Answers what it said."""

    def loaded(files: Files, municipality: str = "0344", at: datetime | None = None, close_many: bool = False) -> Told:
        found = importing.read(files)
        with write() as now:
            plan = importing.plan(found, municipality, at or now)
            if close_many:
                plan.closes_many = ""
            importing.apply(plan, COMMAND, at or now)
            return plan.told

    return loaded


@pytest.fixture
def show(read: Any) -> Callable[..., Plan]:
    """`show({"po.csv": …})`: only compared."""

    def shown(files: Files, municipality: str = "0344") -> Plan:
        found = importing.read(files)
        with read() as now:
            return importing.plan(found, municipality, now)

    return shown


@pytest.fixture
def stands(read: Any) -> Callable[[str], School]:
    """`stands("99XA00")`: the school as it stands in the database now; one without a code by its name."""

    def stood(code: str) -> School:
        with read():
            found = db.session.scalars(sa.select(School).where(sa.or_(School.code == code, School.name == code))).one()
            db.session.expunge_all()
            return found

    return stood


@pytest.fixture
def names(read: Any) -> Callable[[str], dict[str, str]]:
    """`names("99XA00")`: what it is also called, and why."""

    def called(code: str) -> dict[str, str]:
        with read():
            question = sa.select(SchoolName.name, SchoolName.kind).join(School, School.id == SchoolName.school_id)
            return {row.name: row.kind for row in db.session.execute(question.where(School.code == code))}

    return called


@pytest.fixture
def diary(read: Any, stands: Any) -> Callable[[str], list[HistoryEntry]]:
    """`diary("99XA00")`: what happened to it, newest first."""

    def told_of(code: str) -> list[HistoryEntry]:
        with read():
            return list(history.of(ROOT, stands(code).id))

    return told_of


@pytest.fixture
def everything(app: Any) -> Callable[[], list[tuple[Any, ...]]]:
    """`everything()`: every row that an import may touch, to compare before and after."""
    tables = ("schools", "school_names", "wijken", "wijk_postcodes", "history", "versions")

    def rows() -> list[tuple[Any, ...]]:
        with app.app_context(), db.engine.connect() as connection:
            return [
                (name, *row)
                for name in tables
                for row in connection.execute(sa.text(f"SELECT * FROM {name} ORDER BY 1, 2"))
            ]

    return rows
