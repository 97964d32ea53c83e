# SPDX-License-Identifier: EUPL-1.2
"""Two mergers at once, and a merger while something else happens: no request stays at a school that is no more. And the control."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from booking.catalogue.models import Offering
from booking.errors import BookingError, Conflict
from booking.extensions import db
from booking.history.actions import COMMAND, TEACHER, staff
from booking.lesson_requests.actions.link_school import link_school
from booking.lesson_requests.actions.merge_schools import merge
from booking.lesson_requests.actions.submit import SchoolGone, submit
from booking.lesson_requests.asked import Asked, AskedGroup
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.workflow import By
from booking.schools.actions import importing
from booking.schools.models import School
from booking.web import now, writing
from tests.lesson_requests.desk.test_races import at_once
from tests.schools.register.making import duo, row

pytestmark = pytest.mark.slow
ROUNDS = 20


@pytest.fixture
def merging(app: Any, coby: Any) -> Callable[[int, int], Callable[[], Any]]:
    """`merging(a, b)`: an act for `at_once`."""

    def made(source: int, target: int) -> Callable[[], Any]:
        def act() -> str:
            with app.test_request_context(), writing():
                merge(source, target, staff(coby), now())
            return "done"

        return act

    return made


@pytest.fixture
def all_is_well(read: Any) -> Callable[[], None]:
    """Every request stands at an open school, or at none; every successor leads to an open one."""

    def checked() -> None:
        with read():
            closed = sa.select(School.id).where(School.status == "closed")
            stray = sa.select(LessonRequest.id).where(LessonRequest.school_id.in_(closed))
            assert db.session.scalars(stray).all() == []
            heirs = {row.id: row.successor_id for row in db.session.execute(sa.select(School.id, School.successor_id))}
            for number in heirs:
                seen = set()
                while heirs[number] is not None:
                    assert number not in seen, "successors go round"
                    seen.add(number)
                    number = heirs[number]

    return checked


def test_there_and_back_at_once(ask, school, belong, merging, all_is_well, stands, look):
    for _round in range(ROUNDS):
        one, two = school("De Klimop"), school("De Beuk")
        mine = ask("7a"), ask("7b")
        belong(mine[0], one)
        belong(mine[1], two)
        answers = at_once(merging(one, two), merging(two, one))
        assert answers.count("done") == 1, answers
        assert isinstance(next(each for each in answers if each != "done"), Conflict), answers
        (survivor,) = [number for number in (one, two) if stands(number).status == "open"]
        assert [look(number).school_id for number in mine] == [survivor] * 2
    all_is_well()


def test_a_chain_at_once(ask, school, belong, merging, all_is_well, stands):
    for _round in range(ROUNDS):
        one, two, three = school("De Klimop"), school("De Rank"), school("De Beuk")
        belong(ask("7a"), one)
        answers = at_once(merging(one, two), merging(two, three))
        assert answers[1] == "done", answers
        assert answers[0] == "done" or isinstance(answers[0], Conflict), answers
        assert stands(three).status == "open" and stands(two).status == "closed"
        assert stands(one).status == ("closed" if answers[0] == "done" else "open")
    all_is_well()


def test_two_into_one_at_once(ask, school, belong, merging, all_is_well, stands):
    for _round in range(ROUNDS):
        one, two, three = school("De Klimop"), school("De Klimop"), school("De Beuk")
        belong(ask("7a"), one)
        belong(ask("7b"), two)
        assert at_once(merging(one, three), merging(two, three)) == ["done", "done"]
        assert [name.name for name in stands(three).names] == ["De Klimop"]
    all_is_well()


def test_a_new_request_while_its_school_goes(school, app, catalogue, merging, all_is_well, read, look):
    with read():
        offering = db.session.scalars(sa.select(Offering.id).order_by(Offering.id)).first() or 0
    group = AskedGroup(kind="class", name="7a", people=26, offerings=(offering,), level="po", year_from=7, year_to=7)
    for _round in range(ROUNDS):
        one, two = school("De Klimop"), school("De Beuk")
        asked = Asked(
            offerings=(offering,), groups=(group,), school_name="", school_address="", contact_name="Tess Visser",
            contact_email="tess@deklimop.example", contact_phone="030 123 46 01", school_id=one,
        )  # fmt: skip

        def place(asked: Asked = asked) -> int:
            with app.test_request_context(), writing():
                return submit(asked, actor=TEACHER, by=By.TEACHER, now=now(), answer_workdays=5).id

        merged, placed = at_once(merging(one, two), place)
        assert merged == "done", merged
        if isinstance(placed, int):
            assert look(placed).school_id == two
        else:
            assert isinstance(placed, SchoolGone), placed
    all_is_well()


def test_a_request_is_linked_while_its_school_goes(ask, school, app, coby, merging, all_is_well, look):
    for round_no in range(ROUNDS):
        one, two, number = school("De Klimop"), school("De Beuk"), ask("7a")

        def link(number: int = number, one: int = one, keep: bool = bool(round_no % 2)) -> str:
            with app.test_request_context(), writing():
                link_school(number, one, None, staff(coby), now(), 5, keep_name=keep)
            return "done"

        merged, linked = at_once(merging(one, two), link)
        assert merged == "done", merged
        assert linked == "done" or isinstance(linked, BookingError), linked
        assert look(number).school_id == (two if linked == "done" else None)
    all_is_well()


def test_an_import_closes_it_while_it_goes(ask, app, coby, merging, read, look, belong):
    """Whichever is first: the requests are with the other school, and no successor is lost."""
    for n in range(10):
        codes = f"{n:02d}XA00", f"{n:02d}XB00"
        both = importing.read({"po.csv": duo("po", [row(code) for code in codes])})
        one_less = importing.read({"po.csv": duo("po", [row(codes[1])])})
        with app.app_context():
            plan = importing.plan(both, "0344", now())
            plan.closes_many = ""
            with writing():
                importing.apply(plan, COMMAND, now())
            ids = db.session.scalars(sa.select(School.id).where(School.code.in_(codes)).order_by(School.code)).all()
            closing = importing.plan(one_less, "0344", now())
            closing.closes_many = ""
        number = ask("7a")
        belong(number, ids[0])

        def close(closing: Any = closing) -> str:
            with app.app_context(), writing():
                importing.apply(closing, COMMAND, now())
            return "done"

        merged, closed = at_once(merging(*ids), close)
        assert merged == "done", merged
        assert closed == "done" or isinstance(closed, importing.ChangedMeanwhile), closed
        assert look(number).school_id == ids[1]
        with read():
            gone = db.session.get_one(School, ids[0])
            assert (gone.status, gone.successor_id) == ("closed", ids[1])


def test_without_the_lock_both_go(school, app, stands):
    """The control: who reads, thinks and writes as usual closes both, and each has the other for its successor."""
    one, two = school("De Klimop"), school("De Beuk")
    read = threading.Barrier(2)

    def naive(source: int, target: int) -> str:
        with app.app_context(), db.engine.connect() as connection:
            status = connection.execute(sa.select(School.status).where(School.id == target)).scalar_one()
            connection.rollback()
            read.wait()
            if status != "open":
                return "late"
            change = sa.update(School).where(School.id == source)
            change = change.values(status="closed", closed_on=now().date(), successor_id=target)
            with app.app_context(), writing():
                db.session.execute(change.execution_options(synchronize_session=False))
        return "done"

    assert at_once(lambda: naive(one, two), lambda: naive(two, one)) == ["done", "done"]
    assert stands(one).successor_id == two and stands(two).successor_id == one
