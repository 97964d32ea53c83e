# SPDX-License-Identifier: EUPL-1.2
"""The pages behind a link and a proposed schedule in English: what is shown, what goes wrong, and what comes after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from booking.catalogue import queries as catalogue_queries
from booking.extensions import db
from booking.links.models import SecretLink
from booking.links.tokens import token_of
from booking.web import secret_keys
from tests.lesson_requests.form.filled import aged, fill
from tests.support.cast import TESS
from tests.support.client import Client, Form, Page

from .test_translations import assert_english, examples, names  # noqa: F401  (fixtures)

pytestmark = pytest.mark.once
COLLEAGUE = "noor@deklimop.example"
THREE = {
    f"groups-{n}-{what}": value
    for n, name in enumerate(("7a", "7b", "7c"), 1)
    for what, value in (("name", name), ("pupils", "28"), ("year", "po-7"))
}


@pytest.fixture
def blank(client: Client, examples: None, read: Any) -> Form:  # noqa: F811
    """The form for a lesson of the example catalogue, in English."""
    with read():
        slug = next(card.slug for card in catalogue_queries.catalogue().published if card.audience.startswith("groep"))
    form = client.get("/en/aanvraag", query_string={"les": slug}).form("main form#aanvraag")
    aged(form)
    return form


@pytest.fixture
def receipt(blank: Form) -> Page:
    """The page of a request in English for 7a."""
    return fill(blank).send(button="act=send", follow=True)


@pytest.fixture
def token(app: Flask) -> Callable[[str], str]:
    """`token("shelf")`: of the newest link of this kind."""

    def newest(purpose: str) -> str:
        with app.test_request_context():
            question = (
                sa.select(SecretLink).where(SecretLink.purpose == purpose).order_by(SecretLink.id.desc()).limit(1)
            )
            return token_of(db.session.scalars(question).one(), secret_keys()) or ""

    return newest


def test_a_colleague_takes_over(client: Client, receipt: Page, names: tuple[str, ...], token: Callable[[str], str]):  # noqa: F811
    assert_english(receipt, names)
    asked = client.get(f"{receipt.request.path}/collega")
    assert_english(asked, names)
    assert_english(asked.form("main form.app-form").send(name="", email="x"), names, 422)
    sent = asked.form("main form.app-form").send(name="Noor Vos", email=COLLEAGUE, follow=True)
    assert_english(sent, names)
    offer = client.get(f"/en/overnemen/{token('takeover')}")
    assert_english(offer, names)
    assert_english(offer.form("main form").send(phone="1"), names, 422)
    assert_english(client.get(f"/en/overnemen/{'x' * 43}"), names, 410)
    assert_english(offer.form("main form").send(phone="030 123 46 22", follow=True), names)


def test_the_shelf_and_the_form_filled_in_again(
    client: Client,
    receipt: Page,
    names: tuple[str, ...],  # noqa: F811
    token: Callable[[str], str],
):
    again = client.get(f"{receipt.request.path}/opnieuw")
    assert_english(again, names)
    client.get("/en/link-kwijt").form("main form.app-form").send(email=TESS.email)
    closed = client.get(f"/en/mijn-aanvragen/{token('shelf')}")
    assert_english(closed, names)
    shelf = closed.form("main form").send(follow=True)
    assert_english(shelf, names)
    for link in shelf.soup.select("main table a"):
        assert_english(client.get(str(link["href"]), follow_redirects=True), names)
    assert_english(client.get(f"/en/mijn-aanvragen/{'x' * 43}"), names, 410)


def test_a_schedule(
    clock: time_machine.Traveller,
    client: Client,
    blank: Form,
    names: tuple[str, ...],  # noqa: F811
):
    clock.move_to(datetime(2027, 1, 12, 14, 3, tzinfo=UTC))
    aged(blank)
    fill(blank, **THREE, plan_start="x", plan_on="x", plan_breaks="x", plan_pause="x")
    wrong = blank.send(button="act=plan_make")
    assert "Enter a starting time, for example 8:30." in wrong.words
    assert_english(wrong, names, wrong.status_code)
    form = wrong.form("main form#aanvraag")
    fill(form, **THREE, plan_start="8:30", plan_on="2027-07-20", plan_breaks="10:15 – 10:30", plan_pause="5")
    made = form.send(button="act=plan_make")
    assert_english(made, names)
    form = made.form("main form#aanvraag")
    aged(form)
    check = form.send(button="act=check")
    assert_english(check, names)
    page = check.form().send(button="act=send", follow=True)
    assert_english(page, names)
    assert "You proposed this." in page.words
    assert_english(client.get(f"{page.request.path}/wijzigen"), names)
