# SPDX-License-Identifier: EUPL-1.2
"""Ten thousand schools in ten seconds, with a line of progress, and a transaction that is short beside it."""

from __future__ import annotations

import time

import pytest

from booking.extensions import db
from booking.history.actions import COMMAND
from booking.schools.actions import importing
from booking.schools.queries import register
from booking.web import now, writing

from .making import duo, row

LIMIT, SHORT = 10.0, 4.0


@pytest.mark.slow
def test_ten_thousand_rows(app, record_property):
    many = [row(f"{n // 676:02d}{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}00") for n in range(10_000)]
    first = duo("po", many)
    moved = duo(
        "po", [one | {"STRAATNAAM": "Nieuwe Kade", "VESTIGINGSNAAM": f"Nieuw {n}"} for n, one in enumerate(many)][200:]
    )
    for data in (first, moved):
        told: list[str] = []
        began = time.monotonic()
        found = importing.read({"po.csv": data}, told.append)
        with app.app_context():
            plan = importing.plan(found, "0344", now())
            locked = time.monotonic()
            with writing():
                importing.apply(plan, COMMAND, now())
            ended = time.monotonic()
        assert len(told) >= 4
        record_property("seconds", round(ended - began, 2))
        record_property("seconds_in_transaction", round(ended - locked, 2))
        print(f"\n{len(plan.all)} changes: {ended - began:.2f} s, of which {ended - locked:.2f} s in the transaction")
        assert ended - began < LIMIT
        assert ended - locked < SHORT, "requests wait for it, at most 5 s"
    with app.app_context():
        assert register.how_many_open() == 9800
        db.session.remove()
