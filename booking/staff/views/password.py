# SPDX-License-Identifier: EUPL-1.2
"""`/wachtwoord` asks for a link, `/wachtwoord/<token>` chooses a password with it: the first one too."""

from __future__ import annotations

import structlog
from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from booking import web
from booking.errors import BookingError, Gone
from booking.extensions import csrf
from booking.forms import unreadable
from booking.limits import count_wrong_link
from booking.links.queries import open_link
from booking.outbox.write import key_of
from booking.staff import actions, limits, passwords, queries, signin
from booking.staff.forms import AskLinkForm, PasswordForm
from booking.staff.models import StaffMember

from .blueprint import bp

log = structlog.get_logger()


def _ask_page(form: AskLinkForm, status: int = 200, case: str = "") -> Response:
    response = make_response(render_template("staff/ask_link.html", form=form, case=case), status)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/wachtwoord")
@web.public
def password() -> Response:
    case = "asked" if request.args.get("klaar") == "gevraagd" else ""
    return _ask_page(AskLinkForm(formdata=None), case=case)


@bp.post("/wachtwoord")
@web.public
@csrf.exempt
def ask_link() -> Answer:
    form = AskLinkForm()
    if not web.same_site():
        return _ask_page(form, 403, "foreign")
    if not form.validate():
        return _ask_page(form, 422)
    email = key_of(form.email.data or "")
    if limits.may_ask_link(email, request.remote_addr):
        try:
            with web.writing():
                actions.ask_link(email, web.now())
        except BookingError as error:
            web.add_errors(form, error)
            return _ask_page(form, error.status)
    else:
        log.warning("password_links_wait")
    return redirect(url_for("staff.password", klaar="gevraagd"), 303)


def _owner(token: str) -> StaffMember:
    link = open_link(token, "password", web.now())
    member = queries.of_link(link.id) if link is not None else None
    if member is None:
        count_wrong_link("password", request.remote_addr)
        raise Gone(_("Deze link werkt niet meer."))
    return member


def _choose_page(form: PasswordForm, member: StaffMember, status: int = 200) -> Response:
    return make_response(render_template("staff/choose_password.html", form=form, member=member), status)


@bp.get("/wachtwoord/<token>")
@web.link_page
def choose_password(token: str) -> Answer:
    try:
        return _choose_page(PasswordForm(formdata=None), _owner(token))
    except Gone:
        return web.error_page(410, new_link=url_for("staff.password"))


@bp.post("/wachtwoord/<token>")
@web.link_page
@csrf.exempt
def save_password(token: str) -> Answer:
    form = PasswordForm()
    try:
        member = _owner(token)
        wrong = _wrong_with(form.password.data or "", member)
        if wrong:
            form.password.errors = [wrong]
            return _choose_page(form, member, 422)
        email, password_hash = member.email, signin.hashed(passwords.normal(form.password.data or ""))
        with web.writing():
            actions.choose_password(token, password_hash, web.now())
    except Gone:
        return web.error_page(410, new_link=url_for("staff.password"))
    limits.forgive(email, request.remote_addr)
    return redirect(url_for("staff.sign_in", klaar="wachtwoord"), 303)


def _wrong_with(typed: str, member: StaffMember) -> str:
    """What to do about this password; nothing if it is a good one."""
    if len(passwords.normal(typed)) < passwords.SHORTEST:
        return _("Maak het wachtwoord langer: minstens 12 tekens.")
    if len(typed) > passwords.LONGEST:
        return _("Maak het wachtwoord korter: hooguit %(max)s tekens.", max=passwords.LONGEST)
    if unreadable(typed):
        return _("In het wachtwoord staat een teken dat we niet kunnen lezen. Kies een ander.")
    if passwords.easy_to_guess(typed, (member.email, member.name, current_app.config["ORGANISATION_NAME"])):
        return _("Dit wachtwoord is makkelijk te raden. Kies een ander.")
    return ""
