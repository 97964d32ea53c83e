# SPDX-License-Identifier: EUPL-1.2
"""S37, V8, V9: a post of somebody who signed in counts only from a page of ours, with the token of this session."""

from __future__ import annotations

import pytest
from werkzeug.test import EnvironBuilder

from booking.staff import queries
from tests.support.cast import PASSWORD, email_of, hire, sign_in

LIST = "/beheer/medewerkers"
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://lesaanbod.test"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.test"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
]
OLD_BROWSER = [{"Origin": "https://evil.test"}, {"Origin": "null"}, {"Origin": "https://lesaanbod.test.evil.test"}]


@pytest.fixture
def ada(app, client):
    sign_in(client, "ada")
    return client


def typed(token: str | None) -> dict[str, str]:
    data = {"name": "Zoë Voorbeeld", "email": "zoe@gemeente.test", "role": "coordinator"}
    return data if token is None else {**data, "csrf_token": token}


def nobody_came(app) -> bool:
    with app.app_context():
        return queries.by_email("zoe@gemeente.test") is None


def test_with_its_own_token_it_works(app, ada):
    """The control: the same post is not refused for another reason."""
    token = ada.get(LIST).form().data["csrf_token"]
    assert ada.post(LIST, data=typed(token)).status_code == 303
    assert not nobody_came(app)


@pytest.mark.parametrize("token", [None, "", "x", "IjEi.abc.def"])
def test_without_its_token_it_is_refused(app, ada, token):
    assert ada.post(LIST, data=typed(token)).status_code == 400
    assert nobody_came(app)


def test_the_token_of_another_session_is_refused(app, ada):
    other = app.test_client()
    sign_in(other, "ada")
    token = other.get(LIST).form().data["csrf_token"]
    assert ada.post(LIST, data=typed(token)).status_code == 400
    assert nobody_came(app)


@pytest.mark.parametrize("headers", FOREIGN)
def test_from_a_page_elsewhere_it_is_refused_even_with_its_token(app, ada, headers):
    token = ada.get(LIST).form().data["csrf_token"]
    assert ada.post(LIST, data=typed(token), headers=headers).status_code == 403
    assert nobody_came(app)


@pytest.mark.parametrize("headers", OLD_BROWSER)
def test_a_browser_without_fetch_metadata_is_judged_by_its_origin(app, ada, headers):
    token = ada.get(LIST).form().data["csrf_token"]
    environ = {"HTTP_" + name.upper(): value for name, value in headers.items()}
    answer = _bare(ada, LIST, typed(token), environ)
    assert answer.status_code == 403
    assert nobody_came(app)


def _bare(client, path, data, environ):
    """A post without the headers that the tests' browser adds."""
    base = {"HTTP_REFERER": "https://lesaanbod.test/", **environ}
    builder = EnvironBuilder(path=path, base_url="https://lesaanbod.test", method="POST", data=data, environ_base=base)
    return client.open(builder)


@pytest.mark.parametrize("path", [LIST, f"{LIST}/1/archiveren", f"{LIST}/1/rol", f"{LIST}/1/link", "/uitloggen"])
def test_a_get_of_what_changes_things_is_no_way_in(app, ada, path):
    before = _world(app)
    for ask in (ada.get, ada.head):
        answer = ask(path, query_string=typed("x"))
        assert answer.status_code in ((200,) if path == LIST else (405,))
    assert _world(app) == before


def _world(app) -> list[object]:
    with app.app_context():
        return [(one.id, one.archived_at, one.role_names, last) for one, last in queries.everybody()]


@pytest.mark.parametrize("headers", FOREIGN)
def test_nobody_is_signed_in_by_a_page_elsewhere(app, client, headers):
    """V9: a colleague must not find herself in another's account."""
    hire(app, "coby")
    answer = client.post("/inloggen", data={"email": email_of("coby"), "password": PASSWORD}, headers=headers)
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert answer.form().data["email"] == email_of("coby")


@pytest.mark.parametrize("headers", FOREIGN)
def test_nobody_is_signed_out_by_a_page_elsewhere(app, ada, headers):
    token = ada.get(LIST).form().data["csrf_token"]
    assert ada.post("/uitloggen", data={"csrf_token": token}, headers=headers).status_code == 403
    assert ada.get(LIST).status_code == 200


def test_a_link_for_a_password_is_asked_from_our_own_page(app, client):
    hire(app, "coby")
    answer = client.post("/wachtwoord", data={"email": email_of("coby")}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert answer.form().data["email"] == email_of("coby")


def test_a_form_posts_what_its_class_names_and_nothing_else(app, ada):
    """V6, S17: every column of the table in the body changes nothing beside the form's own fields."""
    form = ada.get(LIST).form()
    more = {"id": "77", "password": "x", "archived_at": "2026-01-01", "fs_uniquifier": "x", "language": "en"}
    more |= {"roles": "administrator", "password_link_id": "1", "created_at": "2020-01-01", "active": "1"}
    assert ada.post(LIST, data={**form.data, **typed(form.data["csrf_token"]), **more}).status_code == 303
    with app.app_context():
        zoe = queries.by_email("zoe@gemeente.test")
        assert (zoe.id != 77, zoe.password, zoe.language, zoe.archived_at) == (True, None, "nl", None)
        assert zoe.role_names == frozenset({"coordinator"})
        assert zoe.fs_uniquifier != "x"
        assert zoe.created_at.year != 2020


def test_another_secret_key_costs_nobody_her_text(app, another_app, ada):
    """E3: with the former key still believed she stays signed in, and presses the button once more."""
    form = ada.get(LIST).form()
    newer = another_app(
        SECRET_KEY="another-key-for-the-tests-0123456789-abcdefgh", SECRET_KEY_FALLBACKS=app.config["SECRET_KEY"]
    )
    later = newer.test_client()
    kept = ada.get_cookie("__Host-lesaanbod", "lesaanbod.test")
    assert kept is not None
    later.set_cookie("__Host-lesaanbod", kept.value, domain="lesaanbod.test")
    again = later.post(LIST, data={**form.data, **typed(form.data["csrf_token"])})
    assert again.status_code == 400
    assert "Deze pagina was te lang open." in again.words
    assert again.form().data["name"] == "Zoë Voorbeeld"
    assert again.form().send().status_code == 303
    assert not nobody_came(app)
