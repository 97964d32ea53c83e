# SPDX-License-Identifier: EUPL-1.2
"""What a coordinator is asked before a strange decision is saved, and what the panel says of all its parts at once."""

from __future__ import annotations

from tests.support.cast import TOM

from .test_decision_page import filled


def test_a_strange_date_is_asked_about_first(ask, page_of, look, trainers, world):
    """Nothing is saved until the doubts that stood on the page were confirmed; other doubts are asked about again."""
    number = ask("7a", weekdays=("tue", "thu"), dayparts=("morning",))
    prefix = f"plan-{look(number).bookings[0].id}-1"
    wrong = {f"{prefix}-date": "2026-12-28", f"{prefix}-time": "23.30"}
    form = page_of(number).form("#besluit")
    before = world()
    fields = filled(form, look, number, trainers["tariq"], extra="Blijft staan") | wrong
    answer = form.send(button="act=approve", **fields)
    assert answer.status_code == 200
    for text in (
        "De datum maandag 28 december 2026 valt in de kerstvakantie (regio Midden). Vraag de school of dit klopt.",
        "De les voor 7a begint om 23.30 uur",
        "De school wil liever dinsdag of donderdag, in de ochtend.",
        "Toch plannen",
        "Er is nog niets opgeslagen en niets verstuurd.",
    ):
        assert text in answer.words, text
    assert "Deze 3 mails" not in answer.words
    assert world() == before
    box = answer.soup.select_one("input[name=sure][form=besluit]")
    assert not box.has_attr("checked")
    again = answer.form("#besluit")
    assert again.data["extra"] == "Blijft staan"
    assert again.send(button="act=approve").status_code == 200
    looked = again.send(button="act=preview", sure=box["value"])
    assert looked.words.index("Klopt dit?") < looked.words.index("Deze 3 mails worden verstuurd")
    assert looked.soup.select_one("input[name=sure]").has_attr("checked")
    assert len(looked.soup.select("main [autofocus]")) == 1
    other = again.send(button="act=approve", sure=box["value"], **{f"{prefix}-date": "2026-12-29"})
    assert other.status_code == 200
    assert not other.soup.select_one("input[name=sure]").has_attr("checked")
    assert world() == before
    assert again.send(button="act=approve", sure=box["value"]).status_code == 303
    assert look(number).bookings[0].status == "confirmed"


def test_what_cannot_be_comes_before_what_is_strange(ask, page_of, look, trainers):
    first, second = ask("7a"), ask("8a", teacher=TOM)
    for number, status in ((first, 303), (second, 409)):
        form = page_of(number).form("#besluit")
        prefix = f"plan-{look(number).bookings[0].id}-1"
        fields = filled(form, look, number, trainers["tariq"]) | {f"{prefix}-date": "2027-03-13"}
        answer = form.send(button="act=approve", **fields)
        if number == first:
            sure = answer.soup.select_one("input[name=sure]")["value"]
            answer = answer.form("#besluit").send(button="act=approve", sure=sure)
        assert answer.status_code == status
    assert "Tariq Trainer geeft dan al les" in answer.words


def test_both_halves_of_a_decision_are_checked_at_once(ask, page_of, look, trainers):
    number = ask("7a", "7b")
    bookings = look(number).bookings
    form = page_of(number).form("#besluit")
    fields = filled(form, look, number, trainers["tariq"], bookings=[bookings[0].id], rest="decline")
    answer = form.send(button="act=both", **fields | {f"plan-{bookings[0].id}-1-date": "2020-01-01"})
    assert answer.status_code == 422
    assert "Verbeter 2 antwoorden" in answer.words
    assert "Kies een datum na vandaag" in answer.words and "Kies een reden." in answer.words


def test_each_group_that_lacks_a_time_is_named(ask, page_of, look, trainers):
    number = ask("7a", "7b")
    form = page_of(number).form("#besluit")
    answer = form.send(button="act=approve")
    for name in ("7a", "7b"):
        assert f"Vul een begintijd in voor {name}, bijvoorbeeld 10.15." in answer.words


def test_the_breaks_are_mentioned_where_there_is_a_remark(ask, page_of):
    hint = "Let op de pauzes in de opmerking."
    assert hint not in page_of(ask("7a", "7b")).words
    assert hint in page_of(ask("8a", "8b", teacher=TOM, remark="Pauze om 10.15 uur.")).words
