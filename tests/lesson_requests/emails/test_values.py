# SPDX-License-Identifier: EUPL-1.2
"""What mails say of a request, in words: pure, without a database and without an application."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from booking.catalogue.models import OfferingLevel
from booking.lesson_requests.emails import stem, values
from booking.links.tokens import MARK

from . import making

NBSP = "\u00a0"
MARCH_9 = date(2027, 3, 9)


def spaced(text: str) -> str:
    return text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("7a", "7a"),
        ("evil.example", "evil example"),
        ("J. de Vries", "J. de Vries"),
        ("Mr.Dr. Bos", "Mr Dr. Bos"),
        ("https://evil.example/x", "https evil example/x"),
        ("tess@school.nl", "tess school nl"),
        ("Tess\r\nBcc: tom@x.nl", "Tess Bcc: tom x nl"),
        (f"Tess {MARK}", "Tess"),
        ("7/8", "7/8"),
        (None, ""),
    ],
)
def test_a_name_is_one_line_and_never_a_link(typed: str | None, shown: str):
    assert values.plain(typed) == shown


def test_the_subject_of_one_lesson():
    assert stem.subject("LES-000123", ["Sterk online"] * 3, "De Voorbeeldboom") == (
        "[LES-000123] De Voorbeeldboom – Sterk online"
    )


def test_a_school_that_somebody_typed_is_left_out():
    assert stem.subject("LES-000123", ["Sterk online"]) == "[LES-000123] Sterk online"


def test_the_subject_of_several_lessons_counts_them():
    titles = ["Sterk online", "Baas over mijn account", "Sterk online", "Doorgestuurd"]
    assert stem.subject("LES-000123", titles) == "[LES-000123] Sterk online en 2 andere"


def test_school_and_lesson_are_cut_at_forty_signs():
    cut = stem.subject("LES-000123", ["b" * 41], "a" * 40)
    assert cut == f"[LES-000123] {'a' * 40} – {'b' * 39}…"


def test_a_line_break_cannot_come_into_the_subject():
    subject = stem.subject("LES-000123", ["Sterk\r\nBcc: tom@x.nl\x00\u202e"], "De\u2028Boom")
    assert subject == "[LES-000123] De Boom – Sterk Bcc: tom@x.nl"


def test_groups_in_words():
    bookings = making.three_classes().bookings
    assert values.groups(bookings[:1]) == "7a"
    assert values.groups(bookings[:2]) == "7a en 7b"
    assert values.groups(bookings) == "7a, 7b en 7c"


def test_a_team_without_a_name_is_left_out():
    team = making.group(1, "", 12, kind="teachers", level=None)
    training = making.offering(kind="training", title="Zelf aan de slag")
    assert values.asked([making.booking(1, training, team)]) == [f"Zelf aan de slag (12{NBSP}deelnemers)"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"level": "po"}, "24 leerlingen"),
        ({"level": "vmbo"}, "24 leerlingen"),
        ({"level": "mbo"}, "24 studenten"),
        ({"kind": "teachers", "level": None}, "24 deelnemers"),
        ({"kind": "parents", "level": None}, "24 ouders"),
        ({"people": 1}, "1 leerling"),
        ({"people": 1, "level": "mbo"}, "1 student"),
        ({"people": 1, "kind": "teachers"}, "1 deelnemer"),
        ({"people": 1, "kind": "parents"}, "1 ouder"),
    ],
)
def test_people_have_the_word_of_their_level(more: dict[str, object], words: str):
    whom = making.group(1, **({"name": "x", "people": 24} | more))  # type: ignore[arg-type]
    assert spaced(values.pupils([making.booking(1, making.offering(), whom)])) == words


def test_a_group_with_two_lessons_counts_once_and_kinds_stand_apart():
    whom, team = making.group(1, "7a", 26), making.group(2, "team", 3, kind="teachers")
    lesson, other = making.offering(1), making.offering(2, "Doorgestuurd")
    bookings = [making.booking(1, lesson, whom), making.booking(2, other, whom), making.booking(3, other, team)]
    assert spaced(values.pupils(bookings)) == "26 leerlingen en 3 deelnemers"


def test_a_thousand_has_a_point():
    rows = [making.group(n, str(n), 999) for n in (1, 2)]
    assert spaced(values.pupils([making.booking(one.id, making.offering(), one) for one in rows])) == "1.998 leerlingen"


def test_what_is_asked_is_a_line_a_lesson():
    a, b = making.group(1, "7a", 26), making.group(2, "7b", 24)
    lesson, other = making.offering(1), making.offering(2, "Doorgestuurd")
    bookings = [making.booking(1, lesson, a), making.booking(2, other, a), making.booking(3, lesson, b)]
    assert [spaced(line) for line in values.asked(bookings)] == [
        "Sterk online – 7a en 7b (50 leerlingen)",
        "Doorgestuurd – 7a (26 leerlingen)",
    ]


def test_wishes_in_one_sentence_and_a_line_for_each_group():
    lesson_request = making.three_classes()
    lesson_request.groups[1].wish = "Graag een lokaal zonder trappen."
    assert [spaced(line) for line in values.wishes(lesson_request)] == [
        "dinsdag of donderdag, in de ochtend, vanaf 2 maart 2027, het liefst op dezelfde dag",
        "7b: Graag een lokaal zonder trappen.",
    ]


def test_wishes_between_two_days():
    lesson_request = making.three_classes(
        wish_weekdays=["mon", "tue", "fri"],
        wish_dayparts=["evening", "afternoon"],
        wish_until=date(2027, 4, 1),
        wish_same_day=False,
    )
    assert spaced(values.wishes(lesson_request)[0]) == (
        "maandag, dinsdag of vrijdag, in de middag of in de avond, vanaf 2 maart 2027 tot en met 1 april 2027"
    )


def test_no_wishes_are_no_line():
    free = making.three_classes(wish_weekdays=[], wish_dayparts=[], wish_from=None, wish_same_day=False)
    assert values.wishes(free) == []


def test_several_times_of_a_day_are_first_start_to_last_end():
    a, b, c = making.three_classes().bookings
    making.seat(c, making.session(c.offering, MARCH_9, time(12, 25)))
    making.seat(b, making.session(b.offering, MARCH_9, time(11, 10)))
    making.seat(a, making.session(a.offering, MARCH_9, time(10, 15)))
    assert spaced(values.when(values.lessons([a, b, c]))) == "dinsdag 9 maart 2027, 10.15 – 13.15 uur"


@pytest.mark.parametrize(("begins", "told"), [((10, 19), "8.30 – 11.09 uur"), ((10, 20), "vanaf 8.30 uur")])
def test_lessons_that_lie_an_hour_apart_are_not_told_as_one_stretch(begins: tuple[int, int], told: str):
    a, b, _c = making.three_classes().bookings
    making.seat(a, making.session(a.offering, MARCH_9, time(8, 30)))
    making.seat(b, making.session(b.offering, MARCH_9, time(*begins)))
    assert spaced(values.when(values.lessons([a, b]))) == f"dinsdag 9 maart 2027, {told}"


def test_a_long_lesson_beside_a_short_one_leaves_no_gap():
    a, b, c = making.three_classes().bookings
    long = making.session(a.offering, MARCH_9, time(8, 30))
    long.ends_at = long.starts_at + timedelta(minutes=150)
    making.seat(a, long)
    making.seat(b, making.session(b.offering, MARCH_9, time(8, 40)))
    making.seat(c, making.session(c.offering, MARCH_9, time(11, 30)))
    assert spaced(values.when(values.lessons([a, b, c]))) == "dinsdag 9 maart 2027, 8.30 – 12.20 uur"


def test_several_days_are_named_and_many_are_counted():
    (one, *_rest) = making.three_classes().bookings
    for day in (9, 11):
        making.seat(one, making.session(one.offering, date(2027, 3, day), time(10, 15)), day)
    assert spaced(values.when(values.lessons([one]))) == "dinsdag 9 maart 2027 en donderdag 11 maart 2027"
    for day in (16, 18):
        making.seat(one, making.session(one.offering, date(2027, 3, day), time(10, 15)), day)
    assert spaced(values.when(values.lessons([one]))) == "4 datums vanaf dinsdag 9 maart 2027"


def test_a_plan_is_in_the_order_of_the_clock():
    a, b, _c = making.three_classes().bookings
    making.seat(a, making.session(a.offering, MARCH_9, time(11, 10), making.trainer()))
    making.seat(b, making.session(b.offering, MARCH_9, time(10, 15)))
    assert [spaced(line) for line in values.plan(values.lessons([a, b]), several=False)] == [
        "7b: dinsdag 9 maart 2027, 10.15 – 11.05 uur, trainer van Voorbeeld Online Wijs",
        "7a: dinsdag 9 maart 2027, 11.10 – 12.00 uur, trainer Tariq Voorbeeld",
    ]


def test_two_groups_in_one_session_are_one_line_with_both_trainers():
    a, b, _c = making.three_classes().bookings
    hall = making.session(
        a.offering, MARCH_9, time(10, 15), making.trainer(), making.trainer("Lotte Voorbeeld", "lotte@x.example")
    )
    making.seat(a, hall)
    making.seat(b, hall)
    assert [spaced(line) for line in values.plan(values.lessons([a, b]), several=True)] == [
        "Sterk online – 7a en 7b samen: dinsdag 9 maart 2027, 10.15 – 11.05 uur, trainers Lotte Voorbeeld en Tariq Voorbeeld"
    ]


def test_each_lesson_of_a_series_has_its_date():
    series = making.offering(kind="series", sessions_count=2)
    one = making.booking(1, series, making.group(1, "7a"))
    making.seat(one, making.session(series, date(2027, 3, 16), time(8, 45), making.trainer()), 2)
    making.seat(one, making.session(series, MARCH_9, time(8, 45), making.trainer()), 1)
    assert [spaced(line) for line in values.plan(values.lessons([one]), several=False, trainers=False)] == [
        "7a, les 1: dinsdag 9 maart 2027, 8.45 – 9.35 uur",
        "7a, les 2: dinsdag 16 maart 2027, 8.45 – 9.35 uur",
    ]


def test_options_are_no_plan():
    (one, *_rest) = making.three_classes().bookings
    making.seat(one, making.session(one.offering, MARCH_9, time(10, 15)))
    one.seats[0].option_no = 1
    assert values.lessons([one]) == []


def test_summer_time_is_the_clock_in_utrecht():
    (one, *_rest) = making.three_classes().bookings
    making.seat(one, making.session(one.offering, date(2027, 6, 8), time(10, 15)))
    assert spaced(values.when(values.lessons([one]))) == "dinsdag 8 juni 2027, 10.15 – 11.05 uur"


def test_different_places_are_named_by_group():
    a, b, c = making.three_classes().bookings
    making.seat(a, making.session(a.offering, MARCH_9, time(10, 15), room="lokaal 3"))
    making.seat(b, making.session(b.offering, MARCH_9, time(11, 10), place="Gebouw B, 3511 AA Utrecht"))
    making.seat(c, making.session(c.offering, MARCH_9, time(12, 25), place="Gebouw B, 3511 AA Utrecht"))
    assert values.where(values.lessons([a, b, c])) == [
        f"7a: De Voorbeeldboom, Voorbeeldstraat 1, 3511{NBSP}AA Utrecht, lokaal 3",
        f"7b en 7c: Gebouw B, 3511{NBSP}AA Utrecht",
    ]


def test_what_the_school_arranges_is_said_once():
    a, b = making.group(1, "7a"), making.group(2, "7b")
    lesson = making.offering(1, school_arranges=["Een digibord", "Stilte"])
    other = making.offering(2, "Doorgestuurd", school_arranges=["Een digibord", "Papier"])
    bookings = [making.booking(1, lesson, a), making.booking(2, lesson, b), making.booking(3, other, a)]
    assert values.arrange(bookings) == ["Een digibord", "Stilte", "Papier"]


def test_the_word_for_what_is_asked():
    training = making.offering(2, "Zelf aan de slag", kind="training")
    team = making.group(9, "team", kind="teachers")
    (one, *_rest) = making.three_classes().bookings
    assert values.things([making.booking(9, training, team)]) == {
        "thing": "training",
        "things": "trainingen",
        "many": False,
    }
    assert values.things([one, making.booking(9, training, team)])["things"] == "lessen"


def test_a_change_shows_what_stood_there():
    assert values.Change("aantal leerlingen van 7a", "26", "24").line == "Aantal leerlingen van 7a: 26 → 24"
    assert values.Change("opmerking", "", "Gebouw B").line == "Opmerking: leeg → Gebouw B"


def test_bookings_with_the_same_reason_stand_together():
    a, b, c = making.three_classes().bookings
    making.decline(a, "full")
    making.decline(b, "full")
    making.decline(c, "other", "We hebben gebeld.")
    first, second = values.refusals([a, b, c])
    assert [spaced(line) for line in first.asked] == ["Sterk online – 7a en 7b (50 leerlingen)"]
    assert first.reason.startswith("Deze les is dit schooljaar vol.")
    assert (first.explanation, second.reason, second.explanation) == ("", "", "We hebben gebeld.")


def test_a_standard_text_is_filled_in():
    a, b, _c = making.three_classes().bookings
    making.decline(a, "not_fitting")
    making.decline(b, "too_soon")
    fitting, soon = values.refusals([a, b])
    assert "Deze les is gemaakt voor groep 7 en 8. Voor 7a past de les niet goed." in fitting.reason
    assert "We hebben ongeveer 4 weken nodig" in soon.reason


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ([("po", 7, 8)], "groep 7 en 8"),
        ([("po", 8, 8), ("vmbo", 1, 4)], "groep 8 en leerjaar 1 tot en met 4 van het vmbo"),
        ([("mbo", 1, 2)], "studiejaar 1 en 2 van het mbo"),
        ([("vo", 1, 1), ("vmbo", 1, 1)], "leerjaar 1 van het voortgezet onderwijs en leerjaar 1 van het vmbo"),
    ],
)
def test_for_whom_a_lesson_was_made(levels: list[tuple[str, int, int]], words: str):
    rows = [OfferingLevel(level=level, year_from=first, year_to=last, tracks=[]) for level, first, last in levels]
    assert spaced(values.years(making.offering(levels=rows))) == words


@pytest.mark.parametrize(("days", "words"), [(7, "ongeveer 1 week"), (10, "ongeveer 2 weken"), (None, "meer tijd")])
def test_how_long_it_takes(days: int | None, words: str):
    assert values.lead(making.offering(lead_days=days)) == words
