# SPDX-License-Identifier: EUPL-1.2
"""Nothing that a colleague typed is lost when the session ended meanwhile, or when a page stood open too long."""

from __future__ import annotations

from flask import current_app, make_response, redirect, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as Answer

from booking import web
from booking.staff import kept, signin
from booking.staff.forms import SignInForm

from .sign_in import out, page, send_again


def ask_to_sign_in() -> Answer:
    """Nobody is signed in. A look goes on afterwards where it was going; a post carries what was typed through the page."""
    if request.method in ("GET", "HEAD"):
        if "HX-Request" in request.headers:  # a part of a page: the whole page goes to sign in
            return make_response("", 200, {"HX-Redirect": url_for("staff.sign_in")})
        return redirect(url_for("staff.sign_in", next=_address()), 303)
    if not signin.surely_same_site():
        return web.error_page(403, case="400")
    form = SignInForm(formdata=None)
    form.kept.data = kept.pack(_address(), request.form.items(multi=True))
    return _whole_page(page(form, 401, "ended"))


def stale_token(error: CSRFError) -> Answer:
    """The token does not fit: the page stood open while somebody signed out or in again, or the post is not ours."""
    rule = web.access_rule(current_app, request.endpoint) if request.endpoint else None
    if not signin.surely_same_site():
        return web.error_page(403, case="400")
    if request.endpoint == "staff.sign_out":
        return redirect(url_for("desk.day"), 303) if current_user.is_authenticated else redirect(out(), 303)
    if isinstance(rule, str) or rule is None:
        return web.error_page(400)
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    waiting = kept.Kept(_address(), [pair for pair in request.form.items(multi=True) if pair[0] not in kept.LEFT_OUT])
    return _whole_page(send_again(waiting, "too_long_open", 400))


def _address() -> str:
    return request.script_root + request.full_path.rstrip("?")


def _whole_page(response: Answer) -> Answer:
    """For a page that asked for a part of itself by script, which would put this into that part, or drop it."""
    if "HX-Request" in request.headers:
        response.status_code = 200
        response.headers.update({"HX-Retarget": "body", "HX-Reswap": "innerHTML"})
    return response
