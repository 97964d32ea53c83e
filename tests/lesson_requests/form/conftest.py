# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import selectinload

from booking.extensions import db
from booking.lesson_requests.models import Booking, LessonRequest
from tests.support.client import Client, Form

from .filled import aged, fill

LESSON = "sterk-in-de-groep"


@pytest.fixture
def open_form(client: Client, catalogue: None) -> Callable[..., Form]:
    """`open_form()`: the form for one lesson, opened a minute ago. `open_form("a", "b", programma="…")`."""

    def opened(*slugs: str, browser: Client | None = None, path: str = "/aanvraag", **more: str) -> Form:
        query: dict[str, Any] = {**more} if more and not slugs else {"les": list(slugs) or [LESSON], **more}
        page = (browser or client).get(path, query_string=query)
        assert page.status_code == 200
        form = page.form("main form#aanvraag")
        aged(form)
        return form

    return opened


@pytest.fixture
def filled(open_form: Callable[..., Form]) -> Callable[..., Form]:
    """`filled()`: the same, with the answers of Tess for 7a of 26 pupils. Change `data`, then send it."""

    def made(*slugs: str, **more: Any) -> Form:
        form = open_form(*slugs, **more)
        fill(form)
        return form

    return made


@pytest.fixture
def stored(app: Flask) -> Callable[[], list[LessonRequest]]:
    """Every request with its groups and bookings, oldest first."""

    def read() -> list[LessonRequest]:
        question = (
            sa.select(LessonRequest)
            .order_by(LessonRequest.id)
            .options(
                selectinload(LessonRequest.groups),
                selectinload(LessonRequest.link),
                selectinload(LessonRequest.bookings).selectinload(Booking.group),
                selectinload(LessonRequest.bookings).selectinload(Booking.offering),
            )
        )
        with app.app_context():
            return list(db.session.scalars(question))

    return read
