# SPDX-License-Identifier: EUPL-1.2
"""Every field with good and bad values, and the sentence that says what to do. No database: the form knows none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict

from booking.catalogue.queries import Card, Catalogue, Range
from booking.lesson_requests.forms.fields import read_date, read_people
from booking.lesson_requests.forms.request import RequestForm, months_later, new_key

from .filled import ANSWERS, key_of

NOW = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)
STRANGE = ["x\x00y", "x\x0by", "x\x1fy", "x\u202ey", "x\u2066y", "x\ufffdy", "x\ud800y", "x\x7fy"]
UNREADABLE = 'In "{}" staat een teken dat we niet kunnen lezen. Typ uw antwoord opnieuw.'


def card(slug: str, kind: str = "lesson", levels: tuple[Range, ...] = (Range("po", 6, 8),), **more: Any) -> Card:
    values: dict[str, Any] = {
        "status": "published", "title": slug.capitalize(), "summary": "", "texts": {}, "english": {}, "provider": "Een",
        "provider_website": None, "given_by": None, "themes": (), "sessions_count": 1, "minutes": 50, "min_people": None,
        "max_people": None, "cost_cents": None, "cost_unit": None, "cost_note": None, "place": "school", "place_note": None,
        "lead_days": None, "months": (), "materials_url": None, "parts": (), "search_words": "", "requests_from": None,
        "is_example": False, "checked_on": None, "published_at": None, "materials_lines": (),
    }  # fmt: skip
    known = set(Card.__dataclass_fields__)
    kept = {name: value for name, value in {**values, **more}.items() if name in known}
    return Card(id=sum(slug.encode()), slug=slug, kind=kind, levels=levels, **kept)


CATALOGUE = Catalogue(
    version=1,
    cards=(
        card("les"),
        card("weerbaar"),
        card("vo-les", levels=(Range("vo", 1, 6), Range("vmbo", 1, 4))),
        card("mbo-les", levels=(Range("vmbo", 3, 4), Range("mbo", 1, 4))),
        card("acht", levels=(Range("po", 8, 8),)),
        card("training", kind="training", levels=(Range("po", 6, 8),)),
        card("avond", kind="parents", levels=(Range("po", 6, 8),)),
        card("later", requests_from=date(2027, 1, 1)),
        card("oud", status="archived"),
        *(card(f"les-{chr(97 + n)}") for n in range(11)),
    ),
    themes=(),
    programmes=(),
    old_slugs={"vroeger": "les"},
)


@pytest.fixture(scope="module", autouse=True)
def context() -> Iterator[None]:
    app = Flask(__name__)
    app.config["BABEL_DEFAULT_LOCALE"] = "nl"
    Babel(app)
    with app.test_request_context("/aanvraag", method="POST"):
        yield


def form(*slugs: str, **answers: Any) -> RequestForm:
    values = {**ANSWERS, "form_key": key_of(), **{name.replace("__", "-"): value for name, value in answers.items()}}
    data: MultiDict[str, str] = MultiDict()
    for slug in slugs or ("les",):
        data.add("offering", slug)
    for name, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            data.add(name, one)
    return RequestForm(CATALOGUE, NOW, data)


def mistakes(*slugs: str, **answers: Any) -> list[tuple[str, str]]:
    made = form(*slugs, **answers)
    made.validate()
    return made.found


def only_mistake(name: str, sentence: str, *slugs: str, **answers: Any) -> None:
    found = mistakes(*slugs, **answers)
    assert found == [(name, sentence)], found


def test_what_tess_types_is_right() -> None:
    made = form()
    assert made.validate() and made.found == []


GOOD_NAMES = [
    "Ÿ Ÿ", "Tess Visser", "d'Hondt-van 't Zand", "Ÿasmîne Özgür", "Łukasz Świątek", "Nguyễn Thị Ánh", "李小龙", "O’Neill",
    "  Tess   Visser ", "Jan (conciërge)", "Ab", "a" * 80, "J.P. de Vries", "Dr. Tess Visser",
]  # fmt: skip
BAD_NAMES = [
    "",
    " ",
    "A",
    "tess@school.nl",
    "www.winst.nl",
    "https://winst.nl",
    "Tess http winst",
    "x://y",
    "a" * 81,
    *STRANGE,
]


@pytest.mark.parametrize("name", GOOD_NAMES)
def test_good_names(name: str) -> None:
    assert mistakes(contact_name=name) == []


@pytest.mark.parametrize("name", BAD_NAMES)
def test_bad_names(name: str) -> None:
    (found,) = mistakes(contact_name=name)
    assert found[0] == "contact_name" and "ongeldig" not in found[1]


def test_a_name_never_becomes_a_link() -> None:
    made = form(contact_name="Tess winst.example.nl", school_name="De.Klimop.nl", groups__1__name="7.a.nl")
    assert made.validate()
    asked = made.asked()
    assert (asked.contact_name, asked.school_name, asked.groups[0].name) == (
        "Tess winst example nl",
        "De Klimop nl",
        "7 a nl",
    )


LOCAL, LABEL = "a" * 64, "b" * 61
LONG_ADDRESS = f"{LOCAL}@{LABEL}.{LABEL}.{LABEL}.nl"
GOOD_ADDRESSES = [
    "tess@deklimop.nl", "T.Visser+les@de-klimop.nl", " tess@deklimop.nl ", "tess@mail.school.utrecht.nl", "o'neill@school.nl",
    "tess_v@school.example", "1@2.nl", "tess@SCHOOL.NL", "x@xn--mnchen-3ya.de", "tess@münchen.de", LONG_ADDRESS,
]  # fmt: skip
BAD_ADDRESSES = [
    "", "tess", "tess@", "@school.nl", "tess@school", "tess@@school.nl", "tess@school..nl", "tess@school.nl, tom@school.nl",
    "tess@school.nl; tom@school.nl", "Tess <tess@school.nl>", "tess @school.nl", "tess@school.nl\nBcc: tom@school.nl",
    "tess@school.nl\r\nBcc: x@y.nl", "tëss@school.nl", ".tess@school.nl", f"{LOCAL}a@school.nl", f"a{LONG_ADDRESS}", *STRANGE,
]  # fmt: skip


@pytest.mark.parametrize("address", GOOD_ADDRESSES)
def test_good_addresses(address: str) -> None:
    made = form(contact_email=address)
    assert made.validate(), made.found
    assert made.asked().contact_email.isascii()


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_bad_addresses(address: str) -> None:
    (found,) = mistakes(contact_email=address)
    assert found[0] == "contact_email"


def test_the_longest_address_is_254() -> None:
    address = f"{LOCAL}@{LABEL}.{LABEL}.{'c' * 62}.nl"
    assert len(address) == 254
    assert mistakes(contact_email=address) == []
    assert len(mistakes(contact_email=address.replace(".nl", ".nle"))) == 1


GOOD_PHONES = {
    "030 123 45 67": "030 123 45 67", "0301234567": "030 123 45 67", "030-1234567": "030 123 45 67", "(030) 123.45.67": "030 123 45 67",
    "+31 (0)30-286 00 00": "030 286 00 00", "+31302860000": "030 286 00 00", "0031 30 286 00 00": "030 286 00 00",
    "06 12 34 56 78": "06 1234 5678", "06–12345678": "06 1234 5678", " 030\u00a01234567 ": "030 123 45 67", "+31(0)612345678": "06 1234 5678",
}  # fmt: skip
BAD_PHONES = [
    "", "030", "14 030", "030 123 45 6", "030 123 45 678", "+32 2 123 45 67", "bel maar", "٠٣٠١٢٣٤٥٦٧", "030²123456", "1234567890",
    "030 123 45 67 toestel 5", "-0", "1e9", "9" * 400, *STRANGE,
]  # fmt: skip


@pytest.mark.parametrize(("typed", "kept"), GOOD_PHONES.items())
def test_good_phones(typed: str, kept: str) -> None:
    made = form(contact_phone=typed)
    assert made.validate(), made.found
    assert made.asked().contact_phone == kept


@pytest.mark.parametrize("typed", BAD_PHONES)
def test_bad_phones(typed: str) -> None:
    (found,) = mistakes(contact_phone=typed)
    assert found[0] == "contact_phone"


GOOD_PEOPLE = {"1": 1, "26": 26, "999": 999, " 26 ": 26, "026": 26, "\t7": 7}
BAD_PEOPLE = [
    "",
    "0",
    "000",
    "1000",
    "-1",
    "-0",
    "26.5",
    "1e9",
    "²",
    "٢٦",
    "26 leerlingen",
    "vierentwintig",
    "+26",
    "1" + "0" * 400,
    *STRANGE,
]


@pytest.mark.parametrize(("typed", "number"), GOOD_PEOPLE.items())
def test_good_numbers(typed: str, number: int) -> None:
    made = form(groups__1__pupils=typed)
    assert made.validate() and made.asked().groups[0].people == number


@pytest.mark.parametrize("typed", BAD_PEOPLE)
def test_bad_numbers(typed: str) -> None:
    (found,) = mistakes(groups__1__pupils=typed)
    assert found[0] == "groups-1-pupils"
    if typed not in STRANGE:
        assert found[1] == "Vul in hoeveel leerlingen er in 7a zitten, bijvoorbeeld 26. Gebruik alleen cijfers."
    assert read_people(typed.strip()) is None


GOOD_GROUPS = [
    "7a",
    "7",
    "groep 7-8",
    "7/8",
    "7+",
    "R&D",
    "'t Zand",
    "’t Zand",
    "Ÿ",
    "brugklas 1b",
    "a" * 20,
    "2 havo b",
    "7.a",
]
BAD_GROUPS = ["7a!", "7a, 7b", "7a;", "<b>", "7a@b", "a" * 21, "7a\n7b", "٧", "7²", "=1+1", "7a_b", '7"', *STRANGE]


@pytest.mark.parametrize("name", GOOD_GROUPS)
def test_good_group_names(name: str) -> None:
    assert mistakes(groups__1__name=name) == []


@pytest.mark.parametrize("name", BAD_GROUPS)
def test_bad_group_names(name: str) -> None:
    (found,) = mistakes(groups__1__name=name)
    assert found[0] == "groups-1-name"


def test_sentences_of_a_group() -> None:
    only_mistake("groups-1-name", "Vul de naam van groep 1 in, bijvoorbeeld 7a.", groups__1__name="")
    only_mistake("groups-1-name", "Maak de naam van groep 1 korter: maximaal 20 tekens.", groups__1__name="a" * 21)
    only_mistake(
        "groups-1-name",
        "Gebruik in de naam van groep 1 alleen letters en cijfers, bijvoorbeeld 7a.",
        groups__1__name="7a!",
    )
    only_mistake("groups-1-year", "Kies de groep of het leerjaar van 7a.", groups__1__year="")
    only_mistake("groups-1-year", "Kies de groep of het leerjaar van 7a.", groups__1__year="vo-2")
    only_mistake("groups-1-year", "Kies de groep of het leerjaar van 7a.", groups__1__year="zelfde")
    only_mistake("groups-1-wish", "Maak de wens van 7a korter: maximaal 200 tekens.", groups__1__wish="x" * 201)
    only_mistake(
        "groups-1-name", "Vul minstens 1 groep in.", groups__1__name="", groups__1__year="", groups__1__pupils=""
    )
    twice = {"groups__2__name": " 7A ", "groups__2__year": "zelfde", "groups__2__pupils": "20"}
    only_mistake("groups-2-name", "U noemt 7A twee keer. Geef elke groep een eigen naam.", **twice)
    only_mistake("groups-1-name", UNREADABLE.format("Naam van de groep"), groups__1__name="7\u202ea")


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


GOOD_DATES = {
    "2027-03-09": date(2027, 3, 9), "9-3-2027": date(2027, 3, 9), "09-03-2027": date(2027, 3, 9), "9/3/2027": date(2027, 3, 9),
    "9.3.2027": date(2027, 3, 9), "9 maart 2027": date(2027, 3, 9), "9 mrt. 2027": date(2027, 3, 9), " 9-3-2027 ": date(2027, 3, 9),
    "dinsdag 9 maart 2027": date(2027, 3, 9), "9 March 2027": date(2027, 3, 9), "9-3-27": date(2027, 3, 9), "2026-11-25": date(2026, 11, 25),
    "24 mei 2028": date(2028, 5, 24),
}  # fmt: skip
BAD_DATES = [
    "morgen", "9 maart", "31-2-2027", "29-2-2027", "2027-13-01", "0-0-0", "9-3-20270", "9 foo 2027", "²-3-2027", "٩-٣-٢٠٢٧", "1e9",
    "99999999999", "10" * 200, "2026-11-24", "23-11-2026", "25-5-2028", "1-1-9999", "9-3-1027", *STRANGE,
]  # fmt: skip


@pytest.mark.parametrize(("typed", "day"), GOOD_DATES.items())
def test_good_dates(typed: str, day: date) -> None:
    made = form(not_before=typed)
    assert made.validate(), made.found
    assert made.asked().wish_from == day == read_date(typed.strip())


@pytest.mark.parametrize("typed", BAD_DATES)
@pytest.mark.parametrize("name", ["not_before", "not_after"])
def test_bad_dates(name: str, typed: str) -> None:
    (found,) = mistakes(**{name: typed})
    assert found[0] == name


def test_sentences_of_dates() -> None:
    only_mistake("not_before", "Vul een datum in als dag-maand-jaar, bijvoorbeeld 9-3-2027.", not_before="x")
    found = mistakes(not_before="24-11-2026", not_after="25-5-2028")
    assert [text.replace("\u00a0", " ") for _name, text in found] == [
        "Kies een datum na vandaag, 24 november 2026.",
        "Kies een datum vóór 25 mei 2028.",
    ]
    sentence = '"Niet na" ligt vóór "Niet vóór". Pas één van de datums aan.'
    only_mistake("not_after", sentence, not_before="9-3-2027", not_after="8-3-2027")
    assert mistakes(not_before="9-3-2027", not_after="9-3-2027") == []


def test_months_later_stays_in_the_month() -> None:
    assert months_later(date(2026, 8, 31), 18) == date(2028, 2, 29)
    assert months_later(date(2026, 12, 31), 12) == date(2027, 12, 31)


def test_school_and_other_texts() -> None:
    only_mistake("school_name", "Vul de naam van de school in.", school_name=" A ")
    only_mistake(
        "school_address",
        "Vul het adres van de school in, bijvoorbeeld Voorbeeldstraat 1, 3511 AA Utrecht.",
        school_address="x",
    )
    label = "Naam van de school en vestiging"
    only_mistake("school_name", f'Maak uw antwoord bij "{label}" korter: maximaal 100 tekens.', school_name="x" * 101)
    only_mistake("remark", "Maak uw tekst 23 tekens korter: maximaal 1.000 tekens.", remark="x" * 1023)
    only_mistake("day_contact", "Maak dit korter: maximaal 120 tekens.", day_contact="x" * 121)
    assert mistakes(remark="regel 1\r\nregel 2\t\n", school_name="'t Zand", day_contact="Ÿ") == []
    for strange in STRANGE:
        only_mistake("remark", UNREADABLE.format("Wat moeten we nog weten?"), remark=strange)
        only_mistake("school_name", UNREADABLE.format(label), school_name=strange)
        only_mistake("groups-1-wish", UNREADABLE.format("Wens voor deze groep"), groups__1__wish=strange)


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
