# SPDX-License-Identifier: EUPL-1.2
"""The plain pages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml

from booking.catalogue import actions
from config import ROOT
from tests.support.client import Client

EXAMPLE = (ROOT / "examples/catalogue.yaml").read_text(encoding="utf-8")
Transaction = Callable[[], AbstractContextManager[datetime]]
PLAIN = ("/", "/zo-werkt-het", "/privacy", "/toegankelijkheid")


@pytest.fixture
def example(write: Transaction) -> None:
    with write() as now:
        actions.load(actions.read_files({"catalogue.yaml": EXAMPLE}), now)


@pytest.mark.once
@pytest.mark.usefixtures("example")
def test_the_start_page_leads_to_each_level(client: Client) -> None:
    page = client.get("/")
    for level, words in (("po", "de basisschool"), ("vo", "het voortgezet onderwijs"), ("mbo", "vmbo en mbo")):
        link = page.soup.select_one(f'main a[href="/lesaanbod?niveau={level}"]')
        assert link is not None
        said = link.get_text(" ", strip=True)
        count = said.split()[1]
        assert said == f"Bekijk {count} lessen voor {words}"
        assert f"{count} lessen en trainingen gevonden" in client.get(str(link["href"])).words
        assert page.soup.select_one(f'main a[href="/programma/{level}"]') is not None
    assert page.soup.select_one('main a[href="/lesaanbod?soort=training"]') is not None
    assert "Alle lessen zijn gratis, tenzij anders vermeld." in page.words
    found = page.form("main form[role=search]").send(q="geldezels")
    assert "gevonden" in found.words
    footer = page.soup.footer
    assert footer is not None
    assert "14 030" in footer.get_text().replace("\N{NO-BREAK SPACE}", " ") and "8.30" in footer.get_text()


@pytest.mark.once
def test_new_offerings_are_named_and_without_them_no_heading(client: Client, write: Transaction, clock: Any) -> None:
    rows = yaml.safe_load(EXAMPLE)
    with write() as now:
        actions.load(actions.read_files({"x": EXAMPLE}), now)
    clock.move_to(datetime(2026, 11, 24, 12, tzinfo=UTC))
    page = client.get("/")
    assert "Nieuw in het aanbod" in page.words
    assert {h3.get_text() for h3 in page.soup.select("article h3")} == {
        row["title"] for row in rows["offerings"] if str(row.get("published_on")) == "2026-11-10"
    }
    clock.shift(timedelta(days=365))
    assert "Nieuw in het aanbod" not in client.get("/").words


@pytest.mark.once
def test_with_an_empty_catalogue_every_page_still_stands(client: Client) -> None:
    page = client.get("/")
    assert "Nieuw in het aanbod" not in page.words and "Alles voor één niveau" not in page.words
    assert "Geen lessen gevonden" in client.get("/lesaanbod").words
    assert "geen programma" in client.get("/programma/po").words


@pytest.mark.once
def test_plain_pages_need_no_account_and_set_no_cookie(client: Client) -> None:
    for path in (*PLAIN, *(f"/en{path}" for path in PLAIN)):
        page = client.get(path)
        assert page.status_code == 200
        assert "Set-Cookie" not in page.headers
        assert "Cookie" not in page.headers.get("Vary", "")


@pytest.mark.once
@pytest.mark.usefixtures("example")
def test_the_words_about_cookies_are_true(client: Client) -> None:
    assert "Als bezoeker krijgt u geen cookies om u te volgen." in client.get("/privacy").words
    for path in (*PLAIN, "/lesaanbod", "/lesaanbod?q=x", "/lesaanbod/hack-het-goed", "/programma/po", "/nope"):
        page = client.get(path)
        assert "Set-Cookie" not in page.headers
        assert page.soup.find("script") is None


@pytest.mark.once
def test_the_promised_answer_time_comes_from_the_settings(another_app: Callable[..., Any]) -> None:
    client = another_app(ANSWER_WORKDAYS="3", ORGANISATION_PHONE="0800 1234").test_client()
    for path in ("/", "/zo-werkt-het"):
        words = client.get(path).words
        assert "U krijgt binnen 3 werkdagen antwoord." in words
    assert "0800 1234" in client.get("/toegankelijkheid").words


@pytest.mark.once
def test_how_it_works_answers_the_five_questions(client: Client) -> None:
    assert [h2.get_text() for h2 in client.get("/zo-werkt-het").soup.select("main h2")] == [
        "Wat kost het?", "Hoe snel krijg ik antwoord?", "Kan ik iets wijzigen?", "Wat regelt de school?",
        "Wat doet u met mijn gegevens?",
    ]  # fmt: skip


@pytest.mark.once
def test_security_txt_ends_within_a_year(client: Client, clock: Any) -> None:
    for month in range(1, 13):
        security_txt_in(client, clock, month)


def security_txt_in(client: Client, clock: Any, month: int) -> None:
    clock.move_to(datetime(2027, month, 15, tzinfo=UTC))
    lines = dict(
        line.split(": ", 1) for line in client.get("/.well-known/security.txt").get_data(as_text=True).splitlines()
    )
    ends = datetime.fromisoformat(lines["Expires"].replace("Z", "+00:00"))
    assert timedelta(days=300) < ends - datetime(2027, month, 15, tzinfo=UTC) < timedelta(days=366)
    assert lines["Contact"].startswith("mailto:") and lines["Canonical"].startswith("https://")


@pytest.mark.once
def test_robots_keep_out_of_links_and_the_office(client: Client) -> None:
    text = client.get("/robots.txt").get_data(as_text=True)
    assert "Disallow: /aanvraag/" in text and "Disallow: /beheer/" in text
