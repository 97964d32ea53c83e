# SPDX-License-Identifier: EUPL-1.2
"""The request form filled in from a former request: last school year's groups a year up, where that is plain.

What reaches a person (e-mail address, telephone numbers) stays empty: whoever holds the link must not read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from booking.catalogue.queries import Card, Catalogue
from booking.jinja import date_only
from booking.lesson_requests.asked import CLASS, breaks_of
from booking.lesson_requests.models import Booking, Group, LessonRequest
from booking.lesson_requests.shelved import school_year
from booking.lesson_requests.workflow import ENDED_WITHOUT_LESSON, Status, local_day
from booking.schools.calendar import school_year_of
from booking.schools.search import SchoolIndex

from .levels import COMBINATIONS, LAST_YEAR, YEARS, Year
from .plan import breaks_text
from .request import new_key
from .school import OTHER

LAST_OF_TRACK = {"havo": 5}
"""Where a kind of education ends before the last year of its level."""


@dataclass(frozen=True)
class Class:
    """Where a class is: its name, and its years of a stored level."""

    name: str
    level: str
    first: int
    last: int
    track: str | None = None

    @property
    def final(self) -> int:
        """The last year of its school."""
        last = LAST_YEAR.get(self.level, YEARS.get(self.level, (0, 0))[1])
        return min(last, LAST_OF_TRACK.get(self.track or "", last))

    @property
    def leaves(self) -> bool:
        """All of it is at another school next year."""
        return self.first >= self.final

    @property
    def plain(self) -> bool:
        """Is it clear where the class is next year? Not where a part of it leaves, nor in a class for newcomers."""
        if self.track == "isk" or self.last >= self.final:
            return False
        return self.first == self.last or (self.first + 1, self.last + 1) in COMBINATIONS

    def a_year_up(self) -> Class:
        """6a becomes 7a, 6/7 becomes 7/8; a name that does not begin with its year stays."""
        old, new = ("/".join(map(str, range(first, last + 1))) for first, last in self._both)
        name = new + self.name[len(old) :] if _begins(self.name, old) else self.name
        return Class(name, self.level, self.first + 1, self.last + 1, self.track)

    @property
    def _both(self) -> tuple[tuple[int, int], tuple[int, int]]:
        return (self.first, self.last), (self.first + 1, self.last + 1)

    def suits(self, card: Card) -> bool:
        return any((self.level, year) in card.classes for year in range(self.first, self.last + 1))


def _begins(name: str, years: str) -> bool:
    """7a begins with 7; 12 does not begin with 1."""
    return name.startswith(years) and not name[len(years) :][:1].isdigit()


class Again:
    """`data` are the answers; the rest is what the page says of them."""

    def __init__(
        self, lesson_request: LessonRequest, catalogue: Catalogue, schools: SchoolIndex, now: datetime, slug: str = ""
    ) -> None:
        self.catalogue, self.schools, self.today = catalogue, schools, local_day(now)
        self.shifted = False
        """Some groups stand a year higher."""
        self.left: list[str] = []
        """Groups that are at another school now."""
        self.unsure: list[str] = []
        """Groups of which nobody can say where they are now."""
        self.stopped: list[str] = []
        """Lessons that are not given any more."""
        self.later: list[tuple[str, date]] = []
        """Lessons that cannot be asked for yet, and from when they can."""
        self.unfit: list[tuple[str, str]] = []
        """(lesson, group) that do not fit any more."""
        this_year, then = school_year_of(self.today)[0], school_year(lesson_request)
        self.up = this_year.year - then.year == 1
        self._by_id = {card.id: card for card in catalogue.cards}
        self.data: MultiDict[str, str] = MultiDict()
        bookings = self._askable(_wanted(lesson_request, slug, then >= this_year))
        self._put(lesson_request, now)
        self._put_groups(lesson_request.groups, bookings)
        cards = self._cards(bookings)
        asked = [card for card in cards if card.slug in self._used] or cards
        for card in asked:
            self.data.add("offered", card.slug)
            self.data.add("offering", card.slug)
        self.lessons = [card.slug for card in asked]

    @property
    def lines(self) -> list[str]:
        """What is to be said of it, a line each."""
        return [
            *(_("We geven %(offering)s niet meer.", offering=title) for title in self.stopped),
            *(
                _("U kunt %(offering)s aanvragen vanaf %(date)s.", offering=title, date=date_only(day))
                for title, day in self.later
            ),
            *(
                _("%(offering)s past niet meer bij %(group)s.", offering=title, group=name)
                for title, name in self.unfit
            ),
            *(
                _("%(group)s is nu van school. Deze groep staat niet meer in het formulier.", group=name)
                for name in self.left
            ),
            *(
                _("%(group)s hebben we niet opgeschoven. Kijk zelf welk jaar het nu is.", group=name)
                for name in self.unsure
            ),
        ]

    def _askable(self, bookings: Sequence[Booking]) -> list[Booking]:
        """Those whose lesson can be asked for today; the others are named once each."""
        found = []
        for one in bookings:
            card = self._by_id.get(one.offering_id)
            if card is None or card.status != "published":
                title = card.said("title") if card else one.title
                self.stopped += [title] if title not in self.stopped else []
            elif not card.open_on(self.today) and card.requests_from is not None:
                early = (card.said("title"), card.requests_from)
                self.later += [early] if early not in self.later else []
            else:
                found.append(one)
        return found

    def _cards(self, bookings: Sequence[Booking]) -> list[Card]:
        return [self._by_id[number] for number in dict.fromkeys(one.offering_id for one in bookings)]

    def _put(self, lesson_request: LessonRequest, now: datetime) -> None:
        programme = next((p.slug for p in self.catalogue.programmes if p.id == lesson_request.programme_id), "")
        wishes = {"not_before": lesson_request.wish_from, "not_after": lesson_request.wish_until}
        answers = {
            "form_key": new_key(now),
            "programme": programme,
            **self._school(lesson_request),
            "remark": lesson_request.remark or "",
            "contact_name": lesson_request.contact_name,
            "plan_breaks": breaks_text(breaks_of(lesson_request.breaks)),
            **{name: day.isoformat() for name, day in wishes.items() if day is not None and day > self.today},
        }
        for name, value in answers.items():
            self.data.add(name, value)
        if lesson_request.wish_same_day:
            self.data.add("same_day", "y")
        for name, values in (("weekdays", lesson_request.wish_weekdays), ("dayparts", lesson_request.wish_dayparts)):
            for value in values:
                self.data.add(name, value)

    def _school(self, lesson_request: LessonRequest) -> dict[str, str]:
        """Picked where it was linked, else typed; one that closed since is looked for anew."""
        typed = {"school_name": lesson_request.school_name, "school_address": lesson_request.school_address}
        if lesson_request.school_id is None:
            return {"school": OTHER, "school_query": "", **typed}
        stands = self.schools.standing_in(lesson_request.school_id)
        if stands is None:
            return {"school": "", "school_query": lesson_request.school_name, **typed}
        breaks = {"plan_school": str(stands.id)} if lesson_request.breaks else {}
        return {"school": str(stands.id), "school_query": "", **typed, **breaks}

    # --- groups ------------------------------------------------------------------------------------------------------

    def _put_groups(self, groups: Sequence[Group], bookings: Sequence[Booking]) -> None:
        self._used: set[str] = set()
        number = 0
        for group in groups:
            cards = self._cards([one for one in bookings if one.group_id == group.id])
            if group.kind != CLASS:
                for card in cards:
                    self.data.add(f"own-{card.slug}-name", group.name)
                    self.data.add(f"own-{card.slug}-people", str(group.people))
                    self._used.add(card.slug)
                continue
            now = self._this_year(group, cards) if cards else None
            mine = self._fitting(group, now, cards) if now else []
            if now and mine:
                number += 1
                self._put_class(number, group, now, mine)

    def _this_year(self, group: Group, cards: Sequence[Card]) -> Class | None:
        """Where the class is now; None if it left."""
        then = _class(group)
        if not self.up or group.year_from is None:
            return then
        if then.leaves:
            self.left.append(group.name)
            return None
        if not then.plain:
            self.unsure.append(group.name)
            return then
        self.shifted = True
        return then.a_year_up()

    def _fitting(self, group: Group, now: Class, cards: Sequence[Card]) -> list[Card]:
        """The lessons for it. What was asked for another year in full knowledge stays."""
        then = _class(group)
        off = [card for card in cards if then.suits(card) and not now.suits(card)]
        self.unfit += [(card.said("title"), now.name) for card in off]
        return [card for card in cards if card not in off]

    def _put_class(self, number: int, group: Group, now: Class, cards: Sequence[Card]) -> None:
        shown = "vo" if now.level == "vmbo" else now.level
        row = {
            "name": now.name,
            "year": Year(shown, now.first, now.last).value if group.year_from is not None else "",
            "track": group.track or "",
            "pupils": str(group.people),
            "wish": group.wish or "",
        }
        for part, value in row.items():
            self.data.add(f"groups-{number}-{part}", value)
        for card in cards:
            self.data.add(f"groups-{number}-offering", card.slug)
            self._used.add(card.slug)


def _class(group: Group) -> Class:
    return Class(group.name, group.level or "po", group.year_from or 0, group.year_to or 0, group.track)


def _wanted(lesson_request: LessonRequest, slug: str, this_year: bool) -> list[Booking]:
    """What is asked again: one lesson where one is named; what came to nothing this year; all that stood last year."""
    bookings = [one for one in lesson_request.bookings if slug in ("", one.offering.slug)] or lesson_request.bookings
    ended = [one for one in bookings if Status(one.status) in ENDED_WITHOUT_LESSON]
    if slug or this_year:
        return ended or bookings
    return [one for one in bookings if Status(one.status) is not Status.WITHDRAWN] or bookings
