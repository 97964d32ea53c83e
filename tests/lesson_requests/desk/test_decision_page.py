# SPDX-License-Identifier: EUPL-1.2
"""Deciding on the page: the walk, the look at the mail, groups in a row, and every error with all that was typed."""

from __future__ import annotations

import pytest

from booking.database import write_lock
from booking.history.actions import TEACHER
from booking.lesson_requests.actions.change import change
from booking.lesson_requests.actions.withdraw import withdraw
from booking.lesson_requests.asked import AskedGroup
from booking.lesson_requests.changed import Changed, ChangedGroup, Contact
from booking.lesson_requests.workflow import By
from tests.support.cast import TESS, TOM

from .conftest import SERIES
from .test_pages import ref

DAY = "2027-03-09"


def filled(form, look, number, trainer, hour=10, **other):
    """The fields of the panel for all bookings of a request: one after another on one day, `hour` first."""
    data = {}
    for n, booking in enumerate(look(number).bookings):
        for lesson in range(1, booking.sessions_count + 1):
            prefix = f"plan-{booking.id}-{lesson}"
            data |= {
                f"{prefix}-date": f"2027-03-{9 + 7 * (lesson - 1):02d}",
                f"{prefix}-time": f"{hour + 2 * n}.15",
                f"{prefix}-trainer": str(trainer),
            }
    return data | other


def test_the_walk(ask, page_of, look, trainers, mails, desk):
    number, following = ask("7a"), ask("8a", teacher=TOM)
    form = page_of(number).form("#besluit")
    answer = form.send(button="act=approve", **filled(form, look, number, trainers["tariq"], extra="Tot dan!"))
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/beheer/aanvragen/{ref(number)}?klaar=besluit")
    page = desk.get(answer.headers["Location"])
    assert "Goedgekeurd. De school, Tariq Trainer en het secretariaat krijgen een mail." in page.words
    assert page.soup.select_one(f'a[href="/beheer/aanvragen/{ref(following)}"]').get_text() == "Volgende aanvraag"
    assert "dinsdag 9 maart 2027, 10.15 – 11.15 uur, Tariq Trainer" in page.words
    assert "Coby Voorbeeld keurde goed: 7a." in page.words
    assert "Draai besluit terug" in page.words
    assert page.soup.select_one("#besluit") is None
    assert "Tot dan!" in mails(TESS.email)[-1].body_text
    assert look(number).bookings[0].seats[0].lesson_session.place == f"{TESS.school}, {TESS.address}"


def test_declined_with_a_reason(ask, page_of, look, mails):
    number = ask("7a")
    form = page_of(number).form("#besluit")
    answer = form.send(
        button="act=decline", decision="decline", reason="full", explanation="Volgend jaar weer.", follow=True
    )
    assert "Afgewezen. De school krijgt uw uitleg." in answer.words
    assert "Vol dit schooljaar. Volgend jaar weer." in answer.words
    assert "Coby Voorbeeld wees af: 7a. Vol dit schooljaar. Volgend jaar weer." in answer.words
    assert "Volgend jaar weer." in mails(TESS.email)[-1].body_text


def test_some_approved_and_the_rest_declined(ask, page_of, look, trainers, mails):
    number = ask("7a", "7b", "7c")
    form = page_of(number).form("#besluit")
    bookings = look(number).bookings
    data = filled(form, look, number, trainers["tariq"], bookings=[bookings[0].id], rest="decline", reason="full")
    before = len(mails(TESS.email))
    answer = form.send(button="act=both", follow=True, **data)
    assert "Goedgekeurd." in answer.words and "Afgewezen." in answer.words
    assert [one.status for one in look(number).bookings] == ["confirmed", "declined", "declined"]
    assert len(mails(TESS.email)) == before + 1


def test_a_look_at_the_mail_writes_nothing(ask, page_of, look, trainers, world):
    number = ask("7a")
    form = page_of(number).form("#besluit")
    before = world()
    answer = form.send(button="act=preview", **filled(form, look, number, trainers["tariq"], extra="Neem de bank mee."))
    assert answer.status_code == 200
    assert "Deze 3 mails worden verstuurd" in answer.words
    for text in (
        "deklimop.example",
        "jongerenwerk.example",
        "Neem de bank mee.",
        "Bevestigd: dinsdag 9 maart 2027",
        "(persoonlijke link)",
    ):
        assert text in answer.words, text
    assert world() == before
    assert look(number).bookings[0].status == "submitted"
    again = answer.form("#besluit")
    assert again.data["extra"] == "Neem de bank mee."
    assert again.send(button="act=approve").status_code == 303
    assert look(number).bookings[0].status == "confirmed"


def test_a_look_at_the_mail_shows_a_clash_too(ask, page_of, look, trainers, world):
    first, second = ask("7a"), ask("8a", teacher=TOM)
    form = page_of(first).form("#besluit")
    form.send(button="act=approve", **filled(form, look, first, trainers["tariq"]))
    before = world()
    form = page_of(second).form("#besluit")
    for button in ("act=preview", "act=approve"):
        answer = form.send(button=button, **filled(form, look, second, trainers["tariq"], extra="Getypt."))
        assert answer.status_code == 409
        assert "Tariq Trainer geeft dan al les: Sterk in de groep, Basisschool De Klimop" in answer.words
        assert answer.form("#besluit").data["extra"] == "Getypt."
        assert world() == before


def test_groups_in_a_row(ask, page_of, look, trainers, world):
    number = ask("7a", "7b", "7c")
    ids = [one.id for one in look(number).bookings]
    form = page_of(number).form("#besluit")
    before = world()
    first = {
        f"plan-{ids[0]}-1-date": DAY,
        f"plan-{ids[0]}-1-time": "8.30",
        f"plan-{ids[0]}-1-trainer": trainers["noor"],
    }
    answer = form.send(button="act=in_a_row", extra="Blijft staan", **first)
    assert answer.status_code == 200
    data = answer.form("#besluit").data
    assert [data[f"plan-{one}-1-time"] for one in ids] == ["8.30", "9.35", "10.40"]
    assert [data[f"plan-{one}-1-date"] for one in ids] == [DAY] * 3
    assert [data[f"plan-{one}-1-trainer"] for one in ids] == [str(trainers["noor"])] * 3
    assert "tot 9.30 uur" in answer.words and "tot 11.40 uur" in answer.words
    assert data["extra"] == "Blijft staan"
    assert world() == before
    assert answer.form("#besluit").send(button="act=approve").status_code == 303


def test_groups_in_a_row_asks_for_the_first_time(ask, page_of):
    number = ask("7a", "7b")
    answer = page_of(number).form("#besluit").send(button="act=in_a_row")
    assert answer.status_code == 422
    assert "Kies een datum voor 7a." in answer.words
    assert "Vul een begintijd in voor 7a, bijvoorbeeld 10.15." in answer.words


def test_a_series_asks_for_each_lesson(ask, page_of, look, trainers):
    number = ask("1a", "1b", slug=SERIES)
    page = page_of(number)
    assert page.words.count("les 3") >= 2
    form = page.form("#besluit")
    answer = form.send(button="act=approve", **filled(form, look, number, trainers["noor"]))
    assert answer.status_code == 303
    dates = [[seat.lesson_session.on_date.isoformat() for seat in one.seats] for one in look(number).bookings]
    assert dates == [["2027-03-09", "2027-03-16", "2027-03-23"]] * 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"date": ""}, "Kies een datum voor 7a."),
        ({"date": "2020-01-01"}, "Kies een datum na vandaag,"),
        ({"date": "9-3-2072"}, "Kies een datum vóór "),
        ({"date": "9999-12-31"}, "Vul een datum in als dag-maand-jaar, bijvoorbeeld 9-3-2027."),
        ({"date": "9 maart"}, "Vul een datum in als dag-maand-jaar, bijvoorbeeld 9-3-2027."),
        ({"time": ""}, "Vul een begintijd in voor 7a, bijvoorbeeld 10.15."),
        ({"time": "25.00"}, "Vul een begintijd in voor 7a, bijvoorbeeld 10.15."),
        ({"date": "28-3-2027", "time": "2.30"}, "wordt op 28 maart 2027 de klok verzet. Kies een andere tijd."),
        ({"date": "2027-10-31", "time": "2:30"}, "wordt op 31 oktober 2027 de klok verzet. Kies een andere tijd."),
        ({"trainer": ""}, "Kies een trainer voor 7a."),
        ({"trainer": "77"}, 'Kies een antwoord uit de lijst bij "Trainer".'),
        ({"place": "x" * 301}, 'Maak uw antwoord bij "Plaats" korter: maximaal 300 tekens.'),
    ],
)
def test_each_mistake_is_told_at_its_field_and_all_that_was_typed_stays(
    ask, page_of, look, trainers, world, change, sentence
):
    number = ask("7a")
    prefix = f"plan-{look(number).bookings[0].id}-1"
    form = page_of(number).form("#besluit")
    data = filled(form, look, number, trainers["tariq"], extra="  Met een <b> en\nen nog een regel ")
    data |= {f"{prefix}-{name}": value for name, value in change.items()}
    before = world()
    answer = form.send(button="act=approve", **data)
    assert answer.status_code == 422
    assert "Verbeter 1 antwoord" in answer.words
    assert answer.words.count(sentence) >= 2, answer.words
    shown = answer.form("#besluit").data
    for name, value in data.items():
        if name != f"{prefix}-trainer" or value != "77":
            assert shown[name] == value, name
    assert answer.soup.title.get_text().startswith("Fout")
    assert world() == before


@pytest.mark.parametrize(
    ("fields", "button", "sentence"),
    [
        ({"bookings": None}, "approve", "Kies minstens één groep."),
        ({"bookings": "12345"}, "approve", "Kies een antwoord uit de lijst"),
        ({"decision": "decline", "explanation": "Omdat."}, "decline", "Kies een reden."),
        ({"decision": "decline", "reason": "other"}, "decline", "Schrijf minstens één zin uitleg."),
        ({"decision": "decline", "reason": "full"}, "approve", "De knop past niet bij uw keuze."),
        ({"decision": "anders"}, "approve", 'Kies een antwoord uit de lijst bij "Wat besluit u?".'),
        ({"decision": "decline", "reason": "bestaat-niet"}, "decline", 'Kies een antwoord uit de lijst bij "Reden".'),
        ({"decision": "decline", "reason": "full", "explanation": "x" * 1001}, "decline", "Maak uw antwoord bij"),
    ],
)
def test_mistakes_about_the_choice(ask, page_of, look, trainers, world, fields, button, sentence):
    number = ask("7a")
    form = page_of(number).form("#besluit")
    before = world()
    answer = form.send(button=f"act={button}", **filled(form, look, number, trainers["tariq"], **fields))
    assert answer.status_code == 422
    assert sentence in answer.words
    assert world() == before


def test_fields_of_the_other_choice_do_not_count(ask, page_of, look, trainers):
    number = ask("7a")
    form = page_of(number).form("#besluit")
    answer = form.send(button="act=decline", decision="decline", reason="full", extra="x" * 1001)
    assert answer.status_code == 303


def test_a_colleague_was_first(ask, look, trainers, sign_in, hire, coby, world):
    number = ask("7a")
    hire("cas")
    slow, quick = sign_in("coby"), sign_in("cas")
    mine = slow.get(f"/beheer/aanvragen/{ref(number)}").form("#besluit")
    other = quick.get(f"/beheer/aanvragen/{ref(number)}").form("#besluit")
    other.send(button="act=decline", decision="decline", reason="full")
    before = world()
    answer = mine.send(button="act=approve", **filled(mine, look, number, trainers["tariq"], extra="Mijn tekst"))
    assert answer.status_code == 409
    assert "Cas Voorbeeld was u voor" in answer.words
    assert (
        "afgewezen. Uw besluit is niet opgeslagen en er is geen mail verstuurd. Uw tekst staat hieronder."
        in answer.words
    )
    assert "Bekijk het besluit" in answer.words
    assert answer.form("#besluit").data["extra"] == "Mijn tekst"
    assert world() == before
    assert answer.form("#besluit").send(button="act=approve").status_code == 409


@pytest.mark.parametrize("act", ["preview", "in_a_row", "wanted", "approve", "decline", "both", "day:x:y"])
def test_nothing_is_left_to_decide_and_nothing_was_ticked(act, ask, look, trainers, sign_in, hire, coby, world):
    number, other = ask("7a", "7b"), ask("8a", teacher=TOM)
    hire("cas")
    slow, quick = sign_in("coby"), sign_in("cas")
    mine = slow.get(f"/beheer/aanvragen/{ref(number)}").form("#besluit")
    theirs = quick.get(f"/beheer/aanvragen/{ref(number)}").form("#besluit")
    theirs.send(button="act=decline", decision="decline", reason="full")
    before, first = world(), look(number).bookings[0].id
    for ticked in ([], [look(other).bookings[0].id]):
        data = {"act": act, "bookings": ticked, "extra": "Mijn tekst", f"plan-{first}-1-place": "In de aula"}
        answer = slow.post(f"/beheer/aanvragen/{ref(number)}/besluit", data={**mine.data, **data})
        assert answer.status_code == 409
        assert "Cas Voorbeeld was u voor" in answer.words
        kept = answer.form("#besluit").data
        assert (kept["extra"], kept[f"plan-{first}-1-place"]) == ("Mijn tekst", "In de aula")
    bare = slow.post(
        f"/beheer/aanvragen/{ref(number)}/besluit", data={"act": act, "csrf_token": mine.data["csrf_token"]}
    )
    assert bare.status_code == 409
    assert "Cas Voorbeeld was u voor" in bare.words
    assert world() == before


def test_the_same_button_twice_answers_the_same(ask, page_of, look, trainers, world):
    number = ask("7a")
    form = page_of(number).form("#besluit")
    data = filled(form, look, number, trainers["tariq"])
    first = form.send(button="act=approve", **data)
    before = world()
    second = form.send(button="act=approve", **data)
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    assert world() == before


def test_the_school_withdrew_meanwhile(ask, page_of, look, trainers, app, write, world):
    number = ask("7a")
    form = page_of(number).form("#besluit")
    with app.test_request_context(), write() as now:
        withdraw(number, [look(number).bookings[0].id], "", actor=TEACHER, by=By.TEACHER, now=now, answer_workdays=5)
    before = world()
    answer = form.send(button="act=approve", **filled(form, look, number, trainers["tariq"]))
    assert answer.status_code == 409
    assert "ingetrokken. U hoeft niets meer te doen." in answer.words
    assert world() == before


def test_old_and_foreign_bookings_are_left_alone(ask, page_of, look, trainers, world):
    mine, other = ask("7a"), ask("8a", teacher=TOM)
    form = page_of(mine).form("#besluit")
    before = world()
    stranger = look(other).bookings[0].id
    answer = form.send(button="act=decline", decision="decline", reason="full", bookings=[stranger])
    assert answer.status_code == 422
    assert world() == before


def test_names_and_words_of_others_are_only_text(ask, page_of, look, trainers):
    canary = "<script>alert(1)</script>{{7*7}}"
    number = ask("7a", remark=canary, day_contact=canary)
    page = page_of(number)
    assert page.words.count(canary) >= 2
    form = page.form("#besluit")
    answer = form.send(button="act=preview", **filled(form, look, number, trainers["tariq"], extra=canary))
    assert answer.status_code == 200
    assert not answer.soup.select("script:not([src])")


def test_the_page_asks_no_more_than_it_needs(ask, page_of, look, count, desk):
    page_of(ask("7a"))
    few = ask("7a", slug="sterk-in-de-groep")
    many = ask(*[f"7{sign}" for sign in "abcdefghij"], slug="sterk-in-de-groep", teacher=TOM)
    with count() as of_few:
        desk.get(f"/beheer/aanvragen/{ref(few)}")
    with count() as of_many:
        desk.get(f"/beheer/aanvragen/{ref(many)}")
    assert len(of_few) == len(of_many), f"{of_few}\n\n{of_many}"


def test_a_decision_has_as_many_statements_for_any_number_of_mails(ask, look, coby, trainers, desk, count):
    number = ask("7a")
    form = desk.get(f"/beheer/aanvragen/{ref(number)}").form("#besluit")
    with count() as asked:
        form.send(button="act=approve", **filled(form, look, number, trainers["tariq"]))
    assert asked.commits == 1, asked


def test_the_school_changed_meanwhile(ask, page_of, look, trainers, app, write, world, desk):
    """The decision waits for a second look; what was typed stays, and one more press decides on what stands there now."""
    number = ask("7a")
    form = page_of(number).form("#besluit")
    found = look(number)
    group = found.groups[0]
    asked = AskedGroup(kind="class", name="7a", people=31, offerings=(found.bookings[0].offering_id,), level="po", year_from=7, year_to=7)  # fmt: skip
    changed = Changed(
        contact=Contact(TESS.name, TESS.email, TESS.phone, None), groups=[ChangedGroup(group.id, asked)], wishes=None
    )
    with app.test_request_context(), write() as now:
        change(number, changed, seen=found.version, actor=TEACHER, by=By.TEACHER, now=now, answer_workdays=5)
    before = world()
    fields = filled(form, look, number, trainers["tariq"], extra="Blijft staan")
    answer = form.send(button="act=approve", **fields)
    assert answer.status_code == 409
    assert "De school heeft deze aanvraag om" in answer.words
    assert "24" in answer.words and "31" in answer.words
    assert "Kijk of uw besluit nog klopt." in answer.words
    assert answer.soup.select_one("button[form=besluit][value=approve]").get_text() == "Besluit toch"
    assert answer.form("#besluit").data["extra"] == "Blijft staan"
    assert "Gewijzigd door de school op" in answer.words
    assert world() == before
    done = answer.form("#besluit").send(button="act=approve", follow=True)
    assert "Goedgekeurd." in done.words
    assert "Gewijzigd door de school op" not in done.words
    assert look(number).bookings[0].seats[0].people == 31


def test_a_database_that_is_busy_loses_nothing_that_was_typed(
    ask, page_of, look, trainers, world, database, monkeypatch
):
    if database.kind != "sqlite":
        pytest.skip("only SQLite has one writer at a time")
    number = ask("7a")
    form = page_of(number).form("#besluit")
    before = world()
    fields = filled(form, look, number, trainers["tariq"], extra="Blijft staan")
    monkeypatch.setattr("booking.database.LOCK_SECONDS", 0.05)
    with write_lock:
        answer = form.send(button="act=approve", **fields)
    assert answer.status_code == 503
    assert "Uw besluit is niet opgeslagen" in answer.words
    assert answer.form("#besluit").data["extra"] == "Blijft staan"
    assert world() == before
    assert answer.form("#besluit").send(button="act=approve").status_code == 303
