# SPDX-License-Identifier: EUPL-1.2
"""docs/settings.md tells of every setting, and of none that is gone."""

from __future__ import annotations

import re

from config import Config
from tests.support.settings import ROOT

NOT_SET_BY_HAND = {"EXTRA", "LOCAL_MAIL"}
READ_BY_GUNICORN = {"HOST", "PORT", "WEB_CONCURRENCY"}


def test_the_page_and_the_class_agree():
    rows = [line for line in (ROOT / "docs/settings.md").read_text().splitlines() if line.startswith("| `")]
    told = {name for line in rows for name in re.findall(r"`([A-Z_]+)`", line.split("|")[1])}
    assert told == (set(Config.__dataclass_fields__) - NOT_SET_BY_HAND) | READ_BY_GUNICORN
