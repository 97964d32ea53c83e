# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest

from booking.catalogue import actions, queries
from booking.catalogue.cards import Catalogue
from config import ROOT

Transaction = Callable[[], AbstractContextManager[datetime]]


def load(write: Transaction) -> None:
    text = (ROOT / "examples/catalogue.yaml").read_text(encoding="utf-8")
    with write() as now:
        actions.load(actions.read_files({"catalogue.yaml": text}), now)


@pytest.fixture
def example(write: Transaction) -> None:
    """The example catalogue, loaded."""
    load(write)


_kept: list[Catalogue] = []


@pytest.fixture
def catalogue(write: Transaction, read: Transaction) -> Catalogue:
    """The example catalogue as public pages know it: plain values that nothing changes, so read once a process."""
    if not _kept:
        load(write)
        with read():
            _kept.append(queries.catalogue())
    return _kept[0]
