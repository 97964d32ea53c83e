# SPDX-License-Identifier: EUPL-1.2
"""S56, V12: signing in leads to a page of the office, whatever the address says."""

from __future__ import annotations

import pytest

from tests.support.cast import PASSWORD, email_of, hire, sign_in

AWAY = [
    "//evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "https:evil.test",
    "https://evil.test/beheer/",
    "/%09/evil.test",
    "/\t/evil.test",
    "javascript:alert(1)",
    "@evil.test",
    "/beheer/\r\nSet-Cookie: a=b",
    "/beheer@evil.test",
    "/beheer\\..\\..\\evil.test",
    "///evil.test/beheer/",
    "/en//evil.test",
    "https://lesaanbod.test/beheer/",
    "/lesaanbod",
]
HERE = ["/beheer/", "/beheer/aanvragen?na=3&staat=open", "/en/beheer/aanvragen", "/beheer"]


@pytest.mark.parametrize("value", AWAY)
def test_away(app, client, value):
    hire(app, "coby")
    page = client.get("/inloggen", query_string={"next": value})
    assert "evil" not in page.form().action
    answer = client.post(
        "/inloggen", query_string={"next": value}, data={"email": email_of("coby"), "password": PASSWORD}
    )
    assert (answer.status_code, answer.location) == (303, "/beheer/")
    assert client.get("/inloggen", query_string={"next": value}).location == "/beheer/", "who is signed in already"


@pytest.mark.parametrize("value", HERE)
def test_here(app, client, value):
    assert sign_in(client, "coby", next=value).location == value
