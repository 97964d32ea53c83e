# SPDX-License-Identifier: EUPL-1.2
"""E4 and E3: what a colleague typed is not lost when the session ended meanwhile, and nobody else can plant it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from booking.staff import kept, queries
from tests.support.cast import PASSWORD, email_of, sign_in

LIST = "/beheer/medewerkers"
CANARY = "  Zoë 'O\"Neil' <b>&amp; {{7*191}}"


@pytest.fixture
def ada(app, client):
    sign_in(client, "ada")
    return client


def test_the_session_ended_while_typing(app, ada, clock):
    form = ada.get(LIST).form()
    clock.shift(timedelta(minutes=31))
    asked = form.send(name=CANARY, email="zoe@gemeente.test", role="secretariat")
    assert asked.status_code == 401
    assert "Log opnieuw in" in asked.words
    assert "U was 30 minuten niet actief. Uw tekst is bewaard en staat er na het inloggen weer." in asked.words
    assert "zoe" not in asked.request.full_path
    assert "<b>&amp;" not in asked.text
    wrong = asked.form().send(email=email_of("ada"), password="verkeerd")
    assert wrong.status_code == 422
    again = wrong.form().send(email=email_of("ada"), password=PASSWORD)
    assert again.status_code == 200
    assert "Zet mijn tekst terug" in again.words
    waiting = again.form()
    assert waiting.action == LIST
    assert waiting.data["name"] == CANARY
    with app.app_context():
        assert queries.by_email("zoe@gemeente.test") is None, "nothing is done before the button is pressed"
    assert waiting.send().location == f"{LIST}?klaar=toegevoegd"
    with app.app_context():
        assert queries.by_email("zoe@gemeente.test").name == CANARY.strip()


def test_every_field_comes_back_in_order_byte_for_byte(ada, clock):
    ada.get(LIST)
    clock.shift(timedelta(hours=13))
    pairs = [
        ("a", "\r\n regel 1\r\nregel 2 "),
        ("b", "1"),
        ("b", "2"),
        ("leeg", ""),
        ("email", "x@y.nl"),
        ("password", "p"),
    ]
    asked = ada.post(f"{LIST}?van=hier", data=_body(pairs), content_type="application/x-www-form-urlencoded")
    again = asked.form().send(email=email_of("ada"), password=PASSWORD)
    waiting = again.form()
    assert waiting.action == f"{LIST}?van=hier"
    assert [pair for pair in waiting.data.items(multi=True) if pair[0] != "csrf_token"] == pairs


def _body(pairs):
    return urlencode(pairs)


def test_the_cookie_is_gone(app, ada):
    """The browser was closed: there is no token to compare with either."""
    form = ada.get(LIST).form()
    ada.delete_cookie("__Host-lesaanbod", domain="lesaanbod.test")
    asked = form.send(name="Zoë Voorbeeld", email="zoe@gemeente.test", role="secretariat")
    assert asked.status_code == 401
    assert asked.form().send(email=email_of("ada"), password=PASSWORD).form().data["name"] == "Zoë Voorbeeld"


def test_another_tab_signed_in_again(app, ada):
    """The token of this page is of an earlier session: the same fields once more, with a button."""
    form = ada.get(LIST).form()
    ada.post("/inloggen", data={"email": email_of("ada"), "password": PASSWORD})
    again = form.send(name="Zoë Voorbeeld", email="zoe@gemeente.test", role="secretariat")
    assert again.status_code == 400
    assert "Deze pagina was te lang open. Uw tekst staat er nog. Druk nog een keer op de knop." in again.words
    assert again.form().send().location == f"{LIST}?klaar=toegevoegd"


def test_what_was_kept_lasts_half_a_day_and_is_ours(app, clock):
    with app.test_request_context("/"):
        value = kept.pack("/beheer/", [("a", "1"), ("csrf_token", "x")])
        assert kept.unpack(value) == kept.Kept("/beheer/", [("a", "1")])
        assert kept.unpack(value[:-2] + "xx") is None
        assert kept.unpack("") is None
        clock.shift(timedelta(hours=13))
        assert kept.unpack(value) is None


def test_a_forged_one_is_ignored(app, client):
    """Nobody else can make a colleague send on what she did not type."""
    sign_in(client, "ada")
    client.delete_cookie("__Host-lesaanbod", domain="lesaanbod.test")
    data = {"email": email_of("ada"), "password": PASSWORD, "kept": "WyIvYmVoZWVyLyIsW11d.nep.nep"}
    assert client.post("/inloggen", data=data).status_code == 303


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.test"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_a_page_elsewhere_plants_nothing(app, client, headers):
    sign_in(client, "ada")
    client.delete_cookie("__Host-lesaanbod", domain="lesaanbod.test")
    answer = client.post(
        LIST, data={"name": "PLANTED", "email": "p@evil.test", "role": "administrator"}, headers=headers
    )
    assert answer.status_code == 403
    assert "PLANTED" not in answer.text
    assert not answer.soup.select("main form[method=post]")


def test_a_browser_that_says_nothing_of_where_it_comes_from_carries_nothing(app):
    answer = app.test_client(use_cookies=False).post(LIST, data={"name": "PLANTED"}, headers={"Sec-Fetch-Site": None})
    assert answer.status_code in (401, 403)


def test_a_part_of_a_page_asked_by_script(app, ada, clock):
    """A fragment would be put into the page: the whole page goes to sign in, with the text."""
    form = ada.get(LIST).form()
    clock.shift(timedelta(minutes=31))
    looked = ada.get(LIST, headers={"HX-Request": "true"})
    assert (looked.status_code, looked.headers["HX-Redirect"]) == (200, "/inloggen")
    sent = ada.post(LIST, data=form.data | {"name": "Zoë"}, headers={"HX-Request": "true"})
    assert (sent.status_code, sent.headers["HX-Retarget"]) == (200, "body")
    assert sent.form().data["kept"]


def test_in_english_the_address_stays_english(client):
    answer = client.get(f"/en{LIST}?pagina=2")
    assert answer.location == "/en/inloggen?next=/en/beheer/medewerkers?pagina%3D2"
    sign_in(client, "ada")
    client.delete_cookie("__Host-lesaanbod", domain="lesaanbod.test")
    page = client.get(answer.location)
    assert page.form().send(email=email_of("ada"), password=PASSWORD).location == "/en/beheer/medewerkers?pagina=2"
