# SPDX-License-Identifier: EUPL-1.2
"""A schedule that the school proposes: a few fields, from which a row a lesson is laid, and every time can be changed.

Nobody has to. What was laid out follows the groups and lessons of the form: a group that is gone loses its rows, a new one is
named as not planned yet. Whatever a button does is written back into what was posted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from booking.catalogue.queries import Card
from booking.lesson_requests.asked import WEEKDAYS, AskedTime, Pause
from booking.lesson_requests.layout import ONE, monday
from booking.lesson_requests.layout_words import Notice, passed_over
from booking.lesson_requests.schedule import fit_together, in_lanes, overlaps, too_large
from booking.lesson_requests.warnings import Remark
from booking.schools.calendar import SchoolCalendar

from .fields import read_date, read_people, wish_problem
from .groups import MOST as MOST_GROUPS
from .groups import GroupRow, GroupRows, OwnRow, halves
from .laying import Unit, Wish, day_lesson, lay_one_day, lay_weeks
from .lessons import Lessons
from .plan_fields import FIELDS, SIDE, PlanFields, breaks_text, read_breaks, read_pause
from .plan_rows import MOST_ROWS, Data, Found, PlanRow, Raw, What, move_day, read_rows, unplanned, write_rows


@dataclass(frozen=True)
class Proposal:
    """What would be better, for whom presses the button: `act` is its value, `button` its text."""

    text: str
    act: str
    button: str


class Plan:
    """The schedule of a form. `made`: it has rows; `notices`: what is to be said of them, `fresh` where they were made just now.

    `closed`: that the school is closed on the day on which all of it should be.
    """

    def __init__(self, data: Data, lessons: Lessons, rows: GroupRows, own_rows: Sequence[OwnRow], today: date) -> None:
        self.data, self.lessons, self.today = data, lessons, today
        self.fields: Any = PlanFields(data or None)
        self.classes: dict[int, GroupRow] = {row.number: row for row in rows.used} if lessons.classes else {}
        self.own = {row.card.slug: row for row in own_rows}
        self.word = rows.word
        self.many = len(rows) * bool(lessons.classes) + len(self.own) > 1
        self.notices: list[Notice] = []
        self.closed: Remark | None = None
        self.fresh = False
        self.error = ""
        self.filled = False
        if self.weekly:
            self.fields.plan_on.label.text = _("In welke week begint u?")
            self.fields.plan_on.description = _(
                "Kies een dag in die week, bijvoorbeeld 11-1-2027. De dagen kiest u hierboven, bij Wanneer."
            )
        self._read()

    def _read(self) -> None:
        """The rows that were posted, as far as their lessons are asked for, and an empty one for each lesson that has none."""
        wanted = self._wanted()
        posted = read_rows(self.data)
        self.too_many = len(wanted) > MOST_ROWS
        self.made = bool(posted and wanted) and not self.too_many
        found: list[Raw] = []
        for raw in posted if self.made else []:
            mine = [What((one,), raw.what.slug, raw.what.position) for one in raw.what.groups]
            kept = tuple(what.groups[0] for what in mine if wanted.pop(what, None) is not None)
            if kept:
                found.append(Raw(What(kept, raw.what.slug, raw.what.position), raw.on, raw.start))
        found += [Raw(what) for what in wanted if self.made]
        cards = {card.slug: card for card in self.lessons.ticked}
        self.rows = [
            PlanRow(n, raw.what, cards[raw.what.slug], self._names(raw.what), raw.on, raw.start)
            for n, raw in enumerate(found, 1)
        ]

    def _wanted(self) -> dict[What, Card]:
        """Every lesson of every group, in the order of the form."""
        found: dict[What, Card] = {}
        for card in self.lessons.ticked:
            groups = [0] if card.slug in self.own else [n for n, row in self.classes.items() if card.id in row.ticked]
            for position in range(1, card.sessions_count + 1):
                found |= {What((group,), card.slug, position): card for group in groups}
        return found

    def _names(self, what: What) -> list[Any]:
        if what.groups == (0,):
            name = self.own[what.slug].name.data
            return [name] if name else []
        return [self.classes[number].called for number in what.groups]

    # --- what the page asks of it ---------------------------------------------------------------------------------

    @property
    def weekly(self) -> bool:
        """A series or a programme is laid over weeks, all else on one day."""
        return self.lessons.programme is not None or any(card.sessions_count > 1 for card in self.lessons.ticked)

    @property
    def offered(self) -> bool:
        return bool(self.lessons.ticked) and (self.weekly or self.many or self.made)

    @property
    def shown(self) -> bool:
        return self.offered and not self.too_many

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What the page keeps without showing it: the rows of a lesson that stopped, for the one that takes its place, and all fields
        where there is nothing to plan for now.
        """
        kept: Data = MultiDict()
        aside = [raw for raw in read_rows(self.data) if raw.what.slug in self.lessons.gone]
        write_rows(kept, aside, after=len(self.rows))
        if not self.shown:
            names = (name for name in self.data if name in (*FIELDS, "plan_school"))
            kept.update({name: self.data[name] for name in names})
        return list(kept.items())

    @property
    def open(self) -> bool:
        """Something stands in it, or has just been said of it; of a series or a programme always, its page promises dates."""
        return self.weekly or self.made or self.typed or bool(self.found or self.fields.plan_breaks.data)

    @property
    def typed(self) -> bool:
        return bool(self.fields.plan_on.data or self.fields.plan_start.data)

    @property
    def unmade(self) -> bool:
        """A day or a time was typed, and no schedule was made of it."""
        return self.offered and self.typed and not self.made and not self.too_many

    @property
    def not_planned(self) -> str:
        """The lessons that have neither a date nor a time, where others have."""
        return "" if self.notices else unplanned([row.label for row in self.rows if row.empty])

    @property
    def dates(self) -> list[date]:
        """The days of the rows, where they can be read."""
        return [row.day for row in self.rows if row.day is not None]

    @property
    def proposals(self) -> list[Proposal]:
        """Small groups that fit in one lesson, and groups that are too large for one. Whoever wants neither leaves it."""
        lessons = [day_lesson(unit) for unit in self._units()]
        titles = {card.id: card for card in self.lessons.ticked}
        found: list[Proposal] = []
        for number in too_large(one for one in lessons if one.groups[0] > 0):
            if len(self.classes) < MOST_GROUPS:
                name = self.classes[number].called
                one, other = halves(name)
                text = _(
                    "%(name)s is te groot voor één les. U kunt de groep delen: %(one)s en %(other)s.",
                    name=name,
                    one=one,
                    other=other,
                )
                found.append(Proposal(text, f"plan_split:{number}", _("Deel de groep")))
        for a, b, offering in fit_together([one for one in lessons if one.position == 1]):
            said = {"a": self.classes[a].called, "b": self.classes[b].called}
            text = _("%(a)s en %(b)s passen samen in één les.", **said)
            if len(titles) > 1:
                title = titles[offering].said("title")
                text = _("%(a)s en %(b)s passen samen in één les (%(offering)s).", offering=title, **said)
            found.append(Proposal(text, f"plan_join:{a}+{b}.{titles[offering].slug}.1", _("Zet samen")))
        return found

    @property
    def found(self) -> Found:
        """All mistakes, as (id of the control, sentence), in the order of the page."""
        own = [("groups-1-name" if self.lessons.classes else "offering", self.error)] if self.error else []
        wtf = (self.fields[name] for name in FIELDS)
        own += [(one.id, str(one.errors[0])) for one in wtf if one.errors]
        return own + [pair for row in self.rows for pair in row.found]

    # --- what is sent ---------------------------------------------------------------------------------------------

    @property
    def breaks(self) -> tuple[Pause, ...]:
        return read_breaks(self.fields.plan_breaks.data or "") or ()

    def validate(self) -> bool:
        """Before the request is sent. Where there are rows, the fields from which they were made do not count any more."""
        if not self.offered:
            return True
        self.fields.plan_breaks.validate(self.fields, [PlanFields.validate_plan_breaks])
        for row in self.rows:
            row.problems(self.today)
        if not self.found:
            self._overlaps()
        return not self.found

    def _overlaps(self) -> None:
        rows = {slot: row for row in self.rows if (slot := row.slot()) is not None}
        for slot, group in overlaps(rows):
            row = rows[slot]
            if not row.start.errors:
                name = self.classes[group].called if group > 0 else row.label
                row.start.errors = [_("%(name)s heeft dan twee lessen. Kies een andere tijd.", name=name)]

    def times(self) -> tuple[AskedTime, ...]:
        """What is planned, once it was found right: of each group each lesson that has a day."""
        if not self.offered:
            return ()
        lanes = in_lanes(slot for row in self.rows if (slot := row.slot()) is not None)
        found: list[AskedTime] = []
        for n, row in enumerate(self.rows, 1):
            slot, on = row.slot(), row.day
            if on is None:
                continue
            start, end, lane = (slot.start, slot.end, lanes[slot]) if slot else (None, None, n)
            found += [
                AskedTime(
                    group=self._index(group, row.card),
                    offering=row.card.id,
                    on_date=on,
                    position=row.what.position,
                    start=start,
                    end=end,
                    lane=lane,
                )
                for group in row.what.groups
            ]
        return tuple(found)

    def _index(self, group: int, card: Card) -> int:
        """Which of the groups of the request it is: the classes come first."""
        return list(self.classes).index(group) if group else len(self.classes) + list(self.own).index(card.slug)

    # --- what the buttons do --------------------------------------------------------------------------------------

    def make(self, calendar: SchoolCalendar) -> bool:
        """A row for each lesson, in the place of those that stand there. Groups that are together stay together."""
        wish = self._wish()
        if wish is None:
            return False
        rows, self.notices = self._laid(wish, calendar)
        self.fresh = True
        self._write(rows)
        return True

    def drop(self) -> None:
        """No schedule. What holds for the school on any day stays."""
        self._put("plan_on", "")
        self._put("plan_start", "")
        self._write([])

    def fill_breaks(self, school_id: int, breaks: Iterable[Pause]) -> None:
        """Those of the school's last request, once: what was changed or emptied since stays so."""
        text = breaks_text(breaks)
        self.filled = bool(text)
        self._put("plan_school", str(school_id))
        self._put("plan_breaks", text)

    def _put(self, name: str, value: str) -> None:
        self.data.setlist(name, [value])
        self.fields[name].data, self.fields[name].raw_data = value, [value]

    def wants_breaks(self, school_id: int | None) -> bool:
        known = self.fields.plan_breaks.data or self.fields.plan_school.data == str(school_id)
        return school_id is not None and not known

    def join(self, what: What, calendar: SchoolCalendar) -> str:
        """Put two groups together in all their lessons of an offering. The id of the row in which they are."""
        if len(what.groups) != 2:
            return ""
        as_laid = self.as_laid(calendar)
        a, b = what.groups
        raws = {row.what: row.raw for row in self.rows}
        for one in [row.what for row in self.rows]:
            other = What((b,), one.slug, one.position)
            if (one.groups, one.slug) == ((a,), what.slug) and other in raws:
                mine, theirs = raws[one], raws.pop(other)
                both = What((a, b), one.slug, one.position)
                raws[one] = Raw(both, mine.on or theirs.on, mine.start or theirs.start)
        self._write(list(raws.values()))
        if as_laid:
            self.make(calendar)
        return self._row_of(what)

    def part(self, what: What, calendar: SchoolCalendar) -> str:
        """Undo it: the first group keeps the time. The id of the row that the next one has."""
        as_laid = self.as_laid(calendar)
        raws: list[Raw] = []
        for raw in (row.raw for row in self.rows):
            together = (raw.what.groups, raw.what.slug) == (what.groups, what.slug)
            numbers = [(one,) for one in raw.what.groups] if together else [raw.what.groups]
            first, *others = (What(groups, raw.what.slug, raw.what.position) for groups in numbers)
            raws += [Raw(first, raw.on, raw.start), *map(Raw, others)]
        self._write(raws)
        if as_laid:
            self.make(calendar)
        return self._row_of(What(what.groups[-1:], what.slug, what.position))

    def look(self, calendar: SchoolCalendar) -> None:
        """What is to be said of it when it comes back as it was made, and of each row what it comes after."""
        begin = read_date(self.fields.plan_on.data or "")
        after = (
            passed_over(self.dates, monday(begin) if begin else None, self._weekdays, calendar) if self.weekly else {}
        )
        for row in self.rows:
            row.after = after.get(row.day, "") if row.day else ""
        wish = self._wish() if not self.notices and self.as_laid(calendar) else None
        self.notices = self._laid(wish, calendar)[1] if wish else self.notices

    def set_day(self, day: date) -> None:
        """Another day for all of it: also what stands on the old one."""
        old = read_date(self.fields.plan_on.data or "")
        self._put("plan_on", day.isoformat())
        if old is not None:
            move_day(self.data, old, day)
            self._read()

    def as_laid(self, calendar: SchoolCalendar) -> bool:
        """Are the rows what would be made of the fields now? Then nothing is lost by making them anew."""
        wish = self._wish() if self.made else None
        for wtf in self.fields:
            wtf.errors = []
        return wish is not None and set(self._laid(wish, calendar)[0]) == {row.raw for row in self.rows}

    def _row_of(self, what: What) -> str:
        return next((row.start.id for row in self.rows if row.what == what), "")

    def _wish(self) -> Wish | None:
        """What the fields say; none where something is wrong with them, or there is nothing to lay."""
        fields = self.fields
        fields.validate()
        if not fields.plan_on.data and not fields.plan_on.errors:
            fields.plan_on.errors = [_("Vul een datum in als dag-maand-jaar, bijvoorbeeld 9-3-2027.")]
        elif fields.plan_on.day is not None and not fields.plan_on.errors:
            problem = wish_problem(self._last_day(fields.plan_on.day), self.today)
            fields.plan_on.errors = [problem] if problem else []
        if not fields.plan_start.data and not fields.plan_start.errors and not self.weekly:
            fields.plan_start.errors = [_("Vul een begintijd in, bijvoorbeeld 8.30.")]
        if not self._wanted():
            self.error = _("Vul eerst uw %(groups)s in.", groups=self.word.groups)
        if self.error or fields.errors or fields.plan_on.day is None:
            return None
        side = fields.plan_side.data == SIDE
        return Wish(
            fields.plan_on.day,
            fields.plan_start.clock,
            read_pause(fields.plan_pause.data or "") or 0,
            self.breaks,
            side,
        )

    def _last_day(self, typed: date) -> date:
        """The day that may not have passed: of a week its Friday, for what passed of it is not laid."""
        return max(typed, monday(typed) + 4 * ONE) if self.weekly and typed <= self.today else typed

    def _laid(self, wish: Wish, calendar: SchoolCalendar) -> tuple[list[Raw], list[Notice]]:
        if not self.weekly:
            return lay_one_day(self._units(), wish)
        cards, programme = self.lessons.ticked, self.lessons.programme
        return lay_weeks(self._units(), wish, cards, programme, self._weekdays, calendar, self.today)

    @property
    def _weekdays(self) -> list[int]:
        chosen = self.data.getlist("weekdays")
        return [n for n, name in enumerate(WEEKDAYS) if name in chosen]

    def _units(self) -> list[Unit]:
        """What is to be laid, in the order of the form: of the rows where there are some, else of every group alone."""
        order = {what: n for n, what in enumerate(self._wanted())}
        cards = {card.slug: card for card in self.lessons.ticked}
        whats = [row.what for row in self.rows] if self.made else list(order)
        whats.sort(key=lambda what: order[What(what.groups[:1], what.slug, what.position)])
        return [Unit(what, cards[what.slug], what.ids(cards[what.slug].id), self._people(what)) for what in whats]

    def _people(self, what: What) -> int | None:
        """How many they are, as far as their numbers can be read."""
        fields = [self.own[what.slug].people] if what.groups == (0,) else [self.classes[n].pupils for n in what.groups]
        numbers = [read_people(field.data or "") for field in fields]
        return None if None in numbers else sum(number or 0 for number in numbers)

    def _write(self, rows: Iterable[Raw]) -> None:
        write_rows(self.data, rows)
        self._read()
