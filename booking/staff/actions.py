# SPDX-License-Identifier: EUPL-1.2
"""Accounts and their sessions. Whatever takes a right away ends the sessions in the same transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from booking.extensions import db

from . import queries
from .models import StaffMember, StaffSession

LONGEST_SESSION = timedelta(hours=12)
BROWSER_LENGTH = 200


def open_session(
    member_id: int, password_seen: str | None, key_hash: bytes, browser: str, now: datetime
) -> StaffMember | None:
    """A session for who proved to know the password. None if the account changed while the hash was being computed."""
    member = queries.locked(member_id)
    if member is None or not member.active or member.password is None or member.password != password_seen:
        return None
    db.session.add(
        StaffSession(
            staff_member_id=member.id,
            key_hash=key_hash,
            created_at=now,
            ends_at=now + LONGEST_SESSION,
            browser=browser[:BROWSER_LENGTH],
        )
    )
    return member


def close_session(key_hash: bytes, now: datetime) -> None:
    """Signing out. Twice is as once."""
    mine = sa.update(StaffSession).where(StaffSession.key_hash == key_hash, StaffSession.ended_at.is_(None))
    db.session.execute(mine.values(ended_at=now))


def close_all_sessions(member: StaffMember, now: datetime) -> None:
    """On every device, now."""
    theirs = sa.update(StaffSession).where(StaffSession.staff_member_id == member.id, StaffSession.ended_at.is_(None))
    db.session.execute(theirs.values(ended_at=now))
