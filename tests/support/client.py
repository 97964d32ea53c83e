# SPDX-License-Identifier: EUPL-1.2
"""The tests' browser without a screen: it checks every page that it gets, and sends forms as they stand on the page."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from .pages import faults

BROWSER = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "nl"}


class Form:
    """A form of a page with what stands in it. Change `data`, then `send` it."""

    def __init__(self, client: Client, page_path: str, form: Tag) -> None:
        self.client = client
        self.method = str(form.get("method", "get")).upper()
        self.action = str(form.get("action") or page_path)
        self.data: MultiDict[str, str] = MultiDict(_pairs(form))
        self.buttons = [
            (str(tag.get("name")), str(tag.get("value", "")))
            for tag in form.find_all(["button", "input"])
            if tag.get("name") and str(tag.get("type", "submit" if tag.name == "button" else "text")) == "submit"
        ]
        self.elsewhere = {
            (str(tag.get("name")), str(tag.get("value", ""))): str(tag["formaction"]).partition("#")[0]
            for tag in form.find_all("button", formaction=True)
        }

    def send(self, *, button: str | None = None, follow: bool = False, **fields: Any) -> Page:
        """Post it with these fields changed (a list for several values, None to leave one out; `_` may stand for `-`).

        `button` is the name of the button that is pressed, or `name=value` where several have that name.
        """
        data, action = MultiDict(self.data), self.action
        for name, value in fields.items():
            name = name if name in data or "_" not in name else _known(name, data)
            data.poplist(name)
            if value is not None:
                data.setlist(name, [str(one) for one in (value if isinstance(value, list | tuple) else [value])])
        if button is not None:
            pressed = self._pressed(button)
            data.add(*pressed)
            action = self.elsewhere.get(pressed, action)
        if self.method == "GET":
            return self.client.get(action, query_string=data, follow_redirects=follow)
        return self.client.post(action, data=data, follow_redirects=follow)

    def _pressed(self, button: str) -> tuple[str, str]:
        for name, value in self.buttons:
            if button in (name, f"{name}={value}"):
                return name, value
        raise AssertionError(f"no button {button!r} on this form; it has {self.buttons}")


def _known(name: str, data: MultiDict[str, str]) -> str:
    dashed = name.replace("_", "-")
    return dashed if dashed in data else name


def _pairs(form: Tag) -> list[tuple[str, str]]:
    """What a browser would send if nothing were touched."""
    pairs: list[tuple[str, str]] = []
    for tag in form.find_all(["input", "select", "textarea"]):
        name, kind = str(tag.get("name", "")), str(tag.get("type", "text"))
        if not name or tag.has_attr("disabled") or (tag.name == "input" and kind in ("submit", "button", "image")):
            continue
        if tag.name == "select":
            options = tag.find_all("option")
            chosen = [option for option in options if option.has_attr("selected")] or (
                [] if tag.has_attr("multiple") else options[:1]
            )
            pairs += [(name, str(option.get("value", option.get_text(strip=True)))) for option in chosen]
        elif tag.name == "textarea":
            pairs.append((name, tag.get_text().removeprefix("\n")))
        elif kind not in ("checkbox", "radio") or tag.has_attr("checked"):
            pairs.append((name, str(tag.get("value", "on" if kind in ("checkbox", "radio") else ""))))
    return pairs


class Page(TestResponse):
    """An answer with what a reader of it wants."""

    client: Client

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.get_data(as_text=True), "html.parser")

    @property
    def words(self) -> str:
        """What stands on the page, with single spaces (no-break ones too)."""
        soup = self.soup
        return " ".join((soup.main or soup).get_text(" ").replace("\N{NO-BREAK SPACE}", " ").split())

    def form(self, selector: str = "main form[method=post]") -> Form:
        """The first form that fits, as it stands on the page."""
        found = self.soup.select_one(selector)
        assert found is not None, f"no form {selector!r} on {self.request.path} ({self.status_code})"
        return Form(self.client, self.request.full_path.rstrip("?"), found)


class Client(FlaskClient):
    """`client.get(…)` and `client.post(…)` answer a `Page`; one with faults fails the test that asked for it."""

    def __init__(self, application: Flask, *args: Any, **kwargs: Any) -> None:
        super().__init__(application, *args, **kwargs)
        self.response_wrapper = type("Page", (Page, self.response_wrapper), {"client": self})  # type: ignore[misc]
        self.environ_base["HTTP_USER_AGENT"] = "tests"

    def open(self, *args: Any, **kwargs: Any) -> Page:
        kwargs.setdefault("base_url", self.application.config["BASE_URL"])
        if args and isinstance(args[0], str):
            headers = dict(kwargs.pop("headers", None) or {})
            kwargs["headers"] = BROWSER | {"Referer": f"{kwargs['base_url']}/"} | headers
        response = super().open(*args, **kwargs)
        for answer in (*response.history, response):
            found = faults(self.application, answer)
            assert not found, f"{answer.request.method} {answer.request.path} ({answer.status_code}):\n" + "\n".join(
                found
            )
        return response  # type: ignore[return-value]

    def get(self, *args: Any, **kwargs: Any) -> Page:
        return super().get(*args, **kwargs)  # type: ignore[return-value]

    def post(self, *args: Any, **kwargs: Any) -> Page:
        return super().post(*args, **kwargs)  # type: ignore[return-value]
