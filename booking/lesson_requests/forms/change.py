# SPDX-License-Identifier: EUPL-1.2
"""The form that changes a request: the request form without its lessons, filled in. After a decision only the contact.

On the school's page what reaches a person (e-mail address, telephone numbers) is empty: whoever holds the link must not read
it. Empty means unchanged. A colleague sees it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField

from booking.catalogue.queries import Card, Catalogue
from booking.forms import PublicForm, StaffForm
from booking.lesson_requests import wanted
from booking.lesson_requests.asked import CLASS, DAYPARTS, KIND_OF, PARENTS, WEEKDAYS
from booking.lesson_requests.changed import Changed, ChangedGroup, Contact, Scope, Wishes, scope_of
from booking.lesson_requests.emails import values
from booking.lesson_requests.models import Group, LessonRequest
from booking.lesson_requests.workflow import Status, local_day
from booking.schools.search import SchoolIndex

from .groups import MOST, GroupRows, OwnRow, Raw, read_rows, without_row
from .levels import Year
from .request import CONTACT, DAYPART_CHOICES, ORDER, ContactFields, Found, WhenFields
from .school import ADDRESS, EMPTY, NAME, OTHER, PICK, QUERY, SchoolPart, SchoolText

UNCHANGED = _l("Laat dit leeg als het niet verandert.")
KEPT_PRIVATE = ("contact_email", "contact_phone", "day_contact")


class _Seen:
    """`seen`: the version of the request on the page."""

    seen = HiddenField()
    no_day_contact = BooleanField(_l("Haal deze persoon weg"))
    no_times = BooleanField(_l("Haal het rooster weg"))


class PublicContact(_Seen, ContactFields, PublicForm):
    """After a decision, by the school."""


class StaffContact(_Seen, ContactFields, StaffForm):
    """After a decision, by a colleague."""


class PublicChange(_Seen, WhenFields, ContactFields, PublicForm):
    """Before a decision, by the school."""


class StaffChange(_Seen, WhenFields, ContactFields, StaffForm):
    """Before a decision, by a colleague."""


class ChangeForm:
    """`data`: what was posted, or None for the request as it stands."""

    def __init__(
        self,
        lesson_request: LessonRequest,
        catalogue: Catalogue,
        now: datetime,
        data: MultiDict[str, str] | None = None,
        staff: bool = False,
        schools: SchoolIndex = EMPTY,
    ) -> None:
        self.lesson_request, self.staff, self.posted = lesson_request, staff, data is not None
        self.data = data if data is not None else stored(lesson_request, staff)
        self.school = SchoolPart(schools, self.data, keep=lesson_request.school_id)
        self.cards = _cards(lesson_request, catalogue)
        asked = lesson_request.programme_id
        self._programme = next((one.shown_level for one in catalogue.programmes if one.id == asked), "")
        scope = scope_of([booking.status for booking in lesson_request.bookings])
        self.closed = scope is Scope.NOTHING
        self.decided = scope is not Scope.ALL
        shown = len(self.cards) == len(_live_offerings(lesson_request)) and NAME in self.data
        self.everything = scope is Scope.ALL and shown
        """Groups and wishes too. Not where the page that was posted had none, or a lesson went back to being a draft."""
        kinds = (
            (StaffChange if staff else PublicChange) if self.everything else (StaffContact if staff else PublicContact)
        )
        self.fields: Any = kinds(formdata=self.data)
        if self.everything:
            self.fields.today = local_day(now)
            self.fields.kept = (lesson_request.wish_from, lesson_request.wish_until)
            self.fields.dayparts.choices = DAYPART_CHOICES[: 3 if self._evening else 2]
            self._set_rows(self._read_rows())
        if not staff:
            self._keep_what_is_empty()

    @property
    def classes(self) -> list[Card]:
        return [card for card in self.cards if KIND_OF[card.kind] == CLASS]

    @property
    def _evening(self) -> bool:
        return any(KIND_OF[card.kind] == PARENTS for card in self.cards) or "evening" in self.data.getlist("dayparts")

    def _keep_what_is_empty(self) -> None:
        for name in KEPT_PRIVATE:
            field = self.fields[name]
            field.description = UNCHANGED if getattr(self.lesson_request, name) else field.description
            if not field.data and not (name == "day_contact" and self.fields.no_day_contact.data):
                field.data = getattr(self.lesson_request, name) or ""

    def _read_rows(self) -> list[Raw]:
        """A row in which every tick was taken away says so: browsers leave the field out then."""
        rows = read_rows(self.data)
        return [{"offering": [], **raw} if raw else raw for raw in rows] if "split" in self.data else rows

    def _set_rows(self, raws: list[Raw]) -> None:
        self.raws = raws
        school = self.school.teaches
        self.rows = GroupRows(raws, self.classes, school.in_programme(self._programme) if self._programme else school)
        self.own_rows = [OwnRow(self.data, card) for card in self.cards if KIND_OF[card.kind] != CLASS]

    def add_row(self) -> None:
        if len(self.raws) < MOST:
            self._set_rows([*self.raws, {}])

    def remove_row(self, number: int) -> None:
        self._set_rows(without_row(self.raws, number) or [{}])

    @property
    def looks_for_school(self) -> bool:
        """Enter, with a school to be found."""
        return self.everything and self.school.undecided and bool(self.school.text.school_query.data)

    def group_id(self, number: int) -> str:
        """The hidden number of the group in this row; empty for a new one."""
        return self.raws[number - 1].get("id", [""])[0]

    @property
    def found(self) -> Found:
        """All mistakes, as (id of the control, sentence), in the order of the page."""
        contact = self._found_in(CONTACT)
        if not self.everything:
            return contact
        groups = self.rows.found if self.classes else []
        own = [pair for row in self.own_rows for pair in row.found]
        return [*self.school.found, *groups, *own, *self._found_in(ORDER), *contact]

    def _found_in(self, names: Sequence[str]) -> Found:
        return [(name, str(self.fields[name].errors[0])) for name in names if self.fields[name].errors]

    @property
    def schedule(self) -> list[wanted.Row]:
        """The times that the school proposed for what still waits; they can be taken back here."""
        return wanted.rows(wanted.of_bookings(self.lesson_request.bookings, values.title))

    @property
    def seen(self) -> int:
        """The version of the request that the page showed."""
        text = self.fields.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    def look_again(self) -> None:
        """The page is shown once more, over the request as it is now."""
        self.fields.seen.raw_data = None
        self.fields.seen.data = str(self.lesson_request.version)

    @property
    def left_over(self) -> list[tuple[Any, str]]:
        """What was typed into fields that do not stand on the page any more, to be read out on the telephone."""
        if not self.posted or self.everything:
            return []
        typed: Any = PublicChange(formdata=self.data)
        names = [*(ORDER if NAME in self.data else ()), *(CONTACT if self.closed else ())]
        fields = [*SchoolText(formdata=self.data), *(typed[name] for name in names)]
        texts = [(each.label.text, each._value()) for each in fields if hasattr(each, "_value")]
        rows = [[raw.get(part, [""])[0].strip() for part in ("name", "pupils", "wish")] for raw in read_rows(self.data)]
        return [pair for pair in texts if pair[1]] + [
            (_("Groep"), ", ".join(filter(None, row))) for row in rows if any(row)
        ]

    def validate(self) -> bool:
        good = [self.fields.validate()]
        if self.everything:
            good += [self.school.validate()]
            good += [self.rows.validate()] if self.classes else []
            good += [row.problems() for row in self.own_rows]
        return all(good)

    def changed(self) -> Changed:
        """What it asks for, once it was found right."""
        f = self.fields
        contact = Contact(f.contact_name.data, f.contact_email.data, f.contact_phone.data, f.day_contact.data or None)
        if not self.everything:
            return Changed(contact)
        return Changed(contact, self._groups(), self._wishes(), bool(f.no_times.data))

    def _groups(self) -> list[ChangedGroup]:
        order = [card.id for card in self.cards]
        known = {str(group.id): group.id for group in self.lesson_request.groups}
        found = [
            ChangedGroup(known.pop(self.group_id(row.number), None), row.asked(order))
            for row in (self.rows.used if self.classes else [])
        ]
        for row in self.own_rows:
            group = _own_group(self.lesson_request, row.card.id)
            found.append(ChangedGroup(group.id if group else None, row.asked()))
        return found

    def _school(self) -> dict[str, Any]:
        """The same school stays as it was asked for, whatever the register says of it now."""
        asked, stands = self.school.asked(), self.lesson_request
        if asked["school_id"] is not None and asked["school_id"] == stands.school_id:
            return asked | {NAME: stands.school_name, ADDRESS: stands.school_address}
        return asked

    def _wishes(self) -> Wishes:
        f = self.fields
        return Wishes(
            **self._school(),
            weekdays=tuple(one for one in WEEKDAYS if one in (f.weekdays.data or [])),
            dayparts=tuple(one for one in DAYPARTS if one in (f.dayparts.data or [])),
            wish_from=f.not_before.day,
            wish_until=f.not_after.day,
            same_day=bool(f.same_day.data),
            remark=f.remark.data or None,
        )


def _cards(lesson_request: LessonRequest, catalogue: Catalogue) -> list[Card]:
    """The offerings that still wait for an answer, in the order in which they were asked. A draft has no card."""
    by_id = {card.id: card for card in catalogue.cards}
    return [by_id[number] for number in _live_offerings(lesson_request) if number in by_id]


def _live_offerings(lesson_request: LessonRequest) -> list[int]:
    return list(dict.fromkeys(b.offering_id for b in lesson_request.bookings if b.status == Status.SUBMITTED))


def _own_group(lesson_request: LessonRequest, offering_id: int) -> Group | None:
    """The team or parents for whom this offering was asked."""
    for booking in lesson_request.bookings:
        if booking.offering_id == offering_id and booking.status == Status.SUBMITTED and booking.group.kind != CLASS:
            return booking.group
    return None


def stored(lesson_request: LessonRequest, staff: bool) -> MultiDict[str, str]:
    """The request as the answers of a form."""
    data: MultiDict[str, str] = MultiDict()
    simple = {
        "seen": lesson_request.version,
        QUERY: "",
        PICK: lesson_request.school_id or OTHER,
        NAME: "" if lesson_request.school_id else lesson_request.school_name,
        ADDRESS: "" if lesson_request.school_id else lesson_request.school_address,
        "not_before": lesson_request.wish_from.isoformat() if lesson_request.wish_from else "",
        "not_after": lesson_request.wish_until.isoformat() if lesson_request.wish_until else "",
        "remark": lesson_request.remark or "",
        "contact_name": lesson_request.contact_name,
        **{name: (getattr(lesson_request, name) or "") if staff else "" for name in KEPT_PRIVATE},
    }
    for name, value in simple.items():
        data.add(name, str(value))
    if lesson_request.wish_same_day:
        data.add("same_day", "y")
    for name, chosen in (("weekdays", lesson_request.wish_weekdays), ("dayparts", lesson_request.wish_dayparts)):
        for value in chosen:
            data.add(name, value)
    _store_groups(data, lesson_request)
    return data


def _store_groups(data: MultiDict[str, str], lesson_request: LessonRequest) -> None:
    live = [booking for booking in lesson_request.bookings if booking.status == Status.SUBMITTED]
    number = 0
    for group in lesson_request.groups:
        mine = [booking for booking in live if booking.group_id == group.id]
        if group.kind != CLASS:
            for booking in mine:
                data.add(f"own-{booking.offering.slug}-name", group.name)
                data.add(f"own-{booking.offering.slug}-people", str(group.people))
        elif mine:
            number += 1
            for part, value in _class(group).items():
                data.add(f"groups-{number}-{part}", value)
            for booking in mine:
                data.add(f"groups-{number}-offering", booking.offering.slug)


def _class(group: Group) -> dict[str, str]:
    shown = "vo" if group.level == "vmbo" else group.level or "po"
    return {
        "id": str(group.id),
        "name": group.name,
        "year": Year(shown, group.year_from or 0, group.year_to or 0).value,
        "track": group.track or "",
        "pupils": str(group.people),
        "wish": group.wish or "",
    }
