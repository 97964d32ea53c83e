# SPDX-License-Identifier: EUPL-1.2
"""`/beheer/mail`: the mail log, and sending a mail again."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from booking import web
from booking.errors import BookingError
from booking.history.actions import staff
from booking.jinja import moment_short
from booking.permissions import Can, can

from . import actions, queries
from .models import OutboxMail
from .reasons import state_of

bp = Blueprint("outbox", __name__)

VIEWS = {
    "": _l("Alle mails"),
    "failed": _l("Niet bezorgd"),
    "held": _l("Vastgehouden"),
    "queued": _l("Klaar om te versturen"),
}
COUNTED = ("failed", "held", "queued")


def _mail(mail_id: int) -> OutboxMail | None:
    return queries.one(mail_id) if mail_id < 2**63 else None


def _key(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def state_words(mail: OutboxMail) -> str:
    """verstuurd di 24 nov 2026, 14.05; or why not."""
    if mail.status == "sent" and not mail.bounced_at:
        return _("verstuurd %(moment)s", moment=moment_short(mail.sent_at or mail.due_at))
    return state_of(mail)


def _log_page(status: int = 200, refused: str = "") -> Response:
    view = request.args.get("status", "")
    view = view if view in VIEWS else ""
    before = _key(request.args.get("na"))
    mails, more = queries.log_page((view,) if view else (), before=before)
    counts = queries.counts(COUNTED)
    views = [
        (words, counts.get(name), url_for("outbox.mail_log", status=name or None)) for name, words in VIEWS.items()
    ]
    page = render_template(
        "outbox/mail_log.html",
        mails=mails,
        views=views,
        current=VIEWS[view],
        more=url_for("outbox.mail_log", status=view or None, na=more) if more else "",
        first=url_for("outbox.mail_log", status=view or None) if before else "",
        state_words=state_words,
        may_send=can(current_user, Can.SEND_AGAIN),
        done=request.args.get("klaar") == "opnieuw",
        refused=refused,
    )
    return make_response(page, status)


@bp.get("/beheer/mail")
@web.needs(Can.SEE_MAIL_LOG)
def mail_log() -> Response:
    """What was written to whom, and whether it arrived. Newest first."""
    return _log_page()


@bp.post("/beheer/mail/<int:mail_id>/opnieuw")
@web.needs(Can.SEND_AGAIN, load=_mail)
def send_again(mail: OutboxMail) -> Answer:
    """Send a mail again, or release a held one. From the page of a request it leads back to that page."""
    back = mail.thread if request.form.get("terug") == "aanvraag" and mail.about_kind == "request" else ""
    try:
        with web.writing():
            actions.send_again(mail.id, staff(current_user), web.now())
    except BookingError as error:
        return _log_page(error.status, error.sentence)
    if back:
        return redirect(url_for("desk.one", reference=back, klaar="mail"), 303)
    return redirect(url_for("outbox.mail_log", klaar="opnieuw"), 303)


def register(app: Flask) -> None:
    app.register_blueprint(bp)
