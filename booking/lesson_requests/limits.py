# SPDX-License-Identifier: EUPL-1.2
"""How often one network address may ask for a lost link, and how often one link may change its request."""

from __future__ import annotations

from limits import RateLimitItemPerHour

from booking.limits import hit, minutes_left, network

LOST_LINKS = RateLimitItemPerHour(20, namespace="lost-links")
ACTS = RateLimitItemPerHour(30, namespace="link-acts")


def may_ask_links(address: str | None) -> bool:
    """May this network ask for links once more this hour? The page answers the same."""
    return hit(LOST_LINKS, network(address))


def minutes_to_wait(request_id: int) -> int:
    """Count one act by the link of this request. 0, or how long it has to wait: each act mails the secretariat."""
    key = str(request_id)
    return 0 if hit(ACTS, key) else minutes_left(ACTS, key)
