# SPDX-License-Identifier: EUPL-1.2
"""Many requests at once, for what must cost the same at 1,000 and at 100,000: written by the database itself, in every state."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

WORDS = {
    "sqlite": {
        "nonce": "randomblob(32)",
        "json": "'{}'",
        "due": "date(:today, (i % 60 - 20) || ' days')",
        "when": "datetime(:today, '-' || (i % 90000) || ' minutes')",
        "no": "0",
    },
    "postgresql": {
        "nonce": "sha256(CAST(CAST(i AS text) AS bytea))",
        "json": "CAST('{}' AS json)",
        "due": "CAST(:today AS date) + CAST(i % 60 - 20 AS integer)",
        "when": "CAST(:today AS timestamptz) - (i % 90000) * interval '1 minute'",
        "no": "FALSE",
    },
}
STATE = "CASE i % 5 WHEN 0 THEN 'open' WHEN 1 THEN 'open' WHEN 2 THEN 'planned' ELSE 'closed' END"
RESULT = "CASE i % 4 WHEN 0 THEN 'withdrawn' ELSE 'declined' END"
STATUS = f"CASE i % 5 WHEN 0 THEN 'submitted' WHEN 1 THEN 'submitted' WHEN 2 THEN 'confirmed' ELSE {RESULT} END"
INSERTS = (
    ("secret_links (id, purpose, nonce, token_hash, renewed_at)", "i, 'request', {nonce}, {nonce}, {when}"),
    (
        "lesson_requests (id, status, version, due_on, link_id, subject, language, school_name, school_key, school_address, "
        "contact_name, contact_email, email_key, contact_phone, wish_weekdays, wish_dayparts, wish_same_day, submitted_at, "
        "closed_at, result)",
        "i, {state}, 1, {due}, i, 'les', 'nl', 'Voorbeeldschool ' || (i % 400), 'voorbeeldschool ' || (i % 400), 'Straat 1', "
        "'Tess', 't' || i || '@school.example', 't' || i || '@school.example', '030 123 46 01', {days}, {parts}, {no}, {when}, "
        "CASE WHEN i % 5 > 2 THEN {when} END, CASE WHEN i % 5 > 2 THEN {result} END",
    ),
    (
        "groups (id, request_id, position, kind, name, level, year_from, year_to, people)",
        "i, i, 1, 'class', '7a', CASE i % 3 WHEN 0 THEN 'po' WHEN 1 THEN 'vo' ELSE 'mbo' END, 1, 1, 25",
    ),
    (
        "bookings (id, request_id, group_id, offering_id, position, status, submitted_at, version, people, title, minutes, "
        "sessions_count, cost_kind, reason_code)",
        "i, i, i, (SELECT min(id) FROM offerings), 1, {status}, {when}, 1, 25, 'Les', 50, 1, 'free', 'full'",
    ),
)


def fill(connection: Connection, n: int, today: date, first: int = 1_000_000) -> None:
    """`n` requests with one group and one booking each, numbered from `first`: two of five are open."""
    words = WORDS[connection.dialect.name]
    values = {**words, "days": words["json"].format('["tue"]'), "parts": words["json"].format('["morning"]')}
    values |= {"state": STATE, "result": RESULT, "status": STATUS}
    numbers = "WITH RECURSIVE numbers(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM numbers WHERE i < {last})"
    numbers = numbers.format(first=first, last=first + n - 1)
    for table, columns in INSERTS:
        statement = f"INSERT INTO {table} {numbers} SELECT {columns.format(**values)} FROM numbers"
        used = {"today": today.isoformat()} if ":today" in statement else {}
        connection.execute(sa.text(statement), used)
    connection.commit()
    connection.exec_driver_sql("ANALYZE")
    connection.commit()
