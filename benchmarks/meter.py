# SPDX-License-Identifier: EUPL-1.2
"""CPU of server processes per flow, in interleaved rounds: a noisy neighbour slows all cases alike, and the ratio stays.

A case is one flow of a visitor (a few requests). CPU is user + system of the server's whole process tree.
"""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import psutil


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Visitor:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        sent = {
            "Accept-Encoding": "gzip",
            "Accept": "text/html",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        if body:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body or None, sent)
        response = self.connection.getresponse()
        content = response.read()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, content)

    def close(self) -> None:
        self.connection.close()


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, its living and its reaped children."""
    root = psutil.Process(pid)
    total = 0.0
    for process in [root, *root.children(recursive=True)]:
        times = process.cpu_times()
        total += times.user + times.system
    own = root.cpu_times()
    return total + own.children_user + own.children_system


def pss_mib(pid: int) -> float:
    """Proportional memory of the process tree, in MiB: shared pages count once."""
    root = psutil.Process(pid)
    return sum(p.memory_full_info().pss for p in [root, *root.children(recursive=True)]) / 2**20


@dataclass
class Case:
    """`flow(visitor, n)` plays the n-th flow on the server with this pid."""

    name: str
    pid: int
    port: int
    flow: Callable[[Visitor, int], Any]
    count: int = 200
    costs: list[float] = field(default_factory=list)
    played: int = 0

    def play(self) -> None:
        """One round. Keeps the CPU milliseconds of one flow."""
        visitor = Visitor(self.port)
        self.flow(visitor, self.played)
        before = cpu_seconds(self.pid)
        for n in range(1, self.count + 1):
            self.flow(visitor, self.played + n)
        self.costs.append((cpu_seconds(self.pid) - before) / self.count * 1000)
        self.played += self.count + 1
        visitor.close()


def rounds(cases: Sequence[Case], times: int = 5) -> None:
    """A B C, A B C, …"""
    for _ in range(times):
        for case in cases:
            case.play()


def ratio(case: Case, base: Case) -> tuple[float, float, float]:
    """Median, least and most of the ratios of the same rounds."""
    each = [a / b for a, b in zip(case.costs, base.costs, strict=True) if b]
    return statistics.median(each), min(each), max(each)


def median(case: Case) -> float:
    return statistics.median(case.costs)


def clock() -> float:
    return time.perf_counter()
