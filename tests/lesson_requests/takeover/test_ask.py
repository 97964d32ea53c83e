# SPDX-License-Identifier: EUPL-1.2
"""Asking a colleague: he gets a mail, and nothing changes until he presses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from limits import RateLimitItemPerHour

from booking.extensions import db
from booking.lesson_requests import limits, queries
from booking.lesson_requests.models import LessonRequest
from booking.schools.models import School
from tests.outbox.mails import deliver
from tests.support.cast import TESS, TOM

from .conftest import NOOR, approval, refusal, said


def test_a_look_changes_nothing(ask, client, link, world):
    number = ask("7a")
    before = world()
    page = client.get(link(number, "/collega"))
    assert page.soup.h1.get_text(" ").startswith("Geef de aanvraag aan een collega")
    assert [label.get_text() for label in page.soup.select("main label")] == [
        "Naam van uw collega",
        "E-mailadres van uw collega",
    ]
    assert page.soup.select_one("main form button").get_text() == "Stuur de vraag"
    assert world() == before


def test_from_her_page(ask, client, link):
    number = ask("7a")
    assert client.get(link(number)).soup.select_one(f"main a[href='{link(number)}/collega']")


def test_the_colleague_gets_a_mail(app, ask, hand_over, look, link, client, written, diary, offers, post):
    number = ask("7a", "7b")
    own, before = link(number), look(number)
    written()
    page = hand_over(number)
    assert (page.status_code, page.location) == (303, f"{own}?klaar=collega")
    assert written() == [("takeover_ask", NOOR, "queued")]
    words = said(client.get(page.location))
    assert "Uw collega krijgt een mail. Tot uw collega de aanvraag overneemt, werkt uw eigen link." in words
    after = look(number)
    assert (after.version, after.contact_email, after.contact_name) == (before.version, TESS.email, TESS.name)
    assert [(one.action, one.act) for one in diary(number)] == [("submit", 1), ("takeover_ask", None)]
    deliver(app)
    (mail,) = post.to(NOOR)
    assert mail.subject == "Wilt u een aanvraag overnemen?"
    assert f"https://lesaanbod.test{offers()[0]}" in mail.text
    assert "Sterk in de groep – 7a en 7b" in mail.text.replace("\N{NO-BREAK SPACE}", " ")
    for typed in (own, TESS.name, TESS.email, TESS.school, "Noor Vos"):
        assert typed not in mail.text + mail.html, typed


def test_the_mail_names_the_school_of_the_register_and_never_a_typed_one(app, ask, hand_over, write, post):
    """The colleague has to know what it is about, and nobody writes him a text by way of us."""
    number = ask("7a")
    with write():
        school = School(kind="po", name="OBS De Wandeling", city="Utrecht", names=[])
        db.session.add(school)
        db.session.flush()
        db.session.get_one(LessonRequest, number).school_id = school.id
    hand_over(number)
    deliver(app)
    (mail,) = post.to(NOOR)
    assert "Een collega vraagt of u deze aanvraag van OBS De Wandeling wilt overnemen:" in mail.text
    assert TESS.school not in mail.text + mail.html


def test_what_happened_is_told(ask, hand_over, client, link, sign_in, coby, clock):
    number = ask("7a")
    hand_over(number)
    clock.shift(timedelta(minutes=11))
    assert "U vroeg een collega om de aanvraag over te nemen." in client.get(link(number)).words
    page = sign_in("coby").get(f"/beheer/aanvragen/LES-{number:06d}")
    assert "De school vroeg een collega om over te nemen." in page.words
    assert "Vraag aan een collega" in page.words


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "", "email": NOOR}, "Vul de voor- en achternaam van uw collega in."),
        ({"name": "www.evil.example", "email": NOOR}, "Vul alleen de naam in, zonder webadres of e-mailadres."),
        (
            {"name": "Noor", "email": "noor"},
            "Vul een e-mailadres in met een @ en een punt, bijvoorbeeld naam@school.nl.",
        ),
        ({"name": "Noor", "email": " TESS@deklimop.example"}, "Dit adres staat al bij de aanvraag."),
    ],
)
def test_mistakes_keep_what_was_typed(ask, hand_over, world, typed, sentence):
    number = ask("7a")
    before = world()
    page = hand_over(number, **typed)
    assert page.status_code == 422 and sentence in page.words and world() == before
    again = page.form("main form.app-form").data
    assert {name: again[name] for name in typed} == typed


def test_at_most_three_a_day_to_one_address(ask, hand_over, mails, clock):
    """Anybody can type an address, of however many requests."""
    numbers = [ask("7a") for _n in range(4)]
    assert [hand_over(number).status_code for number in numbers[:3]] == [303] * 3
    page = hand_over(numbers[3])
    assert page.status_code == 422 and "Aan dit adres is dit vandaag al 3 keer gevraagd." in page.words
    assert hand_over(numbers[3], email="NOOR@deklimop.example ").status_code == 422
    assert hand_over(numbers[3], email="ander@deklimop.example").status_code == 303
    assert sum(mail.kind == "takeover_ask" for mail in mails(NOOR)) == 3
    clock.shift(timedelta(days=1, minutes=1))
    assert hand_over(numbers[3]).status_code == 303


def test_at_most_five_a_day_for_one_request(ask, hand_over):
    number = ask("7a")
    answers = [hand_over(number, email=f"collega{n}@deklimop.example").status_code for n in range(6)]
    assert answers == [303] * 5 + [422]


def test_not_once_it_is_at_an_end(ask, client, link, answer, look, world):
    number = ask("7a")
    form = client.get(link(number, "/collega")).form("main form.app-form")
    answer(number, refusal(look(number)))
    before = world()
    page = form.send(name="Noor Vos", email=NOOR)
    assert page.status_code == 409 and world() == before
    assert "U kunt deze aanvraag niet meer overdragen." in page.words
    assert not client.get(link(number, "/collega")).soup.select("main form")
    assert not client.get(link(number)).soup.select("main a[href$='/collega']")


def test_also_once_it_is_confirmed(ask, hand_over, answer, look, trainers):
    number = ask("7a")
    answer(number, approval(look(number), trainers["tariq"]))
    assert hand_over(number).status_code == 303


def test_a_second_one_takes_the_place_of_the_first(ask, offer, offers, client, mails):
    number = ask("7a")
    offer(number)
    second = offer(number, email="ander@deklimop.example")
    first = offers()[0]
    assert client.get(first).status_code == 410 and client.post(first).status_code == 410
    assert client.get(second).status_code == 200
    assert [mail.status for mail in mails(NOOR)] == ["dropped"], "the mail that still waited would lead to nothing"


def test_a_link_of_another_request(ask, client, link, look, world):
    mine, other = ask("7a"), ask("3a", teacher=TOM)
    token = link(mine).removeprefix("/aanvraag/")
    page = client.get(f"/aanvraag/{token}/collega").form("main form.app-form")
    page.send(name="Noor Vos", email=NOOR, request_id=str(other))
    assert look(other).contact_email == TOM.email
    assert client.get("/aanvraag/" + "x" * 43 + "/collega").status_code == 410
    assert client.post("/aanvraag/" + "x" * 43 + "/collega").status_code == 410


@pytest.mark.once
def test_the_pace_of_one_link(ask, client, link, monkeypatch):
    number = ask("7a")
    monkeypatch.setattr(limits, "ACTS", RateLimitItemPerHour(1, namespace="link-acts"))
    form = client.get(link(number, "/collega")).form("main form.app-form")
    assert form.send(name="Noor Vos", email=NOOR).status_code == 303
    page = form.send(name="Noor Vos", email="ander@deklimop.example")
    assert page.status_code == 429 and page.headers["Retry-After"]
    assert page.form("main form.app-form").data["email"] == "ander@deklimop.example"


@pytest.mark.once
@pytest.mark.parametrize("item", ["COLLEAGUES", "COLLEAGUES_MAILED"])
def test_a_network_that_asks_without_end_and_all_together(ask, hand_over, mails, monkeypatch, item):
    """Each from a request of its own, to an address of its own: plus-addresses are one mailbox."""
    assert getattr(limits, item).amount == {"COLLEAGUES": 20, "COLLEAGUES_MAILED": 200}[item]
    monkeypatch.setattr(limits, item, RateLimitItemPerHour(2, namespace="colleagues-few"))
    for n in range(2):
        assert hand_over(ask("7a"), email=f"noor+{n}@deklimop.example").status_code == 303
    page = hand_over(ask("7a"), email="noor+2@deklimop.example")
    assert page.status_code == 429 and int(page.headers["Retry-After"]) > 0
    assert "heel vaak een collega gevraagd" in page.words and "Bel ons: 14 030." in page.words
    assert page.form("main form.app-form").data["email"] == "noor+2@deklimop.example"
    assert sum(mail.kind == "takeover_ask" for mail in mails()) == 2


@pytest.mark.once
def test_networks_have_a_limit_of_their_own_and_what_was_refused_mails_nothing(ask, hand_over, client, monkeypatch):
    """What counts in all is what was mailed; another network still may."""
    monkeypatch.setattr(limits, "COLLEAGUES", RateLimitItemPerHour(2, namespace="colleagues-few"))
    monkeypatch.setattr(limits, "COLLEAGUES_MAILED", RateLimitItemPerHour(2, namespace="colleagues-mailed-few"))
    number = ask("7a")
    assert [hand_over(number, email=TESS.email).status_code for _n in range(3)] == [422, 422, 429]
    client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    assert hand_over(number).status_code == 303


def test_english(app, ask, client, link, write, mails):
    number = ask("7a")
    with write():
        queries.locked(number).language = "en"
    form = client.get("/en" + link(number, "/collega")).form("main form.app-form")
    assert form.send(name="Noor Vos", email=NOOR).location == f"/en{link(number)}?klaar=collega"
    (mail,) = mails(NOOR)
    assert mail.language == "en" and "https://lesaanbod.test/en/overnemen/" in mail.body_text
