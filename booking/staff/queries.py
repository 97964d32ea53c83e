# SPDX-License-Identifier: EUPL-1.2
"""Who signs in, and which of their sessions are open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from booking.extensions import db
from booking.links.models import SecretLink
from booking.outbox.write import key_of
from booking.permissions import Role as RoleName

from .models import Role, StaffMember, StaffSession, roles_users


def in_session(key_hash: bytes, now: datetime) -> StaffMember | None:
    """The colleague of this open session, with roles, in one statement: every page of the office asks it."""
    question = (
        select(StaffMember)
        .join(StaffSession, StaffSession.staff_member_id == StaffMember.id)
        .outerjoin(StaffMember.roles)
        .options(contains_eager(StaffMember.roles))
        .where(
            StaffSession.key_hash == key_hash,
            StaffSession.ended_at.is_(None),
            StaffSession.ends_at > now,
            StaffMember.archived_at.is_(None),
        )
        .order_by(Role.id)
    )
    return db.session.scalars(question).unique().one_or_none()


def by_email(email: str) -> StaffMember | None:
    """The account of this address, archived or not, however it was typed."""
    question = select(StaffMember).where(StaffMember.email == key_of(email))
    return db.session.scalars(question.options(joinedload(StaffMember.roles))).unique().one_or_none()


def one(member_id: int) -> StaffMember | None:
    """One account, with its roles."""
    question = select(StaffMember).where(StaffMember.id == member_id).options(joinedload(StaffMember.roles))
    return db.session.scalars(question).unique().one_or_none()


def locked(member_id: int) -> StaffMember | None:
    """The same, as the database has it now, and nobody else changes it until this transaction ends."""
    question = select(StaffMember).where(StaffMember.id == member_id).with_for_update()
    if db.session.scalars(question.execution_options(populate_existing=True)).one_or_none() is None:
        return None
    again = select(StaffMember).where(StaffMember.id == member_id).options(joinedload(StaffMember.roles))
    return db.session.scalars(again.execution_options(populate_existing=True)).unique().one()


def of_link(link_id: int) -> StaffMember | None:
    """Whose password this link sets; nobody's once the account is archived."""
    question = select(StaffMember).where(StaffMember.password_link_id == link_id, StaffMember.archived_at.is_(None))
    return db.session.scalars(question.options(joinedload(StaffMember.roles))).unique().one_or_none()


def link_of(member: StaffMember) -> SecretLink | None:
    """The account's own link for a password, working or not; locked, if there is one."""
    if member.password_link_id is None:
        return None
    question = select(SecretLink).where(SecretLink.id == member.password_link_id).with_for_update()
    return db.session.scalars(question.execution_options(populate_existing=True)).one()


def still_the_same(link: SecretLink) -> SecretLink | None:
    """The link again, locked, if nobody used it since it was looked up."""
    seen = link.token_hash
    question = select(SecretLink).where(SecretLink.id == link.id, SecretLink.token_hash == seen).with_for_update()
    return db.session.scalars(question.execution_options(populate_existing=True)).one_or_none()


def role(name: str) -> Role:
    return db.session.scalars(select(Role).where(Role.name == name)).one()


def lock_administrators() -> None:
    """Who takes the role away, or archives, stands in one line: two must not each leave the other as the last."""
    db.session.execute(select(Role.id).where(Role.name == RoleName.ADMINISTRATOR).with_for_update())


def administrators() -> int:
    """How many could sign in and manage accounts."""
    question = (
        select(func.count())
        .select_from(StaffMember)
        .join(roles_users, roles_users.c.staff_member_id == StaffMember.id)
        .join(Role, Role.id == roles_users.c.role_id)
        .where(Role.name == RoleName.ADMINISTRATOR, StaffMember.archived_at.is_(None))
    )
    return db.session.scalar(question) or 0


def administrators_addresses() -> Sequence[str]:
    """Who hears of what keeps the office from hearing anything."""
    question = (
        select(StaffMember.email)
        .join(roles_users, roles_users.c.staff_member_id == StaffMember.id)
        .join(Role, Role.id == roles_users.c.role_id)
        .where(Role.name == RoleName.ADMINISTRATOR, StaffMember.archived_at.is_(None))
    )
    return db.session.scalars(question.order_by(StaffMember.id)).all()


def everybody() -> Sequence[tuple[StaffMember, datetime | None]]:
    """Each account with the moment of its last sign-in: who has left stands last."""
    last = (
        select(StaffSession.staff_member_id, func.max(StaffSession.created_at).label("at"))
        .group_by(StaffSession.staff_member_id)
        .subquery()
    )
    question = (
        select(StaffMember, last.c.at)
        .outerjoin(last, last.c.staff_member_id == StaffMember.id)
        .options(joinedload(StaffMember.roles))
        .order_by(StaffMember.archived_at.is_not(None), func.lower(StaffMember.name), StaffMember.id)
    )
    return [(member, at) for member, at in db.session.execute(question).unique()]
