# SPDX-License-Identifier: EUPL-1.2
"""F06: the teacher's address does not exist. The secretariat hears of the request, and that the teacher heard nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from booking import tasks
from booking.extensions import huey
from booking.outbox import queries
from booking.outbox.models import OutboxMail
from booking.staff.models import StaffMember
from booking.web import now as web_now
from tests.outbox.mails import deliver
from tests.support.cast import TESS
from tests.support.client import Client
from tests.support.settings import SECRETARIAT
from tests.support.smtp import MailServer, Mood


def test_somebody_hears_that_the_teacher_heard_nothing(
    app: Flask, post: MailServer, ask: Callable[..., int], mails: Callable[..., list[OutboxMail]]
) -> None:
    ask("7a")
    post.moods = [Mood.NEVER]
    tasks.deliver_due.call_local()
    assert [(mail.kind, mail.status) for mail in mails(TESS.email)] == [("submit_receipt", "failed")]
    tasks.deliver_due.call_local()
    tasks.deliver_due.call_local()
    to_office = [mail.subject for mail in post.to(SECRETARIAT)]
    assert len(to_office) == 2
    assert len(set(to_office)) == 1  # one conversation
    told = post.to(SECRETARIAT)[1]
    assert "Mail niet bezorgd. Bel de school." in told.text
    assert TESS.phone in told.text.replace("\N{NO-BREAK SPACE}", " ")
    assert TESS.email not in told.text
    assert "Dit e-mailadres bestaat niet." in told.text


def test_a_failure_is_on_the_day_page_and_in_the_log(
    app: Flask, post: MailServer, ask: Callable[..., int], sign_in: Callable[[str], Client]
) -> None:
    ask("7a")
    post.moods = [Mood.NEVER]
    tasks.deliver_due.call_local()
    coby = sign_in("coby")
    assert "Dit e-mailadres bestaat niet." in coby.get("/beheer/mail?status=failed").words
    assert "1 mail niet bezorgd" in coby.get("/beheer/").words


def test_the_secretariats_own_box_that_refuses_is_no_endless_loop(
    app: Flask, post: MailServer, ask: Callable[..., int], mails: Callable[..., list[OutboxMail]]
) -> None:
    ask("7a")
    post.moods = [Mood.ACCEPT, Mood.NEVER]
    for minute in range(3):
        later = web_now() + timedelta(minutes=minute)
        deliver(app, lambda later=later: later)
        tasks.deliver_due.call_local()
    assert [(mail.kind, mail.status) for mail in mails(SECRETARIAT)] == [("submit_notice", "failed")]
    with app.app_context():
        assert queries.counts(("failed",))["failed"] == 1
    assert len(post.mails) == 1


def test_the_administrator_hears_of_the_secretariats_box(
    app: Flask, post: MailServer, ask: Callable[..., int], ada: StaffMember
) -> None:
    ask("7a")
    post.moods = [Mood.ACCEPT, Mood.NEVER]
    for _ in range(3):
        tasks.deliver_due.call_local()
    (told,) = post.to(ada.email)
    assert "Mail aan het secretariaat niet bezorgd." in told.text
    assert "Het secretariaat weet dit dus nog niet: Nieuw: Basisschool De Klimop." in told.text


def test_a_short_pause_does_not_wait_for_the_minute(app: Flask, post: MailServer, ask: Callable[..., int]) -> None:
    ask("7a")
    huey.storage.flush_queue()
    huey.storage.flush_schedule()
    post.moods = [Mood.LATER]
    tasks.deliver_due.call_local()
    (planned,) = huey.scheduled()
    assert 5 < (planned.eta - web_now().replace(tzinfo=None)).total_seconds() < 15
    tasks.deliver_due.call_local()
    assert len(huey.scheduled()) == 1
    assert huey.pending_count() == 0
    huey.storage.flush_schedule()


def test_each_minute_there_is_a_sign_of_life(app: Flask, post: MailServer) -> None:
    tasks.sweep.call_local()
    with app.app_context():
        state = queries.state()
        assert state is not None
        assert state.worker_beat_at is not None
        assert web_now() - state.worker_beat_at < timedelta(seconds=5)
    assert huey.pending_count() == 1
