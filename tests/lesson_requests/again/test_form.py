# SPDX-License-Identifier: EUPL-1.2
"""The ordinary form, filled in from a former request."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from booking.extensions import db
from booking.lesson_requests import queries
from booking.schools.models import School
from tests.support.cast import TESS, TOM

from .conftest import LESSON, NEXT_YEAR, NOVEMBER, OTHER, approval, group, refusal, rows

SHIFTED = "We hebben de groepen een jaar opgeschoven. Kijk of dat klopt."


def test_everything_but_what_reaches_a_person(asked, again, clock, world):
    clock.move_to(NOVEMBER)
    number = asked(
        group("7a", wish="liever niet na de gymles"),
        group("7b", people=24),
        slugs=(LESSON, OTHER),
        day_contact="Marja, 030 123 46 09",
        remark="Gebouw B.\nTweede verdieping.",
        weekdays=("tue", "thu"),
        dayparts=("morning",),
        same_day=True,
        breaks=((time(10, 15), time(10, 30)),),
    )
    before = world()
    data = again(number).data
    assert world() == before
    assert data.getlist("offering") == [LESSON, OTHER]
    assert [data[f"groups-{n}-{part}"] for n in (1, 2) for part in ("name", "year", "pupils", "wish")] == [
        "7a", "po-7", "26", "liever niet na de gymles", "7b", "po-7", "24", ""
    ]  # fmt: skip
    assert (data["school_name"], data["school_address"]) == (TESS.school, TESS.address)
    assert (data["contact_name"], data["remark"]) == (TESS.name, "Gebouw B.\nTweede verdieping.")
    assert (data.getlist("weekdays"), data.getlist("dayparts"), data["same_day"]) == (["tue", "thu"], ["morning"], "y")
    assert data["plan_breaks"] == "10.15 – 10.30"
    assert (data["contact_email"], data["contact_phone"], data["day_contact"]) == ("", "", "")
    text = again.page.get_data(as_text=True)
    for theirs in (TESS.email, TESS.phone, "Marja", "030 123 46 09"):
        assert theirs not in text, theirs
    assert "Vul uw e-mailadres en telefoonnummer zelf in." in again.page.words and SHIFTED not in again.page.words
    assert not again.page.soup.select("#fouten")


def test_it_is_sent_as_any_other(asked, again, look, client, clock):
    """Two fields to type; the page that was opened leads to a request of its own."""
    clock.move_to(NOVEMBER)
    number = asked(group("7a"), group("7b", people=24))
    form = again(number)
    assert form.action == "/aanvraag"
    page = form.send(button="act=send", contact_email=TESS.email, contact_phone=TESS.phone)
    if page.status_code == 200:  # whatever the page of remarks says, it is sent by its button
        page = page.form("main form[method=post]").send(button="act=send")
    assert page.status_code == 303, page.words
    made = look(number + 1)
    assert [(one.name, one.people, one.year_from) for one in made.groups] == [("7a", 26, 7), ("7b", 24, 7)]
    assert (made.school_name, made.contact_email, made.status) == (TESS.school, TESS.email, "open")


def test_without_the_two_fields_it_is_asked_for(asked, again, world):
    form = again(asked(group("7a")))
    before = world()
    page = form.send(button="act=send")
    assert page.status_code == 422 and world() == before
    assert "Vul een e-mailadres in met een @ en een punt" in page.words


def test_dates_past_are_left_out(asked, again, clock):
    clock.move_to(NOVEMBER)
    number = asked(group("7a"), wish_from=date(2026, 12, 1), wish_until=date(2027, 2, 1))
    clock.move_to(NOVEMBER + timedelta(days=20))
    data = again(number).data
    assert (data["not_before"], data["not_after"]) == ("", "2027-02-01")


# --- the school year ---------------------------------------------------------------------------------------------------


@pytest.fixture
def last_year(clock):
    """Asked in November; it is September now. `with_it()` moves on."""
    clock.move_to(NOVEMBER)
    return lambda: clock.move_to(NEXT_YEAR)


def test_last_years_groups_are_a_year_up(asked, again, last_year):
    number = asked(group("6a", 6), group("7 rood", 7), group("6/7", 6, 7))
    last_year()
    form = again(number)
    assert rows(form) == [("7a", "po-7", "26"), ("8 rood", "po-8", "26"), ("7/8", "po-7-8", "26")]
    assert SHIFTED in again.page.words


def test_who_left_and_who_may_be_anywhere_are_named(asked, again, last_year):
    number = asked(group("8a", 8), group("7/8b", 7, 8), group("6a", 6))
    last_year()
    form = again(number)
    assert rows(form) == [("7/8b", "po-7-8", "26"), ("7a", "po-7", "26")]
    assert "8a is nu van school. Deze groep staat niet meer in het formulier." in again.page.words
    assert "7/8b hebben we niet opgeschoven. Kijk zelf welk jaar het nu is." in again.page.words
    assert SHIFTED in again.page.words


def test_everybody_left(asked, again, last_year):
    number = asked(group("8a", 8))
    last_year()
    form = again(number)
    assert rows(form) == [] and form.data.getlist("offering") == [LESSON]
    assert SHIFTED not in again.page.words and "8a is nu van school." in again.page.words


def test_the_same_school_year_shifts_nothing(asked, again, clock):
    clock.move_to(NOVEMBER)
    number = asked(group("6a", 6))
    clock.move_to(NOVEMBER + timedelta(days=200))
    assert rows(again(number)) == [("6a", "po-6", "26")] and SHIFTED not in again.page.words


def test_asked_before_the_summer_for_after_it(asked, again, clock):
    """In June she wrote the groups of September."""
    clock.move_to(NOVEMBER + timedelta(days=210))
    number = asked(group("6a", 6), wish_from=date(2027, 9, 1))
    clock.move_to(NEXT_YEAR)
    assert rows(again(number)) == [("6a", "po-6", "26")]


def test_two_years_ago_is_not_plain(asked, again, clock):
    clock.move_to(NOVEMBER)
    number = asked(group("6a", 6))
    clock.move_to(NEXT_YEAR + timedelta(days=365))
    assert rows(again(number)) == [("6a", "po-6", "26")] and SHIFTED not in again.page.words


def test_secondary_school(asked, again, last_year):
    number = asked(group("1 havo a", 1, level="vo", track="havo"), slugs=(OTHER,))
    last_year()
    form = again(number)
    assert rows(form) == [("2 havo a", "vo-2", "26")] and form.data["groups-1-track"] == "havo"


def test_a_lesson_that_does_not_fit_any_more(asked, again, last_year):
    """The bank card is for 7 and 8; in the groups of 6 it was asked for with open eyes, and stays."""
    number = asked(
        group("2a", 2, level="vo", track="vwo", offerings=("samen-sterk-online", OTHER)),
        group("1a", 1, level="vo", track="vwo", offerings=("samen-sterk-online",)),
        slugs=("samen-sterk-online", OTHER),
    )
    last_year()
    form = again(number)
    assert rows(form) == [("3a", "vo-3", "26"), ("2a", "vo-2", "26")]
    assert form.data.getlist("groups-1-offering") == [OTHER]
    assert form.data.getlist("groups-2-offering") == ["samen-sterk-online"]
    assert "Samen sterk online past niet meer bij 3a." in again.page.words


# --- lessons -----------------------------------------------------------------------------------------------------------


def test_a_lesson_that_stopped_is_named(asked, again, change_offering):
    number = asked(group("7a"), slugs=(LESSON, OTHER))
    change_offering(LESSON, status="archived")
    form = again(number)
    assert form.data.getlist("offering") == [OTHER]
    assert "We geven Sterk in de groep niet meer." in again.page.words


def test_all_of_them_stopped(asked, again, change_offering):
    number = asked(group("7a"))
    change_offering(LESSON, status="archived")
    form = again(number)
    assert form.data.getlist("offering") == [] and "We geven Sterk in de groep niet meer." in again.page.words
    assert form.data["school_name"] == TESS.school


def test_one_that_cannot_be_asked_for_yet(asked, again, change_offering, clock):
    clock.move_to(NOVEMBER)
    number = asked(group("7a"), slugs=(LESSON, OTHER))
    change_offering(LESSON, requests_from=date(2027, 2, 1))
    form = again(number)
    assert form.data.getlist("offering") == [OTHER]
    assert "U kunt Sterk in de groep aanvragen vanaf 1 februari 2027." in again.page.words


def test_only_what_came_to_nothing_this_year(asked, again, answer, look, trainers):
    """7a has its date; 7b was declined: nobody asks twice for 7a by one press."""
    number = asked(group("7a"), group("7b"))
    page = look(number)
    answer(number, approval(page, trainers["tariq"], only=1))
    answer(number, decline_rest(look(number)))
    assert rows(again(number)) == [("7b", "po-7", "26")]


def decline_rest(lesson_request):
    decision = refusal(lesson_request)
    waiting = {one.id for one in lesson_request.bookings if one.status == "submitted"}
    return replace(decision, decline=tuple(one for one in decision.decline if one.booking_id in waiting))


def test_one_lesson_from_its_own_block(asked, again, answer, look, client, link):
    number = asked(group("7a"), slugs=(LESSON, OTHER))
    answer(number, refusal(look(number)))
    hrefs = [a["href"] for a in client.get(link(number)).soup.select("main a") if "opnieuw" in a["href"]]
    assert hrefs == [f"{link(number)}/opnieuw?les={slug}" for slug in (LESSON, OTHER)]
    form = again(number, f"?les={OTHER}")
    assert form.data.getlist("offering") == [OTHER] and rows(form) == [("7a", "po-7", "26")]
    assert again(number, "?les=bestaat-niet").data.getlist("offering") == [LESSON, OTHER]


def test_a_training_has_its_own_row(asked, again):
    slug = "signalen-zien"
    number = asked({"kind": "teachers", "name": "team bovenbouw", "people": 12}, slugs=(slug,))
    data = again(number).data
    assert (data[f"own-{slug}-name"], data[f"own-{slug}-people"]) == ("team bovenbouw", "12")


# --- the school --------------------------------------------------------------------------------------------------------


def test_a_school_of_the_register_is_picked(asked, again, school):
    chosen = school("De Wandeling")
    number = asked(group("7a"), school_id=chosen)
    data = again(number).data
    assert data["school"] == str(chosen)
    assert "De Wandeling" in again.page.words and "Wandelpad 1, 3511 ZZ Utrecht" in again.page.words


def test_one_that_was_typed_stays_typed(asked, again, school):
    school("De Wandeling")
    data = again(asked(group("7a"))).data
    assert (data["school"], data["school_name"], data["school_address"]) == ("other", TESS.school, TESS.address)


def test_one_that_closed_is_looked_for_anew(asked, again, school, write):
    stays, chosen = school("De Wandeling"), school("Het Dichte Hek")
    number = asked(group("7a"), school_id=chosen)
    with write() as now:
        db.session.get(School, chosen).status = "closed"
        db.session.get(School, chosen).closed_on = now.date()
    data = again(number).data
    assert data.get("school", "") == "" and data["school_query"] == "Het Dichte Hek"
    with write():
        db.session.get(School, chosen).successor_id = stays
    assert again(number).data["school"] == str(stays)


# --- strangers ---------------------------------------------------------------------------------------------------------


def test_only_by_its_link(asked, client, link):
    number = asked(group("7a"))
    assert client.get("/aanvraag/" + "x" * 43 + "/opnieuw").status_code == 410
    assert client.get(f"/aanvraag/LES-{number:06d}/opnieuw").status_code == 410
    assert client.post(link(number, "/opnieuw")).status_code == 405


def test_headers_of_a_page_under_a_link(asked, again):
    again(asked(group("7a")))
    headers = again.page.headers
    assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")


def test_two_visits_are_two_requests(asked, again, look, clock):
    """Each page has a key of its own; a double press of one is one request."""
    clock.move_to(NOVEMBER)
    number = asked(group("7a"))
    assert again(number).data["form_key"] != again(number).data["form_key"]


def test_nothing_of_the_former_request_is_touched(asked, again, look, write):
    number = asked(group("7a"))
    before = look(number).version
    again(number).send(button="act=send", contact_email=TOM.email, contact_phone=TOM.phone)
    assert (look(number).version, look(number).contact_email) == (before, TESS.email)
    with write():
        assert queries.locked(number).groups[0].name == "7a"
