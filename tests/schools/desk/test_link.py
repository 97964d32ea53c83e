# SPDX-License-Identifier: EUPL-1.2
"""Linking a typed school to the register: from the page of the request, with suggestions and a search; silently."""

from __future__ import annotations

from datetime import date

import pytest

from booking.errors import Conflict, NotAllowed
from booking.history.actions import staff
from booking.lesson_requests.actions.link_school import link_school
from tests.support.cast import TOM, Teacher

from .conftest import ref


def panel(desk, number: int, query: str = ""):
    return desk.get(f"/beheer/aanvragen/{ref(number)}/school{query}")


def offered(page) -> list[str]:
    return [one["value"] for one in page.soup.select("input[name=school]")]


def test_from_the_page_of_a_request(ask, school, desk, look, mails, diary):
    klimop, number = school("De Klimop", wijk_code="03"), ask("7a")
    school("De Beuk")
    page = desk.get(f"/beheer/aanvragen/{ref(number)}")
    assert "Deze school is nog niet gekoppeld aan een school uit het register." in page.words
    link = page.soup.find("a", string="Koppel school")
    page = desk.get(link["href"])
    assert page.soup.h1.get_text() == "Koppel school" and "Welke school is dit?" in page.words
    assert offered(page) == [str(klimop)]
    written = len(mails())
    answer = page.form("main form[method=post]").send(school=str(klimop))
    assert answer.status_code == 303
    page = desk.get(answer.headers["Location"])
    assert "Gekoppeld aan De Klimop." in page.words
    assert (
        "nog niet gekoppeld" not in page.words
        and "Basisschool De Klimop, Klimopstraat 1, Utrecht, Overvecht" in page.words
    )
    assert page.soup.select_one(f'main a[href="/beheer/scholen/{klimop}"]')
    found = look(number)
    assert (found.school_id, found.school_name, found.school_wijk, found.school_kind, found.version) == (
        klimop, "Basisschool De Klimop", "Overvecht", "po", 2,
    )  # fmt: skip
    assert len(mails()) == written, "nobody is mailed"
    assert [one.action for one in diary(number, "request")][-1] == "link_school"
    assert "Coby Voorbeeld koppelde de aanvraag aan een school. De Klimop, Wandelpad 1, 3511 ZZ Utrecht" in page.words


def test_a_search_in_place_of_suggestions(ask, school, desk, look):
    school("De Klimop")
    beuk, number = school("De Beuk", street="Beukenlaan"), ask("7a")
    school("De Rank", status="closed", closed_on=date(2025, 8, 1))
    page = panel(desk, number, "?q=beukenlaan")
    assert offered(page) == [str(beuk)]
    assert page.form("main form[method=post]").send(school=str(beuk)).status_code == 303
    assert look(number).school_id == beuk
    assert 'We vinden geen school met "rank".' in panel(desk, number, "?q=rank").words
    for n in range(12):
        school(f"Voorbeeld {n}")
    page = panel(desk, number, "?q=voorbeeld")
    assert "We vinden 12 scholen. Vul ook de straat of postcode in." in page.words


def test_nothing_alike(ask, school, desk):
    school("Ganz Anders", street="Elders", city="Amersfoort", postcode="3811 AA")
    page = panel(desk, ask("7a", teacher=TOM))
    assert "We vinden geen school die hierop lijkt." in page.words
    assert page.soup.select_one("form input[name=q]")


def test_another_one_and_none(ask, school, belong, desk, look, diary):
    klimop, beuk, number = school("De Klimop"), school("De Beuk", kind="so", wijk_code=None), ask("7a")
    belong(number, klimop)
    page = panel(desk, number, "?q=beuk")
    assert set(offered(page)) == {str(beuk), str(klimop), "none"}
    assert page.soup.select_one(f"input[value='{klimop}'][checked]")
    assert page.form("main form[method=post]").send(school=str(beuk)).status_code == 303
    found = look(number)
    assert (found.school_id, found.school_wijk, found.school_kind) == (beuk, None, "so")
    answer = panel(desk, number).form("main form[method=post]").send(school="none")
    assert answer.status_code == 303
    assert "De aanvraag is niet meer gekoppeld aan een school." in desk.get(answer.headers["Location"]).words
    found = look(number)
    assert (found.school_id, found.school_wijk, found.school_kind) == (None, None, "po")
    assert [one.action for one in diary(number, "request")][-2:] == ["link_school", "unlink_school"]


def test_the_typed_name_becomes_another_name_of_the_school(ask, school, desk, stands, diary):
    klimop, number = school("Obs Rank", street="Klimopstraat", house_number="1"), ask("7a")
    page = panel(desk, number)
    assert 'Bewaar "Basisschool De Klimop" ook als andere naam van de school' in page.words
    assert page.form("main form[method=post]").send(school=str(klimop), keep_name="y").status_code == 303
    assert [(one.name, one.kind) for one in stands(klimop).names] == [("Basisschool De Klimop", "alias")]
    assert [one.action for one in diary(klimop)] == ["name_added"]
    later = panel(desk, ask("7b"))
    assert offered(later) == [str(klimop)]  # found by it
    assert "ook als andere naam" not in later.words


def test_what_is_refused(ask, school, desk, look, world):
    klimop, number = school("De Klimop"), ask("7a")
    closed = school("De Rank", status="closed", closed_on=date(2025, 8, 1))
    form = panel(desk, number).form("main form[method=post]")
    before = world()
    for value, sentence, status in (
        ("", "Kies een school.", 422),
        (str(closed), "De Rank is gesloten. Kies een school die open is.", 409),
        ("999999", "Kies een antwoord uit de lijst bij", 422),
        ("none", "Kies een antwoord uit de lijst bij", 422),
    ):
        page = form.send(school=value)
        assert page.status_code == status and sentence in page.words, (value, page.words)
    assert world() == before
    assert form.send(school=str(klimop)).status_code == 303
    assert form.send(school=str(klimop)).status_code == 303  # a double click
    assert look(number).version == 2


def test_the_slower_of_two_reads_that_it_is_linked(ask, school, desk, hire, sign_in, look):
    klimop, beuk, number = school("De Klimop"), school("De Beuk"), ask("7a")
    hire("cas")
    slow = panel(desk, number, "?q=utrecht").form("main form[method=post]")
    fast = panel(sign_in("cas"), number).form("main form[method=post]")
    assert fast.send(school=str(klimop)).status_code == 303
    page = slow.send(school=str(beuk))
    assert page.status_code == 409
    assert "Een collega heeft de koppeling van deze aanvraag intussen gewijzigd." in page.words
    assert "Gekoppeld aan De Klimop, Wandelpad 1" in page.words
    assert look(number).school_id == klimop
    assert page.soup.select_one(f"input[value='{beuk}'][checked]")
    assert page.form("main form[method=post]").send(school=str(beuk)).status_code == 303
    assert look(number).school_id == beuk


def test_who_may(ask, school, client, sem, sign_in, desk, world, write):
    klimop, number = school("De Klimop"), ask("7a")
    path, browser = f"/beheer/aanvragen/{ref(number)}/school", sign_in("sem")
    assert client.get(path).status_code == 303
    assert browser.get(path).status_code == 403
    page = browser.get(f"/beheer/aanvragen/{ref(number)}")
    assert "Koppel school" not in page.words and "nog niet gekoppeld" in page.words
    token = browser.get("/beheer/").form("form[action*=uitloggen]").data["csrf_token"]
    before = world()
    assert browser.post(path, data={"csrf_token": token, "school": str(klimop)}).status_code == 403
    with pytest.raises(NotAllowed), write() as now:
        link_school(number, klimop, None, staff(sem), now, 5)
    assert world() == before
    assert desk.get("/beheer/aanvragen/LES-999999/school").status_code == 404


def test_without_a_register_nobody_is_asked_to_link(ask, desk):
    page = desk.get(f"/beheer/aanvragen/{ref(ask('7a'))}")
    assert "nog niet gekoppeld" not in page.words and "Koppel school" not in page.words


def test_a_decision_goes_on_after_a_link(ask, school, desk, look, coby, write):
    """Linking is no decision: a colleague with the page open is not told that somebody was first."""
    klimop, number = school("De Klimop"), ask("7a")
    form = desk.get(f"/beheer/aanvragen/{ref(number)}").form("#besluit")
    with write() as now:
        link_school(number, klimop, None, staff(coby), now, 5)
    assert form.send(button="act=decline", decision="decline", reason="full").status_code == 303
    assert look(number).bookings[0].status == "declined"


def test_a_stale_page_is_a_conflict(ask, school, coby, write):
    klimop, beuk, number = school("De Klimop"), school("De Beuk"), ask("7a")
    with write() as now:
        link_school(number, klimop, None, staff(coby), now, 5)
    with pytest.raises(Conflict), write() as now:
        link_school(number, beuk, None, staff(coby), now, 5)


def test_what_is_suggested(ask, school, desk):
    """A name that holds more than the register's, a part of it, the address alone; never all schools of the town."""
    klimop = school("De Klimop")
    street = school("Anders", street="Vlierlaan", house_number="2", postcode="3581 AB")
    for n in range(30):
        school(f"Utrechtse School {n}", street=f"Laan {n}", postcode="3500 AA")
    assert offered(panel(desk, ask("7a")))[0] == str(klimop)
    odd = Teacher("Tess", "tess@x.example", "030 123 46 01", "Obs de klimopp, locatie Oost", "Postbus 9, Utrecht")
    assert offered(panel(desk, ask("7b", teacher=odd)))[0] == str(klimop)
    assert offered(panel(desk, ask("1a", teacher=TOM))) == [str(street)]
    moved = Teacher("Tess", "tess@y.example", "030 123 46 01", "Onbekend", "Dreef 1, 3581 ab Utrecht")
    assert offered(panel(desk, ask("7c", teacher=moved))) == [str(street)]


def test_strangers_are_not_suggested(ask, school, desk):
    """Half a postcode, a street without its number and a slip in all letters say nothing."""
    near = school("De Zonnewijzer", street="Vlierlaan", house_number="9", postcode="3581 AB")
    for name in ("De Voorbeeldboom", "Voorbeeldlyceum", "De Zon"):
        school(name, street="Vlierlaan", house_number="2", postcode="3581 ZZ")
    typed = Teacher("Tess", "tess@x.example", "030 123 46 01", "De Zonnehof", "Vlierlaan 7, 3581 AC Utrecht")
    page = panel(desk, ask("7a", teacher=typed))
    assert "We vinden geen school die hierop lijkt." in page.words and page.soup.select("input[name=school]") == []
    slip = Teacher("Tess", "tess@y.example", "030 123 46 01", "Zonnewijser", "Onbekend")
    assert offered(panel(desk, ask("7b", teacher=slip))) == [str(near)]
