# SPDX-License-Identifier: EUPL-1.2
"""What is said of a date on which the school is closed: to the school, to who reads along, to the coordinator. It warns, never blocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
import sqlalchemy as sa

from booking.catalogue.queries import catalogue as all_of_it
from booking.extensions import db
from booking.lesson_requests.asked import Asked, AskedGroup, AskedTime
from booking.lesson_requests.dates import Wish, next_fitting
from booking.lesson_requests.models import Booking, WantedTime, reference_of
from booking.lesson_requests.warnings import closed_day, remarks
from booking.schools.calendar import Closure, SchoolCalendar
from booking.schools.models import MUNICIPALITY, scope_of
from tests.lesson_requests.desk.conftest import LESSON, SERIES
from tests.lesson_requests.desk.test_decision_page import filled as decided
from tests.lesson_requests.form.filled import put
from tests.support.cast import TESS

NOW = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)
CALENDAR = SchoolCalendar(
    "Zuid",
    (
        Closure("Stadsdag", date(2027, 3, 9), date(2027, 3, 9), "municipality"),
        Closure("Studiedag", date(2027, 3, 11), date(2027, 3, 12), "own"),
    ),
)


@pytest.fixture(autouse=True)
def today(clock):
    clock.move_to(NOW)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


# --- the sentences ----------------------------------------------------------------------------------------------------


@pytest.mark.once
@pytest.mark.parametrize(
    ("day", "to_school", "to_office", "instead"),
    [
        (
            date(2027, 2, 16),
            "Tussen zaterdag 13 februari 2027 en zondag 21 februari 2027 is het voorjaarsvakantie (regio Zuid).",
            "Tussen zaterdag 13 februari 2027 en zondag 21 februari 2027 is het voorjaarsvakantie (regio Zuid).",
            date(2027, 2, 22),
        ),
        (
            date(2027, 3, 13),
            "De datum zaterdag 13 maart 2027 valt in het weekend.",
            "De datum zaterdag 13 maart 2027 valt in het weekend.",
            date(2027, 3, 15),
        ),
        (
            date(2027, 3, 29),
            "De datum maandag 29 maart 2027 is een feestdag (Tweede Paasdag).",
            "De datum maandag 29 maart 2027 is een feestdag (Tweede Paasdag).",
            date(2027, 3, 30),
        ),
        (
            date(2027, 5, 7),
            "De datum vrijdag 7 mei 2027 is op veel scholen vrij (de vrijdag na Hemelvaart).",
            "De datum vrijdag 7 mei 2027 is op veel scholen vrij (de vrijdag na Hemelvaart).",
            date(2027, 5, 10),
        ),
        (
            date(2027, 3, 9),
            "De datum dinsdag 9 maart 2027 is een vrije dag in de gemeente (Stadsdag).",
            "De datum dinsdag 9 maart 2027 is een vrije dag in de gemeente (Stadsdag).",
            date(2027, 3, 10),
        ),
        (
            date(2027, 3, 11),
            "De datum donderdag 11 maart 2027 is een vrije dag van uw school (Studiedag).",
            "De datum donderdag 11 maart 2027 is een vrije dag van de school (Studiedag).",
            date(2027, 3, 15),
        ),
    ],
)
def test_each_kind_of_closed_day(app, day, to_school, to_office, instead):
    with app.test_request_context():
        found = closed_day(day, CALENDAR, "not_before")
    assert plain(found.text) == f"{to_school} Kijk of uw wens klopt."
    assert plain(found.office) == to_office
    assert (found.field, found.instead) == ("not_before", instead)


@pytest.mark.once
def test_a_day_before_may_be_the_one_that_fits(app):
    with app.test_request_context():
        assert closed_day(date(2027, 3, 13), CALENDAR, "not_after", -1).instead == date(2027, 3, 10)
        assert closed_day(date(2027, 3, 10), CALENDAR) is None


@pytest.mark.once
def test_a_schedule_is_told_of_each_closed_day_once(app, catalogue):
    times = [
        AskedTime(group=n, offering=1, on_date=day, start=time(9), end=time(10))
        for day in (date(2027, 2, 16), date(2027, 2, 18), date(2027, 3, 9), date(2027, 3, 10))
        for n in (0, 1)
    ]
    with app.test_request_context():
        group = AskedGroup(kind="class", name="7a", people=24, offerings=(), level="po", year_from=7, year_to=7)
        asked = Asked(
            offerings=(), groups=(group,), school_name="De Klimop", school_address="Utrecht",
            contact_name=TESS.name, contact_email=TESS.email, contact_phone=TESS.phone, times=tuple(times),
        )  # fmt: skip
        found = remarks(asked, [], date(2026, 11, 24), CALENDAR)
    assert [(one.field, one.instead) for one in found] == [
        ("plan@2027-02-16", date(2027, 2, 22)),
        ("plan@2027-03-09", date(2027, 3, 10)),
    ]


@pytest.mark.once
def test_groups_of_another_year_are_told_of_once(app, catalogue):
    with app.test_request_context():
        card = next(one for one in all_of_it().cards if one.slug == "mijn-bankpas-blijft-bij-mij")
        groups = tuple(
            AskedGroup(
                kind="class", name=f"6{name}", people=24, offerings=(card.id,), level="po", year_from=6, year_to=6
            )
            for name in "abc"
        )
        asked = Asked(
            offerings=(card.id,), groups=groups, school_name="De Klimop", school_address="Utrecht",
            contact_name=TESS.name, contact_email=TESS.email, contact_phone=TESS.phone,
        )  # fmt: skip
        found = remarks(asked, [card], date(2026, 11, 24), CALENDAR)
    assert len(found) == 1 and "U vraagt de les aan voor groep 6." in plain(found[0].text)


# --- the form ---------------------------------------------------------------------------------------------------------


def test_the_form_warns_by_the_calendar_of_the_school(filled, school, close, stored, mails):
    """A school in Zuid with a study day: its region is asked, and one press takes the next day that fits."""
    own = school("De Klimop", holiday_region="Zuid")
    close(scope_of(own), "Studiedag", date(2027, 2, 22))
    form = filled()
    for name in ("school_name", "school_address"):
        put(form, name, "")
    put(form, "school", str(own))
    put(form, "not_before", "16-2-2027")
    page = form.send(button="act=send")
    assert page.status_code == 200 and not stored()
    assert "is het voorjaarsvakantie (regio Zuid). Kijk of uw wens klopt." in plain(page.words)
    assert "Neem dinsdag 23 februari 2027" in plain(page.words)
    taken = page.form().send(button="act=date:not_before:2027-02-23")
    assert "voorjaarsvakantie" not in taken.words
    assert taken.form().send(button="act=send").status_code == 303
    (placed,) = stored()
    assert (placed.wish_from, placed.school_id) == (date(2027, 2, 23), own)


def test_it_warns_and_never_blocks(filled, close, stored, mails):
    close(MUNICIPALITY, "Stadsdag", date(2027, 3, 9))
    form = filled()
    put(form, "not_before", "9-3-2027")
    put(form, "not_after", "13-3-2027")
    page = form.send(button="act=send")
    assert page.status_code == 200
    assert "De datum dinsdag 9 maart 2027 is een vrije dag in de gemeente (Stadsdag)." in plain(page.words)
    assert "De datum zaterdag 13 maart 2027 valt in het weekend." in plain(page.words)
    assert "Neem vrijdag 12 maart 2027" in plain(page.words)
    assert page.form().send(button="act=send").status_code == 303
    assert stored()[0].wish_from == date(2027, 3, 9)
    assert "De datum dinsdag 9 maart 2027 is een vrije dag in de gemeente (Stadsdag)." in plain(mails()[1].body_text)


def test_a_post_with_dates_costs_twelve_statements(filled, school, close, stored, count):
    own = school("De Klimop", holiday_region="Zuid")
    for n in range(1, 20):
        close(scope_of(own), "Studiedag", date(2027, 5, n))
    form = filled()
    for name in ("school_name", "school_address"):
        put(form, name, "")
    for name, value in {"school": str(own), "not_before": "9-3-2027", "not_after": "2027-03-30"}.items():
        put(form, name, value)
    form.send(button="act=check")
    with count() as asked:
        answer = form.send(button="act=send")
    assert answer.status_code == 303, answer.words
    assert len(asked) <= 12, asked
    assert asked.commits == 1


# --- the coordinator --------------------------------------------------------------------------------------------------


@pytest.mark.once
def test_what_fits_next_is_on_a_day_that_the_school_asked_for():
    wish = Wish(weekdays=("tue", "thu"))
    assert next_fitting(date(2027, 3, 9), wish, CALENDAR) == date(2027, 3, 16), "9 and 11 March are closed"
    assert next_fitting(date(2027, 3, 9), Wish(), CALENDAR) == date(2027, 3, 10)
    assert next_fitting(date(2027, 3, 13), Wish(weekdays=("sat",)), CALENDAR) == date(2027, 3, 15), "never is no answer"


def test_a_decision_on_a_closed_day_takes_the_next_in_one_press(ask, page_of, look, trainers, close, world):
    close(MUNICIPALITY, "Stadsdag", date(2027, 3, 9))
    number = ask("7a", "7b", weekdays=("tue",))
    form = page_of(number).form("#besluit")
    before = world()
    answer = form.send(button="act=approve", **decided(form, look, number, trainers["tariq"], extra="Blijft staan"))
    assert answer.status_code == 200
    said = "De datum dinsdag 9 maart 2027 is een vrije dag in de gemeente (Stadsdag). Vraag de school of dit klopt."
    assert said in plain(answer.words) and "Neem dinsdag 16 maart 2027" in plain(answer.words)
    press = answer.soup.select_one("button[value^='day:']")
    assert (press["form"], press["value"]) == ("besluit", "day:2027-03-09:2027-03-16")
    again = answer.form("#besluit")
    again.data["act"] = press["value"]
    looked = again.send()
    assert looked.status_code == 200 and "Stadsdag" not in looked.words
    assert "dinsdag 16 maart 2027" in plain(looked.words) and "worden verstuurd" in looked.words
    form = looked.form("#besluit")
    assert form.data["extra"] == "Blijft staan"
    assert {form.data[f"plan-{one.id}-1-date"] for one in look(number).bookings} == {"2027-03-16"}
    assert world() == before
    assert form.send(button="act=approve").status_code == 303
    assert look(number).bookings[0].status == "confirmed"


def test_a_press_that_nobody_offered_changes_nothing(ask, page_of, look, trainers, world):
    number = ask("7a")
    form = page_of(number).form("#besluit")
    before = world()
    for act in ("day:", "day:2027-03-09", "day:x:y", "day:2027-03-09:31-2-2027", "day:2027-02-09:2027-03-16"):
        data = decided(form, look, number, trainers["tariq"])
        form.data["act"] = act
        answer = form.send(**data)
        assert answer.status_code == 200 and "dinsdag 9 maart 2027" in plain(answer.words), act
    assert world() == before


def test_the_decision_asks_the_calendar_of_the_linked_school(ask, page_of, look, trainers, school, close, write):
    own = school("De Klimop", holiday_region="Zuid")
    number = ask("7a", school_id=own)
    form = page_of(number).form("#besluit")
    fields = decided(form, look, number, trainers["tariq"])
    fields |= {name: "2027-02-16" for name in fields if name.endswith("-date")}
    assert "valt in de voorjaarsvakantie (regio Zuid)" in form.send(button="act=approve", **fields).words
    close(scope_of(own), "Studiedag", date(2027, 3, 16))
    fields |= {name: "2027-03-16" for name in fields if name.endswith("-date")}
    answer = form.send(button="act=approve", **fields)
    assert "De datum dinsdag 16 maart 2027 is een vrije dag van de school (Studiedag)." in plain(answer.words)


def test_the_coordinator_reads_what_the_school_asked_for_on_a_closed_day(ask, desk, school, close, write):
    own = school("De Klimop", holiday_region="Zuid")
    close(scope_of(own), "Studiedag", date(2027, 3, 16))
    number = ask("7a", school_id=own, wish_from=date(2027, 2, 16), wish_until=date(2027, 3, 20))
    told = plain(desk.get(f"/beheer/aanvragen/{reference_of(number)}").words)
    assert "is het voorjaarsvakantie (regio Zuid)." in told and "valt in het weekend" not in told
    with write():
        booking = db.session.scalars(sa.select(Booking).where(Booking.request_id == number)).one()
        db.session.add(WantedTime(booking_id=booking.id, position=1, on_date=date(2027, 3, 16)))
    told = plain(desk.get(f"/beheer/aanvragen/{reference_of(number)}").words)
    assert "De datum dinsdag 16 maart 2027 is een vrije dag van de school (Studiedag)." in told
    quiet = desk.get(f"/beheer/aanvragen/{reference_of(ask('8a'))}")
    assert "vakantie" not in quiet.words


def test_groups_that_a_lesson_is_not_for_stand_in_one_sentence(ask, desk):
    number = ask("7a", "7b", "7c", slug=(LESSON, SERIES))
    page = desk.get(f"/beheer/aanvragen/{reference_of(number)}")
    assert "Sterk in de groep is voor groep 6, 7 en 8. 7a, 7b en 7c zijn leerjaar 1." in plain(page.words)
    assert plain(page.words).count("Sterk in de groep is voor ") == 1
