# SPDX-License-Identifier: EUPL-1.2
"""One request as the office sees it: everything on one page, in the order in which a coordinator needs it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from booking import web
from booking.history import queries as history
from booking.jinja import ZONE, hours, listing
from booking.lesson_requests import queries, reasons, wanted, words
from booking.lesson_requests.asked import breaks_of
from booking.lesson_requests.changed import Scope, scope_of
from booking.lesson_requests.forms.decision import DecisionForm, Line
from booking.lesson_requests.models import ROOT, Booking, LessonRequest
from booking.lesson_requests.queries import desk as desk_queries
from booking.lesson_requests.warnings import Remark, digest
from booking.lesson_requests.workflow import UNDECIDED, Action, By, RequestStatus, Status, acts, allowed, local_day
from booking.outbox import queries as outbox
from booking.permissions import Can, can
from booking.planning import queries as planning
from booking.schools.calendar import school_year_of
from booking.schools.queries import schools_index

from . import desk_wanted, desk_warnings, desk_words
from .blueprints import desk
from .previews import Preview


@desk.get("/aanvragen/<reference>")
@web.needs(Can.SEE_REQUESTS, load=queries.by_reference)
def one(lesson_request: LessonRequest) -> Any:
    """The request with its decision panel."""
    return show(lesson_request, done=_done(lesson_request))


def show(
    lesson_request: LessonRequest,
    form: DecisionForm | None = None,
    status: int = 200,
    outrun: Any = None,
    previews: list[Preview] | None = None,
    done: list[str] | None = None,
    doubts: Sequence[Remark] = (),
    taken: str = "",
) -> Any:
    """The page, with a form that was typed in where there is one. `taken`: what is to be said of times that were filled in."""
    now = web.now()
    today = local_day(now)
    entries = history.of(ROOT, lesson_request.id)
    mails = outbox.about(ROOT, lesson_request.id)
    others = desk_queries.others_of_school(lesson_request, datetime.combine(school_year_of(today)[0], time(), ZONE))
    statuses = [booking.status for booking in lesson_request.bookings]
    decides = can(current_user, Can.DECIDE)
    if form is None and decides and any(Status(one) in UNDECIDED for one in statuses):
        form = panel(lesson_request)
    return render_template(
        "lesson_requests/desk/one.html",
        r=lesson_request,
        several=desk_words.several(lesson_request),
        statuses=statuses,
        whole=words.of_request(statuses, staff=decides),
        counted=words.counted(statuses, staff=decides),
        is_open=lesson_request.status == RequestStatus.OPEN.value,
        today=today,
        decides=decides,
        schedule=desk_wanted.schedule(lesson_request),
        breaks=listing(hours(*one) for one in breaks_of(lesson_request.breaks)),
        warnings=desk_warnings.warnings(lesson_request, mails, entries, today),
        asked_before=desk_warnings.asked_before(lesson_request, others),
        others=others,
        **_register(lesson_request),
        entries=desk_words.history_lines(entries, lesson_request),
        mails=mails,
        acts=_links(lesson_request, statuses) if decides else [],
        words=desk_words,
        status_words=words,
        form=form if decides else None,
        outrun=outrun,
        previews=previews or [],
        done=done or [],
        doubts=doubts,
        taken=taken,
        sure=digest(doubts),
        following=desk_queries.next_open(lesson_request) if done and decides else "",
    ), status


def _register(lesson_request: LessonRequest) -> dict[str, Any]:
    """The school of the register to which the request is linked; whether it is still to be linked, where there is a register."""
    schools, number = schools_index(), lesson_request.school_id
    return {"linked": schools.by_id.get(number or 0), "to_link": bool(schools) and number is None}


def panel(lesson_request: LessonRequest, formdata: Any = None) -> DecisionForm:
    """The decision panel of what still waits; of a form that was sent, also what was decided meanwhile.

    Where nothing waits and nothing was ticked, what stood on her page stays: it holds what she typed.
    """
    typed = set(formdata.getlist("bookings")) if formdata else set()
    shown = [
        booking
        for booking in lesson_request.bookings
        if allowed(Action.APPROVE, booking.status, By.COORDINATOR) or str(booking.id) in typed
    ] or [booking for booking in lesson_request.bookings if f"version-{booking.id}" in (formdata or {})]
    able = planning.trainers_of({booking.offering_id for booking in shown})
    several = desk_words.several(lesson_request)
    together = wanted.together(shown)
    lines = [
        Line(
            booking_id=booking.id,
            version=booking.version,
            label=desk_words.label_of(booking, several),
            lesson=booking.title,
            minutes=booking.minutes,
            trainers=[(str(trainer.id), trainer.name) for trainer in able[booking.offering_id]],
            provider=booking.offering.provider.name,
            place=place_of(booking, lesson_request),
            lessons=booking.sessions_count,
            still_open=allowed(Action.APPROVE, booking.status, By.COORDINATOR),
            together={n: key for (number, n), key in together.items() if number == booking.id},
        )
        for booking in shown
    ]
    return DecisionForm(formdata, lines, reasons.choices(), lesson_request.version, local_day(web.now()))


def place_of(booking: Booking, lesson_request: LessonRequest) -> str:
    """Where it is given unless somebody says otherwise: at the school, or where the lesson always is."""
    offering = booking.offering
    if offering.place == "online":
        return _("Online")
    if offering.place == "location" and offering.place_note:
        return offering.place_note
    return f"{lesson_request.school_name}, {lesson_request.school_address}"


def _links(lesson_request: LessonRequest, statuses: list[str]) -> list[tuple[str, str]]:
    """The other acts that this request still allows, each a page of its own."""
    possible = acts(statuses, By.COORDINATOR)
    pages = (
        (scope_of(statuses) is not Scope.NOTHING, "desk.change", None, _("Wijzig voor de school")),
        # A teacher who left: whoever is the contact now gets a new link, and the old one is dead.
        (scope_of(statuses) is not Scope.NOTHING, "desk.change", "gegevens", _("Draag over aan een collega")),
        (Action.WITHDRAW in possible, "desk.withdraw", None, _("Trek in voor de school")),
        (Action.REOPEN in possible, "desk.reopen", None, desk_words.reopening(statuses)[0]),
    )
    reference = lesson_request.reference
    return [
        (text, url_for(endpoint, reference=reference, _anchor=part)) for shown, endpoint, part, text in pages if shown
    ]


# --- what was just done -------------------------------------------------------------------------------------------


def _done(lesson_request: LessonRequest) -> list[str]:
    """The sentences for `klaar=`, told from what really happened last."""
    act = request.args.get("klaar", "")
    if act == "besluit":
        return _decided(lesson_request)
    if act == "school" and lesson_request.school_id is not None:
        row = schools_index().by_id.get(lesson_request.school_id)
        return [_("Gekoppeld aan %(school)s.", school=row.name)] if row else []
    sentences = {
        "heropenen": _("Teruggedraaid. De aanvraag wacht weer op een besluit. De school krijgt een mail."),
        "intrekken": _("Ingetrokken. De school krijgt een mail."),
        "wijzigen": _("Opgeslagen."),
        "ingevoerd": _(
            "Aanvraag %(reference)s is ingevoerd. De school krijgt een mail.", reference=lesson_request.reference
        ),
        "school-los": _("De aanvraag is niet meer gekoppeld aan een school."),
        "mail": _("De mail staat klaar om te versturen."),
    }
    return [sentences[act]] if act in sentences else []


def _decided(lesson_request: LessonRequest) -> list[str]:
    last = history.of(ROOT, lesson_request.id, limit=100)
    acts_of = {entry.subject_id: entry.action for entry in last if entry.act == last[0].act}
    approved = [one for one in lesson_request.bookings if acts_of.get(one.id) == Action.APPROVE.value]
    found = []
    if approved:
        names = dict.fromkeys(
            row.trainer.name for one in approved for seat in one.seats for row in seat.lesson_session.trainers
        )
        providers = dict.fromkeys(
            one.offering.provider.name for one in approved for seat in one.seats if not seat.lesson_session.trainers
        )
        people = listing([_("De school"), *names, *providers, _("het secretariaat")])
        found.append(_("Goedgekeurd. %(people)s krijgen een mail.", people=people))
    if Action.DECLINE.value in acts_of.values():
        found.append(_("Afgewezen. De school krijgt uw uitleg."))
    return found
