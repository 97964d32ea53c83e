# SPDX-License-Identifier: EUPL-1.2
"""Bots are slowed, schools are not: 5 an hour from one address of mail, 60 from one network, an alarm at 300 in all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http.client import HTTPConnection
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from booking.lesson_requests.actions import submit
from booking.lesson_requests.views import limits
from booking.outbox.models import OutboxMail
from booking.web import now
from tests.support import cast
from tests.support.cast import TESS
from tests.support.client import Client, Form
from tests.support.live import LiveSite
from tests.support.redis import Redis
from tests.support.settings import SECRETARIAT

from .filled import ANSWERS, assert_kept, body, key_of, put

pytestmark = pytest.mark.once


def sent_by(form: Form, email: str = TESS.email) -> Any:
    put(form, "form_key", key_of())
    put(form, "contact_email", email)
    return body(form)


def test_thirty_teachers_of_one_school(client: Client, filled: Callable[..., Form], stored: Callable[..., Any]) -> None:
    form = filled()
    for n in range(30):
        assert client.post("/aanvraag", data=sent_by(form, f"leraar{n}@deklimop.example")).status_code == 303
    assert len(stored()) == 30


def test_the_sixth_from_one_address_waits(client: Client, filled: Callable[..., Form]) -> None:
    form = filled()
    for n in range(5):
        address = TESS.email.upper() if n % 2 else TESS.email
        assert client.post("/aanvraag", data=sent_by(form, address)).status_code == 303
    assert client.post("/aanvraag", data=sent_by(form)).status_code == 429
    assert client.post("/aanvraag", data=sent_by(form, "tom@devlier.example")).status_code == 303


def test_the_sixty_first_from_one_network_waits(
    client: Client, filled: Callable[..., Form], monkeypatch: pytest.MonkeyPatch
) -> None:
    form = filled()
    for n in range(limits.NETWORK.amount):
        assert client.post("/aanvraag", data=sent_by(form, f"x{n}@deklimop.example")).status_code == 303
    page = client.post("/aanvraag", data=sent_by(form, "nog@deklimop.example"))
    assert page.status_code == 429
    assert_kept(page, form.data)
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    answer = client.post("/aanvraag", data=sent_by(form, "ook@deklimop.example"), environ_overrides=elsewhere)
    assert answer.status_code == 303


def test_a_forged_address_changes_nothing(client: Client, filled: Callable[..., Form]) -> None:
    form = filled()
    for n in range(limits.NETWORK.amount):
        headers = {"X-Forwarded-For": f"10.0.0.{n}, evil"}
        data = sent_by(form, f"y{n}@deklimop.example")
        assert client.post("/aanvraag", data=data, headers=headers).status_code == 303
    headers = {"X-Forwarded-For": "[::1]:80"}
    data = sent_by(form, "nog@deklimop.example")
    assert client.post("/aanvraag", data=data, headers=headers).status_code == 429


def test_what_was_refused_does_not_count(client: Client, filled: Callable[..., Form]) -> None:
    form = filled()
    for _n in range(8):
        put(form, "contact_name", "")
        assert client.post("/aanvraag", data=sent_by(form)).status_code == 422
    put(form, "contact_name", TESS.name)
    assert client.post("/aanvraag", data=sent_by(form)).status_code == 303


def test_all_of_them_are_an_alarm_and_no_loss(
    client: Client, filled: Callable[..., Form], caplog: pytest.LogCaptureFixture
) -> None:
    with client.application.app_context():
        for _n in range(limits.ALL.amount):
            limits.hit(limits.ALL, "all")
    assert client.post("/aanvraag", data=sent_by(filled())).status_code == 303
    assert "many_requests" in caplog.text


def test_three_receipts_a_day_to_one_address(
    client: Client, filled: Callable[..., Form], mails: Callable[..., list[OutboxMail]]
) -> None:
    form = filled()
    for _n in range(5):
        assert client.post("/aanvraag", data=sent_by(form)).status_code == 303
    assert [mail.status for mail in mails(TESS.email)] == ["queued"] * 3 + ["held"] * 2
    assert [mail.status for mail in mails(SECRETARIAT)] == ["queued"] * 5


def test_many_notices_are_spaced_and_none_is_dropped(
    client: Client, filled: Callable[..., Form], mails: Callable[..., list[OutboxMail]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submit, "NOTICES_AN_HOUR", 2)
    form, began = filled(), now()
    for n in range(5):
        assert client.post("/aanvraag", data=sent_by(form, f"z{n}@deklimop.example")).status_code == 303
    notices = mails(SECRETARIAT)
    assert len(notices) == 5 and {mail.status for mail in notices} == {"queued"}
    waits = [(mail.due_at - began) for mail in notices]
    assert max(waits[:2]) < timedelta(seconds=30)
    gaps = [later - earlier for earlier, later in pairwise(waits[1:])]
    assert all(gap >= timedelta(seconds=59) for gap in gaps), waits


def test_without_redis_requests_go_on(serve: Callable[..., LiveSite], redis: Redis) -> None:
    site = serve(REDIS_URL=redis.url)
    assert site.flask("catalogue", "load", str(cast.CATALOGUE)).returncode == 0
    address = urlsplit(site.url)

    def status(method: str = "POST") -> int:
        connection = HTTPConnection(address.netloc, timeout=30)
        answers = {**ANSWERS, "offering": "sterk-in-de-groep", "act": "send", "form_key": key_of()}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, "/aanvraag?les=sterk-in-de-groep", urlencode(answers), headers)
        return connection.getresponse().status

    assert status() == 303
    redis.kill()
    assert [status() for _n in range(4)] == [303] * 4
    assert status("GET") == 200
