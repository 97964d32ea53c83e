# SPDX-License-Identifier: EUPL-1.2
"""`/beheer/mail`: what colleagues see of the mails, and the button that sends one again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.support.client import Client
from tests.support.smtp import MailServer, Mood

from .mails import deliver, put_many, states

SignIn = Callable[[str], Client]
STRANGER = "https://evil.test"


@pytest.fixture
def one_of_each(app: Flask, post: MailServer) -> dict[str, int]:
    """A mail in each state that there is."""
    more: dict[str, Any] = {"about_kind": "staff"}
    sent, failed = put_many(app, 2, **more)
    post.moods = [Mood.ACCEPT, Mood.NEVER]
    deliver(app)
    held = put_many(app, 1, status="held", **more)[0]
    waiting = put_many(app, 1, **more)[0]
    dropped = put_many(app, 1, status="dropped", **more)[0]
    return {"sent": sent, "failed": failed, "held": held, "queued": waiting, "dropped": dropped}


@pytest.mark.parametrize("who", ["coby", "sem", "ada"])
def test_every_colleague_sees_what_became_of_each_mail(sign_in: SignIn, one_of_each: dict[str, int], who: str) -> None:
    page = sign_in(who).get("/beheer/mail")
    assert page.status_code == 200
    for words in (
        "verstuurd di",
        "niet bezorgd: Dit e-mailadres bestaat niet.",
        "vastgehouden",
        "klaar om te versturen",
        "niet meer nodig",
    ):
        assert words.removesuffix(" di") in page.words


def test_the_filters_show_one_state(sign_in: SignIn, one_of_each: dict[str, int]) -> None:
    coby = sign_in("coby")
    for name, number in one_of_each.items():
        if name in ("failed", "held", "queued"):
            page = coby.get("/beheer/mail", query_string={"status": name})
            forms = [str(form["action"]) for form in page.soup.select("main form[method=post]")]
            assert len(page.soup.select("main tbody tr")) == 1
            assert forms == ([f"/beheer/mail/{number}/opnieuw"] if name != "queued" else [])
    assert len(coby.get("/beheer/mail?status=nonsense&na=nonsense").soup.select("main tbody tr")) == 5


def test_the_log_is_paged_by_key_in_few_statements(
    app: Flask, sign_in: SignIn, count: Callable[[], Any], post: MailServer
) -> None:
    numbers = put_many(app, 120, about_kind="staff", status="held")
    coby = sign_in("coby")
    with count() as few:
        page = coby.get("/beheer/mail")
    assert len(few) <= 5, few
    seen = []
    while True:
        seen += [int(str(form["action"]).split("/")[3]) for form in page.soup.select("main form[method=post]")]
        more = page.soup.select_one("main a[rel=next]")
        if more is None:
            break
        page = coby.get(str(more["href"]))
    assert seen == sorted(numbers, reverse=True)


def test_sending_again_from_the_log(app: Flask, sign_in: SignIn, one_of_each: dict[str, int], post: MailServer) -> None:
    page = sign_in("coby").get("/beheer/mail")
    done = page.form(f"form[action='/beheer/mail/{one_of_each['failed']}/opnieuw']").send(follow=True)
    assert "De mail staat klaar." in done.words
    before = len(post.mails)
    deliver(app)
    assert len(post.mails) == before + 2  # this one, and the one that waited
    assert states(app)[one_of_each["failed"]] == "dropped"


def test_a_held_mail_is_released_from_the_log(
    app: Flask, sign_in: SignIn, one_of_each: dict[str, int], post: MailServer
) -> None:
    page = sign_in("ada").get("/beheer/mail?status=held")
    assert "Verstuur toch" in page.words
    page.form().send()
    assert states(app)[one_of_each["held"]] == "queued"


def test_twice_the_same_press_sends_once(app: Flask, sign_in: SignIn, one_of_each: dict[str, int]) -> None:
    form = sign_in("coby").get("/beheer/mail").form(f"form[action='/beheer/mail/{one_of_each['sent']}/opnieuw']")
    assert form.send().status_code == 303
    again = form.send()
    assert again.status_code == 422
    assert "Deze mail staat al klaar." in again.words
    assert len(states(app)) == 6


def test_the_secretariat_reads_and_sends_nothing(app: Flask, sign_in: SignIn, one_of_each: dict[str, int]) -> None:
    sem = sign_in("sem")
    page = sem.get("/beheer/mail")
    assert page.soup.select("main form[method=post]") == []
    token = page.soup.select_one("input[name=csrf_token]")
    assert token is not None
    refused = sem.post(f"/beheer/mail/{one_of_each['sent']}/opnieuw", data={"csrf_token": str(token["value"])})
    assert refused.status_code == 403
    assert len(states(app)) == 5


def test_a_mail_that_is_not_there(sign_in: SignIn, one_of_each: dict[str, int]) -> None:
    coby = sign_in("coby")
    token = coby.get("/beheer/mail").soup.select_one("input[name=csrf_token]")
    assert token is not None
    for number in (999, 2**70):
        answer = coby.post(f"/beheer/mail/{number}/opnieuw", data={"csrf_token": str(token["value"])})
        assert answer.status_code == 404


def test_a_visitor_sees_nothing(client: Client, one_of_each: dict[str, int]) -> None:
    assert client.get("/beheer/mail").status_code in (302, 303, 401)
    assert client.post(f"/beheer/mail/{one_of_each['sent']}/opnieuw").status_code in (302, 303, 400, 401)
