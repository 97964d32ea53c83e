# SPDX-License-Identifier: EUPL-1.2
"""A form without a database: a catalogue of cards, one body, and what the form says of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict

from booking.catalogue.queries import Card, Catalogue, Range
from booking.lesson_requests.forms.request import RequestForm

from .filled import ANSWERS, key_of

NOW = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)
STRANGE = ["x\x00y", "x\x0by", "x\x1fy", "x\u202ey", "x\u2066y", "x\ufffdy", "x\ud800y", "x\x7fy"]
UNREADABLE = 'In "{}" staat een teken dat we niet kunnen lezen. Typ uw antwoord opnieuw.'


def card(slug: str, kind: str = "lesson", levels: tuple[Range, ...] = (Range("po", 6, 8),), **more: Any) -> Card:
    values: dict[str, Any] = {
        "status": "published", "title": slug.capitalize(), "summary": "", "texts": {}, "english": {}, "provider": "Een",
        "provider_website": None, "given_by": None, "themes": (), "sessions_count": 1, "minutes": 50, "min_people": None,
        "max_people": None, "cost_cents": None, "cost_unit": None, "cost_note": None, "place": "school", "place_note": None,
        "lead_days": None, "months": (), "materials_url": None, "parts": (), "search_words": "", "requests_from": None,
        "is_example": False, "checked_on": None, "published_at": None, "materials_lines": (),
    }  # fmt: skip
    known = set(Card.__dataclass_fields__)
    kept = {name: value for name, value in {**values, **more}.items() if name in known}
    return Card(id=sum(slug.encode()), slug=slug, kind=kind, levels=levels, **kept)


CATALOGUE = Catalogue(
    version=1,
    cards=(
        card("les"),
        card("weerbaar"),
        card("vo-les", levels=(Range("vo", 1, 6), Range("vmbo", 1, 4))),
        card("mbo-les", levels=(Range("vmbo", 3, 4), Range("mbo", 1, 4))),
        card("acht", levels=(Range("po", 8, 8),)),
        card("training", kind="training", levels=(Range("po", 6, 8),)),
        card("avond", kind="parents", levels=(Range("po", 6, 8),)),
        card("later", requests_from=date(2027, 1, 1)),
        card("oud", status="archived"),
        *(card(f"les-{chr(97 + n)}") for n in range(11)),
    ),
    themes=(),
    programmes=(),
    old_slugs={"vroeger": "les"},
)


@pytest.fixture(scope="module", autouse=True)
def context() -> Iterator[None]:
    app = Flask(__name__)
    app.config["BABEL_DEFAULT_LOCALE"] = "nl"
    Babel(app)
    with app.test_request_context("/aanvraag", method="POST"):
        yield


def form(*slugs: str, **answers: Any) -> RequestForm:
    values = {**ANSWERS, "form_key": key_of(), **{name.replace("__", "-"): value for name, value in answers.items()}}
    data: MultiDict[str, str] = MultiDict()
    for slug in slugs or ("les",):
        data.add("offering", slug)
    for name, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            data.add(name, one)
    return RequestForm(CATALOGUE, NOW, data)


def mistakes(*slugs: str, **answers: Any) -> list[tuple[str, str]]:
    made = form(*slugs, **answers)
    made.validate()
    return made.found


def only_mistake(name: str, sentence: str, *slugs: str, **answers: Any) -> None:
    found = mistakes(*slugs, **answers)
    assert found == [(name, sentence)], found
