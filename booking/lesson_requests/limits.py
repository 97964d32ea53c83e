# SPDX-License-Identifier: EUPL-1.2
"""How often one network address may try links that do not exist (a right one is never counted), or ask for a lost one."""

from __future__ import annotations

import structlog
from limits import RateLimitItemPerHour

from booking.limits import hit, network

WRONG_LINKS = RateLimitItemPerHour(20, namespace="wrong-links")
LOST_LINKS = RateLimitItemPerHour(20, namespace="lost-links")
log = structlog.get_logger("links")


def too_many_wrong_links(address: str | None) -> bool:
    """Count one wrong link. From the twenty-first in an hour it is one line in the log for whoever watches."""
    if hit(WRONG_LINKS, network(address)):
        return False
    log.warning("many_wrong_links")
    return True


def may_ask_links(address: str | None) -> bool:
    """May this network ask for links once more this hour? The page answers the same."""
    return hit(LOST_LINKS, network(address))
