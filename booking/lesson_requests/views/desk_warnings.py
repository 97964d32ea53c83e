# SPDX-License-Identifier: EUPL-1.2
""" "Let op" on the office's page of a request: what a coordinator must know before deciding. Rows in, words out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from booking.catalogue.queries import spread
from booking.history.models import HistoryEntry
from booking.jinja import day_short, in_years, listing, moment_short
from booking.lesson_requests.actions.link_school import LINK, UNLINK
from booking.lesson_requests.actions.merge_schools import WENT_ALONG
from booking.lesson_requests.emails import values
from booking.lesson_requests.models import Booking, LessonRequest
from booking.lesson_requests.queries.desk import Line
from booking.lesson_requests.warnings import closed_day, combination
from booking.lesson_requests.workflow import Status
from booking.outbox.models import OutboxMail
from booking.schools.queries import calendar_of

from . import plan_checks
from .desk_words import mail_name, year_words


def warnings(
    lesson_request: LessonRequest,
    mails: Sequence[OutboxMail],
    entries: Sequence[HistoryEntry],
    today: date,
) -> list[str]:
    """What a coordinator must know before deciding; empty if nothing is amiss."""
    found: list[str] = []
    waiting = [booking for booking in lesson_request.bookings if booking.status == Status.SUBMITTED]
    for booking in waiting:
        found += _fits(booking)
    found += _other_year(waiting)
    found += _too_soon(waiting, lesson_request, today)
    found += _closed(waiting, lesson_request)
    found += plan_checks.of_request(lesson_request, today)
    failed = [mail for mail in mails if mail.status == "failed" or mail.bounced_at]
    found += [
        _(
            'De mail "%(mail)s" aan %(address)s is niet bezorgd. Bel de school.',
            mail=mail_name(mail),
            address=mail.recipient,
        )
        if mail.recipient_key == lesson_request.email_key
        else _('De mail "%(mail)s" aan %(address)s is niet bezorgd.', mail=mail_name(mail), address=mail.recipient)
        for mail in failed
    ]
    if lesson_request.school_changed_at:
        recent = [e for e in entries if e.actor_kind == "teacher" and e.changes and not _acted_after(e, entries)]
        lines = [line for e in recent[::-1] for line in _change_lines(e)]
        when = moment_short(lesson_request.school_changed_at)
        what = "; ".join(dict.fromkeys(lines))
        found.append(
            _("Gewijzigd door de school op %(when)s: %(changes)s.", when=when, changes=what)
            if what
            else _("Gewijzigd door de school op %(when)s.", when=when)
        )
    return list(dict.fromkeys(found))


def _change_lines(entry: HistoryEntry) -> list[str]:
    pairs = (entry.changes or {}).items()
    return [values.Change(name, *pair).line for name, pair in pairs if isinstance(pair, list) and len(pair) == 2]


def _acted_after(entry: HistoryEntry, entries: Sequence[HistoryEntry]) -> bool:
    """Did a colleague look at it since? Linking a school says nothing of what the school changed."""
    acts = (other for other in entries if other.id > entry.id and other.action not in (LINK, UNLINK, WENT_ALONG))
    return any(other.actor_kind == "staff" for other in acts)


def _fits(booking: Booking) -> list[str]:
    group, offering = booking.group, booking.offering
    name = {"offering": booking.title, "name": group.name or booking.title}
    found = []
    if offering.max_people and booking.people > offering.max_people:
        found.append(
            _(
                "%(offering)s is voor maximaal %(max)s leerlingen. In %(name)s zitten er %(n)s.",
                max=offering.max_people,
                n=booking.people,
                **name,
            )
        )
    if offering.status == "archived":
        found.append(_("%(offering)s wordt niet meer gegeven.", **name))
    return found


def _other_year(waiting: Sequence[Booking]) -> list[str]:
    """For whom a lesson is not meant: one sentence for all groups of the same year."""
    names: dict[tuple[str, str, str, bool], list[str]] = {}
    for booking in waiting:
        group, last = booking.group, booking.group.year_to or booking.group.year_from or 0
        if group.kind != "class" or group.year_from is None:
            continue
        levels = [level for level in booking.offering.levels if level.level == group.level]
        meant = {year for level in levels for year in range(level.year_from, level.year_to + 1)}
        mine = set(range(group.year_from, last + 1))
        if not mine <= meant:
            key = (booking.title, values.years(booking.offering), _years(booking), bool(mine & meant))
            names.setdefault(key, []).append(group.name or booking.title)
    return [
        combination(offering, meant, some, years)
        if part
        else ngettext(
            "%(offering)s is voor %(years)s. %(names)s is %(year)s.",
            "%(offering)s is voor %(years)s. %(names)s zijn %(year)s.",
            len(some),
            offering=offering,
            years=meant,
            names=listing(some),
            year=years,
        )
        for (offering, meant, years, part), some in names.items()
    ]


def _years(booking: Booking) -> str:
    """groep 7; of a combination groep 7 en 8."""
    group = booking.group
    first, last = group.year_from or 0, group.year_to or group.year_from or 0
    if first == last:
        return year_words(booking)
    return in_years(group.level or "po", spread(first, last), last - first + 1)


def _too_soon(waiting: Sequence[Booking], lesson_request: LessonRequest, today: date) -> list[str]:
    until = lesson_request.wish_until
    return [
        _("De school wil %(offering)s vóór %(day)s. Dat is korter dan de %(n)s dagen die we nodig hebben.",
          offering=booking.title, day=day_short(until), n=booking.offering.lead_days)
        for booking in waiting
        if until and booking.offering.lead_days and (until - today).days < booking.offering.lead_days
    ]  # fmt: skip


def _closed(waiting: Sequence[Booking], lesson_request: LessonRequest) -> list[str]:
    """What the school asked for on days on which it is closed. A wish that begins at a weekend begins on the Monday: no word of that."""
    timed = {wanted.on_date for booking in waiting for wanted in booking.wanted_times}
    edges = {lesson_request.wish_from, lesson_request.wish_until} if waiting else set()
    days = sorted(timed | {day for day in edges if day is not None and day.weekday() < 5})
    if not days:
        return []
    calendar = calendar_of(lesson_request.school_id)
    return [remark.office for day in days if (remark := closed_day(day, calendar)) is not None]


def asked_before(lesson_request: LessonRequest, others: Sequence[Line]) -> list[tuple[str, list[str]]]:
    """(lesson, numbers of requests): what this school asked before, and did not withdraw."""
    waiting = dict.fromkeys(one.title for one in lesson_request.bookings if one.status == Status.SUBMITTED)
    standing = [line for line in others if set(line.statuses) - {Status.WITHDRAWN.value}]
    found = [(title, [line.reference for line in standing if title in line.titles]) for title in waiting]
    return [(title, references) for title, references in found if references]
