# SPDX-License-Identifier: EUPL-1.2
"""The words of a status: for the school, for a coordinator, for the secretariat. A status is never stored as a word.

The secretariat sees the school's own word, so that both mean the same on the telephone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from booking.lesson_requests.workflow import ENDED, Status, Word, word

S = Status


@dataclass(frozen=True)
class Said:
    """A word and what its badge looks like (`kind` is a status of the badge macro)."""

    word: Any
    kind: str


SCHOOL: dict[Status, Any] = {
    S.SUBMITTED: _l("Ontvangen"),
    S.PROPOSED: _l("Voorstel"),
    S.WAITLISTED: _l("Wachtlijst"),
    S.CONFIRMED: _l("Bevestigd"),
    S.DECLINED: _l("Afgewezen"),
    S.WITHDRAWN: _l("Ingetrokken"),
    S.CANCELLED: _l("Afgezegd"),
    S.GIVEN: _l("Gegeven"),
    S.NOT_GIVEN: _l("Uitgevallen"),
}
COORDINATOR: dict[Status, Any] = {**SCHOOL, S.SUBMITTED: _l("Beoordelen"), S.PROPOSED: _l("Voorgesteld")}

SCHOOL_WHOLE: dict[Word, Said] = {
    Word.CHOOSE: Said(_l("Kies een datum"), "proposed"),
    Word.RECEIVED: Said(_l("Ontvangen"), "submitted"),
    Word.PARTLY_ANSWERED: Said(_l("Deels beantwoord"), "submitted"),
    Word.WAITLIST: Said(_l("Wachtlijst"), "waitlisted"),
    Word.CONFIRMED: Said(_l("Bevestigd"), "confirmed"),
    Word.FINISHED: Said(_l("Afgerond"), "done"),
}
COORDINATOR_WHOLE: dict[Word, Said] = {
    **SCHOOL_WHOLE,
    Word.CHOOSE: Said(_l("Wacht op school"), "proposed"),
    Word.RECEIVED: Said(_l("Beoordelen"), "submitted"),
    Word.PARTLY_ANSWERED: Said(_l("Deels beslist"), "submitted"),
}


def of_booking(status: str, staff: bool = False) -> Said:
    """The word of one booking."""
    known = Status(status)
    return Said((COORDINATOR if staff else SCHOOL)[known], known.value)


def of_request(statuses: Collection[str], staff: bool = False) -> Said:
    """The word of a request as a whole, from the statuses of its bookings."""
    found = word(statuses)
    if found is Word.SAME_END:
        return of_booking(next(iter(statuses)), staff)
    return (COORDINATOR_WHOLE if staff else SCHOOL_WHOLE)[found]


def counted(statuses: Collection[str], staff: bool = False) -> list[tuple[int, Any]]:
    """How many bookings of each word, in the order of the workflow: 2 bevestigd, 1 afgewezen."""
    words = COORDINATOR if staff else SCHOOL
    known = [Status(status) for status in statuses]
    return [(known.count(status), words[status]) for status in Status if status in known]


def waiting(statuses: Collection[str]) -> int:
    """How many bookings still have no answer."""
    return sum(Status(status) is S.SUBMITTED for status in statuses)


def ended(statuses: Collection[str]) -> bool:
    return all(Status(status) in ENDED for status in statuses)


def lessons(n: int) -> str:
    return ngettext("%(num)s les", "%(num)s lessen", n)
