# SPDX-License-Identifier: EUPL-1.2
"""The plain pages: start, how it works, privacy, accessibility, and what robots and finders of leaks read."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template, url_for

from booking.catalogue import queries
from booking.catalogue.models import SHOWN
from booking.jinja import local
from booking.web import now, public

bp = Blueprint("site", __name__)
ACCESSIBILITY_STATED_ON = date(2026, 11, 24)


def register(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/")
@public
def start() -> Any:
    catalogue, today = queries.catalogue(), local(now()).date()
    return render_template(
        "site/start.html",
        counts=catalogue.counts,
        fresh=catalogue.fresh(today),
        programmes=[level for level in SHOWN if catalogue.programmes_for(level)],
        today=today,
    )


@bp.get("/zo-werkt-het")
@public
def how_it_works() -> Any:
    return render_template("site/how_it_works.html")


@bp.get("/privacy")
@public
def privacy() -> Any:
    return render_template("site/privacy.html")


@bp.get("/toegankelijkheid")
@public
def accessibility() -> Any:
    return render_template("site/accessibility.html", stated_on=ACCESSIBILITY_STATED_ON)


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """Links and the office are nobody's search result; they are also guarded by themselves."""
    lines = ["User-agent: *", "Disallow: /aanvraag/", "Disallow: /en/aanvraag/", "Disallow: /beheer/", "Allow: /"]
    return _plain(lines)


@bp.get("/.well-known/security.txt")
@public
def security() -> Response:
    """RFC 9116. It must name a day on which it ends: the first of the month, a year from now at most."""
    moment = now()
    ends = datetime(moment.year + (moment.month > 1), moment.month - 1 or 12, 1, tzinfo=moment.tzinfo) - timedelta(
        seconds=1
    )
    address = current_app.config["SECRETARIAT_EMAIL"][0]
    site = current_app.config["BASE_URL"]
    lines = [
        f"Contact: mailto:{address}",
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {site}{url_for('site.security')}",
    ]
    return _plain(lines)


def _plain(lines: list[str]) -> Response:
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
