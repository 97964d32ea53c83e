# SPDX-License-Identifier: EUPL-1.2
"""No store holds a secret link: mails go out, come back, are sent again; then everything that is kept is read through.

What is looked for is what the mail server really saw, so a token that never came to be cannot make this test green.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from booking import logs
from booking.extensions import db
from booking.links.tokens import hash_of
from booking.outbox import actions
from booking.outbox.models import OutboxMail
from booking.web import now as web_now
from tests.outbox.mails import deliver
from tests.support.cast import TESS
from tests.support.client import Client
from tests.support.smtp import MailServer, Mood

Transaction = Callable[[], AbstractContextManager[datetime]]
TOKEN = re.compile(r"/aanvraag/([A-Za-z0-9_-]{43})")
REQUESTS = 100


def everything_stored(app: Flask) -> str:
    """Every cell of every table, as text; on SQLite the bytes of its files too, as a back-up copies them."""
    found = []
    with app.app_context(), db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                found += [cell.hex() if isinstance(cell, bytes) else str(cell) for cell in row]
        if db.engine.dialect.name == "sqlite":
            path = Path(str(db.engine.url.database))
            for file in path.parent.glob(f"{path.name}*"):
                found.append(file.read_bytes().decode("latin-1"))
    return "\n".join(found)


@pytest.mark.slow
def test_no_store_holds_a_token(
    app: Flask,
    client: Client,
    post: MailServer,
    write: Transaction,
    ask: Callable[..., int],
    tmp_path: Path,
) -> None:
    log = tmp_path / "log"
    with open(log, "w", encoding="utf-8") as stream:
        logs.configure(stream)
        for number in range(REQUESTS):
            ask(teacher=replace(TESS, email=f"tess{number}@school.example"))
        # Some are refused for good, some put off, some cut after they were accepted.
        post.moods = [Mood.ACCEPT, Mood.NEVER, Mood.LATER, Mood.ACCEPT, Mood.CUT_AFTER_DATA, Mood.ACCEPT] * 10
        for minute in range(120):
            later = web_now() + timedelta(minutes=minute)
            deliver(app, lambda later=later: later)
        with write() as now:
            sent = db.session.scalars(sa.select(OutboxMail).where(OutboxMail.kind == "submit_receipt")).all()
            for mail in sent[:5]:
                actions.resend(mail, now)
        deliver(app)
        tokens = sorted({token for mail in post.mails for token in TOKEN.findall(mail.text + mail.html)})
        assert len(tokens) >= REQUESTS * 0.8
        for token in tokens[:5]:
            assert client.get(f"/aanvraag/{token}").status_code == 200
            assert client.get(f"/aanvraag/{token[:-1]}x").status_code == 410
    stored, logged = everything_stored(app), log.read_text(encoding="utf-8")
    assert "outcome" in logged
    assert hash_of(tokens[0]).hex() in stored  # we do read what is stored
    assert [token for token in tokens if token in stored] == []
    assert [token for token in tokens if token in logged] == []
    post_to = {mail.recipient for mail in post.mails if TOKEN.search(mail.text)}
    assert not any("utrecht" in recipient for recipient in post_to), "the secretariat's mails hold no link of a school"
