# SPDX-License-Identifier: EUPL-1.2
"""Which passwords are good, and choosing one by the link."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.history.actions import COMMAND
from booking.links.tokens import token_of
from booking.outbox.models import OutboxMail
from booking.staff import actions, passwords, queries
from booking.web import now as web_now
from booking.web import secret_keys, writing
from tests.support.cast import PASSWORD, colleague, email_of, hire, sign_in

GOOD = "paarse olifant fietst langzaam"


@pytest.mark.parametrize(
    "password",
    [
        "Welkom01Utrecht",
        "wachtwoord123!",
        "W@chtw00rd2026",
        "gemeenteutrecht",
        "qwertyuiop123",
        "aaaaaaaaaaaaaa",
        "121212121212",
        "abcdefghijklm",
        "Zomer2026Utrecht!",
        "coby.voorbeeld1",
        "lesaanbodlesaanbod",
        "ajax ajax ajax",
    ],
)
def test_easy_to_guess(password):
    assert passwords.easy_to_guess(password, ["coby.voorbeeld@gemeente.test", "Coby Voorbeeld"])


@pytest.mark.parametrize("password", [GOOD, PASSWORD, "Xk4!pQz9-vw7R", "mijn kat drinkt thee", "x7Kp2mQ9rT4w"])
def test_good(password):
    assert not passwords.easy_to_guess(password, ["coby.voorbeeld@gemeente.test", "Coby Voorbeeld"])


def token(app, who: str) -> str:
    with app.app_context():
        return token_of(queries.link_of(colleague(who)), secret_keys())


def mails(app, kind: str) -> list[OutboxMail]:
    with app.app_context():
        return list(db.session.scalars(sa.select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)))


@pytest.fixture
def invited(app, write):
    """Coby has an account, and a mail with the first link."""
    hire(app, "ada")
    with write() as now:
        actions.add_by(colleague("ada"), email_of("coby"), "Coby Voorbeeld", "coordinator", now)
    return token(app, "coby")


def test_from_the_invitation_to_the_first_page(app, client, invited):
    [mail] = mails(app, "staff_invite")
    assert "/wachtwoord/[[persoonlijke-link]]" in mail.body_text
    assert invited not in mail.body_text + mail.body_html
    assert "Ada Voorbeeld heeft een account voor u gemaakt. Uw rol is coördinator." in mail.body_text
    assert "72 uur" in mail.body_text
    page = client.get(f"/wachtwoord/{invited}")
    assert "Kies een wachtwoord" in page.words
    answer = page.form().send(password=GOOD)
    assert (answer.status_code, answer.location) == (303, "/inloggen?klaar=wachtwoord")
    assert "Uw wachtwoord is bewaard. U kunt nu inloggen." in client.get(answer.location).words
    assert sign_in(client, "coby", GOOD).status_code == 303
    with app.app_context():
        assert colleague("coby").password.startswith("$argon2id$")
    assert not mails(app, "account_changed"), "the first password is no change"


def test_the_link_works_once(client, invited):
    client.get(f"/wachtwoord/{invited}").form().send(password=GOOD)
    unknown = client.get("/wachtwoord/" + "A" * 43)
    assert unknown.status_code == 410
    for answer in (
        client.get(f"/wachtwoord/{invited}"),
        client.post(f"/wachtwoord/{invited}", data={"password": GOOD}),
    ):
        assert answer.status_code == 410
        assert re.sub(r"/wachtwoord/[\w-]+", "", answer.text) == re.sub(r"/wachtwoord/[\w-]+", "", unknown.text)
    assert unknown.soup.select_one('main a[href="/wachtwoord"]')


def test_the_first_link_lasts_three_days_and_a_later_one_an_hour(app, client, clock, invited):
    clock.shift(timedelta(hours=71))
    assert client.get(f"/wachtwoord/{invited}").status_code == 200
    clock.shift(timedelta(hours=2))
    assert client.get(f"/wachtwoord/{invited}").status_code == 410
    client.get("/wachtwoord").form().send(email=email_of("coby"))
    later = token(app, "coby")
    assert later != invited
    clock.shift(timedelta(minutes=59))
    assert client.get(f"/wachtwoord/{later}").status_code == 200
    clock.shift(timedelta(minutes=2))
    assert client.get(f"/wachtwoord/{later}").status_code == 410


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("kort", "Maak het wachtwoord langer: minstens 12 tekens."),
        ("", "Maak het wachtwoord langer: minstens 12 tekens."),
        ("Welkom01Utrecht", "Dit wachtwoord is makkelijk te raden. Kies een ander."),
        ("voorbeeld coby 1", "Dit wachtwoord is makkelijk te raden. Kies een ander."),
        ("x7" * 65, "Maak het wachtwoord korter: hooguit 128 tekens."),
        ("paarse\x00olifant fietst", "staat een teken dat we niet kunnen lezen"),
    ],
)
def test_a_password_that_is_refused(client, invited, password, sentence):
    answer = client.get(f"/wachtwoord/{invited}").form().send(password=password)
    assert answer.status_code == 422
    assert sentence in answer.words
    assert client.get(f"/wachtwoord/{invited}").status_code == 200, "the link still works"


@pytest.mark.parametrize("password", ["zo lang als het moet zijn " * 3, "é€ü zin met vreemde letters", GOOD])
def test_a_password_that_is_taken(client, invited, password):
    assert client.get(f"/wachtwoord/{invited}").form().send(password=password).status_code == 303
    assert sign_in(client, "coby", password).status_code == 303


def test_asking_for_a_link_always_gives_the_same_answer(app, client):
    hire(app, "coby")
    answers = [client.get("/wachtwoord").form().send(email=one) for one in (email_of("coby"), email_of("niemand"))]
    assert {(one.status_code, one.location) for one in answers} == {(303, "/wachtwoord?klaar=gevraagd")}
    assert "Hoort dit adres bij een account? Dan krijgt u een mail." in client.get(answers[0].location).words
    assert [mail.recipient for mail in mails(app, "password_reset")] == [email_of("coby")]


def test_a_stranger_who_asks_kills_no_link_and_sends_five_mails_a_day(app, client, invited):
    for _ in range(8):
        client.get("/wachtwoord").form().send(email=email_of("coby"))
    assert client.get(f"/wachtwoord/{invited}").status_code == 200
    assert len(mails(app, "password_reset")) == 5


def test_who_left_gets_no_link(app, client, write):
    hire(app, "ada")
    coby = hire(app, "coby")
    with write() as now:
        actions.archive(coby, colleague("ada"), now)
    client.get("/wachtwoord").form().send(email=email_of("coby"))
    assert not mails(app, "password_reset")


def test_a_new_password_ends_every_session_and_is_told_by_mail(app, client):
    sign_in(client, "coby")
    other = app.test_client()
    other.get("/wachtwoord").form().send(email=email_of("coby"))
    other.get(f"/wachtwoord/{token(app, 'coby')}").form().send(password=GOOD)
    assert client.get("/beheer/").status_code == 303
    assert sign_in(app.test_client(), "coby", PASSWORD).status_code == 422
    [mail] = mails(app, "account_changed")
    assert "uw wachtwoord" in mail.body_text


def test_a_new_password_ends_the_wait(app, client):
    hire(app, "coby")
    for _ in range(6):
        sign_in(client, "coby", "verkeerd")
    client.get("/wachtwoord").form().send(email=email_of("coby"))
    client.get(f"/wachtwoord/{token(app, 'coby')}").form().send(password=GOOD)
    assert sign_in(client, "coby", GOOD).status_code == 303


def test_of_two_posts_at_once_one_sets_the_password(app, invited):
    """The link is the key of one change: the slower one is told that it does not work any more."""
    gate, results = threading.Barrier(2), []

    def post(password: str) -> None:
        client = app.test_client()
        gate.wait()
        results.append(client.post(f"/wachtwoord/{invited}", data={"password": password}).status_code)

    threads = [threading.Thread(target=post, args=(one,)) for one in (GOOD, GOOD + " twee")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [303, 410]


def test_the_link_page_tells_no_other_site(client, invited):
    answer = client.get(f"/wachtwoord/{invited}")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.once
def test_no_account_stands_there_by_itself(app, client):
    """S08."""
    with app.app_context():
        assert not queries.everybody()
    for name in ("admin", "root", "beheer", "test", "coby"):
        for word in ("admin", "password", "wachtwoord", "welkom"):
            assert client.post("/inloggen", data={"email": f"{name}@utrecht.nl", "password": word}).status_code == 422


@pytest.mark.once
def test_a_link_handed_over_by_the_command_is_not_mailed(app):
    with app.app_context(), writing():
        made = actions.add(email_of("ada"), "Ada Voorbeeld", "administrator", COMMAND, web_now(), mailed=False)
        assert token_of(made.link, secret_keys())
    assert not mails(app, "staff_invite")
