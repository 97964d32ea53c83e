# SPDX-License-Identifier: EUPL-1.2
"""A file of closed days: three ways to write the same, and each mistake with its line."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from booking.errors import BookingError
from booking.schools.calendar.file import ClosedRow, read

YAML = """\
# Utrecht, schooljaar 2030-2031
- scope: midden
  name: Herfstvakantie
  first: 2030-10-19
  last: 2030-10-27
  advisory: true
- scope: municipality
  name: Stadsdag
  first: 3-3-2031
- {scope: 12ab03, name: Studiedag, first: 4-3-2031, last: 5-3-2031}
"""
CSV = """\
scope;name;first;last;advisory
midden;Herfstvakantie;19-10-2030;27-10-2030;ja
municipality;Stadsdag;3-3-2031;;

12AB03;Studiedag;2031-03-04;2031-03-05;nee
"""
ROWS = [
    ("midden", "Herfstvakantie", date(2030, 10, 19), date(2030, 10, 27), True),
    ("municipality", "Stadsdag", date(2031, 3, 3), date(2031, 3, 3), False),
    ("12AB03", "Studiedag", date(2031, 3, 4), date(2031, 3, 5), False),
]
OFFICIAL = {
    "type": "schoolholidays",
    "content": [
        {
            "title": " Schoolvakanties 2030-2031 ",
            "schoolyear": " 2030-2031 ",
            "vacations": [
                {
                    "type": "Herfstvakantie ",
                    "compulsorydates": "false",
                    "regions": [
                        {
                            "region": "noord",
                            "startdate": "2030-10-11T22:00:00.000Z",
                            "enddate": "2030-10-19T22:00:00.000Z",
                        },
                        {
                            "region": "midden",
                            "startdate": "2030-10-18T22:00:00.000Z",
                            "enddate": "2030-10-26T22:00:00.000Z",
                        },
                    ],
                },
                {
                    "type": "Kerstvakantie ",
                    "compulsorydates": "true ",
                    "regions": [
                        {
                            "region": "heel Nederland",
                            "startdate": "2030-12-20T23:00:00.000Z",
                            "enddate": "2031-01-04T23:00:00.000Z",
                        }
                    ],
                },
            ],
        }
    ],
}


@pytest.fixture(autouse=True)
def in_dutch(app):
    with app.test_request_context():
        yield


def plain(rows: list[ClosedRow]) -> list[tuple[object, ...]]:
    return [(row.scope, row.name, row.first, row.last, row.advisory) for row in rows]


@pytest.mark.once
@pytest.mark.parametrize(
    "content",
    [
        YAML.encode(),
        CSV.encode(),
        b"\xef\xbb\xbf" + CSV.encode(),
        CSV.replace(";", ",").replace("\n", "\r\n").encode(),
        CSV.encode("cp1252"),
        ("\n\n" + CSV).encode(),
    ],
)
def test_the_same_days_however_they_are_written(content):
    assert plain(read(content, "dagen")) == ROWS


@pytest.mark.once
@pytest.mark.parametrize(
    "text", [json.dumps(OFFICIAL), json.dumps(OFFICIAL["content"], indent="\t"), yaml.safe_dump(OFFICIAL)]
)
def test_school_holidays_as_the_government_publishes_them(text):
    assert plain(read(text.encode(), "vakanties.json")) == [
        ("noord", "Herfstvakantie", date(2030, 10, 12), date(2030, 10, 20), True),
        ("midden", "Herfstvakantie", date(2030, 10, 19), date(2030, 10, 27), True),
        ("NL", "Kerstvakantie", date(2030, 12, 21), date(2031, 1, 5), False),
    ]


@pytest.mark.once
def test_an_empty_file_says_nothing():
    assert read(b"", "leeg") == [] == read(b"# niets\n", "leeg")
    assert read(b"scope;name;first\n", "leeg") == []


WRONG = [
    ("- {scope: mars, name: Dag, first: 2031-03-03}", 'regel 1, Dag: "scope" is NL, noord, midden, zuid'),
    ("\n\n- {scope: midden, name: Dag}", 'regel 3, Dag: Vul "first" in.'),
    ("- {scope: midden, name: Dag, first: 31-2-2031}", 'regel 1, Dag: "first" is geen datum'),
    ("- {scope: midden, name: Dag, first: 1-1-3031}", 'regel 1, Dag: "first" is geen datum'),
    ("- {scope: midden, name: Dag, first: 3-3-2031, last: 2-3-2031}", "regel 1, Dag: De laatste dag ligt vóór de eerste. Pas één van de datums aan."),
    ("- {scope: midden, name: Dag, first: 1-1-2031, last: 1-1-2032}", "regel 1, Dag: Dit is langer dan 92 dagen."),
    ("- {scope: midden, name: Dag, first: 3-3-2031, advisory: soms}", 'regel 1, Dag: "advisory" is true of false'),
    ("- {scope: midden, name: Dag, first: 3-3-2031, colour: rood}", 'regel 1, Dag: "colour" kan hier niet.'),
    (f"- {{scope: midden, name: {'x' * 81}, first: 3-3-2031}}", "Maak de naam korter: maximaal 80 tekens."),
    ("- midden", "regel 1: Maak hier een rij met velden van."),
    ("midden", "regel 1: Maak hier een rij met velden van."),
    ('{"vacations": "abc"}', "regel 1: Maak hier een lijst van."),
    ('{"content": [{"vacations": {"a": {"b": 1}}}]}', "regel 1: Maak hier een lijst van."),
    ('{"vacations": [{"type": "Mei"}]}', "regel 1: Maak hier een lijst van."),
    ('{"vacations": ["abc"]}', "regel 1: Maak hier een lijst van."),
    ('{"vacations": [{"type": "Mei", "regions": "noord"}]}', "regel 1: Maak hier een lijst van."),
    (
        '{"vacations": [{"type": "Mei", "regions": [{"region": "noord", "startdate": "9999-12-31T23:59:59Z"}]}]}',
        'regel 1, Mei: "first" is geen datum',
    ),
    (
        '{"vacations": [{"type": "Mei", "regions": [{"region": "noord", "startdate": "0001-01-01T00:00:00+14:00"}]}]}',
        'regel 1, Mei: "first" is geen datum',
    ),
    ("- {scope: midden", "regel 2: Dit is geen geldige YAML"),
    ("scope;name\nmidden;Dag", "regel 1: De eerste regel mist: first."),
    ("scope;name;first;colour\nmidden;Dag;3-3-2031;rood", "regel 1: De eerste regel mag alleen deze namen hebben"),
    ("scope;name;first\nmidden;Dag;3-3-2031;rood", "regel 2: Deze regel heeft meer velden dan de eerste regel."),
    ("scope;name;first\n\nmunicipality;Dag;3-3-2031\nmunicipality;Dag;3-3-2031", "regel 4, Dag: Deze dagen staan ook al op regel 3."),
    ("scope;name;first\nmidden;Meivakantie;3-5-2031\nmidden;Meivakantie;4-5-2031", "regel 3, Meivakantie: Deze dagen staan ook al op regel 2."),
]  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize(("text", "sentence"), WRONG)
def test_a_wrong_row_is_named_with_its_line(text, sentence):
    with pytest.raises(BookingError) as refused:
        read(text.encode(), "dagen.yaml")
    assert sentence in refused.value.sentence
    assert all(line.startswith("dagen.yaml, regel ") for line in refused.value.sentence.split("\n"))


@pytest.mark.once
@pytest.mark.parametrize("region", ["{region: noord, startdate: 2031-04-26, enddate: 2031-05-04}", "x"])
def test_a_small_file_that_stands_for_millions_of_rows(region):
    again = 300
    text = (
        f"content:\n- &year\n  vacations:\n  - &holiday\n    type: Mei\n    regions:\n    - &region {region}\n"
        + "    - *region\n" * again
        + "  - *holiday\n" * again
        + "- *year\n" * again
    )
    with pytest.raises(BookingError) as refused:
        read(text.encode(), "dagen.yaml")
    assert refused.value.sentence == "dagen.yaml, regel 1: In dit bestand staan meer dan 10.000 rijen."


@pytest.mark.once
def test_what_a_terminal_obeys_is_not_printed_back():
    with pytest.raises(BookingError) as refused:
        read(b'- {scope: "mid\\e[31mden", name: Dag, first: 3-3-2031}\n', "dagen.yaml")
    assert "mid[31mden" in refused.value.sentence
    assert refused.value.sentence.isprintable()


@pytest.mark.once
def test_all_mistakes_are_told_at_once():
    text = "scope;name;first\nmars;Dag;3-3-2031\nmidden;Dag;ooit\nmidden;Goed;3-3-2031"
    with pytest.raises(BookingError) as refused:
        read(text.encode(), "dagen.csv")
    assert [line.split(",")[1].strip() for line in refused.value.sentence.split("\n")] == ["regel 2", "regel 3"]


# --- whatever the days ---------------------------------------------------------------------------------------------

NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=20)
ROW = st.tuples(
    st.sampled_from(["NL", "noord", "midden", "zuid", "municipality", "12AB34"]),
    NAMES,
    st.dates(date(2027, 1, 1), date(2040, 12, 31)),
    st.integers(0, 92),
    st.booleans(),
)


def written(rows: list[tuple[str, str, date, int, bool]]) -> tuple[str, str, str]:
    """As YAML, as CSV, as JSON of our own rows."""
    said = [
        {"scope": scope, "name": name, "first": first, "last": first + timedelta(days=n), "advisory": advisory}
        for scope, name, first, n, advisory in rows
    ]
    table = ["scope;name;first;last;advisory"]
    table += [
        f"{one['scope']};{one['name']};{one['first'].day}-{one['first'].month}-{one['first'].year};{one['last']};{one['advisory']}"
        for one in said
    ]
    return yaml.safe_dump(said, allow_unicode=True), "\n".join(table), json.dumps(said, default=str, ensure_ascii=False)


@pytest.mark.once
@given(st.lists(ROW, max_size=6, unique_by=(lambda row: row[1].casefold())))
def test_the_same_rows_in_every_dialect(rows):
    one, *others = (plain(read(text.encode(), "dagen")) for text in written(rows))
    assert [len(one), *others] == [len(rows), one, one]
    assert one == [
        (scope, name, first, first + timedelta(days=n), advisory) for scope, name, first, n, advisory in rows
    ]


@pytest.mark.once
@given(st.dates(date(2027, 1, 1), date(2040, 12, 31)), st.integers(0, 60))
def test_the_governments_moments_are_midnight_here(first, n):
    zone = ZoneInfo("Europe/Amsterdam")

    def moment(day: date) -> str:
        return datetime.combine(day, time(), zone).astimezone(ZoneInfo("UTC")).isoformat().replace("+00:00", ".000Z")

    regions = [{"region": "zuid", "startdate": moment(first), "enddate": moment(first + timedelta(days=n))}]
    year = {"schoolyear": "x", "vacations": [{"type": "Meivakantie", "compulsorydates": "true", "regions": regions}]}
    assert plain(read(json.dumps([year]).encode(), "x")) == [
        ("zuid", "Meivakantie", first, first + timedelta(days=n), False)
    ]
