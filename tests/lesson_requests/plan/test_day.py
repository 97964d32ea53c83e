# SPDX-License-Identifier: EUPL-1.2
"""A schedule for a day: made from a few fields, changed, sent, stored. Nothing is typed twice, and nothing is done silently."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from booking.lesson_requests.models import LessonRequest
from tests.lesson_requests.form.filled import assert_kept, body, put
from tests.support.client import Client, Form

from .conftest import plain, press, rows, sent_anyway, the_form

STERK, BANKPAS = "sterk-in-de-groep", "mijn-bankpas-blijft-bij-mij"


def test_made_changed_and_stored(
    three: Callable[..., Form], stored: Callable[[], list[LessonRequest]], times: Callable[[], list[Any]]
) -> None:
    page = press(three(), "plan_make")
    assert page.status_code == 200 and not stored()
    assert rows(page) == [
        ("Sterk in de groep, 7a", "2027-03-09", "8.30"),
        ("Sterk in de groep, 7b", "2027-03-09", "10.30"),
        ("Sterk in de groep, 7c", "2027-03-09", "11.35"),
    ]
    assert "tot 9.30 uur" in page.words and "di 9 mrt 2027" in page.words
    focus = page.soup.select("[autofocus]")
    assert [one["id"] for one in focus] == ["plan-1-on"]
    form = the_form(page)
    put(form, "plan-3-on", "10 maart 2027")
    put(form, "plan-3-start", "9 uur")
    answer = press(form, "send")
    assert answer.status_code == 303, answer.words
    assert times() == [
        ("7a", "Sterk in de groep", 1, "2027-03-09", "08:30-09:30", 1),
        ("7b", "Sterk in de groep", 1, "2027-03-09", "10:30-11:30", 1),
        ("7c", "Sterk in de groep", 1, "2027-03-10", "09:00-10:00", 1),
    ]
    assert stored()[0].breaks == [["10:15", "10:30"]]


def test_side_by_side_takes_a_trainer_each(three: Callable[..., Form], times: Callable[[], list[Any]]) -> None:
    page = press(three(STERK, BANKPAS, plan_side="side"), "plan_make")
    assert [row[1:] for row in rows(page)] == [("2027-03-09", "8.30")] * 3 + [("2027-03-09", "10.30")] * 3
    assert press(the_form(page), "send").status_code == 303
    assert [(one[0], one[4], one[5]) for one in times()] == [
        ("7a", "08:30-09:30", 1), ("7b", "08:30-09:30", 2), ("7c", "08:30-09:30", 3),
        ("7a", "10:30-11:20", 1), ("7b", "10:30-11:20", 2), ("7c", "10:30-11:20", 3),
    ]  # fmt: skip


def test_nobody_has_to(three: Callable[..., Form], times: Callable[[], list[Any]]) -> None:
    assert press(three(plan_on="", plan_start="", plan_breaks=""), "send").status_code == 303
    assert times() == []


def test_what_is_wrong_with_the_fields_is_said_and_kept(three: Callable[..., Form]) -> None:
    sent = body(
        three(
            plan_on=" 9 foo 2027", plan_start="half negen ", plan_pause="121", plan_breaks="10.30 - 10.15", remark=" a "
        ),
        "plan_make",
    )
    page = three().client.post("/aanvraag", data=sent)
    assert page.status_code == 422 and not rows(page)
    assert_kept(page, sent)
    summary = [(str(one["href"]), one.get_text()) for one in page.soup.select("#fouten a")]
    assert summary == [
        ("#plan_on", "Vul een datum in als dag-maand-jaar, bijvoorbeeld 9-3-2027."),
        ("#plan_start", "Vul een begintijd in, bijvoorbeeld 8.30."),
        ("#plan_pause", "Vul een getal in van 0 tot en met 120."),
        ("#plan_breaks", "Vul pauzes in als begintijd en eindtijd, bijvoorbeeld 10.15 – 10.30."),
    ]
    details = page.soup.select_one("#rooster > details")
    assert details is not None and details.has_attr("open")


def test_what_is_missing_is_said(three: Callable[..., Form]) -> None:
    page = press(three(plan_on="", plan_start=""), "plan_make")
    assert page.status_code == 422
    assert [one["href"] for one in page.soup.select("#fouten a")] == ["#plan_on", "#plan_start"]
    page = press(three(plan_on="2027-01-12"), "plan_make")
    assert "Kies een datum na vandaag, 12 januari 2027." in page.words
    page = press(three(groups__1__name="", groups__1__pupils="", groups__1__year="", groups__2__name="", groups__2__pupils="",
                       groups__3__name="", groups__3__pupils=""), "plan_make")  # fmt: skip
    assert page.status_code == 422 and "Vul eerst uw groepen in." in page.words


def test_mistakes_in_rows_are_said_at_the_row_and_every_value_is_kept(
    three: Callable[..., Form], stored: Callable[[], list[LessonRequest]], times: Callable[[], list[Any]]
) -> None:
    form = the_form(press(three(STERK, BANKPAS), "plan_make"))
    for name, value in {
        "plan-1-on": " 9 foo", "plan-2-on": "2027-01-01", "plan-3-on": "", "plan-4-start": "kwart over tien",
        "plan-5-start": "23.30", "contact_name": " Tess <b> ",
    }.items():  # fmt: skip
        put(form, name, value)
    sent = body(form)
    page = form.client.post("/aanvraag", data=sent)
    assert page.status_code == 422 and not stored()
    assert_kept(page, sent)
    found = [(str(one["href"]), plain(one.get_text())) for one in page.soup.select("#fouten a")]
    assert found == [
        ("#plan-1-on", "Vul een datum in als dag-maand-jaar, bijvoorbeeld 9-3-2027."),
        ("#plan-2-on", "Kies een datum na vandaag, 12 januari 2027."),
        ("#plan-3-on", "Vul een datum in als dag-maand-jaar, bijvoorbeeld 9-3-2027."),
        ("#plan-4-start", "Vul een begintijd in, bijvoorbeeld 8.30."),
        ("#plan-5-start", "De les is dan na middernacht afgelopen. Kies een eerdere tijd."),
    ]
    for link, _text in found:
        control = page.soup.select_one(link)
        assert control is not None and control["aria-invalid"] == "true"
        assert page.soup.select_one(f"{link}-error") is not None
    again = the_form(page)
    for n in range(1, 6):
        put(again, f"plan-{n}-on", "2027-03-09")
    put(again, "plan-4-start", "13.00")
    put(again, "plan-5-start", "14.00")
    assert sent_anyway(again).status_code == 303
    assert len(times()) == 6


def test_a_group_that_has_two_lessons_at_once_is_named(
    three: Callable[..., Form], stored: Callable[[], list[LessonRequest]]
) -> None:
    form = the_form(press(three(STERK, BANKPAS), "plan_make"))
    put(form, "plan-4-start", "9.00")
    sent = body(form)
    page = form.client.post("/aanvraag", data=sent)
    assert page.status_code == 422 and not stored()
    assert_kept(page, sent)
    assert [one.get_text() for one in page.soup.select("#fouten a")] == [
        "7a heeft dan twee lessen. Kies een andere tijd."
    ]
    assert page.soup.select_one("#fouten a[href='#plan-4-start']") is not None


def test_too_full(three: Callable[..., Form]) -> None:
    page = press(three(plan_start="14.00"), "plan_make")
    assert 'Er passen 2 van de 3 lessen op deze dag. Begin eerder, of kies "Tegelijk".' in page.words
    assert rows(page)[2] == ("Sterk in de groep, 7c", "", "")
    page = press(three(plan_start="15.15"), "plan_make")
    assert "Er past 1 van de 3 lessen op deze dag. Begin eerder" in page.words
    page = press(three(plan_start="16.30", plan_side="side"), "plan_make")
    assert "Er passen 0 van de 3 lessen op deze dag. Begin eerder." in page.words


def test_a_day_that_was_typed_and_not_made_is_laid_and_shown_before_it_is_sent(
    three: Callable[..., Form], stored: Callable[[], list[LessonRequest]], times: Callable[[], list[Any]]
) -> None:
    page = press(three(), "send")
    assert page.status_code == 200 and not stored()
    assert "We hebben een rooster gemaakt van uw dag en begintijd. Kijk of de tijden kloppen." in page.words
    answer = page.form("main form").send(button="act=send")
    assert answer.status_code == 303 and len(times()) == 3
    page = press(three(plan_start="half negen"), "send")
    assert page.status_code == 422 and "Vul een begintijd in, bijvoorbeeld 8.30." in page.words


def test_enter_never_sends_a_schedule_that_was_not_seen(
    three: Callable[..., Form], stored: Callable[[], list[LessonRequest]], times: Callable[[], list[Any]]
) -> None:
    """A browser's Enter presses the first button: of a fresh form, after a mistake, and when one came back from the check page."""
    form = three(contact_email="")
    assert form.buttons[0] == ("act", "enter")
    made = press(form, "enter")
    assert made.status_code == 200 and not stored() and len(rows(made)) == 3, made.words
    wrong = press(the_form(made), "enter")
    assert wrong.status_code == 422 and the_form(wrong).buttons[0] == ("act", "enter")
    form = the_form(wrong)
    put(form, "contact_email", "tess@voorbeeldboom.example")
    put(form, "plan-1-start", "8.45")
    check = press(form, "enter")
    assert check.status_code == 200 and not stored() and "8.45 – 9.45 uur" in check.words
    back = the_form(check.form("main form").send(button="act=edit"))
    assert back.buttons[0] == ("act", "enter")
    again = press(back, "enter")
    assert again.status_code == 200 and not stored()
    assert again.form("main form").send(button="act=send").status_code == 303 and len(times()) == 3


def test_enter_with_half_a_wish_says_what_is_missing(
    three: Callable[..., Form], stored: Callable[[], list[LessonRequest]]
) -> None:
    page = press(three(plan_start=""), "enter")
    assert page.status_code == 422 and "Vul een begintijd in, bijvoorbeeld 8.30." in page.words
    page = press(three(plan_on="", plan_start=""), "enter")
    assert page.status_code == 200 and "Uw aanvraag is nog niet verstuurd." in page.words and not stored()


def test_what_stands_under_a_row_follows_what_was_changed(three: Callable[..., Form]) -> None:
    """What a script asks for after a change, and what any button shows."""
    form = the_form(press(three(), "plan_make"))
    put(form, "plan-2-start", "9.00")
    put(form, "plan-2-on", "10-3-2027")
    put(form, "plan-3-start", "")
    page = form.client.post("/aanvraag", data=body(form, "plan_look"))
    assert page.status_code == 200 and not page.soup.select("#fouten")
    notes = [plain(one.get_text()) for one in page.soup.select("#rooster .app-row__end")]
    assert notes == ["di 9 mrt 2027", "tot 9.30 uur", "wo 10 mrt 2027", "tot 10.00 uur", "di 9 mrt 2027", ""]
    for control in page.soup.select(".app-row--when input[data-hx-post]"):
        assert page.soup.select_one(str(control["data-hx-target"])) is not None
        assert all(page.soup.select_one(one) is not None for one in str(control["data-hx-select-oob"]).split(","))


@pytest.mark.parametrize(
    ("on", "weekdays", "said", "instead"),
    [
        ("2027-04-27", ["tue"], "valt in de meivakantie", "2027-05-04"),
        ("2027-03-07", ["thu", "fri"], "valt in het weekend", "2027-03-11"),
        ("2027-03-07", [], "valt in het weekend", "2027-03-08"),
    ],
)
def test_a_closed_day_is_said_where_it_is_chosen(
    three: Callable[..., Form], times: Callable[[], list[Any]], on: str, weekdays: list[str], said: str, instead: str
) -> None:
    page = press(three(plan_on=on, weekdays=weekdays), "plan_make")
    assert page.status_code == 200 and said in page.words and len(rows(page)) == 3
    act = next(value for _name, value in the_form(page).buttons if value.startswith("plan_day:"))
    assert act == f"plan_day:{instead}"
    moved = press(the_form(page), act)
    assert {row[1] for row in rows(moved)} == {instead} and the_form(moved).data["plan_on"] == instead
    assert said not in moved.words
    assert press(the_form(moved), "send").status_code in (200, 303)


def test_taken_away(three: Callable[..., Form], times: Callable[[], list[Any]]) -> None:
    page = press(the_form(press(three(), "plan_make")), "plan_drop")
    assert not rows(page)
    form = the_form(page)
    assert (form.data["plan_on"], form.data["plan_start"]) == ("", "")
    assert form.data["plan_breaks"] == "10.15 – 10.30"
    assert press(form, "send").status_code == 303
    assert times() == []


def test_a_planned_day_in_a_holiday_warns_and_moves_with_one_press(
    three: Callable[..., Form], times: Callable[[], list[Any]]
) -> None:
    form = the_form(press(three(plan_on="2027-03-27"), "plan_make"))
    page = press(form, "send")
    assert page.status_code == 200 and "Kijk of uw wens klopt." in page.words
    check = page.form("main form")
    neem = next(value for name, value in check.buttons if value.startswith("date:"))
    moved = check.send(button=f"act={neem}")
    assert moved.status_code == 200
    assert moved.form("main form").send(button="act=send").status_code == 303
    assert {one[3] for one in times()} == {neem.rpartition(":")[2]} and len(times()) == 3


def test_a_warning_blocks_nothing(three: Callable[..., Form], times: Callable[[], list[Any]]) -> None:
    page = press(the_form(press(three(plan_on="2027-03-27"), "plan_make")), "send")
    assert page.form("main form").send(button="act=send").status_code == 303
    assert {one[3] for one in times()} == {"2027-03-27"}


def test_the_check_page_carries_it(three: Callable[..., Form], times: Callable[[], list[Any]]) -> None:
    form = the_form(press(three(), "plan_make"))
    page = press(form, "check")
    assert page.status_code == 200
    back = page.form("main form").send(button="act=edit")
    assert_kept(back, form.data)
    assert press(the_form(back), "send").status_code == 303
    assert len(times()) == 3


def test_the_same_form_with_another_schedule_is_another_request(client: Client, three: Callable[..., Form]) -> None:
    form = the_form(press(three(), "plan_make"))
    first = body(form)
    assert client.post("/aanvraag", data=first).status_code == 303
    assert client.post("/aanvraag", data=first).headers["Location"].endswith("klaar=dubbel")
    put(form, "plan-1-start", "8.45")
    assert client.post("/aanvraag", data=body(form)).status_code == 409


def test_a_post_with_a_schedule_asks_as_little(
    client: Client, three: Callable[..., Form], count: Callable[[], Any]
) -> None:
    first = the_form(press(three(STERK, BANKPAS), "plan_make"))
    assert client.post("/aanvraag", data=body(first)).status_code == 303
    put(first, "form_key", first.data["form_key"][:-1] + "b")
    with count() as asked:
        assert client.post("/aanvraag", data=body(first)).status_code == 303
    assert len(asked) <= 12, asked
