# SPDX-License-Identifier: EUPL-1.2
"""Adding a school by hand, changing what is ours, and two colleagues at once."""

from __future__ import annotations

from datetime import date

import pytest

from booking.errors import NotAllowed
from booking.extensions import db
from booking.history.actions import staff
from booking.lesson_requests.forms.schools import NewForm
from booking.schools.actions.edit import ByHand, Ours, Outdated, add, edit
from booking.schools.models import WijkPostcodes

from .conftest import ref

TYPED = {
    "kind": "mbo", "name": "Vakschool De Werf", "street": "Kade", "house_number": "12a", "postcode": "3525ab",
    "city": "Utrecht", "wijk": "03", "region": "Midden", "phone": "030-123 45 67", "website": "www.dewerf.example",
    "structure": "niveau 2 tot en met 4",
}  # fmt: skip


def test_a_school_is_added_by_hand(wijken, desk, diary, stands):
    form = desk.get("/beheer/scholen/nieuw").form("main form")
    answer = form.send(**TYPED)
    assert answer.status_code == 303, answer.words
    number = int(answer.headers["Location"].split("/")[-1].split("?")[0])
    page = desk.get(answer.headers["Location"])
    assert "De school is toegevoegd." in page.words and "Zelf toegevoegd." in page.words
    assert "Kade 12a, 3525 AB Utrecht" in page.words and "030 123 45 67" in page.words
    stood = stands(number)
    assert (stood.source, stood.status, stood.code, stood.municipality_code) == ("hand", "open", None, "0344")
    assert stood.wijk.name == "Overvecht"
    assert [(one.action, one.actor_name, one.act) for one in diary(number)] == [("added", "Coby Voorbeeld", 1)]
    assert "Vakschool De Werf" in desk.get("/beheer/scholen?q=werf").words


def test_added_twice_by_a_double_click_is_once(wijken, desk, diary, ask):
    form = desk.get("/beheer/scholen/nieuw").form("main form")
    answers = [form.send(**TYPED) for _n in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    number = int(answers[0].headers["Location"].split("/")[-1].split("?")[0])
    assert len(diary(number)) == 1
    assert len(desk.get("/beheer/scholen?q=werf").soup.select("tbody th a")) == 1


def test_a_school_that_is_there_already_is_not_added(school, wijken, desk, hire, sign_in):
    """Of the same kind, name and address, however it was typed. Another kind or address is another school, and so is one that closed."""
    hire("cas")
    form = desk.get("/beheer/scholen/nieuw").form("main form")
    assert form.send(**TYPED).status_code == 303
    for other, again in (
        (sign_in("cas"), {}),
        (desk, {"name": "vakschool de  Werf", "house_number": "12 A", "postcode": "3525 AB"}),
        (desk, {"phone": ""}),
    ):
        page = other.get("/beheer/scholen/nieuw").form("main form").send(**TYPED | again)
        assert page.status_code == 409, again
        assert (
            "Deze school staat al in het register. Zoek Vakschool De Werf op, of vul een ander adres in." in page.words
        )
        assert page.soup.select_one("#name")["value"] == (TYPED | again)["name"]
    for change in ({"kind": "vo"}, {"house_number": "14"}, {"postcode": ""}, {"name": "Vakschool De Werf Zuid"}):
        assert form.send(**TYPED | change).status_code == 303, change
    school("De Klimop", status="closed", closed_on=date(2025, 8, 1))
    klimop = {"kind": "po", "name": "De Klimop", "street": "Wandelpad", "house_number": "1", "postcode": "3511 ZZ"}
    assert form.send(**TYPED | klimop).status_code == 303


def test_what_is_wrong_is_said_and_kept(wijken, desk):
    form = desk.get("/beheer/scholen/nieuw").form("main form")
    page = form.send(postcode="Utrecht", phone="12", website="een website", structure="x" * 101)
    assert page.status_code == 422
    for sentence in (
        "Kies het soort onderwijs.", "Vul de naam van de school in.", "Vul de plaats in, bijvoorbeeld Utrecht.",
        "Vul een postcode in met 4 cijfers en 2 letters, bijvoorbeeld 3511 AA.",
        "Vul een telefoonnummer in met 10 cijfers", "Vul een webadres in, bijvoorbeeld www.voorbeeldboom.nl.",
        'Maak uw antwoord bij "Opleidingen" korter',
    ):  # fmt: skip
        assert sentence in page.words, sentence
    assert page.soup.select_one("#postcode")["value"] == "Utrecht"
    page = form.send(**TYPED | {"kind": "universiteit", "wijk": "99"})
    assert page.status_code == 422 and page.words.count("Kies een antwoord uit de lijst bij") >= 2


def test_of_the_registers_school_only_what_is_ours(school, desk, stands, diary):
    number = school("De Klimop", code="00AB00")
    page = desk.get(f"/beheer/scholen/{number}/wijzigen")
    assert "Deze gegevens komen uit het register van DUO." in page.words
    assert page.soup.select_one("#name") is None
    answer = page.form("main form").send(wijk="01", region="Noord", name="Anders", kind="vo")
    assert answer.status_code == 303
    stood = stands(number)
    assert (stood.name, stood.kind, stood.wijk.name, stood.holiday_region) == ("De Klimop", "po", "West", "Noord")
    page = desk.get(answer.headers["Location"])
    assert "Opgeslagen." in page.words
    assert "Coby Voorbeeld wijzigde de school. Wijk: Overvecht → West. " in page.words
    again = desk.get(f"/beheer/scholen/{number}/wijzigen").form("main form").send()
    assert again.status_code == 303 and "klaar" not in again.headers["Location"]
    assert len(diary(number)) == 1
    unknown = desk.get(f"/beheer/scholen/{number}/wijzigen").form("main form").send(wijk="")
    assert unknown.status_code == 303 and stands(number).wijk_code is None


def test_a_renamed_school_is_found_by_its_former_name(school, desk, stands):
    number = school("De Klimop", "Rank", source="hand")
    form = desk.get(f"/beheer/scholen/{number}/wijzigen").form("main form")
    assert form.send(name="Rank").status_code == 303
    stood = stands(number)
    assert stood.name == "Rank" and [(one.name, one.kind) for one in stood.names] == [("De Klimop", "former")]
    assert "De Klimop (vroeger)" in desk.get(f"/beheer/scholen/{number}").words


def test_closing_and_opening_one_by_hand(school, desk, stands):
    number = school("De Klimop", source="hand")
    form = desk.get(f"/beheer/scholen/{number}/wijzigen").form("main form")
    page = form.send(closed_on="morgen")
    assert page.status_code == 422 and "Vul een datum in als dag-maand-jaar" in page.words
    page = form.send(closed_on="9-3-2090")
    assert page.status_code == 422 and "Kies vandaag, of een dag die voorbij is." in page.words
    assert form.send(closed_on="1-8-2026").status_code == 303
    assert stands(number).status == "closed"
    assert "Deze school is gesloten op 1 augustus 2026." in desk.get(f"/beheer/scholen/{number}").words
    form = desk.get(f"/beheer/scholen/{number}/wijzigen").form("main form")
    assert form.data["closed_on"] == "2026-08-01"
    assert form.send(closed_on="").status_code == 303
    assert (stands(number).status, stands(number).closed_on) == ("open", None)


def test_the_slower_of_two_keeps_what_she_typed_and_reads_what_changed(school, desk, hire, sign_in, stands, diary):
    number = school("De Klimop", source="hand")
    hire("cas")
    slow = desk.get(f"/beheer/scholen/{number}/wijzigen").form("main form")
    fast = sign_in("cas").get(f"/beheer/scholen/{number}/wijzigen").form("main form")
    assert fast.send(phone="030 123 46 99", wijk="01").status_code == 303
    page = slow.send(street="Nieuwe straat")
    assert page.status_code == 409
    assert "Iemand was u voor" in page.words
    assert "Cas Voorbeeld wijzigde de school." in page.words and "Wijk: Overvecht → West." in page.words
    assert page.soup.select_one("#street")["value"] == "Nieuwe straat"
    assert stands(number).street == "Wandelpad" and len(diary(number)) == 1
    assert page.form("main form").data["phone"] == "030 123 46 99"  # what she did not touch is as Cas left it
    assert page.form("main form").send().status_code == 303
    stood = stands(number)
    assert (stood.street, stood.wijk_code, stood.phone) == ("Nieuwe straat", "01", "030 123 46 99")
    assert stood.version == 3


def test_what_both_changed_stays_as_she_typed_it(school, desk, hire, sign_in, stands):
    number = school("De Klimop", source="hand")
    hire("cas")
    slow = desk.get(f"/beheer/scholen/{number}/wijzigen").form("main form")
    fast = sign_in("cas").get(f"/beheer/scholen/{number}/wijzigen").form("main form")
    assert fast.send(street="Van Cas", closed_on="2026-08-01").status_code == 303
    page = slow.send(street="Van Coby")
    assert page.status_code == 409 and "Straat: Wandelpad → Van Cas." in page.words
    assert "Gesloten op: leeg → 1 augustus 2026." in page.words
    assert page.form("main form").data["closed_on"] == "2026-08-01"
    assert page.form("main form").send().status_code == 303
    assert (stands(number).street, stands(number).status) == ("Van Coby", "closed")


def test_a_double_click_is_answered_as_the_first(school, desk, diary):
    number = school("De Klimop", source="hand")
    form = desk.get(f"/beheer/scholen/{number}/wijzigen").form("main form")
    assert [form.send(street="Elders").status_code for _n in range(2)] == [303, 303]
    assert len(diary(number)) == 1


def test_a_merged_school_stays_as_it_is(school, coby, write):
    heir = school("De Beuk")
    number = school("De Klimop", status="closed", closed_on=date(2025, 8, 1), successor_id=heir)
    with pytest.raises(Exception, match="samengevoegd"), write() as now:
        edit(number, 1, Ours(wijk_code="01"), staff(coby), now)


def test_an_action_asks_the_table_itself(school, sem, coby, write):
    number = school("De Klimop", source="hand")
    said = ByHand(kind="po", name="Anders", city="Utrecht")
    with pytest.raises(NotAllowed), write() as now:
        add(said, None, staff(sem), now)
    with pytest.raises(NotAllowed), write() as now:
        edit(number, 1, said, staff(sem), now)
    with pytest.raises(Outdated), write() as now:  # a page of before the register took it over
        edit(number, 1, Ours(wijk_code="01"), staff(coby), now)


def test_the_wijk_follows_from_the_postcode(wijken, desk, write, stands):
    with write():
        db.session.add(WijkPostcodes(postcode_from="3525", postcode_to="3526 AB", wijk_code="01"))
    typed = TYPED | {"wijk": ""}
    for postcode, wijk in (("3525 ZZ", "01"), ("3526 AB", "01"), ("3526 AC", None), ("", None)):
        answer = desk.get("/beheer/scholen/nieuw").form("main form").send(**typed | {"postcode": postcode})
        number = int(answer.headers["Location"].split("/")[-1].split("?")[0])
        assert stands(number).wijk_code == wijk, postcode
    form = desk.get(f"/beheer/scholen/{number}/wijzigen").form("main form")
    page = form.send(postcode="3525 AA", follow=True)
    assert stands(number).wijk_code == "01" and "Opgeslagen. Wijk volgens de postcode: West." in page.words
    page = (
        desk.get(f"/beheer/scholen/{number}/wijzigen").form("main form").send(postcode="3599 AA", wijk="", follow=True)
    )
    assert "Opgeslagen. De wijk van deze postcode kennen we niet. Kies de wijk." in page.words
    page = desk.get(f"/beheer/scholen/{number}/wijzigen").form("main form").send(wijk="01", follow=True)
    assert "Opgeslagen." in page.words and "postcode kennen we niet" not in page.words


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Vlierlaan 2, 3581 AB Utrecht", ("Vlierlaan", "2", "3581 AB", "Utrecht")),
        ("Vlier laan 2a-bis 3581ab  De Meern", ("Vlier laan", "2a-bis", "3581ab", "De Meern")),
        ("Vlierlaan 2", ("Vlierlaan", "2", "", "")),
        ("Vlierlaan 2, Utrecht", ("Vlierlaan", "2", "", "Utrecht")),
        ("Vlierlaan 2 achter de kerk", ("Vlierlaan 2 achter de kerk", "", "", "")),
        ("2e Vlierlaan 3, Utrecht", ("2e Vlierlaan 3, Utrecht", "", "", "")),
        ("", ("", "", "", "")),
    ],
)
@pytest.mark.once
def test_a_typed_address_is_read_where_it_is_plain(app, typed, parts):
    with app.test_request_context():
        form = NewForm(formdata=None)
        form.fill(None)
        form.take_address(typed)
        assert (form.street.data, form.house_number.data, form.postcode.data, form.city.data) == parts


def test_a_school_is_added_for_a_request_and_linked(ask, wijken, desk, look):
    number = ask("7a")
    page = desk.get(f"/beheer/aanvragen/{ref(number)}/school")
    page = desk.get(page.soup.find("a", string="Staat de school niet in de lijst? Voeg school toe")["href"])
    assert page.soup.select_one("#name")["value"] == "Basisschool De Klimop"
    assert page.soup.select_one("#street")["value"]
    wrong = page.form("main form").send(kind="po", city="", postcode="3599 ZZ")
    answer = wrong.form("main form").send(kind="po", city="Utrecht")
    page = desk.get(answer.headers["Location"])
    assert (
        "Toegevoegd. De school staat aangekruist. De wijk van deze postcode kennen we niet. Kies de wijk." in page.words
    )
    chosen = page.soup.select_one("input[name=school][checked]")["value"]
    assert page.form("main form[method=post]").send().status_code == 303
    assert look(number).school_id == int(chosen)
