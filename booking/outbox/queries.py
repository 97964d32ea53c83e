# SPDX-License-Identifier: EUPL-1.2
"""Every question about mails, the delivery's own apart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased, defer

from booking.extensions import db

from .models import OutboxMail, OutboxState

PER_PAGE = 50
COUNTED_TO = 1000
UNDELIVERABLE = "undeliverable"


def one(mail_id: int) -> OutboxMail | None:
    return db.session.get(OutboxMail, mail_id)


def locked(mail_id: int) -> OutboxMail | None:
    """The mail as it is now, and nobody else changes it in this transaction."""
    question = select(OutboxMail).where(OutboxMail.id == mail_id).with_for_update()
    return db.session.scalars(question.execution_options(populate_existing=True)).one_or_none()


def about(kind: str, thing_id: int, limit: int = 200) -> Sequence[OutboxMail]:
    """The mails about one thing, newest first."""
    question = select(OutboxMail).where(OutboxMail.about_kind == kind, OutboxMail.about_id == thing_id)
    return db.session.scalars(question.order_by(OutboxMail.id.desc()).limit(limit)).all()


def undelivered(kind: str, thing_id: int, address_key: str) -> Sequence[OutboxMail]:
    """The mails about one thing that this address has not got: waiting, held or failed. Oldest first, locked."""
    question = select(OutboxMail).where(
        OutboxMail.about_kind == kind,
        OutboxMail.about_id == thing_id,
        OutboxMail.recipient_key == address_key,
        OutboxMail.status.in_(("queued", "held", "failed")),
    )
    question = question.order_by(OutboxMail.id).with_for_update()
    return db.session.scalars(question.execution_options(populate_existing=True)).all()


def hold_all(kind: str, thing_id: int, address_key: str) -> None:
    """Wait for whoever does something with a mail about one thing to this address, and let nobody begin before we are done."""
    question = select(OutboxMail.id).where(
        OutboxMail.about_kind == kind, OutboxMail.about_id == thing_id, OutboxMail.recipient_key == address_key
    )
    db.session.execute(question.order_by(OutboxMail.id).with_for_update()).all()


def repeats(mail: OutboxMail, begins: str) -> Sequence[OutboxMail]:
    """The mails about the same thing whose dedupe key begins so, newest first. By the thing: a key's beginning has no index."""
    question = select(OutboxMail).where(
        OutboxMail.about_kind == mail.about_kind,
        OutboxMail.about_id == mail.about_id,
        OutboxMail.dedupe_key.startswith(begins, autoescape=True),
    )
    return db.session.scalars(question.order_by(OutboxMail.id.desc())).all()


def written_to(address_key: str, kind: str, since: datetime) -> int:
    """How many mails of this kind were written to this address since then, held ones too."""
    question = select(func.count()).where(
        OutboxMail.recipient_key == address_key, OutboxMail.created_at >= since, OutboxMail.kind == kind
    )
    return db.session.scalar(question) or 0


def is_held(kind: str, thing_id: int, mail_kind: str) -> bool:
    """Does a mail of this kind about one thing wait for a person to release it?"""
    question = select(OutboxMail.id).where(
        OutboxMail.about_kind == kind,
        OutboxMail.about_id == thing_id,
        OutboxMail.kind == mail_kind,
        OutboxMail.status == "held",
    )
    return db.session.scalar(question.limit(1)) is not None


def turn(address_key: str, kind: str, since: datetime, now: datetime) -> tuple[int, str]:
    """How many mails of this kind this address got since then, and whose turn it is now: part of the next one's `dedupe`.

    It names the newest of them, or the day where there is none. So two who count the same at the same moment want the same
    turn, and the database gives it to one; the other one counts again.
    """
    question = select(func.count(), func.max(OutboxMail.id)).where(
        OutboxMail.recipient_key == address_key, OutboxMail.created_at >= since, OutboxMail.kind == kind
    )
    count, newest = db.session.execute(question).one()
    return count, f"{kind}:after:{newest or now.date()}"


# --- the mail log -------------------------------------------------------------------------------------------------


def log_page(
    statuses: Collection[str] = (), address_key: str = "", before: int | None = None, limit: int = PER_PAGE
) -> tuple[Sequence[OutboxMail], int | None]:
    """A page of the log, newest first, and the key of the next page."""
    question = select(OutboxMail).options(defer(OutboxMail.body_html, raiseload=True))
    question = question.order_by(OutboxMail.id.desc()).limit(limit + 1)
    if statuses:
        question = question.where(OutboxMail.status.in_(statuses))
    if address_key:
        question = question.where(OutboxMail.recipient_key == address_key)
    if before is not None:
        question = question.where(OutboxMail.id < before)
    rows = db.session.scalars(question).all()
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def counts(statuses: Collection[str]) -> dict[str, int]:
    """How many mails have each of these statuses, counted no further than 1000, in one statement."""
    asked = [
        select(func.count())
        .select_from(select(OutboxMail.id).where(OutboxMail.status == status).limit(COUNTED_TO).subquery())
        .scalar_subquery()
        for status in statuses
    ]
    return dict(zip(statuses, db.session.execute(select(*asked)).one(), strict=True))


def failures_untold(kind: str, except_keys: Collection[str], limit: int = 50) -> Sequence[OutboxMail]:
    """Mails about things of this kind that failed and that no `undeliverable` mail tells of; those to these addresses apart."""
    told = aliased(OutboxMail)
    question = select(OutboxMail).where(
        OutboxMail.status == "failed",
        OutboxMail.about_kind == kind,
        OutboxMail.recipient_key.not_in(except_keys),
        ~exists().where(told.about_kind == "mail", told.about_id == OutboxMail.id, told.kind == UNDELIVERABLE),
    )
    return db.session.scalars(question.order_by(OutboxMail.id).limit(limit)).all()


# --- health -------------------------------------------------------------------------------------------------------


def oldest_due(now: datetime) -> datetime | None:
    """Since when the mail waits that waits longest, of those that should have gone by now. `readyz` refuses after 15 minutes."""
    question = select(func.min(OutboxMail.due_at)).where(OutboxMail.status == "queued", OutboxMail.due_at <= now)
    return db.session.scalar(question)


def waiting_since(moment: datetime) -> int:
    """How many mails should have gone before this moment and still wait for the mail server, whatever pause they are in."""
    tried = or_(OutboxMail.due_at <= moment, OutboxMail.attempts > 0)
    question = select(func.count()).where(OutboxMail.status == "queued", OutboxMail.created_at <= moment, tried)
    return db.session.scalar(question) or 0


def state() -> OutboxState | None:
    """When the worker last gave a sign of life."""
    return db.session.get(OutboxState, 1)


def with_status(statuses: Collection[str], ids: Collection[int] = (), limit: int = 1000) -> Sequence[OutboxMail]:
    """Mails for a command: of these statuses, and of these numbers where any are given."""
    question = select(OutboxMail).where(OutboxMail.status.in_(statuses))
    if ids:
        question = question.where(OutboxMail.id.in_(ids))
    return db.session.scalars(question.order_by(OutboxMail.id).limit(limit).with_for_update()).all()
