# SPDX-License-Identifier: EUPL-1.2
"""How often one network address may ask for a lost link or ask a colleague, how many of each are mailed in all, and how often
one link may change its request.
"""

from __future__ import annotations

import structlog
from limits import RateLimitItemPerHour

from booking.limits import has_room, hit, minutes_left, network

LOST_LINKS = RateLimitItemPerHour(20, namespace="lost-links")
LINKS_MAILED = RateLimitItemPerHour(200, namespace="lost-links-mailed")
COLLEAGUES = RateLimitItemPerHour(20, namespace="colleagues")
COLLEAGUES_MAILED = RateLimitItemPerHour(200, namespace="colleagues-mailed")
ACTS = RateLimitItemPerHour(30, namespace="link-acts")
log = structlog.get_logger()


def may_ask_links(address: str | None) -> bool:
    """May this network ask for links once more this hour, and is there room among those of everybody? The page answers the same."""
    return hit(LOST_LINKS, network(address)) and has_room(LINKS_MAILED, "all")


def count_mailed_link() -> None:
    """A lost link was mailed. The last one that fits is a line in the log for whoever watches."""
    hit(LINKS_MAILED, "all")
    if not has_room(LINKS_MAILED, "all"):
        log.error("many_lost_links", limit=LINKS_MAILED.amount)


def minutes_to_ask(address: str | None) -> int:
    """Count one question to a colleague from this network. 0, or how long it has to wait: anybody can type an address."""
    key = network(address)
    if not hit(COLLEAGUES, key):
        return minutes_left(COLLEAGUES, key)
    return 0 if has_room(COLLEAGUES_MAILED, "all") else minutes_left(COLLEAGUES_MAILED, "all")


def count_asked() -> None:
    """A colleague was asked. The last one that fits is a line in the log for whoever watches."""
    hit(COLLEAGUES_MAILED, "all")
    if not has_room(COLLEAGUES_MAILED, "all"):
        log.error("many_colleagues_asked", limit=COLLEAGUES_MAILED.amount)


def minutes_to_wait(request_id: int) -> int:
    """Count one act by the link of this request. 0, or how long it has to wait: each act mails the secretariat."""
    key = str(request_id)
    return 0 if hit(ACTS, key) else minutes_left(ACTS, key)
