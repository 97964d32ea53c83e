# SPDX-License-Identifier: EUPL-1.2
"""Signing in and out, through the real pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.staff import actions
from booking.staff.models import StaffSession
from tests.support.cast import PASSWORD, colleague, email_of, hire, sign_in

DAY = "/beheer/"


def cookie_of(client) -> str:
    found = client.get_cookie("__Host-lesaanbod", "lesaanbod.test")
    return found.value if found else ""


def test_a_colleague_signs_in_and_out(app, client):
    assert client.get(DAY).status_code == 303
    answer = sign_in(client, "coby")
    assert (answer.status_code, answer.location) == (303, DAY)
    page = client.get(DAY)
    assert page.status_code == 200
    assert "Coby Voorbeeld" in page.get_data(as_text=True)
    out = page.form("header form[method=post]").send()
    assert (out.status_code, out.location) == (303, "/inloggen?klaar=uitgelogd")
    assert "U bent uitgelogd." in client.get(out.location).words
    assert client.get(DAY).location == "/inloggen?next=/beheer/"


@pytest.mark.parametrize("email", ["coby@gemeente.test", " Coby@Gemeente.TEST "])
def test_the_address_is_known_however_it_is_typed(app, client, email):
    hire(app, "coby")
    assert sign_in(client, email).status_code == 303


def test_a_wrong_password_keeps_the_address_and_says_what_to_do(app, client):
    answer = sign_in(client, "coby", "niet mijn wachtwoord")
    assert answer.status_code == 422
    assert "Het e-mailadres of wachtwoord klopt niet. Probeer het opnieuw." in answer.words
    assert answer.form().data["email"] == email_of("coby")
    assert answer.form().data["password"] == ""
    assert client.get(DAY).status_code == 303


def test_nothing_filled_in(app, client):
    answer = client.get("/inloggen").form().send()
    assert answer.status_code == 422
    assert "Vul uw e-mailadres in." in answer.words
    assert "Vul uw wachtwoord in." in answer.words


def test_who_has_no_password_yet_or_left_is_not_let_in(app, client, write):
    hire(app, "ada")
    with write() as now:
        ada = colleague("ada")
        actions.add_by(ada, "nieuw@gemeente.test", "Nieuwe Collega", "coordinator", now)
    assert sign_in(client, "nieuw@gemeente.test").status_code == 422
    coby = hire(app, "coby")
    with write() as now:
        actions.archive(coby, colleague("ada"), now)
    assert sign_in(client, "coby").status_code == 422


def test_a_new_key_at_each_sign_in_and_the_old_cookie_is_nobody(app, client):
    """S10: what stood in the cookie before is worth nothing afterwards."""
    sign_in(client, "coby")
    first = cookie_of(client)
    client.get("/inloggen")
    assert client.get(DAY).status_code == 200
    other = app.test_client()
    sign_in(other, "coby")
    assert cookie_of(other) != first
    page = other.get(DAY)
    page.form("header form[method=post]").send()
    other.set_cookie("__Host-lesaanbod", first, domain="lesaanbod.test")
    assert other.get(DAY).status_code == 200, "the first browser's session is another one: it goes on"


@pytest.mark.parametrize("end", ["sign_out", "role", "archive", "password"])
def test_a_saved_cookie_is_worth_nothing_once_the_session_ended(app, client, write, end):
    """S11: replayed after signing out, another role, archiving and a new password."""
    hire(app, "ada")
    sign_in(client, "coby")
    page, saved = client.get(DAY), cookie_of(client)
    assert page.status_code == 200
    if end == "sign_out":
        page.form("header form[method=post]").send()
    else:
        with write() as now:
            ada, coby = colleague("ada"), colleague("coby")
            if end == "role":
                actions.change_role(coby.id, "secretariat", ada, now)
            elif end == "archive":
                actions.archive(coby.id, ada, now)
            else:
                actions.close_all_sessions(coby, now)
    client.set_cookie("__Host-lesaanbod", saved, domain="lesaanbod.test")
    answer = client.get(DAY)
    assert (answer.status_code, answer.location) == (303, "/inloggen?next=/beheer/")


def test_idle_for_half_an_hour(app, client, clock):
    """S12: the moment of the last answer stands in the signed cookie."""
    sign_in(client, "coby")
    clock.shift(timedelta(minutes=29))
    assert client.get(DAY).status_code == 200
    clock.shift(timedelta(minutes=29))
    assert client.get(DAY).status_code == 200, "a look starts the half hour again"
    clock.shift(timedelta(minutes=31))
    assert client.get(DAY).status_code == 303


def test_twelve_hours_at_most(app, client, clock):
    sign_in(client, "coby")
    for _ in range(35):
        clock.shift(timedelta(minutes=20))
        assert client.get(DAY).status_code == 200
    clock.shift(timedelta(minutes=21))
    assert client.get(DAY).status_code == 303


def test_a_look_writes_nothing_and_asks_one_thing(app, client, count):
    """Who is there, with roles, is one statement: the pages of the office have few to spend."""
    sign_in(client, "coby")
    client.get(DAY)
    with count() as asked:
        client.get("/inloggen")
    assert len(asked) == 1, str(asked)
    assert asked.commits == 0


def test_a_public_page_asks_nothing_and_sets_no_cookie(app, client, count):
    sign_in(client, "coby")
    with count() as asked:
        answer = client.get("/privacy")
    assert not [text for text in asked.statements if "staff" in text], str(asked)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_visitor_gets_no_cookie_from_the_sign_in_page(app, client):
    assert "Set-Cookie" not in client.get("/inloggen").headers


def test_the_cookie_of_a_session(app, client):
    """S13."""
    answer = sign_in(client, "coby")
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 1
    for word in ("__Host-lesaanbod=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in cookies[0]
    assert "Domain" not in cookies[0]


def test_the_cookie_over_plain_http(another_app):
    app = another_app(DEMO="1", BASE_URL="http://127.0.0.1:5000")
    answer = sign_in(app.test_client(), "sem")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("lesaanbod=")
    assert "Secure" not in cookie


def test_signing_out_twice_and_without_a_session(app, client):
    sign_in(client, "coby")
    form = client.get(DAY).form("header form[method=post]")
    assert form.send().status_code == 303
    assert form.send().location == "/inloggen?klaar=uitgelogd"


def test_the_row_knows_no_key(app, client):
    """Who reads the database cannot make a cookie of it."""
    sign_in(client, "coby")
    with app.app_context():
        rows = db.session.scalars(sa.select(StaffSession)).all()
    assert [len(row.key_hash) for row in rows] == [32]
    assert rows[0].ends_at - rows[0].created_at == timedelta(hours=12)


def test_a_second_sign_in_in_one_browser_ends_the_first(app, client):
    sign_in(client, "coby")
    saved = cookie_of(client)
    answer = client.post("/inloggen", data={"email": email_of("coby"), "password": "drie kleine wolken boven zee"})
    assert answer.status_code == 303
    client.set_cookie("__Host-lesaanbod", saved, domain="lesaanbod.test")
    assert client.get(DAY).status_code == 303


def test_the_log_names_the_act_and_no_person(app, client, caplog):
    """S60: each once, with the number of the account at most."""
    caplog.set_level("INFO")
    sign_in(client, "coby", "verkeerd wachtwoord")
    sign_in(client, "coby")
    told = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    assert [one["event"] for one in told if one["event"].startswith("sign")] == ["sign_in_refused", "signed_in"]
    for word in (email_of("coby"), "Coby", "verkeerd", PASSWORD):
        assert word not in caplog.text
