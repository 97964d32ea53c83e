# SPDX-License-Identifier: EUPL-1.2
"""Giving back the seats of bookings: what nobody else sits in is taken off, and its trainers are free."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm.attributes import set_committed_value

from booking.extensions import db
from booking.lesson_requests.models import Booking
from booking.lesson_requests.queries import deciding
from booking.lesson_requests.workflow import Status
from booking.planning import actions as planning
from booking.planning import queries as planning_queries


def release(bookings: Collection[Booking]) -> None:
    """Delete these bookings' seats. A school session without a seat of a confirmed booking is cancelled then.

    Call it in an act, after the bookings have moved. The request is locked; its sessions are locked here, in order of id.
    """
    session_ids = {seat.session_id for booking in bookings for seat in booking.seats}
    lesson_sessions = planning_queries.locked_sessions(session_ids)
    for booking in bookings:
        for seat in booking.seats:
            db.session.delete(seat)
    db.session.flush()
    for booking in bookings:
        set_committed_value(booking, "seats", [])
    needed = deciding.needed_sessions(session_ids, [booking.id for booking in bookings])
    for lesson_session in lesson_sessions:
        if lesson_session.kind == "school" and lesson_session.id not in needed:
            planning.cancel(lesson_session)


def alone(bookings: Collection[Booking], among: Collection[Booking]) -> frozenset[int]:
    """The sessions in which nobody but these bookings has a fixed seat, of all the bookings of their request: they are free without these."""
    mine = {booking.id for booking in bookings}
    others = [one for one in among if one.id not in mine and one.status == Status.CONFIRMED]
    shared = {seat.session_id for one in others for seat in one.seats if seat.option_no == 0}
    return frozenset(seat.session_id for booking in bookings for seat in booking.seats) - shared
