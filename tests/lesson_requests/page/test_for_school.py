# SPDX-License-Identifier: EUPL-1.2
"""A school that phones: a coordinator changes or withdraws its request; the same acts, told as hers."""

from __future__ import annotations

from typing import Any

import pytest

from booking.errors import NotAllowed
from booking.history.actions import staff
from booking.lesson_requests.actions.change import change
from booking.lesson_requests.actions.submit import submit
from booking.lesson_requests.actions.withdraw import withdraw
from booking.lesson_requests.asked import Asked
from booking.lesson_requests.changed import Changed, Contact
from booking.lesson_requests.workflow import By
from tests.support.cast import TARIQ, TESS
from tests.support.settings import SECRETARIAT

from .conftest import OTHER, approval, kept, refusal, said

NEW = "tess.visser@deklimop.example"
ACTS = ("wijzigen", "intrekken")


def path(number, act):
    return f"/beheer/aanvragen/LES-{number:06d}/{act}"


@pytest.fixture
def desk(sign_in):
    return sign_in("coby")


@pytest.fixture
def form(desk):
    """`form(id, "wijzigen")`: the form as it stands."""

    def opened(number, act="wijzigen", browser=None):
        page = (browser or desk).get(path(number, act))
        assert page.status_code == 200
        return page.form("main form.app-form")

    return opened


def test_the_contact_stands_there_in_full(ask, form, desk):
    number = ask("7a", day_contact="Marja, 030 123 46 09")
    data = form(number).data
    assert (data["contact_email"], data["contact_phone"]) == (TESS.email, TESS.phone)
    assert data["day_contact"] == "Marja, 030 123 46 09"
    page = desk.get(path(number, "wijzigen"))
    assert page.soup.h1.get_text(" ").startswith("Wijzig voor de school")
    assert "Bij een ander e-mailadres krijgt de school een nieuwe link. De oude link werkt dan niet meer." in page.words
    assert not page.soup.select("#no_day_contact")


def test_change(ask, form, look, diary, written, mails, coby, desk):
    number = ask("7a", "7b", day_contact="Marja, 030 123 46 09")
    written()
    page = form(number).send(button="act=save", day_contact="", **{"groups-1-pupils": "22"})
    assert page.status_code == 303 and page.location == f"/beheer/aanvragen/LES-{number:06d}?klaar=wijzigen"
    assert "Opgeslagen." in desk.get(page.location).words
    found = look(number)
    assert (found.groups[0].people, found.day_contact, found.school_changed_at) == (22, None, None)
    assert written() == [("change_notice", SECRETARIAT, "queued")]
    assert mails(SECRETARIAT)[-1].body_text.startswith("Gewijzigd door Coby Voorbeeld, op verzoek van de school: ")
    last = diary(number)[-1]
    assert (last.action, last.actor_kind, last.actor_name, last.actor_id) == (
        "change",
        "staff",
        "Coby Voorbeeld",
        coby.id,
    )


def test_a_wrong_address_that_was_told_by_telephone(ask, form, link, client, written):
    number = ask("7a")
    old = link(number)
    written()
    assert form(number).send(button="act=save", contact_email=NEW).status_code == 303
    assert written() == [("change_notice", SECRETARIAT, "queued"), ("submit_receipt", NEW, "queued")]
    assert client.get(old).status_code == 410 and client.get(link(number)).status_code == 200
    assert "Wij wijzigden uw gegevens voor u." not in client.get(link(number)).words  # the receipt, for ten minutes


def test_nothing_changed_says_nothing(ask, form, world):
    number = ask("7a", "7b", slug=("sterk-in-de-groep", OTHER))
    before = world()
    page = form(number).send(button="act=save")
    assert page.location == f"/beheer/aanvragen/LES-{number:06d}" and world() == before


def test_withdraw(ask, form, look, answer, trainers, written, mails, diary, desk):
    number = ask("7a", "7b")
    answer(number, approval(look(number), trainers["tariq"], only=1))
    written()
    page = form(number, "intrekken").send(reason="Gebeld door Tess")
    assert page.location == f"/beheer/aanvragen/LES-{number:06d}?klaar=intrekken"
    assert "Ingetrokken. De school krijgt een mail." in desk.get(page.location).words
    assert [booking.status for booking in look(number).bookings] == ["withdrawn"] * 2
    assert written() == sorted(
        [
            ("unassign", TARIQ[1], "queued"),
            ("withdraw_notice", SECRETARIAT, "queued"),
            ("withdraw_receipt", TESS.email, "queued"),
        ]
    )
    assert mails(SECRETARIAT)[-1].body_text.startswith("Ingetrokken door Coby Voorbeeld, op verzoek van de school.")
    assert {(entry.actor_name, entry.note) for entry in diary(number)[-2:]} == {("Coby Voorbeeld", "Gebeld door Tess")}


def test_a_look_at_the_mails_first(ask, form, world, answer, look, trainers):
    """Texts 6.4: the real act, undone; then the same form does it."""
    number = ask("7a", "7b")
    answer(number, approval(look(number), trainers["tariq"], only=1))
    before = world()
    page = form(number, "intrekken").send(button="act=preview", reason=" Gebeld\n")
    assert page.status_code == 200 and world() == before
    assert "Deze 3 mails worden verstuurd" in page.words
    for text in (f"Aan {TESS.email}", f"Aan {SECRETARIAT}", f"Aan {TARIQ[1]}"):
        assert text in page.words.replace("@ ", "@"), text
    again = page.form("main form.app-form")
    assert again.data["reason"].replace("\r\n", "\n") == " Gebeld\n"
    assert again.send(button="act=withdraw").status_code == 303
    assert [booking.status for booking in look(number).bookings] == ["withdrawn"] * 2


def test_a_look_at_what_a_change_mails(ask, form, world, look, link, client):
    number = ask("7a")
    before, path = world(), link(number)
    page = form(number).send(button="act=preview", contact_email=NEW, remark=" Gebouw B.")
    assert page.status_code == 200 and world() == before and client.get(path).status_code == 200
    assert "Deze 2 mails worden verstuurd" in page.words and f"Aan {NEW}" in page.words.replace("@ ", "@")
    assert "(persoonlijke link)" in page.words and "persoonlijke-link" not in page.words
    again = page.form("main form.app-form")
    assert again.data["remark"] == " Gebouw B." and again.send(button="act=save").status_code == 303
    assert look(number).remark == "Gebouw B."
    page = form(number).send(button="act=preview")
    assert page.status_code == 200 and "U heeft niets gewijzigd." in page.words


def test_rows_without_script(ask, form):
    number = ask("7a", "7b")
    more = form(number).send(button="act=add_group")
    assert more.status_code == 200
    less = more.form("main form.app-form").send(button="act=remove_group:1").form("main form.app-form")
    assert less.data["groups-1-name"] == "7b" and less.data["groups-2-name"] == ""


@pytest.mark.parametrize("act", ACTS)
def test_wrong_roles(ask, sign_in, client, world, form, act):
    number = ask("7a")
    sent, before = form(number, act).data, world()
    sem = sign_in("sem")
    assert sem.get(path(number, act)).status_code == 403
    token = sem.get("/beheer/").soup.select_one("input[name=csrf_token]")["value"]
    sent.setlist("csrf_token", [token])
    assert sem.post(path(number, act), data=sent).status_code == 403
    assert client.get(path(number, act)).status_code == 303
    assert client.post(path(number, act), data=sent).status_code in (400, 401)
    assert sign_in("ada").get(path(number, act)).status_code == 200
    assert world() == before


def test_the_actions_ask_the_table_themselves(ask, look, world, sem, write):
    """A view that forgets to ask still stores nothing of who only reads."""
    number = ask("7a")
    page, before = look(number), world()
    by_sem: dict[str, Any] = {"actor": staff(sem), "by": By.COORDINATOR, "answer_workdays": 5}
    contact = Contact("Tess de Wit", TESS.email, TESS.phone, None)
    wanted = Asked(
        offerings=(),
        groups=(),
        school_name=TESS.school,
        school_address=TESS.address,
        contact_name=TESS.name,
        contact_email=TESS.email,
        contact_phone=TESS.phone,
    )
    with pytest.raises(NotAllowed), write() as now:
        change(number, Changed(contact), page.version, now=now, **by_sem)
    with pytest.raises(NotAllowed), write() as now:
        withdraw(number, [page.bookings[0].id], "", now=now, **by_sem)
    with pytest.raises(NotAllowed), write() as now:
        submit(wanted, now=now, **by_sem)
    assert world() == before


@pytest.mark.parametrize("act", ACTS)
def test_a_request_that_is_not_there(desk, ask, act):
    ask("7a")
    for number in ("LES-000999", "LES-", "0", "9" * 30):
        assert desk.get(f"/beheer/aanvragen/{number}/{act}").status_code == 404


def test_mistakes_keep_everything(ask, form, desk, world):
    number = ask("7a")
    before = world()
    opened = form(number)
    for name, value in (
        ("contact_email", " tess@deklimop "),
        ("remark", "\n eerste regel is leeg\n<script>alert(1)</script>\n"),
        ("groups-1-name", "7a & 'b' {{ 7*191 }}"),
        ("day_contact", "  Piet "),
    ):
        opened.data.setlist(name, [value])
    opened.data.add("act", "save")
    page = desk.post(path(number, "wijzigen"), data=opened.data)
    assert page.status_code == 422 and world() == before
    kept(page, opened.data)
    assert [a["href"] for a in page.soup.select("#fouten a")] == ["#groups-1-name", "#contact_email"]


def test_an_old_token_loses_nothing(ask, form, desk, world):
    """E3, E4: the page again with all that was typed, and one button."""
    number = ask("7a")
    before, opened = world(), form(number)
    opened.data.setlist("csrf_token", ["old"])
    opened.data.setlist("remark", ["  Gebouw B.\n"])
    page = desk.post(path(number, "wijzigen"), data=opened.data)
    assert page.status_code == 400 and world() == before
    again = page.form("main form.app-form")
    assert again.data["remark"] == "  Gebouw B.\n"
    assert again.send(button=None).status_code == 303


def test_the_school_was_first(ask, form, desk, client, link, look):
    number = ask("7a")
    opened = form(number)
    school = client.get(link(number, "/wijzigen")).form("main form.app-form")
    assert school.send(button="act=save", **{"groups-1-pupils": "30"}).status_code == 303
    page = opened.send(button="act=save", **{"groups-1-pupils": "20"}, remark=" Gebeld\n")
    assert page.status_code == 409 and look(number).groups[0].people == 30
    assert "Sterk in de groep – 7a (30 leerlingen): Ontvangen" in said(page)
    again = page.form("main form.app-form")
    assert again.data["groups-1-pupils"] == "20" and again.data["remark"].replace("\r\n", "\n") == " Gebeld\n"
    assert again.send(button="act=save").status_code == 303 and look(number).groups[0].people == 20


def test_decided_meanwhile_by_a_colleague(ask, form, look, answer, world):
    number = ask("7a")
    opened = form(number, "intrekken")
    answer(number, refusal(look(number)))
    before = world()
    assert opened.send().status_code == 409 and world() == before


def test_e8_the_database_takes_nothing(ask, form, stuck):
    number = ask("7a")
    opened = form(number)
    opened.data.setlist("remark", [" Gebouw B."])
    stuck()
    page = opened.send(button="act=save")
    assert page.status_code == 503 and "storing" in page.words
    assert page.form("main form.app-form").data["remark"] == " Gebouw B."


def test_a_look_changes_nothing(ask, desk, world):
    number = ask("7a")
    before = world()
    for act in ACTS:
        assert desk.get(path(number, act)).status_code == 200
        assert desk.head(path(number, act)).status_code == 200
    assert world() == before
