# SPDX-License-Identifier: EUPL-1.2
"""Merging two schools, over the pages: the question, what goes along, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from booking.errors import NotAllowed
from booking.extensions import db
from booking.history.actions import staff
from booking.history.models import HistoryEntry
from booking.lesson_requests.actions.merge_schools import WENT_ALONG, merge
from booking.lesson_requests.models import ROOT as REQUEST
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.workflow import local_day
from booking.schools.models import Holiday, scope_of
from booking.schools.queries import calendar_of, closed, schools_index
from booking.web import now
from tests.support.bulk import fill

from .conftest import ref


def question(desk, source: int, target: int):
    return desk.get(f"/beheer/scholen/{source}/samenvoegen?in={target}")


def test_the_other_school_is_suggested_and_looked_for(school, desk):
    number = school("De Klimop")
    same_postcode = school("Basisschool Rank")
    elsewhere = school("De Beuk", postcode="3581 AA", street="Beukenlaan")
    school("De Klimop", status="closed", closed_on=date(2025, 8, 1))
    page = desk.get(f"/beheer/scholen/{number}/samenvoegen")
    links = [one["href"] for one in page.soup.select("main .app-links a")]
    assert links == [f"/beheer/scholen/{number}/samenvoegen?in={same_postcode}"]
    page = desk.get(f"/beheer/scholen/{number}/samenvoegen?q=beukenlaan")
    links = [one["href"] for one in page.soup.select("main .app-links a")]
    assert links == [f"/beheer/scholen/{number}/samenvoegen?in={elsewhere}"]
    assert (
        'We vinden geen school met "zonnebloem".'
        in desk.get(f"/beheer/scholen/{number}/samenvoegen?q=zonnebloem").words
    )


def test_the_other_school_is_suggested_by_its_street_and_the_words_of_its_name(school, desk):
    number = school("Daltonschool Klimop", postcode=None)
    by_word = school("Klimop Noord", postcode="3581 AA", street="Beukenlaan")
    by_street = school("Basisschool Rank", postcode="3581 AB")
    school("De Beuk", postcode="3581 AC", street="Beukenlaan")
    page = desk.get(f"/beheer/scholen/{number}/samenvoegen")
    links = [one["href"] for one in page.soup.select("main .app-links a")]
    assert sorted(links) == [f"/beheer/scholen/{number}/samenvoegen?in={one}" for one in sorted((by_word, by_street))]


def test_all_goes_along(ask, school, belong, desk, stands, diary, look):
    source, target = school("De Klimop", "Rank", source="hand"), school("De Beuk", code="00AB00")
    mine, other = [ask("7a"), ask("7b")], ask("8a")
    for one in mine:
        belong(one, source)
    belong(other, target)
    page = question(desk, source, target)
    assert page.soup.h1.get_text() == "Wilt u deze scholen samenvoegen?"
    assert "De Klimop gaat op in De Beuk. 2 aanvragen gaan mee. U kunt dit niet terugdraaien." in page.words
    assert "Aanvragen daarna 3" in page.words
    answer = page.form("main form").send()
    assert answer.status_code == 303
    assert "Samengevoegd." in desk.get(answer.headers["Location"]).words
    assert [look(one).school_id for one in (*mine, other)] == [target] * 3
    assert look(mine[0]).school_name == "Basisschool De Klimop"  # what was asked stays as it was
    gone, stays = stands(source), stands(target)
    assert (gone.status, gone.successor_id) == ("closed", target) and gone.closed_on is not None
    assert [(one.name, one.kind) for one in stays.names] == [("De Klimop", "former"), ("Rank", "alias")]
    assert [one.action for one in diary(source)] == ["merged"]
    assert [one.action for one in diary(target)] == ["took_over"]
    assert (
        "Coby Voorbeeld voegde deze school samen met De Beuk. 2 aanvragen gingen mee."
        in desk.get(f"/beheer/scholen/{source}").words
    )
    assert "Coby Voorbeeld voegde De Klimop samen met deze school." in desk.get(f"/beheer/scholen/{target}").words


def test_each_request_that_goes_along_says_so_in_its_diary(ask, school, belong, desk, diary, coby, write):
    source, target = school("De Klimop"), school("De Beuk")
    mine, other = [ask("7a"), ask("7b")], ask("8a")
    for one in mine:
        belong(one, source)
    belong(other, target)
    with write() as now:
        assert merge(source, target, staff(coby), now) == 2
    for one in mine:
        line = diary(one, REQUEST)[-1]
        assert (line.action, line.actor_id, line.changes) == (
            WENT_ALONG,
            coby.id,
            {"old": "De Klimop", "new": "De Beuk"},
        )
        page = desk.get(f"/beheer/aanvragen/{ref(one)}")
        assert "Coby Voorbeeld voegde twee scholen samen: De Klimop ging op in De Beuk." in page.words
    assert [one.action for one in diary(other, REQUEST)] == ["submit"]


@pytest.mark.slow
def test_a_thousand_requests_cost_no_statement_more_than_two(catalogue, app, school, coby, write, read, count):
    def merged(n: int, first: int) -> int:
        source, target = school("De Klimop"), school("De Beuk")
        with app.app_context(), db.engine.connect().execution_options(write=True) as connection:
            fill(connection, n, local_day(now()), first)
            mine = sa.update(LessonRequest).where(LessonRequest.id >= first).values(school_id=source)
            connection.execute(mine)
            connection.commit()
        with count() as statements, write() as moment:
            assert merge(source, target, staff(coby), moment) == n
        with read():
            of_these = (HistoryEntry.action == WENT_ALONG, HistoryEntry.root_id >= first)
            assert db.session.scalar(sa.select(sa.func.count()).select_from(HistoryEntry).where(*of_these)) == n
        return len(statements)

    assert merged(2, 1_000_000) == merged(1_000, 2_000_000)


def test_its_closed_days_go_along(school, coby, write, read):
    source, target = school("De Klimop"), school("De Beuk")
    days = [
        (source, date(2027, 3, 9), "Studiedag"),
        (source, date(2027, 3, 10), "Studiedag"),
        (target, date(2027, 3, 9), "Studiedag"),
    ]
    with write():
        for number, day, name in days:
            db.session.add(Holiday(scope=scope_of(number), name=name, starts_on=day, ends_on=day))
    with write() as now:
        merge(source, target, staff(coby), now)
    with read():
        assert [day.starts_on.day for day in closed.of_scopes({scope_of(target)})] == [9, 10]
        assert not calendar_of(target).is_open(date(2027, 3, 10))


def test_pressed_twice_is_answered_as_once(school, desk, diary):
    source, target = school("De Klimop"), school("De Beuk")
    form = question(desk, source, target).form("main form")
    assert [form.send().status_code for _n in range(2)] == [303, 303]
    assert len(diary(source)) == len(diary(target)) == 1


def test_what_is_refused(school, desk, stands):
    one, two = school("De Klimop"), school("De Beuk")
    closed = school("De Rank", status="closed", closed_on=date(2025, 8, 1))
    form = question(desk, one, two).form("main form")
    for into, sentence, status in (
        (one, "Kies twee verschillende scholen.", 422),
        (closed, "De Rank is gesloten. Kies een school die open is.", 409),
        (999_999, "Deze school bestaat niet meer.", 409),
        ("", "Kies een school.", 422),
        ("x", "Kies een school.", 422),
    ):
        page = form.send(into=str(into))
        assert page.status_code == status and sentence in page.words, into
        if into not in ("", "x", 999_999):
            asked = question(desk, one, int(into))
            assert asked.status_code == status and sentence in asked.words
    assert question(desk, one, 999_999).status_code == 404
    assert stands(one).status == stands(two).status == "open"
    assert form.send().status_code == 303
    again = question(desk, one, school("De Es"))
    assert again.status_code == 409 and "De Klimop is al samengevoegd met een andere school." in again.words


def test_a_school_that_closed_earlier_can_go_into_its_successor(ask, school, belong, desk, look, stands):
    source = school("De Klimop", status="closed", closed_on=date(2025, 8, 1))
    target, number = school("De Beuk"), ask("7a")
    belong(number, source)
    assert question(desk, source, target).form("main form").send().status_code == 303
    assert look(number).school_id == target and stands(source).closed_on == date(2025, 8, 1)


def test_a_chain_leads_to_the_open_one(ask, school, belong, coby, write, read, look):
    first, second, third = school("De Klimop"), school("De Rank"), school("De Beuk")
    number = ask("7a")
    belong(number, first)
    for source, target in ((first, second), (second, third)):
        with write() as now:
            merge(source, target, staff(coby), now)
    assert look(number).school_id == third
    with read():
        index = schools_index()
        for one in (first, second, third):
            found = index.standing_in(one)
            assert found is not None and found.id == third
        assert [row.id for row in index.find("klimop").hits] == [third]


def test_the_action_asks_the_table_itself(school, sem, write):
    one, two = school("De Klimop"), school("De Beuk")
    with pytest.raises(NotAllowed), write() as now:
        merge(one, two, staff(sem), now)


def test_two_of_one_name_are_told_apart_and_two_open_ones_are_doubted(school, desk):
    one, other = school("De Beuk"), school("De Beuk", street="Beukstraat", house_number="7", postcode="3522 AB")
    hand, doubt = school("De Linde", source="hand"), "Beide scholen staan als open vestiging in het register van DUO."
    page = desk.get(f"/beheer/scholen/{one}/samenvoegen?in={other}")
    here, there = "De Beuk (Wandelpad 1, 3511 ZZ Utrecht)", "De Beuk (Beukstraat 7, 3522 AB Utrecht)"
    said = page.words.replace("\xa0", " ")
    assert f"{here} gaat op in {there}." in said and f"Andersom: {there} gaat op in {here}" in said and doubt in said
    page = desk.get(f"/beheer/scholen/{hand}/samenvoegen?in={one}")
    assert "De Linde gaat op in De Beuk." in page.words and doubt not in page.words
