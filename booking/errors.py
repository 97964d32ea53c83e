# SPDX-License-Identifier: EUPL-1.2
"""Mistakes that a person can do something about. Each carries the sentence that stands on the page."""

from __future__ import annotations


class BookingError(Exception):
    """A rule refuses this. `field` names the control to mend, where there is one; `code` is the small one on the page."""

    status = 422

    def __init__(self, sentence: str, field: str = "", code: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.code = code


class Conflict(BookingError):
    """Somebody was first, or what was asked is gone. Nothing was saved and nothing was mailed."""

    status = 409


class NotAllowed(BookingError):
    """This role may not do this."""

    status = 403


class Gone(BookingError):
    """The link is unknown, expired or renewed: one answer for all three."""

    status = 410


class Busy(BookingError):
    """The database gave no answer in time. Nothing was saved."""

    status = 503
