# SPDX-License-Identifier: EUPL-1.2
"""How many requests may come from one e-mail address, from one network, and in all. Only those that were placed count.

A school stands behind one network, so the limit of the e-mail address is the low one. The limit of all is an alarm: it
refuses nobody.
"""

from __future__ import annotations

import structlog
from limits import RateLimitItemPerHour

from booking.limits import has_room, hit, minutes_left, network
from booking.outbox.write import digest_of

EMAIL = RateLimitItemPerHour(5, namespace="submit-email")
NETWORK = RateLimitItemPerHour(60, namespace="submit-network")
ALL = RateLimitItemPerHour(300, namespace="submit-all")
log = structlog.get_logger()


def minutes_to_wait(email: str, address: str | None) -> int:
    """0 if another request may be placed."""
    for item, key in ((EMAIL, digest_of(email)), (NETWORK, network(address))):
        if not has_room(item, key):
            return minutes_left(item, key)
    return 0


def count(email: str, address: str | None) -> None:
    """A request was placed."""
    hit(EMAIL, digest_of(email))
    hit(NETWORK, network(address))
    if not hit(ALL, "all"):
        log.error("many_requests", limit=ALL.amount)
