# SPDX-License-Identifier: EUPL-1.2
"""How the built files are sent, and what they weigh."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from booking.assets import ICONS, STATIC, asset, icon

from .tiny import tiny_app


@pytest.fixture
def client() -> FlaskClient:
    return tiny_app().test_client()


@pytest.mark.parametrize(("accepted", "sent"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None)])
def test_the_smallest_form_is_sent_and_kept_for_ever(client: FlaskClient, accepted: str, sent: str | None) -> None:
    answer = client.get(asset("utrecht.css"), headers={"Accept-Encoding": accepted})
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert answer.headers.get("Content-Encoding") == sent
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert set(answer.headers["Cache-Control"].split(", ")) == {"public", "max-age=31536000", "immutable"}


def test_every_name_of_the_manifest_is_there(client: FlaskClient) -> None:
    for name in ("utrecht.css", "voorbeeld.css", "htmx.js", "utrecht-logo.svg"):
        assert client.get(asset(name)).status_code == 200
        assert re.search(r"-[0-9a-f]{10}\.\w+$", asset(name)), "the name holds the hash of the content"


@pytest.mark.parametrize("path", ["assets/none.css", "../jinja.py", "assets/../../../config.py", "manifest.json.gz"])
def test_nothing_else_is_sent(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


@pytest.mark.parametrize("theme", ["utrecht", "voorbeeld"])
def test_a_style_sheet_loads_from_nowhere_else(theme: str) -> None:
    css = (STATIC / asset(f"{theme}.css").removeprefix("/static/")).read_text()
    addresses = re.findall(r"url\(\s*['\"]?([^'\")]+)", css)
    assert addresses
    assert [a for a in addresses if not a.startswith(("data:image/", "./noto-sans-"))] == []


def sent(client: FlaskClient, name: str) -> int:
    return len(client.get(asset(name), headers={"Accept-Encoding": "br, gzip"}).data)


@pytest.mark.parametrize("theme", ["utrecht", "voorbeeld"])
def test_what_a_first_visit_fetches_beside_the_page_and_the_font_is_small(client: FlaskClient, theme: str) -> None:
    """40 KB for all; a page of the catalogue takes at most 10."""
    logo = sent(client, "utrecht-logo.svg") if theme == "utrecht" else 0
    assert sent(client, f"{theme}.css") + logo <= 29_000


@pytest.mark.parametrize("theme", ["utrecht", "voorbeeld"])
def test_the_mark_in_the_tab_costs_no_request(theme: str) -> None:
    assert asset(f"{theme}-favicon").startswith("data:image/")
    assert len(asset(f"{theme}-favicon")) < 600


def test_the_letters_of_names_from_elsewhere_are_cheap() -> None:
    files = {path.name: path.stat().st_size for path in (STATIC / "assets").glob("*.woff2")}
    assert [size for name, size in files.items() if "latin-ext" in name and size > 20_000] == []
    assert len(files) == 2


def test_an_icon_is_drawn_in_the_page() -> None:
    names = [path.stem for path in ICONS.glob("*.svg")]
    assert len(names) > 10
    for name in names:
        assert icon(name).startswith('<svg aria-hidden="true" focusable="false" viewBox="0 0 24 24">')
        assert "xmlns" not in icon(name)
