# SPDX-License-Identifier: EUPL-1.2
"""The outbox's tests: the application as it is, and a mail server of their own that it sends to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.smtp import MailServer


@pytest.fixture
def post(app: Flask, smtp: MailServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """The mail server of this test; the application sends to it, with the time-outs of somebody in a hurry."""
    monkeypatch.setitem(app.config, "MAIL_TIMEOUT", 1)
    state = app.extensions["mail"]
    before = state.server, state.port
    state.server, state.port = "127.0.0.1", smtp.port
    yield smtp
    state.server, state.port = before
