# SPDX-License-Identifier: EUPL-1.2
"""A request as mails see it, made in memory: no database, every relation loaded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from booking.catalogue.models import Offering, OfferingLevel, OfferingText, Provider
from booking.history.actions import TEACHER, Actor
from booking.lesson_requests.actions.act import Act
from booking.lesson_requests.models import Booking, Group, LessonRequest, Seat
from booking.lesson_requests.workflow import By
from booking.links.models import SecretLink
from booking.planning.calendar import ZONE
from booking.planning.models import LessonSession, SessionTrainer, Trainer

ASKED_AT = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
COBY = Actor("staff", 1, "Coby Voorbeeld")


def provider(name: str = "Voorbeeld Online Wijs", email: str = "lessen@onlinewijs.example") -> Provider:
    return Provider(id=1, slug="online-wijs", name=name, email=email)


def offering(number: int = 1, title: str = "Sterk online", **more: Any) -> Offering:
    values: dict[str, Any] = {
        "slug": f"les-{number}",
        "kind": "lesson",
        "status": "published",
        "minutes": 50,
        "sessions_count": 1,
        "lead_days": 28,
        "school_arranges": ["Een lokaal met een digibord en geluid", "Een leraar die de hele les aanwezig is"],
        "levels": [OfferingLevel(level="po", year_from=7, year_to=8, tracks=[])],
        "texts": [],
        "provider": provider(),
    }
    return Offering(id=number, title=title, **(values | more))


def english(title: str, arranges: Sequence[str]) -> OfferingText:
    return OfferingText(language="en", title=title, summary="", texts={"school_arranges": list(arranges)})


def group(number: int, name: str = "7a", people: int = 26, **more: Any) -> Group:
    values: dict[str, Any] = {"kind": "class", "level": "po", "year_from": 7, "year_to": 7, "wish": None}
    return Group(id=number, position=number, name=name, people=people, **(values | more))


def booking(number: int, of: Offering, whom: Group, status: str = "submitted", **more: Any) -> Booking:
    values: dict[str, Any] = {
        "title": of.title,
        "minutes": of.minutes,
        "sessions_count": of.sessions_count,
        "submitted_at": ASKED_AT,
        "people": whom.people,
        "seats": [],
    }
    made = Booking(id=number, position=number, group_id=whom.id, offering_id=of.id, status=status, **(values | more))
    made.offering = of
    set_committed_value(made, "group", whom)
    return made


def request(bookings: Sequence[Booking], **more: Any) -> LessonRequest:
    groups = list({one.group_id: one.group for one in bookings}.values())
    values: dict[str, Any] = {
        "subject": "[LES-000123] Sterk online",
        "language": "nl",
        "school_name": "De Voorbeeldboom",
        "school_address": "Voorbeeldstraat 1, 3511 AA Utrecht",
        "contact_name": "Tess Voorbeeld",
        "contact_email": "t.voorbeeld@devoorbeeldboom.example",
        "contact_phone": "030 123 45 67",
        "wish_weekdays": ["thu", "tue"],
        "wish_dayparts": ["morning"],
        "wish_from": date(2027, 3, 2),
        "wish_same_day": True,
        "remark": "Pauze van 10.15 tot 10.30 uur.",
        "assignee": None,
    }
    made = LessonRequest(id=123, submitted_at=ASKED_AT, **(values | more))
    made.groups = groups
    made.bookings = list(bookings)
    return made


def three_classes(**more: Any) -> LessonRequest:
    """Sterk online for 7a, 7b and 7c."""
    lesson = offering()
    rows = [group(1, "7a", 26), group(2, "7b", 24), group(3, "7c", 25)]
    return request([booking(one.id, lesson, one) for one in rows], **more)


def trainer(name: str = "Tariq Voorbeeld", email: str = "tariq@onlinewijs.example") -> Trainer:
    return Trainer(name=name, email=email)


def session(of: Offering, on: date, start: time, *trainers: Trainer, place: str = "", **more: Any) -> LessonSession:
    starts_at = datetime.combine(on, start, tzinfo=ZONE)
    made = LessonSession(
        offering_id=of.id,
        on_date=on,
        start_time=start,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=of.minutes),
        place=place or "De Voorbeeldboom, Voorbeeldstraat 1, 3511 AA Utrecht",
        **more,
    )
    made.trainers = [SessionTrainer(trainer=one) for one in trainers]
    return made


def seat(whom: Booking, where: LessonSession, position: int = 1) -> None:
    """The booking is confirmed and sits in this session."""
    whom.status = "confirmed"
    whom.seats = [*whom.seats, Seat(lesson_session=where, option_no=0, position=position, people=whom.people)]


def decline(whom: Booking, code: str, text: str | None = None) -> None:
    whom.status, whom.reason_code, whom.reason_text = "declined", code, text


def running(lesson_request: LessonRequest, link: SecretLink | None = None, by: By = By.COORDINATOR) -> Act:
    """An act on it, by Coby or by the school."""
    if link is not None:
        lesson_request.link = link
    actor = COBY if by is By.COORDINATOR else TEACHER
    return Act(lesson_request, actor, by, ASKED_AT + timedelta(hours=20), 5, number=2)
