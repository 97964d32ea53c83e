# SPDX-License-Identifier: EUPL-1.2
"""Every mail about a request: to whom, which template, which values. One act writes one mail a recipient.

Mails are rows in the transaction of the act (`outbox.write`). Call them after the bookings have moved, with all that
`queries.one` loads. The text of each stands in `templates/email/<kind>/words.txt`.
"""

from __future__ import annotations

from collections.abc import Sequence

from booking.lesson_requests.actions.act import Act
from booking.lesson_requests.models import Booking
from booking.lesson_requests.workflow import Status

from .secretariat import (
    KINDS,
    TO_SCHOOL,
    change_notice,
    decided,
    reopened_notice,
    submit_notice,
    undeliverable,
    withdraw_notice,
)
from .stem import subject
from .teacher import (
    address_changed,
    approve_confirmation,
    decline,
    link_again,
    reopen,
    shelf,
    submit_receipt,
    takeover_ask,
    takeover_done,
    withdraw_receipt,
)
from .trainer import Assignment, Why, assign, assigned, given, unassign
from .values import Change

__all__ = [
    "KINDS",
    "TO_SCHOOL",
    "Assignment",
    "Change",
    "Why",
    "address_changed",
    "assigned",
    "change_notice",
    "decision",
    "link_again",
    "reopened",
    "shelf",
    "subject",
    "submit_notice",
    "submit_receipt",
    "takeover_ask",
    "takeover_done",
    "unassign",
    "undeliverable",
    "withdraw_notice",
    "withdraw_receipt",
]


def decision(act: Act, approved: Sequence[Booking], declined: Sequence[Booking], extra: str = "") -> None:
    """One decision: one mail to the school, one to the secretariat, one to each trainer or provider who gets lessons by it.

    The approved bookings have their seats, with sessions and trainers; the declined ones their reason. `extra`: the
    coordinator's own words to the school.
    """
    if approved:
        approve_confirmation(act, approved, declined, extra)
    else:
        decline(act, declined, extra)
    decided(act, approved, declined)
    assign(act, given(approved, act.lesson_request.bookings))


def reopened(act: Act, bookings: Sequence[tuple[Booking, Status]], extra: str = "") -> None:
    """A decision undone, each booking with the status that it had. Who had the assignment hears of it by `unassign`."""
    reopen(act, bookings, extra)
    reopened_notice(act, [booking for booking, _before in bookings])
