# SPDX-License-Identifier: EUPL-1.2
"""Making, renewing and computing secret links."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, or_, update

from booking.database import as_read
from booking.errors import Gone
from booking.extensions import db
from booking.web import secret_keys

from . import queries
from .models import SecretLink
from .tokens import hash_of, new_nonce, token_from, token_of

_TABLE: Any = SecretLink.__table__
_INSERT = insert(_TABLE).returning(_TABLE.c.id)


def issue(purpose: str, now: datetime, expires_at: datetime | None = None) -> SecretLink:
    """A link for a new owner, with its id, so that mails can point at it."""
    nonce = new_nonce()
    token = token_from(secret_keys()[0], purpose, nonce)
    row = {
        "purpose": purpose,
        "nonce": nonce,
        "token_hash": hash_of(token),
        "renewed_at": now,
        "expires_at": expires_at,
    }
    row["id"] = db.session.connection().scalar(_INSERT, row)
    return as_read(db.session, SecretLink, row)


def renew(link: SecretLink, now: datetime) -> None:
    """Another token in the same row: the old one is unknown from the commit on. When it expires stays as it was."""
    link.nonce = new_nonce()
    link.token_hash = hash_of(token_from(secret_keys()[0], link.purpose, link.nonce))
    link.renewed_at = now


def token_for(link: SecretLink, now: datetime) -> str:
    """The token of this link, to send its owner's browser there. Only inside `writing()`: where no key fits, the link is renewed."""
    token = token_of(link, secret_keys())
    if token is None:
        renew(link, now)
        token = token_from(secret_keys()[0], link.purpose, link.nonce)
    return token


def use_up(link: SecretLink, now: datetime, expires_at: datetime) -> str:
    """Another token in place of the one that was read, once: of two who press at the same moment one gets it.

    Raises Gone for the other one, and where the link ended since it was read.
    """
    nonce = new_nonce()
    token = token_from(secret_keys()[0], link.purpose, nonce)
    alive = or_(SecretLink.expires_at.is_(None), SecretLink.expires_at > now)
    swap = update(SecretLink).where(SecretLink.id == link.id, SecretLink.token_hash == link.token_hash, alive)
    new = {"nonce": nonce, "token_hash": hash_of(token), "renewed_at": now, "expires_at": expires_at}
    swapped = db.session.execute(swap.values(**new).execution_options(synchronize_session=False))
    if swapped.rowcount != 1:  # type: ignore[attr-defined]  (an UPDATE's result has it)
        raise Gone(_("Deze link werkt niet."), code="F-link")
    return token


def end(link: SecretLink, now: datetime) -> None:
    """This link opens nothing any more, and no mail that still waits can bring it back."""
    renew(link, now)
    link.expires_at = now


def end_all(purpose: str, now: datetime) -> int:
    """No link for this purpose opens any more; whoever needs one asks anew. Answers how many that were."""
    ended = queries.working(purpose, now)
    for link in ended:
        end(link, now)
    return len(ended)
