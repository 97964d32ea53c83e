# SPDX-License-Identifier: EUPL-1.2
"""The site as it really runs: gunicorn in a process of its own, on a port of its own, with a database of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from .ports import free_port, wait_for
from .settings import ROOT, environment


@dataclass
class LiveSite:
    """A started server. `restart`, `kill_worker` and `stop` do what happens to real ones."""

    folder: Path
    settings: dict[str, str]
    command: list[str] = field(default_factory=lambda: [sys.executable, "-m", "gunicorn", "run:app"])
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")

    def environment(self) -> dict[str, str]:
        own = {"HOST": "127.0.0.1", "PORT": str(self.port), "BASE_URL": self.url, "INSTANCE": str(self.folder)}
        return environment(**{"DEMO": "1", **own, **self.settings})

    def start(self) -> LiveSite:
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )
        try:
            wait_for(self.port, 60, lambda: self.process is not None and self.process.poll() is None)
        except OSError:
            self.stop()
            raise AssertionError(f"the server did not start:\n{self.log}") from None
        return self

    def flask(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command, in the same settings."""
        command = [sys.executable, "-m", "flask", "--app", "run", *words]
        return subprocess.run(command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=60)

    def workers(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children() if self.process else []

    def kill_worker(self) -> None:
        """`kill -9` of the web process; the arbiter starts another."""
        for worker in self.workers():
            worker.kill()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it, and answer its exit code. Nothing that it started stays behind."""
        if self.process is None:
            return 0
        if self.process.poll() is not None:
            code, self.process = self.process.returncode, None
            return code
        children = self.workers()
        self.process.send_signal(how)
        try:
            code = self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            code = self.process.wait()
        for child in children:
            if child.is_running():
                child.kill()
        self.process = None
        return code

    def kill(self) -> None:
        """`kill -9` of everything, as when the machine loses its power."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
