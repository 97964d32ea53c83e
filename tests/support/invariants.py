# SPDX-License-Identifier: EUPL-1.2
"""What must hold of the stored data after any history of acts, faults and races. Each trouble is a sentence; none is what a test wants."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from booking.history.models import HistoryEntry
from booking.lesson_requests.models import Booking, Group, LessonRequest, Seat
from booking.lesson_requests.workflow import BookingFacts, RequestStatus, Status, summarise
from booking.links.models import SecretLink
from booking.links.tokens import hash_of
from booking.outbox.models import OutboxMail
from booking.planning.models import LessonSession, SessionTrainer
from booking.schools.calendar import answer_by

WORKDAYS = 5
OWED = {
    "submit": {"submit_receipt", "submit_notice"},
    "approve": {"approve_confirmation", "answer_notice"},
    "decline": {"decline", "answer_notice"},
    "withdraw": {"withdraw_receipt", "withdraw_notice"},
    "reopen": {"reopen", "answer_notice"},
    "change": {"change_notice"},
    "contact": {"change_notice"},
}
"""Which mails an act owes, each once: by the lines that it wrote in the diary."""


def owed(actions: Collection[str]) -> set[str]:
    """Of one act. A yes and a no together are one mail; a group taken away in the change form has none of its own."""
    named = set(actions)
    if "approve" in named:
        named -= {"decline"}
    if "change" in named:
        named -= {"withdraw"}
    return {kind for name in named for kind in OWED.get(name, ())}


class Stored:
    """All rows of one database, read at one moment."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with engine.connect() as connection:
            self.requests = _rows(connection, LessonRequest)
            self.groups = _rows(connection, Group)
            self.bookings = _rows(connection, Booking)
            self.seats = _rows(connection, Seat)
            self.sessions = {row.id: row for row in _rows(connection, LessonSession)}
            self.trainers = _rows(connection, SessionTrainer)
            self.links = {row.id: row for row in _rows(connection, SecretLink)}
            self.diary = [row for row in _rows(connection, HistoryEntry) if row.root_kind == "request"]
            self.mails = _rows(connection, OutboxMail)
        self.bookings_of: dict[int, list[Any]] = defaultdict(list)
        for booking in self.bookings:
            self.bookings_of[booking.request_id].append(booking)
        self.seats_of: dict[int, list[Any]] = defaultdict(list)
        for seat in self.seats:
            self.seats_of[seat.booking_id].append(seat)


def _rows(connection: sa.Connection, model: Any) -> Sequence[Any]:
    table = model.__table__
    return connection.execute(sa.select(table).order_by(*table.primary_key)).all()


def troubles(engine: Engine, acknowledged: Collection[str] = ()) -> list[str]:
    """Everything that is wrong. `acknowledged`: the tokens that people were led to; links that were renewed since left out."""
    stored = Stored(engine)
    return [
        *_acknowledged(stored, acknowledged),
        *_whole(stored),
        *_versions(stored),
        *_chains(stored),
        *_derived(stored),
        *_dates(stored),
        *_twice(stored),
        *_mails(stored),
        *_file(engine),
    ]


def _acknowledged(stored: Stored, tokens: Collection[str]) -> Iterator[str]:
    """(a) Who was told that her request arrived has a request."""
    links = {stored.links[one.link_id].token_hash for one in stored.requests}
    lost = [token for token in tokens if hash_of(token) not in links]
    if lost:
        yield f"{len(lost)} of {len(tokens)} acknowledged requests are not stored"


def _whole(stored: Stored) -> Iterator[str]:
    """A request has its groups, and each group a booking."""
    for one in stored.requests:
        groups = {group.id for group in stored.groups if group.request_id == one.id}
        booked = {booking.group_id for booking in stored.bookings_of[one.id]}
        if not groups or groups != booked:
            yield f"request {one.id} has groups {groups} and bookings for {booked}"


def _versions(stored: Stored) -> Iterator[str]:
    """The request's version is the number of its last act, and no act is missing in the diary."""
    acts: dict[int, set[int]] = defaultdict(set)
    for entry in stored.diary:
        if entry.act is not None:
            acts[entry.root_id].add(entry.act)
    for one in stored.requests:
        if acts[one.id] != set(range(1, one.version + 1)):
            yield f"request {one.id} has version {one.version}, and the diary the acts {sorted(acts[one.id])}"


def _chains(stored: Stored) -> Iterator[str]:
    """Each booking went from status to status without a jump: no act was decided on what another had changed meanwhile."""
    moves: dict[int, list[Any]] = defaultdict(list)
    for entry in stored.diary:
        if entry.subject_kind == "booking" and entry.to_status is not None:
            moves[entry.subject_id].append(entry)
    for booking in stored.bookings:
        status = Status.SUBMITTED.value
        for entry in moves[booking.id]:
            if entry.from_status != status:
                yield f"booking {booking.id} was {status}, and {entry.action} took it from {entry.from_status}"
            status = entry.to_status
        if status != booking.status:
            yield f"booking {booking.id} is {booking.status}, and the diary left it {status}"


def _derived(stored: Stored) -> Iterator[str]:
    """What the queue and the link read of a request is what its bookings say."""
    for one in stored.requests:
        facts = [
            BookingFacts(
                Status(booking.status),
                booking.submitted_at,
                booking.options_until,
                tuple(stored.sessions[seat.session_id].on_date for seat in stored.seats_of[booking.id]),
            )
            for booking in stored.bookings_of[one.id]
        ]
        last = max((entry.at for entry in stored.diary if entry.root_id == one.id), default=one.submitted_at)
        told = summarise(facts, lambda moment: answer_by(moment, WORKDAYS), one.closed_at, last)
        stands = (one.status, one.due_on, one.result, stored.links[one.link_id].expires_at)
        wanted = (told.status.value, told.due_on, told.result.value if told.result else None, told.link_until)
        if stands != wanted or (one.closed_at is None) == (told.status is RequestStatus.CLOSED):
            yield f"request {one.id} says {stands}, and its bookings {wanted}"


def _dates(stored: Stored) -> Iterator[str]:
    """(e) A confirmed booking has all its lessons, another none; a lesson without a group is taken off, and nobody stands there."""
    for booking in stored.bookings:
        wanted = booking.sessions_count if booking.status == Status.CONFIRMED else 0
        if len(stored.seats_of[booking.id]) != wanted:
            yield f"booking {booking.id} is {booking.status} and has {len(stored.seats_of[booking.id])} lessons"
    seated, staffed = {seat.session_id for seat in stored.seats}, {row.session_id for row in stored.trainers}
    for number, session in stored.sessions.items():
        if (session.status == "planned") != (number in seated):
            yield f"lesson {number} is {session.status} with{'' if number in seated else 'out'} a group"
        if number in staffed and session.status != "planned":
            yield f"lesson {number} is {session.status} and has a trainer"


def _twice(stored: Stored) -> Iterator[str]:
    """(e) Nobody is in two places at once: no trainer and no group."""
    places: dict[tuple[str, int], list[Any]] = defaultdict(list)
    for row in stored.trainers:
        places["trainer", row.trainer_id].append(row)
    groups = {booking.id: booking.group_id for booking in stored.bookings}
    for seat in stored.seats:
        places["group", groups[seat.booking_id]].append(stored.sessions[seat.session_id])
    for (kind, number), lessons in places.items():
        for one, other in combinations(lessons, 2):
            if one.starts_at < other.ends_at and other.starts_at < one.ends_at:
                yield f"{kind} {number} is in two lessons at {one.starts_at:%d-%m-%Y %H:%M}"


def _mails(stored: Stored) -> Iterator[str]:
    """(b, c) Each act wrote its mails, once; what is sent has its moment, what failed its reason."""
    written: Counter[tuple[int, int, str]] = Counter()
    for mail in stored.mails:
        parts = mail.dedupe_key.split(":")
        if parts[0] == "request" and len(parts) == 5 and parts[2].isdigit():
            written[int(parts[1]), int(parts[2]), parts[3]] += 1
        if (mail.status == "sent") != (mail.sent_at is not None) or (mail.status == "failed" and not mail.error):
            yield f"mail {mail.id} is {mail.status}, sent at {mail.sent_at}, error {mail.error}"
    actions: dict[tuple[int, int], set[str]] = defaultdict(set)
    for entry in stored.diary:
        if entry.act is not None:
            actions[entry.root_id, entry.act].add(entry.action)
    for (number, act), names in actions.items():
        for kind in sorted(owed(names)):
            if written[number, act, kind] != 1:
                yield f"act {act} of request {number} ({', '.join(sorted(names))}) wrote {written[number, act, kind]} x {kind}"


def _file(engine: Engine) -> Iterator[str]:
    """(g) The file is sound."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        for question in ("integrity_check", "foreign_key_check"):
            found = [str(row) for row in connection.execute(sa.text(f"PRAGMA {question}")) if row[0] != "ok"]
            if found:
                yield f"{question}: {found[:3]}"
