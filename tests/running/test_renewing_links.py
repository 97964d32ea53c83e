# SPDX-License-Identifier: EUPL-1.2
"""`links renew`: the old link is dead, the new one is in the mail and nowhere else."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from booking.catalogue.models import Offering
from booking.extensions import db
from booking.history.actions import COMMAND, TEACHER
from booking.lesson_requests.actions.submit import submit
from booking.lesson_requests.asked import Asked, AskedGroup
from booking.lesson_requests.workflow import By
from booking.links.actions import token_for
from booking.staff import actions as staff_actions
from tests.support.cast import TESS, TOM


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=[str(word) for word in words])


@pytest.fixture
def ask(catalogue, write):
    def asked(who):
        with write() as now:
            offering = db.session.scalars(sa.select(Offering.id).order_by(Offering.id)).first() or 0
            group = AskedGroup(
                kind="class", name="7a", people=26, offerings=(offering,), level="po", year_from=7, year_to=7
            )
            wanted = Asked(
                offerings=(offering,),
                groups=(group,),
                school_name=who.school,
                school_address=who.address,
                contact_name=who.name,
                contact_email=who.email,
                contact_phone=who.phone,
            )
            made = submit(wanted, actor=TEACHER, by=By.TEACHER, now=now, answer_workdays=5)
            return made.reference, f"/aanvraag/{token_for(made.link, now)}"

    return asked


def test_one_link(run, ask, client, mails, another_app, smtp):
    reference, old = ask(TESS)
    _, other = ask(TOM)
    assert client.get(old).status_code == 200
    done = run("links", "renew", reference)
    assert (done.exit_code, done.output) == (0, f"{reference} ok\n")
    assert client.get(old).status_code == 410
    assert client.get(other).status_code == 200
    assert [mail.kind for mail in mails(TESS.email)] == ["submit_receipt", "link_again"]
    delivering = another_app(MAIL_PORT=str(smtp.port)).test_cli_runner()
    assert delivering.invoke(args=["outbox", "deliver"]).exit_code == 0
    found = {match for mail in smtp.to(TESS.email) for match in re.findall(r"/aanvraag/[\w-]{43}", mail.text)}
    assert len(found) == 1, "the receipt that still waited has the new link too"
    assert client.get(found.pop()).status_code == 200


def test_twice_a_day_is_two_mails(run, ask, mails):
    reference, _ = ask(TESS)
    assert [run("links", "renew", reference).exit_code for _ in range(2)] == [0, 0]
    assert [mail.kind for mail in mails(TESS.email)].count("link_again") == 2


def test_all_links(run, ask, client, write):
    olds = [ask(TESS)[1], ask(TOM)[1]]
    with write() as now:
        invited = staff_actions.add("new@utrecht.example", "Nel Nieuw", "secretariat", COMMAND, now, mailed=False)
        olds.append(f"/wachtwoord/{token_for(invited.link, now)}")
    assert [client.get(old).status_code for old in olds] == [200, 200, 200]
    done = run("links", "renew", "--all")
    assert done.exit_code == 0, done.output
    assert done.output.count(" ok\n") == 2
    assert [client.get(old).status_code for old in olds] == [410, 410, 410]


@pytest.mark.parametrize(("words", "code"), [([], 2), (["LES-000001", "--all"], 2), (["LES-000999"], 1)])
def test_what_is_refused(run, words, code):
    assert run("links", "renew", *words).exit_code == code
