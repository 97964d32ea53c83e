# SPDX-License-Identifier: EUPL-1.2
"""It works: exactly these rows and mails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import time_machine
from flask import Flask

from booking.history import queries as history
from booking.lesson_requests.models import LessonRequest
from booking.links.queries import open_link
from booking.outbox.models import OutboxMail
from booking.web import now
from tests.support.cast import TESS
from tests.support.client import Client, Form
from tests.support.counting import Count
from tests.support.settings import SECRETARIAT

from .filled import fill, put

MOMENT = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)


def test_one_lesson_for_one_group(
    app: Flask,
    client: Client,
    catalogue: None,
    filled: Callable[..., Form],
    stored: Callable[[], list[LessonRequest]],
    mails: Callable[..., list[OutboxMail]],
    clock: time_machine.Traveller,
) -> None:
    clock.move_to(MOMENT)
    answer = filled().send(button="act=send")
    assert answer.status_code == 303
    token = answer.headers["Location"].rpartition("/")[2]
    (placed,) = stored()
    assert placed.reference == f"LES-{placed.id:06d}"
    assert (placed.status, placed.version, placed.due_on) == ("open", 1, date(2026, 12, 1))
    assert (placed.language, placed.entered_by, placed.programme_id) == ("nl", None, None)
    assert (placed.school_name, placed.school_address, placed.school_kind) == (TESS.school, TESS.address, "po")
    assert (placed.contact_name, placed.contact_email, placed.contact_phone) == (TESS.name, TESS.email, TESS.phone)
    assert placed.subject == f"[{placed.reference}] Sterk in de groep"
    assert (placed.submitted_at, placed.wish_weekdays, placed.wish_same_day) == (MOMENT, [], False)
    (group,) = placed.groups
    assert (group.kind, group.name, group.level, group.year_from, group.year_to) == ("class", "7a", "po", 7, 7)
    assert (group.people, group.track, group.wish) == (26, None, None)
    (booking,) = placed.bookings
    assert (booking.status, booking.people, booking.title) == ("submitted", 26, "Sterk in de groep")
    assert (booking.minutes, booking.sessions_count, booking.cost_kind, booking.cost_cents) == (60, 1, "free", None)
    with app.app_context():
        link = open_link(token, "request", now())
        assert link is not None and link.id == placed.link_id and link.expires_at is None
        (entry,) = history.of("request", placed.id)
        assert (entry.action, entry.actor_kind, entry.to_status, entry.act) == ("submit", "teacher", "submitted", 1)
    written = mails()
    assert [(mail.kind, mail.recipient, mail.status) for mail in written] == [
        ("submit_receipt", TESS.email, "queued"),
        ("submit_notice", SECRETARIAT, "queued"),
    ]
    assert {mail.subject for mail in written} == {placed.subject}
    receipt = client.get(answer.headers["Location"])
    assert placed.reference in receipt.words and TESS.email in receipt.words.replace("@ ", "@")


def test_three_groups_and_two_lessons(filled: Callable[..., Form], stored: Callable[[], list[LessonRequest]]) -> None:
    form = filled("sterk-in-de-groep", "mijn-bankpas-blijft-bij-mij")
    more = {
        "groups-1-track": "",
        "groups-2-name": "7b",
        "groups-2-pupils": "24",
        "groups-2-offering": "mijn-bankpas-blijft-bij-mij",
        "groups-3-name": "2 havo b",
        "groups-3-year": "vo-2",
        "groups-3-track": "havo",
        "groups-3-pupils": "28",
        "groups-3-wish": "liefst in het eigen lokaal",
        "weekdays": ["tue", "thu"],
        "dayparts": ["morning"],
        "same_day": "y",
        "not_before": "9 maart 2027",
        "not_after": "2027-04-09",
        "remark": "Pauze om 10.15.\r\nTwee regels.",
        "day_contact": "Marja, 030 123 46 01",
    }
    for name, value in more.items():
        put(form, name, value)
    with time_machine.travel(MOMENT):
        form.data["form_key"] = f"{int(MOMENT.timestamp()) - 60}.{'ab' * 16}"
        check = form.send(button="act=send")
        assert check.status_code == 200 and "Sterk in de groep is voor groep 6, 7 en 8." in check.words
        assert check.form().send(button="act=send").status_code == 303
    (placed,) = stored()
    assert [(b.title, b.group.name) for b in placed.bookings] == [
        ("Sterk in de groep", "7a"),
        ("Sterk in de groep", "2 havo b"),
        ("Mijn bankpas blijft bij mij", "7a"),
        ("Mijn bankpas blijft bij mij", "7b"),
        ("Mijn bankpas blijft bij mij", "2 havo b"),
    ]
    assert [(g.level, g.year_from, g.track, g.wish) for g in placed.groups] == [
        ("po", 7, None, None),
        ("po", 7, None, None),
        ("vo", 2, "havo", "liefst in het eigen lokaal"),
    ]
    assert (placed.wish_weekdays, placed.wish_dayparts, placed.wish_same_day) == (["tue", "thu"], ["morning"], True)
    assert (placed.wish_from, placed.wish_until) == (date(2027, 3, 9), date(2027, 4, 9))
    assert (placed.remark, placed.day_contact) == ("Pauze om 10.15.\nTwee regels.", "Marja, 030 123 46 01")
    assert placed.school_kind is None


def test_a_training_has_a_row_of_its_own(
    filled: Callable[..., Form], stored: Callable[[], list[LessonRequest]]
) -> None:
    form = filled("sterk-in-de-groep", "signalen-zien")
    put(form, "own-signalen-zien-people", "12")
    assert form.send(button="act=send").status_code == 303
    (placed,) = stored()
    assert [(g.kind, g.name, g.people, g.year_from) for g in placed.groups] == [
        ("class", "7a", 26, 7),
        ("teachers", "", 12, None),
    ]
    assert [(b.title, b.group.kind, b.cost_cents, b.cost_unit) for b in placed.bookings] == [
        ("Sterk in de groep", "class", None, None),
        ("Signalen zien en bespreken", "teachers", 35000, "group"),
    ]


def test_only_a_training_asks_for_no_class(open_form: Callable[..., Form], stored: Callable[..., Any]) -> None:
    form = open_form("signalen-zien")
    assert not [name for name in form.data if name.startswith("groups-")]
    fill(form)
    for name in [name for name in form.data if name.startswith("groups-")]:
        form.data.poplist(name)
    put(form, "own-signalen-zien-name", "team bovenbouw")
    put(form, "own-signalen-zien-people", "12")
    assert form.send(button="act=send").status_code == 303
    (placed,) = stored()
    assert [(g.kind, g.name, g.people) for g in placed.groups] == [("teachers", "team bovenbouw", 12)]


def test_a_whole_programme_keeps_its_name(filled: Callable[..., Form], stored: Callable[..., Any]) -> None:
    form = filled(programma="bovenbouw")
    assert form.data.getlist("offering") == ["sterk-in-de-groep", "mijn-bankpas-blijft-bij-mij"]
    assert form.send(button="act=send").status_code == 303
    (placed,) = stored()
    assert placed.programme_id is not None
    assert [b.title for b in placed.bookings] == ["Sterk in de groep", "Mijn bankpas blijft bij mij"]


def test_in_english(filled: Callable[..., Form], stored: Callable[..., Any], mails: Callable[..., Any]) -> None:
    form = filled(path="/en/aanvraag")
    answer = form.send(button="act=send")
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/en/aanvraag/")
    (placed,) = stored()
    assert placed.language == "en"
    receipt, notice = mails()
    assert "Strong in the group" in receipt.body_text and "/en/aanvraag/" in receipt.body_text
    assert "Sterk in de groep" in notice.body_text and notice.language == "nl"


def test_the_receipt_holds_nothing_that_a_stranger_typed(
    filled: Callable[..., Form], mails: Callable[..., list[OutboxMail]]
) -> None:
    form = filled()
    for name in ("school_name", "contact_name", "remark", "day_contact", "groups-1-wish", "school_address"):
        put(form, name, f"koop nu {name}")
    assert form.send(button="act=send").status_code == 303
    receipt, notice = mails()
    assert "koop nu" not in receipt.body_text + receipt.body_html + receipt.subject
    assert "koop nu remark" in notice.body_text and "koop nu" not in notice.subject


def test_twelve_statements_and_one_commit(
    filled: Callable[..., Form], client: Client, count: Callable[[], Any], stored: Callable[..., Any]
) -> None:
    """The most that one post can be: twelve groups, two lessons, in English."""
    form = filled("sterk-in-de-groep", "mijn-bankpas-blijft-bij-mij", path="/en/aanvraag")
    for n in range(1, 13):
        put(form, f"groups-{n}-name", f"7{chr(96 + n)}")
        put(form, f"groups-{n}-year", "po-7")
        put(form, f"groups-{n}-pupils", "25")
        put(form, f"groups-{n}-offering", ["sterk-in-de-groep", "mijn-bankpas-blijft-bij-mij"])
    with count() as asked:
        answer = form.send(button="act=send")
    assert answer.status_code == 303
    assert len(stored()[0].bookings) == 24
    assert isinstance(asked, Count) and len(asked) <= 12, asked
    assert asked.commits == 1


def test_the_empty_form_asks_one_question(client: Client, catalogue: None, count: Callable[[], Any]) -> None:
    client.get("/aanvraag?les=sterk-in-de-groep")
    with count() as asked:
        page = client.get("/aanvraag?les=sterk-in-de-groep")
    assert len(asked) <= 1, asked
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in page.headers
