# SPDX-License-Identifier: EUPL-1.2
"""A request in English gets English mails with links to the English pages; colleagues and trainers read Dutch."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask_babel import force_locale

from booking.lesson_requests import emails
from booking.lesson_requests.workflow import By, Status
from booking.links.tokens import MARK

from . import making
from .cases import CASES
from .conftest import Desk

pytestmark = pytest.mark.once
TEACHERS = {name: case for name, case in CASES.items() if case[2] in emails.TO_SCHOOL}
DUTCH = re.compile(
    r"\b(de|het|een|en|van|voor|uw|u|wij|we hebben|les|lessen|leerlingen|groep|uur|aanvraag|niet|krijgt|dinsdag|maart|bel|gemeente)\b",
    re.IGNORECASE,
)
NOT_WORDS = re.compile(r"https://\S+|LES-\d+|Gemeente Utrecht|De Voorbeeldboom")
"""Addresses, numbers and names stay as they are."""


def in_english() -> making.LessonRequest:
    arranges = ["A classroom with a screen and sound", "A teacher who stays for the whole lesson"]
    lesson = making.offering(texts=[making.english("Strong online", arranges)])
    rows = [making.group(1, "7a", 26), making.group(2, "7b", 24), making.group(3, "7c", 25)]
    return making.request([making.booking(one.id, lesson, one) for one in rows], language="en", wish_weekdays=["tue"])


@pytest.mark.parametrize("name", TEACHERS)
def test_an_english_request_gets_english_mails(desk: Desk, name: str):
    happens, by, kind = CASES[name]
    with desk.act(in_english(), by) as act:
        happens(act)
        typed = {one.reason_text for one in act.lesson_request.bookings if one.reason_text}
    mail = desk[kind]
    ours = NOT_WORDS.sub("", mail.body_text)
    for words in (*typed, "Zet u het digibord alvast aan?", "We zoeken een andere trainer."):
        ours = ours.replace(words, "")
    assert not DUTCH.findall(ours), mail.body_text
    assert mail.language == "en"
    assert '<html lang="en"' in mail.body_html


def test_the_subject_is_dutch_whatever_the_language(app: Flask):
    """The titles in it are, and the secretariat reads it too."""
    with app.test_request_context(), force_locale("en"):
        assert emails.subject("LES-000123", ["Sterk online", "Doorgestuurd"]) == "[LES-000123] Sterk online en 1 andere"


def test_links_lead_to_the_english_pages(desk: Desk):
    with desk.act(in_english(), By.TEACHER) as act:
        emails.submit_receipt(act)
        emails.withdraw_receipt(act, act.lesson_request.bookings)
    assert f"https://lesaanbod.test/en/aanvraag/{MARK}" in desk["submit_receipt"].body_text
    assert "https://lesaanbod.test/en/aanvraag?les=les-1" in desk["withdraw_receipt"].body_text


def test_titles_and_what_to_arrange_come_from_the_english_catalogue(desk: Desk):
    happens, by, kind = CASES["approve_confirmation-some"]
    with desk.act(in_english(), by) as act:
        happens(act)
    text = desk[kind].body_text
    assert "Strong online – 7b" in text
    assert "- A classroom with a screen and sound" in text
    assert "Tuesday 9\u00a0March 2027, 10:15\u00a0– 11:05" in text


def test_the_office_and_the_trainer_read_dutch(desk: Desk):
    happens, by, _kind = CASES["approve_confirmation"]
    with desk.act(in_english(), by) as act:
        happens(act)
        act.number += 1
        emails.reopened(act, [(booking, Status.CONFIRMED) for booking in act.lesson_request.bookings])
    for mail in desk.mails:
        if mail.kind in ("answer_notice", "assign"):
            assert mail.language == "nl"
            assert "Strong online" not in mail.body_text
            assert "/en/" not in mail.body_text
    assert "- Sterk online – 7a: dinsdag" in desk["assign"].body_text
