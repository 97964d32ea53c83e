# SPDX-License-Identifier: EUPL-1.2
"""A former request of Tess with classes of several kinds, and the form that is made of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from booking.catalogue.models import Offering
from booking.extensions import db
from booking.history.actions import TEACHER
from booking.lesson_requests.actions.submit import submit
from booking.lesson_requests.asked import Asked, AskedGroup
from booking.lesson_requests.workflow import By
from tests.lesson_requests.form.filled import aged
from tests.lesson_requests.page.conftest import (  # noqa: F401
    OTHER,
    WORKDAYS,
    answer,
    approval,
    ask,
    link,
    look,
    refusal,
    trainers,
    world,
)
from tests.schools.desk.conftest import school, wijken  # noqa: F401
from tests.support.cast import TESS
from tests.support.client import Client, Form

LESSON = "sterk-in-de-groep"
NOVEMBER = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 9, 6, 8, 0, tzinfo=UTC)


def group(name: str, first: int = 7, last: int | None = None, **more: Any) -> dict[str, Any]:
    """7a of 26 pupils, in the order in which it is written."""
    return {"name": name, "year_from": first, "year_to": last or first, "level": "po", "people": 26} | more


@pytest.fixture
def asked(trainers: Any, write: Any) -> Callable[..., int]:  # noqa: F811
    """`asked(group("7a"), slugs=("…",))`: a request for these classes. `offerings` of a group are slugs too."""

    def placed(*groups: dict[str, Any], slugs: tuple[str, ...] = (LESSON,), **more: Any) -> int:
        with write() as now:
            ids = {one.slug: one.id for one in db.session.scalars(sa.select(Offering))}
            rows = [
                AskedGroup(
                    **{"kind": "class"} | one | {"offerings": tuple(ids[s] for s in one.get("offerings", slugs))}
                )
                for one in groups
            ]
            values = {
                "school_name": TESS.school,
                "school_address": TESS.address,
                "contact_name": TESS.name,
                "contact_email": TESS.email,
                "contact_phone": TESS.phone,
            }
            wanted = Asked(offerings=tuple(ids[s] for s in slugs), groups=tuple(rows), **values | more)
            return submit(wanted, actor=TEACHER, by=By.TEACHER, now=now, answer_workdays=WORKDAYS).id

    return placed


@pytest.fixture
def again(client: Client, link: Callable[..., str]) -> Callable[..., Form]:  # noqa: F811
    """`again(id)`: the form, opened a minute ago; its page is `again.page`."""

    def opened(number: int, query: str = "") -> Form:
        page = client.get(link(number, "/opnieuw") + query)
        assert page.status_code == 200
        opened.page = page  # type: ignore[attr-defined]
        form = page.form("main form#aanvraag")
        aged(form)
        return form

    return opened


@pytest.fixture
def change_offering(write: Any) -> Callable[..., None]:
    """`change_offering(LESSON, status="archived")`"""

    def changed(slug: str, **values: Any) -> None:
        with write():
            offering = db.session.scalars(sa.select(Offering).where(Offering.slug == slug)).one()
            for name, value in values.items():
                setattr(offering, name, value)

    return changed


def rows(form: Form) -> list[tuple[str, str, str]]:
    """Of each row that says something: name, year, number."""
    found = [
        tuple(form.data.get(f"groups-{n}-{part}", "") for part in ("name", "year", "pupils")) for n in range(1, 13)
    ]
    return [one for one in found if one[0]]  # type: ignore[misc]
