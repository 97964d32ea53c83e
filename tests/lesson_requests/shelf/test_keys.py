# SPDX-License-Identifier: EUPL-1.2
"""A new SECRET_KEY: links that are out open still, mails that wait hold one that does, and `links renew --all` ends what was handed out."""

from __future__ import annotations

import re

import pytest

from tests.outbox.mails import deliver
from tests.support.cast import TESS

NEW = "another key, long enough to be one, and as random as this test needs it to be"


@pytest.fixture
def new_key(app, monkeypatch):
    """`new_key()`: from now on another one signs; `new_key(believed=True)`: and the former one is still believed."""
    old = app.config["SECRET_KEY"]

    def change(believed=False):
        monkeypatch.setitem(app.config, "SECRET_KEY", NEW)
        monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", (old,) if believed else ())

    return change


@pytest.mark.parametrize("believed", [True, False])
def test_a_mail_that_waits_holds_a_link_that_opens(app, ask, mailed, new_key, post, client, believed):
    ask("7a")
    path = mailed()
    new_key(believed)
    deliver(app)
    text = next(mail.text for mail in post.to(TESS.email) if mail.subject == "De link naar uw aanvragen")
    (found,) = re.findall(r"https://lesaanbod\.test(/mijn-aanvragen/[\w-]{43})", text)
    assert (found == path) is believed
    done = client.get(found).form("main form").send()
    assert done.status_code == 303 and client.get(done.location).status_code == 200


def test_a_link_that_is_out_opens_still(ask, mailed, new_key, client, link):
    number = ask("7a")
    path = mailed()
    new_key()
    done = client.get(path).form("main form").send()
    page = client.get(done.location)
    own = page.form("main table form").send().location
    assert client.get(own).status_code == 200 and own == link(number), (
        "no key fitted the request's link: it has a new one"
    )


def test_renewing_all_links_ends_every_shelf(app, ask, mailed, shelf, client):
    ask("7a")
    paths = [mailed(), shelf()]
    assert app.test_cli_runner().invoke(args=["links", "renew", "--all"]).exit_code == 0
    assert [client.get(path).status_code for path in paths] == [410, 410]
