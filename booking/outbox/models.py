# SPDX-License-Identifier: EUPL-1.2
"""Mails as rows: written in the transaction of what they tell, sent by the delivery, kept for the mail log."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from booking.database import enum_check
from booking.extensions import db

STATUSES = ("queued", "sent", "failed", "held", "dropped")
QUEUED = sa.text("status = 'queued'")


class OutboxMail(db.Model):
    """One mail to one recipient, rendered when written; `[[persoonlijke-link]]` stands where delivery fills the token of `link_id`."""

    __tablename__ = "outbox_mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    language: Mapped[str]
    about_kind: Mapped[str]
    about_id: Mapped[int]
    thread: Mapped[str]
    recipient: Mapped[str]
    recipient_key: Mapped[str]
    reply_to: Mapped[str | None]
    subject: Mapped[str]
    body_text: Mapped[str]
    body_html: Mapped[str]
    calendar: Mapped[str | None]
    calendar_method: Mapped[str | None]
    link_id: Mapped[int | None] = mapped_column(sa.ForeignKey("secret_links.id", ondelete="RESTRICT"))
    message_id: Mapped[str]
    dedupe_key: Mapped[str]
    status: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]
    bounced_at: Mapped[datetime | None]

    __table_args__ = (
        enum_check("status", *STATUSES),
        sa.CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name="sent_has_moment"),
        sa.UniqueConstraint("message_id"),
        sa.UniqueConstraint("dedupe_key"),
        sa.Index("ix_outbox_mails_due", "due_at", "id", sqlite_where=QUEUED, postgresql_where=QUEUED),
        sa.Index(
            "ix_outbox_mails_conversation",
            "thread",
            "recipient_key",
            "id",
            sqlite_where=QUEUED,
            postgresql_where=QUEUED,
        ),
        sa.Index(None, "about_kind", "about_id", "id"),
        sa.Index(None, "status", "id"),
        sa.Index(None, "recipient_key", "created_at"),
    )


class OutboxState(db.Model):
    """The one row that says whether a worker lives."""

    __tablename__ = "outbox_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    control_number: Mapped[int] = mapped_column(default=0)
    worker_beat_at: Mapped[datetime | None]

    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)
