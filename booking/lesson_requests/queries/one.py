# SPDX-License-Identifier: EUPL-1.2
"""One request, with all that its page or an act needs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, bindparam, exists, or_, select, tuple_
from sqlalchemy.orm import contains_eager, defer
from sqlalchemy.orm.attributes import set_committed_value

from booking.catalogue.models import Offering, OfferingLevel, OfferingText, Provider
from booking.extensions import db
from booking.jinja import page_language
from booking.lesson_requests.models import REFERENCE_PREFIX, Booking, Group, LessonRequest, Seat, WantedTime
from booking.lesson_requests.workflow import Status
from booking.links.models import SecretLink
from booking.links.queries import OPENS, opening
from booking.planning.models import SessionTrainer, Trainer

from .offerings import PAGE_TEXTS

REFERENCE = re.compile(rf"(?:{REFERENCE_PREFIX})?0*([1-9][0-9]{{0,11}})", re.ASCII | re.IGNORECASE)
SOURCE_LANGUAGE = "nl"
ANY_READ: Mapping[str, Any] = {}
WITHOUT_PAGE_TEXTS = [defer(getattr(Offering, text), raiseload=True) for text in PAGE_TEXTS]

# --- the statements, built once: building and loading by options was half of the requester's page ---------------------

_WHOLE = (
    select(LessonRequest)
    .join(LessonRequest.link)
    .outerjoin(LessonRequest.assignee)
    .options(contains_eager(LessonRequest.link), contains_eager(LessonRequest.assignee))
)
_BY_ID = _WHOLE.where(LessonRequest.id == bindparam("id"))
_LOCKED = _BY_ID.with_for_update(of=(LessonRequest, SecretLink))
"""The link too: after waiting for the lock, PostgreSQL reads anew what is locked, and nothing else of the statement."""
_BY_TOKEN = _WHOLE.where(*OPENS)
_IDS = bindparam("ids", expanding=True)
_GROUPS = (
    select(
        Group,
        Booking,
        exists().where(Seat.booking_id == Booking.id),
        exists().where(WantedTime.booking_id == Booking.id),
    )
    .outerjoin(Booking, Booking.group_id == Group.id)
    .outerjoin(Offering, Offering.id == Booking.offering_id)
    .outerjoin(Provider, Provider.id == Offering.provider_id)
    .where(Group.request_id.in_(_IDS))
    .order_by(Group.position, Booking.position)
    .options(contains_eager(Booking.offering).options(contains_eager(Offering.provider), *WITHOUT_PAGE_TEXTS))
)
_SEATS = (
    select(Seat, SessionTrainer)
    .join(Seat.lesson_session)
    .outerjoin(SessionTrainer, SessionTrainer.session_id == Seat.session_id)
    .outerjoin(Trainer, Trainer.id == SessionTrainer.trainer_id)
    .where(Seat.booking_id.in_(_IDS))
    .order_by(Seat.booking_id, Seat.position, Seat.option_no, SessionTrainer.trainer_id)
    .options(contains_eager(Seat.lesson_session), contains_eager(SessionTrainer.trainer))
)
_TIMES = select(WantedTime).where(WantedTime.booking_id.in_(_IDS)).order_by(WantedTime.booking_id, WantedTime.position)
_LEVELS = select(OfferingLevel).where(OfferingLevel.offering_id.in_(_IDS)).order_by(OfferingLevel.level)
_TEXTS = select(OfferingText).where(OfferingText.offering_id.in_(_IDS)).order_by(OfferingText.language)


def _read(question: Executable, values: dict[str, Any], anew: bool = False, levels: bool = True) -> list[LessonRequest]:
    """Requests with their groups and bookings: two statements, and one each for seats, wanted times, levels and twins where there are any.

    `anew`: whatever was read before. `levels`: for what years their offerings are; always read where one was declined.
    """
    options = {"populate_existing": True} if anew else {}
    found = list(db.session.scalars(question, values, execution_options=options))
    if not found:
        return found
    groups: dict[int, list[Group]] = {one.id: [] for one in found}
    bookings: dict[int, list[Booking]] = {one.id: [] for one in found}
    seated: list[Booking] = []
    timed: list[Booking] = []
    for group, booking, has_seats, has_times in db.session.execute(
        _GROUPS, {"ids": list(groups)}, execution_options=options
    ):
        if group not in groups[group.request_id]:
            groups[group.request_id].append(group)
        if booking is None:
            continue
        bookings[group.request_id].append(booking)
        set_committed_value(booking, "group", group)
        set_committed_value(booking, "seats", [])
        set_committed_value(booking, "wanted_times", [])
        if has_seats:
            seated.append(booking)
        if has_times:
            timed.append(booking)
    for one in found:
        set_committed_value(one, "groups", groups[one.id])
        set_committed_value(one, "bookings", sorted(bookings[one.id], key=lambda booking: booking.position))
    seats_of(seated, options)
    wanted_times_of(timed, options)
    _about_offerings(found, levels, options)
    return found


def seats_of(bookings: Collection[Booking], options: Mapping[str, Any] = ANY_READ) -> None:
    """Where and when these are given, and by whom."""
    if not bookings:
        return
    seats: dict[int, dict[Seat, None]] = {one.id: {} for one in bookings}
    trainers: dict[Any, dict[SessionTrainer, None]] = {}
    for seat, trainer in db.session.execute(_SEATS, {"ids": list(seats)}, execution_options=options):
        seats[seat.booking_id][seat] = None
        mine = trainers.setdefault(seat.lesson_session, {})
        if trainer is not None:
            mine[trainer] = None
    for booking in bookings:
        set_committed_value(booking, "seats", list(seats[booking.id]))
    for lesson_session, some in trainers.items():
        set_committed_value(lesson_session, "trainers", list(some))


def wanted_times_of(bookings: Collection[Booking], options: Mapping[str, Any] = ANY_READ) -> None:
    """When the school would like them."""
    if not bookings:
        return
    times: dict[int, list[WantedTime]] = {one.id: [] for one in bookings}
    for row in db.session.scalars(_TIMES, {"ids": list(times)}, execution_options=options):
        times[row.booking_id].append(row)
    for booking in bookings:
        set_committed_value(booking, "wanted_times", times[booking.id])


def _about_offerings(found: Iterable[LessonRequest], levels: bool, options: dict[str, Any]) -> None:
    """Of their offerings the years, and the twins where words come out in another language than the catalogue's own."""
    bookings = [booking for one in found for booking in one.bookings]
    offerings = {booking.offering_id: booking.offering for booking in bookings}
    if levels or any(booking.status == Status.DECLINED for booking in bookings):
        _hang(offerings, "levels", db.session.scalars(_LEVELS, {"ids": list(offerings)}, execution_options=options))
    if {page_language(), *(one.language for one in found)} != {SOURCE_LANGUAGE}:
        _hang(offerings, "texts", db.session.scalars(_TEXTS, {"ids": list(offerings)}, execution_options=options))


def _hang(offerings: dict[int, Offering], name: str, rows: Iterable[Any]) -> None:
    of_each: dict[int, list[Any]] = {number: [] for number in offerings}
    for row in rows:
        of_each[row.offering_id].append(row)
    for number, some in of_each.items():
        set_committed_value(offerings[number], name, some)


# --- the questions --------------------------------------------------------------------------------------------------


def locked(request_id: int) -> LessonRequest | None:
    """The request, locked for this transaction and read anew, whatever was read before."""
    return next(iter(_read(_LOCKED, {"id": request_id}, anew=True)), None)


def one(request_id: int) -> LessonRequest | None:
    """The request as it is now, whatever was read of it before."""
    return next(iter(_read(_BY_ID, {"id": request_id}, anew=True)), None)


def by_token(token: str, now: datetime) -> LessonRequest | None:
    """The request that this secret link opens. Unknown, renewed and expired give the same None."""
    return next(iter(_read(_BY_TOKEN, opening(token, "request", now), levels=False)), None)


def by_reference(reference: str) -> LessonRequest | None:
    """The request with this number, written as LES-000123 or 123."""
    match = REFERENCE.fullmatch(reference.strip())
    return next(iter(_read(_BY_ID, {"id": int(match[1])})), None) if match else None


def of_address(email_key: str, after: int | None, limit: int) -> tuple[list[LessonRequest], int | None]:
    """A page of what this address asked, newest first, from after this request on, and the key of the next page.

    As many statements for one as for hundreds.
    """
    mine = _WHOLE.where(LessonRequest.email_key == email_key, LessonRequest.anonymised_at.is_(None))
    if after is not None:
        its_moment = select(LessonRequest.submitted_at).where(LessonRequest.id == after).scalar_subquery()
        mine = mine.where(tuple_(LessonRequest.submitted_at, LessonRequest.id) < tuple_(its_moment, after))
    newest = mine.order_by(LessonRequest.submitted_at.desc(), LessonRequest.id.desc())
    found = _read(newest.limit(limit + 1), {}, levels=False)
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def ids_with_working_link(now: datetime) -> Sequence[int]:
    """All requests whose link still opens, oldest first."""
    alive = or_(SecretLink.expires_at.is_(None), SecretLink.expires_at > now)
    return db.session.scalars(
        select(LessonRequest.id).join(LessonRequest.link).where(alive).order_by(LessonRequest.id)
    ).all()
