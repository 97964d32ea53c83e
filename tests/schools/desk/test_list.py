# SPDX-License-Identifier: EUPL-1.2
"""The list of schools: what it shows, what a search finds, paging by key, and what it asks of the database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.schools.models import School
from booking.versions import moved

PER_PAGE = 50


def names(page: Any) -> list[str]:
    return [one.get_text() for one in page.soup.select("main tbody th a")]


def test_the_list_and_its_views(school, desk):
    school("De Klimop", code="00AB00")
    school("De Aap", wijk_code=None)
    school("Zelf Gemaakt", source="hand")
    school("Weg", status="closed", closed_on=date(2025, 8, 1))
    page = desk.get("/beheer/scholen")
    assert page.status_code == 200
    assert page.soup.h1.get_text() == "Scholen"
    assert names(page) == ["De Aap", "De Klimop", "Zelf Gemaakt"]
    assert "00AB00" in page.words and "Overvecht" in page.words
    assert "Wijk onbekend 1" in page.words and "Gesloten 1" in page.words and "Zelf toegevoegd 1" in page.words
    assert names(desk.get("/beheer/scholen?weergave=wijk-onbekend")) == ["De Aap"]
    assert names(desk.get("/beheer/scholen?weergave=gesloten")) == ["Weg"]
    assert names(desk.get("/beheer/scholen?weergave=zelf-toegevoegd")) == ["Zelf Gemaakt"]
    assert names(desk.get("/beheer/scholen?weergave=onzin")) == ["De Aap", "De Klimop", "Zelf Gemaakt"]


def test_an_empty_register(app, desk):
    page = desk.get("/beheer/scholen")
    assert "Er zijn hier geen scholen." in page.words
    assert 'We vinden geen school met "klimop".' in desk.get("/beheer/scholen?q=klimop").words


def test_a_search_finds_name_other_name_street_postcode_code_and_closed_ones(school, desk):
    school("De Klimop", "Het Rankje", code="00AB00", street="Rozenlaan", postcode="3525 AB")
    school("De Beuk", status="closed", closed_on=date(2025, 8, 1))
    school("Zelf Gemaakt", source="hand")
    for asked in ("klimop", "rankje", "rozenlaan", "3525 ab", "00ab00", "klimpo"):
        assert names(desk.get(f"/beheer/scholen?q={asked}")) == ["De Klimop"], asked
    assert names(desk.get("/beheer/scholen?q=beuk")) == ["De Beuk"]
    assert names(desk.get("/beheer/scholen?q=klimop&weergave=gesloten")) == []
    assert names(desk.get("/beheer/scholen?q=utrecht&weergave=zelf-toegevoegd")) == ["Zelf Gemaakt"]
    assert names(desk.get("/beheer/scholen?q=%00")) == ["De Klimop", "Zelf Gemaakt"]


def test_the_best_hit_of_a_search_comes_first(school, desk):
    school("Anders", "De Beuk")
    school("De Beuk")
    assert names(desk.get("/beheer/scholen?q=beuk"))[0] == "De Beuk"


@pytest.mark.parametrize("query", ["", "q=voorbeeld&"])
def test_all_of_them_once_page_after_page(school, desk, write, query):
    with write():
        rows = [
            {"kind": "po", "name": name, "city": "Utrecht", "source": "duo", "status": "open", "version": 1}
            for name in [f"Voorbeeld {n % 60:02d}" for n in range(120)]  # each name twice
        ]
        db.session.execute(sa.insert(School), rows)
        moved(db.session(), "schools")
    seen, address = [], f"/beheer/scholen?{query}"
    while address:
        page = desk.get(address)
        links = [one["href"] for one in page.soup.select("main tbody th a")]
        assert len(links) <= PER_PAGE
        seen += links
        following = page.soup.select_one("a[rel=next]")
        address = following["href"] if following else ""
    assert len(seen) == len(set(seen)) == 120
    assert desk.get("/beheer/scholen?na=onzin").status_code == 200
    assert names(desk.get("/beheer/scholen?na=999999")) == []


def test_who_may_see_it(school, client, sem, sign_in, desk):
    number = school("De Klimop")
    secretariat = sign_in("sem")
    assert "Scholen" in desk.get("/beheer/").soup.select_one("nav").get_text()
    assert "Scholen" not in secretariat.get("/beheer/").soup.select_one("nav").get_text()
    for path in ("", "/nieuw", f"/{number}", f"/{number}/wijzigen", f"/{number}/samenvoegen"):
        assert secretariat.get(f"/beheer/scholen{path}").status_code == 403, path
        assert client.get(f"/beheer/scholen{path}").status_code == 303, path
    token = secretariat.get("/beheer/").form("form[action*=uitloggen]").data["csrf_token"]
    for path in ("/nieuw", f"/{number}/wijzigen", f"/{number}/namen", f"/{number}/samenvoegen"):
        assert secretariat.post(f"/beheer/scholen{path}", data={"csrf_token": token}).status_code == 403, path
    for path in ("/999999", "/999999/wijzigen", "/999999/samenvoegen", "/99999999999999999999"):
        assert desk.get(f"/beheer/scholen{path}").status_code == 404, path


def test_as_many_statements_for_few_schools_as_for_many(school, desk, write, count):
    def fill(n: int, first: int) -> None:
        rows = [
            {
                "kind": "po", "name": f"School {i}", "street": "Straat", "house_number": str(i), "city": "Utrecht",
                "source": "duo", "status": "open", "version": 1, "wijk_code": "03" if i % 3 else None,
            }
            for i in range(first, first + n)
        ]  # fmt: skip
        with write():
            db.session.execute(sa.insert(School), rows)
            moved(db.session(), "schools")

    addresses = ["", "?q=school+7", "?weergave=wijk-onbekend", "?na=60", "?weergave=gesloten"]

    def asked() -> list[int]:
        found = []
        for address in addresses:
            desk.get(f"/beheer/scholen{address}")  # the index is made anew when the register changed
            with count() as statements:
                assert desk.get(f"/beheer/scholen{address}").status_code == 200
            assert len(statements) <= 6, statements
            found.append(len(statements))
        return found

    school("De Eerste")
    fill(100, 1)
    few = asked()
    fill(9_900, 101)
    assert asked() == few
