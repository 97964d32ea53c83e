# SPDX-License-Identifier: EUPL-1.2
"""Who signs in: coordinators, secretariat, administrators, and their open sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_security.core import RoleMixin, UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.database import enum_check
from booking.extensions import db
from booking.permissions import Role as RoleName

roles_users = sa.Table(
    "roles_users",
    db.metadata,
    sa.Column("staff_member_id", sa.ForeignKey("staff_members.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role_id", sa.ForeignKey("roles.id", ondelete="RESTRICT"), primary_key=True),
)


class Role(db.Model, RoleMixin):
    """A role of the table of permissions. The rows are made by the migration."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

    __table_args__ = (sa.UniqueConstraint("name"), enum_check("name", *[role.value for role in RoleName]))


class StaffMember(db.Model, UserMixin):
    """A colleague with an account. Archived when they leave, never deleted: the history names them."""

    __tablename__ = "staff_members"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    language: Mapped[str] = mapped_column(default="nl")
    password: Mapped[str | None]
    fs_uniquifier: Mapped[str]
    created_at: Mapped[datetime]
    password_changed_at: Mapped[datetime | None]
    password_link_id: Mapped[int | None] = mapped_column(sa.ForeignKey("secret_links.id", ondelete="RESTRICT"))
    archived_at: Mapped[datetime | None]

    roles: Mapped[list[Role]] = relationship(secondary=roles_users, lazy="raise", order_by="Role.id")

    __table_args__ = (
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("fs_uniquifier"),
        sa.UniqueConstraint("password_link_id"),
    )

    @property
    def active(self) -> bool:
        """Flask-Security's word for it."""
        return self.archived_at is None

    @property
    def role_names(self) -> frozenset[str]:
        return frozenset(role.name for role in self.roles)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)


class StaffSession(db.Model):
    """One signed-in browser. The signed cookie carries the key, the row its hash; ending the row ends the session at once."""

    __tablename__ = "staff_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_member_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_members.id", ondelete="RESTRICT"))
    key_hash: Mapped[bytes]
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str]

    __table_args__ = (
        sa.UniqueConstraint("key_hash"),
        sa.Index(
            "ix_staff_sessions_open",
            "staff_member_id",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )
