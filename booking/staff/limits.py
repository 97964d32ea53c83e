# SPDX-License-Identifier: EUPL-1.2
"""Wrong passwords are slowed, per account and network and per network: a stranger elsewhere never locks out the office."""

from __future__ import annotations

from limits import RateLimitItemPerDay, RateLimitItemPerMinute

from booking.limits import clear, hit, minutes_left, network

WINDOW = 15
ACCOUNT = RateLimitItemPerMinute(5, WINDOW, namespace="signin-account")
NETWORK = RateLimitItemPerMinute(60, WINDOW, namespace="signin-network")
LINKS = RateLimitItemPerMinute(20, 60, namespace="password-links")
MAILS = RateLimitItemPerDay(5, namespace="password-mails")


def take_try(account: str, address: str | None) -> int:
    """Count one try before the password is looked at. Answers the minutes to wait, 0 if it may go on.

    Counting first keeps ten tries at once from all slipping through; `forgive` gives a right one back.
    """
    place = network(address)
    if not hit(ACCOUNT, account, place):
        return minutes_left(ACCOUNT, account, place)
    if not hit(NETWORK, place):
        return minutes_left(NETWORK, place)
    return 0


def forgive(account: str, address: str | None) -> None:
    """The password was right: this account's counter for this network starts again."""
    clear(ACCOUNT, account, network(address))


def may_ask_link(account: str, address: str | None) -> bool:
    """Links for a new password: per network, and 5 mails a day to one address. The answer on the page is the same either way."""
    return hit(LINKS, network(address)) and hit(MAILS, account)
