# SPDX-License-Identifier: EUPL-1.2
"""Tokens of secret links: computed from a key and the row's nonce, compared by hash, stored nowhere. Pure: keys are handed in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from typing import Any, Protocol

MARK = "[[persoonlijke-link]]"
"""Stands in a stored mail where delivery fills the token. Forms remove it from what people type."""

LABEL = b"lesaanbod link v1\0"
NONCE_BYTES = 32


class Link(Protocol):
    """What of a secret link's row a token depends on."""

    @property
    def purpose(self) -> Any: ...
    @property
    def nonce(self) -> Any: ...
    @property
    def token_hash(self) -> Any: ...


def new_nonce() -> bytes:
    return secrets.token_bytes(NONCE_BYTES)


def token_from(key: str, purpose: str, nonce: bytes) -> str:
    """The token: 43 characters that nobody can guess and that this key can compute again."""
    message = LABEL + purpose.encode() + b"\0" + nonce
    digest = hmac.digest(key.encode(), message, "sha256")
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_of(token: str) -> bytes:
    """What the row holds of a token. Any text has one, also what strangers type into the address."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def token_of(link: Link, keys: Iterable[str]) -> str | None:
    """The link's token by the first of these keys that fits its hash; None if all of them are newer than the link."""
    for key in keys:
        token = token_from(key, link.purpose, link.nonce)
        if hmac.compare_digest(hash_of(token), link.token_hash):
            return token
    return None
