# SPDX-License-Identifier: EUPL-1.2
"""Whatever somebody typed: on every page of schools it is text, as it was typed, and never markup, a template or a header."""

from __future__ import annotations

import pytest

from tests.support.cast import Teacher

from .conftest import ref

CANARY = "<x7 onload=a>{{7*191}}'\"=1+1"
LONG = "Wolkenkrabbersvoorbeeldschool" * 3


def look(page, text: str = CANARY) -> None:
    assert page.status_code < 500
    html = page.get_data(as_text=True)
    assert page.soup.find("x7") is None and page.soup.find(onload=True) is None
    assert "1337" not in html and "&amp;lt;x7" not in html
    assert text in page.soup.get_text() or any(text in (one.get("value") or "") for one in page.soup.select("input"))
    for _name, value in page.headers:
        assert "<x7" not in value and "\n" not in value


@pytest.mark.parametrize("text", [CANARY, LONG[:100], "Ĳsselschool ’t Véld – 𝔘𝔫𝔦", "العربية"])
def test_it_is_text_everywhere(ask, wijken, desk, text):
    typed = {"kind": "po", "name": text, "city": "Utrecht", "street": text[:100], "structure": text[:100]}
    answer = desk.get("/beheer/scholen/nieuw").form("main form").send(**typed)
    assert answer.status_code == 303, answer.words
    address = answer.headers["Location"].split("?")[0]
    look(desk.get(address), text)
    another = f"{text[:96]} (2)"
    assert desk.get(address).form("form:has(#name)").send(name=another, button="act=add").status_code == 303
    look(desk.get(address), another)
    other = desk.get("/beheer/scholen/nieuw").form("main form").send(**typed | {"name": "De Beuk"})
    target = other.headers["Location"].split("?")[0]
    number = ask("7a", teacher=Teacher("Tess", "tess@x.example", "030 123 46 01", text, text))
    link = f"/beheer/aanvragen/{ref(number)}/school"
    for path in (
        "/beheer/scholen", f"{address}/wijzigen", f"{address}/samenvoegen", f"{target}/samenvoegen?in={address.split('/')[-1]}",
        link, f"/beheer/aanvragen/{ref(number)}",
    ):  # fmt: skip
        look(desk.get(path), text)
    for path in ("/beheer/scholen", f"{target}/samenvoegen", link, "/beheer/aanvragen"):
        look(desk.get(path, query_string={"q": text[:80]}), text[:80])
    panel = desk.get(link, query_string={"q": "utrecht"}).form("main form[method=post]")
    assert panel.send(school=address.split("/")[-1]).status_code == 303
    look(desk.get(f"/beheer/aanvragen/{ref(number)}?klaar=school"), text)
    asked = desk.get(f"{address}/samenvoegen?in={target.split('/')[-1]}")
    assert asked.form("main form").send().status_code == 303
    look(desk.get(target), text)  # its former name, and what happened


MARKS = ["[[persoonlijke-link]]", "[[perso[[persoonlijke-link]]onlijke-link]]", " [[persoonlijke-link]] "]


@pytest.mark.parametrize("typed", MARKS)
def test_a_mark_alone_is_nothing_typed(school, wijken, desk, typed):
    """What delivery would fill with a link is taken out of what is typed; a name of nothing else is no name."""
    page = desk.get("/beheer/scholen/nieuw").form("main form").send(kind="po", name=typed, city=typed)
    assert page.status_code == 422 and "Vul de naam van de school in." in page.words
    assert "Vul de plaats in, bijvoorbeeld Utrecht." in page.words
    assert page.soup.select_one("#name")["value"] == typed
    page = desk.get(f"/beheer/scholen/{school('De Klimop')}").form("form:has(#name)").send(name=typed, button="act=add")
    assert page.status_code == 422 and "Vul een naam in." in page.words
    days = desk.get("/beheer/vrije-dagen").form("main form:has([name=day_name])")
    page = days.send(day_name=typed, day_first="9-3-2027")
    assert page.status_code == 422 and "Vul een naam in, bijvoorbeeld Studiedag." in page.words
    page = days.send(day_name="Studiedag", day_first=typed)
    assert page.status_code == 422 and "Kies een datum." in page.words


def test_signs_that_no_keyboard_types_are_refused(school, wijken, desk):
    number = school("De Klimop")
    for name in ("a\u202eb", "a\x07b", "\ufffd"):
        page = desk.get("/beheer/scholen/nieuw").form("main form").send(kind="po", name=name, city="Utrecht")
        assert page.status_code == 422
        answer = desk.get(f"/beheer/scholen/{number}").form("form:has(#name)").send(name=name, button="act=add")
        assert answer.status_code == 422
    for query in ("\u202e", "%", "_", "'", "\\", "a" * 5000):
        assert desk.get("/beheer/scholen", query_string={"q": query}).status_code == 200
        assert desk.get("/beheer/aanvragen", query_string={"q": query}).status_code == 200
