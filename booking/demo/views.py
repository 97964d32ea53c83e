# SPDX-License-Identifier: EUPL-1.2
"""`/postvak`: what the local mail server of `make run` took in. Absent in production."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, make_response, render_template, request, url_for

from booking import web

from . import mailbox

bp = Blueprint("demo", __name__)

PER_PAGE = 30
FRAME = "allow-popups allow-top-navigation-by-user-activation"
PAGE_CSP = f"{web.CSP}; frame-src 'self'"
MAIL_CSP = f"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'; sandbox {FRAME}"


def _folder() -> Path:
    return Path(current_app.config["INSTANCE"])


@bp.get("/postvak")
@web.public
def postvak() -> Response:
    """All mails, newest first; of one recipient with `aan=`."""
    everything = mailbox.letters(_folder())
    recipients = sorted({one.recipient for one in everything})
    to = request.args.get("aan", "")
    before = request.args.get("na", "")
    shown = [one for one in everything if to in ("", one.recipient)]
    if before.isascii() and before.isdigit():
        shown = [one for one in shown if one.number < int(before[:18])]
    page, more = shown[:PER_PAGE], shown[PER_PAGE:]
    rows = [(one, one.message) for one in page]
    return _answer(
        render_template(
            "demo/postvak.html",
            rows=[(one, str(message["Subject"] or ""), _first_line(message)) for one, message in rows],
            recipients=recipients,
            to=to,
            more=url_for("demo.postvak", aan=to or None, na=page[-1].number) if more else "",
        )
    )


@bp.get("/postvak/<int:number>")
@web.public
def one_mail(number: int) -> Response:
    """One mail as its reader sees it."""
    found = _found(number)
    message = found.message
    return _answer(
        render_template("demo/mail.html", letter=found, message=message, text=mailbox.text_of(message), frame=FRAME),
        PAGE_CSP,
    )


@bp.get("/postvak/<int:number>/html")
@web.public
def mail_html(number: int) -> Response:
    """The HTML part alone, for the frame: it can do nothing but look as it does, and lead to its links."""
    return _answer(mailbox.html_of(_found(number).message), MAIL_CSP)


def _found(number: int) -> mailbox.Letter:
    found = mailbox.letter(_folder(), number)
    if found is None:
        abort(404)
    return found


def _first_line(message: mailbox.EmailMessage) -> str:
    return mailbox.text_of(message).strip().partition("\n")[0]


def _answer(page: str, csp: str = web.CSP) -> Response:
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = csp
    answer.headers["Cache-Control"] = "no-store"
    return answer


def register(app: Flask) -> None:
    """Only where the local mail server is the mail server."""
    if app.config["DEMO"] and app.config["LOCAL_MAIL"]:
        app.register_blueprint(bp)
