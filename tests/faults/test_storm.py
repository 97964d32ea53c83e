# SPDX-License-Identifier: EUPL-1.2
"""F18, F19, G6: a school and three colleagues act on the same requests at once, each on a page that may be old. Whoever is slower
reads so; afterwards every booking went from status to status without a jump, and each act wrote its mails once."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from booking.extensions import db, limiter
from booking.lesson_requests.models import LessonRequest
from tests.lesson_requests.page.conftest import LESSON, OTHER, approval
from tests.support.client import Client, Form, Page
from tests.support.invariants import troubles

pytestmark = pytest.mark.slow

ROUNDS = 12
MAIN = "main form[method=post]"
FINE = {200, 303, 409, 422}


@dataclass
class Storm:
    """What came of each press."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    odd: list[str] = field(default_factory=list)

    def press(self, name: str, form: Form | None, **typed: Any) -> None:
        if form is None:
            return
        page = form.send(**typed)
        self.answers[name, page.status_code] += 1
        if page.status_code not in FINE:
            self.odd.append(f"{name}: {page.status_code} {page.words[:200]}")

    def won(self, *names: str) -> int:
        return sum(count for (name, status), count in self.answers.items() if name in names and status == 303)

    @property
    def lost(self) -> int:
        return sum(count for (_name, status), count in self.answers.items() if status == 409)


def form_of(page: Page, selector: str = MAIN) -> Form | None:
    """Where the page still has one."""
    return page.form(selector) if page.status_code == 200 and page.soup.select_one(selector) else None


def some(chance: random.Random, form: Form, prefix: str = "version-") -> list[str]:
    numbers = [name.removeprefix(prefix) for name in form.data if name.startswith(prefix)]
    return chance.sample(numbers, chance.randint(1, len(numbers))) if numbers else []


def school(storm: Storm, client: Client, links: list[str], seed: int) -> None:
    chance = random.Random(seed)
    for _round in range(ROUNDS):
        link = chance.choice(links)
        if chance.random() < 0.6:
            form = form_of(client.get(f"{link}/wijzigen"))
            people = {"groups-1-pupils": chance.randint(5, 30)} if form and "groups-1-pupils" in form.data else {}
            storm.press(
                "change", form, button="act=save", contact_phone=f"030 123 46 {chance.randint(10, 99)}", **people
            )
        else:
            form = form_of(client.get(f"{link}/intrekken"))
            if form and form.data.getlist("bookings"):
                storm.press("withdraw", form, bookings=chance.sample(form.data.getlist("bookings"), 1))


def office(storm: Storm, client: Client, references: list[str], trainer: int, seed: int) -> None:
    chance = random.Random(seed)
    for _round in range(ROUNDS):
        desk = f"/beheer/aanvragen/{chance.choice(references)}"
        form = form_of(client.get(desk), "main form[action$=besluit]") if chance.random() < 0.5 else None
        if form is not None:
            decide(storm, chance, form, trainer)
            continue
        form = form_of(client.get(f"{desk}/heropenen"))
        if form is not None and (chosen := some(chance, form)):
            storm.press("reopen", form, button="act=reopen", bookings=chosen)


def decide(storm: Storm, chance: random.Random, form: Form, trainer: int) -> None:
    typed: dict[str, Any] = {"bookings": some(chance, form), "decision": chance.choice(["approve", "decline"])}
    for name in form.data:
        if name.startswith("plan-") and name.endswith("-date"):
            typed[name] = f"{chance.randint(1, 5)}-3-2027"
            typed[name.replace("-date", "-time")] = f"{chance.randint(8, 15)}.00"
            typed[name.replace("-date", "-trainer")] = chance.choice(["provider", str(trainer)])
    button = "preview" if chance.random() < 0.2 else typed["decision"]
    storm.press("decide", form, button=f"act={button}", reason="full", **typed)


def test_whoever_is_slower_reads_so(
    app: Flask,
    client: Client,
    ask: Callable[..., int],
    link: Callable[..., str],
    sign_in: Callable[[str], Client],
    trainers: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numbers = [ask("7a", "7b", "7c", slug=(LESSON, OTHER)) for _n in range(2)]
    links, references = [link(number) for number in numbers], [f"LES-{number:06d}" for number in numbers]
    monkeypatch.setattr(limiter, "enabled", False)
    monkeypatch.setattr("tests.support.client.faults", lambda *_: [])  # others read these pages; here many are wanted
    storm = Storm()

    people = [
        threading.Thread(target=school, args=(storm, app.test_client(), links, 1)),
        threading.Thread(target=school, args=(storm, app.test_client(), links, 2)),
        *(
            threading.Thread(target=office, args=(storm, sign_in(who), references, trainers["tariq"], seed))
            for seed, who in enumerate(("coby", "cas", "ada"))
        ),
    ]
    for one in people:
        one.start()
    for one in people:
        one.join()
    print(dict(storm.answers))
    with app.app_context():
        assert troubles(db.engine) == []
    assert storm.odd == []
    assert storm.won("change", "withdraw") and storm.won("decide", "reopen")
    assert storm.lost > 0, "nobody met anybody: the storm was none"


BREACHES = {
    "DELETE FROM outbox_mails WHERE kind = 'submit_notice'": "wrote 0 x submit_notice",
    "DELETE FROM outbox_mails WHERE kind = 'approve_confirmation'": "wrote 0 x approve_confirmation",
    "UPDATE outbox_mails SET status = 'failed' WHERE kind = 'submit_notice'": "is failed",
    "UPDATE lesson_requests SET version = version + 1": "has version",
    "UPDATE lesson_requests SET due_on = '2030-01-01'": "and its bookings",
    "UPDATE secret_links SET expires_at = NULL": "and its bookings",
    "UPDATE bookings SET status = 'submitted'": "the diary left it confirmed",
    "DELETE FROM seats": "is planned without a group",
    "UPDATE lesson_sessions SET status = 'cancelled'": "is cancelled with a group",
    "UPDATE lesson_sessions SET starts_at = '2027-03-09 09:00:00+00', ends_at = '2027-03-09 10:00:00+00'": "is in two lessons",
    "INSERT INTO groups (id, request_id, position, kind, name, people) VALUES (99, 1, 9, 'class', 'x', 1)": "and bookings for",
}


@pytest.mark.parametrize("breach", BREACHES)
def test_control_each_trouble_is_seen(
    app: Flask, ask: Callable[..., int], look: Callable[[int], LessonRequest], answer: Callable[..., None], breach: str
) -> None:
    number = ask("7a", slug=(LESSON, OTHER))
    answer(number, approval(look(number), None))
    with app.app_context():
        assert troubles(db.engine) == []
        sqlite = db.engine.dialect.name == "sqlite"
        with db.engine.connect().execution_options(write=True) as connection:
            connection.execute(sa.text(breach.replace("+00'", ".000000'") if sqlite else breach))
            connection.commit()
        found = troubles(db.engine)
    assert any(BREACHES[breach] in one for one in found), found


def test_control_a_lost_request_is_seen(app: Flask, ask: Callable[..., int], link: Callable[..., str]) -> None:
    token = link(ask("7a")).rpartition("/")[2]
    with app.app_context():
        assert troubles(db.engine, [token]) == []
        assert troubles(db.engine, [token, "x" * 43]) == ["1 of 2 acknowledged requests are not stored"]
