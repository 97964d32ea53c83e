# SPDX-License-Identifier: EUPL-1.2
"""Two at once, with threads and real commits: one wins, the other reads who; and what happens without our guards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from booking.errors import BookingError, Conflict
from booking.extensions import db
from booking.history.actions import TEACHER
from booking.lesson_requests.actions.decide import decide
from booking.lesson_requests.actions.withdraw import withdraw
from booking.lesson_requests.models import Booking, Seat
from booking.lesson_requests.workflow import By
from booking.outbox.models import OutboxMail
from booking.planning.models import LessonSession, SessionTrainer
from booking.web import now, writing
from tests.support.cast import TOM

from .conftest import WORKDAYS, approval, school_day
from .test_pages import ref

ROUNDS = 50
pytestmark = pytest.mark.slow


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run these at the same moment; what each answered, or the exception that it raised."""
    barrier = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def run(n: int, act: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            answers[n] = act()
        except Exception as error:
            answers[n] = error

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def world_holds(app: Any) -> None:
    """Each confirmed booking has its seat, no seat hangs on another, no trainer is in two places, no session stands empty."""
    with app.app_context():
        confirmed = set(db.session.scalars(sa.select(Booking.id).where(Booking.status == "confirmed")))
        assert set(db.session.scalars(sa.select(Seat.booking_id))) == confirmed
        planned = set(db.session.scalars(sa.select(LessonSession.id).where(LessonSession.status == "planned")))
        assert set(db.session.scalars(sa.select(Seat.session_id))) == planned
        assert doubles() == 0
        keys = db.session.scalars(sa.select(OutboxMail.dedupe_key)).all()
        assert len(keys) == len(set(keys))


def doubles() -> int:
    """How many pairs of sessions have one trainer at one time."""
    other = aliased(SessionTrainer)
    question = sa.select(sa.func.count()).select_from(SessionTrainer).join(
        other,
        sa.and_(
            other.trainer_id == SessionTrainer.trainer_id,
            other.session_id > SessionTrainer.session_id,
            other.starts_at < SessionTrainer.ends_at,
            SessionTrainer.starts_at < other.ends_at,
        ),
    )  # fmt: skip
    return db.session.scalar(question) or 0


def test_two_coordinators_on_one_booking(ask, look, trainers, app, sign_in, hire, coby, mails):
    """G6: over the pages, exactly one 303 and one 409 each round, and one decision mail."""
    hire("cas")
    browsers = [sign_in("coby"), sign_in("cas")]
    for round_no in range(ROUNDS):
        number = ask("7a")
        booking = look(number).bookings[0]
        forms = [one.get(f"/beheer/aanvragen/{ref(number)}").form("#besluit") for one in browsers]
        prefix = f"plan-{booking.id}-1"
        fields = {
            f"{prefix}-date": school_day(round_no).isoformat(),
            f"{prefix}-time": "10.15",
            f"{prefix}-trainer": str(trainers["tariq"]),
        }
        answers = at_once(
            lambda form=forms[0], fields=fields: form.send(button="act=approve", **fields),
            lambda form=forms[1]: form.send(button="act=decline", decision="decline", reason="full"),
        )
        assert sorted(one.status_code for one in answers) == [303, 409], answers
        loser = next(one for one in answers if one.status_code == 409)
        assert "was u voor" in loser.words
        about = [mail.kind for mail in mails() if mail.about_id == number]
        assert about.count("approve_confirmation") + about.count("decline") == 1
        assert about.count("answer_notice") == 1
    world_holds(app)


def test_without_the_swap_and_the_lock_both_win(ask, look, app):
    """The control: who reads, thinks and writes as usual decides twice."""
    number = ask("7a")
    booking_id = look(number).bookings[0].id
    read = threading.Barrier(2)

    def naive(status: str) -> str:
        with app.app_context(), db.engine.connect() as connection:
            before = connection.execute(sa.select(Booking.status).where(Booking.id == booking_id)).scalar_one()
            connection.rollback()
            read.wait()
            if before != "submitted":
                return "late"
            change = sa.update(Booking).where(Booking.id == booking_id).values(status=status, reason_code="full")
            with app.app_context(), writing():
                db.session.execute(change.execution_options(synchronize_session=False))
            return "decided"

    assert at_once(lambda: naive("confirmed"), lambda: naive("declined")) == ["decided", "decided"]


def _deciders(app: Any, decisions: Sequence[tuple[int, Any, Any]]) -> list[Callable[[], Any]]:
    def one(number: int, decision: Any, member: Any) -> Callable[[], Any]:
        def act() -> str:
            with app.test_request_context(), writing():
                decide(number, decision, member, now(), WORKDAYS)
            return "done"

        return act

    return [one(*each) for each in decisions]


def test_one_trainer_for_two_schools(ask, look, trainers, app, hire, coby):
    """Two requests, one trainer, one time: the database lets one have him."""
    cas = hire("cas")
    for round_no in range(ROUNDS):
        first, second = ask("7a"), ask("8a", teacher=TOM)
        day = date.fromordinal(date(2027, 3, 1).toordinal() + round_no)
        decisions = [
            (first, approval(look(first), trainers["tariq"], on=day), coby),
            (second, approval(look(second), trainers["tariq"], on=day), cas),
        ]
        answers = at_once(*_deciders(app, decisions))
        assert answers.count("done") == 1, answers
        lost = next(one for one in answers if one != "done")
        assert isinstance(lost, Conflict), lost
        assert "Tariq Trainer geeft dan al les: Sterk in de groep" in lost.sentence
    world_holds(app)


def test_two_who_plan_the_same_trainers_do_not_wait_for_one_another(ask, look, trainers, app, hire, coby):
    """Each of them wants Tariq and Noor, in another order: no dead-lock, and never a trainer in two places."""
    cas = hire("cas")
    for round_no in range(10):
        first, second = ask("7a", "7b"), ask("8a", "8b", teacher=TOM)
        day = date.fromordinal(date(2027, 3, 1).toordinal() + round_no)
        pages = look(first), look(second)
        decisions = []
        for page, order in zip(pages, (("tariq", "noor"), ("noor", "tariq")), strict=True):
            whole = approval(page, None, on=day)
            chosen = tuple(
                type(one)(one.booking_id, one.seen_version, (_with(one.lessons[0], trainers[who]),))
                for one, who in zip(whole.approve, order, strict=True)
            )
            decisions.append((page.id, type(whole)(1, chosen), coby if page.id == first else cas))
        answers = at_once(*_deciders(app, decisions))
        assert all(one == "done" or isinstance(one, Conflict) for one in answers), answers
        assert "done" in answers
    world_holds(app)


def _with(lesson: Any, trainer_id: int) -> Any:
    return type(lesson)(lesson.on_date, lesson.start, lesson.place, trainer_id, lesson.field)


def test_without_the_constraint_a_trainer_is_double(ask, look, trainers, app, hire, coby, database):
    """The control: the same two decisions, with the rule of the database taken away."""
    cas = hire("cas")
    first, second = ask("7a"), ask("8a", teacher=TOM)
    drop = (
        ["DROP TRIGGER ex_trainer_double_insert", "DROP TRIGGER ex_trainer_double_update"]
        if database.kind == "sqlite"
        else ["ALTER TABLE session_trainers DROP CONSTRAINT ex_trainer_double"]
    )
    with app.app_context(), writing():
        for statement in drop:
            db.session.execute(sa.text(statement))
    try:
        decisions = [
            (first, approval(look(first), trainers["tariq"]), coby),
            (second, approval(look(second), trainers["tariq"]), cas),
        ]
        assert at_once(*_deciders(app, decisions)) == ["done", "done"]
        with app.app_context():
            assert doubles() == 1
    finally:
        if database.kind == "postgresql":  # the tables stay for the next test, and only their rows go
            with app.app_context(), writing():
                db.session.execute(sa.text("DELETE FROM session_trainers"))
                db.session.execute(
                    sa.text(
                        "ALTER TABLE session_trainers ADD CONSTRAINT ex_trainer_double EXCLUDE USING gist "
                        "(trainer_id WITH =, tstzrange(starts_at, ends_at) WITH &&)"
                    )
                )


def test_a_decision_while_the_school_withdraws(ask, look, trainers, app, coby, mails):
    """F19: one outcome, and the mails of that outcome alone."""
    outcomes = set()
    for round_no in range(ROUNDS):
        number = ask("7a")
        page = look(number)
        day = date.fromordinal(date(2027, 3, 1).toordinal() + round_no)
        (decision,) = _deciders(app, [(number, approval(page, trainers["tariq"], on=day), coby)])

        def withdrawal(number: int = number, page: Any = page) -> str:
            with app.test_request_context(), writing():
                ids = [one.id for one in page.bookings]
                withdraw(number, ids, "", actor=TEACHER, by=By.TEACHER, now=now(), answer_workdays=WORKDAYS)
            return "done"

        decided, withdrawn = at_once(decision, withdrawal)
        assert withdrawn == "done", withdrawn
        found = look(number)
        assert found.bookings[0].status == "withdrawn"
        kinds = [mail.kind for mail in mails() if mail.about_id == number]
        if decided == "done":  # first confirmed, then withdrawn: everybody heard of both
            assert {"approve_confirmation", "assign", "unassign", "withdraw_receipt"} <= set(kinds)
        else:
            assert isinstance(decided, BookingError), decided
            assert "ingetrokken. U hoeft niets meer te doen." in decided.sentence
            assert not {"approve_confirmation", "assign", "unassign", "answer_notice"} & set(kinds)
        outcomes.add(decided == "done")
    world_holds(app)


def test_the_same_button_by_two_fingers(ask, look, trainers, app, sign_in, coby, mails):
    """A double click: both answers lead to the same page, and there is one act."""
    browsers = [sign_in("coby"), sign_in("coby")]
    for round_no in range(10):
        number = ask("7a")
        booking = look(number).bookings[0]
        forms = [one.get(f"/beheer/aanvragen/{ref(number)}").form("#besluit") for one in browsers]
        prefix = f"plan-{booking.id}-1"
        fields = {
            f"{prefix}-date": school_day(round_no).isoformat(),
            f"{prefix}-time": "10.15",
            f"{prefix}-trainer": str(trainers["noor"]),
        }
        answers = at_once(
            *[lambda form=form, fields=fields: form.send(button="act=approve", **fields) for form in forms]
        )
        assert [one.status_code for one in answers] == [303, 303], answers
        assert look(number).version == 2
        assert [mail.kind for mail in mails() if mail.about_id == number].count("approve_confirmation") == 1
