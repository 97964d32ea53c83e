# SPDX-License-Identifier: EUPL-1.2
"""The form that changes a request: the request form without its lessons, filled in. After a decision only the contact.

On the school's page the e-mail address and the telephone number are empty (whoever holds the link must not read them): empty
means unchanged. A colleague sees them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from booking.catalogue.queries import Card, Catalogue
from booking.forms import PublicForm, StaffForm
from booking.lesson_requests.asked import CLASS, DAYPARTS, KIND_OF, PARENTS, WEEKDAYS
from booking.lesson_requests.changed import Changed, ChangedGroup, Contact, Wishes
from booking.lesson_requests.models import Group, LessonRequest
from booking.lesson_requests.workflow import Status, local_day

from .groups import GroupRows, OwnRow, Raw, read_rows, without_row
from .levels import Year
from .request import CONTACT, DAYPART_NAMES, ORDER, SEVERAL, ContactFields, Found, SchoolFields, WhenFields

UNCHANGED = _l("Laat dit leeg als het niet verandert.")


class _Seen:
    seen = HiddenField()


class PublicContact(_Seen, ContactFields, PublicForm):
    """After a decision, by the school."""


class StaffContact(_Seen, ContactFields, StaffForm):
    """After a decision, by a colleague."""


class PublicChange(_Seen, SchoolFields, WhenFields, ContactFields, PublicForm):
    """Before a decision, by the school."""


class StaffChange(_Seen, SchoolFields, WhenFields, ContactFields, StaffForm):
    """Before a decision, by a colleague."""


class ChangeForm:
    """`everything`: groups and wishes too. `data`: what was posted, or None for the request as it stands."""

    def __init__(
        self,
        lesson_request: LessonRequest,
        catalogue: Catalogue,
        now: datetime,
        everything: bool,
        data: MultiDict[str, str] | None = None,
        staff: bool = False,
    ) -> None:
        self.lesson_request, self.everything, self.staff = lesson_request, everything, staff
        self.posted = data is not None
        self.data = data if data is not None else _stored(lesson_request, staff)
        kinds = (StaffChange if staff else PublicChange) if everything else (StaffContact if staff else PublicContact)
        self.fields: Any = kinds(formdata=self.data)
        self.fields.today = local_day(now)
        self.cards = cards_of(lesson_request, catalogue)
        if everything:
            self.fields.dayparts.choices = list(DAYPART_NAMES.items())[: 3 if self._evening else 2]
            self._set_rows(_with_ids(self.data))
        if not staff:
            self.fields.contact_email.description = self.fields.contact_phone.description = UNCHANGED
            self._keep_what_is_empty()

    @property
    def classes(self) -> list[Card]:
        return [card for card in self.cards if KIND_OF[card.kind] == CLASS]

    @property
    def _evening(self) -> bool:
        return any(KIND_OF[card.kind] == PARENTS for card in self.cards) or "evening" in self.data.getlist("dayparts")

    def _keep_what_is_empty(self) -> None:
        for name in ("contact_email", "contact_phone"):
            field = self.fields[name]
            if not field.data:
                field.data = getattr(self.lesson_request, name)

    def _set_rows(self, raws: list[Raw]) -> None:
        self.raws = raws
        self.rows = GroupRows(raws, self.classes)
        self.own_rows = [OwnRow(self.data, card) for card in self.cards if KIND_OF[card.kind] != CLASS]

    def add_row(self) -> None:
        self._set_rows([*self.raws, {}])

    def remove_row(self, number: int) -> None:
        self._set_rows(without_row(self.raws, number))

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
        return [*self._found_in(("school_name", "school_address")), *groups, *own, *self._found_in(ORDER), *contact]

    def _found_in(self, names: Sequence[str]) -> Found:
        return [
            (f"{name}-0" if name in SEVERAL else name, str(self.fields[name].errors[0]))
            for name in names
            if self.fields[name].errors
        ]

    @property
    def seen(self) -> int:
        """The version of the request that the page showed."""
        text = self.fields.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    def look_again(self) -> None:
        """The page is shown once more, over the request as it is now."""
        self.fields.seen.raw_data = None
        self.fields.seen.data = str(self.lesson_request.version)

    def validate(self) -> bool:
        good = [self.fields.validate()]
        if self.everything:
            good += [self.rows.validate()] if self.classes else []
            good += [row.problems() for row in self.own_rows]
        return all(good)

    def changed(self) -> Changed:
        """What it asks for, once it was found right."""
        f = self.fields
        contact = Contact(f.contact_name.data, f.contact_email.data, f.contact_phone.data, f.day_contact.data or None)
        return Changed(contact, self._groups(), self._wishes()) if self.everything else Changed(contact)

    def _groups(self) -> list[ChangedGroup]:
        order = [card.id for card in self.cards]
        known = {group.id for group in self.lesson_request.groups}
        found = []
        for row in self.rows.used if self.classes else []:
            text = self.group_id(row.number)
            number = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
            found.append(ChangedGroup(number if number in known else None, row.asked(order)))
        for row in self.own_rows:
            group = _own_group(self.lesson_request, row.card.id)
            found.append(ChangedGroup(group.id if group else None, row.asked()))
        return found

    def _wishes(self) -> Wishes:
        f = self.fields
        return Wishes(
            school_name=f.school_name.data,
            school_address=f.school_address.data,
            weekdays=tuple(one for one in WEEKDAYS if one in (f.weekdays.data or [])),
            dayparts=tuple(one for one in DAYPARTS if one in (f.dayparts.data or [])),
            wish_from=f.not_before.day,
            wish_until=f.not_after.day,
            same_day=bool(f.same_day.data),
            remark=f.remark.data or None,
        )


def cards_of(lesson_request: LessonRequest, catalogue: Catalogue) -> list[Card]:
    """The offerings that still wait for an answer, in the order in which they were asked."""
    by_id = {card.id: card for card in catalogue.cards}
    return [by_id[number] for number in _live_offerings(lesson_request) if number in by_id]


def all_shown(lesson_request: LessonRequest, catalogue: Catalogue) -> bool:
    """Does the public catalogue hold all of them? One that went back to a draft cannot stand on the form."""
    return len(cards_of(lesson_request, catalogue)) == len(_live_offerings(lesson_request))


def _live_offerings(lesson_request: LessonRequest) -> list[int]:
    return list(dict.fromkeys(b.offering_id for b in lesson_request.bookings if b.status == Status.SUBMITTED))


def _own_group(lesson_request: LessonRequest, offering_id: int) -> Group | None:
    """The team or parents for whom this offering was asked."""
    for booking in lesson_request.bookings:
        if booking.offering_id == offering_id and booking.status == Status.SUBMITTED and booking.group.kind != CLASS:
            return booking.group
    return None


def _with_ids(data: MultiDict[str, str]) -> list[Raw]:
    """The rows as they were typed, each with the hidden number of its group."""
    raws = read_rows(data)
    numbers = sorted(
        {
            int(name.split("-")[1])
            for name in data
            if name.startswith("groups-") and name.count("-") == 2 and name.split("-")[1].isdigit()
        }
    )
    for number, raw in zip(numbers, raws, strict=False):
        raw["id"] = data.getlist(f"group-{number}")[:1]
    return raws


def _stored(lesson_request: LessonRequest, staff: bool) -> MultiDict[str, str]:
    """The request as the answers of a form."""
    data: MultiDict[str, str] = MultiDict()
    simple = {
        "seen": lesson_request.version,
        "school_name": lesson_request.school_name,
        "school_address": lesson_request.school_address,
        "not_before": lesson_request.wish_from.isoformat() if lesson_request.wish_from else "",
        "not_after": lesson_request.wish_until.isoformat() if lesson_request.wish_until else "",
        "remark": lesson_request.remark or "",
        "contact_name": lesson_request.contact_name,
        "contact_email": lesson_request.contact_email if staff else "",
        "contact_phone": lesson_request.contact_phone if staff else "",
        "day_contact": lesson_request.day_contact or "",
    }
    for name, value in simple.items():
        data.add(name, str(value))
    if lesson_request.wish_same_day:
        data.add("same_day", "y")
    for name, values in (("weekdays", lesson_request.wish_weekdays), ("dayparts", lesson_request.wish_dayparts)):
        for value in values:
            data.add(name, value)
    _store_groups(data, lesson_request)
    return data


def _store_groups(data: MultiDict[str, str], lesson_request: LessonRequest) -> None:
    live = [booking for booking in lesson_request.bookings if booking.status == Status.SUBMITTED]
    number = 0
    for group in lesson_request.groups:
        mine = [booking for booking in live if booking.group_id == group.id]
        if not mine:
            continue
        if group.kind != CLASS:
            for booking in mine:
                data.add(f"own-{booking.offering.slug}-name", group.name)
                data.add(f"own-{booking.offering.slug}-people", str(group.people))
            continue
        number += 1
        head = f"groups-{number}-"
        shown = "vo" if group.level == "vmbo" else group.level or "po"
        year = Year(shown, group.year_from or 0, group.year_to or 0)
        data.add(f"group-{number}", str(group.id))
        for part, value in (
            ("name", group.name),
            ("year", year.value),
            ("track", group.track or ""),
            ("pupils", str(group.people)),
            ("wish", group.wish or ""),
        ):
            data.add(head + part, value)
        for booking in mine:
            data.add(head + "offering", booking.offering.slug)
