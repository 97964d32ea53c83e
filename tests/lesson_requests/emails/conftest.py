# SPDX-License-Identifier: EUPL-1.2
"""Mails written by the real functions into the real outbox, of a request that is made in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask

from booking.extensions import db
from booking.lesson_requests.actions.act import Act
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.workflow import By
from booking.links.actions import issue
from booking.outbox.models import OutboxMail
from booking.web import writing

from . import making


class Desk:
    """`with desk.act(lesson_request) as act: emails.…`, then `desk.mails` or `desk["assign"]`."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    @contextmanager
    def act(self, lesson_request: LessonRequest, by: By = By.COORDINATOR) -> Iterator[Act]:
        with self.app.app_context(), writing():
            yield making.running(lesson_request, issue("request", making.ASKED_AT), by)

    @property
    def mails(self) -> list[OutboxMail]:
        """All that was written, in order."""
        with self.app.app_context():
            return list(db.session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)))

    def __getitem__(self, kind: str) -> OutboxMail:
        """The one mail of this kind."""
        (mail,) = [mail for mail in self.mails if mail.kind == kind]
        return mail


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)
