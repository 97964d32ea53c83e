# SPDX-License-Identifier: EUPL-1.2
"""Changing a request by its link: what is refused, and that nothing of what was typed is lost."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.history.actions import TEACHER
from booking.lesson_requests.actions.withdraw import withdraw
from booking.lesson_requests.models import Booking
from booking.lesson_requests.workflow import By
from tests.support.cast import TOM
from tests.support.settings import SECRETARIAT

from .conftest import LESSON, OTHER, WORKDAYS, approval, asked, kept, refusal, said

NOTICE = [("change_notice", SECRETARIAT, "queued")]


CANARIES = {
    "school_name": " De <b>Klimop</b> & 't Zand ",
    "school_address": ' Klimopstraat "1", Utrecht ',
    "groups-1-name": "7a & 'b'",
    "groups-1-pupils": " 26 ",
    "groups-1-wish": "liefst ’s ochtends  {{ 7*191 }}",
    "remark": "\n eerste regel is leeg\n<script>alert(1)</script>\n\n=1+1\n",
    "contact_name": "Ÿasmîne  d'Hondt-van 't Zand",
    "contact_email": " anders@deklimop.example ",
    "contact_phone": "+31 (0)30-286 00 00",
    "day_contact": "  Marja, 030 123 46 01 ",
    "weekdays": ["tue", "thu"],
    "dayparts": ["morning"],
    "same_day": "y",
    "not_before": "9 maart 2027",
}


def filled(form, **more):
    for name, value in {**CANARIES, **more}.items():
        form.data.setlist(name, value if isinstance(value, list) else [value])
    form.data.add("act", "save")
    return form.data


def test_e1_a_mistake_keeps_everything(ask, form, client, link, world):
    number = ask("7a", "7b", slug=(LESSON, OTHER))
    before = world()
    sent = filled(form(number), contact_email="tess@deklimop", **{"groups-2-pupils": "veel"})
    page = client.post(link(number, "/wijzigen"), data=sent)
    assert page.status_code == 422 and world() == before
    kept(page, sent)
    assert [a["href"] for a in page.soup.select("#fouten a")] == ["#groups-2-pupils", "#contact_email"]
    assert page.soup.title.get_text().startswith("Fout: Wijzig aanvraag")


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{REPLACEMENT CHARACTER}"])
def test_e7_a_sign_that_nobody_types(ask, form, client, link, world, sign):
    number = ask("7a")
    before = world()
    for name in ("school_name", "groups-1-name", "groups-1-wish", "remark", "contact_name", "day_contact"):
        sent = filled(form(number), **{name: f"ab{sign}cd"})
        page = client.post(link(number, "/wijzigen"), data=sent)
        assert page.status_code == 422, name
        assert "staat een teken dat we niet kunnen lezen" in page.words
        kept(page, sent, name)
    assert world() == before


def test_e8_the_database_takes_nothing(ask, form, client, link, stuck, look):
    number = ask("7a")
    sent, path = filled(form(number)), link(number, "/wijzigen")
    stuck()
    page = client.post(path, data=sent)
    assert page.status_code == 503
    assert "storing" in page.words and "14 030" in page.soup.get_text().replace("\N{NO-BREAK SPACE}", " ")
    again = page.form("main form.app-form")
    assert all(again.data.getlist(name) == sent.getlist(name) for name in CANARIES)


def test_e8_no_connection_at_all(app, ask, form, client, link, look):
    number = ask("7a")
    sent, path = filled(form(number)), link(number, "/wijzigen")

    def refuse(*_):
        raise sa.exc.OperationalError("connect", {}, Exception("away"))

    with app.app_context():
        engine = db.engine
    engine.dispose()
    sa.event.listen(engine, "do_connect", refuse)
    try:
        page = client.post(path, data=sent)
    finally:
        sa.event.remove(engine, "do_connect", refuse)
    assert page.status_code == 503 and "Dit is nog niet opgeslagen" in page.words
    again = page.form("main form.app-form")
    assert all(again.data.getlist(name) == sent.getlist(name) for name in sent)
    assert again.send().status_code == 303
    assert look(number).remark == "eerste regel is leeg\n<script>alert(1)</script>\n\n=1+1"


def test_e5_a_link_that_acts_without_end(ask, form, client, link, look, world):
    number = ask("7a")
    for n in range(30):
        assert form(number).send(button="act=save", **{"groups-1-pupils": str(100 + n)}).status_code == 303
    before, sent = world(), filled(form(number))
    page = client.post(link(number, "/wijzigen"), data=sent)
    assert page.status_code == 429 and world() == before
    assert 0 < int(page.headers["Retry-After"]) <= 3600
    assert "Uw tekst staat hieronder. Kunt u niet wachten? Bel ons: 14 030." in page.words
    kept(page, sent)
    other = ask("8a", teacher=TOM)
    assert form(other).send(button="act=save", **{"groups-1-pupils": "20"}).status_code == 303


def test_changed_in_another_tab(ask, form, client, link, look, written):
    number = ask("7a", "7b")
    one, other = form(number), form(number)
    assert one.send(button="act=save", **{"groups-1-pupils": "20"}).status_code == 303
    written()
    sent = filled(other, contact_email="", contact_phone="")
    page = client.post(link(number, "/wijzigen"), data=sent)
    assert page.status_code == 409 and written() == []
    assert "Deze aanvraag is intussen gewijzigd, om " in page.words
    assert "U ziet nu de nieuwe versie. Wat u typte, staat hieronder." in page.words
    assert "Sterk in de groep – 7a en 7b (45 leerlingen): Ontvangen" in said(page)
    kept(page, sent)
    assert page.form("main form.app-form").send(button="act=save").status_code == 303
    assert look(number).groups[0].people == 26


def test_a_sitting_page_says_nothing_of_the_contact(ask, form, client, link, look, sign_in):
    """What a colleague corrected meanwhile must not be read by whoever holds the link."""
    number = ask("7a")
    old = form(number)
    staff = sign_in("coby").get(f"/beheer/aanvragen/LES-{number:06d}/wijzigen").form("main form.app-form")
    assert staff.send(button="act=save", contact_phone="06 12 34 56 78").status_code == 303
    page = old.send(button="act=save", remark="Gebouw B.")
    assert page.status_code == 409
    assert "1234" not in page.get_data(as_text=True).replace(" ", "")


def test_decided_meanwhile(ask, form, client, link, answer, look, trainers, world):
    number = ask("7a", "7b")
    sent = filled(form(number), contact_email="", contact_phone="")
    answer(number, approval(look(number), trainers["tariq"]))
    before = world()
    page = client.post(link(number, "/wijzigen"), data=sent)
    assert page.status_code == 409 and world() == before
    assert "Over deze aanvraag is al besloten. Wilt u iets anders wijzigen? Bel ons: 14 030." in said(page)
    assert "7a & 'b', 26, liefst ’s ochtends {{ 7*191 }}" in page.words
    assert "<script>alert(1)</script>" in page.soup.main.get_text()
    again = page.form("main form.app-form")
    assert "groups-1-name" not in again.data and "remark" not in again.data
    assert again.data["contact_name"] == CANARIES["contact_name"]
    assert again.send(button="act=save").status_code == 303
    assert look(number).contact_name == "Ÿasmîne d'Hondt-van 't Zand"


def test_after_a_decision_only_the_contact(ask, form, client, link, answer, look, trainers, written, world):
    number = ask("7a", "7b")
    answer(number, approval(look(number), trainers["tariq"], only=1))
    written()
    page = client.get(link(number, "/wijzigen"))
    assert page.soup.h1.get_text(" ").startswith("Wijzig gegevens")
    opened = page.form("main form.app-form")
    assert not [name for name in opened.data if name.startswith("groups-")]
    assert opened.send(button="act=save", contact_name="Tess de Vries").status_code == 303
    assert look(number).contact_name == "Tess de Vries" and written() == NOTICE
    before = world()
    sneaked = form(number)
    sneaked.data.update(
        {"school_name": "Elders", "groups-1-name": "9z", "groups-1-year": "po-7", "groups-1-pupils": "9"}
    )
    assert sneaked.send(button="act=save").status_code in (303, 409)
    assert world() == before


def test_at_the_end_nothing(ask, client, link, answer, look, world, form):
    number = ask("7a")
    sent = filled(form(number))
    answer(number, refusal(look(number)))
    before = world()
    page = client.get(link(number, "/wijzigen"))
    assert page.status_code == 200 and "U kunt dit niet meer wijzigen. Bel ons: 14 030." in said(page)
    assert not page.soup.select("main form")
    page = client.post(link(number, "/wijzigen"), data=sent)
    assert page.status_code == 409 and world() == before
    for name in ("contact_name", "remark", "school_name"):
        assert " ".join(CANARIES[name].split()) in page.words, name


def test_withdrawn_groups_do_not_stand_in_the_way(ask, form, look, write):
    number = ask("7a", "7b")
    first = look(number).bookings[0]
    with write() as now:
        withdraw(number, [first.id], "", actor=TEACHER, by=By.TEACHER, now=now, answer_workdays=WORKDAYS)
    opened = form(number)
    assert opened.data["groups-1-name"] == "7b" and "groups-2-name" not in opened.data
    assert opened.send(button="act=save", **{"groups-1-pupils": "20"}).status_code == 303
    assert asked(look(number))[0][2] == "withdrawn" and asked(look(number))[1][1] == 20


def test_a_group_of_another_request_is_not_touched(ask, form, look):
    mine, other = ask("7a"), ask("8a", teacher=TOM)
    sent = form(mine)
    sent.data["groups-1-id"] = str(look(other).groups[0].id)
    assert sent.send(button="act=save", **{"groups-1-name": "7z"}).status_code == 303
    assert look(other).groups[0].name == "8a"
    assert [(b.group.name, b.status) for b in look(mine).bookings] == [("7a", "withdrawn"), ("7z", "submitted")]


def test_a_stranger_changes_nothing(ask, form, client, link, world):
    number = ask("7a")
    sent, before = filled(form(number)), world()
    assert client.post("/aanvraag/" + "x" * 43 + "/wijzigen", data=sent).status_code == 410
    assert client.post(f"/aanvraag/LES-{number:06d}/wijzigen", data=sent).status_code == 410
    assert world() == before


def test_no_other_site_needs_to_be_refused(ask, form, client, link, look):
    """The link is the key: browsers send `Origin: null` from a page without a referrer."""
    number = ask("7a")
    sent = form(number)
    sent.data.setlist("groups-1-pupils", ["20"])
    page = client.post(
        link(number, "/wijzigen"), data=sent.data, headers={"Origin": "null", "Sec-Fetch-Site": "cross-site"}
    )
    assert page.status_code == 303 and look(number).groups[0].people == 20


def test_the_booking_has_one_row_whatever_hands_press(ask, form, read, link, client):
    """The same form twice: the second finds nothing left to change, or another version; never two groups."""
    number = ask("7a")
    more = form(number).send(button="act=add_group").form("main form.app-form")
    answers = [more.send(button="act=save", **{"groups-2-name": "7b", "groups-2-pupils": "21"}) for _n in range(2)]
    assert [answer.status_code for answer in answers] == [303, 409]
    with read():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Booking)) == 2
