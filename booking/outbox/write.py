# SPDX-License-Identifier: EUPL-1.2
"""The one way a mail comes into being: a row, rendered now, in the transaction of what it tells."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale
from sqlalchemy.dialects import postgresql, sqlite

from booking.database import as_read
from booking.extensions import db
from booking.links.models import SecretLink
from booking.links.tokens import MARK

from .models import OutboxMail
from .mould import KINDS, Mould, shaped

LONGEST_SUBJECT = 200
ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\"\\\x00-\x20\x7f]+@[^\s@,;:<>()\[\]\"\\\x00-\x20\x7f]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
THREAD = re.compile(r"[A-Za-z0-9._-]+", re.ASCII)
STAND_IN = secrets.token_hex(16)
MOST_MOULDS = 512
PAGES = {
    "request": "/aanvraag/",
    "password": "/wachtwoord/",
    "shelf": "/mijn-aanvragen/",
    "takeover": "/overnemen/",
}
"""The page of each purpose of a secret link. Its token follows."""


_TABLE: Any = OutboxMail.__table__
_INSERT = {
    name: dialect.insert(_TABLE).on_conflict_do_nothing(index_elements=["dedupe_key"])
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_INSERT_ONE = {name: statement.returning(_TABLE.c.id) for name, statement in _INSERT.items()}


def write(
    *,
    kind: str,
    about: tuple[str, int],
    act: int | str,
    thread: str,
    recipient: str,
    subject: str,
    values: Mapping[str, Any],
    language: str,
    now: datetime,
    link: SecretLink | None = None,
    reply_to: str | None = None,
    due_at: datetime | None = None,
    held: bool = False,
    dedupe: str | None = None,
) -> OutboxMail | None:
    """Write one mail to one recipient; None if this event's mail to this recipient is there already.

    Renders `templates/email/<kind>/body.txt` and `body.html` in `language`, with `values` and, beside them:

    * `subject`, `language`, `kind`;
    * `url(path)`: an address of the site, `url("/lesaanbod")` in the mail's language, `url("/beheer/…")` always Dutch;
    * `link`: the address of the recipient's own page (only with `link=`), to which `/wijzigen` and the like may be added;
      it is stored with a mark in place of its token, which delivery fills.

    One event is `about` + `act` + `kind` + recipient, or `dedupe` + recipient where that is given. Mails of one `thread`
    reach one recipient in the order of writing. `held`: not sent until a person releases it. `due_at`: not before then.
    Raises ValueError for anything that could break a header: callers hand in checked addresses and subjects.
    """
    recipient = checked_address(recipient)
    text, html = _render(kind, language, link, {**values, "subject": subject})
    event = dedupe or f"{about[0]}:{about[1]}:{act}:{kind}"
    row = {
        "kind": kind,
        "language": language,
        "about_kind": about[0],
        "about_id": about[1],
        "thread": _checked_thread(thread),
        "recipient": recipient,
        "recipient_key": key_of(recipient),
        "reply_to": None if reply_to is None else checked_address(reply_to),
        "subject": _checked_subject(subject),
        "body_text": text,
        "body_html": html,
        "link_id": None if link is None else link.id,
        "dedupe_key": f"{event}:{digest_of(recipient)}",
        "status": "held" if held else "queued",
    }
    return store(fresh(due_at or now, now) | row)


def fresh(due_at: datetime, now: datetime) -> dict[str, Any]:
    """What every new row begins with, a repeat of an old mail too."""
    message_id = new_message_id()
    return {"message_id": message_id, "status": "queued", "created_at": now, "due_at": due_at, "attempts": 0}


def store(row: Mapping[str, Any]) -> OutboxMail | None:
    """Put the row there, unless its event's mail is there already; remember to ring the bell."""
    session = db.session()
    waiting = session.info.get("mails_together")
    if waiting is not None:
        waiting.append(row)
        return None
    number = session.scalar(_INSERT_ONE[db.engine.dialect.name], row)
    if number is None:
        return None
    if row["status"] == "queued":
        session.info["mails"] = True
    return as_read(session, OutboxMail, {**row, "id": number})


@contextmanager
def together() -> Iterator[None]:
    """The mails that are written in here are stored at its end, in one statement. What `write` answers says nothing then."""
    session = db.session()
    rows: list[Mapping[str, Any]] = []
    session.info["mails_together"] = rows
    try:
        yield
    finally:
        del session.info["mails_together"]
    if rows:
        connection = session.connection()
        connection.execute(_INSERT[connection.dialect.name], rows)
        session.info["mails"] = session.info.get("mails") or any(row["status"] == "queued" for row in rows)


def key_of(address: str) -> str:
    """What is compared of an address."""
    return address.strip().lower()


def digest_of(address: str) -> str:
    """An address in a key, where nobody needs to read it."""
    return hashlib.sha256(key_of(address).encode()).hexdigest()


def new_message_id() -> str:
    """Servers drop a Message-ID that they know: a retry keeps its own, a mail sent again on purpose gets another."""
    return f"<{secrets.token_hex(16)}@{site_host()}>"


def secretariat() -> tuple[str, ...]:
    """The mailboxes that hear of everything; what schools answer goes to the first."""
    return tuple(current_app.config["SECRETARIAT_EMAIL"])


def site_host() -> str:
    return urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"


def checked_address(address: str) -> str:
    """The address, if it is one and nothing else. Raises ValueError."""
    address = address.strip(" ")
    if not ADDRESS.fullmatch(address) or len(address) > 254:
        raise ValueError("this is not one e-mail address")
    return address


def _checked_subject(subject: str) -> str:
    if not subject.strip() or CONTROL.search(subject) or len(subject) > LONGEST_SUBJECT or MARK in subject:
        raise ValueError("a subject is one short line without a secret link")
    return subject


def _checked_thread(thread: str) -> str:
    if not THREAD.fullmatch(thread):
        raise ValueError("a thread's name becomes part of a header: letters, digits, dots and dashes")
    return thread


def _render(kind: str, language: str, link: SecretLink | None, values: dict[str, Any]) -> tuple[str, str]:
    """Text and HTML: of a kind that may be cast from the mould of its shape, where there is one; else from the templates."""
    page = PAGES[link.purpose] if link is not None else ""
    found = shaped(values) if kind in KINDS and not current_app.debug else None
    if found is None:
        return _marked(*_from_templates(kind, language, page, values))
    moulds: dict[Any, Mould | None] = current_app.extensions.setdefault("mail_moulds", {})
    name = (kind, language, page, found.shape)
    mould = moulds.get(name)
    if mould is not None:
        return _marked(*mould.cast(found.texts))
    made = _marked(*_from_templates(kind, language, page, values))
    if name not in moulds and len(moulds) < MOST_MOULDS:
        mould = Mould(*_from_templates(kind, language, page, found.marked))
        moulds[name] = mould if _marked(*mould.cast(found.texts)) == made else None
    return made


def _from_templates(kind: str, language: str, page: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Both parts, with a stand-in for the token of the link to this page."""
    more: dict[str, Any] = {"kind": kind, "language": language, "url": _url_maker(language)}
    if page:
        more["link"] = more["url"](page + STAND_IN)
    env = current_app.jinja_env
    with force_locale(language):
        text, html = (
            env.get_template(f"email/{kind}/{name}").render({**values, **more}) for name in ("body.txt", "body.html")
        )
    return _tidy(text), html.strip() + "\n"


def _marked(text: str, html: str) -> tuple[str, str]:
    """Whatever was typed cannot bring in a mark of its own: ours is put in after the others are out."""
    text, html = (_unmarked(one).replace(STAND_IN, MARK) for one in (text, html))
    return text, html


def _unmarked(text: str) -> str:
    while MARK in text:  # taking one out may make another
        text = text.replace(MARK, "")
    return text


def _url_maker(language: str) -> Callable[[str], str]:
    base: str = current_app.config["BASE_URL"]

    def url(path: str) -> str:
        office = f"{path}/".startswith("/beheer/")
        return base + ("" if language == "nl" or office else f"/{language}") + path

    return url


def _tidy(text: str) -> str:
    """At most one empty line between paragraphs, and no blanks at the ends of lines: templates leave both."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"
