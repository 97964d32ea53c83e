# SPDX-License-Identifier: EUPL-1.2
"""Changing a request by its link: exactly what was asked for, what is refused, and nothing that was typed is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.history.actions import TEACHER
from booking.lesson_requests.actions.withdraw import withdraw
from booking.lesson_requests.models import Booking
from booking.lesson_requests.workflow import By, local_day
from booking.web import now
from tests.support.cast import TESS, TOM
from tests.support.settings import SECRETARIAT

from .conftest import LESSON, OTHER, TRAINING, WORKDAYS, approval, kept, refusal, said

NOTICE = [("change_notice", SECRETARIAT, "queued")]


@pytest.fixture
def form(client, link):
    """`form(id)`: the form of the request as it stands."""

    def opened(number, browser=None):
        page = (browser or client).get(link(number, "/wijzigen"))
        assert page.status_code == 200
        return page.form("main form.app-form")

    return opened


def asked(lesson_request):
    return [(b.group.name, b.people, b.status, b.version) for b in lesson_request.bookings]


# --- it works --------------------------------------------------------------------------------------------------------


def test_numbers_and_wishes(ask, form, look, written, diary, link, client):
    number = ask("7a", "7b", weekdays=("tue",))
    due = look(number).due_on
    written()
    page = form(number).send(
        button="act=save",
        **{"groups-1-pupils": "22", "groups-2-wish": "lokaal 4", "weekdays": ["mon", "fri"], "dayparts": ["morning"]},
        remark="Gebouw B.",
        not_before="2027-03-09",
        same_day="y",
    )
    assert page.status_code == 303
    assert page.location == link(number) + "?klaar=gewijzigd"
    found = look(number)
    assert asked(found) == [("7a", 22, "submitted", 2), ("7b", 25, "submitted", 2)]
    assert [group.people for group in found.groups] == [22, 25] and found.groups[1].wish == "lokaal 4"
    assert (found.wish_weekdays, found.wish_dayparts, found.wish_from) == (
        ["mon", "fri"],
        ["morning"],
        date(2027, 3, 9),
    )
    assert (found.remark, found.wish_same_day, found.version, found.due_on) == ("Gebouw B.", True, 2, due)
    assert found.school_changed_at is not None
    assert written() == NOTICE
    last = diary(number)[-1]
    assert (last.action, last.actor_kind, last.actor_name, last.act) == ("change", "teacher", None, 2)
    assert last.changes["aantal van groep 7a"] == ["24", "22"] and last.changes["dagen"] == [
        "dinsdag",
        "maandag, vrijdag",
    ]
    words = said(client.get(page.location))
    assert "Opgeslagen. U krijgt nog steeds uiterlijk" in words


def test_the_secretariat_reads_what_changed(ask, form, mails):
    number = ask("7a", "7b")
    form(number).send(button="act=save", **{"groups-1-pupils": "22", "groups-2-name": "7c"})
    text = mails(SECRETARIAT)[-1].body_text.replace("\N{NO-BREAK SPACE}", " ")
    assert text.startswith("Gewijzigd door de school: ")
    assert "Aantal van groep 7a: 24 → 22" in text and "Naam van groep 7b: 7b → 7c" in text


def test_a_school_that_reads_english_changes_in_dutch(ask, client, link, mails, diary):
    number = ask("7a")
    page = client.get("/en" + link(number, "/wijzigen")).form("main form.app-form")
    answer = page.send(button="act=save", **{"groups-1-pupils": "22"})
    assert answer.location == "/en" + link(number) + "?klaar=gewijzigd"
    assert "Aantal van groep 7a" in mails(SECRETARIAT)[-1].body_text.replace("\N{NO-BREAK SPACE}", " ")
    assert list(diary(number)[-1].changes) == ["aantal van groep 7a"]


def test_a_group_more(ask, form, look, written):
    number = ask("7a", slug=(LESSON, OTHER))
    written()
    more = form(number).send(button="act=add_group")
    assert more.status_code == 200 and written() == []
    row = more.form("main form.app-form")
    assert row.data.getlist("groups-2-offering") == [LESSON, OTHER]
    page = row.send(button="act=save", **{"groups-2-name": "7b", "groups-2-pupils": "21"})
    assert page.status_code == 303, page.words
    found = look(number)
    assert [(g.position, g.name, g.people, g.year_from) for g in found.groups] == [(1, "7a", 24, 7), (2, "7b", 21, 7)]
    assert [(b.position, b.group.name, b.title, b.status) for b in found.bookings] == [
        (1, "7a", "Sterk in de groep", "submitted"),
        (2, "7a", "Mijn bankpas blijft bij mij", "submitted"),
        (3, "7b", "Sterk in de groep", "submitted"),
        (4, "7b", "Mijn bankpas blijft bij mij", "submitted"),
    ]
    assert {b.submitted_at for b in found.bookings} == {found.submitted_at}
    assert written() == NOTICE


def test_a_group_less_is_withdrawn(ask, form, look, written, diary):
    number = ask("7a", "7b", "7c")
    written()
    less = form(number).send(button="act=remove_group:2")
    assert less.status_code == 200 and look(number).version == 1
    assert [row["value"] for row in less.soup.select("main input[id$=-name][id^=groups]")] == ["7a", "7c"]
    page = less.form("main form.app-form").send(button="act=save")
    assert page.status_code == 303
    assert [(name, status) for name, _n, status, _v in asked(look(number))] == [
        ("7a", "submitted"),
        ("7b", "withdrawn"),
        ("7c", "submitted"),
    ]
    assert [group.people for group in look(number).groups] == [24, 25, 26]
    assert written() == NOTICE
    assert [(one.action, one.to_status) for one in diary(number)[1:]] == [("withdraw", "withdrawn"), ("change", None)]


def test_a_lesson_less_for_one_group(ask, form, look):
    number = ask("7a", "7b", slug=(LESSON, OTHER))
    page = form(number).send(button="act=save", **{"groups-2-offering": [OTHER]})
    assert page.status_code == 303
    assert [(b.group.name, b.title, b.status) for b in look(number).bookings] == [
        ("7a", "Sterk in de groep", "submitted"),
        ("7b", "Sterk in de groep", "withdrawn"),
        ("7a", "Mijn bankpas blijft bij mij", "submitted"),
        ("7b", "Mijn bankpas blijft bij mij", "submitted"),
    ]


def test_every_tick_taken_away_is_no_silent_yes(ask, form, look, world):
    number = ask("7a", "7b", slug=(LESSON, OTHER))
    before = world()
    page = form(number).send(button="act=save", **{"groups-2-offering": None})
    assert page.status_code == 422 and world() == before
    assert "Kies minstens 1 les voor 7b, of haal de groep weg." in page.words


def test_nothing_changed(ask, form, world, client):
    number = ask("7a", "7b", slug=(LESSON, OTHER), remark="Gebouw B.", weekdays=("tue",), wish_from=date(2027, 3, 9))
    before = world()
    page = form(number).send(button="act=save")
    assert page.status_code == 303 and page.location.endswith("?klaar=niets")
    assert world() == before
    assert "U heeft niets gewijzigd." in client.get(page.location).words


def test_a_team_and_parents_have_a_row_of_their_own(ask_training, form, look):
    number = ask_training
    opened = form(number)
    assert opened.data["own-signalen-zien-people"] == "12"
    page = opened.send(button="act=save", **{"own-signalen-zien-people": "14", "own-signalen-zien-name": "team vmbo"})
    assert page.status_code == 303, page.words
    assert asked(look(number)) == [("team vmbo", 14, "submitted", 2)]


@pytest.fixture
def ask_training(trainers, write):
    from booking.catalogue.models import Offering
    from booking.lesson_requests.actions.submit import submit
    from booking.lesson_requests.asked import Asked, AskedGroup

    with write() as now:
        offering = db.session.scalars(sa.select(Offering.id).where(Offering.slug == TRAINING)).one()
        group = AskedGroup(kind="teachers", name="team", people=12, offerings=(offering,))
        whole = Asked(
            offerings=(offering,),
            groups=(group,),
            school_name=TESS.school,
            school_address=TESS.address,
            contact_name=TESS.name,
            contact_email=TESS.email,
            contact_phone=TESS.phone,
        )
        return submit(whole, actor=TEACHER, by=By.TEACHER, now=now, answer_workdays=WORKDAYS).id


def test_a_wish_that_has_passed_may_stay(ask, form, look, clock):
    number = ask("7a", wish_from=local_day(now()) + timedelta(days=3))
    clock.shift(timedelta(days=4))
    page = form(number).send(button="act=save", **{"groups-1-pupils": "22"})
    assert page.status_code == 303, page.words
    again = form(number)
    page = again.send(button="act=save", not_before=(local_day(now()) - timedelta(days=2)).isoformat())
    assert page.status_code == 422 and "Kies een datum na vandaag" in page.words


# --- what is refused -------------------------------------------------------------------------------------------------


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
