# SPDX-License-Identifier: EUPL-1.2
"""What a colleague had typed when the session had ended: carried through the sign-in page, signed, never in an address.

Only this site can have made it: a page elsewhere cannot plant fields that a colleague then sends on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

from booking.web import secret_keys

LASTS = timedelta(hours=12)
LEFT_OUT = frozenset({"csrf_token"})


@dataclass(frozen=True)
class Kept:
    """A post that waits: where it was going, and its fields in order."""

    address: str
    fields: list[tuple[str, str]]


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(list(reversed(secret_keys())), salt="kept while signing in")


def pack(address: str, fields: Iterable[tuple[str, str]]) -> str:
    """One hidden value that holds them."""
    return str(_signer().dumps([address, [pair for pair in fields if pair[0] not in LEFT_OUT]]))


def unpack(value: str) -> Kept | None:
    """What `pack` made, at most half a day ago; None for anything else."""
    if not value:
        return None
    try:
        address, fields = _signer().loads(value, max_age=int(LASTS.total_seconds()))
    except BadData:
        return None
    return Kept(address, [(name, text) for name, text in fields])
