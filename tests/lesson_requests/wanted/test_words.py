# SPDX-License-Identifier: EUPL-1.2
"""A schedule in words: rows of a timetable, lines of a mail, what the check page says, and the picture of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from booking.lesson_requests import wanted
from booking.lesson_requests.asked import Asked, AskedGroup, AskedTime
from booking.lesson_requests.day_picture import picture
from booking.lesson_requests.views.summary import sections
from booking.lesson_requests.wanted import Wanted
from tests.lesson_requests.form.one_form import CATALOGUE

MARCH = date(2027, 3, 9)
pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def in_dutch(app):
    with app.test_request_context():
        yield


def lesson(*groups, start=None, minutes=50, on=MARCH, lane=1, title="Sterk online", number=0):
    end = None if start is None else time(start.hour + (start.minute + minutes) // 60, (start.minute + minutes) % 60)
    return Wanted(on, start, end, lane, 1, title, number, groups)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_line_a_day_and_lesson_that_says_who_is_together():
    lessons = [lesson("7a", start=time(8, 30)), lesson("7b", "7c", start=time(9, 30))]
    assert [plain(line) for line in wanted.lines(lessons, several=False)] == [
        "dinsdag 9 maart 2027: 7a: 8.30 – 9.20 uur; 7b en 7c samen: 9.30 – 10.20 uur"
    ]
    assert plain(wanted.lines(lessons, several=True)[0]).startswith("Sterk online, dinsdag 9 maart 2027: 7a")


def test_a_series_says_which_lesson_and_days_say_no_time():
    lessons = [lesson("7a", "7b", number=n, on=date(2027, 3, 2 + 7 * n)) for n in (1, 2)]
    assert [plain(line) for line in wanted.lines(lessons, several=False)] == [
        "Sterk online, les 1, dinsdag 9 maart 2027: 7a en 7b",
        "Sterk online, les 2, dinsdag 16 maart 2027: 7a en 7b",
    ]


def test_a_team_without_a_name_has_only_its_time():
    assert plain(wanted.lines([lesson(start=time(15))], several=False)[0]) == "dinsdag 9 maart 2027: 15.00 – 15.50 uur"
    assert wanted.rows([lesson(start=time(15))])[0].groups == "–"


def test_a_mail_tells_so_many_lines_and_how_many_are_left():
    lessons = [lesson("7a", number=n, on=date.fromordinal(MARCH.toordinal() + n)) for n in range(1, 31)]
    lines = wanted.lines(lessons, several=False)
    assert len(lines) == wanted.MOST_LINES + 1 and lines[-1] == "en nog 10 datums"


def test_the_check_page_reads_day_by_day():
    lessons = [
        lesson("7a", "7b", start=time(8, 30)), lesson("7c", start=time(9, 30)), lesson("7a", on=date(2027, 3, 16)),
    ]  # fmt: skip
    assert [(plain(day), plain(text)) for day, text in wanted.day_by_day(lessons, several=True)] == [
        ("di 9 mrt 2027", "8.30 – 9.20 uur: Sterk online – 7a en 7b, samen in één les\n9.30 – 10.20 uur: Sterk online – 7c"),
        ("di 16 mrt 2027", "Sterk online – 7a"),
    ]  # fmt: skip


def test_a_summary_counts_a_shared_lesson_once_and_days_by_group():
    shared = [lesson("7a", "7b", start=time(8, 30))]
    assert plain(wanted.summary(shared)) == "1 les op dinsdag 9 maart 2027"
    days = [lesson("7a", "7b", on=date(2027, 3, 9 + 7 * n)) for n in range(2)]
    assert plain(wanted.summary(days)) == "4 lessen vanaf dinsdag 9 maart 2027"
    assert wanted.summary([]) == ""


def test_many_lessons_are_a_row_a_day():
    lessons = [lesson(f"7{n}", start=time(8 + n // 6, n % 6 * 10), minutes=10) for n in range(wanted.MOST_ROWS + 1)]
    (row,) = wanted.rows(lessons)
    assert plain(row.when) == "di 9 mrt 2027, 8.00 – 12.10 uur" and plain(row.groups).startswith(
        "70 8.00 uur, 71 8.10 uur"
    )
    assert len(wanted.rows(lessons[:-1])) == wanted.MOST_ROWS


def test_the_picture_has_a_column_for_each_trainer_and_nothing_overlaps_in_it():
    lessons = [
        lesson("7a", start=time(8, 30)), lesson("7b", start=time(8, 30), lane=2), lesson("7c", start=time(9, 30)),
    ]  # fmt: skip
    day = picture(lessons, [(time(10, 15), time(10, 30)), (time(22), time(23))])
    a, b, c = day.lessons
    assert a.y == b.y and a.x + a.width < b.x and c.x == a.x and c.y >= a.y + a.height
    assert b.x + b.width <= day.width and c.y + c.height < day.height
    assert [plain(text) for _y, text in day.hours] == ["8.00 uur", "9.00 uur", "10.00 uur", "11.00 uur"]
    assert len(day.breaks) == 1, "a break outside the day is left out"


def test_a_day_that_ends_at_midnight_is_drawn():
    day = picture([Wanted(MARCH, time(21), time(23, 50), 1, 1, "Ouderavond", 0, ())])
    assert day.lessons[0].lines[0] == "Ouderavond" and day.lessons[0].y + day.lessons[0].height <= day.height


def test_the_check_page_has_a_part_for_it_and_none_without():
    cards = [CATALOGUE.by_slug["les"]]
    one = AskedGroup(kind="class", name="7a", people=26, offerings=(cards[0].id,), level="po", year_from=7, year_to=7)
    asked = Asked(
        offerings=(cards[0].id,), groups=(one,), school_name="De Klimop", school_address="Klimopstraat 1",
        contact_name="Tess Visser", contact_email="tess@deklimop.example", contact_phone="030 123 46 01",
    )  # fmt: skip
    assert "rooster" not in [section.anchor for section in sections(asked, cards)]
    wish = AskedTime(group=0, offering=cards[0].id, on_date=MARCH, start=time(8, 30), end=time(9, 20))
    told = sections(replace(asked, times=(wish,), breaks=((time(10), time(10, 15)),)), cards)
    (section,) = [one for one in told if one.anchor == "rooster"]
    assert [(plain(term), plain(text)) for term, text in section.lines] == [
        ("di 9 mrt 2027", "8.30 – 9.20 uur: 7a"),
        ("Pauzes", "10.00 – 10.15 uur"),
    ]
