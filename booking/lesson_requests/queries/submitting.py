# SPDX-License-Identifier: EUPL-1.2
"""What placing a request asks of the database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import raiseload, selectinload

from booking.catalogue.models import Offering
from booking.extensions import db
from booking.lesson_requests.models import LessonRequest
from booking.outbox.models import OutboxMail

RECEIPT, NOTICE = "submit_receipt", "submit_notice"


def by_form_key(key: str) -> LessonRequest | None:
    """The request that this form became, with its link."""
    question = select(LessonRequest).where(LessonRequest.form_key == key).options(selectinload(LessonRequest.link))
    return db.session.scalars(question).one_or_none()


def offerings_held(ids: Collection[int], in_english: bool) -> dict[int, Offering]:
    """These offerings, kept as they are until the end of the transaction. In English with their twins."""
    texts = selectinload(Offering.texts) if in_english else raiseload(Offering.texts)
    question = select(Offering).where(Offering.id.in_(ids)).order_by(Offering.id).options(texts)
    held = question.with_for_update(read=True, of=Offering).execution_options(populate_existing=True)
    return {offering.id: offering for offering in db.session.scalars(held)}


@dataclass(frozen=True)
class Written:
    """How many mails of this kind there are lately: receipts to one address in a day, notices to one mailbox in an hour."""

    receipts: int
    notices: int
    last_notice_due: datetime | None


def written_lately(receipt_to: str, notice_to: str, now: datetime) -> Written:
    """Both in one question; each is answered from the index of address and moment."""
    mail = OutboxMail
    receipts = select(func.count()).where(
        mail.recipient_key == receipt_to,
        mail.created_at > now - timedelta(days=1),
        mail.kind == RECEIPT,
        mail.status != "held",
    )
    lately = (mail.recipient_key == notice_to, mail.created_at > now - timedelta(hours=1), mail.kind == NOTICE)
    notices = select(func.count()).where(*lately)
    last = select(func.max(mail.due_at)).where(*lately)
    found = db.session.execute(
        select(receipts.scalar_subquery(), notices.scalar_subquery(), last.scalar_subquery())
    ).one()
    return Written(*found)
