# SPDX-License-Identifier: EUPL-1.2
"""A mailed link is pressed twice at the same moment: one opens the shelf, the other finds the link used. And what happens without the comparison."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from booking.errors import Gone
from booking.history.actions import TEACHER
from booking.lesson_requests.actions import shelf as actions
from booking.lesson_requests.actions.change import change
from booking.lesson_requests.changed import Changed, Contact
from booking.lesson_requests.queries import shelf as shelves
from booking.lesson_requests.workflow import By
from booking.links import actions as links
from booking.web import now, writing
from tests.lesson_requests.desk.test_races import at_once
from tests.support.cast import TESS

from .conftest import WORKDAYS

ROUNDS = 15
pytestmark = pytest.mark.slow


def presser(app, path):
    """The press of somebody who saw the page: it read the link, and then writes."""

    def press():
        with app.test_request_context():
            shelf = shelves.shelf_of(path.removeprefix("/mijn-aanvragen/"), now())
            if shelf is None or shelf.opened_at is not None:
                return Gone("too late")
            with writing():
                return actions.open_shelf(shelf, now())

    return press


def fresh(mailed, clock):
    clock.shift(timedelta(days=1, minutes=1))
    return mailed()


def test_two_presses_open_it_once(app, ask, mailed, client, clock):
    ask("7a")
    for _round in range(ROUNDS):
        path = fresh(mailed, clock)
        answers = at_once(presser(app, path), presser(app, path))
        assert sum(isinstance(one, Gone) for one in answers) == 1, answers
        (token,) = [one for one in answers if isinstance(one, str)]
        assert client.get(f"/mijn-aanvragen/{token}").status_code == 200
        assert client.get(path).status_code == 410


def test_without_the_comparison_both_think_they_opened_it(app, ask, mailed, clock, monkeypatch):
    """The control: both are sent to a shelf, and the first one's address is dead."""

    def careless(link, at, expires_at):
        links.renew(link, at)
        link.expires_at = expires_at
        return links.token_for(link, at)

    monkeypatch.setattr(actions.links, "use_up", careless)
    ask("7a")
    twice = 0
    for _round in range(ROUNDS):
        path = fresh(mailed, clock)
        answers = at_once(presser(app, path), presser(app, path))
        twice += sum(isinstance(one, str) for one in answers) == 2
    assert twice


def test_a_lost_link_never_follows_to_the_old_address(app, ask, look, tokens, client):
    """The address is corrected while somebody asks for its links: the shelf of the old one does not hold the request."""
    for round_no in range(ROUNDS):
        number = ask("7a")
        page = look(number)
        wanted = Changed(Contact(TESS.name, f"tess{round_no}@nieuw.example", TESS.phone, None))

        def correct(number=number, page=page, wanted=wanted):
            with app.test_request_context(), writing():
                return change(
                    number, wanted, page.version, actor=TEACHER, by=By.TEACHER, now=now(), answer_workdays=WORKDAYS
                )

        def ask_links():
            with app.test_request_context(), suppress(actions.Enough), writing():
                actions.mail_shelf(TESS.email, "nl", now())

        answers = at_once(correct, ask_links)
        assert not [one for one in answers if isinstance(one, Exception)], answers
    opened = client.post(f"/mijn-aanvragen/{tokens()[0]}").location
    assert "Er zijn geen aanvragen." in client.get(opened).words
