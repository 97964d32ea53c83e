# SPDX-License-Identifier: EUPL-1.2
"""Our own file: schools that no list has, other names, wijken; it does not overrule a list, and names the line of a mistake."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.schools.models import School
from booking.schools.register import WrongFile
from booking.schools.register.change import What

from .making import duo, row
from .test_import import WIJKEN

OURS = b"""
schools:
  - kind: mbo
    name: Voorbeeld MBO Zorg
    street: Voorbeeldstraat
    house_number: 115
    postcode: 3526 ZZ
    city: Utrecht
    phone: 030-1234613
    pupils: 1450
    pupils_year: 2025
    wijk: 06
  - code: 99XC00
    kind: po
    name: De Oude Linde
    closed_on: 2025-08-01
    successor: 99XB00
  - {code: 99XA00, aliases: [Boomschool, "De 99XA00"]}
"""
OUR_LISTS = {"po.csv": duo("po", [row("99XA00"), row("99XB00")]), "wijken.yaml": WIJKEN}


class TestOurOwnFile:
    def test_adds_what_no_list_has(self, load, show, stands, names, everything):
        files = OUR_LISTS | {"ours.yaml": OURS}
        load(files)
        mbo = stands("Voorbeeld MBO Zorg")
        assert (mbo.code, mbo.kind, mbo.source, mbo.house_number, mbo.phone) == (
            None,
            "mbo",
            "hand",
            "115",
            "030 123 46 13",
        )
        assert (mbo.municipality_code, mbo.wijk_code) == ("0344", "06")
        closed = stands("99XC00")
        assert (closed.status, closed.closed_on, closed.successor_id) == (
            "closed",
            date(2025, 8, 1),
            stands("99XB00").id,
        )
        assert names("99XA00") == {"Boomschool": "alias"}
        assert show(files).empty
        assert show({"ours.yaml": OURS}).empty

    def test_changes_only_what_it_says(self, load, write, stands):
        load(OUR_LISTS | {"ours.yaml": OURS})
        with write():
            db.session.execute(sa.update(School).where(School.kind == "mbo").values(website="https://mbo.example"))
        load({"ours.yaml": OURS.replace(b"030-1234613", b"030-1234699")})
        mbo = stands("Voorbeeld MBO Zorg")
        assert (mbo.phone, mbo.website) == ("030 123 46 99", "https://mbo.example")

    @pytest.mark.parametrize(
        ("old", "new", "what"),
        [
            (b"name: Voorbeeld MBO Zorg", b"name: Zorgcollege", What.RENAMED),
            (b"house_number: 115", b"house_number: 117", What.MOVED),
        ],
    )
    def test_knows_a_school_again_by_its_name_or_its_address(self, load, show, old, new, what):
        load(OUR_LISTS | {"ours.yaml": OURS})
        plan = show({"ours.yaml": OURS.replace(old, new)})
        assert not plan.new
        assert [change.whats for change in plan.changed] == [(what,)]

    def test_does_not_overrule_a_list(self, load, show, stands):
        load(OUR_LISTS)
        plan = show({"ours.yaml": b"schools:\n  - {code: 99XA00, kind: po, name: Iets anders}\n"})
        assert plan.empty
        assert "name" in plan.notices[0]

    @pytest.mark.parametrize(
        ("text", "line", "says"),
        [
            ("schools:\n  - {code: 99XA00, closed_on: 2026-01-01}", 2, "open volgens"),
            ("schools:\n  - {code: 99XA00, closed_on: 2100-01-01}", 2, "dag die voorbij is"),
            ("schools:\n  - {kind: po, name: A, closed_on: 9999-12-31}", 2, "dag die voorbij is"),
            ("schools:\n  - {kind: po, name: A, municipality_code: ٣٤٤}", 2, "gemeente"),
            ("schools:\n  - {kind: po, name: A, pupils: ٣٣}", 2, "heel getal"),
            ("schools:\n  - {kind: po, name: A, postcode: ٣٥١١ AB}", 2, "postcode"),
            ("wijken:\n  - {code: ٠١, name: West}", 2, "WK034401"),
            ("wijken:\n  - {code: 01, name: West, postcodes: [٣٤٥٠]}", 2, "postcodes"),
            ("schools:\n  - {code: 99XQ00, kind: po, name: A, successor: 99XQ00}", 2, "zichzelf"),
            ("schools:\n  - {code: 99XQ00}", 2, "soort en een naam"),
            ("schools:\n  - {code: 99XA00, wijk: 42}", 2, "Wijk 42"),
            ("schools:\n  - {code: 99XA00}\n  - {code: 99XA00}", 3, "twee keer"),
            ("schools:\n  - {kind: mbo, name: A}\n  - {kind: mbo, name: a}", 3, "twee keer"),
            ("schools:\n  - {kind: hbo, name: A}", 2, "Kies uit"),
            ("schools:\n  - name: A", 2, "soort en een naam"),
            ("schools:\n  - {kind: po, name: A,\n     colour: red}", 3, "colour"),
            ("schools:\n  - {kind: po, name: A, postcode: abc}", 2, "postcode"),
            ("schools:\n  - {kind: po, name: A, closed_on: gisteren}", 2, "datum"),
            ("schools:\n  - {kind: po, name: A, website: x}", 2, "website"),
            ("schools:\n  - {kind: po, name: A, aliases: B}", 2, "lijst"),
            ("schools:\n  kind: po", 2, "lijst"),
            ("schools: []\nwijken:\n  - {code: 01}", 3, "code en een naam"),
            ("wijken:\n  - {code: 01, name: West, postcodes: [3512-3511]}", 2, "postcodes"),
            ("wijken:\n  - {code: Utrecht, name: West}", 2, "WK034401"),
            ("offerings: []", 1, "offerings"),
            ("- a", 1, "Kies uit"),
            ("schools: [", 2, "YAML"),
        ],
    )
    def test_names_the_line_of_a_mistake(self, load, show, text, line, says):
        load(OUR_LISTS)
        with pytest.raises(WrongFile) as error:
            show({"ours.yaml": text.encode() + b"\n"})
        assert f"regel {line}" in error.value.sentence
        assert says in error.value.sentence

    def test_a_successor_must_exist(self, load, show):
        load(OUR_LISTS)
        with pytest.raises(WrongFile, match="99XQ00"):
            show({"ours.yaml": b"schools:\n  - {code: 99XC00, kind: po, name: A, successor: 99XQ00}\n"})

    def test_one_postcode_in_two_wijken(self, load, show):
        load(OUR_LISTS)
        with pytest.raises(WrongFile, match="3546"):
            show({"wijken.yaml": WIJKEN + b"  - {code: 07, name: Zuid, postcodes: [3546]}\n"})

    @pytest.mark.parametrize("text", ['{kind: "po\\e[31m", name: A}', '{"na\\e[31mam": A, kind: po}'])
    def test_prints_back_nothing_that_a_terminal_obeys(self, show, text):
        with pytest.raises(WrongFile) as error:
            show({"ours\x1b[31m.yaml": f"schools:\n  - {text}\n".encode()})
        assert "regel 2" in error.value.sentence
        assert error.value.sentence.isprintable()
