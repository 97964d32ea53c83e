# SPDX-License-Identifier: EUPL-1.2
"""A coordinator's decision: some bookings get their dates, others a reason why not, all in one act."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from datetime import datetime
from itertools import combinations
from typing import Any

from flask_babel import gettext as _

from booking.errors import BookingError, Conflict
from booking.extensions import db
from booking.history.actions import staff
from booking.lesson_requests import dates, emails, reasons
from booking.lesson_requests.actions.act import Act, begin, finish, move
from booking.lesson_requests.actions.meanwhile import Repeated, check
from booking.lesson_requests.decision import Choice, Decision, Lesson
from booking.lesson_requests.models import Booking, LessonRequest, Seat
from booking.lesson_requests.queries import deciding
from booking.lesson_requests.wanted import together
from booking.lesson_requests.workflow import Action, By, Status, local_day
from booking.permissions import Can, demand
from booking.planning import actions as planning
from booking.planning import queries as planning_queries
from booking.planning.calendar import overlap
from booking.planning.models import LessonSession, Trainer
from booking.staff.models import StaffMember


def decide(
    request_id: int, decision: Decision, member: StaffMember, now: datetime, answer_workdays: int
) -> LessonRequest:
    """Approve and decline in one act; school, secretariat and whoever gives the lesson get one mail each.

    Raises Outrun for the slower of two, TrainerBusy, Repeated for the same decision by the same colleague (nothing is left to do).
    """
    demand(member, Can.DECIDE)
    if not decision.choices:
        raise BookingError(_("Kies minstens één groep."), field="bookings")
    act = begin(request_id, staff(member), By.COORDINATOR, now, answer_workdays)
    bookings = {booking.id: booking for booking in act.lesson_request.bookings}
    if any(choice.booking_id not in bookings for choice in decision.choices):
        raise BookingError(_("Kies minstens één groep."), field="bookings")
    if _same(decision, bookings, member, act):
        raise Repeated(act.lesson_request.reference)
    check(act, {choice.booking_id: choice.seen_version for choice in decision.choices}, decision.seen_act)
    approved = _approve(act, decision, bookings)
    declined = _decline(act, decision, bookings)
    lesson_request = act.lesson_request
    lesson_request.assignee_id = lesson_request.assignee_id or member.id
    lesson_request.answered_at = now
    lesson_request.school_changed_at = None
    emails.decision(act, approved, declined, decision.extra)
    finish(act)
    return lesson_request


def _approve(act: Act, decision: Decision, bookings: dict[int, Booking]) -> list[Booking]:
    wanted = [
        (bookings[choice.booking_id], position, lesson)
        for choice in decision.approve
        for position, lesson in enumerate(choice.lessons, 1)
    ]
    trainers = planning_queries.locked_trainers({one.trainer_id for _b, _p, one in wanted if one.trainer_id})
    able = planning_queries.trainers_of({bookings[choice.booking_id].offering_id for choice in decision.approve})
    for choice in decision.approve:
        booking = bookings[choice.booking_id]
        may = {trainer.id for trainer in able[booking.offering_id]} & trainers.keys()
        _check_lessons(booking, choice, may, act.now)
    shared = together(act.lesson_request.bookings)
    held = _held(act.lesson_request.bookings, shared)
    # by trainer and time, so that two coordinators who plan the same trainers never wait for one another
    for booking, position, lesson in sorted(
        wanted, key=lambda one: (one[2].trainer_id or 0, one[2].on_date, one[2].start)
    ):
        key = shared.get((booking.id, position))
        hall = (key, lesson.on_date, lesson.start, lesson.place, lesson.trainer_id)
        lesson_session = held.get(hall) or _plan(booking, lesson, trainers)
        if key is not None:
            held[hall] = lesson_session
        _sit(booking, position, lesson_session)
    _check_groups(act, decision, bookings)
    approved = [bookings[choice.booking_id] for choice in decision.approve]
    for booking, choice in zip(approved, decision.approve, strict=True):
        move(act, booking, Action.APPROVE, choice.seen_version)
    return approved


def _check_lessons(booking: Booking, choice: Choice, able: Collection[int], now: datetime) -> None:
    name = booking.group.name or booking.title
    if len(choice.lessons) != booking.sessions_count:
        raise BookingError(_("Kies een datum voor %(name)s.", name=name))
    for lesson in choice.lessons:
        if sentence := dates.wrong(lesson.on_date, local_day(now)):
            raise BookingError(sentence, field=f"{lesson.field}-date")
        if lesson.trainer_id and lesson.trainer_id not in able:
            raise BookingError(_("Kies een trainer voor %(name)s.", name=name), field=f"{lesson.field}-trainer")


def _held(
    bookings: Collection[Booking], shared: dict[tuple[int, int], Hashable]
) -> dict[tuple[Any, ...], LessonSession]:
    """The lessons that stand already and that another group asked to share: with the same day, time, place and trainer it joins.

    The request is locked, and nobody but its own acts touches its sessions.
    """
    found: dict[tuple[Any, ...], LessonSession] = {}
    for booking in bookings:
        for seat in booking.seats:
            key, one = shared.get((booking.id, seat.position)), seat.lesson_session
            if key is None or booking.status != Status.CONFIRMED or seat.option_no or one.status != "planned":
                continue
            trainers = [row.trainer_id for row in one.trainers] or [None]
            if len(trainers) == 1:
                found[key, one.on_date, one.start_time, one.place, trainers[0]] = one
    return found


def _plan(booking: Booking, lesson: Lesson, trainers: dict[int, Trainer]) -> LessonSession:
    who = [trainers[lesson.trainer_id]] if lesson.trainer_id else []
    try:
        return planning.plan(
            booking.offering,
            lesson.on_date,
            lesson.start,
            booking.minutes,
            lesson.place,
            who,
            field=f"{lesson.field}-time",
        )
    except planning.TrainerBusy as busy:
        school = deciding.school_of(busy.lesson_session.id)
        raise Conflict(busy.told(school), field=busy.field, code=busy.code) from busy


def _sit(booking: Booking, position: int, lesson_session: LessonSession) -> None:
    seat = Seat(booking=booking, lesson_session=lesson_session, option_no=0, position=position, people=booking.people)
    db.session.add(seat)
    db.session.flush()


def _check_groups(act: Act, decision: Decision, bookings: dict[int, Booking]) -> None:
    """A group cannot have two lessons at once. Another group's lesson at the same time is fine, with another trainer."""
    fields = {
        (choice.booking_id, position): lesson.field
        for choice in decision.approve
        for position, lesson in enumerate(choice.lessons, 1)
    }
    seats = [(booking, seat) for booking in bookings.values() for seat in booking.seats if seat.option_no == 0]
    seats.sort(key=lambda pair: (pair[0].id, pair[1].position) in fields)
    for (former, one), (latter, other) in combinations(seats, 2):
        a, b = one.lesson_session, other.lesson_session
        if former.group_id == latter.group_id and overlap((a.starts_at, a.ends_at), (b.starts_at, b.ends_at)):
            sentence = _(
                "%(group)s heeft dan al een les: %(lesson)s. Kies een andere tijd.",
                group=latter.group.name,
                lesson=former.title,
            )
            field = fields.get((latter.id, other.position), "")
            raise Conflict(sentence, field=f"{field}-time" if field else "", code="F-bezet")


def _decline(act: Act, decision: Decision, bookings: dict[int, Booking]) -> list[Booking]:
    if not decision.decline:
        return []
    if decision.reason not in reasons.BY_CODE:
        raise BookingError(_("Kies een reden."), field="reason")
    if decision.reason == reasons.OTHER and not decision.explanation:
        raise BookingError(_("Schrijf minstens één zin uitleg."), field="explanation")
    declined = [bookings[choice.booking_id] for choice in decision.decline]
    why = f"{reasons.label(decision.reason)}. {decision.explanation}".strip()
    for booking, choice in zip(declined, decision.decline, strict=True):
        move(
            act,
            booking,
            Action.DECLINE,
            choice.seen_version,
            text=why,
            reason_code=decision.reason,
            reason_text=decision.explanation or None,
        )
    return declined


def _same(decision: Decision, bookings: dict[int, Booking], member: StaffMember, act: Act) -> bool:
    """Is this the very decision that this colleague made a moment ago (a double click)?"""
    targets = {choice.booking_id: Action.APPROVE for choice in decision.approve}
    targets |= {choice.booking_id: Action.DECLINE for choice in decision.decline}
    if any(bookings[choice.booking_id].version != choice.seen_version + 1 for choice in decision.choices):
        return False
    moves = deciding.last_moves(act.lesson_request.id, list(targets))
    for booking_id, action in targets.items():
        entry = moves.get(booking_id)
        if entry is None or entry.action != action.value or entry.actor_id != member.id:
            return False
    declined = [bookings[choice.booking_id] for choice in decision.decline]
    told = (decision.reason, decision.explanation or None)
    return all((booking.reason_code, booking.reason_text) == told for booking in declined) and all(
        _stands(bookings[choice.booking_id], choice) for choice in decision.approve
    )


def _stands(booking: Booking, choice: Choice) -> bool:
    """Do these very lessons stand?"""
    if booking.status != Status.CONFIRMED:
        return False
    stand = [
        (one.on_date, one.start_time, one.place, [row.trainer_id for row in one.trainers])
        for one in (seat.lesson_session for seat in sorted(booking.seats, key=lambda seat: seat.position))
    ]
    return stand == [
        (one.on_date, one.start, one.place, [one.trainer_id] if one.trainer_id else []) for one in choice.lessons
    ]
