# SPDX-License-Identifier: EUPL-1.2
"""A line a request, with an id, and nothing in it that is somebody's."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from booking import logs

TOKEN = "pH3nX_" + "x" * 36 + "-"


@pytest.fixture
def lines():
    stream = io.StringIO()
    logs.configure(stream)
    logging.getLogger("http").setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logs.configure()


@pytest.mark.once
def test_a_request_is_one_line_with_its_rule(client, lines):
    answer = client.get(f"/wachtwoord/{TOKEN}?q={TOKEN}")
    (line,) = [line for line in lines() if line["event"] == "request"]
    assert (line["method"], line["rule"], line["status"]) == ("GET", "/wachtwoord/<token>", 410)
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert TOKEN not in json.dumps(lines())


@pytest.mark.once
@pytest.mark.parametrize(
    ("given", "kept"), [("abc-12345678", True), ("kort", False), ("met spatie en {", False), ("x" * 65, False)]
)
def test_a_request_id_is_taken_over_if_it_is_one(client, given, kept):
    assert (client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given) is kept


@pytest.mark.once
def test_a_crash_tells_where_but_not_whose(app, client, lines, monkeypatch):
    def crash() -> None:
        raise ValueError(f"Tess Visser <tess@deklimop.example>, 030 123 46 01, {TOKEN}")

    crash.access = "public"
    monkeypatch.setitem(app.view_functions, "health.healthz", crash)
    answer = client.get("/healthz")
    assert answer.status_code == 500
    line = next(line for line in lines() if "exception" in line)
    assert "ValueError" in line["exception"]
    number = answer.headers["X-Request-ID"]
    assert number == line["request_id"]
    assert f"Noem dan nummer {number[-8:]}." in answer.words
    assert number not in answer.words
    for secret in ("tess@deklimop.example", "030 123 46 01", TOKEN):
        assert secret not in json.dumps(lines())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("aan tess@deklimop.example", "aan [e-mail]"),
        ("bel +31 (0)30 286 00 00 nu", "bel [number] nu"),
        (f"/aanvraag/{TOKEN}/wijzigen", "/aanvraag/[token]/wijzigen"),
        ("Key exists\nDETAIL:  Key (email)=(x) already exists.", "Key exists"),
        ("[SQL: INSERT]\n[parameters: ('Tess',)]", "[SQL: INSERT]"),
        ("LES-000123 op 2027-03-09 10:15", "LES-000123 op 2027-03-09 10:15"),
        ("a" * 64, "a" * 64),
    ],
)
def test_what_is_taken_out(text, left):
    assert logs.scrub(text) == left


def test_a_librarys_line_is_ours_too(lines):
    logging.getLogger("some.library").warning("sent to %s", "tess@deklimop.example")
    structlog.get_logger("ours").info("mail_sent", mail=3)
    assert [line["event"] for line in lines()] == ["sent to [e-mail]", "mail_sent"]
    assert all(line["timestamp"] and line["level"] for line in lines())
