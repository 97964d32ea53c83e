# SPDX-License-Identifier: EUPL-1.2
"""Putting a lesson on a day with its trainers, and taking it off again. Whose lesson it is, the caller knows."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import set_committed_value

from booking.catalogue import queries as catalogue_queries
from booking.catalogue.actions import Loaded
from booking.catalogue.models import Offering
from booking.errors import Conflict
from booking.extensions import db
from booking.jinja import span
from booking.outbox.write import key_of

from . import queries
from .calendar import ZONE, end_of, moment_of, wall_time
from .models import LessonSession, SessionTrainer, Trainer, TrainerOffering

NO_DOUBLE = "ex_trainer_double"


class TrainerBusy(Conflict):
    """The database refused a trainer in two places. `lesson_session` is where the trainer is then; the caller knows the school."""

    def __init__(self, trainer: Trainer, lesson_session: LessonSession, field: str = "") -> None:
        self.trainer = trainer
        self.lesson_session = lesson_session
        super().__init__(self.told(""), field=field, code="F-bezet")

    def told(self, school: str) -> str:
        """The sentence, with the school if it is known."""
        where = span(self.lesson_session.starts_at, self.lesson_session.ends_at)
        lesson = ", ".join(part for part in (self.lesson_session.offering.title, school, where) if part)
        return _(
            "%(trainer)s geeft dan al les: %(lesson)s. Kies een andere tijd of trainer.",
            trainer=self.trainer.name,
            lesson=lesson,
        )


def plan(
    offering: Offering,
    on_date: date,
    start: time,
    minutes: int,
    place: str,
    trainers: Sequence[Trainer],
    *,
    room: str | None = None,
    field: str = "",
) -> LessonSession:
    """A new session at a school. Raises TrainerBusy for a trainer who is elsewhere then; `field` is the control to mend.

    Lock the trainers first (`queries.locked_trainers`), and plan several lessons in order of trainer and time.
    """
    starts_at = moment_of(on_date, start, field)
    ends_at = end_of(starts_at, minutes)
    lesson_session = LessonSession(
        offering_id=offering.id,
        kind="school",
        status="planned",
        on_date=on_date,
        start_time=start,
        end_time=wall_time(ends_at),
        zone=ZONE.key,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        room=room,
        uid=f"{secrets.token_hex(16)}@lesaanbod",
        trainers=[],
    )
    db.session.add(lesson_session)
    db.session.flush()
    set_committed_value(lesson_session, "offering", offering)
    _place(lesson_session, trainers, field)
    return lesson_session


def _place(lesson_session: LessonSession, trainers: Sequence[Trainer], field: str) -> None:
    """Put the trainers before it. The constraint judges; what it refuses is undone up to here, so that we can say who and why."""
    if not trainers:
        return
    starts_at, ends_at = lesson_session.starts_at, lesson_session.ends_at
    rows = [
        SessionTrainer(
            session_id=lesson_session.id, trainer_id=trainer.id, starts_at=starts_at, ends_at=ends_at, trainer=trainer
        )
        for trainer in trainers
    ]
    try:
        with db.session.begin_nested():
            db.session.add_all(rows)
            db.session.flush()
    except IntegrityError as error:
        found = queries.clash([trainer.id for trainer in trainers], starts_at, ends_at)
        if found is None or NO_DOUBLE not in str(error.orig):
            raise
        raise TrainerBusy(*found, field=field) from error
    set_committed_value(lesson_session, "trainers", rows)


def cancel(lesson_session: LessonSession) -> None:
    """Take a planned session off: its trainers are free at once. It stays as a row, for who had it in an agenda."""
    for row in lesson_session.trainers:
        db.session.delete(row)
    lesson_session.status = "cancelled"
    lesson_session.sequence += 1
    lesson_session.version += 1
    db.session.flush()
    set_committed_value(lesson_session, "trainers", [])


def load_trainer(
    email: str,
    name: str,
    phone: str | None,
    provider_id: int,
    offering_ids: Collection[int],
    usual_weekdays: Sequence[str] | None = None,
) -> tuple[Trainer, bool]:
    """The trainer with this address, made or brought up to date: who they are and what they can give. Says whether anything changed."""
    trainer = queries.trainer_by_email(email)
    given = {
        "name": name,
        "phone": phone,
        "provider_id": provider_id,
        "usual_weekdays": list(usual_weekdays or []) or None,
    }
    changed = trainer is None
    if trainer is None:
        trainer = Trainer(email=email.strip(), email_key=key_of(email), **given)
        db.session.add(trainer)
        db.session.flush()
    for column, value in given.items():
        if getattr(trainer, column) != value:
            setattr(trainer, column, value)
            changed = True
    there = queries.offerings_of(trainer.id)
    for row in there:
        if row.offering_id not in offering_ids:
            db.session.delete(row)
            changed = True
    for number in set(offering_ids) - {row.offering_id for row in there}:
        db.session.add(TrainerOffering(trainer_id=trainer.id, offering_id=number))
        changed = True
    db.session.flush()
    return trainer, changed


def load_trainers(rows: Sequence[Mapping[str, Any]], loaded: Loaded) -> None:
    """The trainers of a catalogue file, whose providers and offerings are there already; counted with the rest of it."""
    stored = catalogue_queries.stored()
    for row in rows:
        numbers = [stored.offerings[slug].id for slug in row["offerings"]]
        known = queries.trainer_by_email(row["email"]) is not None
        provider = stored.providers[row["provider"]]
        _, changed = load_trainer(row["email"], row["name"], row["phone"], provider.id, numbers, row["usual_weekdays"])
        if changed:
            loaded.count(row["email"], new=not known)
        else:
            loaded.unchanged.append(row["email"])


def trainer_rows() -> list[dict[str, Any]]:
    """The trainers as rows of a catalogue file: loaded again, they change nothing."""
    return [
        {
            "name": trainer.name,
            "email": trainer.email,
            "phone": trainer.phone,
            "provider": trainer.provider.slug,
            "usual_weekdays": list(trainer.usual_weekdays or []),
            "offerings": offerings,
        }
        for trainer, offerings in queries.trainers_with_offerings()
    ]
