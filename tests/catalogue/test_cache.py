# SPDX-License-Identifier: EUPL-1.2
"""The finished pages in front of Flask: fast, the same for everyone, and never a moment behind the database."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client as Visitor
from werkzeug.test import TestResponse

from booking import pages
from booking.catalogue import queries
from booking.catalogue.browse import PARAMETERS
from booking.catalogue.models import OfferingLevel, OfferingPart, OfferingText, OfferingTheme, ProgrammeText
from booking.extensions import db
from booking.pages import KeptPages, Page, PageCache
from booking.schools.models import Holiday, School
from booking.versions import ALL
from booking.web import LanguagePrefix
from tests.support.client import Client
from tests.support.counting import counting

pytestmark = pytest.mark.usefixtures("example")
Transaction = Callable[[], AbstractContextManager[datetime]]


def cache_of(app: Flask) -> PageCache:
    layer: Any = app.wsgi_app
    while not isinstance(layer, PageCache):
        layer = layer.app if hasattr(layer, "app") else layer.wsgi
    return layer


def test_the_second_visit_asks_the_application_nothing(app: Flask, client: Client) -> None:
    first = client.get("/lesaanbod")
    with counting(app) as count:
        second = client.get("/lesaanbod")
    assert count.statements == [ALL]
    assert second.get_data() == first.get_data() and second.headers["ETag"] == first.headers["ETag"]
    assert "X-Request-ID" not in second.headers


@pytest.mark.once
def test_a_kept_page_is_there_for_our_own_host_alone(app: Flask, client: Client) -> None:
    visitor = Visitor(app)
    assert client.get("/lesaanbod").status_code == 200  # it is kept from here on
    for host in ("evil.test", "lesaanbod.test.evil.test", "lesaanbod.test@evil.test", ""):
        answer = visitor.get("/lesaanbod", headers={"Host": host})
        assert answer.status_code == 400, host
        assert "evil" not in answer.get_data(as_text=True)
    assert visitor.get("/lesaanbod", headers={"Host": "lesaanbod.test"}).status_code == 200


def test_a_change_shows_at_once_in_another_process(
    client: Client, another_app: Callable[..., Flask], write: Transaction
) -> None:
    other = another_app().test_client()  # a cache, a session and an engine of its own
    paths = ("/", "/lesaanbod", "/lesaanbod/hack-het-goed", "/en/lesaanbod/hack-het-goed", "/lesaanbod?niveau=vo")
    before = {path: (client.get(path).get_data(), other.get(path).get_data()) for path in paths}
    assert all(mine == theirs for mine, theirs in before.values())
    with write():
        offering = queries.stored().offerings["hack-het-goed"]
        offering.title = "Hack het netjes"
        offering.texts[0].title = "Hack it neatly"
        offering.published_at = datetime(2026, 11, 20, tzinfo=UTC)
    for path in paths:
        for visitor in (client, other):
            shown = visitor.get(path).get_data(as_text=True)
            assert "Hack het netjes" in shown or "Hack it neatly" in shown, path


def test_a_change_that_was_undone_is_never_shown(client: Client, write: Transaction) -> None:
    before = client.get("/lesaanbod").get_data()
    with pytest.raises(RuntimeError), write():
        queries.stored().offerings["hack-het-goed"].title = "Nooit gezegd"
        raise RuntimeError
    assert client.get("/lesaanbod").get_data() == before


CHANGES: dict[str, Callable[[queries.Stored], None]] = {
    "title": lambda them: setattr(them.offerings["hack-het-goed"], "title", "Anders"),
    "summary": lambda them: setattr(them.offerings["hack-het-goed"], "summary", "Anders."),
    "learning_goals": lambda them: setattr(them.offerings["hack-het-goed"], "learning_goals", ["Anders."]),
    "outline": lambda them: setattr(them.offerings["hack-het-goed"], "outline", ["Anders."]),
    "school_arranges": lambda them: setattr(them.offerings["hack-het-goed"], "school_arranges", ["Anders."]),
    "for_parents": lambda them: setattr(them.offerings["hack-het-goed"], "for_parents", "Anders."),
    "for_teachers": lambda them: setattr(them.offerings["hack-het-goed"], "for_teachers", "Anders."),
    "core_objectives": lambda them: setattr(them.offerings["hack-het-goed"], "core_objectives", ["Anders."]),
    "the provider's name": lambda them: setattr(them.providers["voorbeeld-cyberlab"], "name", "Anders"),
    "the provider's website": lambda them: setattr(
        them.providers["voorbeeld-cyberlab"], "website", "https://x.example"
    ),
    "provider": lambda them: setattr(
        them.offerings["hack-het-goed"], "provider", them.providers["voorbeeld-toneelgroep"]
    ),
    "given_by": lambda them: setattr(them.offerings["hack-het-goed"], "given_by", "Anders"),
    "kind": lambda them: setattr(them.offerings["hack-het-goed"], "kind", "team"),
    "sessions_count": lambda them: setattr(them.offerings["hack-het-goed"], "sessions_count", 2),
    "minutes": lambda them: setattr(them.offerings["hack-het-goed"], "minutes", 55),
    "min_people": lambda them: setattr(them.offerings["hack-het-goed"], "min_people", 3),
    "max_people": lambda them: setattr(them.offerings["hack-het-goed"], "max_people", 99),
    "cost": lambda them: vars_set(
        them.offerings["hack-het-goed"], cost_kind="priced", cost_cents=1250, cost_unit="les"
    ),
    "place": lambda them: setattr(them.offerings["hack-het-goed"], "place", "online"),
    "place_note": lambda them: setattr(them.offerings["hack-het-goed"], "place_note", "Anders"),
    "lead_days": lambda them: setattr(them.offerings["hack-het-goed"], "lead_days", 5),
    "months": lambda them: setattr(them.offerings["hack-het-goed"], "months", [8]),
    "materials_url": lambda them: setattr(them.offerings["hack-het-goed"], "materials_url", "https://x.example/"),
    "requests_from": lambda them: setattr(them.offerings["hack-het-goed"], "requests_from", date(2099, 1, 1)),
    "is_example": lambda them: setattr(them.offerings["hack-het-goed"], "is_example", False),
    "status": lambda them: setattr(them.offerings["hack-het-goed"], "status", "archived"),
    "a level": lambda them: setattr(them.offerings["hack-het-goed"].levels[0], "year_from", 1),
    "one level more": lambda them: them.offerings["hack-het-goed"].levels.append(
        OfferingLevel(level="po", year_from=8, year_to=8, tracks=[])
    ),
    "one level less": lambda them: them.offerings["hack-het-goed"].levels.clear(),
    "a theme's name": lambda them: setattr(them.themes["hacken"], "title", "Anders"),
    "one theme more": lambda them: them.offerings["hack-het-goed"].themes.append(
        OfferingTheme(theme=them.themes["wapens"], position=9)
    ),
    "the English text": lambda them: setattr(them.offerings["hack-het-goed"].texts[0], "summary", "Different."),
    "no English text": lambda them: them.offerings["hack-het-goed"].texts.clear(),
    "a part": lambda them: them.offerings["hack-het-goed"].parts.append(
        OfferingPart(position=1, title="Anders", guest=None, outline="")
    ),
}


def vars_set(thing: object, **values: object) -> None:
    for name, value in values.items():
        setattr(thing, name, value)


def test_each_public_field_of_an_offering_makes_new_bytes(client: Client, write: Transaction) -> None:
    for name, change in CHANGES.items():
        paths = ("/lesaanbod/hack-het-goed", "/en/lesaanbod/hack-het-goed")
        before = [client.get(path).get_data() for path in paths]
        with write():
            change(queries.stored())
        after = [client.get(path).get_data() for path in paths]
        assert before != after, name


def test_each_public_field_of_a_programme_makes_new_bytes(client: Client, write: Transaction) -> None:
    def programme(them: queries.Stored) -> Any:
        return them.programmes["vmbo-leerjaar-3"]

    changes: list[Callable[[queries.Stored], None]] = [
        lambda them: setattr(programme(them), "title", "Anders"),
        lambda them: setattr(programme(them), "intro", "Anders."),
        lambda them: setattr(programme(them).items[1], "min_gap_days", 7),
        lambda them: setattr(programme(them).items[1], "month_to", 12),
        lambda them: setattr(programme(them).items[1], "offering", them.offerings["hack-het-goed"]),
        lambda them: programme(them).items.pop(),
        lambda them: setattr(programme(them).texts[0], "title", "Different"),
        lambda them: programme(them).texts.clear(),
        lambda them: programme(them).texts.append(ProgrammeText(language="en", title="More", intro="More.")),
        lambda them: setattr(programme(them), "status", "draft"),
    ]
    for number, change in enumerate(changes):
        before = [client.get(path).get_data() for path in ("/programma/mbo", "/en/programma/mbo")]
        with write():
            change(queries.stored())
        assert before != [client.get(path).get_data() for path in ("/programma/mbo", "/en/programma/mbo")], number


def test_a_table_that_no_public_page_shows_moves_no_version(read: Transaction, write: Transaction) -> None:
    with read():
        before = queries.version()
    with write():
        stored = queries.stored()
        stored.offerings["hack-het-goed"].title = stored.offerings["hack-het-goed"].title  # set, and the same
    with read():
        assert queries.version() == before
    with write():
        stored = queries.stored()
        stored.offerings["hack-het-goed"].texts.append(OfferingText(language="de", title="", summary="", texts={}))
    with read():
        assert queries.version() > before


def raw(app: Flask, path: str, **headers: str) -> TestResponse:
    """As it goes over the wire: the tests' own client reads pages, and gzip is none."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Visitor(app).get(path, headers=named, base_url=app.config["BASE_URL"])


@pytest.mark.once
def test_the_headers_of_a_kept_page(app: Flask) -> None:
    raw(app, "/lesaanbod")
    page = raw(app, "/lesaanbod", Accept_Encoding="gzip", Cookie="lesaanbod=stolen")
    assert page.headers["Content-Encoding"] == "gzip" and page.headers["Vary"] == "Accept-Encoding"
    assert page.headers["Cache-Control"] == "no-cache" and "Set-Cookie" not in page.headers
    assert page.headers["ETag"].startswith('"') and int(page.headers["Content-Length"]) == len(page.get_data())
    assert len(page.get_data()) <= 10 * 1024
    plain = raw(app, "/lesaanbod", Accept_Encoding="br, gzip;q=0")
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(page.get_data()) == plain.get_data()
    assert plain.headers["ETag"] != page.headers["ETag"]  # strong: one for each form of it


@pytest.mark.once
def test_a_reader_who_has_it_gets_304_until_it_changes(app: Flask, write: Transaction) -> None:
    tag = raw(app, "/lesaanbod", Accept_Encoding="gzip").headers["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        page = raw(app, "/lesaanbod", Accept_Encoding="gzip", If_None_Match=known)
        assert (page.status_code, page.get_data()) == (304, b"")
        assert page.headers["ETag"] == tag and "Content-Length" not in page.headers
    with write():
        queries.stored().offerings["afgeperst-met-een-foto"].title = "Anders"
    page = raw(app, "/lesaanbod", Accept_Encoding="gzip", If_None_Match=tag)
    assert page.status_code == 200 and page.headers["ETag"] != tag


@pytest.mark.once
def test_head_is_get_without_the_body(client: Client) -> None:
    for path in ("/lesaanbod", "/lesaanbod", "/lesaanbod/nope"):
        head, get = client.head(path), client.get(path)
        assert head.get_data() == b"" and head.status_code == get.status_code
        assert head.headers["Content-Length"] == get.headers["Content-Length"]


@pytest.mark.once
def test_what_the_page_does_not_know_makes_no_page_of_its_own(app: Flask, client: Client) -> None:
    kept = cache_of(app).kept
    canonical = client.get("/lesaanbod?niveau=vo&thema=hacken&thema=wapens").get_data()
    before = len(kept)
    for query in (
        "thema=wapens&niveau=vo&thema=hacken",
        "utm_source=x&niveau=vo&thema=wapens&thema=hacken",
        "niveau=vo&thema=hacken&thema=wapens&__proto__=1&<script>=1",
        "niveau=vo&thema=hacken&thema=wapens&q=",
    ):
        page = client.get(f"/lesaanbod?{query}")
        assert page.get_data() == canonical
    assert len(kept) == before
    client.get("/?x=1")
    client.get("/?x=2")
    assert len(kept) == before + 1


@pytest.mark.once
def test_searches_errors_redirects_and_posts_are_not_kept(app: Flask, client: Client) -> None:
    kept = cache_of(app).kept
    before = len(kept)
    client.get("/lesaanbod?q=geldezels")
    client.get("/lesaanbod/nope")
    client.get("/programma/hbo")
    client.post("/lesaanbod")
    client.get("/robots.txt")
    client.get("/lesaanbod?niveau=%ff")
    client.get("/lesaanbod?" + "&".join("niveau=po" for _ in range(60)))
    assert len(kept) == before


@pytest.mark.once
def test_at_midnight_in_utrecht_the_page_is_made_anew(client: Client, write: Transaction, clock: Any) -> None:
    with write():
        queries.stored().offerings["hack-het-goed"].requests_from = date(2027, 1, 4)
    clock.move_to(datetime(2027, 1, 3, 22, 59, tzinfo=UTC))
    assert "Aanvragen vanaf" in client.get("/lesaanbod/hack-het-goed").words
    clock.shift(timedelta(minutes=2))
    assert "Aanvragen vanaf" not in client.get("/lesaanbod/hack-het-goed").words


@pytest.mark.once
def test_the_languages_have_pages_of_their_own(client: Client) -> None:
    for _ in range(2):
        page = client.get("/en/lesaanbod/hack-het-goed")
        assert page.soup.html is not None and page.soup.html["lang"] == "en"
        assert client.get("/en/lesaanbod/hack-het-goed").get_data() != client.get("/lesaanbod/hack-het-goed").get_data()
    assert client.get("/en").status_code == client.get("/en/").status_code == 200


@pytest.mark.once
def test_a_setting_switches_it_off(another_app: Callable[..., Flask]) -> None:
    app = another_app(PAGE_CACHE="0")
    assert isinstance(app.wsgi_app, LanguagePrefix)
    page = app.test_client().get("/lesaanbod")
    assert page.status_code == 200 and "ETag" not in page.headers


@pytest.mark.once
def test_the_known_parameters_are_those_of_the_filters() -> None:
    assert {*pages.LIST, pages.SEARCH} == set(PARAMETERS)


ONE = (("catalogue", 1),)


@pytest.mark.once
def test_a_page_goes_with_a_new_version_of_what_it_shows_and_with_no_other() -> None:
    page = Page(b"x" * 1000, (), "t")
    kept = KeptPages()
    kept.put((ONE, "d", "/", ""), page)
    kept.put(((*ONE, ("schools", 1)), "d", "/aanvraag", "les=a"), page)
    kept.put(((*ONE, ("schools", 2)), "d", "/aanvraag", "les=b"), page)
    assert len(kept) == 2 and kept.get((ONE, "d", "/", "")) is not None
    kept.put(((("catalogue", 2),), "d", "/", ""), page)
    assert len(kept) == 1
    kept.put(((("catalogue", 2),), "e", "/", ""), page)  # the next day
    assert len(kept) == 1


@pytest.mark.parametrize("change", ["calendar", "schools", "catalogue"])
def test_a_change_empties_only_what_shows_it(app: Flask, client: Client, write: Transaction, change: str) -> None:
    """A study day of one school empties nothing; of a school only the form knows."""
    paths = ("/", "/lesaanbod", "/lesaanbod/hack-het-goed", "/programma/mbo", "/aanvraag?les=hack-het-goed")
    for path in paths:
        client.get(path)
    with write() as now:
        if change == "calendar":
            db.session.add(Holiday(scope="school:1", name="Studiedag", starts_on=now.date(), ends_on=now.date()))
        elif change == "schools":
            db.session.add(School(kind="po", name="De Klimop"))
        else:
            queries.stored().offerings["hack-het-goed"].title = "Anders"
    asked = {}
    for path in paths:
        made = pages.SERVED.labels("made")._value.get()
        assert client.get(path).status_code == 200
        asked[path] = pages.SERVED.labels("made")._value.get() > made
    anew = {"calendar": (), "schools": paths[-1:], "catalogue": paths}[change]
    assert [path for path, made in asked.items() if made] == [*anew]


@pytest.mark.once
def test_kept_pages_stay_within_its_limits() -> None:
    page = Page(b"x" * 1000, (), "t")
    kept = KeptPages(most_pages=3, most_bytes=10_000)
    for number in range(5):
        kept.put((ONE, "d", str(number), ""), page)
        kept.get((ONE, "d", "0", ""))  # asked for all the time, so it stays longest
    assert len(kept) == 3 and kept.get((ONE, "d", "0", "")) is not None and kept.get((ONE, "d", "1", "")) is None
    kept.put((ONE, "d", "big", ""), replace(page, packed=b"x" * 8_000))
    assert kept.size <= 10_000 and len(kept) == 1
    kept.put((ONE, "d", "huge", ""), replace(page, packed=b"x" * 20_000))
    assert (len(kept), kept.size) == (0, 0)
    kept.put((ONE, "d", "old", ""), page)
    kept.put(((("catalogue", 2),), "d", "new", ""), page)  # a new version: what is of the old one goes
    assert len(kept) == 1 and kept.size == page.size


@pytest.mark.once
def test_a_page_with_a_cookie_or_for_one_person_is_passed_on_and_not_kept(app: Flask) -> None:
    def personal(header: tuple[str, str]) -> Any:
        def application(environ: Any, start_response: Any) -> list[bytes]:
            start_response("200 OK", [("Content-Type", "text/html"), header])
            return [b"yours"]

        return application

    with app.app_context():
        engine = cache_of(app)._versions._of()
    for header in (("Set-Cookie", "a=b"), ("Cache-Control", "private, no-cache"), ("Cache-Control", "no-store")):
        layer = PageCache(personal(header), engine)
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": "", "SCRIPT_NAME": ""}
        assert b"".join(layer(environ, lambda *_: None)) == b"yours"
        assert len(layer.kept) == 0
