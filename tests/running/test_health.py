# SPDX-License-Identifier: EUPL-1.2
"""`/healthz`, `/readyz` and `/metrics`."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.outbox import delivery
from booking.outbox.models import OutboxMail
from booking.web import now


@pytest.fixture
def beating(app):
    with app.app_context():
        delivery.beat(now())


def _mail(due_ago: timedelta) -> OutboxMail:
    moment = now()
    words = (
        "kind",
        "language",
        "about_kind",
        "thread",
        "recipient",
        "recipient_key",
        "subject",
        "body_text",
        "body_html",
    )
    row = dict.fromkeys(words, "x") | {"message_id": "<1@x>", "dedupe_key": "1", "status": "queued", "about_id": 1}
    return OutboxMail(**row, created_at=moment - due_ago, due_at=moment - due_ago)


def test_alive(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_ready_with_a_worker_and_nothing_waiting(client, beating):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_not_ready_without_a_worker(client, app):
    assert client.get("/readyz").status_code == 503
    with app.app_context():
        delivery.beat(now() - timedelta(minutes=2))
    assert client.get("/readyz").status_code == 200
    with app.app_context():
        delivery.beat(now() - timedelta(minutes=4))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "bezorger" in answer.text


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (16, 503)])
def test_a_mail_that_waits(client, beating, write, minutes, status):
    with write():
        db.session.add(_mail(timedelta(minutes=minutes)))
    assert client.get("/readyz").status_code == status


def test_not_ready_on_an_older_database(client, beating, write):
    with write():
        db.session.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "db upgrade" in answer.text


@pytest.mark.once
def test_not_ready_without_a_database(another_app, tmp_path):
    app = another_app(DATABASE_URL=f"sqlite:///{tmp_path}/gone/nothing.db")
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert "DATABASE_URL" in answer.text


@pytest.mark.once
def test_metrics_name_the_rule_and_never_the_address(client, catalogue):
    client.get("/lesaanbod/sterk-in-de-groep")
    text = client.get("/metrics").text
    assert 'rule="/lesaanbod/<slug>"' in text
    assert "sterk-in-de-groep" not in text
    assert 'lesaanbod_outbox{status="queued"} 0' in text


@pytest.mark.once
@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 404),
        ("192.0.2.7", {"Authorization": "Bearer sesam"}, 200),
        ("192.0.2.7", {"Authorization": "Bearer anders"}, 404),
    ],
)
def test_metrics_are_for_this_machine_or_the_token(another_app, address, headers, status):
    client = another_app(METRICS_TOKEN="sesam").test_client()
    assert client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address}).status_code == status


@pytest.mark.once
def test_no_token_is_no_key(another_app):
    client = another_app().test_client()
    headers = {"Authorization": "Bearer "}
    assert client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
