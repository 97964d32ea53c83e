# SPDX-License-Identifier: EUPL-1.2
"""What strangers type stays text: no markup, no template, no header, no link, and nothing of it in a mail that anybody can cause."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

import pytest
from bs4 import BeautifulSoup

from booking.lesson_requests import emails
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.workflow import By, Status
from booking.links.tokens import MARK

from . import making
from .conftest import Desk

pytestmark = pytest.mark.once
CANARY = "<x7>{{7*191}}{% raw %}%(name)s %s"


def hostile(**more: Any) -> LessonRequest:
    whom = making.group(1, f"7a {CANARY}", wish=f"wens {CANARY}")
    typed = {
        "school_name": f"school {CANARY}",
        "school_address": f"straat {CANARY}",
        "contact_name": f"naam {CANARY}",
        "contact_phone": f"030 {CANARY}",
        "day_contact": f"juf {CANARY}",
        "remark": f"opmerking {CANARY}",
    }
    return making.request([making.booking(1, making.offering(title=f"titel {CANARY}"), whom)], **(typed | more))


def all_of_it(desk: Desk, lesson_request: LessonRequest) -> None:
    """Every mail that a request can cause."""
    with desk.act(lesson_request, By.TEACHER) as act:
        (one,) = lesson_request.bookings
        emails.submit_receipt(act)
        emails.submit_notice(act, [f"let op {CANARY}"])
        emails.change_notice(act, [emails.Change(f"wat {CANARY}", f"oud {CANARY}", f"nieuw {CANARY}")])
        emails.address_changed(act, "oud@x.example")
        emails.link_again(lesson_request, act.number, act.now)
    with desk.act(lesson_request) as act:
        act.number = 3
        session = making.session(one.offering, date(2027, 3, 9), time(10, 15), place=f"plaats {CANARY}")
        session.trainers = [*making.session(one.offering, date(2027, 3, 9), time(9), _trainer()).trainers]
        making.seat(one, session)
        emails.decision(act, [one], [], f"extra {CANARY}")
        emails.unassign(act, emails.assigned([one]), emails.Why.WITHDRAWN)
        act.number = 4
        making.decline(one, "other", f"uitleg {CANARY}")
        emails.decision(act, [], [one], f"extra {CANARY}")
        emails.reopened(act, [(one, Status.DECLINED)], f"extra {CANARY}")
        emails.withdraw_receipt(act, [one], dates=1)
        emails.withdraw_notice(act, [one], f"waarom {CANARY}", told=True)


def _trainer() -> Any:
    return making.trainer(f"trainer {CANARY}", "t@x.example")


def test_typed_text_is_text_in_both_parts_of_every_mail(desk: Desk):
    all_of_it(desk, hostile())
    kinds = {mail.kind for mail in desk.mails}
    assert len(kinds) == 13
    for mail in desk.mails:
        assert "<x7>" not in mail.body_html, mail.kind
        assert "&amp;lt;" not in mail.body_html, mail.kind
        assert "1337" not in mail.body_html + mail.body_text, mail.kind
        if mail.kind != "address_changed":
            assert "&lt;x7&gt;" in mail.body_html, mail.kind
            assert "<x7>{{7*191}}{% raw %}%(name)s %s" in mail.body_text, mail.kind
            assert CANARY in BeautifulSoup(mail.body_html, "html.parser").get_text(), mail.kind


def test_a_typed_line_break_reaches_no_header_and_no_second_line(desk: Desk):
    lesson_request = hostile(contact_name="Tess\r\nBcc: tom@x.example", school_name="Boom\r\nX-Mal: 1")
    all_of_it(desk, lesson_request)
    for mail in desk.mails:
        assert "\n" not in mail.subject + mail.recipient + mail.thread
        assert not re.search(r"(?m)^(Bcc|X-Mal)", mail.body_text), mail.kind


def test_a_typed_mark_never_becomes_a_link(desk: Desk):
    for mail_number, name in enumerate(("remark", "contact_name", "day_contact", "school_name")):
        lesson_request = making.three_classes(**{name: f"x {MARK}"})
        with desk.act(lesson_request, By.TEACHER) as act:
            act.number = 10 + mail_number
            emails.submit_notice(act, [MARK])
    assert all(MARK not in mail.body_text + mail.body_html for mail in desk.mails)


def test_an_address_that_anybody_can_type_gets_nothing_that_the_sender_wrote(desk: Desk):
    """S46: the receipt, the receipt of withdrawing, the link again and the notice of a new address."""
    lesson_request = making.three_classes(
        contact_name="KOOP NU",
        school_name="GRATIS GELD",
        school_address="KLIK HIER",
        remark="WIN",
        day_contact="BEL ONS NU",
    )
    for group in lesson_request.groups:
        group.wish = "PRIJS"
    with desk.act(lesson_request, By.TEACHER) as act:
        emails.submit_receipt(act)
        emails.withdraw_receipt(act, lesson_request.bookings)
        emails.link_again(lesson_request, act.number, act.now)
        emails.address_changed(act, "oud@x.example")
    assert len(desk.mails) == 4
    for mail in desk.mails:
        everything = mail.subject + mail.body_text + mail.body_html
        assert not re.search("KOOP|GELD|KLIK|WIN|PRIJS|BEL ONS NU", everything), mail.kind


def test_a_group_cannot_be_a_link(desk: Desk):
    evil = making.group(1, "evil.example")
    with desk.act(making.request([making.booking(1, making.offering(), evil)]), By.TEACHER) as act:
        emails.submit_receipt(act)
    mail = desk["submit_receipt"]
    assert "evil example" in mail.body_text
    assert "evil.example" not in mail.body_text + mail.body_html


def test_typed_lines_are_kept(desk: Desk):
    with desk.act(making.three_classes(remark="Pauze om 10.15.\nGebouw B."), By.TEACHER) as act:
        emails.submit_notice(act, [])
    assert "Opmerking: Pauze om 10.15.\nGebouw B.\n" in desk["submit_notice"].body_text
    assert "Pauze om 10.15.<br>Gebouw B." in desk["submit_notice"].body_html


def test_a_long_name_breaks_where_it_must(desk: Desk):
    with desk.act(making.three_classes(school_name="x" * 100), By.TEACHER) as act:
        emails.submit_notice(act, [])
    page = BeautifulSoup(desk["submit_notice"].body_html, "html.parser")
    holders = [tag for tag in page.find_all(["h1", "td", "p"]) if tag.string and "x" * 100 in tag.string]
    assert holders
    assert all("overflow-wrap:anywhere" in str(tag["style"]) for tag in holders)
