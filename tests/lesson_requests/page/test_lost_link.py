# SPDX-License-Identifier: EUPL-1.2
"""A lost link: always the same answer, nothing renewed, and no way to fill a stranger's mailbox."""

from __future__ import annotations

from datetime import timedelta

import pytest

from booking.lesson_requests.actions.lost_link import mail_links
from tests.outbox.mails import deliver
from tests.support.cast import TESS, TOM

from .conftest import refusal, said


@pytest.fixture
def lost(client):
    """`lost("tess@…")`: the form, sent."""

    def send(address, browser=None):
        return (browser or client).get("/link-kwijt").form("main form.app-form").send(email=address)

    return send


def test_the_links_come_by_mail(app, ask, lost, link, written, post, client):
    numbers = [ask("7a"), ask("8a")]
    deliver(app)
    written()
    page = lost(" Tess@DeKlimop.example ")
    assert page.status_code == 303 and page.location == "/link-kwijt?klaar=mail"
    assert written() == [("link_again", TESS.email, "queued")] * 2
    deliver(app)
    texts = [mail.text for mail in post.to(TESS.email)[2:]]
    assert all(any(link(number) in text for text in texts) for number in numbers)
    words = said(client.get(page.location))
    assert (
        "Hoort dit adres bij een aanvraag? Dan krijgt u binnen enkele minuten een mail. "
        "Geen mail? Kijk bij ongewenste mail of bel 14 030." in words
    )


def test_the_same_answer_for_everybody(ask, lost, client, world):
    number = ask("7a")
    assert number
    answers = [lost(address) for address in (TESS.email, "niemand@nergens.example")]
    assert len({(page.status_code, page.location, page.get_data()) for page in answers}) == 1


def test_nothing_is_renewed(ask, lost, link, client):
    number = ask("7a")
    path = link(number)
    lost(TESS.email)
    assert link(number) == path and client.get(path).status_code == 200


def test_only_links_that_work(ask, lost, answer, look, written, clock):
    closed, open_one = ask("7a"), ask("8a")
    answer(closed, refusal(look(closed)))
    clock.shift(timedelta(days=32))
    written()
    lost(TESS.email)
    assert written() == [("link_again", TESS.email, "queued")]
    assert look(open_one).status == "open"


def test_at_most_the_five_newest(ask, lost, mails):
    numbers = [ask("7a") for _n in range(7)]
    lost(TESS.email)
    assert sorted(mail.about_id for mail in mails() if mail.kind == "link_again") == numbers[2:]


def test_three_times_a_day(ask, lost, mails, clock):
    ask("7a")
    for _n in range(5):
        lost(TESS.email)
    assert sum(mail.kind == "link_again" for mail in mails(TESS.email)) == 3
    clock.shift(timedelta(days=1, minutes=1))
    lost(TESS.email)
    assert sum(mail.kind == "link_again" for mail in mails(TESS.email)) == 4


def test_never_more_than_fifteen_a_day_to_one_address(ask, write, mails):
    for _round in range(4):
        for _n in range(5):
            ask("7a")
        with write() as now:
            mail_links(TESS.email, now)
    with write() as now:
        mail_links(TESS.email, now)
    assert sum(mail.kind == "link_again" for mail in mails(TESS.email)) == 15


@pytest.mark.once
def test_a_network_that_asks_without_end(ask, lost, mails, client):
    """The twenty-first time in an hour nothing is mailed; the page says the same."""
    for _n in range(20):
        page = lost("niemand@nergens.example")
    ask("7a")
    late = lost(TESS.email)
    assert (late.status_code, late.location) == (page.status_code, page.location)
    assert not [mail for mail in mails() if mail.kind == "link_again"]


@pytest.mark.parametrize("typed", ["", "tess", " tess@deklimop ", "tess@deklimop.example, tom@x.example"])
def test_what_is_no_address(lost, typed):
    page = lost(typed)
    assert page.status_code == 422
    assert "Vul een e-mailadres in met een @ en een punt, bijvoorbeeld naam@school.nl." in page.words
    assert page.form("main form.app-form").data["email"] == typed


def test_from_elsewhere(ask, client, mails):
    ask("7a")
    page = client.post("/link-kwijt", data={"email": TESS.email}, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 403 and not [mail for mail in mails() if mail.kind == "link_again"]
    assert page.form("main form.app-form").data["email"] == TESS.email
    assert page.form("main form.app-form").send().status_code == 303


def test_e8_the_database_takes_nothing(ask, lost, client, stuck):
    ask("7a")
    form = client.get("/link-kwijt").form("main form.app-form")
    stuck()
    page = form.send(email=" tess@deklimop.example")
    assert page.status_code == 503 and "storing" in page.words
    assert page.form("main form.app-form").data["email"] == " tess@deklimop.example"


def test_a_look_writes_nothing(client, ask, world):
    ask("7a", teacher=TOM)
    before = world()
    client.get("/link-kwijt")
    client.get("/link-kwijt?klaar=mail")
    assert world() == before


def test_english(client, ask):
    page = client.get("/en/link-kwijt").form("main form.app-form").send(email=TESS.email)
    assert page.location == "/en/link-kwijt?klaar=mail"
