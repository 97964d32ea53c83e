# SPDX-License-Identifier: EUPL-1.2
"""The decision panel: which bookings, what is decided of them, and for each lesson its date, time, trainer and place.

All choices stand on the page at once; the fields of a choice that was not made are ignored, whatever they hold.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form
from wtforms.validators import StopValidation

from booking.forms import Choice, Choices, LongText, StaffForm, Text
from booking.lesson_requests import dates
from booking.lesson_requests.asked import Pause
from booking.lesson_requests.decision import Choice as Chosen
from booking.lesson_requests.decision import Decision, Lesson

from .fields import DateText, clock_text, read_date

PROVIDER = "provider"
APPROVE, DECLINE, LATER = "approve", "decline", "later"
TEXT_LENGTH = 1000
PLACE_LENGTH = 300
PAUSE = timedelta(minutes=5)
SHORT_NAME = 4
"""Signs of a name that fits beside the fields of its row."""
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])(?:\s*[.:,]?\s*([0-5][0-9]))?(?:\s*(?:uur|u|h))?", re.IGNORECASE | re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)


def read_clock(text: str) -> time | None:
    """10.15, 10:15, 1015 or 9 uur; None for anything else."""
    found = _CLOCK.fullmatch(text.strip())
    return time(int(found[1]), int(found[2] or 0)) if found else None


class ClockText(Text):
    """A time of day. `clock` is what it says."""

    clock: time | None = None
    whose = ""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, max_length=20, **kwargs)

    def pre_validate(self, form: Any) -> None:
        self.too_long = shape = _("Vul een begintijd in voor %(name)s, bijvoorbeeld 10.15.", name=self.whose)
        super().pre_validate(form)
        self.clock = read_clock(self.data or "")
        if self.clock is None:
            raise StopValidation(shape)


class LessonRow(Form):
    """One lesson of one group."""

    date = DateText(_l("Datum"))
    time = ClockText(_l("Begintijd"))
    trainer = Choice(_l("Trainer"))
    place = Text(_l("Plaats"), max_length=PLACE_LENGTH)

    @property
    def starts(self) -> datetime | None:
        """Date and time on the wall, where both can be read."""
        for one in (self.date, self.time):
            one.validate(self)
            one.errors = []
        return datetime.combine(self.date.day, self.time.clock) if self.date.day and self.time.clock else None

    @property
    def at(self) -> datetime | None:
        """The same, of what stands there now; its errors stay."""
        on, at = read_date(self.date.data or ""), read_clock(self.time.data or "")
        return datetime.combine(on, at) if on and at else None

    def end(self, minutes: int) -> time | None:
        """What the clock shows when this lesson ends, where its beginning can be read."""
        at = read_clock(self.time.data or "")
        return (datetime.combine(date.min, at) + timedelta(minutes=minutes)).time() if at else None

    def fill(self, on: date, at: datetime, trainer: str) -> None:
        _set(self.date, on.isoformat())
        _set(self.time, clock_text(at.time()))
        if not self.trainer.data:
            _set(self.trainer, trainer)


@dataclass
class Line:
    """One booking as the panel shows it. `still_open`: it waits for a decision; else it is here for what was typed.

    `together`: of each lesson that was asked for together with other groups, by its number, what is the same for all of them.
    """

    booking_id: int
    version: int
    label: str
    lesson: str
    minutes: int
    trainers: Sequence[tuple[str, str]]
    provider: str
    place: str
    lessons: int
    still_open: bool = True
    together: Mapping[int, Hashable] = field(default_factory=dict)
    rows: list[LessonRow] = field(default_factory=list)


class DecisionForm(StaffForm):
    bookings = Choices(_l("Voor welke groepen?"))
    decision = Choice(_l("Wat besluit u?"), default=APPROVE)
    rest = Choice(_l("En de groepen zonder vinkje?"), default=LATER)
    extra = LongText(_l("Extra tekst voor de school"), max_length=TEXT_LENGTH)
    reason = Choice(_l("Reden"))
    explanation = LongText(_l("Extra uitleg voor de school"), max_length=TEXT_LENGTH)

    def __init__(
        self, formdata: Any, lines: Sequence[Line], reasons: Iterable[tuple[str, Any]], seen_act: int, today: date
    ) -> None:
        super().__init__(formdata)
        self.today = today
        self.lines = list(lines)
        self.found: list[tuple[str, str]] = []
        typed = formdata or {}
        self.seen_act = _number(typed.get("seen", ""), seen_act)
        self.sure = typed.get("sure", "")
        self.bookings.choices = [(str(line.booking_id), line.label) for line in self.lines]
        self.decision.choices = [(APPROVE, _("Goedkeuren")), (DECLINE, _("Afwijzen"))]
        self.rest.choices = [(LATER, _("Later besluiten")), (DECLINE, _("Afwijzen"))]
        if not formdata:
            self.bookings.data = [str(line.booking_id) for line in self.lines]
        self.reason.choices = [("", _("Kies")), *reasons]
        if self.reason.data is None:
            self.reason.data = ""
        for line in self.lines:
            line.version = _number(typed.get(f"version-{line.booking_id}", ""), line.version)
            line.rows = [self._row(formdata, line, n) for n in range(1, line.lessons + 1)]

    def _row(self, formdata: Any, line: Line, n: int) -> LessonRow:
        row = LessonRow(formdata or None, prefix=f"plan-{line.booking_id}-{n}")
        position = _("les %(n)s", n=n)
        row.time.whose = f"{line.label}, {position}" if line.lessons > 1 else line.label
        row.trainer.choices = [
            ("", _("Kies")),
            *line.trainers,
            (PROVIDER, _("%(provider)s kiest de trainer", provider=line.provider)),
        ]
        if row.trainer.data is None:
            row.trainer.data = "" if line.trainers else PROVIDER
        if not formdata or row.place.data is None:
            row.place.data = line.place
        return row

    # --- what was chosen --------------------------------------------------------------------------------------------

    @property
    def ticked(self) -> list[Line]:
        return [line for line in self.lines if str(line.booking_id) in (self.bookings.data or [])]

    def beside(self, line: Line, n: int) -> list[LessonRow]:
        """The rows of other groups that are in lesson `n` of this one: asked for together, and still at one time."""
        key, mine = line.together.get(n), line.rows[n - 1]
        return [
            row
            for other in self.lines
            for number, row in enumerate(other.rows, 1)
            if key is not None and other is not line and other.together.get(number) == key
            if mine.at is not None and row.at == mine.at
        ]

    @property
    def named_above(self) -> bool:
        """What names a row does not fit beside its fields: a long name, a lesson of a series, or who else is in it."""
        return any(
            len(line.label) > SHORT_NAME or line.lessons > 1 or self.beside(line, n)
            for line in self.lines
            for n in range(1, len(line.rows) + 1)
        )

    @property
    def unticked(self) -> list[Line]:
        return [
            line for line in self.lines if str(line.booking_id) not in (self.bookings.data or []) and line.still_open
        ]

    @property
    def approving(self) -> list[Line]:
        return self.ticked if self.decision.data == APPROVE else []

    @property
    def declining(self) -> list[Line]:
        rest = self.unticked if self.rest.data == DECLINE else []
        return rest if self.decision.data == APPROVE else self.ticked + rest

    @property
    def button(self) -> str:
        """Which button fits what was chosen: approve, decline or both."""
        if self.decision.data == DECLINE:
            return DECLINE
        return "both" if self.rest.data == DECLINE and self.unticked else APPROVE

    def insist(self, versions: dict[int, int], seen_act: int) -> None:
        """Make the panel answer to what stands there now: the next press decides on that."""
        self.seen_act = seen_act
        for line in self.lines:
            line.version = versions.get(line.booking_id, line.version)

    # --- what it says -----------------------------------------------------------------------------------------------

    def fail(self, name: str, sentence: str) -> None:
        """Put a sentence at the control of this name, and in the summary above the form."""
        target = self._control(name)
        if target is None:
            self.form_errors.append(sentence)
        elif sentence not in target.errors:
            target.errors = [*target.errors, sentence]
        self.found.append((target.id if target is not None else "", sentence))

    def _control(self, name: str) -> Field | None:
        own = self._fields.get(name)
        rows = (one for line in self.lines for row in line.rows for one in row if one.name == name)
        return own if own is not None else next(rows, None)

    def decided(self) -> Decision | None:
        """What was decided; None where something is missing (`found` says what, in the order of the page)."""
        for one in (self.bookings, self.decision, self.rest):
            self._check(one)
        if not self.found and not self.ticked:
            self.fail("bookings", _("Kies minstens één groep."))
        self._share_trainers()
        lessons = {line.booking_id: self._lessons(line) for line in self.approving}
        if self.approving:
            self._check(self.extra)
        if self.declining:
            self._check_reason()
        if self.found:
            return None
        return Decision(
            self.seen_act,
            tuple(Chosen(line.booking_id, line.version, lessons[line.booking_id]) for line in self.approving),
            tuple(Chosen(line.booking_id, line.version) for line in self.declining),
            self.reason.data if self.declining else "",
            (self.explanation.data or "") if self.declining else "",
            (self.extra.data or "") if self.approving else "",
        )

    def _share_trainers(self) -> None:
        """Who gives a lesson gives it to all who are in it: chosen once is enough."""
        for line in self.approving:
            for n, row in enumerate(line.rows, 1):
                if not row.trainer.data:
                    chosen = (other.trainer.data for other in self.beside(line, n) if other.trainer.data)
                    _set(row.trainer, next(chosen, ""))

    def _check(self, one: Field, form: Any = None) -> bool:
        if one.validate(form or self):
            return True
        sentences, one.errors = list(one.errors), []
        self.fail(one.name, str(sentences[0]))
        return False

    def _check_date(self, row: LessonRow) -> bool:
        fits = self._check(row.date, row)
        sentence = dates.wrong(row.date.day, self.today) if fits and row.date.day else ""
        if sentence:
            self.fail(row.date.name, sentence)
        return fits and not sentence

    def _check_reason(self) -> None:
        if self._check(self.reason) and not self.reason.data:
            self.fail("reason", _("Kies een reden."))
        self._check(self.explanation)

    def _lessons(self, line: Line) -> tuple[Lesson, ...]:
        made = [self._lesson(line, row) for row in line.rows]
        return tuple(lesson for lesson in made if lesson is not None)

    def _lesson(self, line: Line, row: LessonRow) -> Lesson | None:
        if not row.date.data:
            self.fail(row.date.name, _("Kies een datum voor %(name)s.", name=row.time.whose))
        fits = [row.date.data and self._check_date(row), self._check(row.time, row)]
        if not row.trainer.data:
            self.fail(row.trainer.name, _("Kies een trainer voor %(name)s.", name=row.time.whose))
        fits += [row.trainer.data and self._check(row.trainer, row), self._check(row.place, row)]
        if not all(fits) or row.date.day is None or row.time.clock is None:
            return None
        trainer = None if row.trainer.data == PROVIDER else int(row.trainer.data)
        prefix = row.date.name.removesuffix("-date")
        return Lesson(row.date.day, row.time.clock, row.place.data or line.place, trainer, prefix)

    # --- zet groepen na elkaar --------------------------------------------------------------------------------------

    def in_a_row(self, breaks: Collection[Pause] = ()) -> None:
        """Give each ticked group after the first the next time on the same day, lesson by lesson of a series, around the school's breaks."""
        lines = self.ticked or self.lines
        for n in range(max((line.lessons for line in lines), default=0)):
            having = [line for line in lines if n < line.lessons]
            first = having[0].rows[n]
            at = first.starts
            if at is None:
                if n == 0 or first.date.data or first.time.data:
                    self._lesson(having[0], first)
                continue
            for former, line in pairwise(having):
                at += timedelta(minutes=former.minutes) + PAUSE
                at = _after_breaks(at + timedelta(minutes=-at.minute % 5), line.minutes, breaks)
                line.rows[n].fill(at.date(), at, first.trainer.data or "")

    def take_times(self, times: Mapping[int, Mapping[int, tuple[str, str]]]) -> None:
        """Fill in the dates and times that the school would like: of each booking, by the number of the lesson. Trainers stay to choose."""
        _set(self.decision, APPROVE)
        for line in self.lines:
            mine = times.get(line.booking_id, {})
            for n, row in enumerate(line.rows, 1):
                if n in mine:
                    on_date, start = mine[n]
                    _set(row.date, on_date)
                    _set(row.time, start or row.time.data or "")

    def take_day(self, closed: str, instead: str) -> None:
        """Give every lesson that was chosen on a closed day the day that was proposed in its place."""
        if read_date(closed) is None or read_date(instead) is None:
            return
        for row in (row for line in self.approving for row in line.rows):
            if read_date(row.date.data or "") == read_date(closed):
                _set(row.date, instead)


class ReopenForm(StaffForm):
    bookings = Choices(_l("Voor welke groepen?"))
    extra = LongText(_l("Uitleg voor de school"), max_length=TEXT_LENGTH)

    def __init__(self, formdata: Any, choices: Sequence[tuple[int, str, int]], seen_act: int) -> None:
        """`choices`: id, label and version of each booking that can be reopened."""
        super().__init__(formdata)
        typed = formdata or {}
        self.bookings.choices = [(str(booking_id), label) for booking_id, label, _version in choices]
        if not formdata and len(choices) == 1:
            self.bookings.data = [str(choices[0][0])]
        self.versions = {
            booking_id: _number(typed.get(f"version-{booking_id}", ""), version)
            for booking_id, _label, version in choices
        }
        self.seen_act = _number(typed.get("seen", ""), seen_act)

    def seen(self) -> dict[int, int]:
        """The chosen bookings, with their versions on the page."""
        return {int(value): self.versions[int(value)] for value in self.bookings.data or []}

    def check(self) -> bool:
        if not self.validate():
            return False
        if not self.bookings.data:
            self.bookings.errors = [_("Kies minstens één groep.")]
        return bool(self.bookings.data)


def _after_breaks(at: datetime, minutes: int, breaks: Collection[Pause]) -> datetime:
    """The first moment from then on at which a lesson of so many minutes meets no break."""
    for begin, end in sorted(breaks):
        if at < datetime.combine(at.date(), end) and datetime.combine(at.date(), begin) < at + timedelta(
            minutes=minutes
        ):
            at = datetime.combine(at.date(), end)
    return at


def _number(text: str, otherwise: int) -> int:
    return int(text) if _NUMBER.fullmatch(text) else otherwise


def _set(one: Any, text: str) -> None:
    """As if it had been typed."""
    one.data, one.raw_data = text, [text]
