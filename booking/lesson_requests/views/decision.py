# SPDX-License-Identifier: EUPL-1.2
"""Deciding, and undoing it. A look at the mail first is the real act, undone: what it shows is what would be sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from booking import web
from booking.errors import BookingError
from booking.history.actions import staff
from booking.lesson_requests import queries
from booking.lesson_requests.actions.decide import decide as decide_now
from booking.lesson_requests.actions.meanwhile import Outrun, Repeated, overtaken
from booking.lesson_requests.actions.reopen import reopen as reopen_now
from booking.lesson_requests.asked import breaks_of
from booking.lesson_requests.forms.decision import APPROVE, DECLINE, DecisionForm, ReopenForm
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.warnings import digest
from booking.lesson_requests.workflow import Action, By, allowed
from booking.permissions import Can

from . import desk_wanted, desk_words, plan_checks
from .acting import as_it_is, kept
from .blueprints import desk
from .desk_page import panel, show
from .previews import PREVIEW, Preview, previews

IN_A_ROW, WANTED, BOTH, DAY = "in_a_row", "wanted", "both", "day:"


@desk.get("/aanvragen/<reference>/besluit")
@web.needs(Can.DECIDE, load=queries.by_reference)
def decide_form(lesson_request: LessonRequest) -> Any:
    """The page with the panel: where a browser comes that loads the answer to a decision again."""
    return show(lesson_request)


@desk.post("/aanvragen/<reference>/besluit")
@kept
@web.needs(Can.DECIDE, load=queries.by_reference)
def decide(lesson_request: LessonRequest) -> Any:
    """Look at the mails, put groups in a row, take the school's schedule or another day than a closed one, or decide."""
    request_id, act = lesson_request.id, request.form.get("act", PREVIEW)
    done = url_for("desk.one", reference=lesson_request.reference, klaar="besluit")
    form = panel(lesson_request, request.form)
    if not form.ticked and not form.unticked:
        member, moment, _days = _by(web.now())
        return _refused(request_id, form, overtaken(lesson_request, form.seen_act, staff(member), moment))
    if act == IN_A_ROW:
        form.in_a_row(breaks_of(lesson_request.breaks))
        return show(lesson_request, form, 422 if form.found else 200)
    if act == WANTED:
        form.take_times(desk_wanted.times_of(lesson_request.bookings))
        return show(lesson_request, form, taken=_taken(form))
    if act.startswith(DAY):
        form.take_day(*act.removeprefix(DAY).partition(":")[::2])
        act = PREVIEW
    decision = form.decided()
    if decision is not None and act not in (PREVIEW, form.button) and (act, form.button) != (BOTH, APPROVE):
        form.fail("decision", _wrong_button(act))
    if decision is None or form.found:
        return show(lesson_request, form, 422)
    doubts = desk_words.doubts(lesson_request, decision)
    doubts += plan_checks.of_decision(lesson_request, decision, form.today)
    ask = act != PREVIEW and bool(doubts) and form.sure != digest(doubts)
    run = _run(lambda now: decide_now(request_id, decision, *_by(now)), request_id, act == PREVIEW or ask)
    if isinstance(run, BookingError):
        return _refused(request_id, form, run)
    if act == PREVIEW or ask:
        return show(as_it_is(request_id), form, previews=[] if ask else run, doubts=doubts)
    return redirect(done, 303)


def _taken(form: DecisionForm) -> str:
    """What the school's times filled in, and what is still to be typed."""
    rows = [row for line in form.lines for row in line.rows]
    if any(row.date.data and not row.time.data for row in rows):
        told = [_("De datums van de school staan ingevuld."), _("Vul nog de begintijden in.")]
    else:
        told = [_("De datums en tijden van de school staan ingevuld.")]
    told += [_("Kies nog een trainer.")] if any(not row.trainer.data for row in rows) else []
    return " ".join(told)


def _by(now: datetime) -> tuple[Any, datetime, int]:
    return current_user._get_current_object(), now, current_app.config["ANSWER_WORKDAYS"]


def _run(action: Callable[[datetime], LessonRequest], request_id: int, rehearse: bool) -> list[Preview] | BookingError:
    """Do it, or only try it and read the mails it wrote. A second press of the same button is answered as the first."""
    now, mails = web.now(), list[Preview]()
    try:
        with web.rehearsing() if rehearse else web.writing():
            action(now)
            if rehearse:
                mails = previews(request_id, now)
    except Repeated:
        return mails
    except BookingError as error:
        return error
    return mails


def _wrong_button(act: str) -> str:
    if act not in (APPROVE, DECLINE, BOTH):
        return _("Druk op een van de knoppen onder het besluit.")
    return _("De knop past niet bij uw keuze. Kijk of u goedkeurt of afwijst, en druk nog een keer.")


def _refused(request_id: int, form: DecisionForm, error: BookingError) -> Any:
    """Nothing was saved: the page with what was typed, and why not."""
    lesson_request = as_it_is(request_id)
    outrun = _above(error)
    if outrun is None:
        form.fail(error.field, error.sentence)
    elif outrun.may_insist:
        form.insist({booking.id: booking.version for booking in lesson_request.bookings}, lesson_request.version)
    return show(lesson_request, form, error.status, outrun=outrun)


def _above(error: BookingError) -> Outrun | None:
    """What stands above the page: somebody was first, or nothing that a field could mend."""
    if isinstance(error, Outrun) or error.field:
        return error if isinstance(error, Outrun) else None
    below = _("Uw tekst staat hieronder.")
    return Outrun(_("Uw besluit is niet opgeslagen"), f"{error.sentence} {below}")


# --- undoing ------------------------------------------------------------------------------------------------------


@desk.get("/aanvragen/<reference>/heropenen")
@web.needs(Can.DECIDE, load=queries.by_reference)
def reopen_form(lesson_request: LessonRequest) -> Any:
    """Which decisions can be undone."""
    return _reopen_page(lesson_request, _reopen_form(lesson_request))


@desk.post("/aanvragen/<reference>/heropenen")
@kept
@web.needs(Can.DECIDE, load=queries.by_reference)
def reopen(lesson_request: LessonRequest) -> Any:
    """Look at the mails, or undo."""
    request_id, rehearse = lesson_request.id, request.form.get("act", PREVIEW) != "reopen"
    done = url_for("desk.one", reference=lesson_request.reference, klaar="heropenen")
    form = _reopen_form(lesson_request)
    if not form.check():
        return _reopen_page(lesson_request, form, 422)
    asked = (request_id, form.seen(), form.seen_act, form.extra.data or "")
    run = _run(lambda now: reopen_now(*asked, *_by(now)), request_id, rehearse)
    if isinstance(run, BookingError):
        web.add_errors(form, run)
        return _reopen_page(as_it_is(request_id), form, run.status, outrun=_above(run))
    if rehearse:
        return _reopen_page(as_it_is(request_id), form, previews=run)
    return redirect(done, 303)


def _reopen_form(lesson_request: LessonRequest) -> ReopenForm:
    formdata = request.form if request.method == "POST" else None
    typed = set(request.form.getlist("bookings"))
    several = desk_words.several(lesson_request)
    choices = [
        (booking.id, desk_words.label_of(booking, several), booking.version)
        for booking in lesson_request.bookings
        if allowed(Action.REOPEN, booking.status, By.COORDINATOR) or str(booking.id) in typed
    ]
    return ReopenForm(formdata, choices, lesson_request.version)


def _reopen_page(lesson_request: LessonRequest, form: ReopenForm, status: int = 200, **more: Any) -> Any:
    values = {"outrun": None, "previews": []} | more
    by_id = {str(booking.id): booking for booking in lesson_request.bookings}
    undo = desk_words.reopening([booking.status for booking in lesson_request.bookings])
    values["question"], values["button_text"] = undo[1:]
    return render_template(
        "lesson_requests/desk/reopen.html", r=lesson_request, form=form, by_id=by_id, words=desk_words, **values
    ), status
