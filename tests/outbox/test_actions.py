# SPDX-License-Identifier: EUPL-1.2
"""What people do with mails, and what keeps a mailbox from being flooded."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from flask import Flask

from booking.errors import BookingError, NotAllowed
from booking.extensions import db
from booking.history import queries as history
from booking.history.actions import Actor
from booking.links.actions import issue, renew, token_for
from booking.links.queries import open_link
from booking.links.tokens import MARK
from booking.outbox import actions, delivery, queries, reasons
from booking.outbox.models import OutboxMail
from booking.web import now as web_now
from booking.web import writing
from tests.lesson_requests.desk.test_races import at_once
from tests.support.smtp import MailServer, Mood

from .mails import deliver, mail_of, put, put_many

Transaction = Callable[[], AbstractContextManager[datetime]]
_numbers = itertools.count(1)
COBY = Actor("staff", 1, "Coby Voorbeeld", frozenset({"coordinator"}))
SEM = Actor("staff", 2, "Sem Voorbeeld", frozenset({"secretariat"}))


def _locked(mail_id: int) -> OutboxMail:
    mail = queries.locked(mail_id)
    assert mail is not None
    return mail


def test_a_mail_sent_again_is_a_new_mail(app: Flask, post: MailServer, write: Transaction) -> None:
    (mail_id,) = put_many(app, 1)
    deliver(app)
    with write() as now:
        again = actions.send_again(mail_id, COBY, now)
    assert again.id != mail_id
    assert again.dedupe_key == mail_of(app, mail_id).dedupe_key + ":resend:2"
    deliver(app)
    first, second = (str(mail.message["Message-ID"]) for mail in post.mails)
    assert first != second
    assert post.mails[0].text == post.mails[1].text
    with write() as now:
        third = actions.send_again(again.id, COBY, now)
    assert third.dedupe_key == mail_of(app, mail_id).dedupe_key + ":resend:3"
    with app.app_context():
        assert [line.action for line in history.of("request", 1)] == [actions.SENT_AGAIN] * 2


def test_who_only_reads_sends_nothing_again(app: Flask, post: MailServer, write: Transaction) -> None:
    (mail_id,) = put_many(app, 1)
    deliver(app)
    with pytest.raises(NotAllowed), write() as now:
        actions.send_again(mail_id, SEM, now)
    deliver(app)
    assert len(post.mails) == 1


def test_a_double_click_sends_once(app: Flask, post: MailServer, write: Transaction) -> None:
    (mail_id,) = put_many(app, 1)
    deliver(app)
    with write() as now:
        actions.send_again(mail_id, COBY, now)
    with pytest.raises(BookingError), write() as now:
        actions.send_again(mail_id, COBY, now)


def test_a_failed_mail_sent_again_is_no_failure_any_more(app: Flask, post: MailServer, write: Transaction) -> None:
    (mail_id,) = put_many(app, 1)
    post.moods = [Mood.NEVER]
    deliver(app)
    with write() as now:
        actions.send_again(mail_id, COBY, now)
    with app.app_context():
        assert queries.counts(("failed",))["failed"] == 0
    deliver(app)
    assert len(post.mails) == 1
    assert mail_of(app, mail_id).error == "550 5.1.1"


def test_a_held_mail_goes_when_it_is_released(app: Flask, post: MailServer, write: Transaction) -> None:
    (mail_id,) = put_many(app, 1, status="held")
    deliver(app)
    assert post.mails == []
    with write() as now:
        assert actions.send_again(mail_id, COBY, now).id == mail_id
    deliver(app)
    assert [str(mail.message["Message-ID"]) for mail in post.mails] == [mail_of(app, mail_id).message_id]


def test_a_waiting_mail_is_not_sent_again(app: Flask, write: Transaction) -> None:
    (mail_id,) = put_many(app, 1)
    with pytest.raises(BookingError), write() as now:
        actions.send_again(mail_id, COBY, now)


def test_a_retry_is_the_same_mail(app: Flask, post: MailServer, write: Transaction) -> None:
    (mail_id,) = put_many(app, 1)
    post.moods = [Mood.NEVER]
    deliver(app)
    with write() as now:
        actions.retry(_locked(mail_id), now)
    deliver(app)
    assert [str(mail.message["Message-ID"]) for mail in post.mails] == [mail_of(app, mail_id).message_id]
    with pytest.raises(BookingError), write() as now:
        actions.retry(_locked(mail_id), now)


# --- a corrected address ----------------------------------------------------------------------------------------------


def test_what_the_old_address_never_got_goes_to_the_new_one(app: Flask, post: MailServer, write: Transaction) -> None:
    """In the same order, with the renewed link; what it did get stays where it went; answers go to the new address too."""
    with write() as now:
        link = issue("request", now)
        old_token = token_for(link, now)
        arrived = put(now, "Wrong@school.test", thread="LES-000001", link=link).id
    deliver(app)
    with write() as now:
        failed = put(now, "wrong@school.test", thread="LES-000001", link=link).id
    post.moods = [Mood.NEVER]
    deliver(app)
    with write() as now:
        waiting = put(now, "wrong@school.test", thread="LES-000001", link=link).id
        held = put(now, "wrong@school.test", thread="LES-000001", link=link, status="held").id
        notice = put(now, "sem@utrecht.test", thread="LES-000001", reply_to="Wrong@school.test").id
        other = put(now, "wrong@school.test", about_id=2).id
    post.mails.clear()
    with write() as now:
        link = db.session.merge(link)
        renew(link, now)
        new_token = token_for(link, now)
        anew = actions.redirect(("request", 1), "wrong@school.test", "tess@school.test", now)
        assert [mail.status for mail in anew] == ["queued", "queued", "held"]
    deliver(app)
    assert {number: mail_of(app, number).status for number in (arrived, failed, waiting, held, notice, other)} == {
        arrived: "sent", failed: "dropped", waiting: "dropped", held: "dropped", notice: "sent", other: "sent"
    }  # fmt: skip
    assert [mail.recipient for mail in post.mails if mail.recipient != "sem@utrecht.test"] == [
        "wrong@school.test",  # about another request
        "tess@school.test",
        "tess@school.test",
    ]
    (to_sem,) = post.to("sem@utrecht.test")
    assert str(to_sem.message["Reply-To"]) == "tess@school.test"
    for mail in post.to("tess@school.test"):
        assert new_token in mail.text
        assert old_token not in mail.text
    with write() as now:
        assert len(actions.redirect(("request", 1), "tess@school.test", "wrong@school.test", now)) == 1  # the held one


def test_the_same_address_is_no_correction(write: Transaction) -> None:
    with write() as now:
        put(now, "tess@school.test")
        assert actions.redirect(("request", 1), "tess@school.test", "TESS@school.test", now) == []


def test_a_mail_in_hand_while_the_address_is_corrected_holds_a_dead_link(
    app: Flask, post: MailServer, write: Transaction
) -> None:
    """It may arrive at the wrong address, and then opens nothing; at the right address it goes too."""
    with write() as now:
        link = issue("request", now)
        old_token = token_for(link, now)
        put(now, "wrong@school.test", link=link)
    with app.app_context():
        claimed = delivery.step(None, web_now())
        assert claimed is not None
    with write() as now:
        link = db.session.merge(link)
        renew(link, now)
        actions.redirect(("request", 1), "wrong@school.test", "tess@school.test", now)
    with app.app_context():
        token = delivery._token(claimed, web_now)
        delivery.step(delivery.Outcome(claimed, "sent"), web_now(), claim=False)
    assert token == old_token
    assert mail_of(app, claimed.id).status == "dropped"
    deliver(app)
    assert [mail.recipient for mail in post.mails] == ["tess@school.test"]


def test_what_the_old_address_got_is_not_sent_again_with_the_link_of_now(
    app: Flask, post: MailServer, write: Transaction
) -> None:
    """Not by the button of the mail log, not by a command, and not by a row that got into the queue in spite of both."""
    with write() as now:
        link = issue("request", now)
        old = put(now, "tess@school.test", link=link).id
    deliver(app)
    with write() as now:
        renew(db.session.merge(link), now)
        actions.redirect(("request", 1), "tess@school.test", "ben@school.test", now)
    with pytest.raises(BookingError, match="een persoonlijke link"), write() as now:
        actions.send_again(old, COBY, now)
    for status, act in (("failed", actions.retry), ("held", actions.release), ("failed", actions.resend)):
        with write():
            mail = _locked(old)
            mail.status, mail.sent_at = status, None
        with pytest.raises(BookingError, match="een persoonlijke link"), write() as now:
            act(_locked(old), now)
    with write():
        _locked(old).status = "queued"
    post.mails.clear()
    deliver(app)
    assert post.mails == [] and mail_of(app, old).status == "failed"
    assert mail_of(app, old).error == reasons.BROKEN


def test_where_no_key_fits_a_link_that_was_taken_away_is_not_renewed(
    app: Flask, write: Transaction, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail was in a worker's hands when the address was corrected: it must not make a token for the old address."""
    with write() as now:
        link = issue("request", now)
        put(now, "wrong@school.test", link=link)
    with app.app_context():
        claimed = delivery.step(None, web_now())
        assert claimed is not None
    with write() as now:
        renew(db.session.merge(link), now)
        actions.redirect(("request", 1), "wrong@school.test", "tess@school.test", now)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another-key-0123456789-abcdefghijklmnopqrst")
    with app.app_context():
        assert delivery._token(claimed, web_now) is None


@pytest.mark.slow
def test_a_repeat_that_is_being_written_does_not_slip_past_a_correction(app: Flask, write: Transaction) -> None:
    """Whoever is first: after both, no mail to the old address has the link."""
    for status in ("sent", "failed"):
        for order in ((0, 0.3), (0.3, 0), (0, 0)):
            address = f"tess{next(_numbers)}@school.test"
            with write() as now:
                link = issue("request", now)
                sent = {"status": status, "sent_at": now if status == "sent" else None}
                mail_id = put(now, address, link=link, **sent).id

            def again(mail_id: int = mail_id, wait: float = order[0]) -> None:
                time.sleep(wait)
                with app.test_request_context(), writing():
                    actions.resend(_locked(mail_id), web_now())
                    time.sleep(0.5)

            def correct(address: str = address, wait: float = order[1]) -> None:
                time.sleep(wait)
                with app.test_request_context(), writing():
                    actions.redirect(("request", 1), address, f"new-{address}", web_now())
                    time.sleep(0.5)

            resent, corrected = at_once(again, correct)
            assert corrected is None and (resent is None or isinstance(resent, BookingError)), (resent, corrected)
            with app.app_context():
                mails = queries.log_page(address_key=address)[0]
                assert mails and all(mail.link_id is None for mail in mails)


# --- floods (S46) -----------------------------------------------------------------------------------------------------


def test_the_fourth_receipt_of_a_day_is_held(write: Transaction) -> None:
    with write() as now:
        for expected in (False, False, False, True, True):
            assert actions.held_receipt("Tess@school.test", "submit_receipt", now) is expected
            put(now, "tess@school.test", status="held" if expected else "queued")
        assert not actions.held_receipt("tom@school.test", "submit_receipt", now)
        assert not actions.held_receipt("tess@school.test", "submit_receipt", now + timedelta(hours=24, seconds=1))


# --- the secret link at delivery --------------------------------------------------------------------------------------


def test_delivery_fills_the_mark_and_keeps_no_token(app: Flask, post: MailServer, write: Transaction) -> None:
    with write() as now:
        link = issue("request", now)
        token = token_for(link, now)
        mail_id = put(now, link=link).id
    deliver(app)
    assert f"https://lesaanbod.test/aanvraag/{token}" in post.mails[0].text
    assert f'href="https://lesaanbod.test/aanvraag/{token}"' in post.mails[0].html
    mail = mail_of(app, mail_id)
    assert MARK in mail.body_text
    assert token not in mail.body_text + mail.body_html


def test_where_no_key_fits_the_link_is_renewed_at_delivery(
    app: Flask, post: MailServer, write: Transaction, monkeypatch: pytest.MonkeyPatch
) -> None:
    with write() as now:
        link = issue("request", now)
        old_token = token_for(link, now)
        put(now, link=link)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another-key-0123456789-abcdefghijklmnopqrst")
    deliver(app)
    text = post.mails[0].text
    assert old_token not in text
    token = text.split("/aanvraag/")[1].split()[0]
    with app.app_context():
        opened = open_link(token, "request", web_now())
        assert opened is not None
        assert opened.id == link.id
