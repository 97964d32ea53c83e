# SPDX-License-Identifier: EUPL-1.2
"""The few fields from which a schedule is made."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import StopValidation

from booking.forms import Choice, PartForm, Text
from booking.lesson_requests.asked import Pause

from .decision import read_clock
from .fields import DateText, clock_text
from .plan_rows import ClockText

ROW, SIDE = "row", "side"
PAUSE, MOST_PAUSE, MOST_BREAKS = "5", 120, 4
_PAUSE = re.compile(r"0{0,3}[0-9]{1,3}", re.ASCII)
_BETWEEN = re.compile(r"\s*(?:[-\u2010-\u2015\u2212]|\b(?:tot|t/m|to|until)\b)\s*", re.IGNORECASE)
_NEXT = re.compile(r"[,;\n]|\b(?:en|and)\b", re.IGNORECASE)
_FROM = re.compile(r"(?:van|from)\s+", re.IGNORECASE)
FIELDS = ("plan_on", "plan_start", "plan_pause", "plan_breaks", "plan_side")


def read_pause(text: str) -> int | None:
    """0 to 120 minutes, none for nothing typed at all: 0. None for anything else."""
    if not text:
        return 0
    return int(text) if _PAUSE.fullmatch(text) and int(text) <= MOST_PAUSE else None


def read_breaks(text: str) -> tuple[Pause, ...] | None:
    """10.15 – 10.30, 12.00 – 13.00: at most four, in the order of the clock. None for anything else."""
    found: list[Pause] = []
    for part in (one.strip() for one in _NEXT.split(text)):
        clocks = [read_clock(one) for one in _BETWEEN.split(_FROM.sub("", part, count=1))] if part else []
        match clocks:
            case []:
                continue
            case [begin, end] if begin is not None and end is not None and begin < end:
                found.append((begin, end))
            case _:
                return None
    return tuple(sorted(found)) if len(found) <= MOST_BREAKS else None


def breaks_text(breaks: Iterable[Pause]) -> str:
    return ", ".join(f"{clock_text(begin)} – {clock_text(end)}" for begin, end in breaks)


class PlanFields(PartForm):
    """From what a schedule is made. `plan_school`: of which school breaks were filled in already."""

    plan_on = DateText(_l("Op welke dag?"))
    plan_start = ClockText(_l("Begintijd van de eerste les"), description=_l("Bijvoorbeeld 8.30"))
    plan_pause = Text(_l("Minuten tussen twee lessen"), max_length=20, default=PAUSE)
    plan_breaks = Text(
        _l("Pauzes van de school"), max_length=200, description=_l("Bijvoorbeeld 10.15 – 10.30, 12.00 – 13.00")
    )
    plan_side = Choice(
        _l("Hoe?"),
        choices=[
            SelectChoice(ROW, _l("Na elkaar, met één trainer")),
            SelectChoice(SIDE, _l("Tegelijk, met meer trainers")),
        ],
        default=ROW,
    )
    plan_school = HiddenField()

    def validate_plan_pause(self, wtf: Any) -> None:
        if read_pause(wtf.data or "") is None:
            raise StopValidation(_("Vul een getal in van 0 tot en met 120."))

    def validate_plan_breaks(self, wtf: Any) -> None:
        if read_breaks(wtf.data or "") is None:
            raise StopValidation(_("Vul pauzes in als begintijd en eindtijd, bijvoorbeeld 10.15 – 10.30."))
