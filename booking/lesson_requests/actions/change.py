# SPDX-License-Identifier: EUPL-1.2
"""Changing a request: groups and wishes while nothing is decided, the contact at any time before the end.

By the school's link, or by a coordinator whom it phoned. A group taken away is withdrawn; a group that is new gets bookings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.attributes import set_committed_value

from booking.errors import Conflict
from booking.extensions import db
from booking.history.actions import Actor
from booking.jinja import date_only, words
from booking.lesson_requests import emails
from booking.lesson_requests.actions import times
from booking.lesson_requests.actions.act import Act, begin, finish, move, nothing_done
from booking.lesson_requests.actions.contact import correct
from booking.lesson_requests.actions.meanwhile import outdated
from booking.lesson_requests.actions.submit import SchoolGone
from booking.lesson_requests.asked import CLASS, AskedGroup, school_key, school_kind
from booking.lesson_requests.changed import Changed, ChangedGroup, Scope, Wishes, scope_of
from booking.lesson_requests.emails import Change, values
from booking.lesson_requests.emails.post import OFFICE_LANGUAGE
from booking.lesson_requests.models import Booking, Group, LessonRequest
from booking.lesson_requests.workflow import Action, By, Status
from booking.permissions import Can, demand
from booking.schools import queries as schools
from booking.schools.models import School


@dataclass(frozen=True)
class Outcome:
    """What came of it. `moved`: the link is another one now; `dropped`: the schedule was taken away."""

    lesson_request: LessonRequest
    changes: list[Change]
    moved: bool
    dropped: bool = False


def change(
    request_id: int,
    changed: Changed,
    seen: int,
    *,
    actor: Actor,
    by: By,
    now: datetime,
    answer_workdays: int,
    opened: bytes | None = None,
) -> Outcome:
    """Store what differs; the secretariat hears of it.

    Raises Conflict where the request is another one than was `seen` (its version), or where it is decided; BookingError
    where the school corrects its address too often; Gone where `opened` is no link any more.
    """
    if by is By.COORDINATOR:
        demand(actor, Can.ACT_FOR_SCHOOL)
    school = _picked(changed)  # before the request: the order of locks
    act = begin(request_id, actor, by, now, answer_workdays, opened)
    lesson_request = act.lesson_request
    _refuse_outdated(act, seen)
    scope = scope_of([booking.status for booking in lesson_request.bookings])
    if scope is Scope.NOTHING:
        raise Conflict(_("U kunt dit niet meer wijzigen."), code="F-voorbij")
    if scope is Scope.CONTACT and (changed.groups is not None or changed.wishes is not None):
        raise Conflict(
            _("Over deze aanvraag is al besloten. U kunt alleen uw gegevens nog wijzigen."), code="F-besloten"
        )
    with force_locale(OFFICE_LANGUAGE):  # only colleagues read them
        dropped = times.drop(lesson_request) if changed.drop_times else []
        changes = [*dropped]
        if changed.groups is not None:
            changes += _change_groups(act, changed.groups)
        if changed.wishes is not None:
            wishes, linked = _with_school(lesson_request, changed.wishes, school)
            changes += [*linked, *_change_wishes(lesson_request, wishes)]
    asked_anew = bool(changes)
    corrected, moved = correct(act, changed.contact)
    if not (changes := changes + corrected):
        nothing_done(act)
        return Outcome(lesson_request, [], False)
    if asked_anew:
        _step(lesson_request)
    lesson_request.school_changed_at = now if by is By.TEACHER else None
    act.tell("change" if asked_anew else "contact", changes={one.what: [one.old, one.new] for one in changes})
    emails.change_notice(act, changes)
    finish(act)
    return Outcome(lesson_request, changes, moved, bool(dropped))


def _picked(changed: Changed) -> School | None:
    picked = changed.wishes.school_id if changed.wishes else None
    return schools.held(picked) if picked is not None else None


def _refuse_outdated(act: Act, seen: int) -> None:
    """What was typed over an older text must not undo what happened since."""
    if act.number - 1 != seen:
        raise outdated(act)


def _step(lesson_request: LessonRequest) -> None:
    """A decision that was made on the old text must lose once."""
    if lesson_request.school_id is None:
        classes = [b.group for b in lesson_request.bookings if b.status == Status.SUBMITTED and b.group.kind == CLASS]
        lesson_request.school_kind = school_kind((group.level, group.track) for group in classes)
    for booking in lesson_request.bookings:
        if booking.status == Status.SUBMITTED:
            booking.version += 1
    db.session.flush()


# --- groups ----------------------------------------------------------------------------------------------------------


def _change_groups(act: Act, wanted: Sequence[ChangedGroup]) -> list[Change]:
    lesson_request = act.lesson_request
    known = {group.id: group for group in lesson_request.groups}
    kept = {one.id for one in wanted if one.id in known}
    changes: list[Change] = []
    for group in list(lesson_request.groups):
        if group.id not in kept:
            changes += _take_away(act, group)
    for one in wanted:
        if one.id in known:
            changes += _update(act, known[one.id], one.asked)
        else:
            changes += _add(act, one.asked)
    return changes


def _live(act: Act, group: Group) -> list[Booking]:
    return [b for b in act.lesson_request.bookings if b.group_id == group.id and b.status == Status.SUBMITTED]


def _take_away(act: Act, group: Group) -> list[Change]:
    live = _live(act, group)
    for booking in live:
        move(act, booking, Action.WITHDRAW)
    times.forget(live)
    if not live:
        return []
    return [Change(_called(group), _people(group), _("ingetrokken"))]


def _words(group: Group | AskedGroup) -> Any:
    return words({"class": group.level or "po", "parents": "parents"}.get(group.kind, "team"))


def _called(group: Group | AskedGroup) -> str:
    return f"{_words(group).group} {group.name}".strip()


def _people(group: Group | AskedGroup) -> str:
    return f"{group.people} {_words(group).people}"


LABELS: dict[str, Any] = {
    "name": _l("naam"),
    "year": _l("leerjaar"),
    "track": _l("soort onderwijs"),
    "people": _l("aantal"),
    "wish": _l("wens"),
}


def _years(group: Group | AskedGroup) -> str:
    if group.year_from is None:
        return ""
    return str(group.year_from) if group.year_from == group.year_to else f"{group.year_from}-{group.year_to}"


def _facts(group: Group | AskedGroup) -> dict[str, str]:
    return {
        "name": group.name,
        "year": _years(group),
        "track": group.track or "",
        "people": str(group.people),
        "wish": group.wish or "",
    }


def _update(act: Act, group: Group, asked: AskedGroup) -> list[Change]:
    old, new, called = _facts(group), _facts(asked), _called(group)
    changes = [
        Change(_("%(what)s van %(group)s", what=LABELS[name], group=called), old[name], new[name])
        for name in LABELS
        if old[name] != new[name]
    ]
    if changes:
        group.name, group.level, group.track, group.wish = asked.name, asked.level, asked.track, asked.wish
        group.year_from, group.year_to, group.people = asked.year_from, asked.year_to, asked.people
    live = _live(act, group)
    for booking in live:
        booking.people = asked.people
        if booking.offering_id not in asked.offerings:
            move(act, booking, Action.WITHDRAW)
            times.forget([booking])
            changes.append(Change(f"{booking.title}, {called}", _people(group), _("ingetrokken")))
    missing = [number for number in asked.offerings if number not in {booking.offering_id for booking in live}]
    return changes + _book(act, group, missing)


def _add(act: Act, asked: AskedGroup) -> list[Change]:
    lesson_request = act.lesson_request
    group = Group(
        request_id=lesson_request.id,
        position=max((group.position for group in lesson_request.groups), default=0) + 1,
        kind=asked.kind,
        name=asked.name,
        level=asked.level,
        year_from=asked.year_from,
        year_to=asked.year_to,
        track=asked.track,
        people=asked.people,
        wish=asked.wish,
    )
    db.session.add(group)
    db.session.flush()
    set_committed_value(lesson_request, "groups", [*lesson_request.groups, group])
    return _book(act, group, asked.offerings)


def _book(act: Act, group: Group, offering_ids: Sequence[int]) -> list[Change]:
    """Bookings of this group for offerings that the request asks for already, on the same terms as those."""
    lesson_request = act.lesson_request
    # Of each offering the newest that stands: what was withdrawn may be older, or newer, than what the school sees.
    by_age = sorted(lesson_request.bookings, key=lambda one: (one.status == Status.SUBMITTED, one.submitted_at))
    terms = {booking.offering_id: booking for booking in by_age}
    changes = []
    for number in offering_ids:
        like = terms[number]
        booking = Booking(
            request_id=lesson_request.id,
            group_id=group.id,
            offering_id=number,
            position=max(one.position for one in lesson_request.bookings) + 1,
            status=Status.SUBMITTED.value,
            submitted_at=like.submitted_at,
            version=0,
            people=group.people,
            title=like.title,
            minutes=like.minutes,
            sessions_count=like.sessions_count,
            cost_kind=like.cost_kind,
            cost_cents=like.cost_cents,
            cost_unit=like.cost_unit,
        )
        db.session.add(booking)
        db.session.flush()
        for name, value in (("group", group), ("offering", like.offering), ("seats", []), ("wanted_times", [])):
            set_committed_value(booking, name, value)
        set_committed_value(lesson_request, "bookings", [*lesson_request.bookings, booking])
        changes.append(Change(f"{booking.title}, {_called(group)}", "", _people(group)))
    return changes


# --- wishes ----------------------------------------------------------------------------------------------------------


def _with_school(lesson_request: LessonRequest, wishes: Wishes, school: School | None) -> tuple[Wishes, list[Change]]:
    """Another school: what the register says of it now, and that it is another one. It may bear the very name and address that
    were typed. Raises SchoolGone where it closed meanwhile.
    """
    before = lesson_request.school_id
    if wishes.school_id == before:
        return wishes, []
    if wishes.school_id is not None and (school is None or school.status != "open"):
        raise SchoolGone
    old = schools.one(before) if before is not None else None
    lesson_request.school_id = wishes.school_id
    lesson_request.school_wijk = school.wijk.name if school and school.wijk else None
    lesson_request.school_kind = school.kind if school else None
    set_committed_value(lesson_request, "school", school)
    changes = [Change(_("school in het register"), _registered(old), _registered(school))]
    return replace(wishes, school_name=school.name, school_address=school.address) if school else wishes, changes


def _registered(school: School | None) -> str:
    """De Voorbeeldboom (00AB01): two locations may bear one name."""
    if school is None:
        return ""
    return f"{school.name} ({school.code})" if school.code else school.name


def _change_wishes(lesson_request: LessonRequest, wishes: Wishes) -> list[Change]:
    rows: tuple[tuple[str, Any, Any, Any], ...] = (
        ("school_name", _l("school"), wishes.school_name, str),
        ("school_address", _l("adres van de school"), wishes.school_address, str),
        ("wish_weekdays", _l("dagen"), list(wishes.weekdays), _days),
        ("wish_dayparts", _l("deel van de dag"), list(wishes.dayparts), _parts),
        ("wish_from", _l("niet vóór"), wishes.wish_from, date_only),
        ("wish_until", _l("niet na"), wishes.wish_until, date_only),
        ("wish_same_day", _l("op dezelfde dag"), wishes.same_day, lambda value: _("ja")),
        ("remark", _l("opmerking"), wishes.remark, str),
    )
    changes = []
    said: Any
    for column, label, new, said in rows:
        old = getattr(lesson_request, column)
        if (old or None) != (new or None):
            setattr(lesson_request, column, new)
            changes.append(Change(str(label), said(old) if old else "", said(new) if new else ""))
    lesson_request.school_key = school_key(lesson_request.school_name)
    return changes


def _days(names: Sequence[str]) -> str:
    return ", ".join(str(values.WEEKDAYS[name]) for name in names)


def _parts(names: Sequence[str]) -> str:
    return ", ".join(str(values.DAYPARTS[name]) for name in names)
