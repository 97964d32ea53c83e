# SPDX-License-Identifier: EUPL-1.2
"""Rules that the database itself keeps and no model can say. Installed after every upgrade: a batch migration drops a table's triggers.

* the diary is append-only: no DELETE, no UPDATE but of the three columns that retention blanks;
* a trainer is never in two places at once (`ex_trainer_double`).
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

KEPT = "id, at, actor_kind, actor_id, root_kind, root_id, subject_kind, subject_id, action, from_status, to_status, act, trace"

OVERLAP = """EXISTS (SELECT 1 FROM session_trainers AS other WHERE other.trainer_id = NEW.trainer_id
    AND other.session_id <> NEW.session_id AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at)"""

SQLITE = (
    """CREATE TRIGGER IF NOT EXISTS history_no_delete BEFORE DELETE ON history
    BEGIN SELECT RAISE(ABORT, 'history_append_only'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS history_no_update BEFORE UPDATE OF {KEPT} ON history
    BEGIN SELECT RAISE(ABORT, 'history_append_only'); END""",
    """CREATE TRIGGER IF NOT EXISTS history_only_blank BEFORE UPDATE OF note, changes, actor_name ON history
    WHEN NEW.note IS NOT NULL OR (NEW.changes IS NOT NULL AND NEW.changes <> 'null') OR NEW.actor_name IS NOT NULL AND NEW.actor_name IS NOT OLD.actor_name
    BEGIN SELECT RAISE(ABORT, 'history_append_only'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS ex_trainer_double_insert BEFORE INSERT ON session_trainers
    WHEN {OVERLAP} BEGIN SELECT RAISE(ABORT, 'ex_trainer_double'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS ex_trainer_double_update BEFORE UPDATE ON session_trainers
    WHEN {OVERLAP} BEGIN SELECT RAISE(ABORT, 'ex_trainer_double'); END""",
)

POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    f"""CREATE OR REPLACE FUNCTION history_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND ({", ".join("NEW." + name.strip() for name in KEPT.split(","))})
                IS NOT DISTINCT FROM ({", ".join("OLD." + name.strip() for name in KEPT.split(","))})
           AND NEW.note IS NULL AND (NEW.changes IS NULL OR NEW.changes::text = 'null')
           AND (NEW.actor_name IS NULL OR NEW.actor_name = OLD.actor_name) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'history_append_only';
    END $$""",
    """CREATE OR REPLACE TRIGGER history_append_only BEFORE DELETE OR UPDATE ON history
    FOR EACH ROW EXECUTE FUNCTION history_append_only()""",
    """DO $$ BEGIN
        ALTER TABLE session_trainers ADD CONSTRAINT ex_trainer_double
            EXCLUDE USING gist (trainer_id WITH =, tstzrange(starts_at, ends_at) WITH &&);
    EXCEPTION WHEN duplicate_object OR duplicate_table THEN NULL;
    END $$""",
)

TABLES = {"history", "session_trainers"}


def install_triggers(connection: Connection) -> None:
    """Install what is missing; nothing where the tables are not there (a downgrade to nothing)."""
    if not set(sa.inspect(connection).get_table_names()) >= TABLES:
        return
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)
