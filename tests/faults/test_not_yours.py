# SPDX-License-Identifier: EUPL-1.2
"""V4, V6, S16, S17, S25: posts that no page of ours sends. A form changes what it names, of the request that it belongs to, and
nothing else, whatever else stands in the body."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import MultiDict

from booking.catalogue.models import Offering
from booking.extensions import db
from booking.lesson_requests.models import Booking, Group, LessonRequest
from booking.planning.models import TrainerOffering
from tests.lesson_requests.form.filled import aged, fill
from tests.lesson_requests.page.conftest import approval
from tests.support.cast import TOM
from tests.support.client import Client, Form
from tests.support.invariants import troubles

MAIN = "main form[method=post]"
NUMBER = "990099"
"""A value that fits every type of column and stands nowhere else."""


def everything(app: Flask) -> dict[tuple[str, Any], dict[str, Any]]:
    """Every row of every table, by its key."""
    found = {}
    with app.app_context(), db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            for row in connection.execute(sa.select(table)).mappings():
                found[table.name, tuple(row[column.name] for column in table.primary_key)] = dict(row)
    return found


def columns() -> list[str]:
    return sorted({column.name for table in db.metadata.sorted_tables for column in table.columns})


def overloaded(form: Form) -> MultiDict[str, str]:
    """The form with the name of every column beside its own fields, bare and in the shapes of its rows."""
    data = MultiDict(form.data)
    for prefix in ("", "groups-1-", "plan-1-1-", "bookings-0-", "own-"):
        for name in columns():
            if prefix + name not in data:
                data.add(prefix + name, NUMBER)
    return data


@pytest.fixture
def pages(
    client: Client,
    sign_in: Callable[[str], Client],
    ask: Callable[..., int],
    look: Callable[[int], LessonRequest],
    link: Callable[..., str],
    answer: Callable[..., None],
    trainers: dict[str, int],
    open_form: Callable[..., Form],
) -> dict[str, Callable[[], tuple[Form, dict[str, str]]]]:
    """Each form that stores something, filled in right, with the button that stores it."""
    coby, ada, waits, planned = sign_in("coby"), sign_in("ada"), ask("7a", "7b"), ask("8a")
    answer(planned, approval(look(planned), trainers["tariq"]))
    desk = f"/beheer/aanvragen/LES-{waits:06d}"

    def of(browser: Client, path: str, act: str = "", selector: str = MAIN, **typed: str) -> Any:
        def opened() -> tuple[Form, dict[str, str]]:
            form = browser.get(path).form(selector)
            return form, {**({"act": act} if act else {}), **typed}

        return opened

    def asked() -> tuple[Form, dict[str, str]]:
        form = fill(open_form())
        aged(form)
        return form, {"act": "send"}

    decline = {"decision": "decline", "reason": "full"}
    return {
        "ask": asked,
        "change": of(client, link(waits, "/wijzigen"), "save", **{"groups-1-pupils": "29"}),
        "decide": of(coby, desk, "decline", "main form[action$=besluit]", **decline),
        "reopen": of(coby, f"/beheer/aanvragen/LES-{planned:06d}/heropenen", "reopen"),
        "withdraw": of(client, link(waits, "/intrekken")),
        "hand_over": of(client, link(waits, "/collega"), name="Noor Vos", email="noor@deklimop.example"),
        "account": of(ada, "/beheer/medewerkers", email="zoe@gemeente.test", name="Zoë Zee", role="secretariat"),
    }


@pytest.mark.parametrize("name", ["ask", "change", "decide", "reopen", "withdraw", "hand_over", "account"])
def test_the_name_of_a_column_in_a_body_stores_nothing(app: Flask, pages: dict[str, Any], name: str) -> None:
    form, typed = pages[name]()
    data = overloaded(form)
    for field, value in typed.items():
        data[field] = value
    before = everything(app)
    done = form.client.post(form.action, data=data)
    assert done.status_code == 303, (done.status_code, done.words)
    after = everything(app)
    assert after != before
    stored = [(key, row) for key, row in after.items() if row != before.get(key) and key[0] != "history"]
    planted = [(key, name) for key, row in stored for name, value in row.items() if NUMBER in str(value)]
    assert planted == []
    assert set(before) - set(after) <= {key for key in before if key[0] in ("seats", "session_trainers")}
    with app.app_context():
        assert troubles(db.engine) == []


@pytest.fixture
def two(ask: Callable[..., int], look: Callable[[int], LessonRequest]) -> tuple[LessonRequest, LessonRequest]:
    """The request of Tess, and that of Tom, which is none of hers."""
    return look(ask("7a", "7b")), look(ask("3a", "3b", teacher=TOM))


def untouched(app: Flask, other: LessonRequest) -> list[str]:
    """What of Tom's request is not as it was."""
    kept = (LessonRequest, Booking, Group)
    wrong = []
    with app.app_context():
        for one in (other, *other.bookings, *other.groups):
            model = next(model for model in kept if isinstance(one, model))
            now = db.session.get(model, one.id)
            wrong += [
                f"{model.__name__}.{c.name}"
                for c in model.__table__.columns
                if getattr(now, c.name) != getattr(one, c.name)
            ]
    return wrong


def test_another_schools_lesson_is_not_withdrawn_by_my_link(
    app: Flask, client: Client, link: Callable[..., str], two: tuple[LessonRequest, LessonRequest], look: Any
) -> None:
    mine, other = two
    theirs = other.bookings[0].id
    for chosen, status in (([theirs], 422), ([theirs, mine.bookings[0].id], 303)):
        form = client.get(link(mine.id, "/intrekken")).form(MAIN)
        seen = " ".join(f"{number}:1" for number in chosen)
        assert form.send(bookings=[str(number) for number in chosen], versions=seen).status_code == status
        assert untouched(app, other) == []
    assert [booking.status for booking in look(mine.id).bookings] == ["withdrawn", "submitted"]


def test_another_schools_group_is_not_changed_by_my_link(
    app: Flask, client: Client, link: Callable[..., str], two: tuple[LessonRequest, LessonRequest], look: Any
) -> None:
    mine, other = two
    form = client.get(link(mine.id, "/wijzigen")).form(MAIN)
    form.data["groups-1-id"] = str(other.groups[0].id)
    form.data["groups-1-name"] = "gekaapt"
    form.send(button="act=save")
    assert untouched(app, other) == []
    assert {group.request_id for group in look(mine.id).groups} == {mine.id}


def test_one_group_in_two_rows_is_two_groups(
    client: Client, link: Callable[..., str], two: tuple[LessonRequest, LessonRequest], look: Any
) -> None:
    """A forged form, or one that a script mixed up: what was typed in either row stays."""
    mine = two[0]
    form = client.get(link(mine.id, "/wijzigen")).form(MAIN)
    form.data["groups-2-id"] = form.data["groups-1-id"]
    assert form.send(button="act=save", groups_2_pupils="31").status_code == 303
    live = [one for one in look(mine.id).bookings if one.status == "submitted"]
    assert {(one.group.name, one.people) for one in live} == {("7a", 24), ("7b", 31)}


def test_another_requests_lesson_is_not_decided_on_my_page(
    app: Flask, sign_in: Callable[[str], Client], two: tuple[LessonRequest, LessonRequest]
) -> None:
    mine, other = two
    coby, theirs = sign_in("coby"), str(other.bookings[0].id)
    decided = coby.get(f"/beheer/aanvragen/{mine.reference}").form("main form[action$=besluit]")
    no: dict[str, Any] = {"decision": "decline", "reason": "full", "act": "decline"}
    assert decided.send(bookings=[str(mine.bookings[1].id)], **no).status_code == 303  # so that there is one to reopen
    posts: dict[str, dict[str, Any]] = {
        "besluit": no,
        "heropenen": {"act": "reopen"},
        "intrekken": {"versions": f"{theirs}:1"},
    }
    for path, typed in posts.items():
        page = coby.get(f"/beheer/aanvragen/{mine.reference}" + ("" if path == "besluit" else f"/{path}"))
        form = page.form(f"main form[action$={path}]" if path == "besluit" else MAIN)
        sent = form.send(bookings=[theirs], **typed)
        assert sent.status_code in (409, 422), path
        assert untouched(app, other) == [], path


@pytest.mark.parametrize("version", ["0", "2", "99", "-1", "x", "", "9" * 30])
def test_a_version_that_was_never_shown_decides_nothing(
    app: Flask, sign_in: Callable[[str], Client], two: tuple[LessonRequest, LessonRequest], version: str
) -> None:
    one, _other = two
    coby, number = sign_in("coby"), one.bookings[0].id
    form = coby.get(f"/beheer/aanvragen/{one.reference}").form("main form[action$=besluit]")
    form.data[f"version-{number}"] = version
    readable = version.isdigit() and len(version) < 13
    sent = form.send(bookings=[str(number)], decision="decline", reason="full", act="decline")
    assert sent.status_code == (
        409 if readable else 303
    )  # what cannot be read is the version of the page that is shown
    assert (untouched(app, one) == []) == readable


def test_what_is_no_lesson_of_today_cannot_be_asked_for(
    app: Flask,
    open_form: Callable[..., Form],
    write: Callable[[], AbstractContextManager[datetime]],
    stored: Callable[[], list[Any]],
) -> None:
    with write():
        for slug, status in (("mijn-bankpas-blijft-bij-mij", "draft"), ("signalen-zien", "archived")):
            db.session.scalars(sa.select(Offering).where(Offering.slug == slug)).one().status = status
    for slug in ("mijn-bankpas-blijft-bij-mij", "signalen-zien", "bestaat-niet", "../sterk-in-de-groep"):
        form = fill(open_form())
        aged(form)
        form.data.setlist("offering", ["sterk-in-de-groep", slug])
        sent = form.send(button="act=send", offered=["sterk-in-de-groep", slug])
        assert sent.status_code == 409, (slug, sent.words)
    assert stored() == []


def test_a_trainer_who_cannot_give_it_is_not_sent(
    app: Flask,
    sign_in: Callable[[str], Client],
    two: tuple[LessonRequest, LessonRequest],
    trainers: dict[str, int],
    write: Callable[[], AbstractContextManager[datetime]],
) -> None:
    with write():
        db.session.execute(sa.delete(TrainerOffering).where(TrainerOffering.trainer_id == trainers["noor"]))
    one, number = two[0], two[0].bookings[0].id
    form = sign_in("coby").get(f"/beheer/aanvragen/{one.reference}").form("main form[action$=besluit]")
    plan = {"date": "2027-03-09", "time": "10.15", "place": "School"}
    for trainer in (str(trainers["noor"]), "999", "-1", "x"):
        for name, value in {**plan, "trainer": trainer}.items():
            form.data[f"plan-{number}-1-{name}"] = value
        assert form.send(bookings=[str(number)], act="approve").status_code == 422
        assert untouched(app, one) == []
    form.data[f"plan-{number}-1-trainer"] = str(trainers["tariq"])
    assert form.send(bookings=[str(number)], act="approve").status_code == 303


@pytest.mark.parametrize(
    "many",
    [
        [("offered", "x{}"), ("offering", "y{}")],
        [("offering_more", "x{}"), ("split", "x{}")],
        [("groups-{}-name", "a"), ("groups-{}-offering", "x{}")],
        [("own-signalen-zien-{}", "a"), ("offering", "signalen-zien")],
        [("weekdays", "tue"), ("dayparts", "x")],
        [("act", "swap:x{}:y"), ("les", "x{}")],
    ],
    ids=str,
)
def test_thousands_of_answers_are_an_answer(client: Client, catalogue: None, many: list[tuple[str, str]]) -> None:
    sent = MultiDict((name.format(n), value.format(n)) for n in range(3000) for name, value in many)
    page = client.post("/aanvraag", data=sent)
    assert page.status_code in (200, 409, 422)
    assert len(page.data) < 1_000_000


def test_the_first_of_repeated_answers_counts(
    app: Flask, filled: Callable[..., Form], stored: Callable[[], list[Any]]
) -> None:
    form = filled()
    aged(form)
    for name in ("contact_email", "school_name", "groups-1-pupils"):
        form.data.add(name, "999" if name.endswith("pupils") else "evil@evil.test")
    assert form.send(button="act=send").status_code == 303
    (one,) = stored()
    assert (one.contact_email, one.groups[0].people) == ("tess@deklimop.example", 26)
    assert one.school_name == "Basisschool De Klimop"
