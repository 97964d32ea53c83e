# SPDX-License-Identifier: EUPL-1.2
"""Correcting the contact: another address renews the link, takes the waiting mails along, and tells the old one only if it knew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from booking.outbox import queries as outbox_queries
from tests.outbox.mails import deliver
from tests.support.cast import TESS
from tests.support.settings import SECRETARIAT
from tests.support.smtp import Mood

from .conftest import approval, kept, said

NEW = "tess.visser@deklimop.example"


@pytest.fixture
def correct(client, link):
    """`correct(id, "new@…")`: the form sent with another address. More fields may change."""

    def send(number, email=NEW, **fields):
        form = client.get(link(number, "/wijzigen")).form("main form.app-form")
        return form.send(button="act=save", contact_email=email, **fields)

    return send


def test_a_typing_error_is_mended(ask, correct, look, link, client, written, diary, clock):
    """No mail went there yet: the receipt goes to the new address, and nobody else hears of it but the secretariat."""
    number = ask("7a")
    old = link(number)
    written()
    page = correct(number)
    assert page.status_code == 303 and page.location == link(number) + "?klaar=adres" != old + "?klaar=adres"
    found = look(number)
    assert (found.contact_email, found.email_key, found.version) == (NEW, NEW, 2)
    assert written() == [("change_notice", SECRETARIAT, "queued"), ("submit_receipt", NEW, "queued")]
    assert client.get(old).status_code == 410 and client.post(old + "/intrekken").status_code == 410
    text = said(client.get(page.location)).replace("@ ", "@")
    assert f"Uw nieuwe link staat in de mail aan {NEW}. De oude link werkt niet meer." in text
    assert [(one.action, one.act) for one in diary(number)] == [("submit", 1), ("address", 2), ("contact", 2)]
    clock.shift(timedelta(minutes=11))
    assert "t…@deklimop.example" in said(client.get(page.location)).replace("@ ", "@")


def test_the_old_address_gets_no_link(app, ask, correct, link, post, clock):
    number = ask("7a")
    correct(number)
    deliver(app)
    assert [mail.recipient for mail in post.mails if "ontvangen" in mail.text] == [NEW]
    assert post.to(TESS.email) == []
    assert link(number) in post.to(NEW)[0].text.replace("=\n", "")


def test_who_knew_the_link_hears_that_it_is_dead(app, ask, correct, written, post, clock):
    number = ask("7a")
    deliver(app)
    (receipt,) = post.to(TESS.email)
    written()
    correct(number)
    assert written() == [
        ("address_changed", TESS.email, "queued"),
        ("change_notice", SECRETARIAT, "queued"),
        ("submit_receipt", NEW, "queued"),
    ]
    deliver(app)
    told = post.to(TESS.email)[1]
    assert "Was u dit niet? Bel ons: 14 030." in told.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "/aanvraag/" not in told.text + told.html and "Tess" not in told.text
    assert receipt.subject == told.subject


def test_a_mail_that_bounced_goes_to_the_new_address(app, ask, correct, written, post, mails):
    post.moods = [Mood.NEVER]
    number = ask("7a")
    deliver(app)
    assert [mail.status for mail in mails(TESS.email)] == ["failed"]
    written()
    correct(number)
    assert ("submit_receipt", NEW, "queued") in written()
    assert [mail.status for mail in mails(TESS.email)] == ["dropped"]
    assert [mail.kind for mail in mails(NEW)] == ["submit_receipt"]


def test_after_a_decision_the_link_alone_comes_first(app, ask, correct, answer, look, trainers, post, mails):
    number = ask("7a")
    deliver(app)
    answer(number, approval(look(number), trainers["tariq"]))
    correct(number)
    assert [mail.kind for mail in mails(NEW)] == ["link_again", "approve_confirmation"]
    assert [mail.status for mail in mails(TESS.email)] == ["sent", "dropped", "queued"]
    deliver(app)
    assert [mail.subject for mail in post.to(NEW)] == [f"[LES-{number:06d}] Sterk in de groep"] * 2


def test_a_mail_in_the_hands_of_a_worker_counts_as_known(app, ask, correct, written, write):
    number = ask("7a")
    with write() as now:
        receipt = next(m for m in outbox_queries.about("request", number) if m.kind == "submit_receipt")
        receipt.claimed_until = now + timedelta(minutes=1)
    written()
    correct(number)
    assert ("address_changed", TESS.email, "queued") in written()


def test_the_new_address_gets_three_receipts_a_day(ask, correct, mails, look):
    """S46: correcting addresses is no way to fill a stranger's mailbox."""
    numbers = [ask("7a") for _n in range(5)]
    for number in numbers:
        assert correct(number, "vreemde@elders.example").status_code == 303
    assert [mail.status for mail in mails("vreemde@elders.example")] == ["queued"] * 3 + ["held"] * 2


def test_what_was_held_for_the_old_address_goes_to_the_new_one(ask, correct, mails):
    numbers = [ask("7a") for _n in range(4)]
    assert [mail.status for mail in mails(TESS.email)] == ["queued"] * 3 + ["held"]
    correct(numbers[3])
    assert [mail.status for mail in mails(NEW)] == ["queued"]


def test_three_times_a_day(ask, correct, look, link, client, world, sign_in, clock):
    number = ask("7a")
    for n in range(3):
        assert correct(number, f"tess{n}@deklimop.example").status_code == 303
    before, path = world(), link(number, "/wijzigen")
    form = client.get(path).form("main form.app-form")
    form.data.setlist("contact_email", [" Tess4@deklimop.example "])
    form.data.setlist("remark", ["  Gebouw B."])
    form.data.add("act", "save")
    page = client.post(path, data=form.data)
    assert page.status_code == 422 and world() == before
    assert page.soup.select_one("#fouten a")["href"] == "#contact_email"
    assert "U wijzigde het e-mailadres vandaag al 3 keer. Bel ons, dan passen we het aan." in page.words
    kept(page, form.data)
    assert client.get(link(number)).status_code == 200
    staff = sign_in("coby").get(f"/beheer/aanvragen/LES-{number:06d}/wijzigen").form("main form.app-form")
    assert staff.send(button="act=save", contact_email="tess4@deklimop.example").status_code == 303
    clock.shift(timedelta(days=1))
    assert correct(number, "tess5@deklimop.example").status_code == 303


def test_the_same_address_in_capitals_is_the_same(ask, correct, link, world):
    number = ask("7a")
    before, path = world(), link(number)
    page = correct(number, TESS.email.upper())
    assert page.location == path + "?klaar=niets" and world() == before


def test_empty_means_unchanged(ask, correct, look):
    number = ask("7a", day_contact="Marja, 030 123 46 09")
    assert correct(number, "", contact_name="Tess de Vries").status_code == 303
    found = look(number)
    assert (found.contact_name, found.contact_email) == ("Tess de Vries", TESS.email)
    assert (found.contact_phone, found.day_contact) == (TESS.phone, "Marja, 030 123 46 09")


def test_whom_to_call_on_the_day(ask, correct, look, client, link):
    number = ask("7a", day_contact="Marja, 030 123 46 09")
    assert correct(number, "", day_contact="Piet, 030 123 46 08").status_code == 303
    assert look(number).day_contact == "Piet, 030 123 46 08"
    assert correct(number, "", no_day_contact="y").status_code == 303
    assert look(number).day_contact is None
    assert not client.get(link(number, "/wijzigen")).soup.select("#no_day_contact")


def test_a_wrong_number_is_refused_and_stays(ask, correct, look, world):
    number = ask("7a")
    before = world()
    page = correct(number, "", contact_phone=" 030 12 ")
    assert page.status_code == 422 and world() == before
    assert page.soup.select_one("#contact_phone")["value"] == " 030 12 "
    assert "Vul een telefoonnummer in met 10 cijfers" in page.words


def test_the_secretariat_answers_to_the_new_address(ask, correct, mails):
    number = ask("7a")
    assert {mail.reply_to for mail in mails(SECRETARIAT)} == {TESS.email}
    correct(number)
    assert {mail.reply_to for mail in mails(SECRETARIAT)} == {NEW}


def test_another_request_of_the_same_address_is_left_alone(ask, correct, link, look, mails):
    mine, other = ask("7a"), ask("8a")
    path = link(other)
    correct(mine)
    assert link(other) == path and look(other).contact_email == TESS.email
    assert [mail.status for mail in mails(TESS.email)] == ["dropped", "queued"]
