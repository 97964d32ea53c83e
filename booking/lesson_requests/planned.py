# SPDX-License-Identifier: EUPL-1.2
"""What may be wrong with the times of a schedule that somebody chose by hand: told to the school, and to who decides. All pure.

One remark for each kind of doubt; it names the lessons that it is about.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from itertools import pairwise

from flask_babel import gettext as _
from flask_babel import ngettext

from booking.catalogue.queries import gap, months_text
from booking.jinja import clock, date_only, day_short, hours, listing
from booking.lesson_requests.asked import Pause
from booking.lesson_requests.dates import CLOSES, DAYPARTS, LATEST, OPENS, WEEKDAYS
from booking.lesson_requests.emails import values
from booking.lesson_requests.layout import ONE, Step
from booking.lesson_requests.schedule import LATEST as LAST_BEGIN
from booking.lesson_requests.wanted import Wanted
from booking.lesson_requests.warnings import PLANNED, Remark
from booking.schools.calendar import SchoolCalendar

MOST_NAMED = 6
FAR = 400
"""So many days ahead a better one is looked for."""


@dataclass(frozen=True)
class Facts:
    """What is known of an offering. `evening`: it is for parents, or the school asked for an evening."""

    title: str
    people: str = ""
    most: int | None = None
    lead_days: int | None = None
    months: Collection[int] = ()
    evening: bool = False


@dataclass(frozen=True)
class Frame:
    """What a schedule must fit: what the school wishes, its breaks, and the order of its programme.

    `one_trainer`: she chose one, for one lesson after another. `steps`: those of the programme, as far as they were asked for.
    """

    today: date
    calendar: SchoolCalendar = field(default_factory=SchoolCalendar)
    weekdays: Collection[str] = ()
    dayparts: Collection[str] = ()
    first: date | None = None
    last: date | None = None
    breaks: Sequence[Pause] = ()
    steps: Sequence[Step] = ()
    one_trainer: bool = False


ByOffering = Mapping[int, Facts]


def remarks(lessons: Sequence[Wanted], facts: ByOffering, frame: Frame) -> list[Remark]:
    """All that is to be said of it, each kind once. A better day stands at the first remark on it alone."""
    found = [
        *too_big(lessons, facts),
        *_overlaps(lessons, frame),
        *through_breaks(lessons, frame),
        *_hours(lessons, facts),
    ]
    found += [*too_soon(lessons, facts, frame), *outside_months(lessons, facts, frame)]
    found += [*_outside_wish(lessons, facts, frame), *_series(lessons), *gaps(lessons, facts, frame)]
    taken: set[str] = set()
    for n, one in enumerate(found):
        if one.field in taken:
            found[n] = replace(one, field="", instead=None)
        taken |= {one.field} - {""}
    return found


def named(lessons: Iterable[Wanted], tails: Iterable[str] = (), alone: bool = False) -> str:
    """Sterk online voor 7a en 7b (di 9 mrt 2027) en nog 3 lessen. `alone`: of which lesson it is goes without saying."""
    some = list(lessons)
    found: dict[Hashable, tuple[Wanted, str, dict[str, None]]] = {}
    for one, tail in zip(some, list(tails) or [""] * len(some), strict=True):
        key = one.offering, one.number, tail
        found.setdefault(key, (one, tail, {}))[2].update(dict.fromkeys(one.groups))
    told = [
        _called(one, listing(groups), alone) + (f" ({tail})" if tail else "") for one, tail, groups in found.values()
    ]
    if len(told) > MOST_NAMED:
        rest = len(told) - MOST_NAMED + 1
        told = [*told[: MOST_NAMED - 1], ngettext("nog %(num)s les", "nog %(num)s lessen", rest)]
    return listing(told)


def _called(one: Wanted, groups: str, alone: bool) -> str:
    number = _("les %(n)s", n=one.number) if one.number else ""
    lesson = number if alone else ", ".join(filter(None, (one.lesson, number)))
    if lesson and groups:
        return _("%(lesson)s voor %(groups)s", lesson=lesson, groups=groups)
    return lesson or groups or one.lesson


def _on_days(lessons: Sequence[Wanted], alone: bool = False) -> str:
    return named(lessons, [day_short(one.on_date) for one in lessons], alone)


# --- on one day ------------------------------------------------------------------------------------------------------


def too_big(lessons: Iterable[Wanted], facts: ByOffering) -> Iterator[Remark]:
    """Groups that are together and are too many; a series says it once."""
    seen: set[Hashable] = set()
    for one in lessons:
        about = facts.get(one.offering)
        if about is None or about.most is None or not one.shared or one.people <= about.most:
            continue
        if (one.offering, one.groups) in seen:
            continue
        seen.add((one.offering, one.groups))
        said = {"offering": about.title, "most": about.most, "people": about.people, "n": one.people}
        groups = listing(one.groups)
        office = _(
            "%(offering)s is voor maximaal %(most)s %(people)s. In de les van %(groups)s samen zitten er %(n)s.",
            groups=groups,
            **said,
        )
        together = _("We zoeken samen met u een oplossing.")
        yield Remark(f"{office} {together}", office=office)


def _overlaps(lessons: Iterable[Wanted], frame: Frame) -> Iterator[Remark]:
    if not frame.one_trainer:
        return
    found: dict[Wanted, None] = {}
    timed = sorted((one for one in lessons if one.start), key=lambda one: (one.on_date, one.start or time(), one.lane))
    latest: Wanted | None = None
    for one in timed:
        if latest and latest.on_date == one.on_date and one.start and latest.end and one.start < latest.end:
            found |= {latest: None, one: None}
        if latest is None or latest.on_date != one.on_date or (one.end or time()) > (latest.end or time()):
            latest = one
    if found:
        names = named(found, [day_short(one.on_date) for one in found])
        yield Remark(
            _("U koos voor één trainer, maar deze lessen overlappen elkaar: %(lessons)s.", lessons=names),
            office=_(
                "De school koos voor één trainer, maar deze lessen overlappen elkaar: %(lessons)s.", lessons=names
            ),
        )


def through_breaks(lessons: Iterable[Wanted], frame: Frame) -> Iterator[Remark]:
    """Lessons that go on while the school has a break."""
    found: dict[Pause, list[Wanted]] = {}
    for one in lessons:
        for begin, end in frame.breaks:
            if one.start and one.end and one.start < end and begin < one.end:
                found.setdefault((begin, end), []).append(one)
    if found:
        breaks = listing(hours(begin, end) for begin, end in sorted(found))
        some = list(dict.fromkeys(one for mine in found.values() for one in mine))
        names = named(some, [hours(one.start, one.end) for one in some if one.start and one.end])
        yield Remark(
            _("Uw school heeft pauze van %(breaks)s. Door een pauze loopt: %(lessons)s.", breaks=breaks, lessons=names),
            office=_(
                "De school heeft pauze van %(breaks)s. Door een pauze loopt: %(lessons)s.", breaks=breaks, lessons=names
            ),
        )


def _hours(lessons: Iterable[Wanted], facts: ByOffering) -> Iterator[Remark]:
    strange = [one for one in lessons if one.start and one.end and not _usual(one, facts.get(one.offering))]
    if strange:
        names = named(strange, [clock(one.start) for one in strange if one.start])
        yield Remark(
            _("Dit is buiten schooltijd: %(lessons)s. Is uw school dan open?", lessons=names),
            office=_("Dit is buiten schooltijd: %(lessons)s. Is de school dan open?", lessons=names),
        )


def _usual(one: Wanted, about: Facts | None) -> bool:
    evening = about is not None and about.evening
    start, end = one.start or OPENS, one.end or OPENS
    return start >= OPENS and (evening or start <= LAST_BEGIN) and end <= (LATEST if evening else CLOSES)


# --- on another day --------------------------------------------------------------------------------------------------


def too_soon(lessons: Sequence[Wanted], facts: ByOffering, frame: Frame) -> Iterator[Remark]:
    """Sooner than it must be asked for, an offering at a time."""
    for number, about in facts.items():
        mine = [one for one in lessons if one.offering == number and one.on_date < _earliest(about, frame)]
        if mine:
            said = {
                "offering": about.title,
                "gap": gap(about.lead_days, None),
                "lessons": _on_days(mine, alone=True),
            }
            office = _("%(offering)s vraagt een school %(gap)s van tevoren aan. Eerder valt: %(lessons)s.", **said)
            text = _(
                "%(offering)s vraagt u %(gap)s van tevoren aan. Eerder valt: %(lessons)s. "
                "Het lukt niet altijd om zo snel een trainer te vinden.",
                **said,
            )
            yield _with_day(Remark(text, office=office), mine, lessons, facts, frame)


def outside_months(lessons: Sequence[Wanted], facts: ByOffering, frame: Frame) -> Iterator[Remark]:
    """Outside the months in which it is given, an offering at a time."""
    for number, about in facts.items():
        mine = [
            one for one in lessons if one.offering == number and about.months and one.on_date.month not in about.months
        ]
        if mine:
            text = _(
                "%(offering)s kan in %(months)s. Daarbuiten valt: %(lessons)s.",
                offering=about.title,
                months=months_text(about.months),
                lessons=_on_days(mine, alone=True),
            )
            yield _with_day(Remark(text, office=text), mine, lessons, facts, frame)


def _outside_wish(lessons: Sequence[Wanted], facts: ByOffering, frame: Frame) -> Iterator[Remark]:
    days = listing(str(values.WEEKDAYS[name]) for name in values.WEEKDAYS if name in frame.weekdays)
    other = [one for one in lessons if frame.weekdays and WEEKDAYS[one.on_date.weekday()] not in frame.weekdays]
    if other:
        said = {"days": days, "lessons": _on_days(other)}
        text = _("U koos %(days)s. Op een andere dag valt: %(lessons)s.", **said)
        office = _("De school koos %(days)s. Op een andere dag valt: %(lessons)s.", **said)
        yield _with_day(Remark(text, office=office), other, lessons, facts, frame)
    if late := [one for one in lessons if one.start and frame.dayparts and not _in_parts(one.start, frame.dayparts)]:
        parts = listing(str(values.DAYPARTS[name]) for name in values.DAYPARTS if name in frame.dayparts)
        said = {"parts": parts, "lessons": named(late, [clock(one.start) for one in late if one.start])}
        yield Remark(
            _("U wilt liefst %(parts)s. Op een ander moment begint: %(lessons)s.", **said),
            office=_("De school wil liefst %(parts)s. Op een ander moment begint: %(lessons)s.", **said),
        )
    if frame.first and (early := [one for one in lessons if one.on_date < frame.first]):
        said = {"day": date_only(frame.first), "lessons": _on_days(early)}
        text = _("U wilt niet vóór %(day)s. Eerder valt: %(lessons)s.", **said)
        office = _("De school wil niet vóór %(day)s. Eerder valt: %(lessons)s.", **said)
        yield _with_day(Remark(text, office=office), early, lessons, facts, frame)
    if frame.last and (after := [one for one in lessons if one.on_date > frame.last]):
        said = {"day": date_only(frame.last), "lessons": _on_days(after)}
        yield Remark(
            _("U wilt niet na %(day)s. Later valt: %(lessons)s.", **said),
            office=_("De school wil niet na %(day)s. Later valt: %(lessons)s.", **said),
        )


def _in_parts(start: time, names: Iterable[str]) -> bool:
    return any(begins <= start < ends for begins, ends in (DAYPARTS[name] for name in names if name in DAYPARTS))


def _earliest(about: Facts, frame: Frame) -> date:
    return frame.today + timedelta(days=about.lead_days or 0)


def _with_day(
    remark: Remark, mine: Sequence[Wanted], lessons: Iterable[Wanted], facts: ByOffering, frame: Frame
) -> Remark:
    """Where it is about one open day: the next one on which all lessons of that day fit."""
    days = {one.on_date for one in mine}
    if len(days) > 1 or not frame.calendar.is_open(on := min(days)):
        return remark
    offerings = {one.offering for one in lessons if one.on_date == on}
    instead = _next_fitting(on, [facts[number] for number in offerings if number in facts], frame)
    return replace(remark, field=f"{PLANNED}{on.isoformat()}", instead=instead) if instead else remark


def _next_fitting(on: date, offerings: Iterable[Facts], frame: Frame) -> date | None:
    some = list(offerings)
    for n in range(1, FAR):
        day = on + n * ONE
        if frame.last and day > frame.last:
            return None
        if (
            frame.calendar.is_open(day)
            and (not frame.weekdays or WEEKDAYS[day.weekday()] in frame.weekdays)
            and not (frame.first and day < frame.first)
            and all(day >= _earliest(one, frame) and (not one.months or day.month in one.months) for one in some)
        ):
            return day
    return None


# --- one after another -----------------------------------------------------------------------------------------------


def _series(lessons: Iterable[Wanted]) -> Iterator[Remark]:
    """A later lesson of a series before an earlier one."""
    rows: dict[tuple[int, str], list[Wanted]] = {}
    for one in lessons:
        for group in one.groups or ("",):
            if one.number:
                rows.setdefault((one.offering, group), []).append(replace(one, groups=(group,) if group else ()))
    wrong: dict[int, list[Wanted]] = {}
    for (offering, _group), mine in rows.items():
        mine.sort(key=lambda one: one.number)
        pairs = pairwise(mine)
        wrong.setdefault(offering, []).extend(latter for former, latter in pairs if _when(latter) < _when(former))
    for some in wrong.values():
        if some:
            text = _(
                "De lessen van %(lesson)s staan niet op volgorde. Te vroeg valt: %(lessons)s.",
                lesson=some[0].lesson,
                lessons=_on_days(some, alone=True),
            )
            yield Remark(text, office=text)


def _when(one: Wanted) -> tuple[date, time]:
    return one.on_date, one.start or time()


def gaps(lessons: Sequence[Wanted], facts: ByOffering, frame: Frame) -> Iterator[Remark]:
    """Steps of a programme too soon or too late after the one before it, for the group itself where it has that one."""
    dated = {one.offering for one in lessons}
    steps = [step for step in frame.steps if step.offering in dated]
    for former, step in pairwise(steps):
        before = [one for one in lessons if one.offering == former.offering]
        wrong: list[Wanted] = []
        for one in (one for one in lessons if one.offering == step.offering and one.number < 2):
            for group in one.groups or ("",):
                mine = [other.on_date for other in before if group in other.groups]
                last = max(mine or [other.on_date for other in before])
                if not _fits(step, last, one.on_date, frame):
                    wrong.append(replace(one, groups=(group,) if group else ()))
        if wrong:
            said = {
                "lesson": _title(wrong[0], facts),
                "former": _title(before[0], facts),
                "lessons": _on_days(wrong, alone=True),
            }
            length = gap(step.min_gap_days, step.max_gap_days)
            text = (
                _("%(lesson)s hoort %(gap)s na %(former)s. Dat klopt niet voor: %(lessons)s.", gap=length, **said)
                if length
                else _("%(lesson)s hoort na %(former)s. Dat klopt niet voor: %(lessons)s.", **said)
            )
            yield Remark(text, office=text)


def _title(one: Wanted, facts: ByOffering) -> str:
    return facts[one.offering].title if one.offering in facts else one.lesson


def _fits(step: Step, last: date, on: date, frame: Frame) -> bool:
    """Within the gap; or after it, where no day within it is open and wished for."""
    least = last + (step.min_gap_days or 0) * ONE
    if on < least:
        return False
    if step.max_gap_days is None or on <= last + step.max_gap_days * ONE:
        return True
    within = (least + n * ONE for n in range(step.max_gap_days - (step.min_gap_days or 0) + 1))
    return not any(
        frame.calendar.is_open(day) and (not frame.weekdays or WEEKDAYS[day.weekday()] in frame.weekdays)
        for day in within
    )
