# SPDX-License-Identifier: EUPL-1.2
"""What can be asked for: offerings with their levels, themes and texts, and the programme of each level.

Their rows stand on public pages: a change in one is a new version of the catalogue.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.database import enum_check
from booking.extensions import db

KINDS = ("lesson", "series", "training", "parents", "team", "meeting")
OFFERING_STATUSES = ("draft", "published", "archived")
LEVELS = ("po", "vo", "vmbo", "mbo")
SHOWN = {"po": ("po",), "vo": ("vo", "vmbo"), "mbo": ("vmbo", "mbo")}
"""Four levels are stored, three are shown: which stored ones each of those holds."""
PLACES = ("school", "location", "vehicle", "online")


class Provider(db.Model):
    """Who gives it. A lesson without a named trainer is the provider's: its mails go to `email`."""

    __tablename__ = "providers"
    moves_version = "catalogue"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str | None]
    website: Mapped[str | None]
    archived_at: Mapped[datetime | None]

    __table_args__ = (sa.UniqueConstraint("slug"),)


class Theme(db.Model):
    __tablename__ = "themes"
    moves_version = "catalogue"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("themes.id", ondelete="RESTRICT"))
    search_words: Mapped[str] = mapped_column(default="")

    __table_args__ = (sa.UniqueConstraint("slug"),)


class OfferingTheme(db.Model):
    __tablename__ = "offering_themes"
    moves_version = "catalogue"

    offering_id: Mapped[int] = mapped_column(sa.ForeignKey("offerings.id", ondelete="CASCADE"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("themes.id", ondelete="RESTRICT"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)

    theme: Mapped[Theme] = relationship(lazy="raise")


class OfferingLevel(db.Model):
    """For which level, which years of it (`year_from` to `year_to`) and which school types (`tracks`, empty: all)."""

    __tablename__ = "offering_levels"
    moves_version = "catalogue"

    offering_id: Mapped[int] = mapped_column(sa.ForeignKey("offerings.id", ondelete="CASCADE"), primary_key=True)
    level: Mapped[str] = mapped_column(primary_key=True)
    year_from: Mapped[int]
    year_to: Mapped[int]
    tracks: Mapped[list[Any]]

    __table_args__ = (enum_check("level", *LEVELS), sa.CheckConstraint("year_from <= year_to", name="years_in_order"))


class OfferingText(db.Model):
    """An offering in another language (`en`). `texts` holds the same keys as the Dutch text columns."""

    __tablename__ = "offering_texts"
    moves_version = "catalogue"

    offering_id: Mapped[int] = mapped_column(sa.ForeignKey("offerings.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    summary: Mapped[str]
    texts: Mapped[dict[str, Any]]


class OfferingPart(db.Model):
    """One lesson of a series: its own title, guest and course."""

    __tablename__ = "offering_parts"
    moves_version = "catalogue"

    offering_id: Mapped[int] = mapped_column(sa.ForeignKey("offerings.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    guest: Mapped[str | None]
    outline: Mapped[str]


class OfferingSlug(db.Model):
    """A former address of an offering: it leads on for ever."""

    __tablename__ = "offering_slugs"
    moves_version = "catalogue"

    slug: Mapped[str] = mapped_column(primary_key=True)
    offering_id: Mapped[int] = mapped_column(sa.ForeignKey("offerings.id", ondelete="CASCADE"))


class Offering(db.Model):
    """A lesson, series, training, parents' evening, team activity or partner meeting. Never deleted once somebody asked for it."""

    __tablename__ = "offerings"
    moves_version = "catalogue"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(default="draft")
    title: Mapped[str]
    summary: Mapped[str]
    learning_goals: Mapped[list[Any]]
    outline: Mapped[list[Any]]
    school_arranges: Mapped[list[Any]]
    for_parents: Mapped[str | None]
    for_teachers: Mapped[str | None]
    core_objectives: Mapped[list[Any]]
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("providers.id", ondelete="RESTRICT"))
    given_by: Mapped[str | None]
    sessions_count: Mapped[int] = mapped_column(default=1)
    minutes: Mapped[int]
    min_people: Mapped[int | None]
    max_people: Mapped[int | None]
    cost_kind: Mapped[str] = mapped_column(default="free")
    cost_cents: Mapped[int | None]
    cost_unit: Mapped[str | None]
    cost_note: Mapped[str | None]
    place: Mapped[str] = mapped_column(default="school")
    place_note: Mapped[str | None]
    lead_days: Mapped[int | None]
    months: Mapped[list[Any]]
    materials_url: Mapped[str | None]
    search_words: Mapped[str] = mapped_column(default="")
    requests_from: Mapped[date | None]
    is_example: Mapped[bool] = mapped_column(default=False)
    checked_on: Mapped[date | None]
    load_hash: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime | None]

    provider: Mapped[Provider] = relationship(lazy="raise")
    levels: Mapped[list[OfferingLevel]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by=OfferingLevel.level
    )
    themes: Mapped[list[OfferingTheme]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by=OfferingTheme.position
    )
    texts: Mapped[list[OfferingText]] = relationship(lazy="raise", cascade="all, delete-orphan")
    parts: Mapped[list[OfferingPart]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by=OfferingPart.position
    )

    __table_args__ = (
        sa.UniqueConstraint("slug"),
        enum_check("kind", *KINDS),
        enum_check("status", *OFFERING_STATUSES),
        enum_check("place", *PLACES),
        enum_check("cost_kind", "free", "priced"),
        sa.CheckConstraint("(cost_kind = 'free') = (cost_cents IS NULL)", name="cost_has_amount"),
        sa.CheckConstraint("min_people <= max_people", name="people_in_order"),
        sa.CheckConstraint("sessions_count >= 1 AND minutes >= 1", name="lasts"),
    )


class Programme(db.Model):
    """The composition for one level: offerings in order, with the gaps between them."""

    __tablename__ = "programmes"
    moves_version = "catalogue"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    level: Mapped[str]
    title: Mapped[str]
    intro: Mapped[str]
    status: Mapped[str] = mapped_column(default="draft")

    items: Mapped[list[ProgrammeItem]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="ProgrammeItem.position"
    )
    texts: Mapped[list[ProgrammeText]] = relationship(lazy="raise", cascade="all, delete-orphan")

    __table_args__ = (
        sa.UniqueConstraint("slug"),
        enum_check("level", *LEVELS),
        enum_check("status", *OFFERING_STATUSES),
    )


class ProgrammeText(db.Model):
    __tablename__ = "programme_texts"
    moves_version = "catalogue"

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    intro: Mapped[str]


class ProgrammeItem(db.Model):
    """One step: so many days after the step before it, between these calendar months (in the order of a school year)."""

    __tablename__ = "programme_items"
    moves_version = "catalogue"

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    offering_id: Mapped[int] = mapped_column(sa.ForeignKey("offerings.id", ondelete="RESTRICT"))
    min_gap_days: Mapped[int | None]
    max_gap_days: Mapped[int | None]
    month_from: Mapped[int | None]
    month_to: Mapped[int | None]

    offering: Mapped[Offering] = relationship(lazy="raise")
