# SPDX-License-Identifier: EUPL-1.2
"""Placing a request: the request, its groups and bookings, its link and its first two mails, all in one transaction.

A form that comes twice makes one request: its key is unique, and the second one raises `AlreadySent`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

import structlog
from flask_babel import gettext as _
from sqlalchemy import Executable, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm.attributes import set_committed_value

from booking.catalogue.models import Offering
from booking.database import made
from booking.errors import Conflict
from booking.extensions import db
from booking.history.actions import Actor, note
from booking.lesson_requests import emails
from booking.lesson_requests.actions.act import Act
from booking.lesson_requests.asked import Asked, school_key
from booking.lesson_requests.models import ROOT, Booking, Group, LessonRequest, WantedTime, reference_of
from booking.lesson_requests.queries import submitting
from booking.lesson_requests.queries.offerings import offerings_at
from booking.lesson_requests.workflow import BookingFacts, By, Status, local_day, summarise
from booking.links import actions as links
from booking.outbox.actions import RECEIPTS_A_DAY
from booking.outbox.write import key_of, secretariat, together
from booking.permissions import Can, demand
from booking.schools import queries as schools
from booking.schools.calendar import answer_by
from booking.schools.models import School

log = structlog.get_logger("lesson_requests")

Thing = TypeVar("Thing", Group, Booking)
NOTICES_AN_HOUR = 60
NOTICE_GAP = timedelta(minutes=1)

# Plain statements on the tables: through the session's own machinery they were a third of the whole post.
_REQUESTS, _GROUPS, _BOOKINGS = (cast(Table, model.__table__) for model in (LessonRequest, Group, Booking))
_INSERT = {
    name: dialect.insert(_REQUESTS).on_conflict_do_nothing(index_elements=["form_key"]).returning(_REQUESTS.c.id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_INSERT_GROUPS, _INSERT_BOOKINGS = (
    insert(table).returning(table.c.id, table.c.position) for table in (_GROUPS, _BOOKINGS)
)
_INSERT_TIMES = insert(cast(Table, WantedTime.__table__))


class AlreadySent(Conflict):
    """This form arrived before. `queries.submitting.by_form_key` knows as what."""


class SchoolGone(Conflict):
    """The school that was picked has closed since."""

    def __init__(self) -> None:
        super().__init__(_("Deze school is gesloten. Kies een andere school."), field="school", code="F-school")


class Stopped(Conflict):
    """Some of these offerings cannot be asked for any more: `ids`."""

    def __init__(self, ids: Sequence[int]) -> None:
        super().__init__(_("Deze les kunt u niet meer aanvragen"), field="offering", code="F-gestopt")
        self.ids = list(ids)


def submit(
    asked: Asked,
    *,
    actor: Actor,
    by: By,
    now: datetime,
    answer_workdays: int,
    form_key: str | None = None,
    language: str = "nl",
    warnings: Sequence[str] = (),
) -> LessonRequest:
    """Place the request and write its mails. Raises AlreadySent, SchoolGone and Stopped; nothing is left behind then.

    `warnings`: in Dutch, for the secretariat. `by` a coordinator: the school phoned, link and mails go to the school.
    """
    if by is By.COORDINATOR:
        demand(actor, Can.ACT_FOR_SCHOOL)
    before = submitting.before(key_of(asked.contact_email), key_of(secretariat()[0]), now)
    offerings = offerings_at(before.catalogue)
    gone = [number for number in asked.offerings if not _can_be_asked(offerings.get(number), now)]
    if gone:
        raise Stopped(gone)
    school = _school(asked)
    link = links.issue("request", now)
    titles = [
        offerings[number].title for number in asked.offerings if any(number in one.offerings for one in asked.groups)
    ]
    subject = emails.subject(reference_of(before.number), titles)
    values = {"id": before.number, "subject": subject, "form_key": form_key, "language": language, "link_id": link.id}
    values |= _asked(asked, school) | _now(now, answer_workdays)
    lesson_request = _insert(values | {"entered_by": actor.id if by is By.COORDINATOR else None})
    set_committed_value(lesson_request, "link", link)
    set_committed_value(lesson_request, "school", school)
    _add_groups(lesson_request, asked, offerings, now)
    note(actor, (ROOT, lesson_request.id), "submit", now, moved=(None, Status.SUBMITTED.value), act=1, at_once=True)
    act = Act(lesson_request, actor, by, now, answer_workdays, number=1)
    with together():
        _write_mails(act, warnings, before)
    return lesson_request


def _can_be_asked(offering: Offering | None, now: datetime) -> bool:
    if offering is None or offering.status != "published":
        return False
    return offering.requests_from is None or offering.requests_from <= local_day(now)


def _school(asked: Asked) -> School | None:
    """The school that was picked, as it is now."""
    if asked.school_id is None:
        return None
    school = schools.held(asked.school_id)
    if school is None or school.status != "open":
        raise SchoolGone
    return school


def _insert(values: dict[str, Any]) -> LessonRequest:
    """The request's own row. The unique key of the form is the judge of who was first."""
    connection = db.session.connection()
    if connection.scalar(_INSERT[connection.dialect.name], values) is None:
        raise AlreadySent(_("Dit formulier is al verstuurd. Is dit een nieuwe aanvraag?"), code="F-dubbel")
    lesson_request = made(LessonRequest, values)
    set_committed_value(lesson_request, "assignee", None)
    return lesson_request


def _now(now: datetime, answer_workdays: int) -> dict[str, Any]:
    """Where a new request stands."""
    facts = [BookingFacts(Status.SUBMITTED, now)]
    summary = summarise(facts, lambda moment: answer_by(moment, answer_workdays), None, now)
    return {"status": summary.status.value, "version": 1, "due_on": summary.due_on, "submitted_at": now}


def _asked(asked: Asked, school: School | None) -> dict[str, Any]:
    """What was answered."""
    return {
        "form_hash": asked.fingerprint,
        "programme_id": asked.programme_id,
        **_of_school(asked, school),
        "breaks": [[begin.isoformat("minutes"), end.isoformat("minutes")] for begin, end in asked.breaks],
        "contact_name": asked.contact_name,
        "contact_email": asked.contact_email,
        "email_key": key_of(asked.contact_email),
        "contact_phone": asked.contact_phone,
        "day_contact": asked.day_contact,
        "remark": asked.remark,
        "wish_weekdays": list(asked.weekdays),
        "wish_dayparts": list(asked.dayparts),
        "wish_from": asked.wish_from,
        "wish_until": asked.wish_until,
        "wish_same_day": asked.same_day,
    }


def _of_school(asked: Asked, school: School | None) -> dict[str, Any]:
    """The school as it stands in the register, or as it was typed: what was asked stays so, whatever the register says later."""
    if school is None:
        return {
            "school_id": None,
            "school_name": asked.school_name,
            "school_key": school_key(asked.school_name),
            "school_address": asked.school_address,
            "school_wijk": None,
            "school_kind": asked.school_kind,
        }
    return {
        "school_id": school.id,
        "school_name": school.name,
        "school_key": school_key(school.name),
        "school_address": school.address,
        "school_wijk": school.wijk.name if school.wijk else None,
        "school_kind": school.kind,
    }


def _add_groups(lesson_request: LessonRequest, asked: Asked, offerings: Mapping[int, Offering], now: datetime) -> None:
    """Groups and bookings, each in one statement. Rows come back in any order: `position` says which is which."""
    rows = [
        {
            "request_id": lesson_request.id,
            "position": position,
            "kind": one.kind,
            "name": one.name,
            "level": one.level,
            "year_from": one.year_from,
            "year_to": one.year_to,
            "track": one.track,
            "people": one.people,
            "wish": one.wish,
        }
        for position, one in enumerate(asked.groups, 1)
    ]
    groups = _stored(Group, _INSERT_GROUPS, rows)
    pairs = [
        (group, offerings[number])
        for number in asked.offerings
        for group, one in zip(groups, asked.groups, strict=True)
        if number in one.offerings
    ]
    rows = [_booking(position, group, offering, now) for position, (group, offering) in enumerate(pairs, 1)]
    bookings = _stored(Booking, _INSERT_BOOKINGS, rows)
    times = _add_times(bookings, groups, asked)
    set_committed_value(lesson_request, "groups", groups)
    set_committed_value(lesson_request, "bookings", bookings)
    for booking, (group, offering) in zip(bookings, pairs, strict=True):
        set_committed_value(booking, "group", group)
        set_committed_value(booking, "offering", offering)
        set_committed_value(booking, "seats", [])
        set_committed_value(booking, "wanted_times", times.get(booking.id, []))


def _add_times(bookings: Sequence[Booking], groups: Sequence[Group], asked: Asked) -> dict[int, list[WantedTime]]:
    """The schedule that the school proposes, if it does: of each booking its times, in the order of its lessons."""
    numbers = {(booking.group_id, booking.offering_id): booking.id for booking in bookings}
    rows = [
        {
            "booking_id": numbers[groups[one.group].id, one.offering],
            "position": one.position,
            "on_date": one.on_date,
            "start_time": one.start,
            "end_time": one.end,
            "lane": one.lane,
        }
        for one in sorted(asked.times, key=lambda one: one.position)
    ]
    if rows:
        db.session.connection().execute(_INSERT_TIMES, rows)
    found: dict[int, list[WantedTime]] = {}
    for row in rows:
        found.setdefault(row["booking_id"], []).append(made(WantedTime, row))
    return found


def _stored(model: type[Thing], statement: Executable, rows: Sequence[dict[str, Any]]) -> list[Thing]:
    """These rows, in their order, with their numbers."""
    numbers = {position: number for number, position in db.session.connection().execute(statement, rows)}
    return [made(model, {**row, "id": numbers[row["position"]]}) for row in rows]


def _booking(position: int, group: Group, offering: Offering, now: datetime) -> dict[str, Any]:
    """A booking keeps what was asked and promised: title, length, cost."""
    return {
        "request_id": group.request_id,
        "group_id": group.id,
        "offering_id": offering.id,
        "position": position,
        "status": Status.SUBMITTED.value,
        "submitted_at": now,
        "version": 1,
        "people": group.people,
        "title": offering.title,
        "minutes": offering.minutes,
        "sessions_count": offering.sessions_count,
        "cost_kind": offering.cost_kind,
        "cost_cents": offering.cost_cents,
        "cost_unit": offering.cost_unit,
    }


def _write_mails(act: Act, warnings: Sequence[str], lately: submitting.Before) -> None:
    """A receipt, unless this address had three today: then it waits for a colleague. A notice, always; many are spaced."""
    due_at = None
    if lately.notices >= NOTICES_AN_HOUR and lately.last_notice_due is not None:
        due_at = max(act.now, lately.last_notice_due) + NOTICE_GAP
        if lately.notices == NOTICES_AN_HOUR:
            log.error("notices_spaced", last_hour=lately.notices)
    emails.submit_receipt(act, held=lately.receipts >= RECEIPTS_A_DAY)
    emails.submit_notice(act, warnings, due_at)
