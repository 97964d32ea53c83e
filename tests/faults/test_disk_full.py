# SPDX-License-Identifier: EUPL-1.2
"""F09, G7: the disk of a SQLite site is full. Reading goes on, nothing that was acknowledged is lost, what cannot be stored comes
back with its text, and when there is room again everything works without a restart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from booking.extensions import db, limiter
from booking.outbox import delivery
from booking.web import now
from tests.faults.test_database_gone import lost
from tests.lesson_requests.form.filled import body, key_of
from tests.support.client import Client, Form
from tests.support.invariants import troubles

pytestmark = pytest.mark.once
ROOM = 60
"""Pages of the file beyond what is in use: some requests fit, then none."""
PAGES = [
    "/",
    "/lesaanbod",
    "/lesaanbod/sterk-in-de-groep",
    "/aanvraag?les=sterk-in-de-groep",
    "/link-kwijt",
    "/inloggen",
    "/readyz",
]


class Disk:
    """How large the file may become: SQLite itself refuses then, as it does for the system's "no space left"."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            self.engine = db.engine
        self.most = 0

    def limit(self, dbapi: Any, _record: Any) -> None:
        if self.most:
            dbapi.execute(f"PRAGMA max_page_count = {self.most}")

    def fill(self) -> None:
        self.engine.dispose()
        with self.engine.connect() as connection:
            used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        self.most = used + ROOM
        self.engine.dispose()

    def empty(self) -> None:
        """Somebody made room. The connections that are open live on, as they do in the site."""
        self.most = 1_000_000
        with self.engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {self.most}")


@pytest.fixture
def disk(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    monkeypatch.setattr(limiter, "enabled", False)
    made = Disk(app)
    event.listen(made.engine, "connect", made.limit)
    yield made
    event.remove(made.engine, "connect", made.limit)
    made.engine.dispose()


def test_a_full_disk_refuses_cleanly_and_loses_nothing(
    app: Flask, client: Client, filled: Callable[..., Form], sign_in: Callable[[str], Client], disk: Disk
) -> None:
    coby, form = sign_in("coby"), filled()
    tokens, refused = [], []
    disk.fill()
    for number in range(200):
        form.data["form_key"], form.data["contact_email"] = key_of(), f"tess{number}@school.example"
        form.data["remark"] = f"{number} " + "x" * 900
        sent = body(form)
        answer = client.post("/aanvraag", data=sent)
        if answer.status_code == 303:
            tokens.append(answer.headers["Location"].rpartition("/")[2])
            continue
        assert answer.status_code == 503
        assert "Uw aanvraag is niet verstuurd" in answer.words
        assert lost(sent, answer) == ["act"]
        refused.append(answer)
        if len(refused) == 3:
            break
    assert 3 < len(tokens) < 190 and len(refused) == 3
    assert {path: client.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200) | {"/readyz": 503}
    assert client.get(f"/aanvraag/{tokens[0]}").status_code == 200
    desk = "/beheer/aanvragen/LES-000001"
    assert [coby.get(path).status_code for path in ("/beheer/", "/beheer/aanvragen", desk, "/beheer/mail")] == [200] * 4
    decision = coby.get(desk).form("main form[action$=besluit]")
    why = "y" * 900
    answer = decision.send(button="act=decline", decision="decline", reason="full", explanation=why)
    assert answer.status_code == 503
    assert answer.form("main form[action$=besluit]").data["explanation"] == why
    disk.empty()
    assert refused[0].form("main form#aanvraag").send(button="act=send").status_code == 303
    assert answer.form("main form[action$=besluit]").send(button="act=decline").status_code == 303
    with app.app_context():
        assert troubles(db.engine, tokens) == []
        assert delivery.anything_due(now())
