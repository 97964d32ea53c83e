# SPDX-License-Identifier: EUPL-1.2
"""A request as its requester reads it: two plain statements, and one more each for what is planned and what is wished.

`one` reads what an act may change; that costs three times as much. Nothing of what is read here belongs to the session.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm.attributes import set_committed_value

from booking.catalogue.models import Offering
from booking.database import made
from booking.extensions import db
from booking.lesson_requests.models import Booking, Group, LessonRequest, Seat, WantedTime
from booking.links.models import SecretLink
from booking.links.queries import OPENS, opening
from booking.versions import standing

from .offerings import offerings_at
from .one import seats_of, wanted_times_of

_REQUESTS, _GROUPS, _BOOKINGS = (model.__table__.c for model in (LessonRequest, Group, Booking))
_BY_TOKEN = select(*_REQUESTS).join(SecretLink, SecretLink.id == LessonRequest.link_id).where(*OPENS)
_BOOKED = (
    select(
        exists().where(Seat.booking_id == Booking.id),
        exists().where(WantedTime.booking_id == Booking.id),
        *_GROUPS,
        *_BOOKINGS,
    )
    .select_from(Group)
    .outerjoin(Booking, Booking.group_id == Group.id)
    .where(Group.request_id == bindparam("number"))
    .order_by(Group.position, Booking.position)
)
_OF_GROUP, _OF_BOOKING = (tuple(columns.keys()) for columns in (_GROUPS, _BOOKINGS))
_FIRST, _NEXT = 2, 2 + len(_OF_GROUP)


def to_read(token: str, now: datetime) -> LessonRequest | None:
    """The request that this secret link opens. Unknown, renewed and expired give the same None."""
    version = standing().get("catalogue", 0)
    connection = db.session.connection()
    row = connection.execute(_BY_TOKEN, opening(token, "request", now)).mappings().one_or_none()
    if row is None:
        return None
    found = made(LessonRequest, {**row})
    groups: dict[int, Group] = {}
    bookings, seated, timed = [], [], []
    lines: Any = connection.execute(_BOOKED, {"number": found.id})
    for line in lines:
        mine = dict(zip(_OF_GROUP, line[_FIRST:_NEXT], strict=True))
        group = groups.get(mine["id"]) or groups.setdefault(mine["id"], made(Group, mine))
        if line[_NEXT] is None:
            continue
        booking = made(Booking, dict(zip(_OF_BOOKING, line[_NEXT:], strict=True)))
        _hang(booking, group=group, offering=_offering(booking.offering_id, version), seats=[], wanted_times=[])
        bookings.append(booking)
        seated += [booking] if line[0] else []
        timed += [booking] if line[1] else []
    _hang(found, groups=list(groups.values()), bookings=sorted(bookings, key=lambda booking: booking.position))
    seats_of(seated)
    wanted_times_of(timed)
    return found


def _offering(number: int, version: int) -> Offering:
    """At this version, or at a newer one if it was not there yet."""
    return offerings_at(version).get(number) or offerings_at(standing().get("catalogue", 0))[number]


def _hang(thing: Any, **others: Any) -> None:
    for name, other in others.items():
        set_committed_value(thing, name, other)
