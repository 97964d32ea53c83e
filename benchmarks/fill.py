# SPDX-License-Identifier: EUPL-1.2
"""Fill the database of the environment with so many requests and one colleague: `python -m benchmarks.fill 100000`."""

from __future__ import annotations

import sys
import uuid

from flask_security.utils import hash_password

from booking.extensions import db
from booking.lesson_requests.workflow import local_day
from booking.staff import queries
from booking.staff.models import StaffMember
from booking.web import now, writing
from run import app
from tests.support.bulk import fill


def main(n: int) -> None:
    with app.app_context():
        password = hash_password("metingen zonder haast")
        with writing():
            member = StaffMember(
                email="bench@gemeente.example",
                name="Bea Bench",
                password=password,
                fs_uniquifier=uuid.uuid4().hex,
                created_at=now(),
                roles=[queries.role("coordinator")],
            )
            db.session.add(member)
        with db.engine.connect().execution_options(write=True) as connection:
            fill(connection, n, local_day(now()))
            connection.exec_driver_sql("ANALYZE")
            connection.commit()


if __name__ == "__main__":
    main(int(sys.argv[1]))
