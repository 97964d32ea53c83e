# SPDX-License-Identifier: EUPL-1.2
"""Requests by school: those of one school by key, those that no colleague has linked yet, those that go along in a merger."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import aliased

from booking.extensions import db
from booking.lesson_requests.models import LessonRequest

from .desk import COUNTED_TO, Line, View, lines_of

PER_PAGE = 25
R = LessonRequest


def of_school(school_id: int, after: int | None = None, limit: int = PER_PAGE) -> tuple[list[Line], str]:
    """The requests of a school, the newest first, from the one after this request on; the key of the next page, if there is one."""
    conditions = [R.school_id == school_id]
    if after is not None:
        last = aliased(R)
        its_place = select(last.submitted_at).where(last.id == after).scalar_subquery()
        conditions.append(tuple_(R.submitted_at, R.id) < tuple_(its_place, after))
    question = select(R.id).where(*conditions).order_by(R.submitted_at.desc(), R.id.desc()).limit(limit + 1)
    lines = sorted(lines_of(question, View.ALL), key=lambda line: (line.submitted_at, line.id), reverse=True)
    return lines[:limit], str(lines[limit - 1].id) if len(lines) > limit else ""


def count_of_school(school_id: int) -> int:
    """How many requests a school has."""
    return db.session.scalar(select(func.count()).select_from(R).where(R.school_id == school_id)) or 0


def unlinked() -> int:
    """How many requests stand with a school that was typed, counted no further than one beyond 1000."""
    some = select(R.id).where(R.school_id.is_(None)).limit(COUNTED_TO + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def locked_of_school(school_id: int) -> Sequence[int]:
    """The requests of a school, locked in the order of their numbers."""
    return db.session.scalars(select(R.id).where(R.school_id == school_id).order_by(R.id).with_for_update()).all()
