# SPDX-License-Identifier: EUPL-1.2
"""Setting up Flask-Security, and what of a session stands in the cookie.

Flask-Security keeps the passwords and says who is signed in; later it brings the second factor. Its own pages are switched
off: they commit by themselves, and knew nothing of sessions that end. The signed cookie holds a key and the moment of the
last answer (idle time is read from it, so that looking at a page writes nothing); the row of the key ends a session at once.
"""

from __future__ import annotations

import contextvars
import hashlib
import os
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Response, current_app, g, request, session
from flask_login import current_user
from flask_security.core import Security
from flask_security.datastore import SQLAlchemyUserDatastore
from flask_security.utils import hash_password, login_user, logout_user, verify_password

from booking import web
from booking.extensions import db

from . import queries
from .models import Role, StaffMember

IDLE = timedelta(minutes=30)
KEY, SEEN = "key", "seen"
SETTINGS = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SINGLE_HASH": True,
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__type": "ID",
        "argon2__memory_cost": 19456,
        "argon2__time_cost": 2,
        "argon2__parallelism": 1,
    },  # what OWASP advises; the library's own 64 MiB a try is more than the whole site uses
    "SECURITY_DATETIME_FACTORY": web.now,
    "SECURITY_CLI_USERS_NAME": False,
    "SECURITY_CLI_ROLES_NAME": False,
}


_hashing = ThreadPoolExecutor(2, "hash")
"""A hash takes 19 MiB and 30 ms of a processor: many tries at once must neither fill the memory nor stop the site. Threads of
their own, since the system's allocator keeps those 19 MiB for each thread that ever computed one."""


def _new_threads() -> None:
    """A forked process has none of its parent's threads: the first start hashes before it forks, and the first sign-in waited for ever."""
    global _hashing
    _hashing = ThreadPoolExecutor(2, "hash")


os.register_at_fork(after_in_child=_new_threads)


def register(app: Flask) -> None:
    """Flask-Security with our tables, without its pages, and our own look-up of who is signed in."""
    app.config.from_mapping(SETTINGS)
    security = Security()
    security.init_app(app, SQLAlchemyUserDatastore(db, StaffMember, Role), register_blueprint=False)
    security.login_manager.user_loader(_member_of_session)
    security.login_manager._request_callback = None  # no sign-in by a token in a header or an address
    _ask_only_where_needed(app, security)
    app.before_request(_refuse_foreign_posts)
    app.after_request(_remember_moment)


def _ask_only_where_needed(app: Flask, security: Security) -> None:
    """Its principals, Flask-Login's templates and its cookie that remembers (we have none) look into the session on every page.

    A public page is the same for everyone, so it must not even say `Vary: Cookie`.
    """
    _without(app.before_request_funcs[None], security.principal)
    _without(app.after_request_funcs[None], security.login_manager)
    processors = app.template_context_processors[None]
    processors[:] = [one for one in processors if one.__module__ != "flask_login.utils"]
    app.jinja_env.globals["current_user"] = current_user


def _without(hooks: list[Any], owner: object) -> None:
    hooks[:] = [hook for hook in hooks if getattr(hook, "__self__", None) is not owner]


def _member_of_session(user_id: str) -> StaffMember | None:
    key, seen = session.get(KEY), session.get(SEEN)
    now = web.now()
    if not isinstance(key, str) or not isinstance(seen, int) or now - datetime.fromtimestamp(seen, UTC) > IDLE:
        return None
    member = queries.in_session(hash_of(key), now)
    return member if member is not None and member.get_id() == user_id else None


def _remember_moment(response: Response) -> Response:
    member = g.get("_login_user")
    if member is not None and member.is_authenticated and KEY in session:
        session[SEEN] = int(web.now().timestamp())
    return response


def _refuse_foreign_posts() -> Response | None:
    """A post of the office from a page elsewhere: refused before anything is read, token or not."""
    rule = web.access_rule(current_app, request.endpoint) if request.endpoint else None
    if request.method in ("GET", "HEAD", "OPTIONS") or isinstance(rule, str) or web.same_site():
        return None
    return web.error_page(403, case="400")


def hashed(password: str) -> str:
    """What is kept of a password (or thrown away, to spend the same time on an address that has no account)."""
    return str(_apart(hash_password, password))


def fits(password: str, password_hash: str) -> bool:
    return bool(_apart(verify_password, password, password_hash))


def _apart(work: Callable[..., Any], *values: str) -> Any:
    return _hashing.submit(contextvars.copy_context().run, work, *values).result()


def hash_of(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def new_key() -> str:
    return secrets.token_urlsafe(32)


def key_hash() -> bytes | None:
    """Of the session that this browser has, open or not."""
    key = session.get(KEY)
    return hash_of(key) if isinstance(key, str) else None


def enter(member: StaffMember, key: str) -> None:
    """From here on this browser is theirs: nothing of what stood in the cookie before is kept, not even its CSRF token."""
    session.clear()
    g.pop("csrf_token", None)
    login_user(member, remember=False, authn_via=["password"])
    session[KEY], session[SEEN] = key, int(web.now().timestamp())


def leave() -> None:
    logout_user()
    session.clear()


def surely_same_site() -> bool:
    """Stricter than `web.same_site()`: the browser must say that the post comes from a page of ours."""
    return web.same_site() and ("Sec-Fetch-Site" in request.headers or "Origin" in request.headers)
