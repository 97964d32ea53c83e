# SPDX-License-Identifier: EUPL-1.2
"""`/inloggen` and `/uitloggen`."""

from __future__ import annotations

import re

import structlog
from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from booking import web
from booking.errors import BookingError
from booking.extensions import csrf
from booking.forms import unreadable
from booking.outbox.write import key_of
from booking.staff import actions, kept, limits, passwords, queries, signin
from booking.staff.forms import SignInForm
from booking.staff.models import StaffMember

from .blueprint import bp

log = structlog.get_logger()
OFFICE = re.compile(r"(/en)?/beheer(/|$)")


def page(form: SignInForm, status: int = 200, case: str = "", minutes: int = 0) -> Response:
    """The sign-in page. `case`: `ended` (the session ended while typing), `wait`, `foreign`, `out`."""
    html = render_template(
        "staff/sign_in.html", form=form, case=case, minutes=minutes, address=_here(), failed=status in (403, 422, 429)
    )
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    if minutes:
        response.headers["Retry-After"] = str(minutes * 60)
    return response


def _here() -> str:
    """The address of the form: it keeps where somebody was going."""
    going = local_path(request.args.get("next"))
    return url_for("staff.sign_in", next=going) if going else url_for("staff.sign_in")


def local_path(value: str | None) -> str:
    """The address to go on to, if it is a page of the office on this site; else nothing."""
    fits = value and OFFICE.match(value) and "\\" not in value and not unreadable(value) and " " not in value
    return value if value and fits else ""


@bp.get("/inloggen")
@web.public
def sign_in() -> Answer:
    if current_user.is_authenticated:
        return redirect(local_path(request.args.get("next")) or url_for("desk.day"), 303)
    case = {"uitgelogd": "out", "wachtwoord": "chosen"}.get(request.args.get("klaar", ""), "")
    return page(SignInForm(formdata=None), case=case)


@bp.post("/inloggen")
@web.public
@csrf.exempt
def try_sign_in() -> Answer:
    form = SignInForm()
    if not web.same_site():
        return page(form, 403, "foreign")
    if not form.validate():
        return page(form, 422)
    email, password = key_of(form.email.data or ""), form.password.data or ""
    minutes = limits.take_try(email, request.remote_addr)
    if minutes:
        log.warning("sign_in_waits", minutes=minutes)
        return page(form, 429, "wait", minutes)
    try:
        member = _member_with(email, password)
    except BookingError as error:
        web.add_errors(form, error)
        return page(form, error.status)
    if member is None:
        log.warning("sign_in_refused")
        form.password.errors = [_("Het e-mailadres of wachtwoord klopt niet. Probeer het opnieuw.")]
        return page(form, 422)
    limits.forgive(email, request.remote_addr)
    return _go_on(kept.unpack(form.kept.data or ""))


def _member_with(email: str, password: str) -> StaffMember | None:
    """Signs in who has this password. An unknown address costs the same time; what is too long to be one costs none."""
    if len(password) > passwords.LONGEST or unreadable(password):
        return None
    password = passwords.normal(password)
    member = queries.by_email(email)
    seen = member.password if member is not None and member.active else None
    if member is None or seen is None:
        signin.hashed(password)
        return None
    if not signin.fits(password, seen):
        return None
    key, before = signin.new_key(), signin.key_hash()
    with web.writing():
        now = web.now()
        if before is not None:
            actions.close_session(before, now)
        browser = request.user_agent.string
        opened = actions.open_session(member.id, seen, signin.hash_of(key), browser, now)
    if opened is not None:
        signin.enter(opened, key)
        log.info("signed_in", staff=opened.id)
    return opened


def _go_on(waiting: kept.Kept | None) -> Answer:
    if waiting is None:
        return redirect(local_path(request.args.get("next")) or url_for("desk.day"), 303)
    return send_again(waiting, "signed_in")


def send_again(waiting: kept.Kept, case: str, status: int = 200) -> Response:
    """One page with what was typed and a button that sends it on, with a token of the session as it is now."""
    response = make_response(render_template("staff/send_again.html", waiting=waiting, case=case), status)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/uitloggen")
@web.public
def sign_out() -> Answer:
    if not web.same_site():
        return web.error_page(403, case="400")
    key_hash = signin.key_hash()
    if key_hash is not None:
        with web.writing():
            actions.close_session(key_hash, web.now())
    signin.leave()
    return redirect(out(), 303)


def out() -> str:
    """The sign-in page that says that somebody is signed out."""
    return url_for("staff.sign_in", klaar="uitgelogd")
