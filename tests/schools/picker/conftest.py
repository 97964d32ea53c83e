# SPDX-License-Identifier: EUPL-1.2
"""A small register: two schools of one name, one that closed, one that was merged, and each level."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from booking.extensions import db
from booking.schools.models import School, SchoolName, Wijk
from tests.lesson_requests.form.conftest import filled, open_form, stored
from tests.lesson_requests.form.filled import put
from tests.lesson_requests.page.conftest import ask, form, link, look, trainers, world
from tests.support.client import Form

__all__ = ["ask", "filled", "form", "link", "look", "open_form", "stored", "trainers", "world"]

LIST = {
    "boom": ("De Boom", "Boomstraat", "1", "3511 ZZ"),
    "brug": ("De Brug", "Kanaalweg", "20", "3526 ZZ"),
    "other_brug": ("De Brug", "Kerkstraat", "78", "3451 ZZ"),
    "college": ("Domcollege", "Domplein", "3", "3512 ZZ"),
    "practice": ("Praktijkschool Dom", "Domsteeg", "5", "3512 ZZ"),
    "mbo": ("Mbo Techniek", "Ambachtstraat", "7", "3542 ZZ"),
    "linde": ("De Linde", "Lindelaan", "5", "3561 ZZ"),
    "old_linde": ("De Oude Linde", "Lindelaan", "3", "3561 ZZ"),
    "gone": ("De Verdwenen School", "Niemandsland", "1", "3561 ZZ"),
}
OF_KIND = {
    "college": {"kind": "vo", "structure": "HAVO/VWO"},
    "practice": {"kind": "vo", "structure": "PRO"},
    "mbo": {"kind": "mbo"},
}


@pytest.fixture
def schools(write: Any) -> SimpleNamespace:
    """`schools.brug`: the id of that school."""
    made = {}
    with write():
        db.session.add(Wijk(code="06", name="Binnenstad"))
        db.session.flush()
        for name, (called, street, number, postcode) in LIST.items():
            place = {
                "street": street,
                "house_number": number,
                "postcode": postcode,
                "city": "Utrecht",
                "wijk_code": "06",
            }
            values = {"kind": "po", "source": "duo", "names": []} | OF_KIND.get(name, {})
            made[name] = School(name=called, code=f"99X{len(made):03d}", **place, **values)
            db.session.add(made[name])
        made["boom"].names = [SchoolName(name_key="piramide", name="De Piramide", kind="alias")]
        db.session.flush()
        ids = {name: one.id for name, one in made.items()}
        for name in ("old_linde", "gone"):
            made[name].status, made[name].closed_on = "closed", date(2026, 8, 1)
        made["old_linde"].successor_id = ids["linde"]
    return SimpleNamespace(**ids)


def _close(school_id: int, into: int | None = None) -> None:
    one = db.session.scalars(sa.select(School).where(School.id == school_id)).one()
    one.status, one.closed_on, one.successor_id = "closed", date(2026, 11, 1), into
    db.session.flush()


@pytest.fixture
def close(write: Any) -> Callable[..., None]:
    """`close(schools.boom, into=schools.linde)`: it closes now."""

    def closed(school_id: int, into: int | None = None) -> None:
        with write():
            _close(school_id, into)

    return closed


@pytest.fixture
def closing(app: Flask, write: Any) -> Callable[..., AbstractContextManager[None]]:
    """`with closing(schools.boom): client.post(…)`: it closes after the page was read, and before the first thing is written."""

    @contextmanager
    def in_between(school_id: int, into: int | None = None) -> Iterator[None]:
        changed, reached, page = threading.Event(), threading.Event(), threading.get_ident()

        def holds() -> None:
            with write():
                _close(school_id, into)
                changed.set()
                assert reached.wait(20), "the page came to no write"

        def about_to_write(_session: Any) -> None:
            if threading.get_ident() == page:
                reached.set()

        other = threading.Thread(target=holds)
        other.start()
        assert changed.wait(10)
        event.listen(db.session, "after_commit", about_to_write)
        yield
        event.remove(db.session, "after_commit", about_to_write)
        other.join()
        assert reached.is_set(), "the page came to no write"

    return in_between


@pytest.fixture
def query(filled: Callable[..., Form]) -> Callable[..., Form]:
    """`query("brug")`: a whole form of a teacher who typed this and picked nothing."""

    def typed(text: str, *slugs: str, **more: Any) -> Form:
        form = filled(*slugs, **more)
        for name, value in (("school_query", text), ("school_name", ""), ("school_address", "")):
            put(form, name, value)
        return form

    return typed
