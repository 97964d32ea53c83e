# SPDX-License-Identifier: EUPL-1.2
"""The school on the form that changes a request: another one, a typed one in its place, and one that closed since."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from booking.catalogue.models import Programme
from booking.extensions import db
from booking.history.models import HistoryEntry
from booking.lesson_requests.models import LessonRequest
from tests.support.client import Form, Page

Ask = Callable[..., int]
Opened = Callable[[int], Form]


@pytest.fixture
def pick(write: Any) -> Callable[[int, int], None]:
    """`pick(request, school)`: as if the school had been picked when it was sent, under the name that stands there."""

    def picked(request_id: int, school_id: int) -> None:
        with write():
            one = db.session.scalars(sa.select(LessonRequest).where(LessonRequest.id == request_id)).one()
            one.school_id, one.school_kind, one.school_wijk = school_id, "po", "Binnenstad"

    return picked


def facts(one: LessonRequest) -> tuple[Any, ...]:
    return one.school_id, one.school_name, one.school_address, one.school_kind, one.school_wijk


def text_of(page: Page) -> str:
    block = page.soup.select_one("[data-picked]")
    assert block is not None
    return "" if block.has_attr("hidden") else block.p.get_text(" ", strip=True)  # type: ignore[union-attr]


def test_a_typed_school_stands_there_and_stays(
    ask: Ask, form: Opened, look: Any, schools: SimpleNamespace, read: Any
) -> None:
    number = ask("7a")
    before = facts(look(number))
    opened = form(number)
    assert opened.data["school"] == "other" and opened.data["school_name"] == before[1]
    assert opened.buttons[0] == ("act", "save")
    assert opened.send(button="act=save", remark="Gebouw B.").status_code == 303
    assert facts(look(number)) == before
    with read():
        changes = [entry.changes for entry in db.session.scalars(sa.select(HistoryEntry)) if entry.action == "change"]
    assert [list(one) for one in changes] == [["opmerking"]]


def test_from_typed_to_picked_and_back(ask: Ask, form: Opened, look: Any, schools: SimpleNamespace) -> None:
    number = ask("7a")
    typed = facts(look(number))
    assert form(number).send(button="act=save", school=str(schools.college)).status_code == 303
    assert facts(look(number)) == (schools.college, "Domcollege", "Domplein 3, 3512 ZZ Utrecht", "vo", "Binnenstad")
    opened = form(number)
    assert opened.data["school"] == str(schools.college) and opened.data["school_name"] == ""
    back = opened.send(button="act=save", school="other", school_name=typed[1], school_address=typed[2])
    assert back.status_code == 303
    assert facts(look(number)) == typed


def test_the_school_of_the_register_behind_the_words_that_were_typed(
    ask: Ask, form: Opened, look: Any, schools: SimpleNamespace, write: Any, read: Any, mails: Any
) -> None:
    """The same name and address, picked and typed again: each way is a change of its own, with its line, its mail and its step."""
    number = ask("7a")
    with write():
        one = db.session.scalars(sa.select(LessonRequest).where(LessonRequest.id == number)).one()
        one.school_name, one.school_address, one.school_wijk = "De Boom", "Boomstraat 1, 3511 ZZ Utrecht", None
    typed, said = facts(look(number)), []
    assert typed[3] == "po"
    for turn, (answers, after) in enumerate(
        (
            ({"school": str(schools.boom)}, (schools.boom, *typed[1:4], "Binnenstad")),
            ({"school": "other", "school_name": typed[1], "school_address": typed[2]}, typed),
        ),
        1,
    ):
        before = look(number).version
        page = form(number).send(button="act=save", **answers)
        assert page.status_code == 303 and "klaar=niets" not in page.headers["Location"]
        assert facts(look(number)) == after and look(number).version == before + 1
        notices = [mail for mail in mails() if mail.kind == "change_notice"]
        assert len(notices) == turn
        with read():
            said = [one.changes for one in db.session.scalars(sa.select(HistoryEntry).order_by(HistoryEntry.id))]
        assert "school in het register" in (said[-1] or {})
    assert said[-2:] == [
        {"school in het register": ["", "De Boom (99X000)"]},
        {"school in het register": ["De Boom (99X000)", ""]},
    ]
    assert "School in het register: De Boom (99X000) → leeg" in notices[-1].body_text


def test_numbers_change_and_the_school_stays_as_it_was_asked(
    ask: Ask, form: Opened, look: Any, pick: Any, schools: SimpleNamespace, close: Any
) -> None:
    """Also where the register calls it otherwise by now, or where it closed."""
    number = ask("7a")
    pick(number, schools.boom)
    before = facts(look(number))
    for _turn in range(2):
        opened = form(number)
        assert opened.data["school"] == str(schools.boom)
        people = str(int(opened.data["groups-1-pupils"]) + 1)
        assert opened.send(button="act=save", **{"groups-1-pupils": people}).status_code == 303
        assert facts(look(number)) == before and look(number).groups[0].people == int(people)
        close(schools.boom)


def test_looking_saves_nothing(ask: Ask, form: Opened, look: Any, schools: SimpleNamespace) -> None:
    number = ask("7a")
    before = look(number).version
    dropped = form(number).send(button="act=other_school", remark=" blijft ")
    opened = dropped.form("main form.app-form")
    assert "school" not in opened.data and opened.buttons[0] == ("act", "enter")
    assert dropped.soup.select_one("#school_query").has_attr("autofocus")  # type: ignore[union-attr]
    found = opened.send(button="act=enter", school_query="brug")
    assert found.status_code == 200 and len(found.soup.select("[type=radio][name=school]")) == 3
    assert found.form("main form.app-form").data["remark"] == " blijft "
    assert look(number).version == before


def test_the_only_hit_is_asked_about(ask: Ask, form: Opened, look: Any, schools: SimpleNamespace) -> None:
    number = ask("7a")
    page = form(number).send(button="act=save", school=None, school_query="piramide")
    assert page.status_code == 200 and "Bedoelt u deze school?" in page.words
    assert text_of(page) == "De Boom Boomstraat 1, 3511 ZZ Utrecht"
    assert look(number).school_id is None
    assert page.form("main form.app-form").send(button="act=save").status_code == 303
    assert look(number).school_id == schools.boom


@pytest.mark.parametrize("merged", [True, False])
def test_it_closes_between_reading_and_writing(
    ask: Ask, form: Opened, look: Any, schools: SimpleNamespace, closing: Any, merged: bool
) -> None:
    number = ask("7a")
    opened = form(number)
    with closing(schools.boom, into=schools.linde if merged else None):
        page = opened.send(button="act=save", school=str(schools.boom), school_query="boom", remark=" blijft ")
    if merged:
        assert page.status_code == 303 and look(number).school_id == schools.linde
        return
    assert page.status_code == 409
    assert [one.get_text() for one in page.soup.select("#fouten a")] == [
        "Deze school is gesloten. Kies een andere school."
    ]
    assert page.form("main form.app-form").data["remark"] == " blijft "
    assert look(number).school_id is None


def test_a_colleague_changes_it(ask: Ask, look: Any, schools: SimpleNamespace, sign_in: Any, coby: Any) -> None:
    number = ask("7a")
    address = f"/beheer/aanvragen/{look(number).reference}/wijzigen"
    opened = sign_in("coby").get(address).form("main form.app-form")
    page = opened.send(button="act=preview", school=str(schools.boom))
    assert page.status_code == 200 and "De Boom" in page.words and look(number).school_id is None
    assert page.form("main form.app-form").send(button="act=save").status_code == 303
    assert look(number).school_id == schools.boom


def test_a_primary_school_is_not_asked_for_the_kind_of_education(
    ask: Ask, form: Opened, schools: SimpleNamespace, pick: Callable[[int, int], None]
) -> None:
    number = ask("8a", slug="mijn-bankpas-blijft-bij-mij")
    assert "groups-1-track" in form(number).data
    pick(number, schools.boom)
    assert "groups-1-track" not in form(number).data


def test_nor_is_who_asked_for_the_programme_of_primary_schools(
    ask: Ask, form: Opened, look: Any, schools: SimpleNamespace, write: Any
) -> None:
    number = ask("8a", slug="mijn-bankpas-blijft-bij-mij")
    with write():
        programme = db.session.scalars(sa.select(Programme).where(Programme.slug == "bovenbouw")).one()
        db.session.get_one(LessonRequest, number).programme_id = programme.id
    opened = form(number)
    assert opened.data["school"] == "other" and "groups-1-track" not in opened.data
    assert opened.send(button="act=save", remark="Gebouw B.").status_code == 303
    asked = opened.send(button="act=save", **{"groups-1-year": "vo-1"})
    assert asked.status_code == 422 and "Kies het soort onderwijs van 8a." in asked.words
    assert asked.form("main form.app-form").data["groups-1-year"] == "vo-1"
