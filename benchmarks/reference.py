# SPDX-License-Identifier: EUPL-1.2
"""The least that a Flask application must do for the same result: what our figures are divided by.

A form page, a POST that stores one request and three mails in one durable transaction, and a page that shows it. No
checks, no ORM, no words in two languages.
"""

from __future__ import annotations

import os
import secrets
import time

from flask import Flask, redirect, render_template_string, request, url_for
from sqlalchemy import create_engine, event, text

FORM = (
    "<!doctype html><title>Form</title><form method=post>"
    + "".join(
        f"<label for=f{n}>Field {n}</label><input id=f{n} name=f{n} value='{{{{ values[{n}] }}}}'>" for n in range(16)
    )
    + "<button>Send</button></form>"
)
PAGE = "<!doctype html><title>{{ row.id }}</title><h1>{{ row.school }}</h1><p>{{ row.name }}</p><p>{{ row.status }}</p>"

app = Flask(__name__)
engine = create_engine(f"sqlite:///{os.environ.get('REFERENCE_DB', ':memory:')}", connect_args={"timeout": 30})


@event.listens_for(engine, "connect")
def _pragmas(connection, record):  # type: ignore[no-untyped-def]
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


with engine.begin() as start:
    start.execute(
        text(
            "CREATE TABLE IF NOT EXISTS requests (id INTEGER PRIMARY KEY, school TEXT, name TEXT, email TEXT, phone TEXT, "
            "people TEXT, remark TEXT, token TEXT UNIQUE, status TEXT, created REAL)"
        )
    )
    start.execute(text("CREATE INDEX IF NOT EXISTS by_status ON requests (status, id)"))
    start.execute(
        text("CREATE TABLE IF NOT EXISTS mails (id INTEGER PRIMARY KEY, request_id, recipient, subject, body, state)")
    )


@app.get("/hello")
def hello() -> str:
    return "hello"


@app.get("/form")
def form() -> str:
    return render_template_string(FORM, values=[""] * 16)


@app.post("/form")
def store():  # type: ignore[no-untyped-def]
    token = secrets.token_hex(16)
    values = {f"v{n}": request.form.get(f"f{n}", "") for n in range(6)}
    with engine.begin() as connection:
        insert = text(
            "INSERT INTO requests (school, name, email, phone, people, remark, token, status, created) "
            "VALUES (:v0, :v1, :v2, :v3, :v4, :v5, :token, 'open', :created)"
        )
        number = connection.execute(insert, {**values, "token": token, "created": time.time()}).lastrowid
        mail = text("INSERT INTO mails (request_id, recipient, subject, body, state) VALUES (:n, :r, :s, :b, 'queued')")
        rows = [{"n": number, "r": f"{n}@example.org", "s": f"Request {number}", "b": "x" * 800} for n in range(3)]
        connection.execute(mail, rows)
    return redirect(url_for("status", token=token), 303)


@app.get("/status/<token>")
def status(token: str):  # type: ignore[no-untyped-def]
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM requests WHERE token = :t"), {"t": token}).one()
    return render_template_string(PAGE, row=row)
