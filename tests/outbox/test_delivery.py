# SPDX-License-Identifier: EUPL-1.2
"""Delivery against a real mail server: what arrives, in which order, and what happens when the server is not in the mood."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from email.utils import parseaddr

import pytest
from flask import Flask

from booking.outbox import delivery, queries
from booking.outbox.reasons import in_words
from booking.web import now as web_now
from booking.web import writing
from tests.support.settings import SETTINGS
from tests.support.smtp import MailServer, Mood

from .mails import SUBJECT, deliver, mail_of, put, put_many, states

MINUTE = timedelta(minutes=1)


# --- what arrives -----------------------------------------------------------------------------------------------------


def test_a_waiting_mail_arrives_once(app: Flask, post: MailServer) -> None:
    (mail_id,) = put_many(app, 1)
    deliver(app)
    deliver(app)
    assert len(post.mails) == 1
    mail = mail_of(app, mail_id)
    assert (mail.status, mail.attempts, mail.error, mail.claimed_until) == ("sent", 1, None, None)
    assert mail.sent_at is not None


def test_the_letter_is_what_was_written(app: Flask, post: MailServer) -> None:
    text = "Ontvangen: café – 7a\n\n.een punt vooraan\nFrom een regel\n" + "lang " * 400 + "\n"
    html = "<p>" + "é" * 1200 + "</p>\n.\n"
    (mail_id,) = put_many(
        app, 1, body_text=text, body_html=html, reply_to="secretariaat@utrecht.test", thread="LES-000042"
    )
    deliver(app)
    message = post.mails[0].message
    assert str(message["From"]) == SETTINGS["MAIL_DEFAULT_SENDER"]
    assert post.mails[0].sender == parseaddr(SETTINGS["MAIL_DEFAULT_SENDER"])[1]
    assert str(message["To"]) == "tess@school.test"
    assert str(message["Subject"]) == SUBJECT
    assert str(message["Reply-To"]) == "secretariaat@utrecht.test"
    assert str(message["Message-ID"]) == mail_of(app, mail_id).message_id
    assert str(message["References"]) == str(message["In-Reply-To"]) == "<LES-000042@lesaanbod.test>"
    assert str(message["Auto-Submitted"]) == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert post.mails[0].text.strip().splitlines() == text.strip().splitlines()
    assert post.mails[0].html.strip().splitlines() == html.strip().splitlines()
    assert max(len(line) for line in post.mails[0].raw.splitlines()) <= 998
    assert abs(message["Date"].datetime - web_now()) < MINUTE


def test_one_connection_carries_a_batch(app: Flask, post: MailServer) -> None:
    before = post.connections
    put_many(app, 20)
    deliver(app)
    assert len(post.mails) == 20
    assert post.connections - before == 1


def test_a_connection_is_not_used_for_ever(app: Flask, post: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.extensions["mail"], "max_emails", 7)
    before = post.connections
    put_many(app, 20)
    deliver(app)
    assert len(post.mails) == 20
    assert post.connections - before == 3


def test_an_address_outside_ascii_is_sent_as_such(app: Flask, post: MailServer) -> None:
    put_many(app, 1, recipient="jérôme@école.test")
    deliver(app)
    assert [mail.recipient for mail in post.mails] == ["jérôme@xn--cole-9oa.test"]


# --- order ------------------------------------------------------------------------------------------------------------


def test_in_a_conversation_nothing_overtakes(app: Flask, post: MailServer) -> None:
    """The later mail of a conversation waits until the earlier one went, however long that takes."""
    first, second = put_many(app, 2, thread="LES-000007")
    post.moods = [Mood.LATER]
    deliver(app)
    assert post.mails == []
    deliver(app)
    assert post.mails == []
    assert states(app) == {first: "queued", second: "queued"}
    later = web_now() + MINUTE
    deliver(app, lambda: later)
    sent = [str(mail.message["Message-ID"]) for mail in post.mails]
    assert sent == [mail_of(app, first).message_id, mail_of(app, second).message_id]


def test_control_mails_of_two_conversations_do_overtake(app: Flask, post: MailServer) -> None:
    """The same mood, without a conversation in common: the test above can fail."""
    first, second = put_many(app, 2)
    post.moods = [Mood.LATER]
    deliver(app)
    assert states(app) == {first: "queued", second: "sent"}


def test_others_of_the_conversation_do_not_wait(app: Flask, post: MailServer) -> None:
    put_many(app, 1, thread="LES-000007")
    put_many(app, 1, thread="LES-000007", recipient="secretariaat@utrecht.test")
    post.moods = [Mood.LATER]
    deliver(app)
    assert [mail.recipient for mail in post.mails] == ["secretariaat@utrecht.test"]


def test_a_refusal_for_good_lets_the_next_of_the_conversation_go(app: Flask, post: MailServer) -> None:
    first, second = put_many(app, 2, thread="LES-000007")
    post.moods = [Mood.NEVER]
    deliver(app)
    assert states(app) == {first: "failed", second: "sent"}


# --- a server that is not in the mood (F05-F07) -----------------------------------------------------------------------


def test_a_temporary_refusal_comes_again_with_growing_pauses(app: Flask, post: MailServer) -> None:
    (mail_id,) = put_many(app, 1)
    post.mood = Mood.LATER
    moment, pauses = web_now(), []
    for attempt in range(1, 10):
        deliver(app, lambda moment=moment: moment)
        mail = mail_of(app, mail_id)
        assert (mail.status, mail.error, mail.attempts) == ("queued", "451 4.3.0", attempt)
        pauses.append(mail.due_at - moment)
        moment = mail.due_at
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(seconds=10)
    assert pauses[-1] == timedelta(minutes=15)
    post.mood = Mood.ACCEPT
    deliver(app, lambda: moment)
    assert [str(mail.message["Message-ID"]) for mail in post.mails] == [mail_of(app, mail_id).message_id]


@pytest.mark.parametrize(
    ("mood", "code", "words"),
    [
        (Mood.NEVER, "550 5.1.1", "Dit e-mailadres bestaat niet."),
        (Mood.SPAM, "554 5.7.1", "De mailserver weigert deze mail."),
    ],
)
def test_a_permanent_refusal_is_shown_and_never_tried_again(
    app: Flask, post: MailServer, mood: Mood, code: str, words: str
) -> None:
    bad, good = put_many(app, 1, recipient="weg@school.test") + put_many(app, 1, recipient="secretariaat@utrecht.test")
    post.moods = [mood]
    deliver(app)
    assert states(app) == {bad: "failed", good: "sent"}
    mail = mail_of(app, bad)
    assert mail.error == code
    with app.app_context():
        assert in_words(mail.error) == words
        assert queries.counts(("failed",))["failed"] == 1
    tries, later = post.tries, web_now() + timedelta(days=1)
    deliver(app, lambda: later)
    assert post.tries == tries


def test_a_silent_server_costs_a_timeout_and_no_mail(app: Flask, post: MailServer) -> None:
    (mail_id,) = put_many(app, 1)
    post.moods = [Mood.SILENT]
    deliver(app)
    mail = mail_of(app, mail_id)
    assert (mail.status, mail.error) == ("queued", "silent")
    later = web_now() + MINUTE
    deliver(app, lambda: later)
    assert len(post.mails) == 1


def test_a_server_that_stays_silent_is_left_alone_after_two_mails(app: Flask, post: MailServer) -> None:
    put_many(app, 6)
    post.mood = Mood.SILENT
    deliver(app)
    assert post.tries == delivery.CUTS_IN_A_ROW


def test_a_cut_after_data_sends_one_copy_with_the_same_message_id(app: Flask, post: MailServer) -> None:
    """F07: nobody can know whether it was accepted. Copies are never more than cuts."""
    (mail_id,) = put_many(app, 1)
    post.moods = [Mood.CUT_AFTER_DATA]
    deliver(app)
    assert mail_of(app, mail_id).error == "cut"
    later = web_now() + MINUTE
    deliver(app, lambda: later)
    deliver(app, lambda: later)
    assert [str(mail.message["Message-ID"]) for mail in post.mails] == [mail_of(app, mail_id).message_id] * 2
    assert mail_of(app, mail_id).status == "sent"


def test_while_the_server_is_away_mails_wait_in_order_without_penalty(app: Flask, post: MailServer) -> None:
    numbers = put_many(app, 5)
    post.stop()
    for _ in range(3):
        deliver(app)
    assert {mail_of(app, number).attempts for number in numbers} == {0}
    assert mail_of(app, numbers[0]).error == "unreachable"
    post.start()
    deliver(app)
    sent = [str(mail.message["Message-ID"]) for mail in post.mails]
    assert sent == [mail_of(app, number).message_id for number in numbers]


@pytest.mark.slow
def test_a_server_in_every_mood_gets_every_mail(app: Flask, post: MailServer) -> None:
    """F05 and F07: 10 % put off, 5 % cut after they were accepted, now and then silence."""
    chance, moment = random.Random(5), web_now()
    numbers = put_many(app, 150)
    post.moods = chance.choices([Mood.ACCEPT, Mood.LATER, Mood.CUT_AFTER_DATA], [85, 10, 5], k=300)
    post.moods[70] = post.moods[120] = Mood.SILENT
    cuts, rounds = post.moods[:200].count(Mood.CUT_AFTER_DATA), 0
    while "queued" in states(app).values():
        deliver(app, lambda moment=moment: moment)
        moment, rounds = moment + timedelta(seconds=10), rounds + 1
        assert rounds < 100
    times = Counter(str(mail.message["Message-ID"]) for mail in post.mails)
    assert set(times) == {mail_of(app, number).message_id for number in numbers}
    assert 0 < sum(times.values()) - len(times) <= cuts


# --- the clock (F11) --------------------------------------------------------------------------------------------------


def test_a_clock_that_jumped_back_parks_no_mail(app: Flask, post: MailServer) -> None:
    """One written and one in a pause before the jump: both go, as soon as the clock is back by an hour."""
    written, paused = put_many(app, 2)
    post.moods = [Mood.LATER, Mood.LATER]
    deliver(app)
    fresh = put_many(app, 1)[0]
    back = web_now() - timedelta(hours=1)
    deliver(app, lambda: back)
    assert states(app) == {written: "sent", paused: "sent", fresh: "sent"}


def test_a_claim_from_before_the_jump_ends_too(app: Flask, post: MailServer) -> None:
    (mail_id,) = put_many(app, 1)
    with app.app_context():
        assert delivery.step(None, web_now()) is not None
    back = web_now() - timedelta(hours=1)
    deliver(app, lambda: back)
    assert mail_of(app, mail_id).status == "sent"


def test_a_mail_that_is_meant_for_later_waits(app: Flask, post: MailServer) -> None:
    """The control of both: being due far away is not enough to go."""
    (mail_id,) = put_many(app, 1, due_at=web_now() + timedelta(hours=1))
    deliver(app)
    assert mail_of(app, mail_id).status == "queued"
    later = web_now() + timedelta(hours=1, seconds=1)
    deliver(app, lambda: later)
    assert mail_of(app, mail_id).status == "sent"


# --- stop and go on ---------------------------------------------------------------------------------------------------


def test_a_round_ends_soon_and_says_that_there_is_more(
    app: Flask, post: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "SECONDS_A_ROUND", 0.0)
    put_many(app, 3)
    assert deliver(app) is True
    assert len(post.mails) == 1
    assert deliver(app) is True
    assert deliver(app) is True
    assert deliver(app) is False
    assert len(post.mails) == 3


def test_when_to_look_again(app: Flask, post: MailServer) -> None:
    moment = web_now()
    with app.app_context():
        assert delivery.next_due(moment) is None
        with writing():
            put(moment, due_at=moment + MINUTE)
            put(moment, due_at=moment + 3 * MINUTE)
        assert delivery.next_due(moment) == moment + MINUTE


@pytest.mark.once  # SQLite's planner needs a hint; PostgreSQL's has statistics
def test_claiming_reads_an_index_from_its_beginning(app: Flask) -> None:
    """However long the queue: no scan of the table, no sorting."""
    with app.app_context():
        engine = delivery.db.engine
        sql = str(delivery._NEXT.compile(dialect=engine.dialect))
        with engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            plan = [str(row[3]) for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}", ["2026-01-01"] * sql.count("?"))]
    assert any("ix_outbox_mails_due" in line for line in plan), plan
    assert not any("TEMP B-TREE" in line for line in plan), plan
