# SPDX-License-Identifier: EUPL-1.2
"""Signing in beside people who write: never a busy snapshot, and never a hash under the writers' lock."""

from __future__ import annotations

import threading
import time

import pytest
import sqlalchemy as sa

from booking.database import write_lock
from booking.extensions import db
from booking.staff import actions, queries, signin
from booking.web import now, writing
from tests.support.cast import PASSWORD, email_of, hire


def test_sign_ins_beside_writers(app):
    """In a plain transaction that had read before, every sign-in beside writers would fail on SQLite."""
    names = ("coby", "cas", "sem")
    ids = [hire(app, who) for who in names]
    stop, failures, written = threading.Event(), [], []

    def write_on() -> None:
        while not stop.is_set():
            try:
                with app.app_context(), writing():
                    actions.close_session(b"nobody's", now())
                    queries.locked(ids[0])
                written.append(1)
            except Exception as error:  # whatever it is, the test tells it
                failures.append(error)
                return

    def sign_in_on(who: str) -> None:
        for _ in range(10):
            answer = app.test_client().post("/inloggen", data={"email": email_of(who), "password": PASSWORD})
            if answer.status_code != 303:
                failures.append((who, answer.status_code))

    writers = [threading.Thread(target=write_on) for _ in range(2)]
    visitors = [threading.Thread(target=sign_in_on, args=(who,)) for who in names]
    for thread in (*writers, *visitors):
        thread.start()
    for thread in visitors:
        thread.join()
    stop.set()
    for thread in writers:
        thread.join()
    assert not failures
    assert written
    with app.app_context():
        assert all(last is not None for _, last in queries.everybody())


@pytest.mark.once
def test_the_hash_is_computed_outside_the_lock(app, client):
    """Two people who sign in would hold up everybody who sends a request. A wrong password needs no lock at all."""
    hire(app, "coby")
    with write_lock:
        began = time.monotonic()
        answer = client.post("/inloggen", data={"email": email_of("coby"), "password": "verkeerd"})
        assert answer.status_code == 422
        assert time.monotonic() - began < 2


@pytest.mark.once
def test_a_database_that_stays_busy_keeps_the_address(app, client, monkeypatch):
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        pytest.skip("the lock is SQLite's")
    monkeypatch.setattr("booking.database.LOCK_SECONDS", 0.1)
    hire(app, "coby")
    with write_lock:
        answer = client.post("/inloggen", data={"email": email_of("coby"), "password": PASSWORD})
    assert answer.status_code == 503
    assert answer.form().data["email"] == email_of("coby")
    assert "Set-Cookie" not in answer.headers
    assert client.post("/inloggen", data={"email": email_of("coby"), "password": PASSWORD}).status_code == 303


@pytest.mark.once
def test_hashes_are_computed_on_two_threads_however_many_ask(app):
    """Each thread that computed one keeps its 19 MiB: eight threads of the web server would be 150."""
    hire(app, "coby")
    seen: set[str] = set()

    def sign_in() -> None:
        app.test_client().post("/inloggen", data={"email": email_of("coby"), "password": PASSWORD})

    real = signin.verify_password

    def watched(*values: str) -> bool:
        seen.add(threading.current_thread().name)
        return bool(real(*values))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(signin, "verify_password", watched)
        visitors = [threading.Thread(target=sign_in) for _ in range(8)]
        for one in visitors:
            one.start()
        for one in visitors:
            one.join()
    assert seen and seen <= {"hash_0", "hash_1"}


@pytest.mark.once
def test_a_database_that_is_away_speaks_of_no_request_to_the_office(app, sign_in):
    """Colleagues asked for no lesson; that somebody is still signed in is told."""
    ada = sign_in("ada")
    account = ada.get("/beheer/medewerkers").form("main form[method=post]")

    def refuse(*_):
        raise sa.exc.OperationalError("connect", {}, Exception("away"))

    with app.app_context():
        engine = db.engine
    engine.dispose()
    sa.event.listen(engine, "do_connect", refuse)
    try:
        for path, heading in (
            (account.action, "Er is niets opgeslagen"),
            ("/beheer/mail/1/opnieuw", "Er is niets opgeslagen"),
            ("/uitloggen", "U bent nog niet uitgelogd"),
        ):
            answer = ada.post(path, data=account.data)
            assert answer.status_code == 503, path
            assert answer.soup.h1.get_text() == heading
            assert "aanvraag" not in answer.soup.main.get_text()
            assert "Probeer het over een paar minuten opnieuw." in answer.words
    finally:
        sa.event.remove(engine, "do_connect", refuse)
