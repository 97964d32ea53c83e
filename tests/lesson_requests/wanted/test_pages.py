# SPDX-License-Identifier: EUPL-1.2
"""Where wanted times are seen: the requester's page, the coordinator's, and the decision that takes them over."""

from __future__ import annotations

from datetime import date, time

import pytest

from booking.lesson_requests.asked import AskedTime
from booking.lesson_requests.models import reference_of
from tests.lesson_requests.desk.conftest import approval
from tests.lesson_requests.page.conftest import answer, link, said  # noqa: F401

from .conftest import LESSON, MARCH, MORNING, SERIES, as_wanted, times

TUESDAYS = (date(2027, 2, 9), date(2027, 2, 16), date(2027, 3, 2))
"""Around the spring holiday."""


@pytest.fixture
def series(ask, number_of):
    """Three Tuesdays for 1a and 1b, without times."""
    offering = number_of(SERIES)
    wanted = [
        AskedTime(group=group, offering=offering, on_date=day, position=n)
        for group in range(2)
        for n, day in enumerate(TUESDAYS, 1)
    ]
    return ask("1a", "1b", slug=SERIES, times=tuple(wanted))


def table(page, caption):
    """The rows of the table with this name, as texts."""
    (found,) = [one for one in page.soup.select("main table") if one.caption.get_text(strip=True) == caption]
    return [
        [" ".join(cell.get_text(" ", strip=True).split()) for cell in row.select("th, td")]
        for row in found.select("tbody tr")
    ]


# --- the school ------------------------------------------------------------------------------------------------------


def test_the_school_reads_its_schedule(day_plan, link, client):  # noqa: F811
    page = client.get(link(day_plan))
    assert table(page, "Uw rooster") == [
        ["di 9 mrt 2027, 8.30 – 9.30 uur", "7a", "Sterk in de groep"],
        ["di 9 mrt 2027, 9.45 – 10.45 uur", "7b", "Sterk in de groep"],
        ["di 9 mrt 2027, 11.00 – 12.00 uur", "7c", "Sterk in de groep"],
    ]
    assert "De tijden staan pas vast als u een bevestiging heeft." in said(page)


def test_who_shares_a_lesson_stands_in_one_row(together, link, client):  # noqa: F811
    page = client.get(link(together))
    assert table(page, "Uw rooster") == [
        ["di 9 mrt 2027, 8.30 – 9.30 uur", "7a en 7b samen in één les te groot: 49, maximaal 32", "Sterk in de groep"]
    ]
    assert "In de les van 7a en 7b samen zitten er 49. We zoeken samen met u een oplossing." in said(page)


def test_days_without_times_are_a_row_a_day(series, link, client):  # noqa: F811
    assert table(client.get(link(series)), "Uw rooster") == [
        ["di 9 feb 2027", "1a en 1b", "Samen sterk online, les 1"],
        ["di 16 feb 2027", "1a en 1b", "Samen sterk online, les 2"],
        ["di 2 mrt 2027", "1a en 1b", "Samen sterk online, les 3"],
    ]


def test_what_is_decided_has_its_dates_and_not_its_wishes(day_plan, link, client, look, trainers, answer):  # noqa: F811
    answer(day_plan, approval(look(day_plan), trainers["tariq"], only=1))
    assert [row[1] for row in table(client.get(link(day_plan)), "Uw rooster")] == ["7b", "7c"]
    answer(day_plan, as_wanted(look(day_plan), trainers["noor"], only=slice(1, 3)))
    assert "Uw rooster" not in said(client.get(link(day_plan)))


def test_without_times_nothing_is_said_of_a_schedule(ask, link, client):  # noqa: F811
    assert "ooster" not in said(client.get(link(ask("7a"))))


def test_a_very_long_one_is_a_row_a_day_and_lesson(ask, number_of, link, client):  # noqa: F811
    """Nine groups with three lessons each."""
    offering, groups = number_of(SERIES), [f"1{letter}" for letter in "abcdefghi"]
    wanted = [
        AskedTime(group=n, offering=offering, on_date=day, position=place, start=time(8 + n), end=time(8 + n, 50))
        for n in range(len(groups))
        for place, day in enumerate(TUESDAYS, 1)
    ]
    number = ask(*groups, slug=SERIES, times=tuple(wanted))
    rows = table(client.get(link(number)), "Uw rooster")
    assert len(rows) == 3
    assert rows[0][0] == "di 9 feb 2027, 8.00 – 16.50 uur"
    assert rows[0][1].startswith("1a 8.00 uur, 1b 9.00 uur, 1c 10.00 uur")


@pytest.mark.parametrize(("with_times", "most"), [(False, 4), (True, 5)])
def test_one_statement_more_and_no_other(ask, number_of, link, client, count, with_times, most):  # noqa: F811
    names = [f"7{letter}" for letter in "abcdefghijkl"]
    wanted = times(number_of(LESSON), *range(1, 13), slots=MORNING[:1]) if with_times else ()
    address = link(ask(*names, times=wanted))
    client.get(address)
    with count() as asked:
        assert client.get(address).status_code == 200
    assert len(asked.statements) <= most, asked


# --- the office ------------------------------------------------------------------------------------------------------


def test_the_coordinator_sees_a_table_and_then_the_day(day_plan, page_of):
    page = page_of(day_plan)
    assert [row[1] for row in table(page, "Voorgesteld rooster")] == ["7a", "7b", "7c"]
    (picture,) = page.soup.select("main svg.app-dayplan")
    assert picture["role"] == "img" and picture["aria-label"]
    assert len(picture.select(".app-dayplan__lesson")) == 3 and len(picture.select(".app-dayplan__break")) == 1
    assert [text.get_text() for text in picture.select(".app-dayplan__name")][:2] == [
        "7a",
        "8.30 – 9.30 uur".replace(" –", "\xa0–").replace(" uur", "\xa0uur"),
    ]
    table_place = str(page.soup).index("Voorgesteld rooster")
    assert table_place < str(page.soup).index("app-dayplan") < str(page.soup).index('id="besluit"')


def test_more_days_are_a_year(series, page_of):
    page = page_of(series)
    (year,) = page.soup.select("main .app-year")
    assert [one.get_text(strip=True) for one in year.select(".app-month__name")] == ["februari 2027", "maart 2027"]
    assert [one.get_text(strip=True) for one in year.select(".app-day--planned")] == ["9", "16", "2"]
    assert "22" in [one.get_text(strip=True) for one in year.select(".app-day--closed")]


def test_a_closed_day_is_named_above_and_marked(ask, number_of, page_of):
    number = ask("7a", times=times(number_of(LESSON), 1, on=date(2027, 2, 23)))
    page = page_of(number)
    warnings = page.soup.select_one("main .app-alert").get_text(" ", strip=True).replace("\xa0", " ")
    assert warnings.count("voorjaarsvakantie (regio Midden)") == 1
    assert table(page, "Voorgesteld rooster")[0][0] == "di 23 feb 2027, 8.30 – 9.30 uur vakantie of vrije dag"
    assert page.soup.select("main .app-dayplan")


def test_the_secretariat_sees_it_and_takes_nothing_over(day_plan, sem, sign_in):
    page = sign_in("sem").get(f"/beheer/aanvragen/{reference_of(day_plan)}")
    assert len(table(page, "Voorgesteld rooster")) == 3
    assert "Neem dit rooster over" not in page.soup.get_text()


def decision(page):
    return page.form("form#besluit")


def told(page):
    """What has the focus, among the fields."""
    (said,) = page.soup.select("#besluit [role=status][autofocus]")
    return said.get_text(" ", strip=True)


def test_the_decision_takes_the_times_over_and_keeps_what_was_typed(day_plan, page_of, look, trainers):
    first, second, third = (booking.id for booking in look(day_plan).bookings)
    page = page_of(day_plan)
    (button,) = [one for one in page.soup.select("main button") if "Neem dit rooster over" in one.get_text()]
    assert button["form"] == "besluit" and button["formaction"].endswith("/besluit#besluit")
    taken = decision(page).send(
        act="wanted", extra="Tot dan!", **{f"plan-{first}-1-trainer": trainers["tariq"], "decision": "decline"}
    )
    assert taken.status_code == 200 and look(day_plan).version == 1
    assert told(taken) == "De datums en tijden van de school staan ingevuld. Kies nog een trainer."
    data = decision(taken).data
    assert [(data[f"plan-{one}-1-date"], data[f"plan-{one}-1-time"]) for one in (first, second, third)] == [
        ("2027-03-09", "8.30"), ("2027-03-09", "9.45"), ("2027-03-09", "11.00"),
    ]  # fmt: skip
    assert (data[f"plan-{first}-1-trainer"], data[f"plan-{second}-1-trainer"]) == (str(trainers["tariq"]), "")
    assert (data["extra"], data["decision"]) == ("Tot dan!", "approve")
    done = decision(taken).send(
        button=None, act="approve", **{f"plan-{one}-1-trainer": trainers["tariq"] for one in (first, second, third)}
    )
    assert done.status_code == 303
    assert [one.seats[0].lesson_session.start_time for one in look(day_plan).bookings] == [
        begin for begin, _end in MORNING
    ]


def test_in_parts_the_rest_keeps_its_times(day_plan, page_of, look, trainers):
    first, *_rest = (booking.id for booking in look(day_plan).bookings)
    taken = decision(page_of(day_plan)).send(act="wanted")
    done = decision(taken).send(act="approve", bookings=[first], **{f"plan-{first}-1-trainer": trainers["tariq"]})
    assert done.status_code == 303
    assert [row[1] for row in table(page_of(day_plan), "Voorgesteld rooster")] == ["7b", "7c"]
    again = decision(decision(page_of(day_plan)).send(act="wanted"))
    assert [value for name, value in again.data.items() if name.endswith("-date")] == ["2027-03-09"] * 2


def test_days_of_a_series_are_taken_over_without_times(series, page_of, look):
    first, second = (booking.id for booking in look(series).bookings)
    taken = decision(page_of(series)).send(act="wanted")
    data = decision(taken).data
    assert told(taken) == ("De datums van de school staan ingevuld. Vul nog de begintijden in. Kies nog een trainer.")
    for one in (first, second):
        assert [data[f"plan-{one}-{n}-date"] for n in (1, 2, 3)] == [day.isoformat() for day in TUESDAYS]
        assert [data[f"plan-{one}-{n}-time"] for n in (1, 2, 3)] == ["", "", ""]


def test_two_groups_in_one_lesson_through_the_page(together, page_of, look, trainers):
    ids = [booking.id for booking in look(together).bookings]
    taken = decision(page_of(together)).send(act="wanted")
    chosen = {f"plan-{one}-1-trainer": trainers["tariq"] for one in ids}
    asked = decision(taken).send(act="approve", **chosen)
    assert "In de les van 7a en 7b samen zitten er 49." in asked.words and "Toch plannen" in asked.words
    sure = asked.soup.select_one("input[name=sure]")["value"]
    done = decision(asked).send(act="approve", sure=sure)
    assert done.status_code == 303, done.soup.get_text(" ", strip=True)[:500]
    a, b = (booking.seats[0].session_id for booking in look(together).bookings)
    assert a == b
    assert look(together).bookings[0].seats[0].lesson_session.on_date == MARCH


def test_without_times_there_is_nothing_to_take_over(ask, page_of):
    page = page_of(ask("7a"))
    assert "Voorgesteld rooster" not in page.soup.get_text()
    assert decision(page).send(act="wanted").status_code == 200


def test_groups_are_put_in_a_row_around_the_breaks(day_plan, page_of, look):
    """A lesson of an hour from 8.50: the next would begin at 9.55, meet the break of 10.45, and so comes after it."""
    first, second, third = (booking.id for booking in look(day_plan).bookings)
    page = page_of(day_plan)
    assert "de pauzes: 10.45 – 11.00 uur" in page.soup.select_one("#besluit").get_text().replace("\xa0", " ")
    data = decision(
        decision(page).send(
            button="act=in_a_row", **{f"plan-{first}-1-date": "2027-03-09", f"plan-{first}-1-time": "8.50"}
        )
    ).data
    assert [data[f"plan-{one}-1-time"] for one in (first, second, third)] == ["8.50", "11.00", "12.05"]


def test_without_another_wish_the_days_are_those_of_the_schedule(ask, number_of, link, client, coby, sign_in):  # noqa: F811
    free, more = ask("7a"), ask("7b", weekdays=("tue",), times=times(number_of(LESSON), 1))
    assert "Uw wens Elke dag kan." in said(client.get(link(free)))
    assert "Uw wens dinsdag" in said(client.get(link(more)))
    only = ask("7c", times=times(number_of(LESSON), 1))
    assert "Uw wens Volgens het rooster." in said(client.get(link(only)))
    rows = table(sign_in("coby").get("/beheer/aanvragen"), "Aanvragen")
    wishes = {row[0].rpartition(" ")[2]: row[3] for row in rows}
    assert wishes == {
        reference_of(free): "elke dag",
        reference_of(more): "di",
        reference_of(only): "volgens het rooster",
    }
