# SPDX-License-Identifier: EUPL-1.2
"""What mails say of a request: rows come in, words go out, in the language that is set at the moment. Pure.

Bookings come with their group, offering (provider, levels), seats, sessions and trainers loaded, as `queries.one` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from babel.lists import format_list
from flask_babel import get_locale, lazy_gettext, ngettext
from flask_babel import gettext as _

from booking.catalogue.models import Offering
from booking.jinja import clock, date_only, day, hours, in_years, listing, local, number, span, tied, together
from booking.lesson_requests import reasons
from booking.lesson_requests.models import Booking, Group, LessonRequest
from booking.links.tokens import MARK
from booking.planning.models import LessonSession

DAYS_IN_WORDS = 3
GAP = timedelta(minutes=60)
"""So long between two lessons of a day is no pause: who reads that it lasts from the first to the last reads it wrong."""

WEEKDAYS = {
    "mon": lazy_gettext("maandag"), "tue": lazy_gettext("dinsdag"), "wed": lazy_gettext("woensdag"),
    "thu": lazy_gettext("donderdag"), "fri": lazy_gettext("vrijdag"),
}  # fmt: skip
DAYPARTS = {
    "morning": lazy_gettext("in de ochtend"), "afternoon": lazy_gettext("in de middag"),
    "evening": lazy_gettext("in de avond"),
}  # fmt: skip
LEVELS = {
    "vo": lazy_gettext("het voortgezet onderwijs"),
    "vmbo": lazy_gettext("het vmbo"),
    "mbo": lazy_gettext("het mbo"),
}


# --- names -----------------------------------------------------------------------------------------------------------


def plain(text: str | None) -> str:
    """A name as it stands in a mail: on one line, and never something that a mail program makes a link of."""
    name = (text or "").replace(MARK, " ").replace("://", " ").replace("@", " ")
    return " ".join(re.sub(r"\.(?=\S)", " ", name).split())


def masked(address: str) -> str:
    """t…@devoorbeeldboom.example: enough to recognise, not enough to use."""
    name, at, host = address.partition("@")
    return f"{name[:1]}…{at}{host}"


def either(items: Iterable[Any]) -> str:
    """dinsdag of donderdag"""
    return format_list([str(item) for item in items], style="or", locale="en_GB" if language() == "en" else "nl")


# --- groups and the people in them -------------------------------------------------------------------------------------


def groups(bookings: Iterable[Booking]) -> str:
    """7a, 7b en 7c. Groups without a name (a team may have none) are left out."""
    names = {booking.group_id: plain(booking.group.name) for booking in bookings}
    return listing(name for name in dict.fromkeys(names.values()) if name)


def _people_of(group: Group) -> str:
    if group.kind == "class":
        return "students" if group.level == "mbo" else "pupils"
    return group.kind


def _counted(kind: str, n: int) -> str:
    count = number(n)
    if kind == "students":
        return ngettext("%(count)s student", "%(count)s studenten", n, count=count)
    if kind == "teachers":
        return ngettext("%(count)s deelnemer", "%(count)s deelnemers", n, count=count)
    if kind == "parents":
        return ngettext("%(count)s ouder", "%(count)s ouders", n, count=count)
    return ngettext("%(count)s leerling", "%(count)s leerlingen", n, count=count)


def pupils(bookings: Iterable[Booking]) -> str:
    """75 leerlingen; 40 studenten; 24 leerlingen en 3 deelnemers. A group counts once, however many lessons it gets."""
    people: dict[str, dict[int, int]] = {}
    for booking in bookings:
        people.setdefault(_people_of(booking.group), {})[booking.group_id] = booking.people
    return listing(together(_counted(kind, sum(counts.values()))) for kind, counts in people.items())


# --- what was asked ----------------------------------------------------------------------------------------------------


def language() -> str:
    """The language in which words come out now."""
    locale = get_locale()
    return locale.language if locale else "nl"


def _twin(offering: Offering) -> Any:
    """The offering's texts in the language of now; none in Dutch, where nobody wrote them, or where they were not read."""
    return next((text for text in offering.__dict__.get("texts", ()) if text.language == language()), None)


def title(booking: Booking) -> str:
    """The title as it was asked; in another language that of the catalogue."""
    twin = _twin(booking.offering)
    return twin.title if twin else booking.title


def by_offering(bookings: Iterable[Booking]) -> list[list[Booking]]:
    """The bookings of each offering, in the order in which they were asked."""
    found: dict[int, list[Booking]] = {}
    for booking in bookings:
        found.setdefault(booking.offering_id, []).append(booking)
    return list(found.values())


def asked(bookings: Iterable[Booking]) -> list[str]:
    """One line a lesson: Sterk online – 7a, 7b en 7c (75 leerlingen)."""
    return [_asked(some) for some in by_offering(bookings)]


def _asked(bookings: Sequence[Booking]) -> str:
    values = {"lesson": title(bookings[0]), "groups": groups(bookings), "people": pupils(bookings)}
    if not values["groups"]:
        return _("%(lesson)s (%(people)s)", lesson=values["lesson"], people=values["people"])
    return _("%(lesson)s – %(groups)s (%(people)s)", **values)


def things(bookings: Sequence[Booking]) -> dict[str, Any]:
    """The word for what is asked: `thing` les, training …, `things` in plural, and `many`: is there more than one?"""
    kinds = {booking.offering.kind for booking in bookings}
    kind = kinds.pop() if len(kinds) == 1 else "lesson"
    one, more = _THINGS[kind]
    return {"thing": str(one), "things": str(more), "many": len(bookings) > 1}


_THINGS: Mapping[str, tuple[Any, Any]] = {
    "lesson": (lazy_gettext("les"), lazy_gettext("lessen")),
    "series": (lazy_gettext("lessenserie"), lazy_gettext("lessen")),
    "training": (lazy_gettext("training"), lazy_gettext("trainingen")),
    "parents": (lazy_gettext("ouderavond"), lazy_gettext("ouderavonden")),
    "team": (lazy_gettext("activiteit"), lazy_gettext("activiteiten")),
    "meeting": (lazy_gettext("bijeenkomst"), lazy_gettext("bijeenkomsten")),
}


def in_words(bookings: Sequence[Booking], several: bool) -> str:
    """What a sentence is about: 7c; of more lessons (`several`) Sterk online voor 7c en Baas over mijn account voor 7a."""
    if not several and (names := groups(bookings)):
        return names
    return listing(
        _("%(lesson)s voor %(groups)s", lesson=title(some[0]), groups=names)
        if (names := groups(some))
        else title(some[0])
        for some in by_offering(bookings)
    )


# --- wishes ------------------------------------------------------------------------------------------------------------


def wishes(lesson_request: LessonRequest) -> list[str]:
    """dinsdag of donderdag, in de ochtend, vanaf 2 maart 2027, het liefst op dezelfde dag; then a line for each group's own wish."""
    parts = []
    if lesson_request.wish_weekdays:
        parts.append(either(WEEKDAYS[name] for name in WEEKDAYS if name in lesson_request.wish_weekdays))
    if lesson_request.wish_dayparts:
        parts.append(either(DAYPARTS[name] for name in DAYPARTS if name in lesson_request.wish_dayparts))
    span = []
    if lesson_request.wish_from:
        span.append(_("vanaf %(day)s", day=date_only(lesson_request.wish_from)))
    if lesson_request.wish_until:
        span.append(_("tot en met %(day)s", day=date_only(lesson_request.wish_until)))
    if span:
        parts.append(" ".join(span))
    if lesson_request.wish_same_day:
        parts.append(_("het liefst op dezelfde dag"))
    own = [_of_group(group, group.wish) for group in lesson_request.groups if group.wish]
    return [", ".join(parts), *own] if parts else own


def _of_group(group: Group, text: str) -> str:
    name = plain(group.name)
    return f"{name}: {text}" if name else text


@dataclass(frozen=True)
class Change:
    """One thing that changed: what it is called (aantal leerlingen van 7a), and what stood and stands there (empty: nothing)."""

    what: str
    old: str
    new: str

    @property
    def line(self) -> str:
        """Aantal leerlingen van 7a: 26 → 24"""
        nothing = _("leeg")
        return f"{self.what[:1].upper()}{self.what[1:]}: {self.old or nothing} → {self.new or nothing}"


# --- what is planned ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lesson:
    """One session as a mail tells it, kept apart from rows that the act may delete. `number`: which lesson of a series, else 0."""

    bookings: tuple[Booking, ...]
    number: int
    starts_at: datetime
    ends_at: datetime
    place: str
    trainers: tuple[tuple[str, str], ...]
    """(name, e-mail address) of each trainer; none: the provider chooses."""

    @property
    def provider(self) -> str:
        return self.bookings[0].offering.provider.name

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _address in self.trainers)


def lessons(bookings: Iterable[Booking]) -> list[Lesson]:
    """The fixed sessions of these bookings, by time; two groups in one session are one lesson."""
    sessions: dict[int, tuple[LessonSession, int, list[Booking]]] = {}
    for booking in bookings:
        for seat in booking.seats:
            if seat.option_no == 0:
                series = seat.position if booking.sessions_count > 1 else 0
                sessions.setdefault(id(seat.lesson_session), (seat.lesson_session, series, []))[2].append(booking)
    found = [_lesson(session, series, tuple(members)) for session, series, members in sessions.values()]
    return sorted(found, key=lambda lesson: (lesson.starts_at, lesson.ends_at, lesson.bookings[0].position))


def _lesson(session: LessonSession, series: int, members: tuple[Booking, ...]) -> Lesson:
    place = tied(f"{session.place}, {session.room}" if session.room else session.place)
    trainers = sorted((one.trainer.name, one.trainer.email) for one in session.trainers)
    return Lesson(members, series, session.starts_at, session.ends_at, place, tuple(trainers))


def when(planned: Sequence[Lesson]) -> str:
    """dinsdag 9 maart 2027, 10.15 – 13.15 uur: first start to last end of a day, or vanaf 10.15 uur where lessons lie far apart; else the days, and of many only the first."""
    first = min(lesson.starts_at for lesson in planned)
    days = sorted({local(lesson.starts_at).date() for lesson in planned})
    if len(days) == 1 and _apart(planned):
        return _("%(day)s, vanaf %(time)s", day=day(first), time=clock(first))
    if len(days) == 1:
        return f"{day(first)}, {hours(first, max(lesson.ends_at for lesson in planned))}"
    if len(days) <= DAYS_IN_WORDS:
        return listing(day(one) for one in days)
    return _("%(n)s datums vanaf %(day)s", n=len(days), day=day(days[0]))


def _apart(planned: Sequence[Lesson]) -> bool:
    """Is there a time of this day, between two lessons, that belongs to none of them?"""
    ordered = sorted(planned, key=lambda lesson: lesson.starts_at)
    busy_until = ordered[0].ends_at
    for lesson in ordered:
        if lesson.starts_at - busy_until >= GAP:
            return True
        busy_until = max(busy_until, lesson.ends_at)
    return False


def plan(planned: Iterable[Lesson], *, several: bool, trainers: bool = True) -> list[str]:
    """One line a session: 7a: dinsdag 9 maart 2027, 10.15 – 11.05 uur, trainer Tariq Voorbeeld.

    `several`: the request has more than one lesson, so the title stands in front. `trainers`: say who gives it.
    """
    return [_plan_line(lesson, several, trainers) for lesson in planned]


def _plan_line(lesson: Lesson, several: bool, trainers: bool) -> str:
    names = groups(lesson.bookings)
    if names and len({booking.group_id for booking in lesson.bookings}) > 1:
        names = _("%(groups)s samen", groups=names)
    head = names
    if several or not names:
        head = f"{title(lesson.bookings[0])} – {names}" if names else title(lesson.bookings[0])
    if lesson.number:
        head = _("%(what)s, les %(n)s", what=head, n=lesson.number)
    line = f"{head}: {span(lesson.starts_at, lesson.ends_at)}"
    return f"{line}, {_who(lesson)}" if trainers else line


def _who(lesson: Lesson) -> str:
    if not lesson.names:
        return _("trainer van %(provider)s", provider=lesson.provider)
    return ngettext("trainer %(names)s", "trainers %(names)s", len(lesson.names), names=listing(lesson.names))


def where(planned: Sequence[Lesson]) -> list[str]:
    """The place; where lessons have different ones, a line for each with its groups."""
    places: dict[str, list[Booking]] = {}
    for lesson in planned:
        places.setdefault(lesson.place, []).extend(lesson.bookings)
    if len(places) == 1:
        return list(places)
    return [f"{names}: {place}" if (names := groups(some)) else place for place, some in places.items()]


def arrange(bookings: Iterable[Booking]) -> list[str]:
    """What the school arranges, of each lesson in turn, nothing twice."""
    lines = [line for some in by_offering(bookings) for line in _arranges(some[0].offering)]
    return list(dict.fromkeys(lines))


def _arranges(offering: Offering) -> Sequence[str]:
    twin = _twin(offering)
    return (twin.texts.get("school_arranges") if twin else None) or offering.school_arranges


# --- why not -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Refusal:
    """What is declined for one reason: a line a lesson, the standard text, a colleague's own words (either may be empty)."""

    asked: list[str]
    reason: str
    explanation: str


def refusals(declined: Iterable[Booking]) -> list[Refusal]:
    """The declined bookings, those with the same reason together."""
    found: dict[tuple[str, str], list[Booking]] = {}
    for some in _same_offering_and_reason(declined):
        key = (_reason(some), (some[0].reason_text or "").strip())
        found.setdefault(key, []).extend(some)
    return [Refusal(asked(some), reason, own) for (reason, own), some in found.items()]


def _same_offering_and_reason(declined: Iterable[Booking]) -> Iterable[list[Booking]]:
    found: dict[tuple[int, str | None, str | None], list[Booking]] = {}
    for booking in declined:
        found.setdefault((booking.offering_id, booking.reason_code, booking.reason_text), []).append(booking)
    return found.values()


def _reason(some: Sequence[Booking]) -> str:
    offering = some[0].offering
    own_groups = groups(some) or _("deze groep")
    return reasons.text(some[0].reason_code or "", lead=lead(offering), years=years(offering), groups=own_groups)


def lead(offering: Offering) -> str:
    """ongeveer 4 weken: how long it takes to find a trainer."""
    if not offering.lead_days:
        return _("meer tijd")
    weeks = -(-offering.lead_days // 7)
    return ngettext("ongeveer %(n)s week", "ongeveer %(n)s weken", weeks, n=weeks)


def years(offering: Offering) -> str:
    """groep 7 en 8 en leerjaar 1 van het vmbo: for whom the lesson was made."""
    return listing(_years(level.level, level.year_from, level.year_to) for level in offering.levels)


def _years(level: str, first: int, last: int) -> str:
    spread = (
        listing(range(first, last + 1))
        if last - first < 3
        else _("%(first)s tot en met %(last)s", first=first, last=last)
    )
    text = in_years(level, spread, last - first + 1)
    return _("%(years)s van %(level)s", years=text, level=LEVELS[level]) if level in LEVELS else text
