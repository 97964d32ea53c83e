# SPDX-License-Identifier: EUPL-1.2
"""S05, S03, S59: guessing is slowed without locking out the office, and tells nothing."""

from __future__ import annotations

import statistics
import time

import pytest
from flask_security.utils import hash_password
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from booking.extensions import db, limiter
from booking.limits import network as network_of
from booking.web import writing
from tests.support.cast import PASSWORD, colleague, email_of, hire, sign_in

HERE, THERE = {"REMOTE_ADDR": "192.0.2.10"}, {"REMOTE_ADDR": "198.51.100.7"}


def guess(client, who: str, password: str = "verkeerd wachtwoord", where=HERE):
    return client.post("/inloggen", data={"email": email_of(who), "password": password}, environ_overrides=where)


def test_after_five_wrong_passwords_this_account_waits_here_and_only_here(app, client):
    hire(app, "coby")
    hire(app, "cas")
    for _ in range(5):
        assert guess(client, "coby").status_code == 422
    waits = guess(client, "coby")
    assert waits.status_code == 429
    assert "Te vaak geprobeerd" in waits.words
    assert "minuten en log dan opnieuw in" in waits.words
    assert 0 < int(waits.headers["Retry-After"]) <= 15 * 60
    assert waits.form().data["email"] == email_of("coby")
    assert guess(client, "coby", PASSWORD).status_code == 429, "a right password during the wait waits too"
    assert guess(client, "cas", PASSWORD).status_code == 303, "a colleague beside her signs in at once"
    assert guess(app.test_client(), "coby", PASSWORD, THERE).status_code == 303, "from elsewhere the account is open"


def test_the_wait_ends(app, client, clock):
    hire(app, "coby")
    for _ in range(6):
        guess(client, "coby")
    clock.shift(15 * 60 + 1)
    assert guess(client, "coby", PASSWORD).status_code == 303


def test_a_right_password_starts_the_count_again(app, client):
    hire(app, "coby")
    for _ in range(4):
        guess(client, "coby")
    assert guess(client, "coby", PASSWORD).status_code == 303
    client.delete_cookie("__Host-lesaanbod", domain="lesaanbod.test")
    for _ in range(4):
        assert guess(client, "coby").status_code == 422


def test_one_network_that_tries_many_accounts_waits(app, client):
    hire(app, "coby")
    answers = [
        client.post("/inloggen", data={"email": f"naam{n}@gemeente.test", "password": "x"}, environ_overrides=THERE)
        for n in range(61)
    ]
    assert {one.status_code for one in answers[:60]} == {422}
    assert answers[60].status_code == 429
    assert guess(client, "coby", PASSWORD, HERE).status_code == 303


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.10", "192.0.2.10"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::"),
        ("::ffff:192.0.2.10", "192.0.2.10"),
        ("nonsense", "-"),
        (None, "-"),
    ],
)
def test_what_counts_as_one_network(address, network):
    assert network_of(address) == network


@pytest.mark.once
def test_a_password_too_long_to_be_one_is_never_hashed(app, client):
    hire(app, "coby")
    guess(client, "coby", "een" * 10)
    began = time.thread_time()
    answer = guess(client, "coby", "x" * 5000)
    assert answer.status_code == 422
    assert time.thread_time() - began < 0.05
    assert "Het e-mailadres of wachtwoord klopt niet." in answer.words


def test_known_and_unknown_addresses_look_the_same(app, client):
    hire(app, "coby")
    known, unknown = guess(client, "coby"), guess(client, "niemand")
    assert known.status_code == unknown.status_code == 422
    assert known.text.replace(email_of("coby"), "") == unknown.text.replace(email_of("niemand"), "")


@pytest.mark.once
def test_known_and_unknown_addresses_take_the_same_time(app, client):
    """V20: with the site's own hash, not the cheap one of the tests."""
    hire(app, "coby")
    with app.app_context():
        real = hash_password(PASSWORD)
        with writing():
            colleague("coby").password = real
            db.session.flush()

    def seconds(who: str) -> float:
        limiter.reset()
        began = time.thread_time()
        assert guess(client, who).status_code == 422
        return time.thread_time() - began

    tries = [(seconds("coby"), seconds("niemand")) for _ in range(15)]
    known, unknown = (statistics.median(side) for side in zip(*tries, strict=True))
    assert abs(known - unknown) < 0.02, (known, unknown)


@pytest.mark.once
def test_without_redis_each_process_counts_by_itself(app, client, redis, monkeypatch):
    """S49: a dead Redis locks nobody out, and opens no door."""
    monkeypatch.setattr(limiter, "_limiter", FixedWindowRateLimiter(storage_from_string(redis.url)))
    hire(app, "coby")
    assert guess(client, "coby").status_code == 422
    redis.kill()
    answers = [guess(client, "coby").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert sign_in(app.test_client(), "sem").status_code == 303
