# SPDX-License-Identifier: EUPL-1.2
"""The mail server of the outbox's tests, the form, the requests and the links of the others: for what breaks them all."""

from tests.lesson_requests.form.conftest import filled, open_form, stored  # noqa: F401
from tests.lesson_requests.page.conftest import answer, ask, link, look, trainers  # noqa: F401
from tests.outbox.conftest import post  # noqa: F401
