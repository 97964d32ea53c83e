# SPDX-License-Identifier: EUPL-1.2
"""What the register costs a form in statements: the same with 100 schools and with 10,000."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.lesson_requests.form.filled import put
from tests.support.client import Client, Form

from . import many

SIZES = (100, 10_000)


@pytest.fixture(params=SIZES)
def register(request: pytest.FixtureRequest, write: Any, client: Client) -> int:
    with write():
        many.fill(request.param)
    client.get("/scholen?q=warm")
    return many.BEYOND + 7


def test_the_empty_form_asks_one_question(
    register: int, catalogue: None, client: Client, count: Callable[[], Any]
) -> None:
    first = client.get("/aanvraag?les=sterk-in-de-groep")
    with count() as asked:
        page = client.get("/aanvraag?les=sterk-in-de-groep")
    assert len(asked) <= 1, asked
    assert len(page.data) == len(first.data)
    assert many.rows(8)[6].address not in page.get_data(as_text=True)


def test_the_form_weighs_the_same(client: Client, catalogue: None, write: Any) -> None:
    sizes = []
    for n in (100, 2_000):
        with write():
            many.fill(n - len(sizes) * 100, first=1 + len(sizes) * 100)
        sizes.append(len(client.get("/aanvraag?les=sterk-in-de-groep").data))
    assert sizes[0] == sizes[1]


def test_sending_takes_twelve_statements_and_one_commit(
    register: int, filled: Callable[..., Form], count: Callable[[], Any], stored: Callable[..., Any]
) -> None:
    """The most that one post can be: a school that was picked, twelve groups, two lessons, wishes, in English."""
    lessons = ["sterk-in-de-groep", "mijn-bankpas-blijft-bij-mij"]
    form = filled(*lessons, path="/en/aanvraag")
    put(form, "school", str(register))
    for n in range(1, 13):
        for part, value in (("name", f"7{chr(96 + n)}"), ("year", "po-7"), ("pupils", "25"), ("offering", lessons)):
            put(form, f"groups-{n}-{part}", value)
    with count() as asked:
        answer = form.send(button="act=send")
    assert answer.status_code == 303, answer.words
    assert stored()[0].school_id == register and len(stored()[0].bookings) == 24
    assert len(asked) <= 12, str(asked)
    assert asked.commits == 1


def test_looking_costs_one_statement(register: int, filled: Callable[..., Form], count: Callable[[], Any]) -> None:
    form = filled()
    put(form, "school_query", "school")
    with count() as asked:
        assert form.send(button="act=find_school").status_code == 200
    assert len(asked) <= 1, asked
