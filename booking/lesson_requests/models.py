# SPDX-License-Identifier: EUPL-1.2
"""What one contact asks for one school: a request with its groups, and a booking for each offering of each group."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.catalogue.models import LEVELS, Offering
from booking.database import enum_check
from booking.extensions import db
from booking.links.models import SecretLink
from booking.planning.models import LessonSession
from booking.schools.models import School
from booking.staff.models import StaffMember

from .workflow import ENDED_WITHOUT_LESSON, RequestStatus, Status

ROOT = "request"
"""What the diary and the mails call a request that they are about."""
REFERENCE_PREFIX = "LES-"
OPEN_DOUBLE = sa.text(
    "status NOT IN (" + ", ".join(f"'{status.value}'" for status in sorted(ENDED_WITHOUT_LESSON)) + ")"
)
HAS_ASSIGNEE = sa.text("assignee_id IS NOT NULL")
UNLINKED = sa.text("school_id IS NULL")
TO_PURGE = sa.text("anonymised_at IS NULL AND purge_on IS NOT NULL")


def reference_of(number: int) -> str:
    """LES-000123: what people say on the telephone. It opens nothing."""
    return f"{REFERENCE_PREFIX}{number:06d}"


class LessonRequest(db.Model):
    """One request. `status` and `due_on` are derived (workflow.summarise) and stored for the queue; nothing else writes them."""

    __tablename__ = "lesson_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default=RequestStatus.OPEN.value)
    version: Mapped[int] = mapped_column(default=1)
    due_on: Mapped[date]
    form_key: Mapped[str | None]
    form_hash: Mapped[str | None]
    link_id: Mapped[int] = mapped_column(sa.ForeignKey("secret_links.id", ondelete="RESTRICT"))
    subject: Mapped[str]
    language: Mapped[str] = mapped_column(default="nl")
    entered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("staff_members.id", ondelete="RESTRICT"))
    programme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programmes.id", ondelete="RESTRICT"))
    school_id: Mapped[int | None] = mapped_column(sa.ForeignKey("schools.id", ondelete="RESTRICT"))
    school_name: Mapped[str]
    school_key: Mapped[str]
    school_address: Mapped[str]
    school_wijk: Mapped[str | None]
    school_kind: Mapped[str | None]
    breaks: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    contact_name: Mapped[str]
    contact_email: Mapped[str]
    email_key: Mapped[str]
    contact_phone: Mapped[str]
    day_contact: Mapped[str | None]
    remark: Mapped[str | None]
    wish_weekdays: Mapped[list[Any]]
    wish_dayparts: Mapped[list[Any]]
    wish_from: Mapped[date | None]
    wish_until: Mapped[date | None]
    wish_same_day: Mapped[bool] = mapped_column(default=False)
    assignee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff_members.id", ondelete="RESTRICT"))
    submitted_at: Mapped[datetime]
    school_changed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    result: Mapped[str | None]
    purge_on: Mapped[date | None]
    anonymised_at: Mapped[datetime | None]

    link: Mapped[SecretLink] = relationship(lazy="raise")
    groups: Mapped[list[Group]] = relationship(lazy="raise", order_by="Group.position", back_populates="lesson_request")
    bookings: Mapped[list[Booking]] = relationship(
        lazy="raise", order_by="Booking.position", back_populates="lesson_request"
    )
    assignee: Mapped[StaffMember | None] = relationship(lazy="raise", foreign_keys=[assignee_id])
    school: Mapped[School | None] = relationship(lazy="raise")

    __table_args__ = (
        enum_check("status", *[status.value for status in RequestStatus]),
        sa.CheckConstraint(
            "result IN ('given', 'not_given', 'cancelled', 'declined', 'withdrawn')", name="result_known"
        ),
        sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_has_moment"),
        sa.UniqueConstraint("form_key"),
        sa.UniqueConstraint("link_id"),
        sa.Index(None, "status", "due_on", "id"),
        sa.Index(
            "ix_lesson_requests_mine",
            "assignee_id",
            "status",
            "due_on",
            "id",
            sqlite_where=HAS_ASSIGNEE,
            postgresql_where=HAS_ASSIGNEE,
        ),
        sa.Index(None, "school_id", "submitted_at"),
        sa.Index(None, "school_key", "submitted_at"),
        sa.Index("ix_lesson_requests_unlinked", "submitted_at", "id", sqlite_where=UNLINKED, postgresql_where=UNLINKED),
        sa.Index(None, "email_key", "submitted_at"),
        sa.Index("ix_lesson_requests_purge", "purge_on", "id", sqlite_where=TO_PURGE, postgresql_where=TO_PURGE),
        {"sqlite_autoincrement": True},
    )

    @property
    def reference(self) -> str:
        return reference_of(self.id)


class Group(db.Model):
    """A class, a team or a group of parents: a name such as 7a and a number, never a pupil's name."""

    __tablename__ = "groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("lesson_requests.id", ondelete="RESTRICT"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(default="class")
    name: Mapped[str]
    level: Mapped[str | None]
    year_from: Mapped[int | None]
    year_to: Mapped[int | None]
    track: Mapped[str | None]
    people: Mapped[int]
    wish: Mapped[str | None]

    lesson_request: Mapped[LessonRequest] = relationship(lazy="raise", back_populates="groups")

    __table_args__ = (
        enum_check("kind", "class", "teachers", "parents"),
        enum_check("level", *LEVELS),
        sa.CheckConstraint("people BETWEEN 1 AND 999", name="people_sane"),
        sa.CheckConstraint("kind = 'class' OR (year_from IS NULL AND year_to IS NULL)", name="year_of_a_class"),
        sa.UniqueConstraint("request_id", "position"),
        sa.UniqueConstraint("id", "request_id"),
    )


class Booking(db.Model):
    """One offering for one group: the thing that is approved, planned and given. Its snapshot is what was asked and promised."""

    __tablename__ = "bookings"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("lesson_requests.id", ondelete="RESTRICT"))
    group_id: Mapped[int]
    offering_id: Mapped[int] = mapped_column(sa.ForeignKey("offerings.id", ondelete="RESTRICT"))
    position: Mapped[int]
    status: Mapped[str] = mapped_column(default=Status.SUBMITTED.value)
    submitted_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    people: Mapped[int]
    wanted_session_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lesson_sessions.id", ondelete="RESTRICT"))
    title: Mapped[str]
    minutes: Mapped[int]
    sessions_count: Mapped[int]
    cost_kind: Mapped[str]
    cost_cents: Mapped[int | None]
    cost_unit: Mapped[str | None]
    waitlisted_at: Mapped[datetime | None]
    options_until: Mapped[datetime | None]
    reason_code: Mapped[str | None]
    reason_text: Mapped[str | None]

    lesson_request: Mapped[LessonRequest] = relationship(
        lazy="raise", back_populates="bookings", foreign_keys="Booking.request_id"
    )
    group: Mapped[Group] = relationship(
        lazy="raise", viewonly=True, primaryjoin="foreign(Booking.group_id) == Group.id"
    )
    offering: Mapped[Offering] = relationship(lazy="raise")
    seats: Mapped[list[Seat]] = relationship(
        lazy="raise", order_by="Seat.position", back_populates="booking", passive_deletes=True
    )
    wanted_times: Mapped[list[WantedTime]] = relationship(
        lazy="raise", order_by="WantedTime.position", cascade="all, delete-orphan"
    )

    __table_args__ = (
        enum_check("status", *[status.value for status in Status]),
        sa.ForeignKeyConstraint(["group_id", "request_id"], ["groups.id", "groups.request_id"], ondelete="RESTRICT"),
        sa.UniqueConstraint("request_id", "position"),
        sa.Index(
            "uq_bookings_open_double",
            "request_id",
            "group_id",
            "offering_id",
            unique=True,
            sqlite_where=OPEN_DOUBLE,
            postgresql_where=OPEN_DOUBLE,
        ),
        sa.CheckConstraint("(status = 'waitlisted') = (waitlisted_at IS NOT NULL)", name="waitlisted_has_moment"),
        sa.CheckConstraint("(status = 'proposed') = (options_until IS NOT NULL)", name="proposed_has_end"),
        sa.CheckConstraint(
            "status NOT IN ('declined', 'cancelled') OR reason_code IS NOT NULL", name="refused_has_reason"
        ),
        sa.CheckConstraint("people BETWEEN 1 AND 999", name="people_sane"),
        sa.Index(
            "ix_bookings_line",
            "wanted_session_id",
            "waitlisted_at",
            "id",
            sqlite_where=sa.text("status = 'waitlisted'"),
            postgresql_where=sa.text("status = 'waitlisted'"),
        ),
        sa.Index(
            "ix_bookings_options",
            "options_until",
            "id",
            sqlite_where=sa.text("status = 'proposed'"),
            postgresql_where=sa.text("status = 'proposed'"),
        ),
        sa.Index(None, "offering_id", "status"),
    )


class Seat(db.Model):
    """One booking in one session (a plaats). `option_no` 0 is fixed; `position` is the lesson of a series, from 1."""

    __tablename__ = "seats"

    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("bookings.id", ondelete="RESTRICT"), primary_key=True)
    session_id: Mapped[int] = mapped_column(sa.ForeignKey("lesson_sessions.id", ondelete="RESTRICT"), primary_key=True)
    option_no: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=1)
    people: Mapped[int]
    came: Mapped[int | None]

    booking: Mapped[Booking] = relationship(lazy="raise", back_populates="seats")
    lesson_session: Mapped[LessonSession] = relationship(lazy="raise")

    __table_args__ = (
        sa.CheckConstraint("option_no BETWEEN 0 AND 3", name="option_known"),
        sa.UniqueConstraint("booking_id", "option_no", "position"),
        sa.Index(None, "session_id"),
    )


class WantedTime(db.Model):
    """When the school would like lesson `position` (from 1) of this booking.

    `lane`: which trainer gives it, from 1. Two bookings of an offering with one time and one lane share a lesson; with one time
    and two lanes they are side by side.
    """

    __tablename__ = "wanted_times"

    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("bookings.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    on_date: Mapped[date]
    start_time: Mapped[time | None]
    end_time: Mapped[time | None]
    lane: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        sa.CheckConstraint("(start_time IS NULL) = (end_time IS NULL)", name="both_times"),
        sa.CheckConstraint("start_time < end_time", name="in_order"),
    )


class Shelf(db.Model):
    """All that one address asked, behind a link of an hour. `opened_at`: this link came from the button of the mailed one."""

    __tablename__ = "shelves"

    link_id: Mapped[int] = mapped_column(sa.ForeignKey("secret_links.id", ondelete="RESTRICT"), primary_key=True)
    email_key: Mapped[str]
    opened_at: Mapped[datetime | None]

    link: Mapped[SecretLink] = relationship(lazy="raise")

    __table_args__ = (sa.Index(None, "email_key"),)


class Takeover(db.Model):
    """A contact asks a colleague to take the request over. Nothing changes until the colleague presses."""

    __tablename__ = "takeovers"

    link_id: Mapped[int] = mapped_column(sa.ForeignKey("secret_links.id", ondelete="RESTRICT"), primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("lesson_requests.id", ondelete="RESTRICT"))
    name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    created_at: Mapped[datetime]

    link: Mapped[SecretLink] = relationship(lazy="raise")
    lesson_request: Mapped[LessonRequest] = relationship(lazy="raise")

    __table_args__ = (sa.Index(None, "request_id"),)
