# SPDX-License-Identifier: EUPL-1.2
"""The requester's page: the receipt, each state in its words, what it never shows, and what it asks of the database."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.history.actions import TEACHER, staff
from booking.lesson_requests.actions.reopen import reopen
from booking.lesson_requests.actions.withdraw import withdraw
from booking.lesson_requests.decision import Decision
from booking.lesson_requests.workflow import By
from tests.support.cast import TESS

from .conftest import LESSON, OTHER, SERIES, WORKDAYS, approval, refusal, said

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture
def tuesday(clock):
    clock.move_to(TUESDAY)
    return clock


def test_the_receipt(tuesday, ask, link, client):
    number = ask("7a", "7b", remark="Pauze van 10.15 tot 10.30 uur.", weekdays=("tue", "thu"))
    page = client.get(link(number))
    assert page.status_code == 200
    assert page.soup.h1.get_text() == "We hebben uw aanvraag ontvangen"
    assert page.soup.title.get_text().startswith("Uw aanvraag – Lesaanbod")
    for text in (
        "Uw aanvraagnummer is LES-000001. U krijgt uiterlijk dinsdag 1 december 2026 antwoord. Dat is binnen 5 werkdagen.",
        "De les staat nog niet vast. Zet de les pas in uw agenda als u een bevestiging heeft.",
        "Wat gebeurt er nu?",
        "Sterk in de groep – 7a en 7b (49 leerlingen)",
        "Basisschool De Klimop, Klimopstraat 1, Utrecht",
        "dinsdag of donderdag",
        "Pauze van 10.15 tot 10.30 uur.",
        "U kunt alles nog wijzigen, ook vandaag.",
    ):
        assert text in said(page), text
    assert TESS.email in [strong.get_text() for strong in page.soup.select("main .app-h1-sub strong")]
    ways = {a.get_text(" ", strip=True): a["href"] for a in page.soup.select("main a")}
    assert ways["Wijzig het e-mailadres"] == link(number, "/wijzigen#contact_email")
    assert ways["Wijzig aanvraag"] == link(number, "/wijzigen")
    assert ways["Trek aanvraag in"] == link(number, "/intrekken")


def test_a_receipt_that_is_held_is_not_promised(tuesday, ask, link, client, count):
    """From the fourth of a day to one address on, a colleague releases it."""
    numbers = [ask("7a") for _n in range(4)]
    assert "We sturen een mail naar:" in said(client.get(link(numbers[2])))
    path = link(numbers[3])
    with count() as asked:
        page = client.get(path)
    assert len(asked) <= 4, asked
    words = said(page)
    assert "Aan dit adres stuurden we vandaag al 3 mails:" in words
    assert "De mail over deze aanvraag sturen we later. Bewaar daarom deze pagina." in words
    assert TESS.email in [strong.get_text() for strong in page.soup.select("main .app-h1-sub strong")]
    for untrue in ("We sturen een mail naar:", "Geen mail gekregen?"):
        assert untrue not in words


def test_an_address_whose_mails_are_held_is_told_so(tuesday, ask, link, client):
    for _n in range(4):
        number = ask("7a")
    words = said(client.get(link(number, "?klaar=adres")))
    assert "De mail met uw nieuwe link sturen we later. Bewaar deze pagina." in words
    assert "Uw nieuwe link staat in de mail aan" not in words


def test_after_ten_minutes_the_address_is_masked(tuesday, ask, link, client):
    number = ask("7a")
    tuesday.shift(timedelta(minutes=10))
    assert "We hebben uw aanvraag ontvangen" in client.get(link(number)).words
    tuesday.shift(timedelta(seconds=1))
    page = client.get(link(number))
    assert page.soup.h1.get_text() == "Uw aanvraag LES-000001"
    assert "t…@deklimop.example" in page.get_data(as_text=True).replace("<wbr>", "")
    assert "Telefoonnummer is ingevuld" in page.words
    assert "We zoeken een datum en een trainer. U krijgt uiterlijk dinsdag 1 december 2026 antwoord." in page.words
    assert "De link werkt tot 30 dagen na de laatste les." in page.words


def test_what_reaches_a_person_never_stands_on_it(tuesday, ask, link, client):
    """S54: a link that was handed on shows no telephone number and only a masked address, on the form neither."""
    number = ask("7a", day_contact="Marja, 030 123 46 09")
    tuesday.shift(timedelta(hours=1))
    for act in ("", "/wijzigen", "/intrekken"):
        text = client.get(link(number, act)).get_data(as_text=True).replace("<wbr>", "")
        for secret in (TESS.email, TESS.phone, "030 123 46 09", "Marja"):
            assert secret not in text, (act, secret)
    assert "Contact op de dag is ingevuld" in client.get(link(number)).words


def test_the_same_form_twice(tuesday, ask, link, client):
    number = ask("7a")
    tuesday.shift(timedelta(minutes=3))
    words = client.get(link(number) + "?klaar=dubbel").words
    assert "We hadden uw aanvraag al ontvangen, om 9.00 uur. We hebben hem niet dubbel opgeslagen." in words


def test_late(tuesday, ask, link, client):
    number = ask("7a")
    tuesday.move_to(datetime(2026, 12, 1, 23, 0, tzinfo=ZoneInfo("Europe/Amsterdam")))
    assert "te laat" not in client.get(link(number)).words
    tuesday.move_to(datetime(2026, 12, 2, 0, 1, tzinfo=ZoneInfo("Europe/Amsterdam")))
    page = client.get(link(number))
    assert "Ons antwoord is te laat, sorry. U kunt bellen: 14 030." in page.words
    assert "1 december" not in page.words
    assert "U krijgt nog steeds" not in client.get(link(number) + "?klaar=gewijzigd").words


def test_confirmed(tuesday, ask, link, client, answer, look, trainers):
    number = ask("7a")
    answer(number, approval(look(number), trainers["tariq"]))
    words = client.get(link(number)).words
    for text in (
        "Bevestigd De les staat vast: dinsdag 9 maart 2027, 10.00 – 11.00 uur.",
        "Wanneer dinsdag 9 maart 2027, 10.00 – 11.00 uur",
        "Waar Op school",
        "Trainer Tariq Trainer",
        "Dit regelt u Een lokaal met ruimte om te spelen",
        "Wijzig gegevens",
        "Trek aanvraag in",
        "We bevestigden: 7a.",
    ):
        assert text in words, text
    assert "Coby" not in words


def test_groups_with_the_same_lesson_stand_in_one_block(tuesday, ask, link, client, answer, look):
    number = ask("7a", "7b")
    answer(number, approval(look(number), None))
    words = client.get(link(number)).words
    assert "7a dinsdag 9 maart 2027, 10.00 – 11.00 uur 7b dinsdag 9 maart 2027" in words
    assert words.count("Dit regelt u") == 1


def test_a_series_and_a_provider_who_says_who_comes(tuesday, ask, link, client, answer, look):
    number = ask("1a", slug=SERIES)
    answer(number, approval(look(number), None))
    words = client.get(link(number)).words
    for text in (
        "Les 1 dinsdag 9 maart",
        "Les 2 dinsdag 16 maart",
        "Les 3 dinsdag 23 maart",
        "een trainer van Toneelgroep",
    ):
        assert text in words, text
    assert "De eerste les is op dinsdag 9 maart 2027, 10.00 – 10.50 uur." in words


def test_declined_with_both_texts(tuesday, ask, link, client, answer, look):
    number = ask("7a")
    answer(number, refusal(look(number), "no_trainer", "In mei kan het wel."))
    page = client.get(link(number))
    assert "Afgewezen Deze les kunnen we niet geven. De uitleg staat hieronder." in page.words
    assert "In de periode die u vraagt, is geen trainer vrij." in page.words and "In mei kan het wel." in page.words
    (again,) = page.soup.select(f'main a[href^="{link(number)}/"]')
    assert (again.get_text(), again["href"]) == ("Vraag opnieuw aan", f"{link(number)}/opnieuw?les=sterk-in-de-groep")
    assert "U kunt dit niet meer wijzigen. Bel ons: 14 030." in said(page)


def test_partly_answered(tuesday, ask, link, client, answer, look, trainers):
    number = ask("7a", "7b", "7c")
    page = look(number)
    two = approval(page, trainers["tariq"], only=1)
    answer(number, Decision(1, two.approve, (refusal(page).decline[1],), "full"))
    words = client.get(link(number)).words
    assert "Deels beantwoord 1 ontvangen, 1 bevestigd, 1 afgewezen" in words
    assert "Over 1 les krijgt u nog antwoord, uiterlijk dinsdag 1 december 2026." in words
    assert "Over deze aanvraag is al besloten." in words and "Wijzig gegevens" in words
    assert "We bevestigden: 7a." in words and "We wezen af: 7b." in words


def test_what_happened_names_the_groups_and_of_several_lessons_which(tuesday, ask, link, client, answer, write, look):
    number = ask("7a", "7b", slug=(LESSON, OTHER))
    tuesday.shift(timedelta(hours=2))
    ids = [booking.id for booking in look(number).bookings[:3]]
    with write() as now:
        withdraw(number, ids, "", actor=TEACHER, by=By.TEACHER, now=now, answer_workdays=WORKDAYS)
    words = client.get(link(number)).words
    assert "U trok in: 7a (Sterk in de groep), 7b (Sterk in de groep) en 7a (Mijn bankpas blijft bij mij)." in words


def test_withdrawn(tuesday, ask, link, client, write, look):
    number = ask("7a")
    tuesday.shift(timedelta(hours=2))
    ids = [booking.id for booking in look(number).bookings]
    with write() as now:
        withdraw(number, ids, "Projectweek", actor=TEACHER, by=By.TEACHER, now=now, answer_workdays=WORKDAYS)
    words = client.get(link(number)).words
    assert "Ingetrokken U heeft uw aanvraag ingetrokken." in words
    assert "U heeft deze les ingetrokken op dinsdag 24 november 2026, 11.00 uur." in words and "Projectweek" in words


def test_reopened(tuesday, ask, link, client, answer, look, write, coby, app):
    number = ask("7a", "7b")
    answer(number, refusal(look(number)))
    tuesday.move_to(datetime(2026, 11, 26, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam")))
    found = look(number)
    seen = {booking.id: booking.version for booking in found.bookings}
    with app.test_request_context(), write() as now:
        reopen(number, seen, found.version, "", coby, now, WORKDAYS)
    words = client.get(link(number)).words
    assert (
        "Ontvangen We zoeken een datum en een trainer. U krijgt uiterlijk donderdag 3 december 2026 antwoord." in words
    )
    assert "We draaiden een besluit terug." in words
    assert "U kunt alles nog wijzigen, ook vandaag." in words
    assert staff(coby).name not in words


def test_ended_in_different_ways(tuesday, ask, link, client, answer, look, write):
    number = ask("7a", "7b")
    first, second = look(number).bookings
    with write() as now:
        withdraw(number, [first.id], "", actor=TEACHER, by=By.TEACHER, now=now, answer_workdays=WORKDAYS)
    answer(number, Decision(2, (), (refusal(look(number)).decline[1],), "full"))
    assert second.id
    assert "Afgerond 1 afgewezen, 1 ingetrokken Over alle lessen is besloten." in client.get(link(number)).words


def test_english(tuesday, ask, link, client):
    page = client.get("/en" + link(ask("7a")))
    assert page.soup.html["lang"] == "en"
    assert "Strong in the group" in page.words
    assert all(a["href"].startswith(("/en/", "tel:", "#")) for a in page.soup.select("main a"))


def test_a_look_changes_nothing(ask, link, client, world):
    """S52: mail scanners open the link before its owner does."""
    number = ask("7a")
    before = world()
    for act in ("", "/wijzigen", "/intrekken"):
        for _n in range(3):
            assert client.get(link(number, act)).status_code == 200
        assert client.head(link(number, act)).status_code == 200
    assert world() == before


@pytest.mark.parametrize("groups", [("7a",), tuple(f"8{letter}" for letter in "abcdefghijkl")])
def test_at_most_five_statements(ask, link, client, count, answer, look, trainers, groups):
    number = ask(*groups, slug=("sterk-in-de-groep", OTHER))
    found = look(number)
    answer(number, approval(found, trainers["tariq"], on=date(2027, 3, 9), hour=8, only=4))
    path = link(number)
    client.get(path)
    with count() as asked:
        client.get(path)
    assert len(asked) <= 5, asked
    assert asked.commits == 0
