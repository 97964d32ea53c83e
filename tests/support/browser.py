# SPDX-License-Identifier: EUPL-1.2
"""The real browser: the system's Chromium, without anything that calls home."""

from __future__ import annotations

import os
import shutil

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 375, "height": 800}
WIDTHS = {"1280": WIDE, "375": NARROW}


def chromium() -> str:
    """The browser's program. `make test` installs one where it may."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    for name in names:
        if name and (found := shutil.which(name)):
            return found
    raise RuntimeError("the browser tests need Chromium: apt-get install chromium, or set CHROMIUM to its path")
