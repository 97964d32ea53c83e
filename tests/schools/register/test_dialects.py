# SPDX-License-Identifier: EUPL-1.2
"""A file says the same in every dialect: encoding, separator, quotes, names and order of columns, missing values, short codes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.schools.register import read

from .making import CKAN, CLASSIC, COLUMNS, PUPILS, Dialect, duo, pupils, row

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzéëèïíöóüúçÉËÖÜ0123456789 '-.&/\"();,’"
values = st.text(LETTERS, max_size=30).map(lambda text: " ".join(text.split()))
codes = st.builds(
    lambda n, a, b, d: f"{n:02d}{a}{b}{d:02d}",
    st.integers(0, 99), st.sampled_from("ABXYZ"), st.sampled_from("ABXYZ"), st.integers(0, 12),
)  # fmt: skip
MUST = {"VESTIGINGSCODE", "INSTELLINGSCODE", "GEMEENTENUMMER", "POSTCODE", "SOORT PRIMAIR ONDERWIJS"}


@st.composite
def lists(draw: st.DrawFn):
    """A kind of list, and its rows with anything in them that a column may hold."""
    kind = draw(st.sampled_from(["po", "vo", "special"]))
    rows = []
    for code in draw(st.lists(codes, min_size=1, max_size=6, unique=True)):
        one = row(code)
        for name in COLUMNS[kind]:
            if name not in MUST:
                one[name] = draw(values)
        one["VESTIGINGSNAAM"] = one["VESTIGINGSNAAM"] or "Naamloos"
        one["POSTCODE"] = draw(st.sampled_from(["3511 AB", "3452 ZZ", ""]))
        one["SOORT PRIMAIR ONDERWIJS"] = draw(st.sampled_from(["SBO", "SO", "VSO", "SO/VSO"]))
        rows.append(one)
    return kind, rows


@st.composite
def dialects(draw: st.DrawFn) -> Dialect:
    return Dialect(
        encoding=draw(st.sampled_from(["cp1252", "utf-8", "utf-8-sig"])),
        separator=draw(st.sampled_from(";,\t")),
        quotes=draw(st.booleans()),
        end=draw(st.sampled_from(["\r\n", "\n"])),
        missing=draw(st.sampled_from([" ", ""])),
        old_names=draw(st.booleans()),
        two_digits=draw(st.booleans()),
        short_municipality=draw(st.booleans()),
    )


@pytest.mark.once
@given(lists(), dialects(), st.randoms(use_true_random=False))
def test_any_dialect_gives_the_same_rows(told, dialect, dice):
    kind, rows = told
    order = list(range(len(COLUMNS[kind])))
    dice.shuffle(order)
    plain = read({"lijst.csv": duo(kind, rows)})
    other = read({"lijst.csv": duo(kind, rows, replace(dialect, order=tuple(order)))})
    assert len(plain.locations) == len(rows)
    assert other.locations == plain.locations
    assert other.lists == plain.lists


@pytest.mark.once
class TestWhatARowSays:
    def one(self, kind="po", dialect=CLASSIC, **more):
        [location] = read({"lijst.csv": duo(kind, [row("99XA00", **more)], dialect)}).locations.values()
        return location

    def test_is_tidied(self):
        location = self.one(plaatsnaam="'S-GRAVENHAGE", straatnaam="LAAN VAN MEERDERVOORT", vestigingsnaam="Ariëns")
        assert location.city == "'s-Gravenhage"
        assert location.street == "Laan van Meerdervoort"
        assert location.name == "Ariëns"
        assert location.phone == "030 123 45 67"
        assert location.website == "https://www.school.example"
        assert location.municipality_code == "0344"
        assert location.structure is None

    def test_a_space_is_nothing(self):
        location = self.one(telefoonnummer=" ", internetadres="  ", huisnummer_toevoeging=" ")
        assert (location.phone, location.website, location.house_number) == (None, None, None)

    def test_knows_no_religion(self):
        assert "Reformatorisch" not in repr(self.one(denominatie="Reformatorisch"))

    @pytest.mark.parametrize("dialect", [CLASSIC, CKAN, PUPILS])
    def test_reads_accents(self, dialect):
        assert self.one(dialect=dialect, vestigingsnaam="Eben-Haëzer “Één”").name == "Eben-Haëzer “Één”"

    @pytest.mark.parametrize(
        ("sort", "kind", "structure"),
        [
            ("SBO", "sbo", None),
            ("SO", "so", None),
            ("VSO", "vso", None),
            ("SO/VSO", "so", "SO/VSO"),
            ("Speciaal basisonderwijs", "sbo", None),
            ("Voortgezet speciaal onderwijs", "vso", None),
        ],
    )
    def test_special_schools_are_of_three_sorts(self, sort, kind, structure):
        location = self.one("special", soort_primair_onderwijs=sort)
        assert (location.kind, location.structure) == (kind, structure)

    def test_a_special_school_may_stand_there_twice(self):
        rows = [row("99XA00", soort_primair_onderwijs=sort) for sort in ("SO", "VSO")]
        [location] = read({"so.csv": duo("special", rows)}).locations.values()
        assert (location.kind, location.structure) == ("so", "SO/VSO")

    def test_a_secondary_school_says_what_it_teaches(self):
        location = self.one("vo", onderwijsstructuur="VBO/MAVO")
        assert (location.kind, location.structure) == ("vo", "VBO/MAVO")

    def test_a_spreadsheet_eats_noughts(self):
        data = duo("po", [row("99XA00")], Dialect(two_digits=True)).replace(b";00;", b";0;")
        assert list(read({"lijst.csv": data}).locations) == ["99XA00"]


@pytest.mark.once
class TestPupils:
    def test_the_newest_year_counts(self):
        found = read(
            {"leerlingen.csv": pupils([("99XA00", "BO", (1, 2, 312)), ("99XB00", "BO", (9, 8, 0))], (2023, 2024, 2025))}
        )
        assert {code: (one.number, one.year) for code, one in found.pupils.items()} == {
            "99XA00": (312, 2025),
            "99XB00": (0, 2025),
        }

    def test_two_sorts_of_one_location_are_added(self):
        found = read({"leerlingen.csv": pupils([("99XA00", "SO", (40,)), ("99XA00", "VSO", (60,))], (2025,))})
        assert found.pupils["99XA00"].number == 100

    def test_of_two_files_the_newest_counts(self):
        older, newer = pupils([("99XA00", "BO", (300,))], (2024,)), pupils([("99XA00", "BO", (312,))], (2025,))
        for files in ({"a.csv": older, "b.csv": newer}, {"a.csv": newer, "b.csv": older}):
            assert read(files).pupils["99XA00"].number == 312


@pytest.mark.once
class TestSeveralFiles:
    def test_are_one_register(self):
        found = read(
            {
                "po.csv": duo("po", [row("99XA00")]),
                "vo.csv": duo("vo", [row("99XF00")], CKAN),
                "so.csv": duo("special", [row("99XE00")]),
            }
        )
        assert {code: one.kind for code, one in found.locations.items()} == {
            "99XA00": "po",
            "99XF00": "vo",
            "99XE00": "sbo",
        }
        assert found.listed == {"po", "vo", "sbo", "so", "vso"}

    def test_the_same_twice_is_once(self):
        data = duo("po", [row("99XA00")])
        assert len(read({"a.csv": data, "b.csv": data}).locations) == 1

    def test_institutions_of_mbo_are_no_locations(self):
        found = read({"mbo.csv": duo("mbo", [row("99XM00", "Voorbeeld College")])})
        assert [one.name for one in found.institutions] == ["Voorbeeld College"]
        assert not found.locations
        assert not found.listed
