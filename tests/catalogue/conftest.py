# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest

from booking.catalogue import actions
from config import ROOT


@pytest.fixture
def example(write: Callable[[], AbstractContextManager[datetime]]) -> None:
    """The example catalogue, loaded."""
    text = (ROOT / "examples/catalogue.yaml").read_text(encoding="utf-8")
    with write() as now:
        actions.load(actions.read_files({"catalogue.yaml": text}), now)
