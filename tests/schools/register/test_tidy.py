# SPDX-License-Identifier: EUPL-1.2
"""What the register writes in its own way, as people write it."""

from __future__ import annotations

import pytest

from booking.schools.register import tidy

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("written", "sane"),
    [
        ("UTRECHT", "Utrecht"),
        ("DE MEERN", "De Meern"),
        ("'S-GRAVENHAGE", "'s-Gravenhage"),
        ("'S-HERTOGENBOSCH", "'s-Hertogenbosch"),
        ("'T GOY", "'t Goy"),
        ("IJSSELSTEIN UT", "IJsselstein Ut"),
        ("CAPELLE AAN DEN IJSSEL", "Capelle aan den IJssel"),
        ("BERGEN OP ZOOM", "Bergen op Zoom"),
        ("HENDRIK-IDO-AMBACHT", "Hendrik-Ido-Ambacht"),
        ("Laan van Nieuw-Guinea", "Laan van Nieuw-Guinea"),
        ("2E DAALSEDIJK", "2E Daalsedijk"),
        ("", ""),
        ("12", "12"),
    ],
)
def test_places_and_streets(written, sane):
    assert tidy.sane_case(written) == sane


@pytest.mark.parametrize(
    ("written", "sane"),
    [
        ("OBS DE KLIM", "OBS De Klim"),
        ("KBS ST. JAN DE DOPER", "KBS St. Jan De Doper"),
        ("SCHOOL VOOR SBO", "School voor SBO"),
        ("JOANNES XXIII", "Joannes XXIII"),
        ("Obs De Klimroos, samen de wereld in", "Obs De Klimroos, samen de wereld in"),
        ("BLINK", "Blink"),
        ("ARIËNS", "Ariëns"),
    ],
)
def test_names(written, sane):
    assert tidy.school_name(written) == sane


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("0302006440", "030 200 64 40"),
        ("030-2006440", "030 200 64 40"),
        ("+31302006440", "030 200 64 40"),
        ("+31 (0)30 2006440", "030 200 64 40"),
        ("0620345230", "06 20 34 52 30"),
        ("0346123456", "0346 12 34 56"),
        ("0881234567", "088 123 45 67"),
        ("14 030", "14 030"),
        ("geen", "geen"),
    ],
)
def test_telephones(written, plain):
    assert tidy.phone(written) == plain


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("www.shon.example", "https://www.shon.example"),
        ("http://www.KSU.example/", "http://www.ksu.example"),
        ("https://a.example/b?c=d", "https://a.example/b?c=d"),
        ("a.example/School", "https://a.example/School"),
        ("javascript:alert(1)", None),
        ("info@school.example", None),
        ("volgt", None),
        ("a b.example", None),
        ('www.x.example/"><script>', None),
        ("//evil", None),
    ],
)
def test_websites(written, address):
    assert tidy.website(written) == address


def test_postcodes_and_municipalities():
    assert tidy.postcode("3453ra") == "3453 RA"
    assert tidy.postcode("3453") is None
    assert tidy.municipality("344") == tidy.municipality("0344") == "0344"
    assert tidy.municipality("Utrecht") is None
