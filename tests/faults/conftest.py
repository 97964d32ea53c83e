# SPDX-License-Identifier: EUPL-1.2
"""The mail server of the outbox's tests and the requests of the office's tests, for what breaks both."""

from tests.lesson_requests.desk.conftest import ask, trainers  # noqa: F401
from tests.outbox.conftest import post  # noqa: F401
