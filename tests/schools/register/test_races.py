# SPDX-License-Identifier: EUPL-1.2
"""An import while the site is used: requests come in, colleagues merge and edit, two imports run at once.

Each race has a control: the same without our lock, or without the look at what changed meanwhile, goes wrong.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from booking.catalogue.models import Offering
from booking.extensions import db
from booking.history import queries as history
from booking.history.actions import COMMAND, TEACHER, staff
from booking.lesson_requests.actions.merge_schools import merge
from booking.lesson_requests.actions.submit import SchoolGone, submit
from booking.lesson_requests.asked import Asked, AskedGroup
from booking.lesson_requests.models import ROOT as REQUEST
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.workflow import By
from booking.schools import queries as schools
from booking.schools.actions import edit, importing
from booking.schools.models import ROOT, School, Wijk
from booking.web import now, rehearsing, writing

from .making import duo, row

PO = [row(f"99X{letter}00") for letter in "ABCDEFGH"]
WITHOUT_A = {"po.csv": duo("po", PO[1:])}
ROUNDS = 15
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _register(load: Any) -> None:
    load({"po.csv": duo("po", PO)})


@pytest.fixture
def closing_a(show: Any) -> Any:
    """The plan that closes the first school, compared while nobody did anything."""
    return show(WITHOUT_A)


def test_an_import_waits_for_a_request_that_holds_its_school(app, ask, stands, closing_a):
    """The request is stored before its school closes; the import is not written before the request."""
    placed, ended = threading.Event(), []

    def importer() -> None:
        placed.wait()
        with app.app_context(), writing():
            importing.apply(closing_a, COMMAND, now())
        ended.append("import")

    thread = threading.Thread(target=importer)
    thread.start()
    school_id = stands("99XA00").id
    with app.app_context(), writing():
        held = db.session.scalars(sa.select(School).where(School.id == school_id).with_for_update(read=True)).one()
        assert held.status == "open"
        placed.set()
        time.sleep(0.5)
        ended.append("request")
    thread.join()
    assert ended == ["request", "import"]
    assert stands("99XA00").status == "closed"
    with pytest.raises(SchoolGone):
        ask("7a", school_id=school_id)


@pytest.fixture
def halfway(app: Any, catalogue: None, stands: Any, read: Any, database_kind: str) -> Any:
    """`with halfway() as answers`: the real act that places a request for the first school stands still between its look at the
    school and its own row, because a second connection holds the key of its form. At the end it goes on; what it answered.
    """
    if database_kind == "sqlite":
        pytest.skip("one writer at a time: nobody closes a school while a request is written")
    with read():
        offering = db.session.scalars(sa.select(Offering.id).order_by(Offering.id)).first() or 0
    group = AskedGroup(kind="class", name="7a", people=26, offerings=(offering,), level="po", year_from=7, year_to=7)
    asked = Asked(
        offerings=(offering,), groups=(group,), school_name="", school_address="", contact_name="Tess Visser",
        contact_email="tess@deklimop.example", contact_phone="030 123 46 01", school_id=stands("99XA00").id,
    )  # fmt: skip
    other = replace(asked, school_id=None, school_name="Elders", contact_email="tom@elders.example")

    def place(this: Asked) -> int:
        return submit(this, actor=TEACHER, by=By.TEACHER, now=now(), answer_workdays=5, form_key="key").id

    def placing(answers: list[Any]) -> None:
        with app.test_request_context(), writing():
            answers.append(place(asked))

    @contextmanager
    def stands_still() -> Iterator[list[Any]]:
        answers: list[Any] = []
        thread = threading.Thread(target=placing, args=(answers,))
        with app.test_request_context(), rehearsing():
            place(other)
            thread.start()
            _until_waiting(app, 1)
            yield answers
            assert not answers
        thread.join()

    return stands_still


def _until_waiting(app: Any, n: int) -> None:
    """Until so many transactions wait for another one."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with app.app_context(), db.engine.connect() as connection:
        for _turn in range(200):
            if connection.execute(sa.text(waiting)).scalar_one() >= n:
                return
            connection.rollback()
            time.sleep(0.02)
    raise AssertionError("nobody came to wait")


def test_a_school_that_was_looked_at_does_not_close_before_the_request_is_stored(
    app, halfway, look, stands, read, closing_a
):
    closed = threading.Event()

    def importer() -> None:
        with app.app_context(), writing():
            importing.apply(closing_a, COMMAND, now())
        closed.set()

    thread = threading.Thread(target=importer)
    with halfway() as answers:
        thread.start()
        _until_waiting(app, 2)
        assert not closed.is_set() and stands("99XA00").status == "open"
    thread.join()
    school = stands("99XA00")
    assert closed.is_set() and school.status == "closed"
    assert look(answers[0]).school_id == school.id
    with read():
        assert history.of(REQUEST, answers[0])[0].id < history.of(ROOT, school.id)[0].id


def test_without_the_lock_a_request_goes_to_a_closed_school(app, halfway, look, stands, closing_a, monkeypatch):
    """The control: the same act, which looks at the school without holding it, is overtaken by the import."""
    monkeypatch.setattr(schools, "held", schools.one)
    with halfway() as answers:
        with app.app_context(), writing():
            importing.apply(closing_a, COMMAND, now())
        assert stands("99XA00").status == "closed"
    assert look(answers[0]).school_id == stands("99XA00").id


def _merge(app: Any, stands: Any, coby: Any) -> None:
    first, second = stands("99XA00").id, stands("99XB00").id
    with app.test_request_context(), writing():
        merge(first, second, staff(coby), now())


def test_what_a_colleague_did_meanwhile_is_not_overwritten(app, stands, coby, closing_a, show):
    """She merges the school that the import had planned to close: it compares again, and leaves it as she made it."""
    _merge(app, stands, coby)
    with pytest.raises(importing.ChangedMeanwhile), app.app_context(), writing():
        importing.apply(closing_a, COMMAND, now())
    again = show(WITHOUT_A)
    assert again.empty
    with app.app_context(), writing():
        importing.apply(again, COMMAND, now())
    assert stands("99XA00").successor_id == stands("99XB00").id


def test_without_the_look_at_what_changed_her_work_is_overwritten(app, stands, coby, closing_a):
    """The control: the plan of before says that the school closes today, whatever she did."""
    _merge(app, stands, coby)
    with app.app_context():
        closing_a.version = importing.queries.known().version
    before = stands("99XA00")
    with app.app_context(), writing():
        importing.apply(closing_a, COMMAND, now())
    assert stands("99XA00").version == before.version + 1
    with app.app_context():
        last = history.of(ROOT, before.id)[0]
    assert last.changes is not None
    assert last.changes["status"] == ["open", "closed"], "the diary says that it was open, and it was not"


def test_two_imports_at_once_are_one(app, show, read):
    """Both compared the same register; one writes, the other finds that there is nothing left to do."""
    files = {"po.csv": duo("po", [*PO, row("99YA00"), row("99YB00")])}
    plans, start, answers = [show(files), show(files)], threading.Barrier(2), []

    def importer(plan: Any) -> None:
        start.wait()
        try:
            with app.app_context(), writing():
                importing.apply(plan, COMMAND, now())
            answers.append("written")
        except importing.ChangedMeanwhile:
            answers.append("again")

    threads = [threading.Thread(target=importer, args=(plan,)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["again", "written"]
    assert show(files).empty
    with read():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(School)) == 10


def test_an_import_and_a_colleague_do_not_wait_for_one_another(app, stands, coby, write):
    """Both lock the school first and the register's number after it: no deadlock, and what each wrote is there."""
    with write():
        db.session.add_all([Wijk(code="01", name="West"), Wijk(code="03", name="Overvecht")])
    number = stands("99XA00").id
    wrong: list[BaseException] = []

    def colleague() -> None:
        for n in range(ROUNDS):
            try:
                with app.test_request_context(), writing():
                    seen = edit.locked(number).version
                    edit.edit(number, seen, edit.Ours(wijk_code=("01", "03")[n % 2]), staff(coby), now())
            except BaseException as error:
                wrong.append(error)

    def importer() -> None:
        for n in range(ROUNDS):
            rows = [one | {"STRAATNAAM": f"Kade {n}"} for one in PO]
            found = importing.read({"po.csv": duo("po", rows)})
            written = False
            while not written:
                try:
                    with app.app_context():
                        plan = importing.plan(found, "0344", now())
                        with writing():
                            importing.apply(plan, COMMAND, now())
                    written = True
                except importing.ChangedMeanwhile:
                    continue
                except BaseException as error:
                    wrong.append(error)
                    return

    threads = [threading.Thread(target=colleague), threading.Thread(target=importer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, wrong
    school = stands("99XA00")
    assert (school.street, school.wijk_code) == (f"Kade {ROUNDS - 1}", ("01", "03")[(ROUNDS - 1) % 2])
    assert school.version == 1 + 2 * ROUNDS


def test_requests_come_in_while_thousands_of_schools_do(app, ask, stands, read):
    """Teachers go on asking for a school that closes and one that stays. None waits long, none goes to a closed school."""
    many = [row(f"{n // 676:02d}{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}00") for n in range(3000)]
    found = importing.read({"po.csv": duo("po", [*PO[1:], *many])})
    leaving, staying = stands("99XA00").id, stands("99XB00").id
    done, waits = threading.Event(), []
    placed: list[tuple[int, int]] = []
    gone: list[int] = []
    wrong: list[BaseException] = []

    def teacher(school_id: int) -> None:
        while True:
            last = done.is_set()
            began = time.monotonic()
            try:
                placed.append((school_id, ask("7a", school_id=school_id)))
            except SchoolGone:
                gone.append(school_id)
            except BaseException as error:
                wrong.append(error)
            waits.append(time.monotonic() - began)
            if last:
                return

    threads = [threading.Thread(target=teacher, args=(number,)) for number in (leaving, staying)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    with app.app_context():
        plan = importing.plan(found, "0344", now())
        with writing():
            importing.apply(plan, COMMAND, now())
    done.set()
    for thread in threads:
        thread.join()
    assert not wrong, wrong
    assert gone, "after the import the school is gone"
    assert set(gone) == {leaving}
    assert max(waits) < 5, f"a request waited {max(waits):.1f} s"
    with read():
        stored = set(db.session.scalars(sa.select(LessonRequest.id)))
        assert {number for _school, number in placed} == stored
        closed_by = history.of(ROOT, leaving)[0].id
        late = db.session.scalars(
            sa.text(
                "SELECT root_id FROM history JOIN lesson_requests r ON r.id = root_id"
                " WHERE root_kind = :request AND history.id > :closed AND r.school_id = :school"
            ),
            {"request": REQUEST, "closed": closed_by, "school": leaving},
        ).all()
        assert not late
