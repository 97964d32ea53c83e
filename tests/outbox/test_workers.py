# SPDX-License-Identifier: EUPL-1.2
"""Several workers, and workers that die: a mail is in one pair of hands, and no conversation loses its order."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from booking.database import UTC
from booking.outbox import delivery
from booking.web import now as web_now
from tests.support.smtp import MailServer, Mood

from .mails import deliver, mail_of, put_many, states

MINUTE = timedelta(minutes=1)
LEASE = timedelta(seconds=4)  # with the time-out of the fixture `post`


def test_the_mail_of_a_dead_worker_goes_when_its_lease_ends(app: Flask, post: MailServer) -> None:
    (mail_id,) = put_many(app, 1)
    moment = web_now()
    with app.app_context():
        claimed = delivery.step(None, moment)
    assert claimed is not None
    assert claimed.id == mail_id
    deliver(app, lambda: moment + LEASE - timedelta(seconds=1))
    assert post.mails == []
    deliver(app, lambda: moment + LEASE)
    assert len(post.mails) == 1


def test_a_lease_is_a_minute_and_longer_than_sending_can_take(app: Flask) -> None:
    with app.app_context():
        assert app.config["MAIL_TIMEOUT"] == 15
        assert delivery.lease() == timedelta(seconds=60)
        assert delivery.lease().total_seconds() * (1 - delivery.MARGIN) > 3 * app.config["MAIL_TIMEOUT"]


def test_what_a_late_worker_says_counts_only_if_it_sent(app: Flask, post: MailServer) -> None:
    (mail_id,) = put_many(app, 1)
    moment = web_now()
    with app.app_context():
        slow = delivery.step(None, moment)
        fast = delivery.step(None, moment + LEASE)
        assert slow is not None
        assert fast is not None
        delivery.step(delivery.Outcome(slow, "failed", "550 5.1.1"), moment, claim=False)
        assert mail_of(app, mail_id).status == "queued"
        delivery.step(delivery.Outcome(slow, "sent"), moment, claim=False)
        assert mail_of(app, mail_id).status == "sent"
        delivery.step(delivery.Outcome(fast, "later", "451"), moment, claim=False)
        assert mail_of(app, mail_id).status == "sent"


def _together(app: Flask, workers: int, clock: delivery.Clock = web_now) -> None:
    barrier, errors = threading.Barrier(workers), []

    def work() -> None:
        barrier.wait()
        try:
            deliver(app, clock)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []


@pytest.mark.slow
def test_four_workers_send_each_mail_once(app: Flask, post: MailServer) -> None:
    put_many(app, 60)
    _together(app, 4)
    ids = [str(mail.message["Message-ID"]) for mail in post.mails]
    assert len(ids) == len(set(ids)) == 60
    assert set(states(app).values()) == {"sent"}


@pytest.mark.slow
def test_control_without_a_lease_they_send_doubles(
    app: Flask, post: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = delivery._moments
    monkeypatch.setattr(delivery, "_moments", lambda now: moments(now) | {"lease": now})
    put_many(app, 60)
    _together(app, 4)
    assert len(post.mails) > 60


def _storm(app: Flask, post: MailServer) -> int:
    """Three conversations, four workers, a server that puts off every other mail. Answers how many mails were overtaken."""
    conversations = [put_many(app, 10, thread=f"LES-00001{number}") for number in range(3)]
    post.moods = [Mood.LATER, Mood.ACCEPT] * 15
    moment = web_now()
    while "queued" in states(app).values():
        _together(app, 4, lambda moment=moment: moment)
        moment += MINUTE
    with app.app_context():
        number_of = {mail_of(app, number).message_id: number for some in conversations for number in some}
    arrived = [number_of[str(mail.message["Message-ID"])] for mail in post.mails]
    assert sorted(arrived) == sorted(number_of.values())
    orders = [[number for number in arrived if number in some] for some in conversations]
    return sum(one > two for order in orders for one, two in pairwise(order))


@pytest.mark.slow
def test_four_workers_keep_the_order_of_each_conversation(app: Flask, post: MailServer) -> None:
    assert _storm(app, post) == 0


@pytest.mark.slow
def test_control_without_the_rule_they_overtake(app: Flask, post: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, but a claim does not look whether an older mail of the conversation waits."""
    rules = delivery._NEXT.whereclause
    assert rules is not None
    others: list[Any] = list(rules.get_children())[:-1]
    careless = sa.select(delivery.mails.c.id).where(*others).order_by(delivery.mails.c.due_at, delivery.mails.c.id)
    pick = careless.limit(1).with_for_update(skip_locked=True, of=delivery.mails).scalar_subquery()
    claim = sa.update(delivery.mails).where(delivery.mails.c.id == pick)
    taken = {"claimed_until": sa.bindparam("lease", type_=UTC()), "attempts": delivery.mails.c.attempts + 1}
    monkeypatch.setattr(delivery, "_CLAIM", claim.values(**taken).returning(*delivery.CARRIED))
    assert _storm(app, post) > 0
