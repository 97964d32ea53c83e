# SPDX-License-Identifier: EUPL-1.2
"""What a form chooses from: the catalogue and the register of schools, held as long as neither changed."""

from __future__ import annotations

import structlog
from flask import g

from booking.catalogue import queries as catalogues
from booking.catalogue.queries import Catalogue
from booking.extensions import db
from booking.lesson_requests.forms.school import EMPTY
from booking.schools import queries as schools
from booking.schools.calendar import SchoolCalendar
from booking.schools.search import SchoolIndex
from booking.versions import standing
from booking.web import BROKEN

log = structlog.get_logger()


def offered() -> tuple[Catalogue, SchoolIndex]:
    """Both, as they are now."""
    at = g.standing = standing()
    return catalogues.catalogue(at.get("catalogue", 0)), schools.schools_index(at.get("schools", 0))


def offered_or_held() -> tuple[Catalogue, SchoolIndex]:
    """The same; where the database is away what was held of it, so that a form can be shown again."""
    try:
        return offered()
    except BROKEN as error:
        db.session.rollback()
        log.error("database_refused", error=type(error).__name__)
        found = catalogues.held()
        if found is None:
            raise
        return found, schools.held_index() or EMPTY


def calendar_or_held(school_id: int | None) -> SchoolCalendar:
    """When this school is open; where the database is away, as it was held. The versions are those that `offered` read."""
    try:
        return schools.calendar_of(school_id, g.get("standing"))
    except BROKEN as error:
        db.session.rollback()
        log.error("database_refused", error=type(error).__name__)
        return schools.held_calendar(school_id)
