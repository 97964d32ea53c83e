# SPDX-License-Identifier: EUPL-1.2
"""What a first visit costs a teacher's telephone: requests and bytes as they came over the line, counted by Chromium itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser

from .conftest import Site

MOST_REQUESTS, MOST_BYTES, MOST_HTML = 4, 40_000, 10_000
HTMX, PICKER = 14_000, 3_000
"""The whole library, on pages that have a use for it: never on one of the catalogue."""
FORM = "/aanvraag?les=sterk-in-de-groep"


@dataclass
class Visit:
    """`received`: address without the host -> (kind, bytes over the line, headers too)."""

    received: dict[str, tuple[str, int]] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)

    def of(self, *kinds: str) -> int:
        return sum(size for kind, size in self.received.values() if not kinds or kind in kinds)

    def __str__(self) -> str:
        return "\n".join(f"{size:7} {kind:10} {address}" for address, (kind, size) in self.received.items())


def visit(chrome: Browser, site: Site, *paths: str) -> list[Visit]:
    """These pages one after another by one visitor, whose browser keeps what it may keep."""
    context = chrome.new_context()
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    visits: list[Visit] = []
    asked: dict[str, tuple[str, str]] = {}

    def on_response(event: dict[str, Any]) -> None:
        response = event["response"]
        if response["url"].startswith("data:") or response.get("fromDiskCache") or response.get("fromPrefetchCache"):
            return
        asked[event["requestId"]] = (response["url"], event["type"])

    def on_finished(event: dict[str, Any]) -> None:
        if event["requestId"] not in asked:
            return
        address, kind = asked.pop(event["requestId"])
        if not event["encodedDataLength"]:  # from its own memory
            return
        if not address.startswith(site.url):
            visits[-1].elsewhere.append(address)
        visits[-1].received[address.removeprefix(site.url)] = (kind, int(event["encodedDataLength"]))

    line.on("Network.responseReceived", on_response)
    line.on("Network.loadingFinished", on_finished)
    for path in paths:
        visits.append(Visit())
        page.goto(site.url + path, wait_until="networkidle")
    context.close()
    return visits


@pytest.mark.parametrize(
    "path", ["/", "/lesaanbod", "/lesaanbod/sterk-in-de-groep", "/programma/po", "/zo-werkt-het", "/en/lesaanbod"]
)
def test_a_first_visit_is_small(chrome: Browser, site: Site, path: str) -> None:
    [first] = visit(chrome, site, path)
    assert path in first.received and first.of("Stylesheet"), first
    assert len(first.received) <= MOST_REQUESTS, first
    assert first.of() - first.of("Font") <= MOST_BYTES, first
    assert first.of("Document") <= MOST_HTML, first
    assert first.of("Script") == 0, first
    assert not first.elsewhere, first.elsewhere


def test_the_form_adds_its_page_and_two_scripts(chrome: Browser, site: Site) -> None:
    _catalogue, form = visit(chrome, site, "/lesaanbod/sterk-in-de-groep", FORM)
    assert sorted(kind for kind, _size in form.received.values()) == ["Document", "Script", "Script"], form
    assert form.of("Script") <= HTMX + PICKER, form


def test_a_second_page_is_one_request(chrome: Browser, site: Site) -> None:
    _first, second = visit(chrome, site, "/lesaanbod", "/lesaanbod/sterk-in-de-groep")
    assert [kind for kind, _size in second.received.values()] == ["Document"], second
