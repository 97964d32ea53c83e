# SPDX-License-Identifier: EUPL-1.2
"""Wrong passwords are slowed, per account and network and per network: a stranger elsewhere never locks out the office.

The counters stand where the limiter's stand (Redis on several machines); without Redis each process counts by itself.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable
from typing import Any

import structlog
from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from booking.extensions import limiter

log = structlog.get_logger()

WINDOW = 15
ACCOUNT = RateLimitItemPerMinute(5, WINDOW, namespace="signin-account")
NETWORK = RateLimitItemPerMinute(60, WINDOW, namespace="signin-network")
LINKS = RateLimitItemPerMinute(20, 60, namespace="password-links")
MAILS = RateLimitItemPerDay(5, namespace="password-mails")

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


def take_try(account: str, address: str | None) -> int:
    """Count one try before the password is looked at. Answers the minutes to wait, 0 if it may go on.

    Counting first keeps ten tries at once from all slipping through; `forgive` gives a right one back.
    """
    if not limiter.enabled:
        return 0
    place = network(address)
    for item, keys in ((ACCOUNT, (account, place)), (NETWORK, (place,))):
        if not _ask(lambda where, item=item, keys=keys: where.hit(item, *keys)):
            return _minutes(item, *keys)
    return 0


def forgive(account: str, address: str | None) -> None:
    """The password was right: this account's counter for this network starts again."""
    if limiter.enabled:
        place = network(address)
        _ask(lambda where: where.clear(ACCOUNT, account, place))


def may_ask_link(account: str, address: str | None) -> bool:
    """Links for a new password: per network, and 5 mails a day to one address. The answer on the page is the same either way."""
    if not limiter.enabled:
        return True
    asked = ((LINKS, network(address)), (MAILS, account))
    return all(_ask(lambda where, item=item, key=key: where.hit(item, key)) for item, key in asked)


def _minutes(item: RateLimitItem, *keys: str) -> int:
    ends = _ask(lambda where: where.get_window_stats(item, *keys).reset_time)
    return max(1, math.ceil((ends - time.time()) / 60))


def _ask(question: Callable[[Any], Any]) -> Any:
    try:
        return question(limiter.limiter)
    except Exception as error:  # the storage's library decides what it raises
        log.warning("limits_counted_here", error=type(error).__name__)
        return question(_here)
