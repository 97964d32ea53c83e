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

LIMIT, SHORT = 10.0, 2.0
"""Seconds of CPU, so that a busy machine tells the same."""


@pytest.mark.slow
def test_ten_thousand_rows(app):
    many = [row(f"{n // 676:02d}{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}00") for n in range(10_000)]
    first = duo("po", many)
    moved = duo(
        "po", [one | {"STRAATNAAM": "Nieuwe Kade", "VESTIGINGSNAAM": f"Nieuw {n}"} for n, one in enumerate(many)][200:]
    )
    for data in (first, moved):
        told: list[str] = []
        began, work = time.monotonic(), time.process_time()
        found = importing.read({"po.csv": data}, told.append)
        with app.app_context():
            plan = importing.plan(found, "0344", now())
            locked, work_locked = time.monotonic(), time.process_time()
            with writing():
                importing.apply(plan, COMMAND, now())
            ended, done = time.monotonic(), time.process_time()
        print(
            f"\n{len(plan.all)} changes: {ended - began:.2f} s ({done - work:.2f} s of CPU), of which in the transaction"
            f" {ended - locked:.2f} s ({done - work_locked:.2f} s of CPU)"
        )
        assert len(told) >= 4
        assert done - work < LIMIT
        assert done - work_locked < SHORT, "requests wait for it"
    with app.app_context():
        assert register.how_many_open() == 9800
        db.session.remove()
