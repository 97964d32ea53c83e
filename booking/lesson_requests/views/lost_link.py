# SPDX-License-Identifier: EUPL-1.2
"""A lost link. The answer is the same whether the address is known or not."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from booking.errors import Busy
from booking.extensions import csrf, db
from booking.lesson_requests.actions import lost_link as links
from booking.lesson_requests.forms.lost_link import LostLinkForm
from booking.lesson_requests.limits import may_ask_links
from booking.web import BROKEN, now, public, same_site, writing

from .blueprints import lesson_requests as bp


@bp.get("/link-kwijt")
@public
def lost_link() -> Response:
    return _page(LostLinkForm(formdata=None), asked=request.args.get("klaar") == "mail")


@bp.post("/link-kwijt")
@csrf.exempt
@public
def ask_link() -> Response:
    form = LostLinkForm()
    if not same_site():
        notice = _("We konden niet zien of het formulier van onze site komt. Druk nog een keer op de knop.")
        return _page(form, 403, notice)
    if not form.validate():
        return _page(form, 422)
    if may_ask_links(request.remote_addr):
        try:
            with writing():
                links.mail_links(form.email.data or "", now())
        except (Busy, *BROKEN):
            db.session.rollback()
            return _page(form, 503, _("Onze site heeft een storing. Probeer het over een paar minuten opnieuw."))
    return redirect(url_for(".lost_link", klaar="mail"), 303)  # type: ignore[return-value]


def _page(form: LostLinkForm, status: int = 200, notice: str = "", asked: bool = False) -> Response:
    html = render_template(
        "lesson_requests/lost_link.html", form=form, notice=notice, asked=asked, failed=status >= 400
    )
    return make_response(html, status)
