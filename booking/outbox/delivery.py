# SPDX-License-Identifier: EUPL-1.2
"""Sending what is in the outbox. The table is the truth: whoever rings, however often, sends what is due, once.

A mail is claimed for the length of a lease, sent outside any transaction, and settled in the transaction that claims the
next one. A worker that dies leaves a claim that ends by itself: that mail alone may go twice, with the same Message-ID.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from flask import current_app
from prometheus_client import Counter
from sqlalchemy.engine import Connection as Database
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from booking.database import UTC
from booking.extensions import db
from booking.links.models import SecretLink
from booking.links.tokens import hash_of, new_nonce, token_from, token_of
from booking.web import BROKEN, secret_keys

from . import reasons
from .letters import build, envelope_address, sender_of
from .models import OutboxMail, OutboxState
from .smtp import Connection, Refused
from .write import site_host

log = structlog.get_logger("outbox")

STEPS_A_LEASE = 4  # the longest time-outs of single steps that fit into a lease
SKEW = timedelta(minutes=1)  # between machines, and while a worker waits for the database: no jump of the clock
MARGIN = 1 / 6  # of the lease, left for writing down what became of the mail
SECONDS_A_ROUND = 10.0  # a worker that is asked to stop gets there soon
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 60, 120, 300, 600, 900))
CUTS_IN_A_ROW = 2
QUEUED = sa.literal_column("'queued'")  # a literal, or SQLite does not use the partial indexes

MAILS = Counter("lesaanbod_mails", "Mails by what became of them: sent, failed, later, unreachable", ["outcome"])

Clock = Callable[[], datetime]
mails: Any = OutboxMail.__table__
links: Any = SecretLink.__table__


@dataclass(frozen=True)
class Claimed:
    """One mail in the hands of this worker. `attempts` is the fence: another claim has another number."""

    id: int
    kind: str
    thread: str
    recipient: str
    reply_to: str | None
    subject: str
    body_text: str
    body_html: str
    link_id: int | None
    message_id: str
    attempts: int
    link: Any = None


CARRIED = [mails.c[name] for name in Claimed.__dataclass_fields__ if name != "link"]


@dataclass(frozen=True)
class Outcome:
    """What became of a mail: sent, failed (for good), later (this mail), unreachable (no mail goes now)."""

    mail: Claimed
    kind: str
    code: str | None = None


def deliver_due(clock: Clock) -> bool:
    """Send what is due, for some seconds. True if there may be more. Never raises for what a mail server does."""
    if not anything_due(clock()):
        return False
    until = time.monotonic() + SECONDS_A_ROUND
    postman = _Postman(clock)
    try:
        claimed = step(None, clock())
        while claimed is not None:
            outcome = postman.carry(claimed)
            _tell(outcome)
            stopping = postman.gives_up or time.monotonic() > until
            claimed = _stubborn_step(outcome, clock, claim=not stopping)
            if stopping:
                return not postman.gives_up
    finally:
        postman.hang_up()
    return False


class _Postman:
    """Carries mails over one connection, makes a new one where that is wise, and gives up where nobody opens."""

    def __init__(self, clock: Clock) -> None:
        config = current_app.config
        self.clock = clock
        self.timeout = float(config["MAIL_TIMEOUT"])
        self.seconds = lease().total_seconds() * (1 - MARGIN)
        self.sender = sender_of(config["MAIL_DEFAULT_SENDER"], config["ORGANISATION_NAME"])
        self.envelope_sender = envelope_address(self.sender[1])[0]
        self.host = site_host()
        self.connection: Connection | None = None
        self.cuts = 0
        self.gives_up = False

    def carry(self, claimed: Claimed) -> Outcome:
        deadline = time.monotonic() + self.seconds
        try:
            letter = build(claimed, self.sender, self.host, _token(claimed, self.clock), self.clock())
        except ValueError:
            log.exception("mail_broken", mail=claimed.id)
            return Outcome(claimed, "failed", reasons.BROKEN)
        used = self.connection is not None
        outcome = self._try(claimed, letter, deadline)
        if used and outcome.kind == "unreachable":  # a server may close an old connection between two mails
            outcome = self._try(claimed, letter, deadline)
        self.gives_up = outcome.kind == "unreachable" or self.cuts >= CUTS_IN_A_ROW
        return outcome

    def hang_up(self) -> None:
        if self.connection is not None:
            self.connection.__exit__()
            self.connection = None

    def _try(self, claimed: Claimed, letter: bytes, deadline: float) -> Outcome:
        try:
            connection = self._connected(deadline)
        except Exception as error:
            return Outcome(claimed, "unreachable", reasons.code_of(error))
        try:
            connection.deliver(self.envelope_sender, claimed.recipient, letter, deadline)
        except Refused as error:
            if not connection.alive:
                self.hang_up()
            self.cuts = 0
            return Outcome(claimed, _meaning(error), error.code)
        except Exception as error:
            self.hang_up()
            if connection.stage == "sender":
                return Outcome(claimed, "unreachable", reasons.code_of(error))
            self.cuts += 1
            return Outcome(claimed, "later", reasons.code_of(error))
        self.cuts = 0
        return Outcome(claimed, "sent")

    def _connected(self, deadline: float) -> Connection:
        if self.connection is not None and self.connection.worn:
            self.hang_up()
        if self.connection is None:
            self.connection = Connection(
                current_app.extensions["mail"], self.timeout, _own_name(self.host), deadline
            ).__enter__()
        return self.connection


def _meaning(error: Refused) -> str:
    """A refused sender says something about us, not about this mail; a wanted sign-in too."""
    if error.stage == "sender" or error.number in (530, 535):
        return "unreachable"
    return "failed" if error.for_good else "later"


def _own_name(host: str) -> str:
    """How we greet. Not by the machine's own name: asking for that can take a name server's whole time-out."""
    return host if not host.replace(".", "").isdigit() and ":" not in host else "localhost"


def _tell(outcome: Outcome) -> None:
    MAILS.labels(outcome.kind).inc()
    told = {"mail": outcome.mail.id, "kind": outcome.mail.kind, "outcome": outcome.kind}
    if outcome.kind == "sent":
        log.info("mail", **told)
    else:
        log.warning("mail", code=outcome.code, attempts=outcome.mail.attempts, **told)


def lease() -> timedelta:
    """For how long a mail is in the hands of who claimed it: longer than connecting and sending it can take. 60 s by default."""
    return timedelta(seconds=STEPS_A_LEASE * current_app.config["MAIL_TIMEOUT"])


# --- the secret link ----------------------------------------------------------------------------------------------


def _token(claimed: Claimed, clock: Clock) -> str | None:
    """The token for the mark, computed at the last moment and kept nowhere."""
    if claimed.link is None:
        return None
    return token_of(claimed.link, secret_keys()) or _renewed(claimed, clock())


def _renewed(claimed: Claimed, now: datetime) -> str | None:
    """No key fits: the link gets a new token, in a transaction of its own, or the mail would hold a dead one.

    None where the link was taken from this mail meanwhile: the link of now is somebody else's.
    """
    link_id = claimed.link.id
    with _transaction() as database:
        link: Any = database.execute(sa.select(links).where(links.c.id == link_id).with_for_update()).one()
        if database.scalar(sa.select(mails.c.link_id).where(mails.c.id == claimed.id)) is None:
            return None
        token = token_of(link, secret_keys())
        if token is None:
            nonce = new_nonce()
            token = token_from(secret_keys()[0], link.purpose, nonce)
            fresh = {"nonce": nonce, "token_hash": hash_of(token), "renewed_at": now}
            database.execute(sa.update(links).where(links.c.id == link_id).values(**fresh))
            log.warning("link_renewed", link=link_id, why="no key fits")
    return token


# --- the table ----------------------------------------------------------------------------------------------------


def anything_due(now: datetime) -> bool:
    """A look without a lock: most rings find nothing."""
    with db.engine.connect() as database:
        return database.execute(_NEXT, _moments(now)).first() is not None


def next_due(now: datetime) -> datetime | None:
    """When the first mail is due that is not due yet."""
    question = sa.select(sa.func.min(mails.c.due_at)).where(mails.c.status == QUEUED, mails.c.due_at > now)
    with db.engine.connect() as database:
        return database.scalar(question)


def step(outcome: Outcome | None, now: datetime, claim: bool = True) -> Claimed | None:
    """Settle what became of one mail and claim the next, in one transaction."""
    with _transaction(durable=False) as database:
        if outcome is not None:
            _settle(database, outcome, now)
        return _claim(database, now) if claim else None


def beat(now: datetime) -> None:
    """Write down that a worker lives."""
    with _transaction(durable=False) as database:
        database.execute(sa.update(OutboxState).values(worker_beat_at=now))


def _stubborn_step(outcome: Outcome, clock: Clock, claim: bool) -> Claimed | None:
    """A step that tries again while the database is busy: a sent mail that is not written down as sent goes again."""
    for pause in (0.2, 1.0, 3.0):
        try:
            return step(outcome, clock(), claim)
        except BROKEN as error:
            log.warning("database_refused", error=type(error).__name__, mail=outcome.mail.id)
            time.sleep(pause)
    return step(outcome, clock(), claim)


@contextmanager
def _transaction(durable: bool = True) -> Iterator[Database]:
    """A short write transaction of our own, beside any session.

    One that is not `durable` is not waited for on the disk: what it says is lost with the machine's power (never with our
    process), and then a mail goes twice, as it would have had the power failed a moment earlier.
    """
    with db.engine.connect().execution_options(write=True) as database:
        lite = database.dialect.name == "sqlite"
        raw: Any = database.connection.dbapi_connection
        if lite and not durable:
            raw.execute("PRAGMA synchronous=NORMAL")
        try:
            with database.begin():
                if not lite and not durable:
                    database.exec_driver_sql("SET LOCAL synchronous_commit = off")
                yield database
        finally:
            if lite and not durable:
                raw.execute("PRAGMA synchronous=FULL")


def _next() -> sa.Select[Any]:
    """The mail that goes next: due, in nobody's hands, and the oldest waiting one of its conversation with its recipient.

    After a clock jumped back, what looks far away is due: a mail written in the future, a pause longer than the longest.
    """
    older = mails.alias("older")
    now: Any = sa.bindparam("now", type_=UTC())
    due = sa.or_(
        mails.c.due_at <= now,
        mails.c.created_at > sa.bindparam("future", type_=UTC()),
        sa.and_(mails.c.attempts > 0, mails.c.due_at > sa.bindparam("longest_pause", type_=UTC())),
    )
    free = sa.or_(
        mails.c.claimed_until.is_(None),
        mails.c.claimed_until <= now,
        mails.c.claimed_until > sa.bindparam("longest_lease", type_=UTC()),
    )
    first = ~sa.exists().where(
        older.c.status == QUEUED,
        older.c.thread == mails.c.thread,
        older.c.recipient_key == mails.c.recipient_key,
        older.c.id < mails.c.id,
    )
    question = sa.select(mails.c.id).where(_Waiting(), due, free, first)
    return question.order_by(mails.c.due_at, mails.c.id).limit(1)


class _Waiting(FunctionElement[bool]):
    """The mail is queued. SQLite is told that this says little, or it would read and sort the whole queue by another index."""

    inherit_cache = True


@compiles(_Waiting)
def _waiting(element: _Waiting, compiler: Any, **_: Any) -> str:
    return f"{mails.name}.status = 'queued'"


@compiles(_Waiting, "sqlite")
def _waiting_sqlite(element: _Waiting, compiler: Any, **_: Any) -> str:
    return f"likely({mails.name}.status = 'queued')"


_NEXT = _next()
_PICK = _NEXT.with_for_update(
    skip_locked=True, of=mails
).scalar_subquery()  # SQLite has no locks on rows, and needs none
_CLAIM = (
    sa.update(mails)
    .where(mails.c.id == _PICK)
    .values(claimed_until=sa.bindparam("lease", type_=UTC()), attempts=mails.c.attempts + 1)
    .returning(*CARRIED)
)
_LINK = sa.select(links).where(links.c.id == sa.bindparam("link"))


def _moments(now: datetime) -> dict[str, datetime]:
    future = now + SKEW
    return {
        "now": now,
        "future": future,
        "lease": now + lease(),
        "longest_lease": future + lease(),
        "longest_pause": future + PAUSES[-1],
    }


def _claim(database: Database, now: datetime) -> Claimed | None:
    row = database.execute(_CLAIM, _moments(now)).first()
    if row is None:
        return None
    link = None if row.link_id is None else database.execute(_LINK, {"link": row.link_id}).one()
    return Claimed(*row, link=link)


def _settle(database: Database, outcome: Outcome, now: datetime) -> None:
    """Sent is sent, whoever holds the mail now; the other outcomes count only while it is still in our hands."""
    number = outcome.mail.attempts
    values: dict[str, Any] = {"claimed_until": None, "error": outcome.code}
    ours = mails.c.attempts == number
    match outcome.kind:
        case "sent":
            values |= {"status": "sent", "sent_at": now}
            ours = sa.true()
        case "failed":
            values |= {"status": "failed"}
        case "later":
            values |= {"due_at": now + PAUSES[min(number, len(PAUSES)) - 1]}
        case _:
            values |= {"attempts": number - 1}
    database.execute(
        sa.update(mails).where(mails.c.id == outcome.mail.id, mails.c.status == QUEUED, ours).values(**values)
    )
