# SPDX-License-Identifier: EUPL-1.2
"""Plays the benchmarks and prints each figure beside its limit. Exit code 1 where one is over it."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable

from benchmarks import cases, mail, schools
from benchmarks.cases import Figure

ALL: dict[str, Callable[[], list[Figure]]] = {
    "catalogue": cases.catalogue,
    "flow": cases.flow,
    "queue": cases.queue,
    "submits": cases.submits,
    "memory": cases.memory,
    "mail": mail.mail,
    "picker": schools.picker,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"No benchmark is called {', '.join(unknown)}. There are: {', '.join(ALL)}.")
        return 2
    print(f"Python {platform.python_version()}, {platform.machine()}. CPU is user + system of all server processes.\n")
    bad = 0
    for name in names or ALL:
        for figure in ALL[name]():
            bad += not figure.good
            print(
                f"{'ok  ' if figure.good else 'OVER'}  {figure.name:36} {figure.measured}   (limit {figure.limit})",
                flush=True,
            )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
