# SPDX-License-Identifier: EUPL-1.2
"""A request of Tess that she hands to her colleague Noor, and the links in their mails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from booking.lesson_requests.models import Takeover
from tests.lesson_requests.page.conftest import (  # noqa: F401
    WORKDAYS,
    answer,
    approval,
    ask,
    diary,
    link,
    look,
    post,
    refusal,
    said,
    trainers,
    world,
    written,
)
from tests.support.client import Client
from tests.support.tokens import tokens_of

NOOR = "noor@deklimop.example"
PHONE = "030 123 46 22"


@pytest.fixture
def hand_over(client: Client, link: Callable[..., str]) -> Callable[..., Any]:  # noqa: F811
    """`hand_over(id)`: Tess asks Noor."""

    def asked(number: int, email: str = NOOR, name: str = "Noor Vos") -> Any:
        return client.get(link(number, "/collega")).form("main form.app-form").send(name=name, email=email)

    return asked


@pytest.fixture
def offers(app: Flask) -> Callable[[], list[str]]:
    """`offers()`: the addresses that were mailed to colleagues, as they are now, the oldest first."""

    def found() -> list[str]:
        with app.test_request_context():
            return [f"/overnemen/{token}" for token in tokens_of(Takeover)]

    return found


@pytest.fixture
def offer(hand_over: Any, offers: Any) -> Callable[..., str]:
    """`offer(id)`: the address in Noor's mail."""

    def made(number: int, email: str = NOOR) -> str:
        assert hand_over(number, email).status_code == 303
        return offers()[-1]

    return made


@pytest.fixture
def take(client: Client) -> Callable[..., Any]:
    """`take(path)`: the colleague presses."""

    def pressed(path: str, phone: str = PHONE) -> Any:
        return client.get(path).form("main form.app-form").send(phone=phone)

    return pressed
