# SPDX-License-Identifier: EUPL-1.2
"""What placing a request asks of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, bindparam, column, func, select, table
from sqlalchemy.orm import selectinload

from booking.extensions import db
from booking.lesson_requests.models import LessonRequest
from booking.outbox.models import OutboxMail
from booking.versions import Version

COUNTED_TO = 100
RECEIPT, NOTICE = "submit_receipt", "submit_notice"


def by_form_key(key: str) -> LessonRequest | None:
    """The request that this form became, with its link."""
    question = select(LessonRequest).where(LessonRequest.form_key == key).options(selectinload(LessonRequest.link))
    return db.session.scalars(question).one_or_none()


_VERSIONS: Any = Version.__table__


@dataclass(frozen=True)
class Before:
    """What there is before a request is stored: the number that it gets, the version of the catalogue (held until the end of
    the transaction), and how many mails of its kind there are lately: receipts to one address in a day, notices to one mailbox
    in an hour.

    Counted no further than COUNTED_TO: else a post would cost the more, the more were sent within the hour.
    """

    number: int
    catalogue: int
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
_COUNTS = [
    select(func.count()).select_from(some.limit(COUNTED_TO).subquery()).scalar_subquery()
    for some in (_RECEIPTS, _NOTICES)
]
_CATALOGUE = select(_VERSIONS.c.value).where(_VERSIONS.c.name == "catalogue").with_for_update(read=True)
_sequence = table("sqlite_sequence", column("name"), column("seq", Integer))
_LAST_NUMBER = select(_sequence.c.seq).where(_sequence.c.name == LessonRequest.__tablename__).scalar_subquery()
_NEXT = {
    "sqlite": func.coalesce(_LAST_NUMBER, 0) + 1,
    "postgresql": func.nextval(func.pg_get_serial_sequence(LessonRequest.__tablename__, "id")),
}
_BEFORE = {
    name: select(number, _CATALOGUE.scalar_subquery(), *_COUNTS, _LAST.limit(1).scalar_subquery())
    for name, number in _NEXT.items()
}


def before(receipt_to: str, notice_to: str, now: datetime) -> Before:
    """All in one question, counted from the index of address and moment. Each notice is due after the one before it.

    On SQLite nobody else takes the number: whoever asks holds the one lock of the writers.
    """
    values = {
        "receipt_to": receipt_to,
        "notice_to": notice_to,
        "a_day_ago": now - timedelta(days=1),
        "an_hour_ago": now - timedelta(hours=1),
    }
    connection = db.session.connection()
    return Before(*connection.execute(_BEFORE[connection.dialect.name], values).one())
