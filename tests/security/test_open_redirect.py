# SPDX-License-Identifier: EUPL-1.2
"""S56, V12: signing in leads to a page of the office, whatever the address says."""

from __future__ import annotations

import re

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


@pytest.mark.once
@pytest.mark.parametrize(
    "path", ["/en//evil.test/", "/en///evil.test/x", "/en/%2f/evil.test", "/en/%5Cevil.test", "/evil.test//"]
)
def test_no_page_links_to_the_host_that_its_address_names(client, path):
    """The link to the other language is the page's own address: `//evil.test/` would be another site."""
    page = client.get(path)
    assert page.status_code == 404
    links = [str(tag["href"]) for tag in page.soup.find_all("a", href=True)]
    assert any("evil" in link for link in links)
    assert [link for link in links if "evil" in link and not re.match(r"/[^/\\]", link)] == []
