# SPDX-License-Identifier: EUPL-1.2
"""An import while the site is used: requests come in, colleagues merge and edit, two imports run at once.

Each race has a control: the same without our lock, or without the look at what changed meanwhile, goes wrong.
"""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.history import queries as history
from booking.history.actions import COMMAND, staff
from booking.lesson_requests.actions.merge_schools import merge
from booking.lesson_requests.actions.submit import SchoolGone
from booking.lesson_requests.models import LessonRequest
from booking.schools.actions import edit, importing
from booking.schools.models import ROOT, School, Wijk
from booking.web import now, writing

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


def test_without_the_lock_a_request_goes_to_a_closed_school(app, stands, closing_a):
    """The control: who reads the school without holding it is overtaken by the import."""
    school_id, seen = stands("99XA00").id, threading.Barrier(2)
    states: list[str] = []

    def careless() -> None:
        with app.app_context(), db.engine.connect() as connection:
            states.append(connection.execute(sa.select(School.status).where(School.id == school_id)).scalar_one())
            connection.rollback()
            seen.wait()
            seen.wait()
            states.append(stands("99XA00").status)

    thread = threading.Thread(target=careless)
    thread.start()
    seen.wait()
    with app.app_context(), writing():
        importing.apply(closing_a, COMMAND, now())
    seen.wait()
    thread.join()
    assert states == ["open", "closed"]


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
                " WHERE root_kind = 'lesson_request' AND history.id > :closed AND r.school_id = :school"
            ),
            {"closed": closed_by, "school": leaving},
        ).all()
        assert not late
