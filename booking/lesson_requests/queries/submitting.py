# SPDX-License-Identifier: EUPL-1.2
"""What placing a request asks of the database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import contains_eager, raiseload, selectinload

from booking.catalogue.models import Offering
from booking.extensions import db
from booking.lesson_requests.models import LessonRequest
from booking.outbox.models import OutboxMail

from .one import WITHOUT_PAGE_TEXTS

COUNTED_TO = 100
RECEIPT, NOTICE = "submit_receipt", "submit_notice"


def by_form_key(key: str) -> LessonRequest | None:
    """The request that this form became, with its link."""
    question = select(LessonRequest).where(LessonRequest.form_key == key).options(selectinload(LessonRequest.link))
    return db.session.scalars(question).one_or_none()


_OFFERINGS = (
    select(Offering)
    .options(*WITHOUT_PAGE_TEXTS)
    .where(Offering.id.in_(bindparam("ids", expanding=True)))
    .order_by(Offering.id)
    .with_for_update(read=True, of=Offering)
    .execution_options(populate_existing=True)
)
_IN_DUTCH = _OFFERINGS.options(raiseload(Offering.texts))
_IN_ENGLISH = _OFFERINGS.outerjoin(Offering.texts).options(contains_eager(Offering.texts))


def offerings_held(ids: Collection[int], in_english: bool) -> dict[int, Offering]:
    """These offerings, kept as they are until the end of the transaction. In English with their twins."""
    question = _IN_ENGLISH if in_english else _IN_DUTCH
    return {offering.id: offering for offering in db.session.scalars(question, {"ids": list(ids)}).unique()}


@dataclass(frozen=True)
class Written:
    """How many mails of this kind there are lately: receipts to one address in a day, notices to one mailbox in an hour.

    Counted no further than COUNTED_TO: else a post would cost the more, the more were sent within the hour.
    """

    receipts: int
    notices: int
    last_notice_due: datetime | None


_mails: Any = OutboxMail.__table__.c
_RECEIPTS = select(_mails.id).where(
    _mails.recipient_key == bindparam("receipt_to"),
    _mails.created_at > bindparam("a_day_ago"),
    _mails.kind == RECEIPT,
    _mails.status != "held",
)
_NOTICES = select(_mails.id).where(
    _mails.recipient_key == bindparam("notice_to"),
    _mails.created_at > bindparam("an_hour_ago"),
    _mails.kind == NOTICE,
)
_LAST = _NOTICES.with_only_columns(_mails.due_at).order_by(_mails.created_at.desc(), _mails.id.desc())
_WRITTEN = select(
    *(
        select(func.count()).select_from(some.limit(COUNTED_TO).subquery()).scalar_subquery()
        for some in (_RECEIPTS, _NOTICES)
    ),
    _LAST.limit(1).scalar_subquery(),
)


def written_lately(receipt_to: str, notice_to: str, now: datetime) -> Written:
    """All in one question, answered from the index of address and moment. Each notice is due after the one before it."""
    values = {
        "receipt_to": receipt_to,
        "notice_to": notice_to,
        "a_day_ago": now - timedelta(days=1),
        "an_hour_ago": now - timedelta(hours=1),
    }
    return Written(*db.session.execute(_WRITTEN, values).one())
