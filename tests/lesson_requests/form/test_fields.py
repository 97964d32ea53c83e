# SPDX-License-Identifier: EUPL-1.2
"""Every field with good and bad values, and the sentence that says what to do. No database: the form knows none."""

from __future__ import annotations

from datetime import date

import pytest

from booking.lesson_requests.forms.fields import months_later, read_date, read_people

from .one_form import STRANGE, UNREADABLE, context, form, mistakes, only_mistake  # noqa: F401


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
