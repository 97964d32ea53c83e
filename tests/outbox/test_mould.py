# SPDX-License-Identifier: EUPL-1.2
"""A mail from a mould is, sign for sign, the mail that the templates make: for exactly the kinds that may be cast.

A kind that is added to `mould.KINDS` needs values here, with the words that its templates could tell apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from booking.lesson_requests.emails import values as values_of
from booking.links.models import SecretLink
from booking.links.tokens import MARK
from booking.outbox import write
from booking.outbox.mould import KINDS, shaped

pytestmark = pytest.mark.once
RECEIPT: dict[str, Any] = {
    "news": "Ontvangen. U krijgt uiterlijk dinsdag 1\u00a0december 2026 antwoord.",
    "subject": "[LES-000007] Sterk online",
    "reference": "LES-000007",
    "asked": ["Sterk online – 7a en 7b (50\u00a0leerlingen)", "Baas over mijn account – 7a (26\u00a0leerlingen)"],
    "schedule": ["dinsdag 9\u00a0maart 2027: 7a: 8.30 – 9.20\u00a0uur"],
    "answer_by": "dinsdag 1\u00a0december 2026",
    "workdays": 5,
    "thing": "les",
    "things": "lessen",
    "many": True,
    "name": "Tess Voorbeeld",
    "staff": "",
    "personal": True,
}
NOTICE: dict[str, Any] = {
    "news": "Nieuw: De Voorbeeldboom. Antwoord uiterlijk dinsdag 1\u00a0december 2026.",
    "subject": "[LES-000007] Sterk online",
    "reference": "LES-000007",
    "school": "De Voorbeeldboom, Overvecht",
    "asked": ["Sterk online – 7a (26\u00a0leerlingen)"],
    "wishes": ["dinsdag of donderdag", "7a: liefst in het eigen lokaal"],
    "schedule": [],
    "remark": "Gebouw B.",
    "contact": "Tess Voorbeeld, 030\u00a0123\u00a045\u00a067, tess@devoorbeeldboom.example",
    "warnings": [],
    "staff": "",
    "page": "/beheer/aanvragen/LES-000007",
}
MAILS = [("submit_receipt", RECEIPT, True), ("submit_notice", NOTICE, False)]
WORDS: dict[str, list[dict[str, Any]]] = {
    "submit_receipt": [{"thing": str(one), "things": str(more)} for one, more in values_of._THINGS.values()],
    "submit_notice": [{}],
}
"""Texts of a mail that are our own words: one of few, so that a template could ask for one of them."""
MAY_BE_EMPTY = {"remark", "staff", "name"}
LINK = SecretLink(id=1, purpose="request", nonce=b"", token_hash=b"")
OTHERS = [
    "<script>alert(1)</script> & \"x\" 'y'",
    "%(day)s 50 % {{ 7 * 7 }} {% raw %} \\1 \\g<0>",
    "0",
    "een, twee; drie: vier. " * 40 + "einde",
    "persoonlijke-link]]",
]


def rendered(kind: str, values: dict[str, Any], link: bool, language: str = "nl") -> tuple[str, str]:
    return write._render(kind, language, LINK if link else None, values)


def from_templates(kind: str, values: dict[str, Any], link: bool, language: str = "nl") -> tuple[str, str]:
    page = write.PAGES["request"] if link else ""
    return write._marked(*write._from_templates(kind, language, page, values))


def moulds(app: Flask) -> dict[Any, Any]:
    return app.extensions.get("mail_moulds", {})


def with_texts(values: dict[str, Any], text: str) -> dict[str, Any]:
    """The same shape with this text in the place of each."""
    return {
        name: [text for _one in value]
        if isinstance(value, list)
        else text
        if value and isinstance(value, str)
        else value
        for name, value in values.items()
    }


def cases(kind: str, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every mail of this kind, its texts apart: each text there or not, each list empty, of one and of two, yes and no."""
    choices: dict[str, list[Any]] = {}
    for name, value in values.items():
        if isinstance(value, bool):
            choices[name] = [True, False]
        elif isinstance(value, int):
            choices[name] = [1, 5]
        elif isinstance(value, list):
            choices[name] = [[], ["een"], ["een", "twee"]]
        elif name in MAY_BE_EMPTY:
            choices[name] = ["", "tekst"]
    for chosen in product(*choices.values()):
        for words in WORDS[kind]:
            yield values | dict(zip(choices, chosen, strict=True)) | words


def test_exactly_the_kinds_that_may_be_cast_are_compared() -> None:
    assert {kind for kind, _values, _link in MAILS} == KINDS == set(WORDS)


def test_any_other_kind_is_made_by_its_templates_each_time(app: Flask) -> None:
    values = {"news": "Hier is de link.", "subject": "De link", "reference": "", "staff": "", "personal": True}
    with app.app_context():
        moulds(app).clear()
        assert shaped(values) is not None
        for _twice in range(2):
            assert rendered("shelf", values, link=True) == from_templates("shelf", values, link=True)
        assert not moulds(app)


@pytest.mark.parametrize(("kind", "values", "link"), MAILS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_all_cases(app: Flask, kind: str, values: dict[str, Any], link: bool, language: str) -> None:
    """One after another, so that each but the first of its shape comes from a mould that another text made."""
    with app.app_context():
        moulds(app).clear()
        for number, case in enumerate(cases(kind, values)):
            if kind == "submit_notice":  # of its page only the number differs
                case["page"] = f"/beheer/aanvragen/LES-{number:06d}"
            case["news"] = f"Nieuws {number}"
            assert rendered(kind, case, link, language) == from_templates(kind, case, link, language), case


def test_a_template_that_decides_by_what_a_text_says_would_be_seen(app: Flask, monkeypatch: Any) -> None:
    """The control: with such a template `test_all_cases` fails, where the mould was made by another text."""
    templates = app.jinja_env.loader
    path = "email/submit_receipt/words.txt"
    with app.app_context():
        words = templates.get_source(app.jinja_env, path)[0]  # type: ignore[union-attr]
        deciding = words + "{% if thing == 'training' %}{{ mail.p('Neem pen en papier mee.') }}{% endif %}"
        monkeypatch.setattr(app.jinja_env, "cache", {})
        monkeypatch.setattr(
            app.jinja_env,
            "loader",
            ChoiceLoader([DictLoader({path: deciding}), templates]),  # type: ignore[list-item]
        )
        moulds(app).clear()
        differ = [
            case["thing"]
            for case in cases("submit_receipt", RECEIPT)
            if rendered("submit_receipt", case, link=True) != from_templates("submit_receipt", case, link=True)
        ]
        moulds(app).clear()
    assert set(differ) == {"training"}


@pytest.mark.parametrize(("kind", "values", "link"), MAILS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_any_texts_of_the_same_shape(app: Flask, kind: str, values: dict[str, Any], link: bool, language: str) -> None:
    with app.app_context():
        moulds(app).clear()
        assert rendered(kind, values, link, language) == from_templates(kind, values, link, language)
        assert len(moulds(app)) == 1
        (mould,) = moulds(app).values()
        if language == "nl":  # the one page of the office is given as a path, and its address depends on its text
            assert mould is not None
        for text in OTHERS:
            other = with_texts(values, text)
            if kind == "submit_notice":
                other["page"] = values["page"]
            assert rendered(kind, other, link, language) == from_templates(kind, other, link, language)
        assert len(moulds(app)) == 1


@pytest.mark.parametrize(("kind", "values", "link"), MAILS)
def test_each_shape_has_its_own(app: Flask, kind: str, values: dict[str, Any], link: bool) -> None:
    with app.app_context():
        moulds(app).clear()
        rendered(kind, values, link)
        shapes = 1
        for name, value in values.items():
            for other in (
                ([], [*value, "nog een"]) if isinstance(value, list) else ("",) if isinstance(value, str) else ()
            ):
                if other != value and name != "page":
                    changed = values | {name: other}
                    assert rendered(kind, changed, link) == from_templates(kind, changed, link)
                    shapes += 1
        assert len(moulds(app)) == shapes


@pytest.mark.parametrize(
    "text", ["twee\nregels", " ervoor", "erna ", "erna\u00a0", f"een {MARK}", "\ue0001\ue001", "a\u2028b"]
)
def test_a_text_that_a_template_may_change_has_no_shape(app: Flask, text: str) -> None:
    assert shaped({"remark": text}) is None
    assert shaped({"asked": ["een", text]}) is None
    with app.app_context():
        rendered("submit_notice", NOTICE, link=False)
        changed = NOTICE | {"remark": text}
        assert rendered("submit_notice", changed, link=False) == from_templates("submit_notice", changed, link=False)


def test_a_mark_that_was_typed_in_two_parts_stays_out(app: Flask) -> None:
    """Parts that become the mark only where they meet."""
    with app.app_context():
        for texts in (("[[persoonlijke", "-link]]"), ("een", "twee")) * 2:
            values = NOTICE | {"remark": texts[0], "contact": texts[1]}
            assert MARK not in "".join(rendered("submit_notice", values, link=False))


def test_what_is_no_text_has_no_shape() -> None:
    assert shaped({"noon": object()}) is None
    assert shaped({"rows": [("a", "b")]}) is None
    assert shaped({"text": "a", "n": 1, "yes": True, "nothing": None, "some": []}) is not None


def test_a_number_and_a_yes_are_two_shapes() -> None:
    one, yes = shaped({"n": 1}), shaped({"n": True})
    assert one is not None and yes is not None and one.shape != yes.shape
