# SPDX-License-Identifier: EUPL-1.2
"""The requester's page under the secret link, and taking lessons back. The link is the key: its posts need no other proof."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from booking.errors import BookingError, Gone
from booking.extensions import csrf
from booking.history import actions as diary
from booking.history import queries as history
from booking.lesson_requests import queries, shown, words
from booking.lesson_requests.actions import withdraw as withdrawing
from booking.lesson_requests.actions.act import ROOT
from booking.lesson_requests.forms.withdraw import WithdrawForm
from booking.lesson_requests.limits import too_many_wrong_links
from booking.lesson_requests.models import LessonRequest
from booking.lesson_requests.workflow import Action, By, acts, allowed
from booking.web import add_errors, link_page, now, writing

from .blueprints import lesson_requests as bp


def opened(token: str) -> LessonRequest:
    """The request that this link opens. Unknown, expired, renewed, or guessed too often: one and the same Gone."""
    lesson_request = queries.by_token(token, now())
    if lesson_request is None or lesson_request.anonymised_at is not None:
        too_many_wrong_links(request.remote_addr)
        raise Gone(_("Deze link werkt niet."), code="F-link")
    return lesson_request


def klaar(act: str, reference: str = "") -> str:
    """The sentence after an act, from the address: link pages have no session to keep it in."""
    workdays = current_app.config["ANSWER_WORKDAYS"]
    return {
        "gewijzigd": _("Opgeslagen."),
        "niets": _("U heeft niets gewijzigd."),
        "adres": _("Opgeslagen. Uw nieuwe link staat in de mail. De oude link werkt niet meer."),
        "ingetrokken": _("Ingetrokken."),
        "vrij": _("Ingetrokken. De trainer krijgt bericht."),
        "antwoord": ngettext(
            "Opgeslagen. U krijgt nog steeds binnen %(num)s werkdag antwoord.",
            "Opgeslagen. U krijgt nog steeds binnen %(num)s werkdagen antwoord.",
            workdays,
        ),
    }.get(act, "")


@bp.get("/aanvraag/<token>")
@link_page
def page(token: str) -> str:
    lesson_request = opened(token)
    moment, workdays = now(), current_app.config["ANSWER_WORKDAYS"]
    entries = history.of(ROOT, lesson_request.id)
    possible = acts(shown.statuses(lesson_request), By.TEACHER)
    done = request.args.get("klaar", "")
    return render_template(
        "lesson_requests/page.html",
        token=token,
        lesson_request=lesson_request,
        first=shown.first_look(lesson_request, moment) and done in ("", "dubbel", "verstuurd"),
        twice=done == "dubbel",
        done=klaar(done),
        said=words.of_request(shown.statuses(lesson_request)),
        counts=words.counted(shown.statuses(lesson_request)),
        sentence=shown.sentence(lesson_request, workdays, moment, current_app.config["ORGANISATION_PHONE"]),
        answer_by=shown.promised_day(lesson_request, workdays),
        blocks=shown.blocks(lesson_request, workdays, shown.withdrawn_at(entries)),
        wishes=shown.wishes(lesson_request),
        masked=shown.masked(lesson_request.contact_email),
        happened=shown.happened(entries),
        can_change=Action.CHANGE in possible,
        can_withdraw=Action.WITHDRAW in possible,
        ended=words.ended(shown.statuses(lesson_request)),
    )


@bp.route("/aanvraag/<token>/intrekken", methods=["GET", "POST"])
@csrf.exempt
@link_page
def withdraw(token: str) -> Any:
    lesson_request = opened(token)
    form = WithdrawForm.of(lesson_request, By.TEACHER)
    if request.method == "POST" and form.validate():
        try:
            with writing():
                withdrawing.withdraw(
                    lesson_request.id,
                    form.chosen,
                    form.reason.data or "",
                    actor=diary.TEACHER,
                    by=By.TEACHER,
                    now=now(),
                    answer_workdays=current_app.config["ANSWER_WORKDAYS"],
                )
            done = "vrij" if form.frees(lesson_request) else "ingetrokken"
            return redirect(url_for(".page", token=token, klaar=done), 303)
        except BookingError as error:
            add_errors(form, error)
            return withdraw_page(token, lesson_request, form), error.status
    return withdraw_page(token, lesson_request, form), 422 if request.method == "POST" else 200


def withdraw_page(token: str, lesson_request: LessonRequest, form: WithdrawForm) -> str:
    possible = any(allowed(Action.WITHDRAW, booking.status, By.TEACHER) for booking in lesson_request.bookings)
    return render_template(
        "lesson_requests/withdraw.html",
        lesson_request=lesson_request,
        form=form,
        possible=possible,
        dated=form.frees(lesson_request, everything=True),
        soon=form.days_left(lesson_request, now()),
        back=url_for(".page", token=token),
    )
