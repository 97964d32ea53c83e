# SPDX-License-Identifier: EUPL-1.2
"""What the picker asks for while somebody types: small, the same for everyone, and harmless."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.client import Client, Page

from . import many

LARGEST = 10_000


def options(page: Page) -> list[tuple[str, str]]:
    return [(str(one["data-id"]), one.get_text(" ", strip=True)) for one in page.soup.select("[role=option]")]


def test_names_and_addresses(client: Client, schools: SimpleNamespace) -> None:
    page = client.get("/scholen?q=brug")
    assert options(page) == [
        (str(schools.brug), "De Brug Kanaalweg 20, 3526 ZZ Utrecht"),
        (str(schools.other_brug), "De Brug Kerkstraat 78, 3451 ZZ Utrecht"),
        ("other", "Mijn school staat er niet bij"),
    ]
    assert page.soup.p is not None and page.soup.p.get_text() == "2 scholen gevonden."
    assert "99X" not in page.get_data(as_text=True)
    box = page.soup.select_one("[role=listbox]")
    assert box is not None and box["aria-label"] == "Scholen"


@pytest.mark.parametrize("query", ["verdwenen", "oude linde", "99X000"])
def test_codes_find_and_closed_ones_do_not_stand_there(client: Client, schools: SimpleNamespace, query: str) -> None:
    found = {"verdwenen": [], "oude linde": [str(schools.linde)], "99X000": [str(schools.boom)]}[query]
    assert [number for number, _text in options(client.get("/scholen", query_string={"q": query}))] == [*found, "other"]


@pytest.mark.parametrize("query", ["", "x", " ", "%00", "<script>alert(1)</script>", "\u202e", "q" * 5000])
def test_whatever_is_typed(client: Client, schools: SimpleNamespace, query: str) -> None:
    page = client.get("/scholen", query_string={"q": query})
    assert page.status_code == 200 and [number for number, _text in options(page)] == ["other"]
    assert page.soup.script is None and len(page.data) < 2_000


def test_the_same_for_everyone(
    client: Client, schools: SimpleNamespace, sign_in: Callable[..., Client], coby: Any
) -> None:
    one, other = client.get("/scholen?q=brug"), sign_in("coby").get("/scholen?q=brug")
    assert one.data == other.data
    assert one.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in one.headers and "Set-Cookie" not in other.headers
    again = client.get("/scholen?q=brug", headers={"If-None-Match": one.headers["ETag"]})
    assert again.status_code == 304 and not again.data


def test_in_english(client: Client, schools: SimpleNamespace) -> None:
    page = client.get("/en/scholen?q=brug")
    assert page.status_code == 200 and [number for number, _text in options(page)][:1] == [str(schools.brug)]


def test_a_large_register(client: Client, write: Any, count: Callable[[], Any]) -> None:
    """One statement, and at most 10 KB, whatever is typed."""
    with write():
        many.fill(LARGEST)
    client.get("/scholen?q=school")
    for query in ("school", "de", "basisschool de", "1", "linde college", "xqzwv"):
        with count() as asked:
            page = client.get("/scholen", query_string={"q": query})
        assert len(asked) <= 1, asked
        assert len(page.data) <= 10_240


def test_a_change_shows_at_once(client: Client, schools: SimpleNamespace, close: Callable[..., None]) -> None:
    assert len(options(client.get("/scholen?q=boom"))) == 2
    close(schools.boom)
    assert len(options(client.get("/scholen?q=boom"))) == 1
