# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with a file, in one sentence with its name and, where there is one, the line."""

from __future__ import annotations

from flask_babel import gettext as _

from booking.errors import BookingError
from booking.forms import legible


class WrongFile(BookingError):
    """Nothing of any of the files was taken in."""

    def __init__(self, where: str, sentence: str, line: int | None = None) -> None:
        place = where if line is None else _("%(file)s, regel %(line)s", file=where, line=line)
        super().__init__(legible(f"{place}: {sentence}"))
