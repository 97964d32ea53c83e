# SPDX-License-Identifier: EUPL-1.2
"""The register as the office sees it: the list by key, one school whole, what is locked to be changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, selectinload

from booking.extensions import db
from booking.schools.models import School, Wijk, WijkPostcodes

PER_PAGE = 50
COUNTED_TO = 1000


class View(StrEnum):
    """Which schools. Their words in the address are Dutch, as all addresses."""

    OPEN = "open"
    NO_WIJK = "wijk-onbekend"
    CLOSED = "gesloten"
    BY_HAND = "zelf-toegevoegd"
    ALL = "alle"


@dataclass(frozen=True)
class Page:
    """A page of the list; `next_key` is empty on the last one."""

    schools: Sequence[School]
    next_key: str


def _in_view(view: View) -> list[ColumnElement[bool]]:
    is_open = School.status == "open"
    return {
        View.OPEN: [is_open],
        View.NO_WIJK: [is_open, School.wijk_code.is_(None)],
        View.CLOSED: [School.status == "closed"],
        View.BY_HAND: [School.source == "hand"],
        View.ALL: [],
    }[view]


def page(view: View, after: int | None = None, limit: int = PER_PAGE) -> Page:
    """The schools of a view by name, from the one after this school on. One statement."""
    conditions = _in_view(view)
    place = func.lower(School.name)
    if after is not None:
        last = aliased(School)
        its_place = select(func.lower(last.name)).where(last.id == after).scalar_subquery()
        conditions.append(or_(place > its_place, and_(place == its_place, School.id > after)))
    question = select(School).outerjoin(School.wijk).options(contains_eager(School.wijk)).where(*conditions)
    found = db.session.scalars(question.order_by(place, School.id).limit(limit + 1)).all()
    return Page(found[:limit], str(found[limit - 1].id) if len(found) > limit else "")


def found_page(view: View, ids: Sequence[int], after: int | None = None, limit: int = PER_PAGE) -> Page:
    """The same of what a search found, in its order."""
    question = select(School).outerjoin(School.wijk).options(contains_eager(School.wijk))
    rows = db.session.scalars(question.where(School.id.in_(ids), *_in_view(view)))
    rank = {number: place for place, number in enumerate(ids)}
    beyond = rank.get(after, -1) if after is not None else -1
    found = sorted((one for one in rows if rank[one.id] > beyond), key=lambda one: rank[one.id])
    return Page(found[:limit], str(found[limit - 1].id) if len(found) > limit else "")


def counts(views: Collection[View]) -> dict[View, int]:
    """How many schools stand in each of these views, counted no further than one beyond 1000, in one statement."""
    asked = [
        select(func.count())
        .select_from(select(School.id).where(*_in_view(view)).limit(COUNTED_TO + 1).subquery())
        .scalar_subquery()
        for view in views
    ]
    return dict(zip(views, db.session.execute(select(*asked)).one(), strict=True))


def whole(school_id: int) -> School | None:
    """This school, open or closed, with its wijk, its other names, and the one that it was merged into."""
    into = aliased(School)
    question = (
        select(School)
        .outerjoin(School.wijk)
        .outerjoin(School.successor.of_type(into))
        .options(
            contains_eager(School.wijk),
            contains_eager(School.successor.of_type(into)),
            selectinload(School.names),
        )
        .where(School.id == school_id)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(question).one_or_none()


def open_at(kind: str, postcode: str | None) -> Sequence[School]:
    """The open schools of this kind with this postcode; without one: those of which none is known."""
    question = select(School).where(School.status == "open", School.kind == kind)
    return db.session.scalars(question.where(School.postcode.is_not_distinct_from(postcode)).order_by(School.id)).all()


def locked(school_ids: Collection[int]) -> dict[int, School]:
    """These schools with wijk and other names, locked for this transaction in the order of their numbers, and read anew."""
    question = (
        select(School)
        .outerjoin(School.wijk)
        .options(contains_eager(School.wijk), selectinload(School.names))
        .where(School.id.in_(school_ids))
        .order_by(School.id)
        .with_for_update(of=School)
        .execution_options(populate_existing=True)
    )
    return {one.id: one for one in db.session.scalars(question)}


def spans() -> Sequence[tuple[str, str, str]]:
    """Which postcodes lie in which wijk: from, up to and including, its code."""
    columns = (WijkPostcodes.postcode_from, WijkPostcodes.postcode_to, WijkPostcodes.wijk_code)
    rows = db.session.execute(select(*columns).order_by(WijkPostcodes.postcode_from))
    return [(row[0], row[1], row[2]) for row in rows]


def wijken() -> Sequence[Wijk]:
    """All wijken of the municipality, by their number."""
    return db.session.scalars(select(Wijk).order_by(Wijk.code)).all()
