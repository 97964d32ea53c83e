# SPDX-License-Identifier: EUPL-1.2
"""`calendar import`: what it writes and says, twice the same, all or nothing."""

from __future__ import annotations

from datetime import date

import pytest

from booking.extensions import db
from booking.schools.actions.closed import CALENDAR
from booking.schools.models import School, scope_of
from booking.schools.queries import schools_index
from booking.schools.queries.closed import calendars
from booking.versions import ALL

FILE = """\
scope,name,first,last,advisory
zuid,Meivakantie,26-4-2031,4-5-2031,
municipality,Stadsdag,3-3-2027,,
12AB03,Studiedag,2027-03-09,2027-03-10,
"""


@pytest.fixture
def take_in(app, tmp_path):
    """`take_in(text)`: (exit code, what it said)."""

    def taken(text, *options, name="dagen.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        done = app.test_cli_runner().invoke(args=["calendar", "import", str(path), *options])
        return done.exit_code, done.output

    return taken


def test_closed_days_of_a_region_the_municipality_and_a_school(take_in, school, calendar, rows, diary):
    own = school("De Klimop", code="12AB03", holiday_region="Zuid")
    other = school("De Linde", code="12AB04")
    before = calendar(own)
    code, said = take_in(FILE)
    assert (code, said.splitlines()) == (
        0,
        [
            "nieuw: zuid, Meivakantie, 2031-04-26 - 2031-05-04",
            "nieuw: municipality, Stadsdag, 2027-03-03 - 2027-03-03",
            "nieuw: 12AB03, Studiedag, 2027-03-09 - 2027-03-10",
            "3 nieuw, 0 gewijzigd, 0 hetzelfde.",
        ],
    )
    assert before.is_open(date(2027, 3, 3))
    assert calendar(own).closure(date(2031, 4, 28)).kind == "school"
    assert calendar(own).closure(date(2027, 3, 10)).kind == "own"
    assert calendar(own).closure(date(2027, 3, 3)).kind == "municipality"
    assert calendar(other).is_open(date(2031, 4, 28)), "that holiday is of another region"
    assert calendar(other).is_open(date(2027, 3, 10)) and not calendar(other).is_open(date(2027, 3, 3))
    assert {row[5] for row in rows()} == {"import"}
    assert [(line.action, line.note, line.actor_kind) for line in diary(own)] == [("day_added", "Studiedag", "command")]
    assert [line.note for line in diary(CALENDAR[1], CALENDAR[0])] == ["Meivakantie", "Stadsdag"]


def test_twice_is_once(take_in, school, rows, diary):
    own = school("De Klimop", code="12AB03")
    assert take_in(FILE)[0] == 0
    first = rows()
    code, said = take_in(FILE)
    assert (code, said) == (0, "0 nieuw, 0 gewijzigd, 3 hetzelfde.\n")
    assert rows() == first and len(diary(own)) == 1


def test_a_holiday_that_was_published_anew_is_changed(take_in, school, rows, diary):
    school("De Klimop", code="12AB03")
    take_in(FILE)
    code, said = take_in(FILE.replace("26-4-2031,4-5-2031", "19-4-2031,4-5-2031"))
    assert code == 0 and said.splitlines() == [
        "gewijzigd: zuid, Meivakantie, 2031-04-26 - 2031-05-04 -> zuid, Meivakantie, 2031-04-19 - 2031-05-04",
        "0 nieuw, 1 gewijzigd, 2 hetzelfde.",
    ]
    assert len(rows()) == 3 and rows()[0][2] == date(2031, 4, 19)
    assert diary(CALENDAR[1], CALENDAR[0])[-1].changes["first_day"] == ["2031-04-26", "2031-04-19"]


def test_what_the_file_does_not_name_stays(take_in, close, rows):
    close("municipality", "Keistadfeest", date(2027, 6, 1))
    assert take_in("scope;name;first\nnoord;Herfstvakantie;19-10-2030")[0] == 0
    assert [row[1] for row in rows()] == ["Keistadfeest", "Herfstvakantie"]


def test_a_look_without_writing(take_in, school, rows):
    school("De Klimop", code="12AB03")
    code, said = take_in(FILE, "--dry-run")
    assert code == 0 and "3 nieuw" in said and "Er is niets opgeslagen." in said
    assert rows() == []


def test_a_wrong_row_changes_nothing(take_in, school, rows):
    school("De Klimop", code="12AB03")
    code, said = take_in(FILE + "mars,Dag,3-3-2027,,\n")
    assert code == 1 and 'dagen.csv, regel 5, Dag: "scope" is' in said
    code, said = take_in(FILE + "99ZZ99,Studiedag,3-3-2027,,\n")
    assert code == 1 and "dagen.csv, regel 5, 99ZZ99, Studiedag: Deze school staat niet in het register." in said
    assert rows() == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (FILE.encode() + b"municipality,Caf\xe9 \x81,4-3-2027,,\n", "regel 5: Hier staat een teken dat geen UTF-8"),
        (b"\xef\xbb\xbf" + FILE.encode() + b"NL,Caf\xe9,4-3-2027,,\n", "regel 5: Hier staat een teken dat geen UTF-8"),
        (FILE.encode("utf-16"), "Dit bestand is geen UTF-8 en geen windows-1252."),
        (b"PK\x03\x04dagen.xlsx", "Dit is een werkblad of zip-bestand."),
    ],
)
def test_bytes_that_say_nothing_are_refused_and_never_guessed(app, tmp_path, rows, content, sentence):
    path = tmp_path / "dagen.csv"
    path.write_bytes(content)
    done = app.test_cli_runner().invoke(args=["calendar", "import", str(path)])
    assert done.exit_code == 1 and sentence in done.output, done.output
    assert rows() == []


def test_wrong_usage(app):
    runner = app.test_cli_runner()
    assert runner.invoke(args=["calendar", "import"]).exit_code == 2
    assert runner.invoke(args=["calendar", "import", "/nope"]).exit_code == 2
    said = runner.invoke(args=["calendar", "import", "--help"]).output
    assert all(name in said for name in ("scope", "name", "first", "last", "advisory", "rijksoverheid.nl"))


def test_the_calendar_is_held_until_closed_days_or_the_school_change(school, close, calendar, count, app, write):
    own = school("De Klimop")
    calendar(own)
    with count() as again:
        calendar(own)
    assert again.statements == [ALL]
    close(scope_of(own), "Studiedag", date(2027, 3, 9))
    with count() as anew:
        assert not calendar(own).is_open(date(2027, 3, 9))
    assert len(anew) == 3, anew
    for n in range(30):
        close("municipality", f"Dag {n}", date(2027, 3, 10))
    with count() as many:
        calendar(own)
    assert len(many) == 3, many
    with write():
        db.session.get_one(School, own).holiday_region = "noord"
    with count() as moved:
        assert calendar(own).region == "Noord"
    assert len(moved) == 2, moved  # the school's own row, not what holds everywhere
    with count() as unknown:
        calendar()
    assert unknown.statements == [ALL]


def test_a_closed_day_does_not_read_the_register_again(school, close, read, count):
    """The index of ten thousand schools costs half a second: a study day is no reason to make it anew."""
    school("De Klimop")
    with read():
        index = schools_index()
    close("municipality", "Stadsdag", date(2027, 3, 9))
    with read(), count() as asked:
        assert schools_index() is index
    assert asked.statements == [ALL]
    school("De Linde")
    with read():
        assert schools_index() is not index


def test_the_regions_in_use_follow_the_register(school, read, write):
    own = school("De Klimop")
    with read():
        assert [one.region for one in calendars()] == ["Midden"]
    with write():
        db.session.get_one(School, own).holiday_region = "zuid"
    with read():
        assert [one.region for one in calendars()] == ["Zuid"]
