# SPDX-License-Identifier: EUPL-1.2
"""Writing a mail: once an event, in its language, with nothing in it that could break out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import jinja2
import pytest
from flask import Flask

from booking.extensions import bell, db
from booking.links.actions import issue
from booking.links.tokens import MARK
from booking.outbox import queries
from booking.outbox.models import OutboxMail
from booking.outbox.write import write as write_mail
from booking.web import now as web_now
from booking.web import rehearsing, writing

Transaction = Callable[[], AbstractContextManager[datetime]]
NOON = datetime(2027, 3, 9, 11, 0, tzinfo=UTC)
TEMPLATES = {
    "email/proof/body.txt": "{{ news }}\n\n\n\n{{ noon|day }} {{ url('/lesaanbod') }} {{ url('/beheer/aanvragen') }}   \n"
    "{% if link is defined %}{{ link }}/datum\n{% endif %}",
    "email/proof/body.html": "<p>{{ news }}</p>{% if link is defined %}<a href='{{ link }}'>x</a>{% endif %}\n\n",
}


@pytest.fixture(autouse=True)
def templates(app: Flask) -> Iterator[None]:
    """A mail of the tests' own, beside the real ones."""
    real = app.jinja_env.loader
    assert real is not None
    app.jinja_env.loader = jinja2.ChoiceLoader([jinja2.DictLoader(TEMPLATES), real])
    yield
    app.jinja_env.loader = real


def proof(now: datetime, **more: Any) -> OutboxMail | None:
    given: dict[str, Any] = {
        "kind": "proof",
        "about": ("request", 7),
        "act": 1,
        "thread": "LES-000007",
        "recipient": "Tess@School.test",
        "subject": "[LES-000007] De Vijver – Sterk online",
        "values": {"news": "Ontvangen.", "noon": NOON},
        "language": "nl",
        "now": now,
    }
    return write_mail(**given | more)


def test_a_mail_is_a_row(write: Transaction) -> None:
    with write() as now:
        mail = proof(now, reply_to="secretariaat@utrecht.test")
    assert mail is not None
    assert (mail.status, mail.recipient, mail.recipient_key) == ("queued", "Tess@School.test", "tess@school.test")
    assert (
        mail.body_text
        == "Ontvangen.\n\ndinsdag 9\u00a0maart 2027 https://lesaanbod.test/lesaanbod https://lesaanbod.test/beheer/aanvragen\n"
    )
    assert mail.body_html == "<p>Ontvangen.</p>\n"
    assert mail.message_id.endswith("@lesaanbod.test>")
    assert mail.due_at == mail.created_at == now


def test_one_event_is_one_mail_a_recipient(write: Transaction) -> None:
    with write() as now:
        assert proof(now) is not None
        assert proof(now, recipient=" tess@school.test ") is None
        assert proof(now, recipient="sem@utrecht.test") is not None
        assert proof(now, act=2) is not None
        assert proof(now, dedupe="reminder:7:2027-03-09") is not None
        assert proof(now, act=9, dedupe="reminder:7:2027-03-09") is None
    with write() as now:
        assert proof(now) is None


def test_a_mail_speaks_its_own_language(write: Transaction) -> None:
    """Whatever the language of the page on which it was written; staff's pages stay Dutch."""
    with write() as now:
        mail = proof(now, language="en", link=issue("request", now))
    assert mail is not None
    assert "https://lesaanbod.test/en/lesaanbod https://lesaanbod.test/beheer/aanvragen" in mail.body_text
    assert f"https://lesaanbod.test/en/aanvraag/{MARK}/datum" in mail.body_text
    assert "Tuesday 9\u00a0March" in mail.body_text


def test_a_secret_link_is_stored_as_a_mark(write: Transaction) -> None:
    with write() as now:
        link = issue("request", now)
        mail = proof(now, link=link)
    assert mail is not None
    assert mail.link_id == link.id
    assert f"https://lesaanbod.test/aanvraag/{MARK}/datum" in mail.body_text
    assert f"https://lesaanbod.test/aanvraag/{MARK}'" in mail.body_html


@pytest.mark.parametrize("typed", [MARK, f"{MARK[:7]}{MARK}{MARK[7:]}", f"[{MARK[:9]}{MARK}{MARK[9:]}{MARK[1:]}"])
def test_nobody_types_a_mark(write: Transaction, typed: str) -> None:
    """Or her words would get a link in them that is not hers to place. Also not one in another."""
    with write() as now:
        mail = proof(now, link=issue("request", now), values={"news": f"Hallo {typed} <b>", "noon": NOON})
    assert mail is not None
    assert mail.body_text.startswith("Hallo  <b>")
    assert mail.body_html.startswith("<p>Hallo  &lt;b&gt;</p>")
    assert mail.body_text.count(MARK) == mail.body_html.count(MARK) == 1


def test_a_value_that_is_missing_is_an_error(write: Transaction) -> None:
    with pytest.raises(jinja2.UndefinedError), write() as now:
        proof(now, values={})


@pytest.mark.parametrize(
    "more",
    [
        {"recipient": "tess@school.test\nBcc: all@school.test"},
        {"recipient": "tess@school.test, tom@school.test"},
        {"recipient": "Tess <tess@school.test>"},
        {"recipient": "tess"},
        {"reply_to": "sem@utrecht.test\r\nX: y"},
        {"subject": "Hallo\nBcc: all@school.test"},
        {"subject": "Hallo\u2028Bcc: all@school.test"},
        {"subject": f"Hallo {MARK}"},
        {"subject": " "},
        {"thread": "LES-1>\r\nX: y"},
    ],
)
def test_nothing_breaks_out_of_a_header(write: Transaction, more: dict[str, str]) -> None:
    with pytest.raises(ValueError), write() as now:
        proof(now, **more)


def test_the_bell_rings_after_the_commit_and_only_for_mail_that_may_go(app: Flask, write: Transaction) -> None:
    rung: list[int] = []

    def listen(_sender: Any) -> None:
        with db.engine.connect() as connection:
            rung.append(connection.execute(db.select(db.func.count(OutboxMail.id))).scalar_one())

    with bell.connected_to(listen):
        with app.app_context(), writing():
            proof(web_now())
            assert rung == []
        assert rung == [1]
        with app.app_context(), writing():
            proof(web_now())  # there already
            proof(web_now(), act=2, held=True)
        with app.app_context(), rehearsing():
            assert proof(web_now(), act=3) is not None
        assert rung == [1]


def test_a_rehearsal_shows_what_would_be_written_and_leaves_nothing(app: Flask) -> None:
    with app.app_context():
        with writing():
            proof(web_now())
        with rehearsing():
            proof(web_now(), act=2)
            proof(web_now(), act=2, recipient="sem@utrecht.test")
            shown = [mail.recipient_key for mail in queries.about("request", 7)]
        assert shown == ["sem@utrecht.test", "tess@school.test", "tess@school.test"]
        assert len(queries.about("request", 7)) == 1


def test_a_mail_for_later_waits_until_then(write: Transaction) -> None:
    with write() as now:
        mail = proof(now, due_at=now + timedelta(hours=1))
    assert mail is not None
    assert mail.due_at == now + timedelta(hours=1)
