# SPDX-License-Identifier: EUPL-1.2
"""A lost link: one mail with one link, always the same answer, nothing renewed, and no way to fill a stranger's mailbox."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from limits import RateLimitItemPerHour

from booking.lesson_requests import limits, queries
from tests.outbox.mails import deliver
from tests.support.cast import TESS, TOM

from .conftest import refusal


def said(page):
    return re.sub(r" (?=[.,:])", "", page.words)


def test_one_link_comes_by_mail_for_all_requests(app, ask, lost, tokens, written, post, client):
    ask("7a")
    ask("8a")
    deliver(app)
    written()
    page = lost(" Tess@DeKlimop.example ")
    assert page.status_code == 303 and page.location == "/link-kwijt?klaar=mail"
    assert written() == [("shelf", TESS.email, "queued")]
    deliver(app)
    mail = post.to(TESS.email)[-1]
    (token,) = tokens()
    assert mail.subject == "De link naar uw aanvragen"
    assert re.findall(r"https://\S+", mail.text) == [f"https://lesaanbod.test/mijn-aanvragen/{token}"]
    assert "De link werkt 60 minuten en één keer." in mail.text and "7a" not in mail.text
    words = said(client.get(page.location))
    assert (
        "Hoort dit adres bij een aanvraag? Dan krijgt u binnen enkele minuten een mail. "
        "Geen mail? Kijk bij ongewenste mail of bel 14 030." in words
    )


def test_the_same_answer_for_everybody(ask, lost):
    ask("7a")
    answers = [lost(address) for address in (TESS.email, "niemand@nergens.example")]
    assert len({(page.status_code, page.location, page.get_data()) for page in answers}) == 1


def test_the_same_statements_for_everybody_and_nothing_stays(ask, client, count, world, tokens):
    """S59: the mail is rendered for an unknown address too, and for one that had its three of today, and undone."""
    ask("7a")
    form = client.get("/link-kwijt").form("main form.app-form")
    before = world()
    with count() as unknown:
        form.send(email="niemand@nergens.example")
    assert world() == before and tokens() == []
    with count() as known:
        form.send(email=TESS.email)
    assert len(tokens()) == 1
    for _n in range(2):
        form.send(email=TESS.email)
    before = world()
    with count() as too_often:
        form.send(email=TESS.email)
    assert world() == before and len(tokens()) == 3
    assert unknown.statements == known.statements == too_often.statements
    assert (unknown.commits, known.commits, too_often.commits) == (0, 1, 0)


def test_nothing_is_renewed(ask, lost, link, client):
    number = ask("7a")
    path = link(number)
    lost(TESS.email)
    assert link(number) == path and client.get(path).status_code == 200


def test_also_where_no_link_works_any_more(ask, lost, answer, look, written, clock):
    closed = ask("7a")
    answer(closed, refusal(look(closed)))
    clock.shift(timedelta(days=32))
    written()
    lost(TESS.email)
    assert written() == [("shelf", TESS.email, "queued")]


def test_not_for_what_was_forgotten(ask, lost, write, mails):
    """Of an anonymised request nobody knows any more whose it was."""
    number = ask("7a")
    with write() as now:
        queries.locked(number).anonymised_at = now
    lost(TESS.email)
    assert not [mail for mail in mails() if mail.kind == "shelf"]


def test_three_times_a_day(ask, lost, mails, clock):
    ask("7a")
    for _n in range(5):
        lost(TESS.email)
    assert sum(mail.kind == "shelf" for mail in mails(TESS.email)) == 3
    clock.shift(timedelta(days=1, minutes=1))
    lost(TESS.email)
    assert sum(mail.kind == "shelf" for mail in mails(TESS.email)) == 4


def test_a_second_mail_leaves_the_first_link_alive(ask, mailed, client):
    """Else a stranger who types an address ends the link that was just mailed there."""
    ask("7a")
    first, second = mailed(), mailed()
    assert client.get(first).status_code == client.get(second).status_code == 200


@pytest.mark.once
def test_a_network_that_asks_without_end(ask, lost, mails):
    """The twenty-first time in an hour nothing is mailed; the page says the same."""
    for _n in range(20):
        page = lost("niemand@nergens.example")
    ask("7a")
    late = lost(TESS.email)
    assert (late.status_code, late.location) == (page.status_code, page.location)
    assert not [mail for mail in mails() if mail.kind == "shelf"]


@pytest.mark.once
def test_all_networks_together(ask, lost, mails, monkeypatch):
    """Many addresses from many networks: what was mailed in all counts, what was asked for in vain does not."""
    monkeypatch.setattr(limits, "LINKS_MAILED", RateLimitItemPerHour(2, namespace="lost-links-mailed"))
    ask("7a")
    ask("3a", teacher=TOM)
    for address in ("niemand@nergens.example", "niemand@elders.example", TESS.email, TOM.email):
        lost(address)
    page = lost(TESS.email)
    assert page.location == "/link-kwijt?klaar=mail"
    assert [mail.recipient for mail in mails() if mail.kind == "shelf"] == [TESS.email, TOM.email]


@pytest.mark.parametrize("typed", ["", "tess", " tess@deklimop ", "tess@deklimop.example, tom@x.example"])
def test_what_is_no_address(lost, typed):
    page = lost(typed)
    assert page.status_code == 422
    assert "Vul een e-mailadres in met een @ en een punt, bijvoorbeeld naam@school.nl." in page.words
    assert page.form("main form.app-form").data["email"] == typed


def test_from_elsewhere(ask, client, mails):
    ask("7a")
    page = client.post("/link-kwijt", data={"email": TESS.email}, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 403 and not [mail for mail in mails() if mail.kind == "shelf"]
    assert page.form("main form.app-form").data["email"] == TESS.email
    assert page.form("main form.app-form").send().status_code == 303


def test_e8_the_database_takes_nothing(ask, client, stuck):
    ask("7a")
    form = client.get("/link-kwijt").form("main form.app-form")
    stuck("LOCK TABLE shelves IN EXCLUSIVE MODE")
    page = form.send(email=" tess@deklimop.example")
    assert page.status_code == 503 and "storing" in page.words
    assert page.form("main form.app-form").data["email"] == " tess@deklimop.example"


def test_a_look_writes_nothing(client, ask, world):
    ask("7a", teacher=TOM)
    before = world()
    client.get("/link-kwijt")
    client.get("/link-kwijt?klaar=mail")
    assert world() == before


def test_in_the_language_of_the_request(ask, lost, write, mails):
    number = ask("7a")
    with write():
        queries.locked(number).language = "en"
    page = lost(TESS.email, prefix="/en")
    assert page.location == "/en/link-kwijt?klaar=mail"
    (mail,) = [mail for mail in mails() if mail.kind == "shelf"]
    assert mail.language == "en" and "https://lesaanbod.test/en/mijn-aanvragen/" in mail.body_text
