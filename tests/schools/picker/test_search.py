# SPDX-License-Identifier: EUPL-1.2
"""Finding a school: by any part of what it is known by, with slips, and told apart from another of its name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.schools.search import LONGEST, SchoolIndex, SchoolRow

from . import many


def row(
    number: int, name: str, street: str = "Dorpsstraat 1", place: str = "3511 AA Utrecht", **more: object
) -> SchoolRow:
    postcode, city = place[:7], place[8:]
    values: dict[str, object] = {"code": None, "kind": "po", "wijk": None, "region": None, "structure": None, **more}
    return SchoolRow(id=number, name=name, address=f"{street}, {place}", postcode=postcode, city=city, **values)  # type: ignore[arg-type]


KLIMOP, BRUG, VLEUTEN, SINT, GYMNASIUM, LICHT, BOOM, OUD, NEW, WEG, COLLEGE = range(1, 12)
INDEX = SchoolIndex(
    [
        row(KLIMOP, "OBS De Klimop", "Plantage 12", code="06OY00", wijk="Oost"),
        row(BRUG, "De Brug", "Kanaalweg 1", "3526 KL Utrecht"),
        row(VLEUTEN, "De Brug", "Kerkstraat 115", "3451 BA Vleuten"),
        row(SINT, "St. Jozefschool", "Burg. Reigerstraat 7", "3581 KX Utrecht"),
        row(GYMNASIUM, "Utrechts Stedelijk Gymnasium", "Homeruslaan 40", "3581 MG Utrecht", kind="vo"),
        row(LICHT, "Curaçaoschool Élan", "Van 't Hoffstraat 3", "3514 VP Utrecht"),
        row(BOOM, "De Voorbeeldboom", "Wittevrouwensingel 1a", "3514 AK Utrecht", other_names=("De Piramide",)),
        row(OUD, "De Oude Linde", "Lindelaan 3", open=False, successor=NEW),
        row(NEW, "De Linde", "Lindelaan 5"),
        row(WEG, "De Verdwenen School", "Niemandsland 1", open=False),
        row(COLLEGE, "Christelijk College De Populier", "Populierstraat 109", "2525 AA Den Haag", kind="vo"),
    ]
)


def ids(query: str, **more: bool) -> list[int]:
    return [hit.id for hit in INDEX.find(query, **more).hits]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("klimop", [KLIMOP]),
        ("KLIM", [KLIMOP]),  # a part, in capitals
        ("de klimop", [KLIMOP]),
        ("het klimop", [KLIMOP]),  # the wrong article
        ("basisschool klimop", [KLIMOP]),  # what it is not called
        ("06oy00", [KLIMOP]),  # code
        ("06OY", [KLIMOP]),
        ("plantage", [KLIMOP]),  # street
        ("plantage 12", [KLIMOP]),
        ("klimop oost", [KLIMOP]),  # wijk
        ("oost utrecht klimop", [KLIMOP]),  # any order
        ("3511 klimop", [KLIMOP]),
        ("3526kl", [BRUG]),  # postcode
        ("3526 kl", [BRUG]),
        ("3451", [VLEUTEN]),
        ("brug vleuten", [VLEUTEN]),  # two of one name
        ("brug kanaalweg", [BRUG]),
        ("kerkstraat 115", [VLEUTEN]),
        ("sint jozef", [SINT]),  # abbreviations, both ways
        ("st jozef", [SINT]),
        ("burgemeester reigerstr", [SINT]),
        ("burg reiger", [SINT]),
        ("usg", [GYMNASIUM]),
        ("gymnasium stedelijk", [GYMNASIUM]),
        ("curacaoschool elan", [LICHT]),  # accents
        ("CURAÇAO", [LICHT]),
        ("van t hoff", [LICHT]),
        ("vant hoffstraat", [LICHT]),
        ("boom", [BOOM]),  # inside a word
        ("voorbeeld boom", [BOOM]),
        ("piramide", [BOOM]),  # an alias or former name
        ("chr college populier", [COLLEGE]),
        ("de oude linde", [NEW]),  # merged into another: that one is found
        ("klmop", [KLIMOP]),  # slips: left out, twice, another, turned round
        ("kliimop", [KLIMOP]),
        ("klinop", [KLIMOP]),
        ("kilmop", [KLIMOP]),
        ("gimnasiun", [GYMNASIUM]),
        ("voorbelt", [BOOM]),  # a slip in a word that is not finished
        ("populer den haag", [COLLEGE]),
        ("voorbeeldboomschool", [BOOM]),  # a name that has no "school" behind it
        ("lindebasisschool", [NEW]),
        ("vorbeldboom", [BOOM]),  # two letters left out of a long word
        ("vorbelboomschool", []),
        ("klimop qqqqqq", [KLIMOP]),  # what nobody knows
    ],
)
def test_it_is_found(query: str, found: list[int]) -> None:
    assert ids(query) == found


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "a",
        "?!",
        "zzzzzz",
        "klimop vleuten",
        "3511 brug",
        "verdwenen",
        "niemandsland",
        "99",
        "oost onbekendeling",
    ],
)
def test_nothing_is_found(query: str) -> None:
    assert ids(query) == []


def test_what_begins_so_comes_before_what_only_holds_it() -> None:
    index = SchoolIndex(
        [row(1, "De Regenboom"), row(2, "Boomgaard"), row(3, "De Boom"), row(4, "Aan de weg", "Boomlaan 3")]
    )
    assert [hit.id for hit in index.find("boom").hits] == [3, 2, 4, 1]


def test_closed_ones_are_for_the_office() -> None:
    assert ids("verdwenen", closed=True) == [WEG]
    assert ids("linde", closed=True) == [NEW, OUD]
    assert ids("linde") == [NEW]


def test_a_merged_school_is_the_one_that_it_became() -> None:
    chain = SchoolIndex(
        [
            row(1, "Een", open=False, successor=2),
            row(2, "Twee", open=False, successor=3),
            row(3, "Drie"),
            row(4, "Vier", open=False),
        ]
    )
    assert [getattr(chain.standing_in(n), "id", None) for n in (1, 2, 3, 4, 5)] == [3, 3, 3, None, None]
    ring = SchoolIndex([row(1, "Een", open=False, successor=2), row(2, "Twee", open=False, successor=1)])
    assert ring.standing_in(1) is None


def test_no_more_than_asked_for_and_all_are_counted() -> None:
    index = SchoolIndex([row(n, f"School {n}", f"Straat {n}") for n in range(1, 41)])
    found = index.find("straat")
    assert (len(found.hits), found.total) == (10, 40)
    assert len(index.find("straat", 3).hits) == 3


def test_a_house_number_is_not_another_one() -> None:
    index = SchoolIndex([row(1, "Een", "Plein 1"), row(2, "Twee", "Plein 115"), row(3, "Drie", "Plein 9a")])
    assert [hit.id for hit in index.find("plein 1").hits] == [1]
    assert [hit.id for hit in index.find("plein 11").hits] == [2]
    assert [hit.id for hit in index.find("plein 9").hits] == [3]


MANY = many.rows(500)
LARGE = SchoolIndex(MANY)


@given(st.sampled_from(MANY), st.randoms(use_true_random=False))
def test_whoever_types_name_and_address_finds_it(school: SchoolRow, order: object) -> None:
    words = f"{school.name} {school.address}".replace(",", " ").split()[:8]
    order.shuffle(words)  # type: ignore[attr-defined]
    found = LARGE.find(" ".join(words), limit=500)
    assert school in found.hits


@given(st.text(max_size=200))
def test_anything_may_be_typed(query: str) -> None:
    found = LARGE.find(query)
    assert len(found.hits) <= 10 and found.total >= len(found.hits)
    assert all(hit.open for hit in found.hits)
    assert len({hit.id for hit in found.hits}) == len(found.hits)
    assert LARGE.find(query[:LONGEST]) == found
