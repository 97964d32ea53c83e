# SPDX-License-Identifier: EUPL-1.2
"""A lost link. The answer is the same whether the address is known or not."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from booking.errors import Busy
from booking.extensions import csrf
from booking.lesson_requests.actions import lost_link as links
from booking.lesson_requests.forms.lost_link import LostLinkForm
from booking.lesson_requests.limits import may_ask_links
from booking.web import error_page, now, public, same_site, writing

from .blueprints import lesson_requests as bp


@bp.route("/link-kwijt", methods=["GET", "POST"])
@csrf.exempt
@public
def lost_link() -> Any:
    form = LostLinkForm()
    if request.method == "GET":
        return render_template("lesson_requests/lost_link.html", form=form, asked=request.args.get("klaar") == "mail")
    if not same_site():
        return error_page(403, "400")
    if not form.validate():
        return render_template("lesson_requests/lost_link.html", form=form, asked=False), 422
    if may_ask_links(request.remote_addr):
        try:
            with writing():
                links.mail_links(form.email.data or "", now())
        except Busy:
            return error_page(503)
    return redirect(url_for(".lost_link", klaar="mail"), 303)
