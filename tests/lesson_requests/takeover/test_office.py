# SPDX-License-Identifier: EUPL-1.2
"""A teacher who left: the coordinator hands the request over by correcting the contact. The old link dies, and it stands in the diary."""

from __future__ import annotations

from tests.outbox.mails import deliver
from tests.support.cast import TESS
from tests.support.settings import SECRETARIAT

from .conftest import NOOR, PHONE, approval, refusal


def way(page):
    return page.soup.find("a", string="Draag over aan een collega")


def test_a_coordinator_hands_it_over(
    app, ask, answer, look, trainers, link, client, written, diary, sign_in, coby, post, offer
):
    number = ask("7a")
    answer(number, approval(look(number), trainers["tariq"]))
    asked, own = offer(number, "ander@deklimop.example"), link(number)
    deliver(app)
    browser = sign_in("coby")
    desk = f"/beheer/aanvragen/LES-{number:06d}"
    found = way(browser.get(desk))
    assert found["href"] == f"{desk}/wijzigen#gegevens"
    page = browser.get(found["href"])
    assert page.soup.select_one("h2#gegevens").get_text() == "Contactpersoon van de school"
    form = page.form("main form.app-form")
    assert (form.data["contact_email"], form.data["contact_phone"]) == (TESS.email, TESS.phone)
    written()
    done = form.send(button="act=save", contact_name="Noor Vos", contact_email=NOOR, contact_phone=PHONE)
    assert done.status_code == 303, done.words
    assert written() == [
        ("address_changed", TESS.email, "queued"),
        ("change_notice", SECRETARIAT, "queued"),
        ("link_again", NOOR, "queued"),
    ]
    stands = look(number)
    assert (stands.contact_name, stands.contact_email, stands.contact_phone) == ("Noor Vos", NOOR, PHONE)
    assert client.get(own).status_code == 410 and client.get(link(number)).status_code == 200
    assert client.get(asked).status_code == 410, "whom she had asked before she left cannot take it any more"
    assert {(one.action, one.actor_name) for one in diary(number)} >= {("contact", coby.name), ("address", coby.name)}
    words = browser.get(desk).words
    assert f"{TESS.email} → {NOOR}" in words and f"{coby.name} wijzigde de contactgegevens" in words


def test_not_where_it_is_at_an_end(ask, answer, look, sign_in, coby):
    number = ask("7a")
    answer(number, refusal(look(number)))
    assert way(sign_in("coby").get(f"/beheer/aanvragen/LES-{number:06d}")) is None


def test_the_secretariat_does_not(ask, sign_in, sem):
    assert way(sign_in("sem").get(f"/beheer/aanvragen/LES-{ask('7a'):06d}")) is None
