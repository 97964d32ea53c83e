# SPDX-License-Identifier: EUPL-1.2
"""What is said of the times of a schedule: to the school before it sends them, and to the office before it decides on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from booking.catalogue.queries import Card, ProgrammeCard, catalogue
from booking.jinja import day, listing, words
from booking.lesson_requests import planned, undated, wanted, warnings
from booking.lesson_requests.asked import PARENTS, Asked, breaks_of
from booking.lesson_requests.decision import Decision
from booking.lesson_requests.emails import values
from booking.lesson_requests.forms.fields import read_date
from booking.lesson_requests.forms.laying import steps
from booking.lesson_requests.forms.plan_fields import SIDE
from booking.lesson_requests.forms.request import RequestForm
from booking.lesson_requests.layout import Step
from booking.lesson_requests.models import Booking, LessonRequest
from booking.lesson_requests.warnings import PLANNED, Remark
from booking.lesson_requests.workflow import Status
from booking.schools.calendar import SchoolCalendar
from booking.schools.queries import calendar_of

EVENING = "evening"

# --- the school ------------------------------------------------------------------------------------------------------


def remarks(form: RequestForm, asked: Asked, calendar: SchoolCalendar) -> list[Remark]:
    """All that is to be said of this form before it is sent, in the language of the page."""
    cards = form.lessons.ticked
    found = warnings.remarks(asked, cards, form.today, calendar)
    if not asked.times:
        return found
    lessons = wanted.of_asked(asked, cards)
    frame = planned.Frame(
        form.today,
        calendar,
        asked.weekdays,
        asked.dayparts,
        asked.wish_from,
        asked.wish_until,
        asked.breaks,
        _steps(cards, form.lessons.programme),
        one_trainer=form.plan.fields.plan_side.data != SIDE,
    )
    facts = {card.id: _card_facts(card, EVENING in asked.dayparts) for card in cards}
    taken = {one.field for one in found if one.field}
    found += [
        replace(one, field="", instead=None) if one.field in taken else one
        for one in planned.remarks(lessons, facts, frame)
    ]
    if lacking := undated.of_asked(asked, cards):
        found.append(Remark(_("Nog geen datum: %(lessons)s.", lessons=listing(one.called for one in lacking))))
    return found


def _card_facts(card: Card, evening: bool) -> planned.Facts:
    evening = evening or card.kind == PARENTS
    return planned.Facts(card.said("title"), card.people, card.max_people, card.lead_days, card.months, evening)


def _steps(cards: Sequence[Card], programme: ProgrammeCard | None) -> list[Step]:
    """Those of the programme; what was asked besides has no place in its order."""
    if programme is None:
        return []
    known = {step.card.id for step in programme.steps}
    return steps([card for card in cards if card.id in known], programme)


def moving(form: RequestForm, name: str, value: str) -> list[Remark]:
    """What the check page says after a day was taken from it, asked before it is done: which lessons stand there now."""
    on, instead = read_date(name.removeprefix(PLANNED)), read_date(value)
    if not name.startswith(PLANNED) or on is None or instead is None:
        return []
    labels = [row.label for row in form.plan.rows if row.day == on]
    if not labels:
        return []
    told = ngettext(
        "%(lessons)s staat nu op %(day)s.",
        "%(lessons)s staan nu op %(day)s.",
        len(labels),
        lessons=listing(labels),
        day=day(instead),
    )
    return [Remark(told)]


# --- the office ------------------------------------------------------------------------------------------------------


def of_request(lesson_request: LessonRequest, today: date) -> list[str]:
    """What a coordinator must know of the schedule that a school proposes."""
    lessons = wanted.of_bookings(lesson_request.bookings, values.title, values.plain)
    if not lessons:
        return []
    asked = [one for one in lesson_request.bookings if one.status == Status.SUBMITTED]
    found = planned.remarks(lessons, _facts(asked, lesson_request), _frame(lesson_request, asked, today))
    return [one.office for one in found]


def of_decision(lesson_request: LessonRequest, decision: Decision, today: date) -> list[Remark]:
    """What a coordinator is asked to confirm of the lessons themselves: too many together, too soon, through a break, out of order."""
    lessons = _decided(lesson_request, decision)
    bookings = {choice.booking_id for choice in decision.approve}
    asked = [one for one in lesson_request.bookings if one.id in bookings]
    facts, frame = _facts(asked, lesson_request), _frame(lesson_request, asked, today)
    found = [*planned.too_big(lessons, facts), *planned.through_breaks(lessons, frame)]
    found += [*planned.too_soon(lessons, facts, frame), *planned.outside_months(lessons, facts, frame)]
    found += planned.gaps(lessons, facts, frame)
    return [Remark(one.office) for one in found]


def too_big(lesson_request: LessonRequest) -> list[str]:
    """To a school that changed its numbers: which groups do not fit in one lesson any more."""
    lessons = wanted.of_bookings(lesson_request.bookings, values.title)
    return [one.text for one in planned.too_big(lessons, _facts(lesson_request.bookings, lesson_request))]


def _facts(bookings: Iterable[Booking], lesson_request: LessonRequest) -> Mapping[int, planned.Facts]:
    found: dict[int, planned.Facts] = {}
    for one in bookings:
        offering, group = one.offering, one.group
        evening = group.kind == PARENTS or EVENING in lesson_request.wish_dayparts
        people = str(words(group.level or "po").people)
        found[one.offering_id] = planned.Facts(
            values.title(one), people, offering.max_people, offering.lead_days, offering.months, evening
        )
    return found


def _frame(lesson_request: LessonRequest, bookings: Iterable[Booking], today: date) -> planned.Frame:
    return planned.Frame(
        today,
        calendar_of(lesson_request.school_id),
        lesson_request.wish_weekdays,
        lesson_request.wish_dayparts,
        lesson_request.wish_from,
        lesson_request.wish_until,
        breaks_of(lesson_request.breaks),
        _programme_steps(lesson_request, {one.offering_id for one in bookings}),
    )


def _programme_steps(lesson_request: LessonRequest, offerings: Collection[int]) -> list[Step]:
    """Its order, where it was asked as a programme."""
    if lesson_request.programme_id is None:
        return []
    known = catalogue()
    programme = next((one for one in known.programmes if one.id == lesson_request.programme_id), None)
    return _steps([card for card in known.cards if card.id in offerings], programme)


def _decided(lesson_request: LessonRequest, decision: Decision) -> list[wanted.Wanted]:
    """The lessons of a decision, those that groups will have together as one; with who sits in them already."""
    bookings = {booking.id: booking for booking in lesson_request.bookings}
    shared = wanted.together(lesson_request.bookings)
    lanes: dict[object, int] = {}

    def one(booking: Booking, position: int, on: date, start: datetime, hall: object) -> wanted.Wanted:
        key = shared.get((booking.id, position), (booking.id, position)), hall
        return wanted.Wanted(
            on,
            start.time(),
            (start + timedelta(minutes=booking.minutes)).time(),
            lanes.setdefault(key, len(lanes) + 1),
            booking.offering_id,
            values.title(booking),
            position if booking.sessions_count > 1 else 0,
            (values.plain(booking.group.name),),
            booking.people,
            booking.offering.max_people,
        )

    found: list[wanted.Wanted] = []
    for choice in decision.approve:
        booking = bookings.get(choice.booking_id)
        if booking is None:
            continue
        for position, lesson in enumerate(choice.lessons, 1):
            start = datetime.combine(lesson.on_date, lesson.start)
            found.append(one(booking, position, lesson.on_date, start, (lesson.place, lesson.trainer_id)))
    return wanted.joined([*found, *_seated(lesson_request, lanes, one)])


def _seated(
    lesson_request: LessonRequest, lanes: Mapping[object, int], one: Callable[..., wanted.Wanted]
) -> list[wanted.Wanted]:
    """Groups that sit already in a lesson that another one joins by this decision."""
    shared = wanted.together(lesson_request.bookings)
    found: list[wanted.Wanted] = []
    for booking in lesson_request.bookings:
        for seat in booking.seats if booking.status == Status.CONFIRMED else ():
            held, key = seat.lesson_session, shared.get((booking.id, seat.position))
            trainers = [row.trainer_id for row in held.trainers] or [None]
            hall = held.place, trainers[0]
            if (key, hall) in lanes:
                start = datetime.combine(held.on_date, held.start_time)
                found.append(one(booking, seat.position, held.on_date, start, hall))
    return found
