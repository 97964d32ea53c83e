# SPDX-License-Identifier: EUPL-1.2
"""Secret links: the token stands nowhere, opens one thing, and dies when it is renewed or expires."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from booking.extensions import db
from booking.links import actions, queries, tokens
from booking.links.models import SecretLink

Transaction = Callable[[], AbstractContextManager[datetime]]
KEY, OTHER = "a" * 20 + "0123456789abcdef", "b" * 20 + "0123456789abcdef"


def test_a_token_has_256_bit_and_no_sign_that_breaks_an_address() -> None:
    token = tokens.token_from(KEY, "request", tokens.new_nonce())
    assert len(token) == 43
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_the_token_is_that_of_the_data_model() -> None:
    """Changing the formula would kill every link that is out."""
    assert tokens.token_from("k" * 32, "request", bytes(32)) == "vFfMO824YsVEj16nyFdHZe125Gwn9piwialaoOMEKzQ"


def test_two_links_have_nothing_in_common() -> None:
    one, two = (tokens.token_from(KEY, "request", tokens.new_nonce()) for _ in range(2))
    assert sum(a != b for a, b in zip(one, two, strict=True)) >= 36


def test_the_purpose_is_part_of_the_token() -> None:
    nonce = tokens.new_nonce()
    assert tokens.token_from(KEY, "request", nonce) != tokens.token_from(KEY, "password", nonce)


@pytest.mark.parametrize("keys", [(KEY,), (OTHER, KEY)])
def test_the_first_key_that_fits_computes_it(keys: tuple[str, ...]) -> None:
    nonce = tokens.new_nonce()
    token = tokens.token_from(KEY, "request", nonce)
    link = SecretLink(purpose="request", nonce=nonce, token_hash=tokens.hash_of(token))
    assert tokens.token_of(link, keys) == token
    assert tokens.token_of(link, (OTHER,)) is None


def test_a_link_opens_what_it_was_made_for(write: Transaction, read: Transaction) -> None:
    with write() as now:
        link = actions.issue("request", now)
        token = actions.token_for(link, now)
    with read() as now:
        opened = queries.open_link(token, "request", now)
        assert opened is not None
        assert opened.id == link.id
        assert queries.open_link(token, "password", now) is None
        for wrong in ("", token[:-1], token + "A", token.swapcase(), "\udcff", "a" * 4000, "LES-000001"):
            assert queries.open_link(wrong, "request", now) is None


def test_renewing_kills_the_old_link_and_keeps_the_row(write: Transaction, read: Transaction) -> None:
    with write() as now:
        link = actions.issue("request", now)
        old = actions.token_for(link, now)
    with write() as now:
        link = db.session.get(SecretLink, link.id)
        assert link is not None
        actions.renew(link, now)
        new = actions.token_for(link, now)
    with read() as now:
        assert queries.open_link(old, "request", now) is None
        opened = queries.open_link(new, "request", now)
        assert opened is not None
        assert opened.id == link.id


def test_an_expired_link_is_as_unknown_as_any_other(write: Transaction, read: Transaction) -> None:
    with write() as now:
        link = actions.issue("request", now, expires_at=now + timedelta(hours=1))
        token = actions.token_for(link, now)
    with read() as now:
        assert queries.open_link(token, "request", link.renewed_at + timedelta(minutes=59)) is not None
        assert queries.open_link(token, "request", link.renewed_at + timedelta(hours=1)) is None
        assert queries.open_link(token, "request", datetime(2099, 1, 1, tzinfo=UTC)) is None


def test_links_survive_a_new_secret_key(write: Transaction, another_app: Callable[..., Flask]) -> None:
    """Opening needs no key; a browser is sent to the same link while the old key is still believed, and else to a new one."""
    with write() as now:
        link = actions.issue("request", now)
        token = actions.token_for(link, now)
    old_key = "only-for-the-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
    for settings, survives in (({"SECRET_KEY_FALLBACKS": old_key}, True), ({}, False)):
        app = another_app(SECRET_KEY="another-key-0123456789-abcdefghijklmnopqrst", **settings)
        with app.app_context():
            opened = queries.open_link(token, "request", now)
            assert opened is not None
            assert (actions.token_for(opened, now) == token) is survives
            db.session.rollback()


def test_the_database_holds_no_token(write: Transaction, read: Transaction) -> None:
    with write() as now:
        token = actions.token_for(actions.issue("request", now), now)
    with read():
        rows = db.session.execute(sa.text("SELECT nonce, token_hash FROM secret_links")).all()
    (nonce, token_hash) = rows[-1]
    assert bytes(token_hash) == tokens.hash_of(token)
    assert token.encode() not in bytes(nonce) + bytes(token_hash)
