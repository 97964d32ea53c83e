# SPDX-License-Identifier: EUPL-1.2
"""What requests tell of offerings: held by the process as long as the catalogue stays as it is."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm.attributes import set_committed_value

from booking.catalogue.models import Offering, OfferingLevel, OfferingText, Provider
from booking.database import made
from booking.extensions import db

PAGE_TEXTS = (
    "summary", "learning_goals", "outline", "for_parents", "for_teachers", "core_objectives", "search_words",
)  # fmt: skip
"""What of an offering only the catalogue shows."""

_offerings, _providers = (model.__table__.c for model in (Offering, Provider))
_OF_OFFERING = tuple(name for name in _offerings.keys() if name not in PAGE_TEXTS)  # noqa: SIM118
_OF_PROVIDER = tuple(_providers.keys())
_ALL = select(*(_offerings[name] for name in _OF_OFFERING), *_providers).join(Offering.provider)
_TEXTS = select(OfferingText.__table__).order_by(OfferingText.language)
_LEVELS = select(OfferingLevel.__table__).order_by(OfferingLevel.level)
_held: WeakKeyDictionary[Engine, tuple[int, dict[int, Offering]]] = WeakKeyDictionary()


def offerings_at(version: int) -> dict[int, Offering]:
    """All offerings with their provider, twins and levels, as they are at this version of the catalogue. Nobody may change them.

    A transaction that stores what it reads here holds that version (`submitting.before`): then they stay so until its end.
    """
    held = _held.get(db.engine)
    if held is None or held[0] != version:
        held = _held[db.engine] = version, _read()
    return held[1]


def _read() -> dict[int, Offering]:
    connection = db.session.connection()

    def rows(model: Any, question: Any) -> list[Any]:
        return [made(model, {**row}) for row in connection.execute(question).mappings()]

    found: dict[int, Offering] = {}
    providers: dict[int, Provider] = {}
    for row in connection.execute(_ALL):
        offering = made(Offering, dict(zip(_OF_OFFERING, row, strict=False)))
        provider = made(Provider, dict(zip(_OF_PROVIDER, row[len(_OF_OFFERING) :], strict=True)))
        set_committed_value(offering, "provider", providers.setdefault(provider.id, provider))
        found[offering.id] = offering
    for name, some in (("texts", rows(OfferingText, _TEXTS)), ("levels", rows(OfferingLevel, _LEVELS))):
        of_each: dict[int, list[Any]] = {number: [] for number in found}
        for row in some:
            of_each[row.offering_id].append(row)
        for number, mine in of_each.items():
            set_committed_value(found[number], name, mine)
    return found
