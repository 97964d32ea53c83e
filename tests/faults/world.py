# SPDX-License-Identifier: EUPL-1.2
"""What must be true after whatever was broken: nothing that was acknowledged is lost, nothing went out more often than it may."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from booking.lesson_requests.models import LessonRequest
from booking.outbox.models import OutboxMail

TOLD_OF_A_REQUEST = Counter({"submit_receipt": 1, "submit_notice": 1})


@dataclass
class World:
    """What people were told (`acknowledged`: form keys), what is stored, what the mail server took, what was logged."""

    acknowledged: list[str]
    requests: dict[int, str]  # number -> form key
    mails: list[tuple[str, int, str, str]]  # Message-ID, request, kind, status
    delivered: list[str]  # Message-IDs
    breaks: int  # kills and cuts
    log: str = ""
    integrity: str = "ok"

    @classmethod
    def read(cls, url: str, acknowledged: list[str], delivered: list[str], breaks: int, log: str) -> World:
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            rows = connection.execute(sa.select(LessonRequest.id, LessonRequest.form_key)).all()
            columns = (OutboxMail.message_id, OutboxMail.about_id, OutboxMail.kind, OutboxMail.status)
            mails = connection.execute(sa.select(*columns)).all()
            sqlite = engine.dialect.name == "sqlite"
            integrity = connection.execute(sa.text("PRAGMA integrity_check")).scalar_one() if sqlite else "ok"
        engine.dispose()
        requests = {row[0]: row[1] for row in rows}
        return cls(acknowledged, requests, [tuple(mail) for mail in mails], delivered, breaks, log, integrity)  # type: ignore[misc]

    def troubles(self) -> Iterator[str]:
        """In words; none is what a test wants."""
        keys = Counter(self.requests.values())
        for key in self.acknowledged:
            if keys[key] != 1:
                yield f"a request that was acknowledged is stored {keys[key]} times"
        for number in self.requests:
            told = Counter(kind for _id, about, kind, _status in self.mails if about == number)
            if told != TOLD_OF_A_REQUEST:
                yield f"request {number} has the mails {dict(told)}"
        times = Counter(self.delivered)
        known = {message_id for message_id, *_rest in self.mails}
        for message_id, about, kind, status in self.mails:
            if status != "sent":
                yield f"{kind} of request {about} is {status}"
            elif not times[message_id]:
                yield f"{kind} of request {about} is sent, and never arrived"
        if unknown := set(times) - known:
            yield f"{len(unknown)} mails arrived that nobody wrote"
        if (copies := sum(times.values()) - len(times)) > self.breaks:
            yield f"{copies} copies for {self.breaks} kills and cuts"
        if self.integrity != "ok":
            yield f"the database says {self.integrity}"
        if "Traceback" in self.log or '"crash"' in self.log:
            yield "a traceback in the log"
        if found := re.search(r"[\w.]+@(?!lesaanbod|utrecht)[\w.-]+\.example|/aanvraag/[\w-]{43}", self.log):
            yield f"the log names {found[0]}"
