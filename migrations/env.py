# SPDX-License-Identifier: EUPL-1.2
"""How migrations run: one at a time on PostgreSQL, foreign keys off on SQLite (a batch migration would delete child rows)."""

import sqlalchemy as sa
from alembic import context
from flask import current_app

from booking.database import UTC
from migrations.triggers import install_triggers

ADVISORY_LOCK = 73_201_127


def render_item(kind, item, autogenerate_context):
    """Our own column type, by a name that a migration can import."""
    return "booking.database.UTC()" if kind == "type" and isinstance(item, UTC) else False


def number_revisions(migration_context, revision, directives):
    """0001, 0002, …: the next readable number."""
    head = migration_context.script.get_current_head() if hasattr(migration_context, "script") else None
    head = head or context.script.get_current_head()
    for directive in directives:
        directive.rev_id = f"{int(head or 0) + 1:04d}"


def include_object(thing, name, kind, reflected, compare_to):
    """What only one database has is made by hand, in triggers.py."""
    return not (kind == "index" and name == "ex_trainer_double")


def run() -> None:
    db = current_app.extensions["migrate"].db
    engine = db.engine
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        connection = connection.execution_options(write=True)
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            render_item=render_item,
            process_revision_directives=number_revisions,
            include_object=include_object,
            transactional_ddl=True,
            compare_type=True,
        )
        try:
            with context.begin_transaction():
                if not sqlite:
                    connection.execute(sa.text("SET LOCAL lock_timeout = 0"))  # the web's five seconds are not for us
                    connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
                context.run_migrations()
                install_triggers(connection)
                if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                    raise RuntimeError(f"rows that point at nothing after the migration: {broken[:5]}")
        finally:
            if sqlite:
                if connection.in_transaction():
                    connection.rollback()
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


run()
