# SPDX-License-Identifier: EUPL-1.2
"""Counting tries, where the limiter counts: in Redis on several machines, in this process without (and when Redis is gone)."""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable
from typing import Any

import structlog
from limits import RateLimitItem, RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from booking.extensions import limiter

WRONG_LINKS = RateLimitItemPerHour(20, namespace="wrong-links")
log = structlog.get_logger()
_here = FixedWindowRateLimiter(MemoryStorage())


def network(address: str | None) -> str:
    """The address, or for IPv6 the /64 that one household or office has."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return "-"
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, 64), strict=False).network_address)


def hit(item: RateLimitItem, *keys: str | None) -> bool:
    """Count one try under these keys. False where it is one too many."""
    if not limiter.enabled:
        return True
    return bool(_ask(lambda where: where.hit(item, *(key or "-" for key in keys))))


def has_room(item: RateLimitItem, *keys: str) -> bool:
    """Would one more try under these keys be let through? Counts nothing."""
    return not limiter.enabled or bool(_ask(lambda where: where.test(item, *keys)))


def clear(item: RateLimitItem, *keys: str) -> None:
    """Begin to count anew under these keys."""
    if limiter.enabled:
        _ask(lambda where: where.clear(item, *keys))


def minutes_left(item: RateLimitItem, *keys: str) -> int:
    """How many minutes until tries under these keys count anew, at least 1."""
    ends = _ask(lambda where: where.get_window_stats(item, *keys).reset_time)
    return max(1, math.ceil((ends - time.time()) / 60))


def count_wrong_link(purpose: str, address: str | None) -> None:
    """From the twenty-first in an hour each is a line in the log for whoever watches. The answer stays what it is:
    256 bits are not guessed, and a school behind the same address must not be locked out."""
    if not hit(WRONG_LINKS, purpose, network(address)):
        log.warning("many_wrong_links")


def _ask(question: Callable[[Any], Any]) -> Any:
    """Ask the shared counters, or this process's own where their storage gives no answer."""
    try:
        return question(limiter.limiter)
    except Exception as error:  # the storage's library decides what it raises
        log.warning("limits_counted_here", error=type(error).__name__)
        return question(_here)
