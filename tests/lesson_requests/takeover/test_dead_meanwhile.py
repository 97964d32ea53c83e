# SPDX-License-Identifier: EUPL-1.2
"""A colleague takes the request over while the former contact's post waits for its turn: her link is dead, whatever she sent."""

from __future__ import annotations

import threading
import time

import pytest

from booking.lesson_requests.actions import act
from booking.lesson_requests.actions import takeover as actions
from booking.lesson_requests.queries import shelf as shelves
from booking.web import now, writing
from tests.lesson_requests.desk.test_races import at_once
from tests.support.cast import TESS

from .conftest import NOOR, PHONE, WORKDAYS

OTHER = "ander@deklimop.example"
ACTS = {
    "/intrekken": {},
    "/wijzigen": {"button": "act=save", "contact_phone": "030 123 46 99"},
    "/collega": {"name": "Piet Post", "email": OTHER},
}
pytestmark = pytest.mark.slow


@pytest.fixture
def late(app, ask, offer, client, link):
    """`late("/intrekken")`: (the request, the answer to her post that waited while Noor took it over)."""

    def posted(what):
        number = ask("7a")
        form = client.get(link(number, what)).form("main form.app-form")
        token = offer(number).removeprefix("/overnemen/")
        holds = threading.Event()

        def take():
            with app.test_request_context():
                takeover = shelves.takeover_of(token, now())
                with writing():
                    actions.take_over(takeover, PHONE, now(), WORKDAYS)
                    holds.set()
                    time.sleep(0.7)  # her post reads the link, which is alive still, and waits

        def send():
            holds.wait(5)
            return form.send(**ACTS[what])

        taken, page = at_once(take, send)
        assert taken is None, taken
        return number, page

    return posted


@pytest.mark.parametrize("what", ACTS)
def test_the_link_is_dead_for_a_post_that_waited(late, look, mails, what):
    number, page = late(what)
    assert page.status_code == 410, page.words
    found = look(number)
    assert (found.contact_email, found.contact_phone, found.version) == (NOOR, PHONE, 2)
    assert [booking.status for booking in found.bookings] == ["submitted"]
    assert not mails(OTHER)
    assert NOOR not in page.get_data(as_text=True) and PHONE not in page.get_data(as_text=True)


@pytest.mark.parametrize("what", ["/intrekken", "/collega"])
def test_without_the_second_look_her_post_is_stored(late, look, mails, monkeypatch, what):
    """The control: she has lost the request, and withdraws it, or hands it to somebody else."""
    monkeypatch.setattr(act, "demand_link", lambda lesson_request, opened: None)
    number, page = late(what)
    assert page.status_code == 303 and look(number).contact_email == NOOR != TESS.email
    assert look(number).bookings[0].status == "withdrawn" if what == "/intrekken" else mails(OTHER)
