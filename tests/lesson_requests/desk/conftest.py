# SPDX-License-Identifier: EUPL-1.2
"""A request of Tess that waits for Coby, and how the database stands afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
import sqlalchemy as sa

from booking.catalogue.models import Offering, Provider
from booking.extensions import db
from booking.history.actions import TEACHER
from booking.history.models import HistoryEntry
from booking.lesson_requests import queries
from booking.lesson_requests.actions.submit import submit
from booking.lesson_requests.asked import Asked, AskedGroup
from booking.lesson_requests.decision import Choice, Decision, Lesson
from booking.lesson_requests.models import Booking, LessonRequest, Seat, reference_of
from booking.lesson_requests.workflow import By
from booking.outbox.models import OutboxMail
from booking.planning.models import LessonSession, SessionTrainer, Trainer, TrainerOffering
from booking.schools.calendar import SchoolCalendar
from tests.support.cast import TARIQ, TESS, Teacher

MARCH = date(2027, 3, 9)
LESSON, SERIES, TRAINING = "sterk-in-de-groep", "samen-sterk-online", "signalen-zien"
WORKDAYS = 5


@pytest.fixture
def trainers(catalogue: None, write: Any) -> dict[str, int]:
    """Tariq and Noor, who can give everything."""
    with write():
        provider = db.session.scalars(sa.select(Provider.id).order_by(Provider.id)).first() or 0
        found = {}
        for key, (name, email, phone) in {
            "tariq": TARIQ,
            "noor": ("Noor Trainer", "noor@x.example", "030 123 47 09"),
        }.items():
            trainer = Trainer(provider_id=provider, name=name, email=email, email_key=email, phone=phone)
            db.session.add(trainer)
            db.session.flush()
            found[key] = trainer.id
            for offering_id in db.session.scalars(sa.select(Offering.id)).all():
                db.session.add(TrainerOffering(trainer_id=trainer.id, offering_id=offering_id))
        return found


@pytest.fixture
def ask(trainers: dict[str, int], write: Any) -> Callable[..., int]:
    """`ask("7a", "7b", slug=LESSON)`: a request for these groups, through the real action. Answers its id."""

    def asked(*groups: str, slug: str | tuple[str, ...] = LESSON, teacher: Teacher = TESS, **more: Any) -> int:
        with write() as now:
            slugs = (slug,) if isinstance(slug, str) else slug
            ids = tuple(db.session.scalars(sa.select(Offering.id).where(Offering.slug == one)).one() for one in slugs)
            level = {"level": "vo", "year_from": 1, "year_to": 1, "track": "havo"} if SERIES in slugs else {
                "level": "po", "year_from": 7, "year_to": 7
            }  # fmt: skip
            wanted = Asked(
                offerings=ids,
                groups=tuple(
                    AskedGroup(kind="class", name=name, people=24 + n, offerings=ids, **level)  # type: ignore[arg-type]
                    for n, name in enumerate(groups or ("7a",))
                ),
                school_name=teacher.school,
                school_address=teacher.address,
                contact_name=teacher.name,
                contact_email=teacher.email,
                contact_phone=teacher.phone,
                **more,
            )
            return submit(wanted, actor=TEACHER, by=By.TEACHER, now=now, answer_workdays=WORKDAYS).id

    return asked


@pytest.fixture
def look(read: Any) -> Callable[[int], LessonRequest]:
    """`look(id)`: the whole request as it stands in the database now."""

    def looked(request_id: int) -> LessonRequest:
        with read():
            found = queries.by_reference(str(request_id))
            assert found is not None
            db.session.expunge_all()
            return found

    return looked


@pytest.fixture
def world(read: Any) -> Callable[[], dict[str, int]]:
    """How many rows each table holds, and the sum of the versions: equal before and after means that nothing was written."""

    def counted() -> dict[str, int]:
        tables = (LessonRequest, Booking, Seat, LessonSession, SessionTrainer, HistoryEntry, OutboxMail)
        with read():
            found = {
                one.__tablename__: db.session.scalar(sa.select(sa.func.count()).select_from(one)) or 0 for one in tables
            }
            for one in (LessonRequest, Booking, LessonSession):
                found[f"versions of {one.__tablename__}"] = db.session.scalar(sa.select(sa.func.sum(one.version))) or 0
            return found

    return counted


@pytest.fixture
def desk(coby: Any, sign_in: Any) -> Any:
    return sign_in("coby")


@pytest.fixture
def page_of(desk: Any) -> Callable[[int], Any]:
    """`page_of(id)`: the page of a request as Coby sees it now."""
    return lambda number: desk.get(f"/beheer/aanvragen/{reference_of(number)}")


def school_day(n: int, first: date = MARCH) -> date:
    """The n-th day after the first on which a lesson raises no doubt."""
    for _n in range(n):
        first = SchoolCalendar().next_open(first)
    return first


def approval(
    lesson_request: LessonRequest, trainer_id: int | None, on: date = MARCH, hour: int = 10, only: int | None = None
) -> Decision:
    """All its bookings (or the first `only`) on one day, one after another; a series a lesson a week."""
    chosen = []
    for n, booking in enumerate(lesson_request.bookings[:only]):
        lessons = tuple(
            Lesson(
                date.fromordinal(on.toordinal() + 7 * week),
                time(hour + 2 * n),
                "Op school",
                trainer_id,
                f"plan-{booking.id}-{week + 1}",
            )
            for week in range(booking.sessions_count)
        )
        chosen.append(Choice(booking.id, booking.version, lessons))
    return Decision(lesson_request.version, approve=tuple(chosen))


def refusal(lesson_request: LessonRequest, reason: str = "full", explanation: str = "") -> Decision:
    """All its bookings declined."""
    chosen = tuple(Choice(booking.id, booking.version) for booking in lesson_request.bookings)
    return Decision(lesson_request.version, decline=chosen, reason=reason, explanation=explanation)
