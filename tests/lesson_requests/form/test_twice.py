# SPDX-License-Identifier: EUPL-1.2
"""One form is one request: by double click, by the back button, after a lost answer, from ten hands at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from werkzeug.datastructures import MultiDict

from booking.lesson_requests.models import LessonRequest
from booking.outbox.models import OutboxMail
from tests.support.client import Client, Form

from .filled import body, key_of, put

Stored = Callable[[], list[LessonRequest]]
HANDS = 10


def at_once(app: Flask, bodies: list[MultiDict[str, str]]) -> list[tuple[int, str]]:
    """All of them sent in the same moment. Answers status and place of each."""
    barrier, answers = threading.Barrier(len(bodies)), []

    def send(data: MultiDict[str, str]) -> None:
        browser = app.test_client()
        barrier.wait()
        answer = browser.post("/aanvraag", data=data)
        answers.append((answer.status_code, answer.headers.get("Location", "").partition("?")[0]))

    threads = [threading.Thread(target=send, args=(data,)) for data in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_ten_sends_of_one_form_are_one_request(
    app: Flask, filled: Callable[..., Form], stored: Stored, mails: Callable[..., list[OutboxMail]]
) -> None:
    form = filled()
    for _round in range(3):
        put(form, "form_key", key_of())
        answers = at_once(app, [body(form)] * HANDS)
        assert {status for status, _place in answers} == {303}
        assert len({place for _status, place in answers}) == 1
    assert len(stored()) == 3
    assert len(mails()) == 6


def test_control_without_the_key_they_would_be_ten(app: Flask, filled: Callable[..., Form], stored: Stored) -> None:
    """The same ten hands with ten keys: so the one key is what made them one."""
    form = filled()
    bodies = []
    for n in range(HANDS):
        put(form, "form_key", key_of())
        put(form, "contact_email", f"tess{n}@deklimop.example")
        bodies.append(body(form))
    assert {status for status, _place in at_once(app, bodies)} == {303}
    assert len(stored()) == HANDS


def test_the_same_key_with_other_answers_is_a_question(
    client: Client, filled: Callable[..., Form], stored: Stored
) -> None:
    form = filled()
    assert client.post("/aanvraag", data=body(form)).status_code == 303
    put(form, "groups-1-pupils", "27")
    page = client.post("/aanvraag", data=body(form))
    assert page.status_code == 409 and len(stored()) == 1
    assert "Dit formulier is al verstuurd. Is dit een nieuwe aanvraag?" in page.words
    again = page.form("main form#aanvraag")
    assert again.data["form_key"] != form.data["form_key"] and again.data["groups-1-pupils"] == "27"
    assert "Verstuur als nieuwe aanvraag" in page.words
    put(again, "form_key", key_of())
    assert again.send(button="act=send").status_code == 303
    assert [placed.groups[0].people for placed in stored()] == [26, 27]


@pytest.mark.once
def test_a_day_later_the_link_stands_in_the_mail_alone(
    client: Client, filled: Callable[..., Form], stored: Stored, clock: time_machine.Traveller
) -> None:
    form = filled()
    first = client.post("/aanvraag", data=body(form)).headers["Location"]
    clock.shift(timedelta(hours=23))
    assert client.post("/aanvraag", data=body(form)).headers["Location"].startswith(first)
    clock.shift(timedelta(hours=2))
    page = client.post("/aanvraag", data=body(form))
    assert page.status_code == 200 and len(stored()) == 1
    assert "De link naar uw aanvraag staat in onze mail." in page.words
    assert first.rpartition("/")[2] not in page.get_data(as_text=True)


@pytest.mark.once
def test_a_repeat_is_answered_though_the_limit_is_reached(client: Client, filled: Callable[..., Form]) -> None:
    form = filled()
    for _n in range(5):
        put(form, "form_key", key_of())
        assert client.post("/aanvraag", data=body(form)).status_code == 303
    assert client.post("/aanvraag", data=body(form)).status_code == 303
    put(form, "form_key", key_of())
    assert client.post("/aanvraag", data=body(form)).status_code == 429
