# SPDX-License-Identifier: EUPL-1.2
"""Each check that the client makes of a page is shown to find what it looks for."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.support import pages

GOOD = """<!doctype html><html lang="nl"><head><title>Les</title><link rel="stylesheet" href="/static/a.css"></head>
<body><main><h1>Les</h1><form><label for="naam">Naam</label><input id="naam" aria-describedby="hint"><p id="hint">Zo</p>
<label>Klas<select name="k"><option>7a</option></select></label><button>Verder</button></form>
<a href="#hint">Naar de uitleg</a><img src="/static/b.svg" alt=""></main></body></html>"""

CHECKS = (
    pages.document_faults,
    pages.names_faults,
    pages.inline_faults,
    pages.foreign_faults,
)


def _faults(text: str) -> list[str]:
    soup = BeautifulSoup(text, "html.parser")
    return pages.unbalanced(text) + [fault for check in CHECKS for fault in check(soup)]


def test_a_good_page_has_no_faults():
    assert _faults(GOOD) == []


@pytest.mark.parametrize(
    ("piece", "planted", "word"),
    [
        ("<h1>Les</h1>", "<h1>Les</h1><h1>Twee</h1>", "h1"),
        ("<h1>Les</h1>", "", "h1"),
        ('lang="nl"', "", "language"),
        ("<title>Les</title>", "<title></title>", "title"),
        ('<label for="naam">Naam</label>', "", "without a label"),
        ('id="hint"', 'id="naam"', "stands 2 times"),
        ('aria-describedby="hint"', 'aria-describedby="weg"', "points at nothing"),
        ('href="#hint"', 'href="#weg"', "not there"),
        ("<button>Verder</button>", "<button></button>", "nothing to read out"),
        (' alt=""', "", "without alt"),
        ("<h1>", '<h1 style="color:red">', "inline style"),
        ("<h1>", "<style>h1{}</style><h1>", "style element"),
        ("<h1>", "<script>1</script><h1>", "inline script"),
        ("<button>", '<button onclick="x()">', "onclick"),
        ('href="#hint"', 'href="javascript:x()"', "javascript:"),
        ("/static/b.svg", "https://elsewhere.example/b.svg", "another host"),
        ("/static/a.css", "//elsewhere.example/a.css", "another host"),
        ("</p>", "", "closes"),
        ("</main>", "", "closes"),
    ],
)
def test_a_planted_fault_is_found(piece, planted, word):
    assert piece in GOOD
    found = _faults(GOOD.replace(piece, planted, 1))
    assert any(word in fault for fault in found), found


@pytest.mark.once
def test_the_client_fails_on_a_page_with_a_fault(app, client, monkeypatch):
    """The whole way: a view that answers a bad page makes the asking test fail, and so does a lacking header."""

    def bad() -> str:
        return "<h1>een</h1><h1>twee</h1>"

    monkeypatch.setitem(app.view_functions, "static", lambda filename: "<html><h1>een</h1><h1>twee</h1></html>")
    with pytest.raises(AssertionError, match="2 h1"):
        client.get("/static/x")
    monkeypatch.setitem(app.after_request_funcs, None, [])
    with pytest.raises(AssertionError, match="Content-Security-Policy"):
        client.get("/static/x")
