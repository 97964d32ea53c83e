# SPDX-License-Identifier: EUPL-1.2
"""The least that a Flask application does for the same result: what our figures are divided by.

A form that is held in memory, a POST that stores one request and three mails in one durable transaction, and a page that
shows it. No checks, no ORM, no rules, no text in the mails, no second language. Templates are compiled once: a reference that
compiled them for every page would flatter us.
"""

from __future__ import annotations

import gzip
import os
import secrets
import time

import sqlalchemy as sa
from flask import Flask, Response, redirect, request, url_for
from sqlalchemy import event

BASE = (
    "<!doctype html><html lang=en><head><meta charset=utf-8><title>{% block title %}Lessons{% endblock %}</title>"
    "<link rel=stylesheet href=/static/a.css></head><body><a href=#main>Skip</a><header><nav><a href=/>Lessons</a> "
    "<a href=/form>Request</a></nav></header><main id=main>{% block main %}{% endblock %}</main><footer>Contact</footer>"
)
FORM = (
    "{% extends 'base' %}{% block main %}<h1>Request</h1><form method=post>{% for n in range(16) %}<label for=f{{ n }}>"
    "Field {{ n }}</label><input id=f{{ n }} name=f{{ n }} value=''>{% endfor %}<button>Send</button></form>{% endblock %}"
)
PAGE = (
    "{% extends 'base' %}{% block main %}<h1>Request {{ row.id }}</h1><dl><dt>School<dd>{{ row.school }}<dt>Name"
    "<dd>{{ row.name }}<dt>E-mail<dd>{{ row.email }}<dt>People<dd>{{ row.people }}<dt>Status<dd>{{ row.status }}</dl>"
    "<p><a href='{{ url_for('form') }}'>Another</a></p>{% endblock %}"
)

tables = sa.MetaData()
requests = sa.Table(
    "requests",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.Text) for name in ("school", "name", "email", "phone", "people", "remark")),
    sa.Column("token", sa.Text, unique=True),
    sa.Column("status", sa.Text),
    sa.Column("created", sa.Float),
    sa.Index("by_status", "status", "id"),
)
mails = sa.Table(
    "mails",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("request_id", sa.ForeignKey("requests.id")),
    *(sa.Column(name, sa.Text) for name in ("recipient", "subject", "body")),
    sa.Column("state", sa.Text, index=True),
)

app = Flask(__name__)
engine = sa.create_engine(f"sqlite:///{os.environ.get('REFERENCE_DB', ':memory:')}", connect_args={"timeout": 30})


@event.listens_for(engine, "connect")
def _pragmas(connection, record):  # type: ignore[no-untyped-def]
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


tables.create_all(engine)
base = app.jinja_env.from_string(BASE)
form_page, status_page = (app.jinja_env.from_string(text.replace("'base'", "base")) for text in (FORM, PAGE))
with app.test_request_context():
    held = gzip.compress(form_page.render(base=base).encode(), 9)


@app.get("/hello")
def hello() -> str:
    return "hello"


@app.get("/form")
def form() -> Response:
    headers = {"Content-Encoding": "gzip", "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    return Response(held, mimetype="text/html", headers=headers)


@app.post("/form")
def store():  # type: ignore[no-untyped-def]
    token = secrets.token_hex(16)
    names = ("school", "name", "email", "phone", "people", "remark")
    values = {name: request.form.get(f"f{n}", "") for n, name in enumerate(names)}
    with engine.begin() as connection:
        asked = sa.insert(requests).values(**values, token=token, status="open", created=time.time())
        number = connection.execute(asked).lastrowid
        rows = [
            {"request_id": number, "recipient": f"{n}@example.org", "subject": f"Request {number}", "body": "x" * 800}
            for n in range(3)
        ]
        connection.execute(sa.insert(mails), [row | {"state": "queued"} for row in rows])
    return redirect(url_for("status", token=token), 303)


@app.get("/status/<token>")
def status(token: str):  # type: ignore[no-untyped-def]
    with engine.connect() as connection:
        row = connection.execute(sa.select(requests).where(requests.c.token == token)).one()
    return status_page.render(base=base, row=row)
