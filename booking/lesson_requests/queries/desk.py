# SPDX-License-Identifier: EUPL-1.2
"""The office's lists: the queue by key, its counts, what is due, the lessons of a day. Each costs the same at 1,000 and 100,000."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from booking.catalogue.models import SHOWN, Offering, Provider
from booking.extensions import db
from booking.lesson_requests.models import ROOT, Booking, Group, LessonRequest, Seat, WantedTime, reference_of
from booking.lesson_requests.workflow import RequestStatus, Status
from booking.outbox.models import OutboxMail
from booking.planning.models import LessonSession, SessionTrainer, Trainer
from booking.schools.queries import schools_index
from booking.schools.queries.desk import COUNTED_TO
from booking.staff.models import StaffMember

from .one import REFERENCE

PER_PAGE = 50
SCHOOLS_FOUND = 50


class View(StrEnum):
    """The saved views. Their words in the address are Dutch, as all addresses."""

    ASSESS = "te-beoordelen"
    LATE = "te-laat"
    TODAY = "vandaag"
    PLANNED = "gepland"
    DECLINED = "afgewezen"
    WITHDRAWN = "ingetrokken"
    CLOSED = "afgesloten"
    UNLINKED = "school-niet-gekoppeld"
    ALL = "alles"


NEWEST_FIRST = frozenset({View.DECLINED, View.WITHDRAWN, View.CLOSED})
R = LessonRequest
_PROPOSED = aliased(Booking)
_SCHEDULED = exists().where(
    _PROPOSED.request_id == R.id,
    _PROPOSED.status == Status.SUBMITTED.value,
    WantedTime.booking_id == _PROPOSED.id,
)


@dataclass(frozen=True)
class Filters:
    """What the list is asked for. `after` is the key of the last row of the page before."""

    view: View = View.ASSESS
    level: str = ""
    search: str = ""
    after: str = ""


@dataclass
class Line:
    """One request in a list, with what its bookings add up to."""

    id: int
    school: str
    wijk: str | None
    due_on: date
    answered_at: datetime | None
    changed_at: datetime | None
    assignee: str | None
    wish_weekdays: list[str]
    wish_dayparts: list[str]
    wish_from: date | None
    wish_until: date | None
    undelivered: bool
    school_id: int | None
    submitted_at: datetime
    scheduled: bool
    """Does the school propose times for what still waits?"""
    titles: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    people: dict[int, tuple[str, str | None, int]] = field(default_factory=dict)
    """kind, level and number of each group that still stands, or of all that were withdrawn"""

    @property
    def reference(self) -> str:
        return reference_of(self.id)


@dataclass(frozen=True)
class Page:
    """A page of the queue; `next_key` is empty on the last one."""

    lines: Sequence[Line]
    next_key: str


# --- the queue ----------------------------------------------------------------------------------------------------


def queue(filters: Filters, today: date, limit: int = PER_PAGE) -> Page:
    """A page of requests, in the order of the view. One statement, and one more for a school's name."""
    found = _search(filters.search)
    if found is not None and not found:
        return Page([], "")
    conditions = [*_in_view(filters.view, today), *(found or [])]
    if filters.level in SHOWN:
        conditions.append(exists().where(Group.request_id == R.id, Group.level.in_(SHOWN[filters.level])))
    conditions += _after(filters)
    lines = lines_of(select(R.id).where(*conditions).order_by(*_order(filters.view)).limit(limit + 1), filters.view)
    last = lines[limit - 1] if len(lines) > limit else None
    return Page(lines[:limit], _key(last, filters.view) if last else "")


def _in_view(view: View, today: date) -> list[ColumnElement[bool]]:
    status = R.status
    closed = status == RequestStatus.CLOSED.value
    return {
        View.ASSESS: [status == RequestStatus.OPEN.value],
        View.LATE: [status == RequestStatus.OPEN.value, R.due_on < today],
        View.TODAY: [status == RequestStatus.OPEN.value, R.due_on == today],
        View.PLANNED: [status == RequestStatus.PLANNED.value],
        View.DECLINED: [closed, R.result == "declined"],
        View.WITHDRAWN: [closed, R.result == "withdrawn"],
        View.CLOSED: [closed],
        View.UNLINKED: [R.school_id.is_(None)],
        View.ALL: [],
    }[view]


def _order(view: View) -> list[Any]:
    if view is View.ALL:
        return [R.id.desc()]
    if view is View.UNLINKED:  # the order of the index in which they stand
        return [R.submitted_at.desc(), R.id.desc()]
    if view in NEWEST_FIRST:
        return [R.due_on.desc(), R.id.desc()]
    return [R.due_on, R.id]


def _key(line: Line, view: View) -> str:
    return str(line.id) if view in (View.ALL, View.UNLINKED) else f"{line.due_on.isoformat()}.{line.id}"


def _after(filters: Filters) -> list[ColumnElement[bool]]:
    """Only what comes after this key; a key that makes no sense is left out."""
    day_text, _dot, number = filters.after.rpartition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 15):
        return []
    if filters.view is View.ALL:
        return [R.id < int(number)]
    if filters.view is View.UNLINKED:
        last = aliased(R)
        its_moment = select(last.submitted_at).where(last.id == int(number)).scalar_subquery()
        return [tuple_(R.submitted_at, R.id) < tuple_(its_moment, int(number))]
    try:
        key = (date.fromisoformat(day_text), int(number))
    except ValueError:
        return []
    place = tuple_(R.due_on, R.id)
    return [place < key if filters.view in NEWEST_FIRST else place > key]


def _search(text: str) -> list[ColumnElement[bool]] | None:
    """None: nothing is searched. Empty: nothing can be found. A number, an address, or a part of a school's name.

    A school is found by what the register calls it now or did before, by what people call it, and as it was asked for.
    """
    text = " ".join(text.split())
    if not text:
        return None
    if match := REFERENCE.fullmatch(text):
        return [R.id == int(match[1])]
    if "@" in text:
        return [R.email_key == text.lower()]
    ids = [row.id for row in schools_index().find(text, SCHOOLS_FOUND, closed=True).hits]
    keys = _school_keys(text)
    found = [R.school_id.in_(ids)] if ids else []
    found += [R.school_key.in_(keys)] if keys else []
    return [or_(*found)] if found else []


def _school_keys(text: str) -> Sequence[str]:
    """The names under which schools asked that hold these words. Walks over the index from one to the next: as long as there are names."""
    walk = select(func.min(R.school_key).label("key")).cte("schools", recursive=True)
    following = select(func.min(R.school_key)).where(R.school_key > walk.c.key).scalar_subquery()
    walk = walk.union_all(select(following).where(walk.c.key.is_not(None)))
    words = [walk.c.key.contains(word, autoescape=True) for word in text.lower().split()]
    return db.session.scalars(select(walk.c.key).where(*words).limit(SCHOOLS_FOUND)).all()


def lines_of(page: Select[Any], view: View) -> list[Line]:
    """These requests with their bookings and groups in one statement, in the order of the view."""
    failed = exists().where(OutboxMail.about_kind == ROOT, OutboxMail.about_id == R.id, OutboxMail.status == "failed")
    ids = page.add_columns(failed.label("undelivered"), _SCHEDULED.label("scheduled")).subquery()
    question = (
        select(
            R.id, R.school_name, R.school_wijk, R.due_on, R.answered_at, R.school_changed_at, StaffMember.name,
            R.wish_weekdays, R.wish_dayparts, R.wish_from, R.wish_until, ids.c.undelivered, R.school_id, R.submitted_at,
            ids.c.scheduled,
            Booking.title, Booking.status, Group.id, Group.kind, Group.level, Booking.people,
        )
        .join(ids, ids.c.id == R.id)
        .join(Booking, Booking.request_id == R.id)
        .join(Group, Group.id == Booking.group_id)
        .outerjoin(StaffMember, StaffMember.id == R.assignee_id)
        .order_by(*_order(view), Booking.position)
    )  # fmt: skip
    lines: dict[int, Line] = {}
    gone: dict[int, dict[int, tuple[str, str | None, int]]] = {}
    for row in cast(Sequence[tuple[Any, ...]], db.session.execute(question).all()):
        title, status, group_id, kind, level, people = row[15:]
        line = lines.setdefault(row[0], Line(*row[:15]))
        line.statuses.append(status)
        counted = gone.setdefault(line.id, {}) if status == Status.WITHDRAWN.value else line.people
        counted[group_id] = (kind, level, people)
        if title not in line.titles:
            line.titles.append(title)
    for line in lines.values():
        line.people = line.people or gone[line.id]
    return list(lines.values())


def counts(today: date, views: Collection[View]) -> dict[View, int]:
    """How many requests stand in each of these views, counted no further than one beyond 1000, in one statement.

    In the order of the index: without it a database may look for the open ones from the oldest request on.
    """
    asked = [
        select(func.count())
        .select_from(
            select(R.id).where(*_in_view(view, today)).order_by(*_order(view)).limit(COUNTED_TO + 1).subquery()
        )
        .scalar_subquery()
        for view in views
    ]
    return dict(zip(views, db.session.execute(select(*asked)).one(), strict=True))


# --- the day ------------------------------------------------------------------------------------------------------


def first_to_do(today: date, undelivered: Collection[int], limit: int = 10) -> list[Line]:
    """What is late or due today, the oldest first; then requests with a mail that did not arrive."""
    due = and_(R.status == RequestStatus.OPEN.value, R.due_on <= today)
    lines = lines_of(select(R.id).where(due).order_by(R.due_on, R.id).limit(limit), View.ASSESS)
    rest = set(undelivered) - {line.id for line in lines}
    if rest and len(lines) < limit:
        lines += lines_of(
            select(R.id).where(R.id.in_(rest)).order_by(R.due_on, R.id).limit(limit - len(lines)), View.ASSESS
        )
    return lines


def undelivered(limit: int = 10) -> Sequence[int]:
    """Requests with a mail that did not arrive, the last first."""
    question = select(OutboxMail.about_id).where(OutboxMail.status == "failed", OutboxMail.about_kind == ROOT)
    return list(dict.fromkeys(db.session.scalars(question.order_by(OutboxMail.id.desc()).limit(limit * 3))))[:limit]


def lessons_on(days: Collection[date]) -> Sequence[Any]:
    """The planned sessions of these days with their group, request and trainer, by time; a row for each trainer."""
    question = (
        select(
            LessonSession.id, LessonSession.starts_at, LessonSession.ends_at, LessonSession.on_date,
            Booking.title, Group.name.label("group"), R.id.label("request_id"), R.school_name, R.school_wijk,
            Trainer.name.label("trainer"), Provider.name.label("provider"),
        )
        .join(Seat, Seat.session_id == LessonSession.id)
        .join(Booking, Booking.id == Seat.booking_id)
        .join(Group, Group.id == Booking.group_id)
        .join(R, R.id == Booking.request_id)
        .join(Offering, Offering.id == LessonSession.offering_id)
        .join(Provider, Provider.id == Offering.provider_id)
        .outerjoin(SessionTrainer, SessionTrainer.session_id == LessonSession.id)
        .outerjoin(Trainer, Trainer.id == SessionTrainer.trainer_id)
        .where(LessonSession.on_date.in_(days), LessonSession.status == "planned", Seat.option_no == 0)
        .order_by(LessonSession.on_date, LessonSession.start_time, LessonSession.id, Booking.position, Trainer.name)
        .limit(200)
    )  # fmt: skip
    return db.session.execute(question).all()


# --- one request --------------------------------------------------------------------------------------------------


def others_of_school(lesson_request: LessonRequest, since: datetime, limit: int = 10) -> list[Line]:
    """The other requests of the same school since then, the newest first: the school of the register, or the name as it was typed."""
    if lesson_request.school_id is not None:
        same = [R.school_id == lesson_request.school_id]
    else:
        same = [R.school_id.is_(None), R.school_key == lesson_request.school_key]
    question = select(R.id).where(*same, R.submitted_at >= since, R.id != lesson_request.id)
    return lines_of(question.order_by(R.submitted_at.desc()).limit(limit), View.ALL)


def next_open(lesson_request: LessonRequest) -> str:
    """The number of the request that has waited longest, this one left out; empty if nothing waits."""
    question = select(R.id).where(R.status == RequestStatus.OPEN.value, R.id != lesson_request.id)
    found = db.session.scalar(question.order_by(R.due_on, R.id).limit(1))
    return reference_of(found) if found else ""
