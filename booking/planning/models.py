# SPDX-License-Identifier: EUPL-1.2
"""Who is where, when. It knows no booking: a seat, further right, says for whom a session is."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.catalogue.models import Offering, Provider
from booking.database import enum_check
from booking.extensions import db


class Trainer(db.Model):
    """The person who stands before the class."""

    __tablename__ = "trainers"

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("providers.id", ondelete="RESTRICT"))
    name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    phone: Mapped[str | None]
    usual_weekdays: Mapped[list[Any] | None]
    link_id: Mapped[int | None] = mapped_column(sa.ForeignKey("secret_links.id", ondelete="RESTRICT"))
    archived_at: Mapped[datetime | None]

    provider: Mapped[Provider] = relationship(lazy="raise")

    __table_args__ = (sa.UniqueConstraint("email_key"), sa.UniqueConstraint("link_id"))


class TrainerOffering(db.Model):
    """Who can give what."""

    __tablename__ = "trainer_offerings"

    trainer_id: Mapped[int] = mapped_column(sa.ForeignKey("trainers.id", ondelete="CASCADE"), primary_key=True)
    offering_id: Mapped[int] = mapped_column(sa.ForeignKey("offerings.id", ondelete="RESTRICT"), primary_key=True)


class LessonSession(db.Model):
    """A dated occurrence. The wall time in its zone is what people agreed; the two moments are derived from it when written."""

    __tablename__ = "lesson_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    offering_id: Mapped[int] = mapped_column(sa.ForeignKey("offerings.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(default="school")
    status: Mapped[str] = mapped_column(default="planned")
    on_date: Mapped[date]
    start_time: Mapped[time]
    end_time: Mapped[time]
    zone: Mapped[str] = mapped_column(default="Europe/Amsterdam")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str]
    room: Mapped[str | None]
    seats: Mapped[int | None]
    seats_taken: Mapped[int] = mapped_column(default=0)
    uid: Mapped[str]
    sequence: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    offering: Mapped[Offering] = relationship(lazy="raise")
    trainers: Mapped[list[SessionTrainer]] = relationship(lazy="raise", passive_deletes=True)

    __table_args__ = (
        enum_check("kind", "school", "open"),
        enum_check("status", "held", "planned", "cancelled"),
        sa.CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        sa.CheckConstraint("(kind = 'open') = (seats IS NOT NULL)", name="open_has_seats"),
        sa.CheckConstraint("seats_taken >= 0 AND (seats IS NULL OR seats_taken <= seats)", name="not_overbooked"),
        sa.UniqueConstraint("uid"),
        sa.UniqueConstraint("id", "starts_at", "ends_at", name="uq_lesson_sessions_times"),
        sa.Index(None, "on_date", "start_time", "id"),
        sa.Index(
            "ix_lesson_sessions_open",
            "offering_id",
            "starts_at",
            "id",
            sqlite_where=sa.text("kind = 'open' AND status = 'planned'"),
            postgresql_where=sa.text("kind = 'open' AND status = 'planned'"),
        ),
    )


class SessionTrainer(db.Model):
    """Who gives a session. Carries its times, so that the database itself refuses a trainer in two places (`ex_trainer_double`)."""

    __tablename__ = "session_trainers"

    session_id: Mapped[int] = mapped_column(primary_key=True)
    trainer_id: Mapped[int] = mapped_column(sa.ForeignKey("trainers.id", ondelete="RESTRICT"), primary_key=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    trainer: Mapped[Trainer] = relationship(lazy="raise")

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["session_id", "starts_at", "ends_at"],
            ["lesson_sessions.id", "lesson_sessions.starts_at", "lesson_sessions.ends_at"],
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.Index(None, "trainer_id", "starts_at"),
    )
