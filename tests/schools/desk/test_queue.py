# SPDX-License-Identifier: EUPL-1.2
"""The queue finds a request by every name of its school; what the page of a request says of the others of that school."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.history.actions import staff
from booking.lesson_requests.actions.link_school import link_school
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.workflow import local_day
from booking.schools.models import School
from booking.versions import moved
from booking.web import now
from tests.support.bulk import fill
from tests.support.cast import TOM

from .conftest import ref

MOST_STATEMENTS = 5


def found(page) -> list[str]:
    return sorted(one.get_text() for one in page.soup.select("tbody th .app-sub"))


def test_by_register_name_other_name_former_name_and_as_it_was_typed(ask, school, desk, coby, write):
    rank = school("Obs De Rank", "De Piramide", street="Rozenlaan", postcode="3525 AB")
    linked, typed, other = ask("7a"), ask("7b"), ask("1a", teacher=TOM)
    with write() as moment:
        link_school(linked, rank, None, staff(coby), moment, 5)
    for asked in ("rank", "piramide", "Pirámide", "rozenlaan", "3525 ab", "obs rank"):
        assert found(desk.get(f"/beheer/aanvragen?q={asked}")) == [ref(linked)], asked
    assert found(desk.get("/beheer/aanvragen?q=klimop")) == sorted([ref(linked), ref(typed)])
    assert found(desk.get("/beheer/aanvragen?q=vlier")) == [ref(other)]
    assert found(desk.get("/beheer/aanvragen?q=zonnebloem")) == []
    with write():
        db.session.get_one(School, rank).status, db.session.get_one(School, rank).closed_on = "closed", local_day(now())
    assert found(desk.get("/beheer/aanvragen?q=piramide")) == [ref(linked)]


def test_the_view_of_what_is_not_linked(ask, school, desk, coby, write):
    rank = school("De Rank")
    numbers = [ask(f"{n}a") for n in range(1, 54)]
    with write() as moment:
        link_school(numbers[0], rank, None, staff(coby), moment, 5)
    page = desk.get("/beheer/aanvragen?weergave=school-niet-gekoppeld")
    first = found(page)
    assert len(first) == 50
    rest = found(desk.get(page.soup.select_one("a[rel=next]")["href"]))
    assert sorted(first + rest) == sorted(ref(one) for one in numbers[1:])
    assert "52 aanvragen zijn niet gekoppeld aan een school uit deze lijst" in desk.get("/beheer/scholen").words
    assert "Overvecht" in desk.get(f"/beheer/aanvragen?q={ref(numbers[0])}").words


def test_the_other_requests_of_this_school(ask, school, desk, coby, write):
    rank = school("De Rank")
    first, second, third = ask("7a"), ask("1a", teacher=TOM), ask("7b")
    for number in (first, second):
        with write() as moment:
            link_school(number, rank, None, staff(coby), moment, 5)
    assert ref(second) in desk.get(f"/beheer/aanvragen/{ref(first)}").words  # whatever name they typed
    assert ref(third) not in desk.get(f"/beheer/aanvragen/{ref(first)}").words
    assert ref(first) not in desk.get(f"/beheer/aanvragen/{ref(third)}").words
    fourth = ask("7c")
    assert ref(third) in desk.get(f"/beheer/aanvragen/{ref(fourth)}").words


@pytest.mark.slow
def test_as_many_statements_for_few_as_for_many(catalogue, app, school, desk, count, write):
    def filled(n: int, first: int) -> None:
        with app.app_context(), db.engine.connect().execution_options(write=True) as connection:
            fill(connection, n, local_day(now()), first)
            half = LessonRequest.id % 2 == 0
            number = sa.select(sa.func.min(School.id)).scalar_subquery()
            connection.execute(sa.update(LessonRequest).where(half).values(school_id=number))
            connection.commit()

    def asked() -> list[int]:
        counted = []
        for address in ("?q=rank", "?q=voorbeeldschool+12", "?weergave=school-niet-gekoppeld", "?q=piramide&niveau=po"):
            desk.get("/beheer/aanvragen" + address)
            with count() as statements:
                page = desk.get("/beheer/aanvragen" + address)
            assert page.status_code == 200 and page.soup.select("tbody tr"), address
            assert len(statements) <= MOST_STATEMENTS, statements
            counted.append(len(statements))
        return counted

    school("De Rank", "De Piramide")
    filled(1_000, 1_000_000)
    few = asked()
    filled(99_000, 1_001_000)
    with write():
        rows = [
            {"kind": "po", "name": f"School {n}", "source": "duo", "status": "open", "version": 1}
            for n in range(10_000)
        ]
        db.session.execute(sa.insert(School), rows)
        moved(db.session(), "schools")
    assert asked() == few
