# SPDX-License-Identifier: EUPL-1.2
"""What holds for every page, checked on each HTML answer that any test gets."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import TestResponse

from booking.permissions import Can
from booking.web import CSP, access_rule

from .settings import BASE_URL

VOID = set("area base br col embed hr img input link meta source track wbr".split())
REFERENCES = (
    "aria-describedby",
    "aria-labelledby",
    "aria-controls",
    "aria-owns",
    "aria-errormessage",
    "for",
    "form",
    "list",
)
LOADS = {"script": "src", "img": "src", "source": "src", "iframe": "src", "use": "href", "form": "action"}


def faults(app: Flask, response: TestResponse) -> list[str]:
    """Everything that is wrong with this answer: its headers, and its page if it is one."""
    is_page = response.mimetype == "text/html" and not 300 <= response.status_code < 400  # nobody reads a redirect
    return headers_faults(app, response) + (page_faults(app, response) if is_page else [])


def headers_faults(app: Flask, response: TestResponse) -> list[str]:
    """S39-S41 of the security promises: on every answer, of errors and files too."""
    headers, found = response.headers, []
    endpoint = endpoint_of(app, response)
    rule = access_rule(app, endpoint) if endpoint else "public"
    expected = {
        "Content-Security-Policy": CSP,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer" if rule == "link" else "same-origin",
    }
    found += [f"{name} is {headers.get(name)!r}" for name, value in expected.items() if headers.get(name) != value]
    if app.config["SECURE"] and "max-age=" not in headers.get("Strict-Transport-Security", ""):
        found.append("no Strict-Transport-Security over https")
    if (rule == "link" or isinstance(rule, Can)) and "no-store" not in headers.get("Cache-Control", ""):
        found.append(f"a personal page may be stored: Cache-Control is {headers.get('Cache-Control')!r}")
    if "Cache-Control" not in headers:
        found.append("no Cache-Control")
    if any(name.lower().startswith("access-control-") for name in dict(headers)):
        found.append("a CORS header")
    for cookie in headers.getlist("Set-Cookie"):
        found += [f"a cookie without {word}" for word in _cookie_words(app) if word.lower() not in cookie.lower()]
    return found


def _cookie_words(app: Flask) -> list[str]:
    return ["HttpOnly", "SameSite=Lax", "Path=/"] + (["__Host-", "Secure"] if app.config["SECURE"] else [])


def endpoint_of(app: Flask, response: TestResponse) -> str:
    """The endpoint that answered, or nothing where no route fits."""
    path = re.sub(r"^/en(?=/|$)", "", response.request.path) or "/"
    try:
        endpoint, _ = app.url_map.bind("").match(path, method=response.request.method)
    except Exception:  # no such route, or a redirect of the router itself
        return ""
    return endpoint


def page_faults(app: Flask, response: TestResponse) -> list[str]:
    text = response.get_data(as_text=True)
    soup = BeautifulSoup(text, "html.parser")
    endpoint = endpoint_of(app, response)
    signed_in_page = isinstance(access_rule(app, endpoint) if endpoint else None, Can)
    found = unbalanced(text) + names_faults(soup) + inline_faults(soup) + foreign_faults(soup)
    if soup.html is not None:
        found += document_faults(soup)
    for form in soup.find_all("form"):
        posts = str(form.get("method", "get")).lower() == "post"
        guarded = signed_in_page or "/uitloggen" in str(form.get("action", ""))
        guarded = guarded and "/inloggen" not in str(form.get("action", ""))  # whoever it asks is not signed in
        if posts and guarded and form.find("input", attrs={"name": "csrf_token"}) is None:
            found.append(f"a post form without a CSRF token: {_short(form)}")
    if re.search(r"\butrecht-\w+", soup.get_text(" ")):
        found.append("a class name of the components in the visible text")
    return found


def document_faults(soup: BeautifulSoup) -> list[str]:
    found = []
    if len(soup.find_all("h1")) != 1:
        found.append(f"{len(soup.find_all('h1'))} h1 in place of one")
    if not (soup.html and soup.html.get("lang")):
        found.append("no language on the html element")
    if soup.title is None or not soup.title.get_text(strip=True):
        found.append("no title")
    if soup.find("main") is None:
        found.append("no main")
    return found


def names_faults(soup: BeautifulSoup) -> list[str]:
    """Every control has a name that is read out; every id is there once; what is referred to exists."""
    ids = Counter(str(tag["id"]) for tag in soup.find_all(id=True))
    found = [f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1]
    for tag in soup.find_all(True):
        for attribute in REFERENCES:
            for target in str(tag.get(attribute, "")).split():
                if target not in ids:
                    found.append(f"{attribute}={target!r} points at nothing: {_short(tag)}")
        href = str(tag.get("href", ""))
        if tag.name == "a" and href.startswith("#") and href[1:] and href[1:] not in ids:
            found.append(f"a link to {href!r}, which is not there")
    labelled = {
        str(label["for"]) for label in soup.find_all("label", attrs={"for": True}) if label.get_text(strip=True)
    }
    for tag in soup.find_all(["input", "select", "textarea"]):
        if tag.get("type") in ("hidden", "submit", "button"):
            continue
        wrapped = tag.find_parent("label")
        if not (tag.get("id") in labelled or tag.get("aria-label") or tag.get("aria-labelledby") or wrapped):
            found.append(f"a control without a label: {_short(tag)}")
    for tag in soup.find_all(["button", "a"]):
        image = tag.find("img", alt=True)
        if not (tag.get_text(strip=True) or tag.get("aria-label") or tag.get("aria-labelledby") or image):
            found.append(f"nothing to read out: {_short(tag)}")
    found += [f"an image without alt: {_short(tag)}" for tag in soup.find_all("img", alt=False)]
    return found


def inline_faults(soup: BeautifulSoup) -> list[str]:
    """The strict CSP would drop these without a word."""
    found = [f"an inline style: {_short(tag)}" for tag in soup.find_all(style=True)]
    found += [f"a style element: {_short(tag)}" for tag in soup.find_all("style")]
    found += [f"an inline script: {_short(tag)}" for tag in soup.find_all("script", src=False)]
    for tag in soup.find_all(True):
        found += [f"{name} on {_short(tag)}" for name in tag.attrs if name.startswith("on")]
        if str(tag.get("href", "")).strip().lower().startswith("javascript:"):
            found.append(f"a javascript: address: {_short(tag)}")
    return found


def foreign_faults(soup: BeautifulSoup) -> list[str]:
    """S42: nothing is loaded from, or sent to, another host."""
    loaded = [(tag, str(tag.get(LOADS[tag.name], ""))) for tag in soup.find_all(list(LOADS))]
    resources = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
    loaded += [
        (tag, str(tag.get("href", ""))) for tag in soup.find_all("link") if resources & set(tag.get("rel") or [])
    ]
    return [
        f"something of another host: {_short(tag)}"
        for tag, address in loaded
        if re.match(r"(\w+:)?//", address) and not address.startswith(BASE_URL + "/")
    ]


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        """`<path/>`: opened and closed."""

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not self.open or self.open[-1] != tag:
            self.found.append(f"</{tag}> in line {self.getpos()[0]} closes {self.open[-1:] or 'nothing'}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass


def unbalanced(text: str) -> list[str]:
    """Every element is closed where it should be: browsers guess otherwise, and not alike."""
    parser = _Balance()
    parser.feed(text)
    parser.close()
    return parser.found[:3] + [f"<{tag}> is never closed" for tag in parser.open[:3]]


def _short(tag: Tag) -> str:
    return str(tag)[:120].replace("\n", " ")
