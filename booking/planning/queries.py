# SPDX-License-Identifier: EUPL-1.2
"""Who can give what, and who is where when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from booking.catalogue.models import Offering
from booking.extensions import db
from booking.outbox.write import key_of

from .models import LessonSession, SessionTrainer, Trainer, TrainerOffering


def trainers_of(offering_ids: Collection[int]) -> dict[int, list[Trainer]]:
    """Who can give each of these offerings, by name."""
    question = (
        select(TrainerOffering.offering_id, Trainer)
        .join(Trainer, Trainer.id == TrainerOffering.trainer_id)
        .where(TrainerOffering.offering_id.in_(offering_ids), Trainer.archived_at.is_(None))
        .order_by(Trainer.name, Trainer.id)
    )
    able: dict[int, list[Trainer]] = {offering_id: [] for offering_id in offering_ids}
    for offering_id, trainer in db.session.execute(question):
        able[offering_id].append(trainer)
    return able


def locked_trainers(ids: Collection[int]) -> dict[int, Trainer]:
    """These trainers, locked in order of id: who plans the same trainer at the same moment waits for the other."""
    question = select(Trainer).where(Trainer.id.in_(ids)).order_by(Trainer.id).with_for_update(key_share=True)
    return {trainer.id: trainer for trainer in db.session.scalars(question)} if ids else {}


def locked_sessions(ids: Collection[int]) -> Sequence[LessonSession]:
    """These sessions with their trainers, locked in order of id and read anew."""
    if not ids:
        return []
    question = (
        select(LessonSession)
        .where(LessonSession.id.in_(ids))
        .options(selectinload(LessonSession.trainers))
        .order_by(LessonSession.id)
        .with_for_update(of=LessonSession)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(question).all()


def clash(trainer_ids: Collection[int], starts_at: datetime, ends_at: datetime) -> tuple[Trainer, LessonSession] | None:
    """The first session that one of these trainers gives between these moments."""
    question = (
        select(Trainer, LessonSession)
        .join(SessionTrainer, SessionTrainer.trainer_id == Trainer.id)
        .join(LessonSession, LessonSession.id == SessionTrainer.session_id)
        .where(
            SessionTrainer.trainer_id.in_(trainer_ids),
            SessionTrainer.starts_at < ends_at,
            SessionTrainer.ends_at > starts_at,
        )
        .options(selectinload(LessonSession.offering))
        .order_by(SessionTrainer.starts_at, Trainer.id)
        .limit(1)
    )
    found = db.session.execute(question).first()
    return (found[0], found[1]) if found else None


def trainer_by_email(email: str) -> Trainer | None:
    return db.session.scalars(select(Trainer).where(Trainer.email_key == key_of(email))).one_or_none()


def offerings_of(trainer_id: int) -> Sequence[TrainerOffering]:
    """What this trainer can give."""
    return db.session.scalars(select(TrainerOffering).where(TrainerOffering.trainer_id == trainer_id)).all()


def trainers_with_offerings() -> list[tuple[Trainer, list[str]]]:
    """Every trainer who is not archived, with their provider, and the slugs of what they can give."""
    able: dict[int, list[str]] = {}
    pairs = (
        select(TrainerOffering.trainer_id, Offering.slug)
        .join(Offering, Offering.id == TrainerOffering.offering_id)
        .order_by(TrainerOffering.trainer_id, Offering.id)
    )
    for trainer_id, slug in db.session.execute(pairs):
        able.setdefault(trainer_id, []).append(slug)
    question = select(Trainer).where(Trainer.archived_at.is_(None)).order_by(Trainer.id)
    trainers = db.session.scalars(question.options(selectinload(Trainer.provider)))
    return [(trainer, able.get(trainer.id, [])) for trainer in trainers]
