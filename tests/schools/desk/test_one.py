# SPDX-License-Identifier: EUPL-1.2
"""One school: what its page says, its other names, and what it asks of the database."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.workflow import local_day
from booking.web import now
from tests.support.bulk import fill

from .conftest import ref


def test_what_the_register_knows_and_what_is_ours(school, desk):
    number = school(
        "De Klimop", "Het Rankje", code="00AB00", phone="030 123 45 67", website="www.deklimop.example", structure="Regulier",
        holiday_region="Midden", pupils=312, pupils_year=2025,
    )  # fmt: skip
    page = desk.get(f"/beheer/scholen/{number}")
    assert page.soup.h1.get_text() == "De Klimop"
    for text in (
        "Uit het register van DUO.", "Basisschool", "Wandelpad 1, 3511 ZZ Utrecht", "00AB00", "Overvecht", "030 123 45 67",
        "312, geteld in 2025", "regio Midden", "Het Rankje", "Deze school heeft nog niets aangevraagd.",
    ):  # fmt: skip
        assert text in page.words, text
    assert page.soup.select_one('a[href="https://www.deklimop.example"]')


def test_an_address_that_is_none_is_no_link(school, desk):
    for website in ("javascript:alert(1)", "geen website", "data:text/html,x", "//elders.example"):
        page = desk.get(f"/beheer/scholen/{school('De Klimop', website=website)}")
        assert website in page.words
        assert not [one for one in page.soup.select("main a") if one.get_text() == website]


def test_the_least_that_can_be_known(school, desk):
    number = school(
        "X" * 100, source="hand", street=None, house_number=None, postcode=None, city=None, wijk_code=None, kind="mbo"
    )
    page = desk.get(f"/beheer/scholen/{number}")
    assert "Zelf toegevoegd." in page.words and "Wijk onbekend" in page.words
    assert "Deze school heeft geen andere namen." in page.words and "Er is nog niets gewijzigd." in page.words


def test_its_requests_by_school_year_page_after_page(ask, school, belong, desk, write):
    number = school("De Klimop")
    mine = [ask(f"{n}a") for n in range(1, 31)]
    other = ask("9a")
    for n, one in enumerate(mine):
        belong(one, number)
        with write():
            moment = datetime(2025 if n < 10 else 2026, 9, 1 + n % 20, 9, tzinfo=UTC)
            db.session.execute(sa.update(LessonRequest).where(LessonRequest.id == one).values(submitted_at=moment))
    page = desk.get(f"/beheer/scholen/{number}")
    assert "Schooljaar 2026-2027" in page.words and "als Basisschool De Klimop" in page.words
    seen, address = [], f"/beheer/scholen/{number}"
    while address:
        page = desk.get(address)
        seen += [one.get_text() for one in page.soup.select("tbody th .app-sub")]
        following = page.soup.select_one("a[rel=next]")
        address = following["href"] if following else ""
    assert "Schooljaar 2025-2026" in page.words
    assert sorted(seen) == sorted(ref(one) for one in mine)
    assert ref(other) not in seen


def test_a_closed_school_says_so_and_names_its_successor(school, desk):
    heir = school("De Beuk")
    number = school("De Klimop", status="closed", closed_on=date(2025, 8, 1), successor_id=heir)
    page = desk.get(f"/beheer/scholen/{number}")
    assert "Deze school is gesloten op 1 augustus 2025." in page.words
    assert page.soup.select_one(f'main a[href="/beheer/scholen/{heir}"]').get_text() == "De Beuk"
    assert "Wijzig school" not in page.words and "Voeg samen" not in page.words


# --- other names --------------------------------------------------------------------------------------------------


def test_a_name_is_added_found_and_taken_away(school, desk, stands, diary):
    number = school("De Klimop")
    form = desk.get(f"/beheer/scholen/{number}").form("form:has(#name)")
    answer = form.send(name="  De   Piramide ", button="act=add")
    assert answer.status_code == 303 and answer.headers["Location"].endswith("klaar=naam")
    page = desk.get(answer.headers["Location"])
    assert "De naam is toegevoegd." in page.words and "Coby Voorbeeld voegde een naam toe: De Piramide." in page.words
    assert [one.get_text() for one in desk.get("/beheer/scholen?q=piramide").soup.select("tbody th a")] == ["De Klimop"]
    assert stands(number).version == 2
    twice = page.form("form:has(#name)").send(name="de piramidé", button="act=add")
    assert twice.status_code == 422 and "Zo heet deze school al. Vul een andere naam in." in twice.words
    assert twice.soup.select_one("#name")["value"] == "de piramidé"
    own = page.form("form:has(#name)").send(name="De Klimop", button="act=add")
    assert own.status_code == 422
    assert page.form("form:has(#name)").send(name=" ", button="act=add").status_code == 422
    removal = page.form("form:has([value^=remove])")
    assert removal.send(button="act=remove:de piramide").status_code == 303
    assert removal.send(button="act=remove:de piramide").status_code == 303  # a colleague was first
    assert stands(number).names == [] and stands(number).version == 3
    assert [one.action for one in diary(number)] == ["name_added", "name_removed"]


def test_what_was_typed_in_the_other_part_stays(school, desk, stands):
    number = school("De Klimop", other="Klimopje")
    form = desk.get(f"/beheer/scholen/{number}").form("form:has(#name)")
    day = {"day_name": "Studie & dag", "day_first": "9-3-2027", "day_last": "10-3-2027"}
    answer = form.send(name="De Piramide", **day, button="act=add", follow=True)
    assert "De naam is toegevoegd." in answer.words
    form = answer.form("form:has(#name)")
    assert {name: form.data[name] for name in day} == day and form.data["name"] == ""
    wrong = form.send(name="de piramide", button="act=add")
    assert wrong.status_code == 422 and wrong.form("form:has(#name)").data["day_name"] == "Studie & dag"
    away = form.send(name="Tori", button="act=remove:klimopje", follow=True).form("form:has(#name)")
    assert (away.data["name"], away.data["day_first"]) == ("Tori", "9-3-2027")
    bad = away.send(day_first="", act="add").form("form:has(#name)")
    assert (bad.data["name"], bad.data["day_last"]) == ("Tori", "10-3-2027")
    done = bad.send(day_first="9-3-2027", act="add", follow=True)
    assert "De vrije dag is toegevoegd." in done.words
    left = done.form("form:has(#name)")
    assert (left.data["name"], left.data["day_name"], left.data["day_first"]) == ("Tori", "", "")
    entered = left.send(button="act=typed", follow=True)
    assert "De naam is toegevoegd." in entered.words and len(stands(number).names) == 2


def test_a_closed_school_gets_no_more_names_or_days(school, desk):
    page = desk.get(
        f"/beheer/scholen/{school('De Klimop', other='Klimopje', status='closed', closed_on=date(2025, 8, 1))}"
    )
    assert "Klimopje" in page.words and "Haal weg" in page.words
    assert "Voeg naam toe" not in page.words and "Voeg vrije dag toe" not in page.words


# --- what it costs ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_as_many_statements_for_few_requests_as_for_many(catalogue, app, school, desk, count):
    number = school("De Klimop", "Het Rankje")

    def filled(n: int, first: int) -> None:
        with app.app_context(), db.engine.connect().execution_options(write=True) as connection:
            fill(connection, n, local_day(now()), first)
            mine = sa.update(LessonRequest).where(LessonRequest.id >= first)
            connection.execute(mine.values(school_id=number))
            connection.commit()

    def asked(address: str) -> int:
        with count() as statements:
            page = desk.get(address)
        assert page.status_code == 200 and len(page.soup.select("tbody tr")) == 25
        assert len(statements) <= 9, statements
        return len(statements)

    filled(100, 1_000_000)
    few = asked(f"/beheer/scholen/{number}"), asked(f"/beheer/scholen/{number}?na=1000050")
    filled(99_900, 1_000_100)
    assert (asked(f"/beheer/scholen/{number}"), asked(f"/beheer/scholen/{number}?na=1000050")) == few
