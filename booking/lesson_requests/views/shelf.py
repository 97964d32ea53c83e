# SPDX-License-Identifier: EUPL-1.2
"""All requests of one address, behind the link that `/link-kwijt` mails. A look changes nothing: programs that read mail open links."""

from __future__ import annotations

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from booking.errors import Gone
from booking.extensions import csrf
from booking.lesson_requests import queries, shelved
from booking.lesson_requests.actions import shelf as actions
from booking.lesson_requests.changed import Scope
from booking.lesson_requests.emails import values
from booking.lesson_requests.models import LessonRequest, Shelf
from booking.lesson_requests.queries import shelf as shelves
from booking.limits import count_wrong_link
from booking.web import error_page, link_page, now, writing

from . import again as asking_again
from .acting import kept, see_other
from .blueprints import lesson_requests as bp
from .page import told

PER_PAGE = 25


def _found(token: str, opened: bool | None = None) -> Shelf:
    """The shelf of this link; `opened`: only one whose button was pressed. Unknown, used and expired: one and the same Gone."""
    shelf = shelves.shelf_of(token, now())
    if shelf is None or (opened and shelf.opened_at is None):
        count_wrong_link("shelf", request.remote_addr)
        raise Gone(_("Deze link werkt niet."), code="F-link")
    return shelf


def _on(shelf: Shelf, reference: str) -> LessonRequest | None:
    """This request, if it stands on this shelf."""
    lesson_request = queries.by_reference(reference)
    return lesson_request if lesson_request is not None and actions.stands_on(shelf, lesson_request) else None


@bp.get("/mijn-aanvragen/<token>")
@link_page
def shelf(token: str) -> str:
    found, moment = _found(token), now()
    if found.opened_at is None:
        return render_template("lesson_requests/shelf_closed.html")
    after = request.args.get("na", "")
    key = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None
    requests, more = queries.of_address(found.email_key, key, PER_PAGE)
    return render_template(
        "lesson_requests/shelf.html",
        token=token,
        years=shelved.by_year(requests),
        works={one.id: actions.works(one, moment) for one in requests},
        first=url_for(".shelf", token=token) if key else "",
        more=url_for(".shelf", token=token, na=more) if more else "",
    )


@bp.post("/mijn-aanvragen/<token>")
@csrf.exempt
@kept
@link_page
def open_shelf(token: str) -> Response:
    found = _found(token)
    if found.opened_at is None:
        with writing():
            token = actions.open_shelf(found, now())
    return see_other(url_for(".shelf", token=token))


@bp.get("/mijn-aanvragen/<token>/<reference>")
@link_page
def shelved_request(token: str, reference: str) -> str | Response:
    """A request whose own link may have ended: to be read, and asked again."""
    lesson_request = _on(_found(token, opened=True), reference)
    if lesson_request is None:
        return error_page(404)
    return render_template(
        "lesson_requests/page.html",
        token=token,
        back=url_for(".shelf", token=token),
        first=False,
        twice=False,
        done="",
        can_withdraw=False,
        too_big=[],
        shown_address=values.masked(lesson_request.contact_email),
        scope=Scope.NOTHING,
        again_url=url_for(".again_from_shelf", token=token, reference=lesson_request.reference),
        **told(lesson_request, now()),
    )


@bp.post("/mijn-aanvragen/<token>/<reference>")
@csrf.exempt
@kept
@link_page
def to_request(token: str, reference: str) -> Response:
    """To the request's own page, where it can be changed. Its token is made for this one answer."""
    found = _found(token, opened=True)
    lesson_request = _on(found, reference)
    if lesson_request is None:
        return error_page(404)
    with writing():
        own = actions.way_to(found, lesson_request.id, now())
    if own is None:
        return see_other(url_for(".shelved_request", token=token, reference=reference))
    return see_other(url_for(".page", token=own))


@bp.get("/mijn-aanvragen/<token>/<reference>/opnieuw")
@link_page
def again_from_shelf(token: str, reference: str) -> Response:
    lesson_request = _on(_found(token, opened=True), reference)
    return error_page(404) if lesson_request is None else asking_again.filled_in(lesson_request)
