# SPDX-License-Identifier: EUPL-1.2
"""The Nu HTML checker: what it says of a set of pages, in one run."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from .settings import ROOT

JAR = ROOT / "tests/browser/nu/node_modules/vnu-jar/build/dist/vnu.jar"


def complaints(pages: Mapping[str, str], folder: Path) -> list[str]:
    """Errors and warnings, a line each, by the name of the page."""
    if not JAR.exists():
        raise RuntimeError("the Nu HTML checker is not there: run tools/browser.sh, or make test")
    files = {}
    for number, (name, html) in enumerate(pages.items()):
        path = folder / f"{number}.html"
        path.write_text(html, encoding="utf-8")
        files[path.as_uri()] = name
    command = [
        "java",
        "-jar",
        str(JAR),
        "--format",
        "json",
        "--exit-zero-always",
        *map(str, sorted(folder.glob("*.html"))),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    messages = json.loads(done.stderr)["messages"]
    return [
        f"{files[_as_uri(one['url'])]} line {one.get('lastLine')}: {one['message']} {one.get('extract', '').strip()!r}"
        for one in messages
    ]


def _as_uri(url: str) -> str:
    return url if url.startswith("file:///") else url.replace("file:/", "file:///", 1)
