# SPDX-License-Identifier: EUPL-1.2
"""Each test has a fresh, migrated database of each kind; what is counted is what was asked."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.web import writing


def _provider(slug: str) -> None:
    db.session.execute(
        sa.text("INSERT INTO providers (slug, name, email) VALUES (:slug, :slug, :slug)"), {"slug": slug}
    )


def _slugs() -> list[str]:
    return list(db.session.scalars(sa.text("SELECT slug FROM providers ORDER BY id")))


@pytest.mark.parametrize("round_", [1, 2])
def test_a_test_sees_nothing_of_the_one_before(round_, write, read):
    """Twice the same: the second fails if the first left its row, or its number."""
    with write():
        _provider("halt")
    with read():
        assert _slugs() == ["halt"]
        assert db.session.scalar(sa.text("SELECT id FROM providers")) == 1


def test_the_migrations_own_rows_are_there(read):
    with read():
        assert set(db.session.scalars(sa.text("SELECT name FROM roles"))) >= {
            "coordinator",
            "secretariat",
            "administrator",
        }


def test_the_versions_differ_from_those_of_every_other_test(app, read):
    with read():
        assert all(value >= 100_000 for value in db.session.scalars(sa.text("SELECT value FROM versions")))


def test_the_kind_is_what_it_says(app, database_kind):
    with app.app_context():
        assert db.engine.dialect.name == database_kind


def test_counting_counts_statements_and_commits(write, read, count):
    with count() as asked, read():
        _slugs()
    assert (len(asked), asked.commits) == (1, 0), asked
    with count() as asked, write():
        _provider("halt")
        _provider("qpido")
    assert (len(asked), asked.commits) == (2, 1), asked


def test_what_is_rolled_back_is_no_commit(app, count):
    with count() as asked, app.app_context(), pytest.raises(ZeroDivisionError), writing():
        _provider("halt")
        raise ZeroDivisionError
    assert asked.commits == 0
