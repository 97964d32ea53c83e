# SPDX-License-Identifier: EUPL-1.2
"""Each mail, word for word, and the same words in its HTML.

A text that changes on purpose: run with `GOLDEN=write`, then read what changed in `golden/` before you commit it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from booking.lesson_requests import emails
from booking.links.tokens import MARK
from booking.outbox.models import OutboxMail
from tests.support.settings import ROOT

from . import making
from .cases import CASES
from .conftest import Desk

pytestmark = pytest.mark.once
GOLDEN = Path(__file__).parent / "golden"
TEMPLATES = ROOT / "templates" / "email"
OF_STAFF = {"staff_invite", "password_reset", "account_changed"}
OWNS = {"submit_receipt": "/aanvraag/", "approve_confirmation": "/aanvraag/", "reopen": "/aanvraag/", "link_again": "/aanvraag/",
        "takeover_ask": "/overnemen/", "shelf": "/mijn-aanvragen/"}  # fmt: skip
"""The mails that hold the reader's own link, and where that leads."""
COLLEAGUE = "noor@devoorbeeldboom.example"
AVOID = re.compile(
    r"\b(boek(en|t)|reserver|annuleer|inschrijv|indien|sessie|slots?\b|event|token|feedback|check|middels|tevens|conform|"
    r"reeds|onverhoopt|dient|ongeldig|klik|les\(sen\)|je\b|jouw|jullie|zo spoedig)",
    re.IGNORECASE,
)


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, desk: Desk) -> tuple[str, OutboxMail]:
    """The name of a case, and its mail."""
    happens, by, kind = CASES[request.param]
    with desk.act(making.three_classes(), by) as act:
        happens(act)
    return request.param, desk[kind]


def test_each_mail_word_for_word(case: tuple[str, OutboxMail]):
    name, mail = case
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(mail.body_text, encoding="utf-8")
    assert mail.body_text == golden.read_text(encoding="utf-8")


def test_the_html_says_the_same_words(case: tuple[str, OutboxMail]):
    _name, mail = case
    text = re.sub(r": https://\S+", "", mail.body_text)
    assert _words(_seen(mail)) == _words(text)


def _seen(mail: OutboxMail) -> str:
    """What stands in the HTML below the name of the organisation."""
    page = BeautifulSoup(mail.body_html, "html.parser")
    page_table = page.select('div[role="main"] > table table')[0]
    rows = page_table.find_all("tr", recursive=False)
    for line_break in page_table.find_all("br"):
        line_break.replace_with("\n")
    return "\n".join(row.get_text("\n") for row in rows[1:])


def _words(text: str) -> list[str]:
    return re.findall(r"[\w@…→]+", text)


def test_the_html_is_a_mail(case: tuple[str, OutboxMail]):
    _name, mail = case
    page = BeautifulSoup(mail.body_html, "html.parser")
    first_line = mail.body_text.partition("\n")[0]
    preheader = page.select_one('div[role="main"] > div')
    assert isinstance(preheader, Tag)
    assert preheader.get_text() == first_line == page.h1.get_text()  # type: ignore[union-attr]
    assert "display:none" in str(preheader["style"])
    assert all(table["role"] == "presentation" for table in page.find_all("table"))
    assert not page.find_all(["script", "img", "link", "form", "svg"])
    assert page.html["lang"] == "nl"  # type: ignore[index]
    assert "var(--" not in mail.body_html
    assert len(mail.body_html.encode()) < 20_000


def test_links_lead_to_our_site_and_are_the_same_in_both_parts(case: tuple[str, OutboxMail]):
    _name, mail = case
    page = BeautifulSoup(mail.body_html, "html.parser")
    hrefs = [str(a["href"]) for a in page.find_all("a")]
    assert hrefs == re.findall(r"https?://\S+", mail.body_text)
    assert all(href.startswith("https://lesaanbod.test/") for href in hrefs)


def test_only_the_owner_gets_the_secret_link_and_only_once(case: tuple[str, OutboxMail]):
    _name, mail = case
    expected = 1 if mail.kind in OWNS else 0
    assert (mail.body_text.count(MARK), mail.body_html.count(MARK)) == (expected, expected)
    assert (mail.link_id is not None) == bool(expected)
    assert MARK not in mail.subject
    if expected:
        assert mail.recipient == (COLLEAGUE if mail.kind == "takeover_ask" else "t.voorbeeld@devoorbeeldboom.example")
        assert f"https://lesaanbod.test{OWNS[mail.kind]}{MARK}\n" in mail.body_text


def test_who_can_answer(case: tuple[str, OutboxMail]):
    _name, mail = case
    to_the_office = {"submit_notice", "answer_notice", "change_notice", "withdraw_notice"}
    if mail.kind == "undeliverable":
        assert mail.reply_to is None
    elif mail.kind in to_the_office:
        assert mail.reply_to == "t.voorbeeld@devoorbeeldboom.example"
    else:
        assert mail.reply_to == "secretariaat@utrecht.example"


def test_one_conversation_with_one_subject(case: tuple[str, OutboxMail]):
    _name, mail = case
    own = {"takeover_ask": "Wilt u een aanvraag overnemen?", "shelf": "De link naar uw aanvragen"}
    assert mail.subject == own.get(mail.kind, "[LES-000123] Sterk online")
    assert mail.thread == (f"shelf-{mail.link_id}" if mail.kind == "shelf" else "LES-000123")


def test_plain_words(case: tuple[str, OutboxMail]):
    _name, mail = case
    assert not AVOID.findall(mail.body_text)
    assert mail.body_text.count("Helaas") <= (1 if mail.kind == "decline" else 0)
    assert "Sorry" not in mail.body_text
    assert "\n\n\n" not in mail.body_text
    for sentence in re.split(r"[.?!:]\s", re.sub(r"(?m)^- .*$|^[A-Z][\w ]+: .*$", "", mail.body_text)):
        assert len(sentence.split()) <= 20, sentence


def test_dates_and_numbers_stay_on_one_line(case: tuple[str, OutboxMail]):
    _name, mail = case
    apart = r"\d (?:januari|maart|december) |\d uur|\d leerlingen|\d{4} [A-Z]{2}\b|030 123|14 030"
    ours = re.sub(r"(?m)^(?:Opmerking|Let op).*$", "", mail.body_text)  # what others typed is left as it is
    assert not re.findall(apart, ours)


def test_every_mail_has_a_case_and_a_name_for_the_mail_log():
    folders = {folder.name for folder in TEMPLATES.iterdir() if folder.is_dir()}
    shown = {kind for _happens, _by, kind in CASES.values()}
    assert folders == shown | OF_STAFF
    assert set(emails.KINDS) == shown - {"undeliverable"}


def test_the_words_of_a_mail_print_through_the_parts_alone():
    """In `words.txt` nothing is escaped: the parts do that, for HTML or not at all. What goes past them would be a hole."""
    found = []
    for path in [*TEMPLATES.glob("*/words.txt"), *TEMPLATES.glob("_bye.txt"), *TEMPLATES.glob("_re*.txt")]:
        found += [f"{path.name}: {hit}" for hit in re.findall(r"\{\{(?! mail\.)[^}]*", path.read_text("utf-8"))]
        assert "safe" not in re.findall(r"\|\s*(\w+)", path.read_text("utf-8"))
    assert not found
