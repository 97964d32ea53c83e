# SPDX-License-Identifier: EUPL-1.2
"""What the parts of the form have to do with each other: words of a level, rows that repeat, lists, the order of mistakes."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from booking.lesson_requests.forms.request import RequestForm, new_key

from .filled import ANSWERS, key_of
from .one_form import CATALOGUE, NOW, context, form, mistakes, only_mistake  # noqa: F401


def test_the_words_of_each_level() -> None:
    kinds = {"groups__1__year": "vo-2", "groups__1__track": "havo"}
    sentence = "Vul de naam van klas 1 in, bijvoorbeeld 2 havo b."
    only_mistake("groups-1-name", sentence, "vo-les", groups__1__name="", **kinds)
    studying = {"groups__1__year": "mbo-1", "groups__1__track": "mbo-3", "groups__1__name": "zorg 1c"}
    made = form("mbo-les", **studying, groups__1__pupils="")
    made.validate()
    assert made.rows.rows[0].pupils.label.text == "Aantal leerlingen"  # of vmbo and mbo the first
    assert made.found[0][1].startswith("Vul in hoeveel leerlingen er in zorg 1c zitten")


def test_years_and_kinds_of_education() -> None:
    assert mistakes("vo-les", groups__1__year="vo-5", groups__1__track="vwo") == []
    sentence = "Kies het soort onderwijs van 7a."
    only_mistake("groups-1-track", sentence, "vo-les", groups__1__year="vo-5", groups__1__track="vmbo-k")
    only_mistake("groups-1-track", sentence, "vo-les", groups__1__year="vo-2", groups__1__track="")
    only_mistake("groups-1-track", sentence, "mbo-les", groups__1__year="mbo-2", groups__1__track="vmbo-k")
    made = form("mbo-les", groups__1__year="vo-3", groups__1__track="vmbo-k")
    assert made.validate()
    (group,) = made.asked().groups
    assert (group.level, group.year_from, group.year_to, group.track) == ("vmbo", 3, 3, "vmbo-k")
    made = form(groups__1__year="po-6-8")
    assert made.validate()
    assert (made.asked().groups[0].year_from, made.asked().groups[0].year_to) == (6, 8)


def test_same_as_above_goes_up_to_the_row_that_says_it() -> None:
    rows = {"groups__2__name": "7b", "groups__2__year": "zelfde", "groups__2__pupils": "24"}
    rows |= {
        "groups__4__name": "7c",
        "groups__4__year": "zelfde",
        "groups__4__pupils": "25",
        "groups__3__year": "zelfde",
    }
    made = form(**rows)
    assert made.validate()
    assert [group.year_from for group in made.asked().groups] == [7, 7, 7]
    only_mistake("groups-1-year", "Kies de groep of het leerjaar van 7a.", **rows, groups__1__year="")


def test_one_possible_year_is_filled_in() -> None:
    made = form("acht", groups__1__year="")
    assert made.validate() and made.asked().groups[0].year_from == 8
    assert form("acht", "les").rows.levels.only_year is None


def test_lists_take_only_what_stands_in_them() -> None:
    only_mistake("weekdays", 'Kies een antwoord uit de lijst bij "Op welke dagen kan het?".', weekdays=["tue", "sun"])
    only_mistake("dayparts", 'Kies een antwoord uit de lijst bij "Op welk deel van de dag?".', dayparts=["midnight"])


def test_lessons_to_ask_for() -> None:
    nothing = {"offering": [], "offered": "les"}
    made = RequestForm(CATALOGUE, NOW, MultiDict({**ANSWERS, "form_key": key_of(), "offered": "les"}))
    made.validate()
    assert made.found[0] == ("offering", "Kies minstens 1 les."), nothing
    only_mistake(
        "offering",
        "U kunt maximaal 10 lessen in één keer aanvragen. Haal 1 les weg.",
        *(f"les-{chr(97 + n)}" for n in range(11)),
    )
    found = mistakes("later")
    assert [(name, text.replace("\u00a0", " ")) for name, text in found] == [
        ("offering", "U kunt Later aanvragen vanaf 1 januari 2027.")
    ]
    assert form("oud").lessons.gone == ["oud"]
    assert [one.slug for one in form("vroeger").lessons.ticked] == ["les"]


def test_a_row_without_lessons_and_thirteen_rows() -> None:
    made = form("les", "weerbaar", split=["les", "weerbaar"], groups__1__offering=[])
    made.raws[0]["offering"] = []
    made._set_rows(made.raws)
    made.validate()
    assert made.found == [("groups-1-offering", "Kies minstens 1 les voor 7a, of haal de groep weg.")]
    rows: dict[str, Any] = {}
    for n in range(2, 14):
        rows |= {f"groups__{n}__name": f"g{n}", f"groups__{n}__year": "zelfde", f"groups__{n}__pupils": "20"}
    only_mistake("groups-1-name", "U kunt maximaal 12 groepen in één keer aanvragen.", **rows)


def test_rows_of_their_own() -> None:
    sentence = "Vul in hoeveel deelnemers er zijn, bijvoorbeeld 12. Gebruik alleen cijfers."
    only_mistake("own-training-people", sentence, "les", "training")
    only_mistake("own-training-people", sentence, "les", "training", own__training__people="²")
    made = form("avond", own__avond__people="40", own__avond__name="ouders van groep 8", dayparts="evening")
    assert made.validate(), made.found
    assert [(group.kind, group.name, group.people) for group in made.asked().groups] == [
        ("parents", "ouders van groep 8", 40)
    ]


def test_the_first_of_repeated_values_counts() -> None:
    made = form(contact_name=["Tess Visser", "Tom Bakker"], groups__1__name=["7a", "7b"], groups__1__pupils=["26", "1"])
    assert made.validate()
    asked = made.asked()
    assert (asked.contact_name, asked.groups[0].name, asked.groups[0].people) == ("Tess Visser", "7a", 26)


def test_mistakes_come_in_the_order_of_the_page() -> None:
    names = [name for name, _text in mistakes(
        school_name="", school_address="", groups__1__name="", groups__1__pupils="", not_before="x", not_after="y",
        remark="x" * 1001, contact_name="", contact_email="", contact_phone="", day_contact="x" * 121,
    )]  # fmt: skip
    assert names == [
        "school_name", "school_address", "groups-1-name", "groups-1-pupils", "not_before", "not_after", "remark",
        "contact_name", "contact_email", "contact_phone", "day_contact",
    ]  # fmt: skip


def test_the_same_answers_have_the_same_fingerprint() -> None:
    first, again = form(), form(form_key=new_key(NOW), act="send", contact_name="  Tess   Visser ")
    other = form(groups__1__pupils="27")
    assert first.validate() and again.validate() and other.validate()
    assert first.asked().fingerprint == again.asked().fingerprint != other.asked().fingerprint


def test_a_former_name_of_a_field_still_arrives() -> None:
    data = MultiDict({**ANSWERS, "form_key": key_of(), "les": "weerbaar"})
    made = RequestForm(CATALOGUE, NOW, data)
    assert made.validate() and [one.slug for one in made.lessons.ticked] == ["weerbaar"]


def test_a_lesson_that_no_group_wants_is_asked_about() -> None:
    only_mistake(
        "offering",
        "Kies minstens 1 groep voor Weerbaar, of haal het vinkje bij deze les weg.",
        "les",
        "weerbaar",
        split=["les", "weerbaar"],
        groups__1__offering="les",
    )
