# SPDX-License-Identifier: EUPL-1.2
"""What all views share: access rules, the write transaction, errors, headers, and how a body is read."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import structlog
from flask import Flask, Request, Response, current_app, g, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import event, exc
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError
from werkzeug.formparser import FormDataParser

from .errors import BookingError, Busy
from .extensions import bell, db
from .permissions import Can, can

log = structlog.get_logger()
View = Callable[..., Any]

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
KEEPS = "lesaanbod.keeps"
"""Stands in the environment of a page that is kept for everyone: a view leaves a mark in the place of what is a visitor's own."""
BROKEN = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, exc.InternalError)


def now() -> datetime:
    """The moment, aware and in UTC. Views ask it once and hand it on."""
    return datetime.now(UTC)


def secret_keys() -> tuple[str, ...]:
    """The key that signs, then the former ones that are still believed."""
    return current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]


# --- who may see a view -------------------------------------------------------------------------------------------


def public(view: View) -> View:
    """Anybody may see this."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def link_page(view: View) -> View:
    """Only who holds the secret link: the view opens it, or raises Gone. Never stored, never in a Referer."""
    view.access = "link"  # type: ignore[attr-defined]
    return view


def needs(act: Can, load: Callable[..., Any] | None = None) -> Callable[[View], View]:
    """Only a colleague whom the table of permissions allows this act.

    `load` gets the values of the address and answers the thing, or None for a 404; the view then gets the thing in their place.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(**values: Any) -> Any:
            if not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            if load is None:
                thing, arguments = None, values
            else:
                thing = load(**values)
                if thing is None:
                    return error_page(404)
                arguments = {"thing": thing}
            if not can(current_user, act, thing):
                return error_page(403)
            return view(*arguments.values()) if load else view(**arguments)

        guarded.access = act  # type: ignore[attr-defined]
        return guarded

    return decorate


FOREIGN_ENDPOINTS: dict[str, str] = {"static": "public"}
"""The rule of each endpoint that we did not write. The set-up of signing in adds its own."""


def access_rule(app: Flask, endpoint: str) -> Any:
    return getattr(app.view_functions.get(endpoint), "access", None) or FOREIGN_ENDPOINTS.get(endpoint)


def _refuse_undeclared() -> Response | None:
    if request.endpoint and access_rule(current_app, request.endpoint) is None:
        log.error("view_without_rule", endpoint=request.endpoint)
        return error_page(404)
    return None


def same_site() -> bool:
    """Does this post come from a page of ours? Browsers say so; one that says nothing at all is let through."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or origin in {current_app.config["BASE_URL"], request.host_url.rstrip("/")}


# --- writing ------------------------------------------------------------------------------------------------------


@contextmanager
def writing() -> Iterator[None]:
    """One write transaction around one action; the only commit of ours.

    Ends the reading before it, takes the writers' lock (5 s) and BEGIN IMMEDIATE on SQLite. Afterwards it rings the outbox's
    bell if mails were written. Raises Busy where the database gave no answer: then nothing was saved.
    """
    session = db.session()
    with _transaction(session):
        yield
        session.commit()
    if session.info.pop("mails", False):
        bell.send()


@contextmanager
def rehearsing() -> Iterator[None]:
    """As `writing`, and then all of it is undone: what an action would write can be read inside, and nothing stays."""
    session = db.session()
    with _transaction(session):
        yield
        _undo(session)
    session.info.pop("mails", None)


@contextmanager
def _transaction(session: Any) -> Iterator[None]:
    session.commit()  # ends the read; there is nothing to write, or the guard had refused the flush
    _put_aside(session)
    try:
        session.connection(execution_options={"write": True})
        session.info["writing"] = True
        yield
    except BROKEN as error:
        _undo(session)
        log.error("database_refused", error=type(error).__name__)
        raise Busy(
            _("Onze site heeft een storing. Probeer het over een paar minuten opnieuw."), code="F-storing"
        ) from error
    except BaseException:
        _undo(session)
        raise
    finally:
        session.info.pop("writing", None)


def _put_aside(session: Any) -> None:
    """Take who is signed in out of the session: an act that is undone, or reads accounts anew, must not empty what the page knows of them."""
    member = g.get("_login_user")
    for one in (member, *getattr(member, "__dict__", {}).get("roles", ())):
        if isinstance(one, db.Model) and one in session:
            session.expunge(one)


def _undo(session: Any) -> None:
    _put_aside(session)
    session.rollback()


def _guard_flush(session: Any, *_: Any) -> None:
    if not session.info.get("writing"):
        raise RuntimeError("a write outside writing(): a GET changes nothing")


# --- the body of a post -------------------------------------------------------------------------------------------


class _Parser(FormDataParser):
    """Werkzeug drops the whole form for one byte that is no UTF-8. Here that byte becomes U+FFFD, which its field refuses."""

    def _parse_urlencoded(self, stream: Any, mimetype: str, content_length: int | None, options: dict[str, str]) -> Any:
        limit = self.max_form_memory_size
        if limit is not None and content_length is not None and content_length > limit:
            raise RequestEntityTooLarge()
        pairs = parse_qsl(stream.read().decode("utf-8", "replace"), keep_blank_values=True, errors="replace")
        return stream, self.cls(pairs), self.cls()


class OurRequest(Request):
    form_data_parser_class = _Parser


# --- languages ----------------------------------------------------------------------------------------------------


class LanguagePrefix:
    """Moves `/en` from the path into SCRIPT_NAME, so that every route and every url_for serves both languages."""

    def __init__(self, wsgi: Any) -> None:
        self.wsgi = wsgi

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/en" or path.startswith("/en/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = path[3:] or "/"
        return self.wsgi(environ, start_response)


def language() -> str:
    """The language of this page: the address says it, nothing else does."""
    return "en" if request and request.script_root.endswith("/en") else "nl"


# --- answers ------------------------------------------------------------------------------------------------------


SPOKEN = 8


def error_page(status: int, case: str = "", **values: Any) -> Response:
    """The fixed page of an error (`templates/errors/page.html`): what happened, what is left, what to do."""
    html = render_template("errors/page.html", status=status, case=case or str(status), **values)
    return Response(html, status=status, mimetype="text/html")


def add_errors(form: Any, error: BookingError) -> None:
    """Put an action's refusal at its field of the form, or above the form where it has none."""
    target = form._fields.get(error.field)
    if target is None:
        form.form_errors.append(error.sentence)
    else:
        target.errors = [*target.errors, error.sentence]


def _on_http(error: HTTPException) -> Response:
    if isinstance(error, SecurityError):  # a host that is not ours: no page, since no link on it would have an address
        return Response("Onbekend adres.\n", 400, mimetype="text/plain")
    return error_page(error.code or 500)


def _on_booking(error: BookingError) -> Response:
    return error_page(error.status, sentence=error.sentence)


def _on_broken(error: Exception) -> Response:
    _undo(db.session())
    log.error("database_refused", error=type(error).__name__)
    return error_page(503)


def _on_crash(error: Exception) -> Response:
    _undo(db.session())
    log.exception("crash", error=type(error).__name__)
    # So short that somebody can say it on the telephone; the log finds the whole number by its end.
    return error_page(500, error_number=g.get("request_id", "")[-SPOKEN:])


def _add_headers(response: Response) -> Response:
    headers = response.headers
    rule = access_rule(current_app, request.endpoint) if request.endpoint else "public"
    headers.setdefault("Content-Security-Policy", CSP)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers["Referrer-Policy"] = "no-referrer" if rule == "link" else "same-origin"
    if current_app.config["SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-cache" if rule == "public" else "no-store"
    return response


def register(app: Flask) -> None:
    """Hook all of this onto the application."""
    app.request_class = OurRequest
    app.before_request(_refuse_undeclared)
    app.after_request(_add_headers)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(BookingError, _on_booking)
    for kind in BROKEN:
        app.register_error_handler(kind, _on_broken)
    app.register_error_handler(Exception, _on_crash)
    event.listen(db.session, "before_flush", _guard_flush)
