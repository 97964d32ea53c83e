# SPDX-License-Identifier: EUPL-1.2
"""The built files of the look (`assets/build.py` makes them): what they are called, and how they are sent."""

from __future__ import annotations

import functools
import json
import mimetypes
import re
from pathlib import Path

from flask import Flask, Response, request, send_from_directory
from markupsafe import Markup

STATIC = Path(__file__).parent / "static"
ICONS = Path(__file__).parents[1] / "assets" / "src" / "icons"
YEAR = 365 * 24 * 60 * 60
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


@functools.cache
def manifest() -> dict[str, str]:
    """Name without hash -> path under /static/, or the thing itself as a data: address. Read once: a new build needs a new process."""
    try:
        return json.loads((STATIC / "manifest.json").read_text())
    except FileNotFoundError:
        raise RuntimeError(
            "The style sheets are not built. Build them with: .venv/bin/python assets/build.py"
        ) from None


def asset(name: str) -> str:
    """The address of a built file. The same for every language, so that a browser fetches it once."""
    found = manifest()[name]
    return found if found.startswith("data:") else f"/static/{found}"


@functools.cache
def icon(name: str) -> Markup:
    """A sign of `assets/src/icons`, in the page itself: no request. Never the only carrier of a meaning, a word stands beside it."""
    source = (ICONS / f"{name}.svg").read_text()
    found = re.search(r'<svg[^>]*viewBox="([^"]+)"[^>]*>(.*)</svg>', source, re.DOTALL)
    if found is None:
        raise RuntimeError(f"{name}.svg is not a drawing with a viewBox.")
    drawing = f'<svg aria-hidden="true" focusable="false" viewBox="{found[1]}">{found[2].strip()}</svg>'
    return Markup(drawing)  # noqa: S704 - our own file


def static_file(filename: str) -> Response:
    """A built file in the smallest form that the browser reads. Its name holds its hash, so it may be kept for ever."""
    for encoding, suffix in ENCODINGS:
        if encoding in request.accept_encodings and (STATIC / (filename + suffix)).is_file():
            kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
            response = send_from_directory(STATIC, filename + suffix, mimetype=kind, max_age=YEAR)
            response.headers["Content-Encoding"] = encoding
            break
    else:
        response = send_from_directory(STATIC, filename, max_age=YEAR)
    response.headers["Vary"] = "Accept-Encoding"
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


def register(app: Flask) -> None:
    """Send the files of /static/ by `static_file` in place of Flask's own view of the same name."""
    mimetypes.add_type("text/javascript", ".js")
    mimetypes.add_type("font/woff2", ".woff2")
    app.view_functions["static"] = static_file
