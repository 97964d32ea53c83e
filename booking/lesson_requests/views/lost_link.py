# SPDX-License-Identifier: EUPL-1.2
"""A lost link: one mail leads to all requests of an address. The answer is the same whether the address is known or not."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from booking.errors import Busy
from booking.extensions import csrf, db
from booking.lesson_requests.actions.shelf import Enough, mail_shelf
from booking.lesson_requests.forms.lost_link import LostLinkForm
from booking.lesson_requests.limits import count_mailed_link, may_ask_links
from booking.lesson_requests.queries import shelf as shelves
from booking.outbox.write import key_of
from booking.web import BROKEN, language, now, public, rehearsing, same_site, writing

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
            _mail(form.email.data or "")
        except (Busy, *BROKEN):
            db.session.rollback()
            return _page(form, 503, _("Onze site heeft een storing. Probeer het over een paar minuten opnieuw."))
    return redirect(url_for(".lost_link", klaar="mail"), 303)  # type: ignore[return-value]


def _mail(address: str) -> None:
    """For an unknown address, and for one that asks too often, the same is done and undone: how long it takes tells nobody
    who asked for lessons.
    """
    known = shelves.known_as(key_of(address))
    try:
        with writing() if known else rehearsing():
            mail_shelf(*(known or (address, language())), now())
    except Enough:
        return
    if known:
        count_mailed_link()


def _page(form: LostLinkForm, status: int = 200, notice: str = "", asked: bool = False) -> Response:
    html = render_template(
        "lesson_requests/lost_link.html", form=form, notice=notice, asked=asked, failed=status >= 400
    )
    return make_response(html, status)
