# SPDX-License-Identifier: EUPL-1.2
"""What a visitor sees of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import copy
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from flask import Flask

from booking.catalogue import actions, queries
from config import ROOT
from tests.support.client import Client
from tests.support.counting import counting

pytestmark = pytest.mark.usefixtures("example")
Transaction = Callable[[], AbstractContextManager[datetime]]
EXAMPLE = (ROOT / "examples/catalogue.yaml").read_text(encoding="utf-8")
OFFERINGS: list[dict[str, Any]] = yaml.safe_load(EXAMPLE)["offerings"]


def squeezed(text: object) -> str:
    return " ".join(str(text).split())


@pytest.mark.once
def test_the_list_shows_what_there_is(client: Client) -> None:
    page = client.get("/lesaanbod")
    assert page.status_code == 200
    assert "30 lessen en trainingen gevonden" in page.words
    assert len(page.soup.select("article")) == 20
    assert "Drugscriminaliteit (20)" in page.words
    second = client.get("/lesaanbod?pagina=2")
    assert len(second.soup.select("article")) == 10
    shown = {str(a["href"]) for each in (page, second) for a in each.soup.select("article a")}
    assert len(shown) == 30
    assert "/lesaanbod/drugs-in-een-container" not in shown  # archived
    assert "/lesaanbod/school-en-wijk-aan-tafel" not in shown  # a draft


@pytest.mark.once
def test_filters_are_links_and_a_form_and_the_address_holds_them(client: Client) -> None:
    address = "/lesaanbod?niveau=po&leerjaar=7&soort=les&thema=groepsdruk&thema=keuzes&kosten=gratis&q=nee&sorteer=duur"
    page = client.get(address)
    assert page.soup.h1 is not None and page.soup.h1.get_text() == "Lessen en trainingen voor de basisschool"
    form = page.form("form.app-filters")
    assert form.method == "GET"
    assert form.data["niveau"] == "po" and form.data["leerjaar"] == "7" and form.data["soort"] == "les"
    assert form.data.getlist("thema") == ["groepsdruk", "keuzes"]
    assert (form.data["kosten"], form.data["q"], form.data["sorteer"]) == ("gratis", "nee", "duur")
    again = form.send()
    assert again.words == page.words
    sort = page.form(".app-bar form")
    assert sort.data.getlist("thema") == ["groepsdruk", "keuzes"] and sort.data["q"] == "nee"
    other = page.soup.select_one("footer a[hreflang=en]")
    assert other is not None and str(other["href"]).startswith("/en/lesaanbod?niveau=po&leerjaar=7")


@pytest.mark.once
def test_a_search_marks_what_it_found_and_offers_the_right_word(client: Client) -> None:
    page = client.get("/lesaanbod?q=geldezls")
    assert "Bedoelt u “geldezels” ?" in page.words
    assert {mark.get_text().lower() for mark in page.soup.select("main mark")} >= {"geldezels"}
    link = page.soup.find("a", string="“geldezels”")
    assert link is not None and link["href"] == "/lesaanbod?q=geldezels"  # type: ignore[index]
    assert "Bedoelt u" not in client.get("/lesaanbod?q=geldezels").words


@pytest.mark.once
def test_an_empty_result_says_what_to_loosen(client: Client) -> None:
    page = client.get("/lesaanbod?niveau=po&soort=serie&q=hacken")
    assert "Geen lessen gevonden" in page.words
    assert "Bel 14 030 of mail" in page.words
    loosened = page.soup.select("#resultaten .app-links a")
    assert [squeezed(a.get_text()) for a in loosened] == ["Zonder “Lessenserie”: 2 lessen.", "Zonder “hacken”: 1 les."]
    for link in loosened:
        count = re.search(r": (\d+) les", link.get_text())
        assert count is not None
        found = client.get(str(link["href"]))
        assert re.search(rf"\b{count[1]} les(sen en trainingen)? gevonden", found.words)
    assert "Geen lessen gevonden" in client.get("/lesaanbod?q=vapen").words


@pytest.mark.once
def test_nothing_of_an_offering_is_lost_on_its_page(client: Client) -> None:
    for row in OFFERINGS:
        shown_whole(client, row)


def shown_whole(client: Client, row: dict[str, Any]) -> None:
    page = client.get(f"/lesaanbod/{row['slug']}")
    if row["status"] == "draft":
        assert page.status_code == 404
        return
    assert page.status_code == 200
    words = page.words
    texts = [row["title"], row["summary"], *row["school_arranges"], *row["learning_goals"]]
    texts += [row.get("for_parents", ""), row.get("for_teachers", ""), *row.get("core_objectives", [])]
    texts += [row.get("place_note", "")]
    for part in row.get("parts", []):
        texts += [part["title"], part["guest"], *(line.split(" min. ", 1)[1] for line in part["outline"])]
    for line in row.get("outline", []):
        minutes, sentence = line.split(" min. ", 1)
        texts.append(f"{sentence} ({minutes} minuten)")
    if row["cost"] != "free":
        texts += [row["cost"]["note"], row["cost"]["unit"], f"€ {row['cost']['cents'] // 100:,}".replace(",", ".")]
    missing = [text for text in texts if squeezed(text) not in words]
    assert not missing, row["slug"]
    facts = {dt.get_text(): squeezed(dt.find_next("dd").get_text(" ")) for dt in page.soup.select(".app-panel dt")}  # type: ignore[union-attr]
    assert facts["Gegeven door"].startswith("Voorbeeld")
    assert str(row["minutes"]) in facts["Duur"]
    assert str(row["max_people"]) in facts["Groepsgrootte"]
    assert f"{row['lead_days'] // 7} weken" in facts["Vraag aan"]
    if row.get("materials_url"):
        assert page.soup.find("a", href=row["materials_url"]) is not None
    asks = [a for a in page.soup.select("main a") if a["href"] == f"/aanvraag?les={row['slug']}"]
    assert len(asks) == (2 if row["status"] == "published" else 0)
    assert "Dit is een voorbeeld. De gegevens zijn nog niet gecontroleerd." in words


@pytest.mark.once
def test_headings_stand_in_the_order_in_which_a_teacher_decides(client: Client) -> None:
    page = client.get("/lesaanbod/criminaliteit-om-ons-heen")
    assert [h2.get_text() for h2 in page.soup.select("main h2")] == [
        "Wat leren uw leerlingen?", "Zo verloopt de les", "Dit regelt u", "Voor ouders", "Voor docenten", "Kosten", "Thema",
    ]  # fmt: skip
    series = client.get("/lesaanbod/sterk-met-de-wijk")
    assert "Zo verlopen de 5 lessen" in series.words and "Les 3: Online kies ik zelf" in series.words
    training = client.get("/lesaanbod/signalen-zien-en-bespreken")
    assert "Wat leren de deelnemers?" in training.words and "Vraag deze training aan" in training.words


@pytest.mark.once
def test_an_offering_tells_its_place_in_a_programme(client: Client) -> None:
    page = client.get("/lesaanbod/de-groepsapp-grap-of-grens")
    assert "Dit is les 2 van 5 in “ Programma voor groep 8 ”. Les 2 komt 2 tot 6 weken na les 1." in page.words


def test_a_stopped_offering_says_so_and_names_what_comes_near(client: Client) -> None:
    page = client.get("/lesaanbod/drugs-in-een-container")
    assert page.status_code == 200
    assert "Gestopt" in page.words and "We geven deze les niet meer. Deze lessen lijken erop:" in page.words
    near = {str(a["href"]).rsplit("/", 1)[1] for a in page.soup.select("article a")}
    assert near == {"wie-betaalt-de-prijs", "criminaliteit-om-ons-heen", "snel-geld-hoge-prijs"}
    assert "/aanvraag?les=" not in page.get_data(as_text=True)


@pytest.mark.once
def test_an_offering_that_opens_later_has_a_date_and_no_button(client: Client, write: Transaction, clock: Any) -> None:
    with write():
        offering = queries.stored().offerings["hack-het-goed"]
        offering.requests_from, offering.is_example, offering.checked_on = date(2027, 1, 4), False, date(2026, 10, 12)
    clock.move_to(datetime(2027, 1, 3, 12, tzinfo=UTC))
    page = client.get("/lesaanbod/hack-het-goed")
    assert "Aanvragen vanaf 4 januari 2027" in page.words
    assert "U kunt deze les aanvragen vanaf 4 januari 2027." in page.words
    assert "/aanvraag?les=" not in page.get_data(as_text=True)
    assert "Nagekeken op 12 oktober 2026" in page.words
    clock.move_to(datetime(2027, 1, 3, 23, 1, tzinfo=UTC))  # midnight has passed in Utrecht
    assert "/aanvraag?les=hack-het-goed" in client.get("/lesaanbod/hack-het-goed").get_data(as_text=True)


@pytest.mark.once
def test_old_addresses_lead_on_and_unknown_ones_are_not_found(client: Client, write: Transaction) -> None:
    text = EXAMPLE.replace("- slug: hack-het-goed\n", "- slug: hack-het-goed\n    old_slugs: [hackles]\n", 1)
    with write() as now:
        actions.load(actions.read_files({"x": text}), now)
    moved = client.get("/lesaanbod/hackles")
    assert (moved.status_code, moved.location) == (301, "/lesaanbod/hack-het-goed")
    assert client.get("/en/lesaanbod/hackles").location == "/en/lesaanbod/hack-het-goed"
    for unknown in ("nope", "%00", "..%2f", "a" * 500, quote("😀"), "hack-het-goed%20"):
        assert client.get(f"/lesaanbod/{unknown}").status_code == 404


@pytest.mark.once
def test_a_programme_can_be_asked_for_as_a_whole(client: Client) -> None:
    page = client.get("/programma/mbo")
    assert [h2.get_text() for h2 in page.soup.select("main h2")] == [
        "Programma voor leerjaar 3 van het vmbo",
        "Programma voor studiejaar 2",
    ]
    assert "Wanneer: 4 tot 14 weken na les 2, van januari tot en met maart." in page.words
    asked = [a["href"] for a in page.soup.select("main a") if "aanvraag" in str(a["href"])]
    assert asked == ["/aanvraag?programma=vmbo-leerjaar-3", "/aanvraag?programma=mbo-studiejaar-2"]
    assert client.get("/programma/vo").status_code == client.get("/programma/po").status_code == 200
    assert client.get("/programma/hbo").status_code == 404


@pytest.mark.once
def test_a_programme_leaves_out_what_is_no_longer_given(client: Client, write: Transaction) -> None:
    with write():
        queries.stored().offerings["de-groepsapp-grap-of-grens"].status = "archived"
    page = client.get("/programma/po")
    assert "grap of grens" not in page.words and "Thuis praten over online" in page.words
    with write():
        queries.stored().programmes["basisschool-groep-8"].status = "draft"
    assert "Voor dit niveau is er nu geen programma." in client.get("/programma/po").words


@pytest.mark.once
def test_english_pages_say_which_texts_are_dutch(client: Client) -> None:
    page = client.get("/en/lesaanbod/baas-over-mijn-account")
    assert page.soup.html is not None and page.soup.html["lang"] == "en"
    assert "Boss of my own account" in page.words and "Baas over mijn account" not in page.words
    assert "wachtwoordladder" in " ".join(tag.get_text() for tag in page.soup.select("main [lang=nl]"))
    assert "Hacking" in page.words
    assert page.soup.find("a", href="/en/aanvraag?les=baas-over-mijn-account") is not None


@pytest.mark.once
def test_nothing_in_the_address_breaks_the_list(client: Client) -> None:
    queries_ = [
        "q=%00",
        "q=%ff%fe",
        "q=" + "%25" * 500,
        "q=_",
        "q=😀",
        "niveau=po&leerjaar=٧",
        "pagina=10" + "0" * 300,
        "thema=%00",
        "q=<script>alert(1)</script>",
        "q={{7*7}}",
        "&".join(f"thema={n}" for n in range(900)),
        "q=" + "a+" * 1500,
    ]
    for query in queries_:
        page = client.get(f"/lesaanbod?{query}")
        assert page.status_code == 200, query
        assert "<script>alert" not in page.get_data(as_text=True) and "49" not in page.words.split()


@pytest.mark.once
def test_the_longest_texts_are_shown_whole(client: Client, write: Transaction) -> None:
    title = "Donaudampfschifffahrtsgesellschaft" * 4
    with write():
        offering = queries.stored().offerings["hack-het-goed"]
        offering.title, offering.summary = title, "<b>Veel</b> " + "tekst " * 99
    assert title in client.get("/lesaanbod/hack-het-goed").words
    page = client.get("/lesaanbod?q=hacken")
    assert title in page.words and "&lt;b&gt;Veel" in page.get_data(as_text=True)


def many(write: Transaction, number: int) -> None:
    """The example, with copies of its offerings until there are so many."""
    rows = actions.read_files({"catalogue.yaml": EXAMPLE})
    for place in range(len(rows["offerings"]), number):
        row = copy(rows["offerings"][place % len(OFFERINGS)])
        row |= {"slug": f"{row['slug']}-{place}", "title": f"{row['title']} {place}"}
        rows["offerings"].append(row)
    with write() as now:
        actions.load(rows, now)


def test_a_page_costs_at_most_two_statements_however_many_offerings(
    another_app: Callable[..., Flask], write: Transaction
) -> None:
    app = another_app(PAGE_CACHE="0")
    client = app.test_client()
    paths = ("/", "/lesaanbod", "/lesaanbod?niveau=vo&q=hacken", "/lesaanbod/hack-het-goed", "/programma/vo")
    taking_in: list[int] = []
    costs: list[dict[str, int]] = []
    for number in (40, 500):
        many(write, number)
        with counting(app) as count:
            client.get("/")  # this process takes the new version in
        taking_in.append(len(count))
        costs.append({})
        for path in paths:
            with counting(app) as count:
                assert client.get(path).status_code == 200
            assert len(count) <= 2, count
            costs[-1][path] = len(count)
    assert costs[0] == costs[1]
    assert taking_in[0] == taking_in[1] <= 14, taking_in
