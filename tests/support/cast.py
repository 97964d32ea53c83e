# SPDX-License-Identifier: EUPL-1.2
"""The fixed cast: Tess and Tom ask, Coby and Cas coordinate, Sem is the secretariat, Ada the administrator, Tariq a trainer.

Colleagues sign in through the real page.
"""

from __future__ import annotations

import functools
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from argon2 import PasswordHasher, Type
from flask import Flask

from booking.catalogue import actions as catalogue_actions
from booking.extensions import db
from booking.planning.models import Trainer
from booking.staff import queries
from booking.staff.models import StaffMember
from booking.web import now, writing

from .client import Client, Page
from .settings import ROOT

PASSWORD = "drie kleine wolken boven zee"
COLLEAGUES = {
    "coby": ("Coby Voorbeeld", "coordinator"),
    "cas": ("Cas Voorbeeld", "coordinator"),
    "sem": ("Sem Voorbeeld", "secretariat"),
    "ada": ("Ada Voorbeeld", "administrator"),
}


def email_of(who: str) -> str:
    return f"{who}@gemeente.test"


def colleague(who: str) -> StaffMember:
    """The account, inside an application context."""
    member = queries.by_email(email_of(who))
    assert member is not None, f"{who} has no account"
    return member


@functools.cache
def password_hash(password: str) -> str:
    """Of the kind that the site makes, but cheap: the tests sign in often."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, type=Type.ID).hash(password)


def hire(app: Flask, who: str, **other: Any) -> int:
    """An account with its password, as it stands after the first link was used. Answers its id."""
    name, role = COLLEAGUES[who]
    with app.app_context(), writing():
        member = StaffMember(
            email=email_of(who),
            name=name,
            password=password_hash(PASSWORD),
            fs_uniquifier=uuid.uuid4().hex,
            created_at=now(),
            roles=[queries.role(role)],
            **other,
        )
        db.session.add(member)
        db.session.flush()
        return member.id


def sign_in(client: Client, who: str, password: str = PASSWORD, **query: str) -> Page:
    """Through the real page. Hires who has no account yet. Answers what the site answered to the form."""
    with client.application.app_context():
        known = queries.by_email(email_of(who)) is not None
    if not known and who in COLLEAGUES:
        hire(client.application, who)
    page = client.get("/inloggen", query_string=query)
    return page.form().send(email=email_of(who) if who in COLLEAGUES else who, password=password)


@dataclass(frozen=True)
class Teacher:
    """Who asks: what she types about herself and her school."""

    name: str
    email: str
    phone: str
    school: str
    address: str


TESS = Teacher(
    "Tess Visser", "tess@deklimop.example", "030 123 46 01", "Basisschool De Klimop", "Klimopstraat 1, Utrecht"
)
TOM = Teacher("Tom Bakker", "tom@devlier.example", "030 123 46 02", "Het Vlier College", "Vlierlaan 2, Utrecht")
TARIQ = ("Tariq Trainer", "tariq@jongerenwerk.example", "030 123 47 01")
CATALOGUE = ROOT / "tests/support/catalogue.yaml"


def load_catalogue(now: datetime) -> None:
    """The catalogue of the tests. Inside `write()`."""
    rows = catalogue_actions.read_files({CATALOGUE.name: CATALOGUE.read_text(encoding="utf-8")})
    catalogue_actions.load(rows, now)


def hire_tariq(provider_id: int) -> Trainer:
    """A trainer of a provider. Inside `write()`."""
    name, email, phone = TARIQ
    trainer = Trainer(provider_id=provider_id, name=name, email=email, email_key=email, phone=phone)
    db.session.add(trainer)
    db.session.flush()
    return trainer
