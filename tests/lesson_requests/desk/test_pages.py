# SPDX-License-Identifier: EUPL-1.2
"""The office's pages: who sees what, in which order, and what stands on them."""

from __future__ import annotations

import pytest

from booking.history.actions import TEACHER
from booking.lesson_requests.actions.withdraw import withdraw
from booking.lesson_requests.workflow import By
from tests.support.cast import TESS, TOM

from .conftest import SERIES, approval, refusal


@pytest.fixture
def coby_sees(coby, sign_in):
    return sign_in("coby")


@pytest.fixture
def sem_sees(sem, sign_in):
    return sign_in("sem")


def ref(number: int) -> str:
    return f"LES-{number:06d}"


PATHS = ("/beheer/", "/beheer/aanvragen", "/beheer/aanvragen/LES-000001", "/beheer/aanvragen/LES-000001/besluit")


@pytest.mark.parametrize("path", [*PATHS, "/beheer/aanvragen/LES-000001/heropenen"])
def test_a_stranger_is_asked_to_sign_in(ask, client, path):
    ask("7a")
    answer = client.get(path)
    assert answer.status_code == 303
    assert "/inloggen" in answer.headers["Location"]


def test_what_is_not_there_is_not_found(ask, coby_sees):
    ask("7a")
    for name in ("LES-000999", "LES-0", "iets", "LES-999999999999"):
        for act in ("", "/besluit", "/heropenen"):
            assert coby_sees.get(f"/beheer/aanvragen/{name}{act}").status_code == 404, name + act


def test_the_secretariat_reads_and_decides_nothing(ask, sem_sees, world):
    number = ask("7a")
    page = sem_sees.get(f"/beheer/aanvragen/{ref(number)}")
    assert "Alleen een coördinator kan beslissen." in page.words
    assert "Ontvangen" in page.words
    assert "Beantwoord? nee, uiterlijk" in page.words
    assert page.soup.select_one("form#besluit") is None
    before = world()
    for path in ("besluit", "heropenen"):
        assert sem_sees.get(f"/beheer/aanvragen/{ref(number)}/{path}").status_code == 403
        token = sem_sees.get("/beheer/").form("form[action*=uitloggen]").data["csrf_token"]
        answer = sem_sees.post(f"/beheer/aanvragen/{ref(number)}/{path}", data={"csrf_token": token, "act": "approve"})
        assert answer.status_code == 403
    assert world() == before


def test_one_request_says_everything(ask, coby_sees):
    number = ask(
        "7a",
        "7b",
        remark="Pauze van 10.15 tot 10.30 uur.",
        weekdays=("tue", "thu"),
        dayparts=("morning",),
        same_day=True,
    )
    page = coby_sees.get(f"/beheer/aanvragen/{ref(number)}")
    assert page.status_code == 200
    for text in (
        "Sterk in de groep – Basisschool De Klimop",
        "Beoordelen",
        "Antwoord uiterlijk",
        "nog 5 werkdagen",
        "Behandelaar: niemand",
        "2 groepen 7 (49 leerlingen) willen Sterk in de groep, op dinsdag of donderdag, in de ochtend, het liefst op dezelfde dag.",
        "Pauze van 10.15 tot 10.30 uur.",
        TESS.phone,
        "De school stuurde de aanvraag.",
        "klaar om te versturen",
        "Ontvangstbevestiging",
    ):
        assert text in page.words, text
    assert page.soup.select_one('a[href="mailto:tess@deklimop.example"]')


def test_let_op_tells_what_is_amiss(ask, coby_sees, write, look):
    first = ask("7a")
    number = ask("7a", slug=(SERIES, "sterk-in-de-groep"))
    page = coby_sees.get(f"/beheer/aanvragen/{ref(number)}")
    assert "Let op" in page.words
    assert "Sterk in de groep is voor groep 6, 7 en 8. 7a is leerjaar 1." in page.words
    assert f"Deze school vroeg dit schooljaar al aan: Sterk in de groep ( {ref(first)} )." in page.words
    assert page.soup.select_one(f'.app-nowrap a[href="/beheer/aanvragen/{ref(first)}"]').get_text() == ref(first)
    assert "Andere aanvragen dit schooljaar" in page.words


def test_what_was_withdrawn_is_not_counted_and_is_set_open_again(ask, coby_sees, app, write, look):
    number = ask("7a", "7b", "7c")
    bookings = look(number).bookings

    def gone(*ids):
        with app.test_request_context(), write() as now:
            withdraw(number, list(ids), "", actor=TEACHER, by=By.TEACHER, now=now, answer_workdays=5)

    gone(bookings[2].id)
    assert "2 groepen, 49 leerlingen" in coby_sees.get("/beheer/aanvragen").words
    gone(bookings[0].id, bookings[1].id)
    assert "3 groepen, 75 leerlingen" in coby_sees.get("/beheer/aanvragen?weergave=alles").words
    page = coby_sees.get(f"/beheer/aanvragen/{ref(number)}")
    assert "Zet de aanvraag weer open" in page.words and "Draai besluit terug" not in page.words
    page = coby_sees.get(f"/beheer/aanvragen/{ref(number)}/heropenen")
    assert "Wilt u deze aanvraag weer openzetten?" in page.words and "Zet weer open en verstuur" in page.words


def test_the_day_says_what_waits(ask, coby_sees, clock):
    from datetime import timedelta

    page = coby_sees.get("/beheer/")
    assert "Niets. Alles is beantwoord." in page.words
    assert "Vandaag en morgen zijn er geen lessen." in page.words
    ask("7a")
    clock.shift(timedelta(days=14))
    fresh = coby_sees.application.test_client()
    from tests.support.cast import sign_in as enter

    enter(fresh, "coby")
    page = fresh.get("/beheer/")
    assert "1 te laat" in page.words
    assert "werkdagen te laat" in page.words


def test_the_day_shows_the_lessons_of_today_and_tomorrow(ask, look, coby, trainers, app, write, clock, sign_in):
    from datetime import UTC, datetime

    from booking.lesson_requests.actions.decide import decide

    clock.move_to(datetime(2027, 3, 1, 9, tzinfo=UTC))
    number = ask("7a", "7b")
    with app.test_request_context(), write() as now:
        decide(number, approval(look(number), trainers["tariq"]), coby, now, 5)
    clock.move_to(datetime(2027, 3, 8, 9, tzinfo=UTC))
    words = sign_in("coby").get("/beheer/").words
    assert "morgen 10.00 – 11.00 uur Sterk in de groep – 7a" in words
    assert "morgen 12.00 – 13.00 uur Sterk in de groep – 7b" in words
    clock.move_to(datetime(2027, 3, 9, 9, tzinfo=UTC))
    assert "vandaag 10.00 – 11.00 uur" in sign_in("coby").get("/beheer/").words


def test_the_queue_finds_by_number_address_and_school(ask, coby_sees):
    mine, other = ask("7a"), ask("8a", teacher=TOM)
    for text, found in (
        (ref(mine), mine),
        (str(other), other),
        (TESS.email, mine),
        (" TOM@devlier.example ", other),
        ("klimop", mine),
        ("het  VLIER", other),
    ):
        page = coby_sees.get("/beheer/aanvragen", query_string={"q": text})
        rows = [row.get_text() for row in page.soup.select("tbody th")]
        assert len(rows) == 1 and ref(found) in rows[0], text
    for text in ("niemand", "%", "_", "LES-999999", "x@y.nl", "'; drop table", "\\", "9" * 40):
        page = coby_sees.get("/beheer/aanvragen", query_string={"q": text})
        assert "Geen aanvragen in deze weergave." in page.words, text


def test_a_search_looks_beyond_what_is_to_be_assessed(ask, look, coby, app, write, coby_sees, sem_sees):
    from booking.lesson_requests.actions.decide import decide

    number = ask("7a")
    with app.test_request_context(), write() as now:
        decide(number, refusal(look(number)), coby, now, 5)
    assert "Geen aanvragen in deze weergave." in coby_sees.get("/beheer/aanvragen").words
    assert "Afgewezen" in coby_sees.get("/beheer/aanvragen?q=klimop").words
    page = sem_sees.get("/beheer/aanvragen?q=klimop")
    assert "Beantwoord?" in page.words
    assert "ja, " in page.soup.select_one("tbody").get_text()
    assert "Afgewezen" in coby_sees.get("/beheer/aanvragen?weergave=afgewezen").soup.select_one("tbody").get_text()


def test_filters_and_nonsense_in_the_address(ask, coby_sees):
    ask("7a")
    ask("1a", slug=SERIES, teacher=TOM)
    assert len(coby_sees.get("/beheer/aanvragen?niveau=po").soup.select("tbody tr")) == 1
    assert len(coby_sees.get("/beheer/aanvragen?niveau=vo").soup.select("tbody tr")) == 1
    assert len(coby_sees.get("/beheer/aanvragen?niveau=mbo").soup.select("tbody tr")) == 0
    for query in (
        "weergave=x&niveau=y&na=z",
        "na=2027-99-99.5",
        "na=2027-01-01.",
        "na=.",
        "weergave=alles&na=99999999999999999999",
        "q=%00%ff",
    ):
        assert coby_sees.get(f"/beheer/aanvragen?{query}").status_code == 200, query


def test_the_day_says_which_mails_wait_for_a_colleague(ask, coby_sees):
    for _n in range(3):
        ask("7a")
    before = coby_sees.get("/beheer/")
    assert "vastgehouden" not in before.words
    for _n in range(2):
        ask("7a")
    page = coby_sees.get("/beheer/")
    assert page.soup.find("a", string="2 mails vastgehouden")["href"] == "/beheer/mail?status=held"
    assert coby_sees.get("/beheer/mail?status=held").status_code == 200
