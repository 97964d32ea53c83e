# SPDX-License-Identifier: EUPL-1.2
"""Taking lessons back: a question before, exactly these bookings, and everybody whom it concerns hears of it once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.lesson_requests.workflow import local_day
from booking.planning.models import LessonSession, SessionTrainer
from booking.web import now
from tests.support.cast import TARIQ, TESS, TOM
from tests.support.settings import SECRETARIAT

from .conftest import OTHER, approval, kept, refusal, said

BOTH = [("withdraw_notice", SECRETARIAT, "queued"), ("withdraw_receipt", TESS.email, "queued")]


@pytest.fixture
def form(client, link):
    """`form(id)`: the question, with everything ticked."""

    def opened(number):
        page = client.get(link(number, "/intrekken"))
        assert page.status_code == 200 and page.soup.h1.get_text() == "Wilt u deze lessen intrekken?"
        return page.form("main form.app-form")

    return opened


def statuses(lesson_request):
    return [booking.status for booking in lesson_request.bookings]


def test_all_of_it(ask, form, look, written, diary, link, client):
    number = ask("7a", "7b")
    written()
    opened = form(number)
    assert len(opened.data.getlist("bookings")) == 2
    page = opened.send(reason="  Projectweek  ")
    assert page.status_code == 303 and page.location == link(number) + "?klaar=ingetrokken"
    found = look(number)
    assert statuses(found) == ["withdrawn"] * 2
    assert (found.status, found.result, found.version) == ("closed", "withdrawn", 2)
    assert found.link.expires_at is not None
    assert [booking.reason_text for booking in found.bookings] == ["Projectweek"] * 2
    assert written() == BOTH
    assert [(e.action, e.actor_kind, e.from_status, e.to_status, e.note) for e in diary(number)[1:]] == [
        ("withdraw", "teacher", "submitted", "withdrawn", "Projectweek")
    ] * 2
    words = client.get(page.location).words
    assert "Ingetrokken." in words and "De trainer krijgt bericht" not in words and "blijft staan" not in words


def test_one_of_them(ask, form, look, written, mails, client, link):
    number = ask("7a", "7b", slug=("sterk-in-de-groep", OTHER))
    written()
    second = look(number).bookings[1]
    assert "Haal het vinkje weg bij wat u wilt laten doorgaan." in client.get(link(number, "/intrekken")).words
    done = form(number).send(bookings=[second.id])
    assert done.status_code == 303
    assert "Ingetrokken. De rest van uw aanvraag blijft staan." in client.get(done.location).words
    assert statuses(look(number)) == ["submitted", "withdrawn", "submitted", "submitted"]
    assert look(number).status == "open"
    assert written() == BOTH
    assert "Sterk in de groep – 7b (25 leerlingen)" in mails(TESS.email)[-1].body_text.replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_a_date_becomes_free(ask, form, look, written, answer, trainers, read, client, link, mails):
    number, other = ask("7a"), ask("8a", teacher=TOM)
    answer(number, approval(look(number), trainers["tariq"]))
    written()
    page = client.get(link(number, "/intrekken"))
    assert "De datum komt dan vrij voor een andere school." in page.words
    assert "U kunt dit niet terugdraaien." in page.words
    assert "Sterk in de groep – 7a (24 leerlingen): dinsdag 9 maart 2027, 10.00 – 11.00 uur" in page.words
    done = form(number).send()
    assert done.location.endswith("?klaar=ingetrokken-datum")
    assert "Ingetrokken. De trainer krijgt bericht." in client.get(done.location).words
    assert written() == sorted([*BOTH, ("unassign", TARIQ[1], "queued")])
    assert "De school trok de les in." in mails(TARIQ[1])[-1].body_text
    with read():
        assert db.session.scalars(sa.select(LessonSession.status)).all() == ["cancelled"]
        assert db.session.scalars(sa.select(SessionTrainer.trainer_id)).all() == []
    answer(other, approval(look(other), trainers["tariq"]))


def test_within_two_days_a_call_is_better(ask, form, look, answer, trainers, client, link, clock):
    number = ask("7a")
    day = local_day(now()) + timedelta(days=9)
    answer(number, approval(look(number), trainers["tariq"], on=day))
    for days, sentence in (
        (6, ""),
        (1, "De les is al over 2 dagen."),
        (1, "De les is al over 1 dag."),
        (1, "De les is vandaag."),
    ):
        clock.shift(timedelta(days=days))
        words = said(client.get(link(number, "/intrekken")))
        assert ("Bel ons ook even: 14 030." in words) == bool(sentence) and sentence in words
    assert form(number).send().status_code == 303


def test_nothing_ticked(ask, form, world, link, client):
    number = ask("7a", "7b")
    before = world()
    page = form(number).send(bookings=None, reason=" Ziek, \n en meer ")
    assert page.status_code == 422 and world() == before
    assert "Kies minstens 1 les." in page.words
    assert page.form("main form.app-form").data["reason"] == " Ziek, \n en meer "
    assert page.form("main form.app-form").data.getlist("bookings") == []
    assert client.post(link(number, "/intrekken")).status_code == 422
    assert world() == before


def test_a_reason_that_is_too_long_or_unreadable(ask, form, world):
    number = ask("7a")
    before = world()
    for reason in ("x" * 1001, "ab\x00cd"):
        opened = form(number)
        opened.data.setlist("reason", [reason])
        page = opened.send()
        assert page.status_code == 422 and world() == before
        if "\x00" not in reason:
            kept(page, opened.data)


def test_a_second_press_answers_as_the_first(ask, form, world, written):
    number = ask("7a")
    opened = form(number)
    first = opened.send()
    before = world()
    written()
    again = opened.send()
    assert (again.status_code, again.location) == (first.status_code, first.location)
    assert world() == before and written() == []


def test_confirmed_meanwhile(ask, form, look, answer, trainers, world, client, link):
    """She did not know that there is a date: it is not given up unread."""
    number = ask("7a", "7b")
    opened = form(number)
    answer(number, approval(look(number), trainers["tariq"], only=1))
    before = world()
    page = opened.send(reason=" Projectweek\n")
    assert page.status_code == 409 and world() == before
    assert "Deze aanvraag is intussen gewijzigd, om " in page.words
    assert "dinsdag 9 maart 2027" in page.words
    again = page.form("main form.app-form")
    assert again.data["reason"].replace("\r\n", "\n") == " Projectweek\n" and len(again.data.getlist("bookings")) == 2
    assert again.send().status_code == 303
    assert statuses(look(number)) == ["withdrawn"] * 2


def test_what_another_tab_took_back_is_no_conflict(ask, form, look, written):
    number = ask("7a", "7b")
    opened = form(number)
    assert form(number).send(bookings=[look(number).bookings[0].id]).status_code == 303
    written()
    assert opened.send().status_code == 303
    assert statuses(look(number)) == ["withdrawn"] * 2 and written() == BOTH


def test_declined_meanwhile(ask, form, look, answer, world):
    number = ask("7a")
    opened = form(number)
    answer(number, refusal(look(number)))
    before = world()
    page = opened.send()
    assert page.status_code == 409 and world() == before
    assert page.soup.h1.get_text() == "U kunt dit niet meer intrekken"


def test_after_the_end_there_is_nothing_to_take_back(ask, look, answer, client, link):
    number = ask("7a")
    answer(number, refusal(look(number)))
    page = client.get(link(number, "/intrekken"))
    assert page.status_code == 200 and not page.soup.select("main form")
    assert page.soup.h1.get_text() == "U kunt dit niet meer intrekken"


def test_a_booking_of_another_request(ask, form, look, world):
    mine, other = ask("7a"), ask("8a", teacher=TOM)
    before = world()
    page = form(mine).send(bookings=[look(other).bookings[0].id])
    assert page.status_code == 422 and world() == before


def test_a_stranger_withdraws_nothing(ask, form, client, world):
    number = ask("7a")
    sent, before = form(number).data, world()
    assert client.post("/aanvraag/" + "x" * 43 + "/intrekken", data=sent).status_code == 410
    assert client.post(f"/aanvraag/LES-{number:06d}/intrekken", data=sent).status_code == 410
    assert world() == before


def test_e8_the_database_takes_nothing(ask, form, stuck):
    number = ask("7a", "7b")
    opened = form(number)
    opened.data.setlist("reason", [" Projectweek "])
    stuck()
    page = opened.send()
    assert page.status_code == 503 and "storing" in page.words
    assert page.form("main form.app-form").data["reason"] == " Projectweek "


def test_the_link_lives_thirty_days_more(ask, form, link, client, clock):
    number = ask("7a")
    form(number).send()
    path = link(number)
    clock.shift(timedelta(days=30))
    assert client.get(path).status_code == 200
    clock.shift(timedelta(days=2))
    assert client.get(path).status_code == 410
