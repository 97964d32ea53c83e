# SPDX-License-Identifier: EUPL-1.2
"""The servers that are measured: our site and the bare reference, under the same gunicorn with the same settings."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.live import LiveSite
from tests.support.ports import free_port, wait_for
from tests.support.settings import ROOT

THREADS = "4"
GUNICORN = ["-m", "gunicorn", "--worker-class", "gthread", "--threads", THREADS, "--no-control-socket"]


class Reference:
    """benchmarks/reference.py."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, *GUNICORN, "--bind", f"127.0.0.1:{self.port}", "benchmarks.reference:app"],
            cwd=ROOT,
            env={**os.environ, "REFERENCE_DB": str(folder / "reference.db")},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(self.port, 30, lambda: self.process.poll() is None)

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def site(folder: Path, **settings: str) -> LiveSite:
    """Our site with the example catalogue, without limits. Mails stay in the outbox: a Redis bell that nobody hears."""
    made = LiveSite(folder, {"RATELIMIT_ENABLED": "0", "WEB_THREADS": THREADS, **settings})
    upgraded = made.flask("db", "upgrade")
    if upgraded.returncode:
        raise SystemExit(upgraded.stderr)
    loaded = made.flask("catalogue", "load", str(ROOT / "examples/catalogue.yaml"))
    if loaded.returncode:
        raise SystemExit(loaded.stdout + loaded.stderr)
    return made.start()


def pid_of(live: LiveSite) -> int:
    if live.process is None:
        raise SystemExit("the site is not running")
    return live.process.pid


def folder() -> Path:
    """For one site's database and log. Gone when the benchmarks end."""
    made = Path(tempfile.mkdtemp(prefix="bench-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made
