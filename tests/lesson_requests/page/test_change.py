# SPDX-License-Identifier: EUPL-1.2
"""Changing a request by its link: exactly what was asked for, what is refused, and nothing that was typed is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.history.actions import TEACHER
from booking.lesson_requests.models import Booking
from booking.lesson_requests.workflow import By, local_day
from booking.web import now
from tests.support.cast import TESS
from tests.support.settings import SECRETARIAT

from .conftest import LESSON, OTHER, TRAINING, WORKDAYS, asked, said

NOTICE = [("change_notice", SECRETARIAT, "queued")]


def test_numbers_and_wishes(ask, form, look, written, diary, link, client):
    number = ask("7a", "7b", weekdays=("tue",))
    due = look(number).due_on
    written()
    page = form(number).send(
        button="act=save",
        **{"groups-1-pupils": "22", "groups-2-wish": "lokaal 4", "weekdays": ["mon", "fri"], "dayparts": ["morning"]},
        remark="Gebouw B.",
        not_before="2027-03-09",
        same_day="y",
    )
    assert page.status_code == 303
    assert page.location == link(number) + "?klaar=gewijzigd"
    found = look(number)
    assert asked(found) == [("7a", 22, "submitted", 2), ("7b", 25, "submitted", 2)]
    assert [group.people for group in found.groups] == [22, 25] and found.groups[1].wish == "lokaal 4"
    assert (found.wish_weekdays, found.wish_dayparts, found.wish_from) == (
        ["mon", "fri"],
        ["morning"],
        date(2027, 3, 9),
    )
    assert (found.remark, found.wish_same_day, found.version, found.due_on) == ("Gebouw B.", True, 2, due)
    assert found.school_changed_at is not None
    assert written() == NOTICE
    last = diary(number)[-1]
    assert (last.action, last.actor_kind, last.actor_name, last.act) == ("change", "teacher", None, 2)
    assert last.changes["aantal van groep 7a"] == ["24", "22"] and last.changes["dagen"] == [
        "dinsdag",
        "maandag, vrijdag",
    ]
    words = said(client.get(page.location))
    assert "Opgeslagen. U krijgt nog steeds uiterlijk" in words


def test_the_secretariat_reads_what_changed(ask, form, mails):
    number = ask("7a", "7b")
    form(number).send(button="act=save", **{"groups-1-pupils": "22", "groups-2-name": "7c"})
    text = mails(SECRETARIAT)[-1].body_text.replace("\N{NO-BREAK SPACE}", " ")
    assert text.startswith("Gewijzigd door de school: ")
    assert "Aantal van groep 7a: 24 → 22" in text and "Naam van groep 7b: 7b → 7c" in text


def test_a_school_that_reads_english_changes_in_dutch(ask, client, link, mails, diary):
    number = ask("7a")
    page = client.get("/en" + link(number, "/wijzigen")).form("main form.app-form")
    answer = page.send(button="act=save", **{"groups-1-pupils": "22"})
    assert answer.location == "/en" + link(number) + "?klaar=gewijzigd"
    assert "Aantal van groep 7a" in mails(SECRETARIAT)[-1].body_text.replace("\N{NO-BREAK SPACE}", " ")
    assert list(diary(number)[-1].changes) == ["aantal van groep 7a"]


def test_a_group_more(ask, form, look, written):
    number = ask("7a", slug=(LESSON, OTHER))
    written()
    more = form(number).send(button="act=add_group")
    assert more.status_code == 200 and written() == []
    row = more.form("main form.app-form")
    assert row.data.getlist("groups-2-offering") == [LESSON, OTHER]
    page = row.send(button="act=save", **{"groups-2-name": "7b", "groups-2-pupils": "21"})
    assert page.status_code == 303, page.words
    found = look(number)
    assert [(g.position, g.name, g.people, g.year_from) for g in found.groups] == [(1, "7a", 24, 7), (2, "7b", 21, 7)]
    assert [(b.position, b.group.name, b.title, b.status) for b in found.bookings] == [
        (1, "7a", "Sterk in de groep", "submitted"),
        (2, "7a", "Mijn bankpas blijft bij mij", "submitted"),
        (3, "7b", "Sterk in de groep", "submitted"),
        (4, "7b", "Mijn bankpas blijft bij mij", "submitted"),
    ]
    assert {b.submitted_at for b in found.bookings} == {found.submitted_at}
    assert written() == NOTICE


def test_a_group_more_waits_as_long_as_the_newest_that_stands(ask, form, look, write):
    """Not as long as one that was withdrawn: the day of our answer would be another one than the school reads."""
    number = ask("7a", "7b", "7c")
    first = look(number).submitted_at
    with write():
        for n, (status, days) in enumerate((("submitted", 2), ("submitted", 0), ("withdrawn", 9))):
            change = sa.update(Booking).where(Booking.request_id == number, Booking.position == n + 1)
            db.session.execute(change.values(status=status, submitted_at=first + timedelta(days=days)))
    row = form(number).send(button="act=add_group").form("main form.app-form")
    page = row.send(button="act=save", **{"groups-3-name": "7d", "groups-3-pupils": "21"})
    assert page.status_code == 303, page.words
    assert look(number).bookings[-1].submitted_at == first + timedelta(days=2)


def test_a_group_less_is_withdrawn(ask, form, look, written, diary):
    number = ask("7a", "7b", "7c")
    written()
    less = form(number).send(button="act=remove_group:2")
    assert less.status_code == 200 and look(number).version == 1
    assert [row["value"] for row in less.soup.select("main input[id$=-name][id^=groups]")] == ["7a", "7c"]
    page = less.form("main form.app-form").send(button="act=save")
    assert page.status_code == 303
    assert [(name, status) for name, _n, status, _v in asked(look(number))] == [
        ("7a", "submitted"),
        ("7b", "withdrawn"),
        ("7c", "submitted"),
    ]
    assert [group.people for group in look(number).groups] == [24, 25, 26]
    assert written() == NOTICE
    assert [(one.action, one.to_status) for one in diary(number)[1:]] == [("withdraw", "withdrawn"), ("change", None)]


def test_a_lesson_less_for_one_group(ask, form, look):
    number = ask("7a", "7b", slug=(LESSON, OTHER))
    page = form(number).send(button="act=save", **{"groups-2-offering": [OTHER]})
    assert page.status_code == 303
    assert [(b.group.name, b.title, b.status) for b in look(number).bookings] == [
        ("7a", "Sterk in de groep", "submitted"),
        ("7b", "Sterk in de groep", "withdrawn"),
        ("7a", "Mijn bankpas blijft bij mij", "submitted"),
        ("7b", "Mijn bankpas blijft bij mij", "submitted"),
    ]


def test_every_tick_taken_away_is_no_silent_yes(ask, form, look, world):
    number = ask("7a", "7b", slug=(LESSON, OTHER))
    before = world()
    page = form(number).send(button="act=save", **{"groups-2-offering": None})
    assert page.status_code == 422 and world() == before
    assert "Kies minstens 1 les voor 7b, of haal de groep weg." in page.words


def test_nothing_changed(ask, form, world, client):
    number = ask("7a", "7b", slug=(LESSON, OTHER), remark="Gebouw B.", weekdays=("tue",), wish_from=date(2027, 3, 9))
    before = world()
    page = form(number).send(button="act=save")
    assert page.status_code == 303 and page.location.endswith("?klaar=niets")
    assert world() == before
    assert "U heeft niets gewijzigd." in client.get(page.location).words


def test_a_team_and_parents_have_a_row_of_their_own(ask_training, form, look):
    number = ask_training
    opened = form(number)
    assert opened.data["own-signalen-zien-people"] == "12"
    page = opened.send(button="act=save", **{"own-signalen-zien-people": "14", "own-signalen-zien-name": "team vmbo"})
    assert page.status_code == 303, page.words
    assert asked(look(number)) == [("team vmbo", 14, "submitted", 2)]


@pytest.fixture
def ask_training(trainers, write):
    from booking.catalogue.models import Offering
    from booking.lesson_requests.actions.submit import submit
    from booking.lesson_requests.asked import Asked, AskedGroup

    with write() as now:
        offering = db.session.scalars(sa.select(Offering.id).where(Offering.slug == TRAINING)).one()
        group = AskedGroup(kind="teachers", name="team", people=12, offerings=(offering,))
        whole = Asked(
            offerings=(offering,),
            groups=(group,),
            school_name=TESS.school,
            school_address=TESS.address,
            contact_name=TESS.name,
            contact_email=TESS.email,
            contact_phone=TESS.phone,
        )
        return submit(whole, actor=TEACHER, by=By.TEACHER, now=now, answer_workdays=WORKDAYS).id


def test_a_wish_that_has_passed_may_stay(ask, form, look, clock):
    number = ask("7a", wish_from=local_day(now()) + timedelta(days=3))
    clock.shift(timedelta(days=4))
    page = form(number).send(button="act=save", **{"groups-1-pupils": "22"})
    assert page.status_code == 303, page.words
    again = form(number)
    page = again.send(button="act=save", not_before=(local_day(now()) - timedelta(days=2)).isoformat())
    assert page.status_code == 422 and "Kies een datum na vandaag" in page.words
