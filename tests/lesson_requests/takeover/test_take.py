# SPDX-License-Identifier: EUPL-1.2
"""The colleague presses: he is the contact, the old link is dead, and everybody who must know hears of it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from booking.errors import Gone
from booking.extensions import db
from booking.lesson_requests import queries
from booking.lesson_requests.actions import takeover as actions
from booking.lesson_requests.queries import shelf as shelves
from booking.links import actions as links
from booking.web import now, writing
from tests.lesson_requests.desk.test_races import at_once, world_holds
from tests.outbox.mails import deliver
from tests.support.cast import TESS
from tests.support.invariants import troubles
from tests.support.settings import SECRETARIAT

from .conftest import NOOR, PHONE, WORKDAYS, approval, refusal, said

NOTHING = "/overnemen/" + "x" * 43


def test_a_look_changes_nothing(ask, offer, client, world, offers, look):
    number = ask("7a", "7b", remark="Bel mij thuis: 06 1234 5678")
    path = offer(number)
    before = world()
    page = client.get(path)
    assert page.soup.h1.get_text(" ").startswith("Wilt u deze aanvraag overnemen?")
    assert "Sterk in de groep – 7a en 7b (49 leerlingen)" in page.words and TESS.school in page.words
    assert page.soup.select_one("main label").get_text() == "Uw telefoonnummer"
    text = page.get_data(as_text=True)
    for theirs in (TESS.email, TESS.phone, TESS.name, "Bel mij thuis"):
        assert theirs not in text, theirs
    client.head(path)
    assert world() == before and offers() == [path] and look(number).contact_email == TESS.email
    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("no-referrer", "no-store")


def test_he_takes_it_over(app, ask, offer, take, look, link, client, written, diary, post):
    number = ask("7a", day_contact="Marja, 030 123 46 09")
    deliver(app)
    own, path = link(number), offer(number)
    written()
    page = take(path)
    new = link(number)
    assert (page.status_code, page.location) == (303, f"{new}?klaar=overgenomen") and new != own
    found = look(number)
    assert (found.contact_name, found.contact_email, found.email_key, found.contact_phone) == (
        "Noor Vos",
        NOOR,
        NOOR,
        PHONE,
    )
    assert (found.day_contact, found.version) == ("Marja, 030 123 46 09", 2) and found.school_changed_at
    assert written() == [
        ("change_notice", SECRETARIAT, "queued"),
        ("submit_receipt", NOOR, "queued"),
        ("takeover_done", TESS.email, "queued"),
    ]
    assert client.get(own).status_code == 410 and client.post(own + "/intrekken").status_code == 410
    words = said(client.get(page.location)).replace("@ ", "@")
    assert f"U heeft de aanvraag overgenomen. De link naar deze pagina staat in de mail aan {NOOR}." in words
    assert [(one.action, one.act) for one in diary(number)] == [("submit", 1), ("takeover_ask", None), ("takeover", 2)]
    deliver(app)
    told = post.to(TESS.email)[-1]
    assert told.text.startswith("Uw collega heeft de aanvraag overgenomen.")
    assert "Was dit niet de bedoeling? Bel ons: 14 030." in told.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "/aanvraag/" not in told.text + told.html and "Noor" not in told.text and NOOR not in told.text
    assert f"https://lesaanbod.test{new}" in post.to(NOOR)[-1].text
    notice = post.to(SECRETARIAT)[-1].text
    assert notice.startswith("Overgenomen door een collega van de school.")
    assert (
        f"E-mailadres: {TESS.email} → {NOOR}" in notice
        and "Naam van de contactpersoon: Tess Visser → Noor Vos" in notice
    )


def test_once(ask, offer, take, client, world, look):
    number = ask("7a")
    path = offer(number)
    form = client.get(path).form("main form.app-form")
    assert form.send(phone=PHONE).status_code == 303
    before = world()
    assert form.send(phone="030 123 46 99").status_code == 410 and client.get(path).status_code == 410
    assert world() == before and look(number).contact_phone == PHONE


def test_what_waited_goes_to_the_colleague(app, ask, offer, take, mails, answer, look, trainers, post):
    """After a decision: the link first, then the confirmation that she never got; nothing carries the new link to the old address."""
    number = ask("7a")
    deliver(app)
    answer(number, approval(look(number), trainers["tariq"]))
    take(offer(number))
    assert [mail.kind for mail in mails(NOOR)] == ["takeover_ask", "link_again", "approve_confirmation"]
    to_tess = [(mail.kind, mail.status) for mail in mails(TESS.email)]
    assert to_tess == [("submit_receipt", "sent"), ("approve_confirmation", "dropped"), ("takeover_done", "queued")]
    assert {mail.reply_to for mail in mails(SECRETARIAT) if mail.status == "queued"} == {NOOR}


def test_her_receipt_sent_again_does_not_hold_his_link(app, ask, offer, take, link, mails, sign_in, coby, post):
    """By the button of the mail log: her mailbox is not his."""
    number = ask("7a")
    deliver(app)
    take(offer(number))
    receipt = next(mail for mail in mails(TESS.email) if mail.kind == "submit_receipt")
    button = f"form[action='/beheer/mail/{receipt.id}/opnieuw']"
    page = sign_in("coby").get("/beheer/mail").form(button).send()
    assert page.status_code == 422 and "dit adres hoort niet meer bij de aanvraag" in page.words
    deliver(app)
    told = "".join(mail.text + mail.html for mail in post.to(TESS.email)).replace("=\n", "")
    assert link(number) not in told and link(number) in "".join(mail.text for mail in post.to(NOOR))


def test_the_office_reads_what_happened(ask, offer, take, sign_in, coby):
    number = ask("7a")
    take(offer(number))
    words = sign_in("coby").get(f"/beheer/aanvragen/LES-{number:06d}").words
    assert "De school droeg de aanvraag over aan een collega." in words
    assert "Noor Vos" in words and "Gewijzigd door de school" in words


@pytest.mark.parametrize("typed", ["", "12", "030 12"])
def test_a_number_is_needed(ask, offer, take, world, typed):
    number = ask("7a")
    path = offer(number)
    before = world()
    page = take(path, phone=typed)
    assert page.status_code == 422 and world() == before
    assert "Vul een telefoonnummer in met 10 cijfers, bijvoorbeeld 030 123 45 67." in page.words
    assert page.form("main form.app-form").data["phone"] == typed


def test_the_link_works_seven_days(ask, offer, client, clock):
    number = ask("7a")
    path = offer(number)
    clock.shift(timedelta(days=6, hours=23))
    assert client.get(path).status_code == 200
    clock.shift(timedelta(hours=1))
    assert client.get(path).status_code == 410 and client.post(path, data={"phone": PHONE}).status_code == 410


def test_more_often_than_an_address_may_be_corrected(ask, offer, take, look):
    """A mailbox that says yes is worth more than an address that was typed."""
    number = ask("7a")
    for name in ("een", "twee", "drie", "vier"):
        assert take(offer(number, email=f"{name}@deklimop.example")).status_code == 303
    assert look(number).contact_email == "vier@deklimop.example"


# --- when it is too late -----------------------------------------------------------------------------------------------


def test_withdrawn_meanwhile(ask, offer, client, link, world):
    number = ask("7a")
    path = offer(number)
    form = client.get(path).form("main form.app-form")
    client.get(link(number, "/intrekken")).form("main form.app-form").send()
    before = world()
    assert client.get(path).status_code == 410 and form.send(phone=PHONE).status_code == 410
    assert world() == before


def test_at_an_end_meanwhile_inside_the_transaction(app, ask, offer, answer, look, world):
    """The page was still good when it was pressed; the act looks once more."""
    number = ask("7a")
    token = offer(number).removeprefix("/overnemen/")
    with app.test_request_context():
        takeover = shelves.takeover_of(token, now())
        db.session.expunge_all()
    answer(number, refusal(look(number)))
    before = world()
    with app.test_request_context(), pytest.raises(Gone), writing():
        actions.take_over(takeover, PHONE, now(), WORKDAYS)
    assert world() == before


def test_a_corrected_contact_ends_it(ask, offer, client, link, look):
    number = ask("7a")
    path = offer(number)
    form = client.get(path).form("main form.app-form")
    page = client.get(link(number, "/wijzigen")).form("main form.app-form")
    assert page.send(button="act=save", contact_email="tess@nieuw.example").status_code == 303
    assert client.get(path).status_code == 410 and form.send(phone=PHONE).status_code == 410
    assert look(number).contact_email == "tess@nieuw.example"


def test_a_renewed_link_ends_it(app, ask, offer, client):
    """Who held the leaked link may have asked somebody of his own."""
    number = ask("7a")
    path = offer(number)
    assert app.test_cli_runner().invoke(args=["links", "renew", f"LES-{number:06d}"]).exit_code == 0
    assert client.get(path).status_code == 410


def test_renewing_all_links_ends_it_and_shelves_too(app, ask, offer, client):
    number = ask("7a")
    path = offer(number)
    assert app.test_cli_runner().invoke(args=["links", "renew", "--all"]).exit_code == 0
    assert client.get(path).status_code == 410


def test_forgotten(ask, offer, client, write):
    number = ask("7a")
    path = offer(number)
    with write() as moment:
        queries.locked(number).anonymised_at = moment
    assert client.get(path).status_code == 410


def test_links_of_another_kind_open_nothing(ask, offer, client, link):
    number = ask("7a")
    token, own = offer(number).removeprefix("/overnemen/"), link(number).removeprefix("/aanvraag/")
    for path in (f"/aanvraag/{token}", f"/aanvraag/{token}/collega", f"/mijn-aanvragen/{token}", f"/overnemen/{own}"):
        assert client.get(path).status_code == 410, path
    assert client.post(f"/overnemen/{own}", data={"phone": PHONE}).status_code == 410
    assert client.get(NOTHING).get_data() == client.get(f"/overnemen/{own}").get_data()


def test_a_new_secret_key(app, ask, offer, client, monkeypatch, mails):
    """The link that is out opens still; a mail that waits gets one that does."""
    number = ask("7a")
    path = offer(number)
    monkeypatch.setitem(
        app.config, "SECRET_KEY", "another key, long enough to be one, and as random as this test needs it"
    )
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", ())
    page = client.get(path)
    assert page.status_code == 200
    done = page.form("main form.app-form").send(phone=PHONE)
    assert done.status_code == 303 and client.get(done.location).status_code == 200


def test_no_token_stays(app, ask, offer, take, caplog):
    number = ask("7a")
    path = offer(number)
    new = take(path).location.partition("?")[0].removeprefix("/aanvraag/")
    with app.app_context():
        stored = "\n".join(
            str(row) for table in db.metadata.sorted_tables for row in db.session.execute(table.select())
        )
        assert troubles(db.engine) == []
    for token in (path.removeprefix("/overnemen/"), new):
        assert token not in stored and token not in caplog.text
    assert NOOR in stored and NOOR not in caplog.text


# --- at the same moment ------------------------------------------------------------------------------------------------


def taker(app, path, ready=None):
    def take():
        with app.test_request_context():
            takeover = shelves.takeover_of(path.removeprefix("/overnemen/"), now())
            if ready is not None:
                ready.wait(5)
            if takeover is None:
                return Gone("too late")
            with writing():
                return actions.take_over(takeover, PHONE, now(), WORKDAYS).contact_email

    return take


@pytest.mark.slow
def test_two_presses_are_one(app, ask, offer, mails, look):
    for round_no in range(10):
        number = ask("7a")
        path = offer(number, email=f"noor{round_no}@deklimop.example")
        both = threading.Barrier(2)
        answers = at_once(taker(app, path, both), taker(app, path, both))
        assert sum(isinstance(one, Gone) for one in answers) == 1, answers
        kinds = [mail.kind for mail in mails() if mail.about_id == number]
        assert kinds.count("change_notice") == 1 and look(number).version == 2
    world_holds(app)


@pytest.mark.slow
def test_without_the_comparison_both_take_it(app, ask, offer, look, monkeypatch):
    """The control: the second press is an act of its own, over a link that was used."""

    def careless(link, at, expires_at):
        links.renew(link, at)
        link.expires_at = expires_at

    monkeypatch.setattr(actions.links, "use_up", careless)
    twice = 0
    for round_no in range(5):
        number = ask("7a")
        path = offer(number, email=f"noor{round_no}@deklimop.example")
        both = threading.Barrier(2)
        answers = at_once(taker(app, path, both), taker(app, path, both))
        twice += not any(isinstance(one, Exception) for one in answers)
    assert twice


@pytest.mark.slow
def test_two_colleagues_at_once(app, ask, offer, hand_over, look, client, link):
    """He presses while she asks another one: either he has it, or the other one is asked; never both."""
    for round_no in range(10):
        number = ask("7a")
        path = offer(number, email=f"noor{round_no}@deklimop.example")

        def ask_another(number=number, round_no=round_no):
            with app.test_request_context(), writing():
                return actions.ask_colleague(number, "Piet", f"piet{round_no}@deklimop.example", now()).link_id

        taken, asked = at_once(taker(app, path), ask_another)
        if isinstance(taken, Gone):
            assert look(number).contact_email == TESS.email and isinstance(asked, int)
        else:
            assert taken == f"noor{round_no}@deklimop.example" == look(number).contact_email
    world_holds(app)
