# SPDX-License-Identifier: EUPL-1.2
"""What the office's lists have in common: what is looked for in them, and numbers that are counted no further than a thousand."""

from __future__ import annotations

from flask import request

from booking.lesson_requests.queries.desk import COUNTED_TO


def searched(longest: int) -> str:
    """What somebody looks for: in the address, or beside the answer that was sent."""
    return " ".join(request.values.get("q", "").replace("\0", " ").split())[:longest]


def capped(n: int) -> str:
    """1000+ for what was counted no further."""
    return f"{COUNTED_TO}+" if n > COUNTED_TO else str(n)
