# SPDX-License-Identifier: EUPL-1.2
"""What happened between the page that somebody saw and the button that she pressed: told to the slower of two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from booking.errors import BookingError, Conflict
from booking.history import queries as history
from booking.history.actions import Actor
from booking.history.models import HistoryEntry
from booking.jinja import clock, day, listing
from booking.lesson_requests.actions.act import Act
from booking.lesson_requests.emails.values import Change
from booking.lesson_requests.models import ROOT, Booking, LessonRequest
from booking.lesson_requests.queries import deciding
from booking.lesson_requests.workflow import Action, By, allowed, local_day


class Repeated(Exception):
    """The same act by the same person, a second time: nothing is left to do, and the answer is that of the first time."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


class Outrun(Conflict):
    """Somebody was first. `heading` says who; `may_insist` where the decision can still be made, on what stands there now."""

    def __init__(self, heading: str, sentence: str, may_insist: bool = False) -> None:
        super().__init__(sentence, code="F-was-eerst")
        self.heading = heading
        self.may_insist = may_insist


def outdated(act: Act) -> Conflict:
    """The page on which this was asked is older than the request. The page that follows shows what stands there now."""
    acts = [entry for entry in history.of(ROOT, act.lesson_request.id) if entry.act is not None]
    return Conflict(
        _(
            "Deze aanvraag is intussen gewijzigd, %(when)s. U ziet nu de nieuwe versie. Wat u typte, staat hieronder.",
            when=_when(acts[0].at if acts else act.now, act.now),
        ),
        code="F-gewijzigd",
    )


def check(act: Act, seen: Mapping[int, int], seen_act: int, action: Action = Action.APPROVE) -> None:
    """Raise Outrun where one of these bookings (id: version on the page) is not as it was seen, or can no longer be acted on."""
    bookings = {booking.id: booking for booking in act.lesson_request.bookings}
    stale = [
        bookings[number]
        for number, version in seen.items()
        if bookings[number].version != version or not allowed(action, bookings[number].status, By.COORDINATOR)
    ]
    if stale:
        raise _told(act, stale, deciding.since(act.lesson_request.id, seen_act), action)


def overtaken(lesson_request: LessonRequest, seen_act: int, actor: Actor, now: datetime) -> BookingError:
    """Why nothing is left to decide: what happened since the page was shown, or at all where it was shown afterwards. Reads only."""
    act = Act(lesson_request, actor, By.COORDINATOR, now, 0, lesson_request.version)
    entries = deciding.since(lesson_request.id, seen_act) or deciding.since(lesson_request.id, 0)
    return _told(act, lesson_request.bookings, entries, Action.APPROVE)


def _told(act: Act, stale: Sequence[Booking], since: Sequence[HistoryEntry], action: Action) -> BookingError:
    ids = {booking.id for booking in stale}
    entries = [entry for entry in since if entry.subject_id is None or entry.subject_id in ids]
    if not entries:
        return Conflict(_("Deze les heeft intussen een andere status. Bekijk de aanvraag opnieuw."), code="F-was-eerst")
    gone = [booking for booking in stale if not allowed(action, booking.status, By.COORDINATOR)]
    judged = [entry for entry in entries if entry.subject_id in {booking.id for booking in gone}] or entries
    last = judged[-1]
    when = _when(last.at, act.now)
    if last.actor_kind == "teacher":
        return _school(last, when, entries)
    done = listing(dict.fromkeys(_done(entry) for entry in judged if entry.act == last.act))
    may_insist = not gone
    if last.actor_id == act.actor.id:
        sentence = _("U heeft deze aanvraag %(when)s zelf al %(decided)s.", when=when, decided=done)
        return Outrun(_("U heeft deze aanvraag al behandeld"), f"{sentence} {_nothing()}", may_insist)
    name = last.actor_name or _("Een collega")
    sentence = _("%(staff)s heeft deze aanvraag %(when)s %(decided)s.", staff=name, when=when, decided=done)
    return Outrun(_("%(staff)s was u voor", staff=name), f"{sentence} {_nothing()}", may_insist)


def _nothing() -> str:
    return _("Uw besluit is niet opgeslagen en er is geen mail verstuurd. Uw tekst staat hieronder.")


def _school(last: HistoryEntry, when: str, entries: Sequence[HistoryEntry]) -> BookingError:
    if last.action == Action.WITHDRAW:
        sentence = _("De school heeft deze aanvraag %(when)s ingetrokken. U hoeft niets meer te doen.", when=when)
        return Outrun(_("De school heeft de aanvraag ingetrokken"), sentence)
    merged: dict[str, Any] = {}
    for entry in entries:
        merged |= entry.changes or {}
    what = "; ".join(Change(name, *pair).line for name, pair in merged.items())
    if what:
        sentence = _(
            "De school heeft deze aanvraag %(when)s gewijzigd: %(changes)s. Kijk of uw besluit nog klopt.",
            when=when,
            changes=what,
        )
    else:
        sentence = _("De school heeft deze aanvraag %(when)s gewijzigd. Kijk of uw besluit nog klopt.", when=when)
    return Outrun(_("De school heeft de aanvraag gewijzigd"), sentence, may_insist=True)


def _done(entry: HistoryEntry) -> str:
    return {
        Action.APPROVE: _("goedgekeurd"),
        Action.DECLINE: _("afgewezen"),
        Action.REOPEN: _("teruggedraaid"),
        Action.WITHDRAW: _("ingetrokken voor de school"),
    }.get(Action(entry.action) if entry.action in set(Action) else Action.CHANGE, _("gewijzigd"))


def _when(at: datetime, now: datetime) -> str:
    if local_day(at) == local_day(now):
        return _("om %(time)s", time=clock(at))
    return _("op %(day)s om %(time)s", day=day(at), time=clock(at))
