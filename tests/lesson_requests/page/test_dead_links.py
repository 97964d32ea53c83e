# SPDX-License-Identifier: EUPL-1.2
"""A link that does not open: unknown, renewed and expired are one page with the same bytes, and guessing is counted."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from booking.extensions import db
from booking.lesson_requests import queries
from booking.links.actions import renew

from .conftest import refusal

NOTHING = "/aanvraag/" + "x" * 43
ACTS = ("", "/wijzigen", "/intrekken", "/collega", "/opnieuw")
POSTS = ("/wijzigen", "/intrekken", "/collega")


@pytest.fixture
def dead(app, ask, link, answer, look, write, clock):
    """The addresses of an unknown, a renewed and an expired link."""
    renewed, expired = ask("7a"), ask("8a")
    old, gone = link(renewed), link(expired)
    with write() as now:
        renew(queries.locked(renewed).link, now)
    answer(expired, refusal(look(expired)))
    clock.shift(timedelta(days=32))
    return [NOTHING, old, gone]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_same_bytes_for_all_three(dead, client, method, prefix):
    answers = set()
    for path in dead:
        for act in ACTS if method == "get" else POSTS:
            page = getattr(client, method)(prefix + path + act)
            assert page.status_code == 410
            headers = tuple(
                sorted((name, value) for name, value in page.headers if name.lower() not in ("date", "x-request-id"))
            )
            answers.add((page.get_data(), headers))
    assert len(answers) == 1
    page = client.get(prefix + NOTHING)
    text = page.get_data(as_text=True)
    assert "x" * 43 not in text
    if not prefix:
        assert page.soup.h1.get_text() == "Deze link werkt niet"
        assert page.soup.select_one("main a[href='/link-kwijt']").get_text() == "Vraag een nieuwe link"


def test_it_works_until_the_thirtieth_day(ask, link, answer, look, client, clock):
    number = ask("7a")
    answer(number, refusal(look(number)))
    clock.shift(timedelta(days=30))
    assert client.get(link(number)).status_code == 200


def test_the_number_opens_nothing(ask, client):
    number = ask("7a")
    assert client.get(f"/aanvraag/LES-{number:06d}").status_code == 410
    assert client.get(f"/aanvraag/{number}").status_code == 410


@pytest.mark.once
def test_guessing_is_told_and_locks_nobody_out(ask, link, client):
    """S53: the twenty-first wrong link of a network in an hour is a line in the log; the answer stays the same."""
    number = ask("7a")
    with capture_logs() as lines:
        answers = {client.get(f"/aanvraag/{n:043d}").get_data() for n in range(20)}
        assert not [line for line in lines if line["event"] == "many_wrong_links"]
        answers.add(client.get(NOTHING).get_data())
    assert [line["event"] for line in lines if line["event"] == "many_wrong_links"] == ["many_wrong_links"]
    assert len(answers) == 1
    for _n in range(30):
        assert client.get(link(number)).status_code == 200


def test_two_links_have_little_in_common(ask, link):
    """V1: 256 bits, of which nothing follows from the next."""
    one, other = (link(ask(name)).removeprefix("/aanvraag/") for name in ("7a", "8a"))
    assert len(one) == len(other) == 43
    assert sum(a != b for a, b in zip(one, other, strict=True)) >= 35


def test_no_link_in_the_database_or_the_log(app, ask, link, client, answer, look, trainers, caplog):
    """S50, S51: after a whole life no table holds a token, and no line of the log does."""
    caplog.set_level(logging.DEBUG)
    number, tokens = ask("7a", "7b"), []
    with capture_logs() as lines:
        tokens.append(link(number))
        client.get(tokens[0])
        form = client.get(tokens[0] + "/wijzigen").form("main form.app-form")
        form.send(button="act=save", contact_email="tess@anders.example", **{"groups-1-pupils": "22"})
        tokens.append(link(number))
        client.get(tokens[0])
        client.get(tokens[1])
        client.post("/link-kwijt", data={"email": "tess@anders.example"})
        client.get(tokens[1] + "/intrekken").form("main form.app-form").send()
    found = "\n".join([*map(str, lines), caplog.text, _everything(app)])
    assert "tess@anders.example" in found and tokens[0] != tokens[1]
    for token in tokens:
        assert token.removeprefix("/aanvraag/") not in found


def _everything(app) -> str:
    """Every row of every table."""
    with app.app_context():
        rows = [
            str(tuple(row)) for table in db.metadata.sorted_tables for row in db.session.execute(table.select()).all()
        ]
    return "\n".join(rows)
