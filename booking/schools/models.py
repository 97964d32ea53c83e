# SPDX-License-Identifier: EUPL-1.2
"""The register of schools: one row a location, with what it is also called, its wijk, and the days on which schools are closed.

What the register of DUO knows is the import's to change; the wijk, other names and what was added by hand are ours.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.database import enum_check
from booking.extensions import db

ROOT = "school"
"""What the diary calls a school that it tells of."""
SCHOOL_KINDS = ("po", "sbo", "so", "vo", "vso", "mbo")
ALIAS, FORMER = "alias", "former"
"""Why a school has another name: people call it so, or it was called so."""
MUNICIPALITY = "municipality"
"""The scope of a closed day that holds for all schools of the municipality."""


def scope_of(school_id: int) -> str:
    """The scope of a day on which this school alone is closed."""
    return f"school:{school_id}"


def one_line(street: str | None, house_number: str | None, postcode: str | None, city: str | None) -> str:
    """Voorbeeldstraat 1, 3511 ZZ Utrecht: what is there of it."""
    parts = ((street, house_number), (postcode, city))
    return ", ".join(filter(None, (" ".join(filter(None, pair)) for pair in parts)))


class Wijk(db.Model):
    """A part of the municipality, with its official number (CBS), two digits."""

    __tablename__ = "wijken"
    moves_version = "schools"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class WijkPostcodes(db.Model):
    """Postcodes from … up to and including …, as `3511` or `3511 AB`, that lie in this wijk."""

    __tablename__ = "wijk_postcodes"

    postcode_from: Mapped[str] = mapped_column(primary_key=True)
    postcode_to: Mapped[str]
    wijk_code: Mapped[str] = mapped_column(sa.ForeignKey("wijken.code", ondelete="CASCADE"))

    __table_args__ = (sa.CheckConstraint("postcode_from <= postcode_to", name="in_order"), sa.Index(None, "wijk_code"))


class School(db.Model):
    """One location (vestiging). Never deleted: it closes, and one that was merged into another names it as its successor."""

    __tablename__ = "schools"
    moves_version = "schools"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None]
    kind: Mapped[str]
    name: Mapped[str]
    street: Mapped[str | None]
    house_number: Mapped[str | None]
    postcode: Mapped[str | None]
    city: Mapped[str | None]
    municipality_code: Mapped[str | None]
    wijk_code: Mapped[str | None] = mapped_column(sa.ForeignKey("wijken.code", ondelete="RESTRICT"))
    phone: Mapped[str | None]
    website: Mapped[str | None]
    structure: Mapped[str | None]
    holiday_region: Mapped[str | None]
    pupils: Mapped[int | None]
    pupils_year: Mapped[int | None]
    source: Mapped[str] = mapped_column(default="hand")
    status: Mapped[str] = mapped_column(default="open")
    closed_on: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("schools.id", ondelete="RESTRICT"))
    version: Mapped[int] = mapped_column(default=1)

    wijk: Mapped[Wijk | None] = relationship(lazy="raise")
    names: Mapped[list[SchoolName]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="SchoolName.name"
    )
    successor: Mapped[School | None] = relationship(lazy="raise", remote_side="School.id")

    __table_args__ = (
        sa.UniqueConstraint("code"),
        enum_check("kind", *SCHOOL_KINDS),
        enum_check("source", "duo", "hand"),
        enum_check("status", "open", "closed"),
        sa.CheckConstraint("length(code) = 6", name="code_of_six"),
        sa.CheckConstraint("(status = 'closed') = (closed_on IS NOT NULL)", name="closed_has_day"),
        sa.CheckConstraint("successor_id IS NULL OR (successor_id <> id AND status = 'closed')", name="succeeded"),
        sa.CheckConstraint("pupils >= 0", name="pupils_sane"),
    )

    @property
    def address(self) -> str:
        return one_line(self.street, self.house_number, self.postcode, self.city)


class SchoolName(db.Model):
    """What a school was called, or is called by people; the picker finds it by these too."""

    __tablename__ = "school_names"
    moves_version = "schools"

    school_id: Mapped[int] = mapped_column(sa.ForeignKey("schools.id", ondelete="CASCADE"), primary_key=True)
    name_key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]

    __table_args__ = (enum_check("kind", FORMER, ALIAS),)


class Holiday(db.Model):
    """Days on which schools are closed, imported or typed; the rest comes from the `holidays` package.

    `scope`: `NL`, a region (`noord`, `midden`, `zuid`), `municipality`, or `school:<id>`. Both days are closed.
    """

    __tablename__ = "holidays"
    moves_version = "calendar"

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str]
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    advisory: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(default="hand")

    __table_args__ = (
        sa.UniqueConstraint("scope", "starts_on", "name"),
        sa.CheckConstraint("starts_on <= ends_on", name="in_order"),
    )
