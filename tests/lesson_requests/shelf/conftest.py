# SPDX-License-Identifier: EUPL-1.2
"""A shelf as its owner comes to it: the mail that `/link-kwijt` writes, and the button of its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from booking.lesson_requests.models import Shelf
from tests.lesson_requests.page.conftest import (  # noqa: F401
    LESSON,
    SERIES,
    WORKDAYS,
    answer,
    approval,
    ask,
    diary,
    link,
    look,
    post,
    refusal,
    stuck,
    trainers,
    world,
    written,
)
from tests.support.cast import TESS
from tests.support.client import Client
from tests.support.tokens import tokens_of


@pytest.fixture
def lost(client: Client) -> Callable[..., Any]:
    """`lost("tess@…")`: the form of `/link-kwijt`, sent."""

    def send(address: str, browser: Client | None = None, prefix: str = "") -> Any:
        return (browser or client).get(f"{prefix}/link-kwijt").form("main form.app-form").send(email=address)

    return send


@pytest.fixture
def tokens(app: Flask) -> Callable[[], list[str]]:
    """`tokens()`: those of all shelves as they are now, the oldest first."""

    def found() -> list[str]:
        with app.test_request_context():
            return tokens_of(Shelf)

    return found


@pytest.fixture
def mailed(lost: Any, tokens: Any) -> Callable[..., str]:
    """`mailed()`: the address that was mailed to Tess, its button not yet pressed."""

    def asked(address: str = TESS.email) -> str:
        before = len(tokens())
        lost(address)
        (token,) = tokens()[before:]
        return f"/mijn-aanvragen/{token}"

    return asked


@pytest.fixture
def shelf(client: Client, mailed: Any) -> Callable[..., str]:
    """`shelf()`: the address of the shelf of Tess, opened."""

    def opened(address: str = TESS.email) -> str:
        page = client.get(mailed(address)).form("main form").send()
        assert page.status_code == 303
        return page.location

    return opened
