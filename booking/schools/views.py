# SPDX-License-Identifier: EUPL-1.2
"""The register in public: what the picker shows while somebody types. Names and addresses alone, the same for everyone."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, make_response, render_template, request

from booking.web import public

from . import queries
from .search import LONGEST, said_of

bp = Blueprint("schools", __name__)
MINUTE = 60


def register(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/scholen")
@public
def found() -> Response:
    """A part of a page. A browser may show it again for a minute: one that closed since is refused when it is sent."""
    query = " ".join(request.args.get("q", "")[:LONGEST].split())
    hits = queries.schools_index().find(query)
    response = make_response(render_template("schools/found.html", found=hits, said=said_of(hits, query)))
    response.cache_control.public = True
    response.cache_control.max_age = MINUTE
    response.add_etag()
    response.make_conditional(request)
    return response
