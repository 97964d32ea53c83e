# SPDX-License-Identifier: EUPL-1.2
"""A small register, and requests of schools that were typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.history import queries as history
from booking.history.models import HistoryEntry
from booking.lesson_requests.models import LessonRequest, reference_of
from booking.schools.models import ROOT, School, SchoolName, Wijk
from booking.schools.queries import desk as queries
from tests.lesson_requests.desk.conftest import ask, look, trainers, world

__all__ = ["ask", "look", "trainers", "world"]


@pytest.fixture
def wijken(write: Any) -> None:
    with write():
        db.session.add_all([Wijk(code="01", name="West"), Wijk(code="03", name="Overvecht")])


@pytest.fixture
def school(wijken: None, write: Any) -> Callable[..., int]:
    """`school("De Klimop", other="Klimopje")`: a school of the register. Answers its id."""

    def made(name: str, other: str = "", **more: Any) -> int:
        values = {"kind": "po", "street": "Wandelpad", "house_number": "1", "postcode": "3511 ZZ", "city": "Utrecht"}
        with write():
            one = School(name=name, names=[], **values | {"source": "duo", "wijk_code": "03"} | more)
            if other:
                one.names.append(SchoolName(name_key=other.lower(), name=other, kind="alias"))
            db.session.add(one)
            db.session.flush()
            return one.id

    return made


@pytest.fixture
def stands(read: Any) -> Callable[[int], School]:
    """`stands(id)`: the school as it stands in the database now."""

    def stood(school_id: int) -> School:
        with read():
            found = queries.whole(school_id)
            assert found is not None
            db.session.expunge_all()
            return found

    return stood


@pytest.fixture
def diary(read: Any) -> Callable[..., list[HistoryEntry]]:
    """`diary(id)`: what happened to a school, in order."""

    def told(number: int, root: str = ROOT) -> list[HistoryEntry]:
        with read():
            return list(history.of(root, number))[::-1]

    return told


@pytest.fixture
def belong(write: Any) -> Callable[[int, int | None], None]:
    """`belong(request, school)`: as if it had been picked."""

    def belongs(number: int, school_id: int | None) -> None:
        with write():
            change = sa.update(LessonRequest).where(LessonRequest.id == number).values(school_id=school_id)
            db.session.execute(change)

    return belongs


@pytest.fixture
def desk(coby: Any, sign_in: Any) -> Any:
    return sign_in("coby")


def ref(number: int) -> str:
    return reference_of(number)
