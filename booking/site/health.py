# SPDX-License-Identifier: EUPL-1.2
"""`/healthz`: the process answers. `/readyz`: it can do its work. `/metrics`: figures for Prometheus."""

from __future__ import annotations

import functools
import hmac
import ipaddress
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import prometheus_client
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, abort, current_app, request
from flask_babel import gettext as _
from prometheus_client import multiprocess

from booking.extensions import csrf
from booking.outbox import queries as outbox_queries
from booking.outbox.models import STATUSES
from booking.web import BROKEN, now, public

from . import queries

BEAT_MINUTES = 3
DUE_MINUTES = 15
bp = Blueprint("health", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(bp)
    csrf.exempt(bp)


def troubles(moment: datetime) -> Iterator[str]:
    """What keeps the site from its work, in plain sentences. Also what `doctor` says."""
    try:
        revision = queries.schema_revision()
    except BROKEN:
        yield _("De database geeft geen antwoord. Controleer DATABASE_URL en of de server draait.")
        return
    if revision != newest_migration():
        yield _("De database is niet bij. Voer uit: flask --app run db upgrade")
        return
    state = outbox_queries.state()
    beat = state.worker_beat_at if state else None
    if beat is None or moment - beat > timedelta(minutes=BEAT_MINUTES):
        yield _("De bezorger van de mails heeft zich langer dan %(n)s minuten niet gemeld. Start hem.", n=BEAT_MINUTES)
    oldest = outbox_queries.oldest_due(moment)
    if oldest is not None and moment - oldest > timedelta(minutes=DUE_MINUTES):
        yield _("Er wacht een mail die langer dan %(n)s minuten geleden weg moest. Zie: outbox status", n=DUE_MINUTES)


@functools.cache
def newest_migration() -> str | None:
    """The migration that this code wants."""
    return ScriptDirectory(str(Path(current_app.extensions["migrate"].directory))).get_current_head()


def _plain(text: str, status: int = 200) -> Response:
    return Response(text + "\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})


@bp.get("/healthz")
@public
def healthz() -> Response:
    return _plain("ok")


@bp.get("/readyz")
@public
def readyz() -> Response:
    """Ready, or what is wrong. The sentences name no person and no secret."""
    found = list(troubles(now()))
    return _plain("\n".join(found), 503) if found else _plain("ok")


@bp.get("/metrics")
@public
def metrics() -> Response:
    """For a scraper on this machine, or one that knows METRICS_TOKEN. For everybody else it is not there."""
    if not (_knows_the_token() or _from_this_machine()):
        abort(404)
    registry = prometheus_client.REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = prometheus_client.CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
    lines = prometheus_client.generate_latest(registry).decode() + _mail_figures(now())
    return Response(lines, mimetype="text/plain", headers={"Cache-Control": "no-store"})


def _knows_the_token() -> bool:
    token, given = current_app.config["METRICS_TOKEN"], request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def _from_this_machine() -> bool:
    """Not where a proxy stands in between: then everybody seems to come from here."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _mail_figures(moment: datetime) -> str:
    """Read from the table at this moment: no process has to count them."""
    lines = ["# TYPE lesaanbod_outbox gauge"]
    counts = outbox_queries.counts(STATUSES)
    lines += [f'lesaanbod_outbox{{status="{status}"}} {count}' for status, count in counts.items()]
    oldest = outbox_queries.oldest_due(moment)
    lines += ["# TYPE lesaanbod_oldest_due_seconds gauge"]
    lines += [f"lesaanbod_oldest_due_seconds {(moment - oldest).total_seconds() if oldest else 0:.0f}"]
    return "\n".join(lines) + "\n"
