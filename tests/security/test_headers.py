# SPDX-License-Identifier: EUPL-1.2
"""S36, S39-S42, S57: headers on every kind of answer, fixed pages of errors, links and hosts. The tests' client looks at each answer too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from booking import web
from booking.extensions import db
from booking.outbox.models import OutboxMail
from booking.web import CSP
from tests.support.cast import PASSWORD, email_of, hire, sign_in

EVIL = "evil.test"


def answers(app, client) -> dict[str, object]:
    """One answer of each kind."""
    manifest = json.loads((Path(app.static_folder or "") / "manifest.json").read_text())
    name = next(iter(manifest.values()))
    sign_in(client, "coby")
    return {
        "page": client.get("/privacy"),
        "office": client.get("/beheer/"),
        "sign-in": app.test_client().get("/inloggen"),
        "redirect": app.test_client().get("/beheer/"),
        "link": client.get("/wachtwoord/" + "A" * 43),
        "static": client.get(f"/static/{name}" if not str(name).startswith("/") else str(name)),
        "no such static": client.get("/static/niet-er.css"),
        "404": client.get("/bestaat-niet"),
        "404 of the office": client.get("/beheer/bestaat-niet"),
        "403": client.get("/beheer/medewerkers"),
        "405": client.put("/inloggen"),
        "413": client.post("/inloggen", data={"email": "x" * 300_000}),
        "400 host": client.get("/", headers={"Host": EVIL}),
        "health": client.get("/healthz"),
        "en": client.get("/en/privacy"),
    }


def test_every_kind_of_answer_has_the_headers(app, client):
    expected = {
        "page": 200, "office": 200, "sign-in": 200, "redirect": 303, "link": 410, "static": 200, "no such static": 404, "404": 404,
        "404 of the office": 404, "403": 403, "405": 405, "413": 413, "400 host": 400, "health": 200, "en": 200,
    }  # fmt: skip
    given = answers(app, client)
    assert {name: one.status_code for name, one in given.items()} == expected
    for name, one in given.items():
        headers = one.headers
        assert headers["Content-Security-Policy"] == CSP, name
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert headers["Strict-Transport-Security"].startswith("max-age=63072000"), name
        assert headers["Referrer-Policy"] == ("no-referrer" if name == "link" else "same-origin"), name
        assert not [word for word, _ in headers if word.lower().startswith("access-control")], name
        assert "Server" not in headers or "Werkzeug" not in headers["Server"], name
    for name in ("office", "sign-in", "link", "403"):
        assert given[name].headers["Cache-Control"] == "no-store", name


def test_the_policy_has_no_unsafe_word():
    rules = dict(part.strip().split(" ", 1) for part in CSP.split(";"))
    assert "unsafe" not in CSP
    assert (rules["default-src"], rules["object-src"]) == ("'none'", "'none'")
    assert (rules["base-uri"], rules["frame-ancestors"], rules["form-action"]) == ("'none'", "'none'", "'self'")


@pytest.mark.once
@pytest.mark.parametrize("place", ["/", "/beheer/"])
def test_a_crash_says_nothing_of_itself(another_app, place):
    """S36, V26: the page of a 500 has a number to phone about, and no trace, query, path or value."""
    app = another_app()

    def crash() -> str:
        raise ZeroDivisionError("SELECT secret FROM /etc/passwd")

    app.view_functions["site.start" if place == "/" else "desk.day"] = web.public(crash)
    answer = app.test_client().get(place)
    assert answer.status_code == 500
    assert "Er ging iets mis bij ons" in answer.words
    for word in ("Traceback", "ZeroDivision", "SELECT", "passwd", "site-packages", "werkzeug", "Flask"):
        assert word not in answer.text
    assert answer.headers["Content-Security-Policy"] == CSP


@pytest.mark.once
def test_a_database_that_fails_says_so_also_to_who_is_signed_in(app, client):
    """The page of the error must not ask the database who is there."""
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        pytest.skip("a table that is away is a mistake of ours there, a failing file on SQLite")
    sign_in(client, "coby")

    def rename(old: str, new: str) -> None:
        with app.app_context(), db.engine.connect().execution_options(write=True) as connection:
            connection.execute(sa.text(f"ALTER TABLE {old} RENAME TO {new}"))
            connection.commit()

    rename("staff_sessions", "staff_sessions_gone")
    try:
        answer = client.get("/beheer/")
    finally:
        rename("staff_sessions_gone", "staff_sessions")
    assert answer.status_code == 503
    assert "Onze site heeft een storing" in answer.words
    assert "staff_sessions" not in answer.text
    assert client.get("/beheer/").status_code == 200


@pytest.mark.parametrize("host", [EVIL, f"lesaanbod.test.{EVIL}", f"{EVIL}:443", "lesaanbod.test@evil.test", ""])
def test_an_unknown_host_is_refused(client, host):
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [{"X-Forwarded-Host": EVIL}, {"Forwarded": f"host={EVIL}"}, {"X-Forwarded-Proto": "ftp"}, {"X-Original-URL": "/x"}],
)
def test_a_mail_points_at_our_own_address_whatever_the_request_said(app, client, headers):
    """S57, V11."""
    hire(app, "coby")
    answer = client.post("/wachtwoord", data={"email": email_of("coby")}, headers=headers)
    assert answer.location == "/wachtwoord?klaar=gevraagd"
    with app.app_context():
        [mail] = db.session.scalars(sa.select(OutboxMail)).all()
    assert "https://lesaanbod.test/wachtwoord/" in mail.body_text
    assert EVIL not in mail.body_text + mail.body_html


@pytest.mark.parametrize("given", ["203.0.113.9", "203.0.113.9, 198.51.100.1", "[::1]:80", "203.0.113.9:1234", "x\n"])
def test_a_forged_address_resets_no_count(app, client, given):
    """S47: without a proxy in the settings, X-Forwarded-For is a word of the visitor."""
    hire(app, "coby")
    for number in range(6):
        headers = {"X-Forwarded-For": f"{given.strip()}{number}"}
        answer = client.post("/inloggen", data={"email": email_of("coby"), "password": "verkeerd"}, headers=headers)
    assert answer.status_code == 429
    assert client.post("/inloggen", data={"email": email_of("coby"), "password": PASSWORD}).status_code == 429


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(another_app, app):
    hire(app, "coby")
    client = another_app(TRUSTED_PROXIES="1").test_client()
    for number in range(6):
        headers = {"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.1", "X-Forwarded-Proto": "https"}
        answer = client.post("/inloggen", data={"email": email_of("coby"), "password": "verkeerd"}, headers=headers)
    assert answer.status_code == 429
    other = {"X-Forwarded-For": "203.0.113.1, 198.51.100.2", "X-Forwarded-Proto": "https"}
    answer = client.post("/inloggen", data={"email": email_of("coby"), "password": PASSWORD}, headers=other)
    assert answer.status_code == 303
