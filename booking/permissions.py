# SPDX-License-Identifier: EUPL-1.2
"""Who may do what: one table. Views and templates ask `can(user, Can.X)`, actions ask `demand`, nobody looks at a role.

A holder of a secret link has no role: the link is the key, and opens one request.
"""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import Any, Protocol

from .errors import NotAllowed


class Role(StrEnum):
    COORDINATOR = "coordinator"
    SECRETARIAT = "secretariat"
    ADMINISTRATOR = "administrator"


class Can(Enum):
    """Every act that asks for a role."""

    SEE_REQUESTS = "see requests, their mails and their history"
    DECIDE = "approve, decline, reopen"
    ACT_FOR_SCHOOL = "enter, change or withdraw a request for a school that phones"
    SEE_MAIL_LOG = "see the mail log"
    SEND_AGAIN = "send a mail again, or release a held one"
    MANAGE_SCHOOLS = "see and edit the register of schools, merge two, link a request to one"
    MANAGE_STAFF = "add and archive accounts"


ALL = frozenset(Role)
DECIDERS = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})

TABLE: dict[Can, frozenset[Role]] = {
    Can.SEE_REQUESTS: ALL,
    Can.DECIDE: DECIDERS,
    Can.ACT_FOR_SCHOOL: DECIDERS,
    Can.SEE_MAIL_LOG: ALL,
    Can.SEND_AGAIN: DECIDERS,
    Can.MANAGE_SCHOOLS: DECIDERS,
    Can.MANAGE_STAFF: frozenset({Role.ADMINISTRATOR}),
}


class Actor(Protocol):
    """What the table needs to know of somebody who signed in."""

    @property
    def is_authenticated(self) -> bool: ...

    @property
    def role_names(self) -> frozenset[str]: ...


def can(user: Any, act: Can, thing: Any = None) -> bool:
    """May this user do this (to this thing)? An anonymous visitor may do none of it."""
    if not getattr(user, "is_authenticated", False) or getattr(user, "archived_at", None) is not None:
        return False
    return any(Role(name) in TABLE[act] for name in user.role_names)


def demand(user: Any, act: Can, thing: Any = None) -> None:
    """The same question for an action, which never trusts its caller."""
    if not can(user, act, thing):
        raise NotAllowed("U mag dit niet doen. Vraag het aan een coördinator.", code="F-rol")
