# SPDX-License-Identifier: EUPL-1.2
"""Whatever goes wrong, every value stands on the page again, byte for byte, and sent again it is the request of the first text."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import MultiDict

from booking.catalogue.models import Offering
from booking.database import write_lock
from booking.extensions import db
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.views import limits
from tests.support.cast import TESS
from tests.support.client import Client, Form, Page

from .filled import aged, assert_kept, body, canary, key_of, put

TWO = ("sterk-in-de-groep", "mijn-bankpas-blijft-bij-mij")
Stored = Callable[[], list[LessonRequest]]


@pytest.fixture
def whole(filled: Callable[..., Form]) -> Form:
    """Every kind of field with text that breaks what is careless; two lessons, two groups."""
    form = canary(filled(*TWO))
    put(form, "groups-3-offering", [])
    return form


def is_the_first_text(placed: LessonRequest) -> None:
    """What the canaries become once they are cleaned."""
    assert placed.contact_name == "Ÿasmîne d'Hondt-van 't Zand"
    assert placed.school_name == "De <b>Klimop</b> & 't Zand"
    assert placed.school_address == 'Klimopstraat "1", Utrecht'
    assert placed.contact_phone == "030 286 00 00"
    assert placed.remark == "eerste regel is leeg\n<script>alert(1)</script>\n\n=1+1"
    assert placed.day_contact == "Marja, 030 123 46 01"
    assert [(g.name, g.people, g.wish) for g in placed.groups] == [
        ("7a & 'b'", 26, "liefst ’s ochtends  {{ 7*191 }}"),
        ("7b+", 24, None),
    ]
    assert (placed.wish_weekdays, placed.wish_dayparts, placed.wish_same_day) == (["tue", "thu"], ["morning"], True)
    assert len(placed.bookings) == 4


def send_again(page: Page, stored: Stored, **changed: Any) -> None:
    """Press the page's first button, with at most one answer mended."""
    form = page.form("main form#aanvraag")
    for name, value in changed.items():
        put(form, name, value)
    answer = form.send(button="act=send")
    assert answer.status_code == 303, answer.words
    (placed,) = stored()
    is_the_first_text(placed)


def test_e1_a_mistake_in_a_field(client: Client, whole: Form, stored: Stored) -> None:
    put(whole, "contact_email", " tess@deklimop ")
    put(whole, "not_before", " 9 foo 2027")
    sent = body(whole)
    page = client.post("/aanvraag", data=sent)
    assert page.status_code == 422 and not stored()
    assert_kept(page, sent)
    assert page.form("main form#aanvraag").data["form_key"] == sent["form_key"]
    title = page.soup.title
    assert title is not None and title.get_text().startswith("Fout: Vraag lessen aan")
    summary = page.soup.select_one("#fouten")
    assert summary is not None and summary.has_attr("autofocus")
    assert summary.h2 is not None and summary.h2.get_text() == "Verbeter 2 antwoorden"
    links = [str(link["href"]) for link in summary.select("a")]
    assert links == ["#not_before", "#contact_email"]
    for link in links:
        field = page.soup.select_one(link)
        assert field is not None and field["aria-invalid"] == "true"
    send_again(page, stored, contact_email=TESS.email, not_before="")


def test_e3_a_form_from_elsewhere(client: Client, whole: Form, stored: Stored) -> None:
    sent = body(whole)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        page = client.post("/aanvraag", data=sent, headers=headers)
        assert page.status_code == 403 and not stored()
    assert "Uw aanvraag is nog niet verstuurd" in page.words and "Verstuur opnieuw" in page.words
    assert_kept(page, sent)
    send_again(page, stored)


@pytest.mark.once
def test_e3_where_the_browser_says_only_its_origin(client: Client, whole: Form) -> None:
    sent = body(whole)
    for origin, status in (("https://elsewhere.example", 403), ("null", 403), ("https://lesaanbod.test", 303)):
        answer = client.post("/aanvraag", data=sent, headers={"Sec-Fetch-Site": "", "Origin": origin})
        # an empty Sec-Fetch-Site is a word that no browser of ours says
        assert answer.status_code == 403
        bare = client.application.test_client()
        answer = bare.open(
            "/aanvraag", method="POST", data=sent, headers={"Origin": origin}, base_url="https://lesaanbod.test",
            environ_overrides={"HTTP_SEC_FETCH_SITE": None},
        )  # fmt: skip
        assert answer.status_code in (status, 403)


def test_e3_no_cookie_and_no_token_is_no_error(app: Flask, whole: Form, stored: Stored) -> None:
    fresh: Client = app.test_client()  # type: ignore[assignment]
    assert fresh.post("/aanvraag", data=body(whole)).status_code == 303
    is_the_first_text(stored()[0])


def test_e5_too_many(client: Client, whole: Form, stored: Stored) -> None:
    for _n in range(limits.EMAIL.amount):
        put(whole, "form_key", key_of())
        assert client.post("/aanvraag", data=body(whole)).status_code == 303
    put(whole, "form_key", key_of())
    sent = body(whole)
    page = client.post("/aanvraag", data=sent)
    assert page.status_code == 429 and len(stored()) == limits.EMAIL.amount
    assert 1 <= int(page.headers["Retry-After"]) <= 3600
    assert "Probeer het over" in page.words and "14 030" in page.words
    assert_kept(page, sent)


def test_e6_too_large_says_so(client: Client, whole: Form, stored: Stored) -> None:
    put(whole, "remark", "x" * 300_000)
    page = client.post("/aanvraag", data=body(whole))
    assert page.status_code == 413 and not stored()
    assert "Uw tekst is te lang" in page.words and "knop van uw browser" in page.words


LESSONS = ("offering", "offered", "split", "groups-1-offering", "groups-2-offering", "groups-3-offering")
"""What is not typed but follows from the lessons of the page."""

NASTY = [b"%00", b"%0b", b"%ff", b"\xff", b"%ed%a0%80", b"%e2%80%ae", b"%c0%af"]


@pytest.mark.parametrize("nasty", NASTY)
def test_e7_bytes_that_nobody_types(client: Client, whole: Form, stored: Stored, nasty: bytes) -> None:
    sent = body(whole)
    pairs = [(name, value) for name, value in sent.items(multi=True) if name != "day_contact"]
    raw = _encoded(pairs) + b"&day_contact=Marja" + nasty + b"x"
    kind = "application/x-www-form-urlencoded"
    page = client.post("/aanvraag", data=raw, content_type=kind)
    assert page.status_code == 422 and not stored()
    assert_kept(page, sent, "day_contact")
    assert "Naam en telefoonnummer van die persoon" in page.soup.select_one("#fouten").get_text()  # type: ignore[union-attr]
    send_again(page, stored, day_contact=" Marja, 030 123 46 01")


def _encoded(pairs: list[tuple[str, str]]) -> bytes:
    from urllib.parse import urlencode

    return urlencode(pairs).encode()


@pytest.fixture
def impatient(app: Flask) -> Iterator[None]:
    """PostgreSQL gives up on a lock after a second, as a server with `lock_timeout` does."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            yield
            return
        name = db.engine.url.database
        _tell(f"ALTER DATABASE {name} SET lock_timeout = '1s'")
        yield
        _tell(f"ALTER DATABASE {name} RESET lock_timeout")


def _tell(sentence: str) -> None:
    with db.engine.connect() as connection:
        connection.execute(sa.text(sentence))
        connection.commit()
    db.engine.dispose()


@pytest.fixture
def stuck(app: Flask) -> Iterator[Callable[[], None]]:
    """The database takes no writes: on SQLite another writer holds the lock, elsewhere the table is locked."""
    release, holding = threading.Event(), threading.Event()

    def hold() -> None:
        with app.app_context():
            if db.engine.dialect.name == "sqlite":
                with write_lock:
                    holding.set()
                    release.wait(30)
                return
            with db.engine.connect() as connection:
                connection.execute(sa.text("LOCK TABLE lesson_requests IN ACCESS EXCLUSIVE MODE"))
                holding.set()
                release.wait(30)

    thread = threading.Thread(target=hold)

    def start() -> None:
        thread.start()
        assert holding.wait(10)

    yield start
    release.set()
    if thread.ident is not None:
        thread.join()


def test_e8_the_database_takes_nothing(impatient: None, client: Client, whole: Form, stuck: Callable[[], None]) -> None:
    sent = body(whole)
    stuck()
    page = client.post("/aanvraag", data=sent)
    assert page.status_code == 503
    assert "Uw aanvraag is niet verstuurd" in page.words and "14 030" in page.words
    assert_kept(page, sent)


def test_e8_the_database_is_away(app: Flask, client: Client, whole: Form, stored: Stored) -> None:
    """No connection at all: the form is shown from what was held of the catalogue."""
    sent = body(whole)

    def refuse(*_: Any) -> None:
        raise OperationalError("connect", {}, Exception("away"))

    with app.app_context():
        engine = db.engine
    engine.dispose()
    event.listen(engine, "do_connect", refuse)
    try:
        page = client.post("/aanvraag", data=sent)
    finally:
        event.remove(engine, "do_connect", refuse)
    assert page.status_code == 503
    assert_kept(page, sent)
    send_again(page, stored)


def test_e9_the_answer_got_lost(client: Client, whole: Form, stored: Stored) -> None:
    sent = body(whole)
    first = client.post("/aanvraag", data=sent)
    again = client.post("/aanvraag", data=sent)
    assert again.status_code == 303
    assert again.headers["Location"] == first.headers["Location"] + "?klaar=dubbel"
    assert "al ontvangen" in client.get(again.headers["Location"]).words
    assert len(stored()) == 1


def test_e11_a_form_of_the_release_before(client: Client, whole: Form, stored: Stored) -> None:
    old: MultiDict[str, str] = MultiDict()
    for name, value in body(whole).items(multi=True):
        old.add("les" if name == "offering" else name, value)
    assert client.post("/aanvraag", data=old).status_code == 303
    is_the_first_text(stored()[0])


def archive(write: Callable[[], Any], slug: str) -> None:
    with write():
        offering = db.session.scalars(sa.select(Offering).where(Offering.slug == slug)).one()
        offering.status = "archived"


def test_e12_a_lesson_that_stopped(client: Client, whole: Form, stored: Stored, write: Callable[[], Any]) -> None:
    archive(write, "mijn-bankpas-blijft-bij-mij")
    sent = body(whole)
    page = client.post("/aanvraag", data=sent)
    assert page.status_code == 409 and not stored()
    assert "Deze les kunt u niet meer aanvragen" in page.words
    assert "Mijn bankpas blijft bij mij kunt u niet meer aanvragen." in page.words
    assert_kept(page, sent, *LESSONS)
    form = page.form("main form#aanvraag")
    swap = next(value for name, value in form.buttons if value.startswith("swap:"))
    swapped = form.send(button=f"act={swap}")
    assert swapped.status_code == 200
    assert swapped.form("main form#aanvraag").data.getlist("offering") == ["sterk-in-de-groep", swap.split(":")[2]]
    assert_kept(swapped, form.data, *LESSONS)
    without = page.form("main form#aanvraag").send(button="act=send")
    assert without.status_code == 303
    assert {b.title for b in stored()[0].bookings} == {"Sterk in de groep"}


def test_e12_a_year_of_the_lesson_that_stopped_is_not_forgotten(
    client: Client, whole: Form, stored: Stored, write: Callable[[], Any]
) -> None:
    put(whole, "groups-2-year", "vo-2")
    put(whole, "groups-2-track", "havo")
    archive(write, "mijn-bankpas-blijft-bij-mij")
    page = client.post("/aanvraag", data=body(whole))
    assert page.status_code == 409
    assert_kept(page, body(whole), *LESSONS)
    form = page.form("main form#aanvraag")
    mended = form.send(button="act=swap:mijn-bankpas-blijft-bij-mij:samen-sterk-online").form("main form#aanvraag")
    put(mended, "groups-1-offering", "sterk-in-de-groep")
    put(mended, "groups-2-offering", "samen-sterk-online")
    assert mended.send(button="act=send").status_code == 303
    assert [(b.title, b.group.level, b.group.track) for b in stored()[0].bookings] == [
        ("Sterk in de groep", "po", None),
        ("Samen sterk online", "vo", "havo"),
    ]


def test_e12_between_the_form_and_the_transaction(
    app: Flask, client: Client, whole: Form, stored: Stored, write: Callable[[], Any]
) -> None:
    """The catalogue in memory does not know it yet; the transaction does."""
    client.get("/lesaanbod")
    with app.app_context(), db.engine.connect().execution_options(write=True) as connection:
        connection.execute(sa.text("UPDATE offerings SET status = 'archived' WHERE slug = 'sterk-in-de-groep'"))
        connection.commit()
    sent = body(whole)
    page = client.post("/aanvraag", data=sent)
    assert page.status_code == 409 and not stored()
    assert_kept(page, sent, *LESSONS)


def test_no_key(client: Client, whole: Form, stored: Stored) -> None:
    for key in (None, "", "x", "1700000000", "²" * 43, f"{'9' * 11}.{'a' * 32}"):
        whole.data.poplist("form_key")
        if key is not None:
            put(whole, "form_key", key)
        sent = body(whole)
        page = client.post("/aanvraag", data=sent)
        assert page.status_code == 422 and not stored()
        assert_kept(page, sent)
    assert 'Controleer uw antwoorden en druk nog een keer op "Verstuur aanvraag".' in page.words
    again = page.form("main form#aanvraag")
    aged(again)
    assert again.send(button="act=send").status_code == 303
    is_the_first_text(stored()[0])


def test_a_page_that_is_kept_private(client: Client, whole: Form) -> None:
    answers = [client.get("/aanvraag?les=sterk-in-de-groep"), client.post("/aanvraag", data=body(whole, "add_group"))]
    put(whole, "contact_name", "")
    answers.append(client.post("/aanvraag", data=body(whole)))
    answers.append(client.post("/aanvraag", data=body(whole), headers={"Sec-Fetch-Site": "cross-site"}))
    assert {answer.headers["Cache-Control"] for answer in answers} == {"private, no-cache"}
    assert not any("Set-Cookie" in answer.headers for answer in answers)
