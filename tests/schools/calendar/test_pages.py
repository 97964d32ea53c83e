# SPDX-License-Identifier: EUPL-1.2
"""Closed days by hand: of the municipality and a region, and a school's own; and what is asked for when holidays are lacking."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from booking.schools.actions.closed import CALENDAR
from booking.schools.models import MUNICIPALITY, scope_of

PAGE = "/beheer/vrije-dagen"
NOW, LATE = datetime(2026, 11, 24, 14, 3, tzinfo=UTC), datetime(2029, 6, 1, 12, tzinfo=UTC)
LACKS = "Vul de schoolvakanties vanaf 2030 aan."


@pytest.fixture(autouse=True)
def today(clock):
    clock.move_to(NOW)


def words(page):
    return page.words.replace("\N{NO-BREAK SPACE}", " ")


MORE = "main form:has([name=day_name])"


def add(page, **said):
    """Send the form for more days."""
    return page.form(MORE).send(**said)


# --- of the municipality --------------------------------------------------------------------------------------------


def test_all_schools_are_closed_and_open_again(desk, calendar, diary):
    page = desk.get(PAGE)
    assert "Er is niets ingevuld." in page.words
    assert "Schooljaar 2026-2027, regio Midden" in page.words and "Schooljaar 2027-2028, regio Midden" in page.words
    assert "Voorjaarsvakantie za 20 feb 2027 tot en met zo 28 feb 2027 verschilt per school" in words(page)
    assert "Koningsdag di 27 apr 2027" not in words(page), "it lies in the May holiday"
    answer = add(page, day_name=" Stadsdag ", day_first="9-3-2027")
    assert answer.status_code == 303 and answer.headers["Location"].endswith(f"{PAGE}?klaar=toegevoegd")
    page = desk.get(answer.headers["Location"])
    assert "De vrije dag is toegevoegd." in page.words
    assert "Stadsdag Alle scholen in de gemeente di 9 mrt 2027" in words(page)
    assert "Coby Voorbeeld voegde een vrije dag toe: Stadsdag, di 9 mrt 2027 (Alle scholen in de gemeente)." in words(
        page
    )
    assert calendar().closure(date(2027, 3, 9)).kind == "municipality"
    gone = page.form("main form[action$='/weg']").send(follow=True)
    assert "De vrije dag is weggehaald." in gone.words and "Er is niets ingevuld." in gone.words
    assert "Coby Voorbeeld haalde een vrije dag weg: Stadsdag" in words(gone)
    assert calendar().is_open(date(2027, 3, 9))
    assert [line.action for line in diary(CALENDAR[1], CALENDAR[0])] == ["day_added", "day_removed"]


def test_a_holiday_of_a_region_by_hand(desk, calendar):
    answer = add(
        desk.get(PAGE),
        day_scope="midden",
        day_name="Voorjaarsvakantie",
        day_first="13-2-2027",
        day_last="21 februari 2027",
    )
    assert answer.status_code == 303
    assert calendar().is_open(date(2027, 2, 22)) and calendar().closure(date(2027, 2, 15)).kind == "school"
    assert "Voorjaarsvakantie za 13 feb 2027 tot en met zo 21 feb 2027 schoolvakantie" in words(desk.get(PAGE))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"day_name": ""}, "Vul een naam in, bijvoorbeeld Studiedag."),
        ({"day_first": ""}, "Kies een datum."),
        ({"day_first": "ooit"}, "Vul een datum in als dag-maand-jaar, bijvoorbeeld 9-3-2027."),
        ({"day_last": "8-3-2027"}, "De laatste dag ligt vóór de eerste. Pas één van de datums aan."),
        ({"day_last": "9-3-2028"}, "Dit is langer dan 92 dagen."),
        ({"day_scope": "mars"}, 'Kies een antwoord uit de lijst bij "Voor welke scholen?".'),
    ],
)
@pytest.mark.once
def test_what_is_wrong_stands_there_with_what_was_typed(desk, rows, said, sentence):
    answer = add(desk.get(PAGE), **{"day_name": "Stads & dag", "day_first": "9-3-2027"} | said)
    assert answer.status_code == 422 and sentence in answer.words
    form = answer.form(MORE)
    assert form.data["day_name"] == said.get("day_name", "Stads & dag")
    assert rows() == []


def test_the_same_day_twice_is_refused(desk, rows):
    page = desk.get(PAGE)
    assert add(page, day_name="Stadsdag", day_first="9-3-2027").status_code == 303
    answer = add(page, day_name="stadsdag", day_first="9-3-2027")
    assert answer.status_code == 422 and "Deze vrije dag staat er al." in answer.words
    assert len(rows()) == 1


# --- of one school ----------------------------------------------------------------------------------------------------


def test_a_school_has_a_study_day(desk, school, calendar, diary):
    own, other = school("De Klimop"), school("De Linde")
    page = desk.get(f"/beheer/scholen/{own}")
    assert "Vrije dagen van deze school" in page.words
    answer = add(page, day_name="Studiedag", day_first="9-3-2027")
    assert answer.status_code == 303
    page = desk.get(answer.headers["Location"])
    assert "De vrije dag is toegevoegd." in page.words and "Studiedag: di 9 mrt 2027" in words(page)
    assert "Coby Voorbeeld voegde een vrije dag toe: Studiedag." in words(page)
    assert calendar(own).closure(date(2027, 3, 9)).kind == "own"
    assert calendar(other).is_open(date(2027, 3, 9)) and calendar().is_open(date(2027, 3, 9))
    assert "Studiedag" not in desk.get(f"/beheer/scholen/{other}").words.replace("Bijvoorbeeld Studiedag", "")
    away = page.soup.select_one("main button[value^='remove:']")["value"]
    gone = page.form(MORE).send(button=f"act={away}", follow=True)
    assert "De vrije dag is weggehaald." in gone.words
    assert calendar(own).is_open(date(2027, 3, 9))
    assert [line.action for line in diary(own)] == ["day_added", "day_removed"]


def test_a_mistake_stands_on_the_schools_page(desk, school, rows):
    own = school("De Klimop", other="Klimopje")
    answer = add(desk.get(f"/beheer/scholen/{own}"), day_name="", day_first="9-3-2027")
    assert answer.status_code == 422 and "Vul een naam in, bijvoorbeeld Studiedag." in answer.words
    assert "Klimopje" in answer.words
    answer = add(answer, day_name="Studiedag", day_first="9-3-2027", day_last="8-3-2027")
    assert (
        answer.status_code == 422 and "De laatste dag ligt vóór de eerste. Pas één van de datums aan." in answer.words
    )
    assert rows() == []


def test_the_days_of_another_school_stay(desk, school, close, rows):
    own, other = school("De Klimop"), school("De Linde")
    number = close(scope_of(other), "Studiedag", date(2027, 3, 9))
    form = desk.get(f"/beheer/scholen/{own}").form(MORE)
    form.data["act"] = f"remove:{number}"
    assert form.send().status_code == 303
    form.data["act"] = "remove:veel"
    assert form.send().status_code == 303
    assert len(rows()) == 1
    token = {"csrf_token": form.data["csrf_token"]}
    assert desk.post(f"{PAGE}/{number}/weg", data=token).status_code == 404


def test_the_page_of_a_school_costs_the_same_for_many_days(desk, school, close, count):
    own = school("De Klimop")
    close(scope_of(own), "Studiedag", date(2027, 3, 1))
    desk.get(f"/beheer/scholen/{own}")

    def cost(address):
        desk.get(address)
        with count() as found:
            desk.get(address)
        return len(found)

    few = cost(f"/beheer/scholen/{own}"), cost(PAGE)
    for n in range(2, 28):
        close(scope_of(own), "Studiedag", date(2027, 3, n))
        close(MUNICIPALITY, "Stadsdag", date(2027, 3, n))
    assert (cost(f"/beheer/scholen/{own}"), cost(PAGE)) == few
    assert few[1] <= 5


# --- what is lacking --------------------------------------------------------------------------------------------------


def test_lacking_holidays_are_asked_for_in_time(desk, sign_in, sem, clock, app):
    assert LACKS not in desk.get("/beheer/").words and LACKS not in desk.get(PAGE).words
    clock.move_to(LATE)
    desk, secretariat = sign_in("coby"), sign_in("sem")
    day = desk.get("/beheer/")
    assert LACKS in day.words and day.soup.select_one(f'main a[href="{PAGE}"]')
    assert LACKS in desk.get(PAGE).words
    assert LACKS not in secretariat.get("/beheer/").words, "she cannot fill them in"
    said = app.test_cli_runner().invoke(args=["doctor"])
    assert said.exit_code == 1 and "Vul de schoolvakanties vanaf 2030 aan: met calendar import" in said.output
    for name, first, last in (
        ("Herfstvakantie", "19-10-2030", "27-10-2030"),
        ("Kerstvakantie", "21-12-2030", "5-1-2031"),
        ("Voorjaarsvakantie", "15-2-2031", "23-2-2031"),
        ("Meivakantie", "26-4-2031", "4-5-2031"),
        ("Zomervakantie", "5-7-2031", "17-8-2031"),
    ):
        assert LACKS in desk.get("/beheer/").words
        answer = add(desk.get(PAGE), day_scope="midden", day_name=name, day_first=first, day_last=last)
        assert answer.status_code == 303
    assert LACKS not in desk.get("/beheer/").words
    assert "Vul de schoolvakanties" not in app.test_cli_runner().invoke(args=["doctor"]).output


def test_a_region_without_open_schools_is_not_asked_for(desk, school, close, calendar):
    school("De Klimop", holiday_region="Noord")
    school("Vroeger", holiday_region="Zuid", status="closed", closed_on=date(2026, 1, 1))
    page = desk.get(PAGE)
    assert "regio Noord" in page.words and "Schooljaar 2026-2027, regio Zuid" not in page.words
