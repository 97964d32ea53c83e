# SPDX-License-Identifier: EUPL-1.2
"""How often one network address may try links that do not exist (a right one is never counted) or ask for a lost one, and
how often one link may change its request."""

from __future__ import annotations

import structlog
from limits import RateLimitItemPerHour

from booking.limits import hit, minutes_left, network

WRONG_LINKS = RateLimitItemPerHour(20, namespace="wrong-links")
LOST_LINKS = RateLimitItemPerHour(20, namespace="lost-links")
ACTS = RateLimitItemPerHour(30, namespace="link-acts")
log = structlog.get_logger("links")


def count_wrong_link(address: str | None) -> None:
    """From the twenty-first in an hour each is a line in the log for whoever watches. The answer stays what it is:
    256 bits are not guessed, and a school behind the same address must not be locked out."""
    if not hit(WRONG_LINKS, network(address)):
        log.warning("many_wrong_links")


def may_ask_links(address: str | None) -> bool:
    """May this network ask for links once more this hour? The page answers the same."""
    return hit(LOST_LINKS, network(address))


def minutes_to_wait(request_id: int) -> int:
    """Count one act by the link of this request. 0, or how long it has to wait: each act mails the secretariat."""
    key = str(request_id)
    return 0 if hit(ACTS, key) else minutes_left(ACTS, key)
