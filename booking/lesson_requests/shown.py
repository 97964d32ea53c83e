# SPDX-License-Identifier: EUPL-1.2
"""What the requester's page says of a request: pure, from loaded rows, in the language that is set at the moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from booking.history.models import HistoryEntry
from booking.jinja import day, listing, moment, moment_short, number
from booking.lesson_requests import undated, wanted, words
from booking.lesson_requests.emails import values
from booking.lesson_requests.emails.post import promised
from booking.lesson_requests.models import Booking, LessonRequest
from booking.lesson_requests.workflow import LIVE, Status, Word, local_day, word
from booking.schools.calendar import answer_by

FIRST_LOOK = timedelta(minutes=10)
S = Status


@dataclass(frozen=True)
class Block:
    """One lesson for one group (or for several with the same answer), as the school reads it."""

    heading: str
    said: words.Said
    sentences: list[str]
    facts: list[tuple[str, Any]]
    arranges: list[str]
    slug: str


def statuses(lesson_request: LessonRequest) -> list[str]:
    return [booking.status for booking in lesson_request.bookings]


def promised_day(lesson_request: LessonRequest, workdays: int) -> date | None:
    """Until when an answer was promised to the bookings that have none."""
    return promised(lesson_request.bookings, workdays)


def first_look(lesson_request: LessonRequest, now: datetime) -> bool:
    """The first ten minutes and before a decision: the address stands there in full, to be corrected at once."""
    undecided = word(statuses(lesson_request)) is Word.RECEIVED
    return undecided and lesson_request.answered_at is None and now - lesson_request.submitted_at <= FIRST_LOOK


def sentence(lesson_request: LessonRequest, workdays: int, now: datetime, phone: str) -> str:
    """The sentence behind the word of the request as a whole, and what to do now."""
    found = word(statuses(lesson_request))
    due = promised_day(lesson_request, workdays)
    until = day(due) if due else ""
    if due is not None and due < local_day(now):
        return _("Ons antwoord is te laat, sorry. U kunt bellen: %(phone)s.", phone=phone)
    if found is Word.RECEIVED:
        return _("We zoeken een datum en een trainer. U krijgt uiterlijk %(day)s antwoord.", day=until)
    if found is Word.PARTLY_ANSWERED:
        lessons = words.lessons(words.waiting(statuses(lesson_request)))
        return _("Over %(lessons)s krijgt u nog antwoord, uiterlijk %(day)s.", lessons=lessons, day=until)
    if found is Word.CONFIRMED:
        return _confirmed(lesson_request)
    if found is Word.SAME_END:
        return _same_end(Status(lesson_request.bookings[0].status), len(lesson_request.bookings))
    return _("Over alle lessen is besloten. Hieronder leest u wat.")


def _confirmed(lesson_request: LessonRequest) -> str:
    confirmed = [booking for booking in lesson_request.bookings if booking.status == S.CONFIRMED]
    planned = values.lessons(confirmed)
    if len(planned) == 1:
        return _("De les staat vast: %(when)s.", when=values.when(planned))
    return _("De eerste les is op %(when)s.", when=values.when(planned[:1])) if planned else _("De les staat vast.")


def _same_end(status: Status, lessons: int) -> str:
    return {
        S.DECLINED: _("Deze les kunnen we niet geven. De uitleg staat hieronder.")
        if lessons == 1
        else _("Deze lessen kunnen we niet geven. De uitleg staat hieronder."),
        S.WITHDRAWN: _("U heeft uw aanvraag ingetrokken."),
        S.CANCELLED: _("We hebben dit afgezegd. De uitleg staat hieronder."),
        S.GIVEN: _("De lessen zijn gegeven."),
        S.NOT_GIVEN: _("De lessen gingen niet door."),
    }.get(status, "")


def blocks(lesson_request: LessonRequest, workdays: int, withdrawn_at: dict[int, datetime]) -> list[Block]:
    """A block for each lesson with its answer; groups that have the same answer to the same lesson stand together."""
    found: dict[tuple[Any, ...], list[Booking]] = {}
    for booking in lesson_request.bookings:
        alone = _together(booking) if booking.seats else ()
        at = withdrawn_at.get(booking.id) if booking.status == S.WITHDRAWN else None
        key = (booking.offering_id, booking.status, booking.reason_code, booking.reason_text, at, alone)
        found.setdefault(key, []).append(booking)
    first = promised_day(lesson_request, workdays)
    return [_block(some, workdays, first, withdrawn_at) for some in found.values()]


def _together(booking: Booking) -> tuple[Any, ...]:
    """What dated lessons must have in common to stand in one block: one date each, one place, one trainer. A series stands alone."""
    if booking.sessions_count > 1:
        return (booking.id,)
    [lesson] = values.lessons([booking])
    return (lesson.place, lesson.trainers)


def _block(some: Sequence[Booking], workdays: int, first: date | None, withdrawn_at: dict[int, datetime]) -> Block:
    status = Status(some[0].status)
    planned = values.lessons(some)
    sentences: list[str] = []
    facts: list[tuple[str, Any]] = []
    if status is S.SUBMITTED:
        due = answer_by(min(booking.submitted_at for booking in some), workdays)
        if first is not None and due > first:  # asked again later than the rest; the first day stands on top
            sentences.append(_("U krijgt uiterlijk %(day)s antwoord.", day=day(due)))
    elif status is S.CONFIRMED:
        facts = _planned_facts(planned)
    elif status is S.DECLINED:
        for refusal in values.refusals(some):
            sentences += [text for text in (refusal.reason, refusal.explanation) if text]
    elif status is S.WITHDRAWN:
        at = withdrawn_at.get(some[0].id)
        sentences += [_("U heeft deze les ingetrokken op %(moment)s.", moment=moment(at))] if at else []
        sentences += [some[0].reason_text] if some[0].reason_text else []
    arranges = values.arrange(some) if status is S.CONFIRMED else []
    return Block(values.asked(some)[0], words.of_booking(status), sentences, facts, arranges, some[0].offering.slug)


def standing(lesson_request: LessonRequest) -> list[str]:
    """What stands there now, in a few lines, for somebody who typed over an older text. Nothing of the contact."""
    live = [booking for booking in lesson_request.bookings if Status(booking.status) in LIVE]
    lines = [
        _("%(lesson)s: %(status)s", lesson=line, status=words.of_booking(some[0].status).word)
        for some in _same_status(live)
        for line in values.asked(some)
    ]
    return [*lines, *filter(None, values.wishes(lesson_request))]


def _same_status(bookings: Sequence[Booking]) -> list[list[Booking]]:
    found: dict[str, list[Booking]] = {}
    for booking in bookings:
        found.setdefault(booking.status, []).append(booking)
    return list(found.values())


def _planned_facts(planned: Sequence[values.Lesson]) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = []
    for lesson in planned:
        term = _("Les %(n)s", n=lesson.number) if lesson.number else _("Wanneer")
        if len(planned) > 1 and not lesson.number:
            term = values.groups(lesson.bookings) or term
        facts.append((term, values.when([lesson])))
    places = list(dict.fromkeys(lesson.place for lesson in planned))
    names = list(dict.fromkeys(name for lesson in planned for name in lesson.names))
    who = listing(names) if names else _("een trainer van %(provider)s", provider=planned[0].provider)
    return [*facts, (_("Waar"), listing(places)), (_("Trainer"), who)] if planned else facts


def schedule(lesson_request: LessonRequest) -> list[wanted.Row]:
    """The times that the school would like for what still waits for an answer."""
    lacking = undated.of_bookings(lesson_request.bookings, values.title)
    return [*wanted.rows(wanted.of_bookings(lesson_request.bookings, values.title)), *undated.rows(lacking)]


def wishes(lesson_request: LessonRequest) -> list[tuple[str, Any]]:
    """What was asked besides the lessons, as a list of facts; what was left open is left out."""
    school = f"{lesson_request.school_name}, {values.tied(lesson_request.school_address)}"
    return [
        (_("School"), school),
        (_("Aantallen"), _sizes(lesson_request)),
        (_("Uw wens"), "; ".join(values.wishes(lesson_request)) or _free(lesson_request)),
        (_("Opmerking"), lesson_request.remark or ""),
    ]


def _free(lesson_request: LessonRequest) -> str:
    """What a school without other wishes is told: its schedule names the days."""
    return _("Volgens het rooster.") if wanted.has_times(lesson_request.bookings) else _("Elke dag kan.")


def _sizes(lesson_request: LessonRequest) -> str:
    """26 in 7a, 24 in 7b en 25 in 7c: where one number is wrong, the sum does not show it. Empty for one group."""
    live = {one.group_id for one in lesson_request.bookings if Status(one.status) in LIVE}
    groups = [group for group in lesson_request.groups if group.id in live and group.name]
    sizes = [_("%(n)s in %(group)s", n=number(group.people), group=group.name) for group in groups]
    return listing(sizes) if len(sizes) > 1 else ""


def happened(entries: Iterable[HistoryEntry], lesson_request: LessonRequest) -> list[tuple[str, str]]:
    """What happened, newest first, once an act: dates, words and the groups it was about; no names of staff."""
    acts: dict[tuple[int | None, str], tuple[HistoryEntry, set[int | None]]] = {}
    for entry in entries:
        acts.setdefault((entry.act, entry.action), (entry, set()))[1].add(entry.subject_id)
    lines = [(first, _happened(first, _groups(ids, lesson_request))) for first, ids in acts.values()]
    return [(moment_short(first.at), text) for first, text in lines if text]


def _groups(booking_ids: Collection[int | None], lesson_request: LessonRequest) -> str:
    """7a en 7b; with the lesson where more were asked, and where a team has no name."""
    several = len({booking.offering_id for booking in lesson_request.bookings}) > 1
    return listing(
        dict.fromkeys(
            f"{name} ({booking.title})" if name and several else name or booking.title
            for booking, name in ((booking, booking.group.name) for booking in lesson_request.bookings)
            if booking.id in booking_ids
        )
    )


def _happened(entry: HistoryEntry, groups: str) -> str:
    by_staff = entry.actor_kind == "staff"
    return {
        "submit": _("We ontvingen de aanvraag."),
        "change": _("Wij wijzigden de aanvraag voor u.") if by_staff else _("U wijzigde de aanvraag."),
        "contact": _("Wij wijzigden uw gegevens voor u.") if by_staff else _("U wijzigde uw gegevens."),
        "approve": _("We bevestigden: %(groups)s.", groups=groups),
        "decline": _("We wezen af: %(groups)s.", groups=groups),
        "withdraw": _("Wij trokken voor u in: %(groups)s.", groups=groups)
        if by_staff
        else _("U trok in: %(groups)s.", groups=groups),
        "reopen": _("We draaiden een besluit terug."),
        "link": _("We stuurden u een nieuwe link."),
        "takeover_ask": _("U vroeg een collega om de aanvraag over te nemen."),
        "takeover": _("Een collega nam de aanvraag over."),
    }.get(entry.action, "")


def withdrawn_at(entries: Iterable[HistoryEntry]) -> dict[int, datetime]:
    """When each booking was withdrawn, by its id. Entries come newest first."""
    found: dict[int, datetime] = {}
    for entry in entries:
        if entry.action == "withdraw" and entry.subject_id is not None:
            found.setdefault(entry.subject_id, entry.at)
    return found
