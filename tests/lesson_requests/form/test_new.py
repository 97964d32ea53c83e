# SPDX-License-Identifier: EUPL-1.2
"""A school phones: a coordinator fills in the same form; link and mails go to the school."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from booking.history import queries as history
from tests.support.cast import TESS
from tests.support.client import Client, Form
from tests.support.settings import SECRETARIAT

from .filled import assert_kept, body, canary, put

NEW = "/beheer/aanvragen/nieuw"


@pytest.fixture
def typed(catalogue: None, sign_in: Callable[[str], Client], filled: Callable[..., Form]) -> Form:
    return filled(browser=sign_in("coby"), path=NEW)


def test_a_request_by_telephone(
    typed: Form, stored: Callable[..., Any], mails: Callable[..., Any], read: Callable[..., Any], coby: Any
) -> None:
    for _n in range(5):
        assert typed.send(button="act=send").status_code == 303
        typed = _next(typed)
    answer = typed.send(button="act=send")
    assert answer.status_code == 303, "no limit and no least time for a colleague"
    placed = stored()[-1]
    assert answer.headers["Location"] == f"{NEW.removesuffix('/nieuw')}/{placed.reference}?klaar=ingevoerd"
    assert (placed.entered_by, placed.contact_email) == (coby.id, TESS.email)
    written = [(mail.kind, mail.recipient) for mail in mails() if mail.about_id == placed.id]
    assert written == [("submit_receipt", TESS.email), ("submit_notice", SECRETARIAT)]
    with read():
        (entry,) = history.of("request", placed.id)
    assert (entry.actor_kind, entry.actor_name) == ("staff", coby.name)


def _next(form: Form) -> Form:
    page = form.client.get(f"{NEW}?les=sterk-in-de-groep")
    again = page.form("main form#aanvraag")
    for name in set(form.data):
        if name not in ("form_key", "csrf_token") and name in again.data:
            put(again, name, form.data.getlist(name))
    return again


def test_what_the_page_says(typed: Form) -> None:
    page = typed.client.get(f"{NEW}?les=sterk-in-de-groep")
    assert "U vult dit in voor een school. De link en de mails gaan naar de contactpersoon." in page.words
    assert page.soup.select_one("[name=website]") is None
    assert page.headers["Cache-Control"] == "no-store"
    choose = typed.client.get(NEW)
    assert "Kies eerst een les." in choose.words
    chosen = choose.form("main form").send(les=["sterk-in-de-groep", "signalen-zien"])
    assert chosen.status_code == 200 and "Welk team?" in chosen.words


def test_an_old_token_loses_nothing(typed: Form, stored: Callable[..., Any]) -> None:
    canary(typed)
    good = typed.data["csrf_token"]
    for token in ("", "x", good[:-1]):
        put(typed, "csrf_token", token)
        sent = body(typed)
        page = typed.client.post(NEW, data=sent)
        assert page.status_code == 422 and not stored()
        assert "Druk nog een keer op de knop." in page.words
        assert_kept(page, sent, "csrf_token")
    assert page.form("main form#aanvraag").send(button="act=send").status_code == 303


def test_strangers_and_the_secretariat_may_not(
    client: Client, sign_in: Callable[[str], Client], typed: Form, stored: Callable[..., Any]
) -> None:
    sem = sign_in("sem")
    assert sem.get(NEW).status_code == 403
    assert sem.post(NEW, data=body(typed)).status_code in (400, 403)
    assert client.get(NEW).status_code in (302, 303)
    assert client.post(NEW, data=body(typed)).status_code != 200
    assert not stored()


def test_remarks_are_made_to_colleagues_too(typed: Form, stored: Callable[..., Any]) -> None:
    put(typed, "groups-1-pupils", "40")
    page = typed.send(button="act=send")
    assert page.status_code == 200 and "maximaal 32 leerlingen" in page.words
    assert page.form().send(button="act=send").status_code == 303
