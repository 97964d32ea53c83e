# SPDX-License-Identifier: EUPL-1.2
"""Changing a request that has a schedule: what stays keeps its times, what goes loses them, and all of it can be taken back."""

from __future__ import annotations

from tests.lesson_requests.page.conftest import diary, form, link, said, written  # noqa: F401
from tests.support.cast import TESS

from .conftest import MORNING


def kept(lesson_request):
    """(group, status, beginnings) of each booking."""
    return [
        (one.group.name, one.status, [row.start_time for row in one.wanted_times]) for one in lesson_request.bookings
    ]


BEGINS = [begin for begin, _end in MORNING]


def test_another_number_keeps_all_times(day_plan, form, look):  # noqa: F811
    assert form(day_plan).send(button="act=save", **{"groups-1-pupils": "31"}).status_code == 303
    assert kept(look(day_plan)) == [
        (name, "submitted", [at]) for name, at in zip(("7a", "7b", "7c"), BEGINS, strict=True)
    ]


def test_a_group_less_loses_its_time_and_no_other(day_plan, form, look):  # noqa: F811
    less = form(day_plan).send(button="act=remove_group:2")
    assert less.form("main form.app-form").send(button="act=save").status_code == 303
    assert kept(look(day_plan)) == [
        ("7a", "submitted", [BEGINS[0]]), ("7b", "withdrawn", []), ("7c", "submitted", [BEGINS[2]]),
    ]  # fmt: skip


def test_who_shared_a_lesson_keeps_the_time_alone(together, form, look, client, link):  # noqa: F811
    less = form(together).send(button="act=remove_group:1")
    assert less.form("main form.app-form").send(button="act=save").status_code == 303
    assert kept(look(together)) == [("7a", "withdrawn", []), ("7b", "submitted", [BEGINS[0]])]
    assert "samen in één les" not in said(client.get(link(together)))


def test_a_group_more_has_no_time(day_plan, form, look):  # noqa: F811
    more = form(day_plan).send(button="act=add_group").form("main form.app-form")
    page = more.send(button="act=save", **{"groups-4-name": "7d", "groups-4-year": "po-7", "groups-4-pupils": "20"})
    assert page.status_code == 303, said(page)
    assert kept(look(day_plan))[3] == ("7d", "submitted", [])


def test_the_schedule_is_taken_back(day_plan, client, form, look, diary, written, mails):  # noqa: F811
    written()
    page = form(day_plan)
    assert "no_times" not in page.data
    answer = page.send(button="act=save", no_times="y")
    assert answer.status_code == 303 and "Opgeslagen. Uw rooster is weg." in said(client.get(answer.location))
    assert [times for _name, _status, times in kept(look(day_plan))] == [[], [], []]
    last = diary(day_plan)[-1]
    assert (last.action, last.changes) == ("change", {"rooster": ["3 lessen op dinsdag 9\xa0maart 2027", ""]})
    assert [kind for kind, _to, _status in written()] == ["change_notice"]
    assert "Rooster: 3 lessen op dinsdag 9 maart 2027 → leeg" in mails()[-1].body_text.replace("\xa0", " ")
    assert mails(TESS.email)[-1].kind == "submit_receipt"


def test_the_page_shows_what_can_be_taken_back(day_plan, ask, client, link):  # noqa: F811
    page = client.get(link(day_plan, "/wijzigen"))
    assert "Andere dagen of tijden? Haal het rooster weg en schrijf uw wens op" in said(page)
    assert "Haal het rooster weg" in said(page) and "di 9 mrt 2027, 8.30 – 9.30 uur" in said(page)
    assert "ooster" not in said(client.get(link(ask("8a"), "/wijzigen")))


def test_taken_back_where_there_is_none_is_nothing(ask, form, look, world):  # noqa: F811
    number = ask("8a")
    before = world()
    page = form(number).send(button="act=save", no_times="y")
    assert page.status_code == 303 and page.location.endswith("niets")
    assert world() == before


def test_a_colleague_takes_it_back_for_the_school(day_plan, desk, look, page_of):
    page = desk.get(f"/beheer/aanvragen/{look(day_plan).reference}/wijzigen")
    assert "Dit heeft de school voorgesteld." in said(page) and "Uw rooster" not in said(page)
    assert page.form("main form.app-form").send(button="act=save", no_times="y").status_code == 303
    found = page_of(day_plan)
    assert "Voorgesteld rooster" not in found.soup.get_text()
    history = found.soup.select_one(".app-history").get_text(" ", strip=True).replace("\xa0", " ")
    assert "Rooster: 3 lessen op dinsdag 9 maart 2027 → leeg" in history


def test_a_decision_on_the_old_schedule_loses_once(day_plan, form, page_of, look, trainers):  # noqa: F811
    """The school takes its schedule back while Coby looks at it."""
    seen = page_of(day_plan).form("form#besluit").send(act="wanted").form("form#besluit")
    form(day_plan).send(button="act=save", no_times="y")
    ids = [one.id for one in look(day_plan).bookings]
    page = seen.send(act="approve", **{f"plan-{one}-1-trainer": trainers["tariq"] for one in ids})
    assert page.status_code == 409 and look(day_plan).status == "open"


def test_a_shared_lesson_that_grew_too_big_is_said_to_both(together, client, form, page_of):  # noqa: F811
    """7a 12 and 7b 13 fit in one lesson of 32; then 7a becomes 25."""
    small = form(together).send(button="act=save", **{"groups-1-pupils": "12", "groups-2-pupils": "13"})
    assert "te groot" not in said(client.get(small.location)) and "te groot" not in said(page_of(together))
    grown = client.get(form(together).send(button="act=save", **{"groups-1-pupils": "25"}).location)
    text = "Sterk in de groep is voor maximaal 32 leerlingen. In de les van 7a en 7b samen zitten er 38."
    assert f"{text} We zoeken samen met u een oplossing." in said(grown)
    assert "te groot: 38, maximaal 32" in said(grown)
    assert text in said(page_of(together)) and "te groot: 38, maximaal 32" in said(page_of(together))
