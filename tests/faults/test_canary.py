# SPDX-License-Identifier: EUPL-1.2
"""S30, V13-V15: markup, a template and a header typed into every field of every form, and written into every text of the
catalogue. Then everybody reads every page, the mail server every mail, and somebody the log: nowhere is it anything but text."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import pytest
import yaml
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.datastructures import MultiDict

from booking import logs
from booking.catalogue import actions as catalogue
from booking.extensions import limiter
from booking.lesson_requests.models import LessonRequest
from tests.lesson_requests.form.filled import aged, fill
from tests.outbox.mails import deliver
from tests.support.cast import CATALOGUE, PASSWORD, TESS
from tests.support.client import Client, Form, Page
from tests.support.smtp import MailServer

pytestmark = [pytest.mark.once, pytest.mark.slow]

CANARY = "<x7 onload=a>{{7*191}}'\"=1+1"
BREAKS = "\r\nBcc: x7@evil.test\r\n"
HIDDEN = {"csrf_token", "form_key", "seen", "versions"}
MAIN = "main form[method=post]"


def poisoned(value: Any, name: str = "") -> Any:
    """A row of the catalogue's file with the canary in each of its texts."""
    if isinstance(value, dict):
        return {key: poisoned(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [poisoned(part, name) for part in value]
    long = isinstance(value, str) and name in (
        "title", "summary", "description", "name", "english", "learning_goals", "outline", "school_arranges", "brings",
        "materials", "parents_get", "teachers_get", "place_note", "cost_note", "intro", "note", "text",
    )  # fmt: skip
    return f"{value} {CANARY}"[:120] if long else value


@pytest.fixture
def example(write: Callable[[], AbstractContextManager[datetime]], trainers: dict[str, int]) -> dict[str, int]:
    """The small catalogue again, poisoned. The trainers stay."""
    text = yaml.safe_dump(poisoned(yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))), allow_unicode=True)
    with write() as now:
        assert len(catalogue.load(catalogue.read_files({"x.yaml": text}), now, overwrite=True).changed) >= 4
    return trainers


class Reader:
    """Looks at each answer, and remembers where the canary was seen."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.read: set[str] = set()

    def look(self, page: Page, where: str) -> Page:
        assert page.status_code < 500, where
        for name, value in page.headers:
            assert "<x7" not in value and "{{7" not in value and "\n" not in value, (where, name)
        self.read.add(where)
        if page.mimetype == "text/html":
            self.look_at(page.get_data(as_text=True), where)
        return page

    def look_at(self, html: str, where: str) -> None:
        soup = BeautifulSoup(html, "html.parser")
        assert soup.find("x7") is None and soup.find(onload=True) is None, where
        assert "1337" not in html, where
        assert "&amp;lt;x7" not in html, f"{where}: escaped twice"
        if "x7 onload" in soup.get_text(" ") or any(
            CANARY[:8] in str(tag.get("value")) for tag in soup.find_all("input")
        ):
            self.seen.add(where)

    def crawl(self, who: str, client: Client, *starts: str, most: int = 45) -> None:
        """Every page of ours that can be reached by links."""
        waiting, known = list(starts), set(starts)
        while waiting and len(known) < most:
            page = self.look(client.get(waiting[0]), f"{who} {waiting.pop(0)}")
            if page.mimetype != "text/html":
                continue
            for tag in page.soup.find_all("a", href=True):
                address = urldefrag(str(tag["href"]))[0]
                if address.startswith("/") and not address.startswith("/static/") and address not in known:
                    known.add(address)
                    waiting.append(address)


def with_canaries(form: Form) -> MultiDict[str, str]:
    """In every field that somebody types in: also in those of dates and numbers, so that all of it is refused."""
    data = MultiDict(form.data)
    for name in form.data:
        if name not in HIDDEN and not name.startswith(("version-", "offer", "split")):
            data[name] = CANARY
    return data


def post(reader: Reader, form: Form, data: MultiDict[str, str], where: str, act: str = "") -> Page:
    data = MultiDict(data)
    if act:
        data["act"] = act
    return reader.look(form.client.post(form.action, data=data), where)  # type: ignore[arg-type]


def ask(reader: Reader, open_form: Callable[..., Form]) -> str:
    """The request of somebody who wants to break it. Answers the address of its page."""
    form = open_form("sterk-in-de-groep", "mijn-bankpas-blijft-bij-mij")
    refused = post(reader, form, with_canaries(form), "the form, refused", "send")
    assert refused.status_code == 422
    form = fill(open_form("sterk-in-de-groep", "mijn-bankpas-blijft-bij-mij"))
    aged(form)
    more = {"groups-2-name": "7b", "groups-2-pupils": "20", "groups-1-wish": CANARY, "groups-2-wish": CANARY}
    free = ("school_name", "school_address", "contact_name", "remark", "day_contact")
    fill(form, **more, **dict.fromkeys(free, CANARY))
    checked = post(reader, form, form.data, "the check page", "check")
    assert "x7 onload" in checked.words
    placed = post(reader, form, form.data, "the form, sent", "send")
    assert placed.status_code == 303, placed.words
    return placed.headers["Location"].partition("?")[0]


def refuse_breaks(reader: Reader, open_form: Callable[..., Form]) -> None:
    """A line break in a line is refused at its field, and comes back."""
    for name in ("school_name", "contact_name", "contact_email", "groups-1-name", "day_contact"):
        form = fill(open_form())
        form.data[name] = (form.data.get(name) or "a") + BREAKS
        page = post(reader, form, form.data, f"a line break in {name}", "send")
        assert page.status_code == 422, name


def decide(reader: Reader, coby: Client, one: LessonRequest, trainer: int) -> None:
    """A yes to the first booking, a no to the second, and both undone; each looked at first."""
    desk = f"/beheer/aanvragen/{one.reference}"
    for first, choice in ((0, "approve"), (1, "decline")):
        form = coby.get(desk).form("main form[action$=besluit]")
        booking = one.bookings[first].id
        data = MultiDict(form.data)
        data.setlist("bookings", [str(booking)])
        data["decision"], data["reason"] = choice, "other"
        data["extra"] = data["explanation"] = CANARY
        for key, value in (("date", "9-3-2027"), ("time", "10.15"), ("trainer", str(trainer)), ("place", CANARY)):
            data[f"plan-{booking}-1-{key}"] = value
        assert "x7 onload" in post(reader, form, data, f"preview of {choice}", "preview").words
        assert post(
            reader, form, data | {"seen": CANARY, f"plan-{booking}-1-date": CANARY}, "refused", choice
        ).status_code
        assert post(reader, form, data, choice, choice).status_code == 303
    form = coby.get(f"{desk}/heropenen").form(MAIN)
    data = MultiDict(form.data)
    data.setlist("bookings", [str(booking.id) for booking in one.bookings[:2]])
    data["extra"] = CANARY
    assert post(reader, form, data, "preview of undoing", "preview").status_code == 200
    assert post(reader, form, data, "undone", "reopen").status_code == 303


def change_and_withdraw(reader: Reader, client: Client, page: str) -> None:
    form = client.get(f"{page}/wijzigen").form(MAIN)
    refused = post(reader, form, with_canaries(form), "change, refused", "save")
    assert refused.status_code == 422
    form.data["remark"] = f"{CANARY} {CANARY}"
    assert post(reader, form, form.data, "changed", "save").status_code == 303
    form = client.get(f"{page}/intrekken").form(MAIN)
    form.data.setlist("bookings", form.data.getlist("bookings")[:1])
    form.data["reason"] = CANARY
    assert post(reader, form, form.data, "withdrawn").status_code == 303


def hand_over_and_ask_again(app: Flask, reader: Reader, client: Client, server: MailServer, page: str) -> None:
    """The colleague's page, the shelf, and the form filled in from what was typed."""
    reader.look(client.get(f"{page}/opnieuw"), "asked again")
    form = client.get(f"{page}/collega").form(MAIN)
    assert post(reader, form, with_canaries(form), "to a colleague, refused").status_code == 422
    form.data["name"], form.data["email"] = CANARY, "noor@deklimop.example"
    assert post(reader, form, form.data, "to a colleague").status_code == 303
    client.post("/link-kwijt", data={"email": TESS.email})
    deliver(app)
    text = "".join(mail.text for mail in server.mails)
    offer = re.findall(r"https://[\w.]+(/overnemen/[\w-]{43})", text)[-1]
    form = reader.look(client.get(offer), "a colleague's page").form(MAIN)
    assert post(reader, form, with_canaries(form), "a colleague's page, refused").status_code == 422
    closed = re.findall(r"https://[\w.]+(/mijn-aanvragen/[\w-]{43})", text)[-1]
    shelf = client.post(closed).headers["Location"]
    lines = reader.look(client.get(shelf), "the shelf").soup.select("main table a")
    for number, line in enumerate(lines):
        reader.look(client.get(str(line["href"])), f"the shelf, {number}")
    for number, form in enumerate(reader.look(client.get(shelf), "the shelf").soup.select("main table form")):
        reader.look(client.get(str(form["action"])), f"the shelf, request {number}")


def colleagues(reader: Reader, ada: Client) -> None:
    for email in ("zoe@gemeente.test", CANARY):
        form = ada.get("/beheer/medewerkers").form(MAIN)
        data = form.data | {"name": CANARY, "email": email, "role": "coordinator"}
        post(reader, form, data, f"account {email}")
    for path, data in (
        ("/inloggen", {"email": CANARY, "password": CANARY, "kept": CANARY}),
        ("/wachtwoord", {"email": CANARY}),
        ("/link-kwijt", {"email": CANARY}),
    ):
        reader.look(ada.post(path, data=data), path)


def test_what_strangers_type_is_text_everywhere(
    app: Flask,
    client: Client,
    example: dict[str, int],
    open_form: Callable[..., Form],
    look: Callable[[int], LessonRequest],
    sign_in: Callable[[str], Client],
    post: MailServer,
    tmp_path: Path,
) -> None:
    reader, log = Reader(), tmp_path / "log"
    with open(log, "w", encoding="utf-8") as stream:
        logs.configure(stream)
        limiter.enabled = False
        try:
            page = ask(reader, open_form)
            refuse_breaks(reader, open_form)
            coby, sem, ada = sign_in("coby"), sign_in("sem"), sign_in("ada")
            deliver(app)
            decide(reader, coby, look(1), example["tariq"])
            change_and_withdraw(reader, client, page)
            hand_over_and_ask_again(app, reader, client, post, page)
            colleagues(reader, ada)
            deliver(app)
            nasty = f"/lesaanbod?q={CANARY}", f"/{CANARY}", f"/inloggen?next={CANARY}", f"/aanvraag?les={CANARY}"
            reader.crawl("visitor", client, "/", "/en/", page, f"/en{page}", f"{page}/wijzigen", *nasty)
            for who, colleague in (("coby", coby), ("sem", sem), ("ada", ada)):
                office = "/beheer/", f"/beheer/aanvragen?q={CANARY}&weergave={CANARY}", f"/beheer/mail?status={CANARY}"
                reader.crawl(who, colleague, *office, "/en/beheer/aanvragen/LES-000001")
        finally:
            limiter.enabled = True
    print(f"{len(reader.read)} pages read, the canary seen on {len(reader.seen)}, {len(post.mails)} mails")
    assert len(reader.read) > 80 and len(reader.seen) > 40, (len(reader.read), len(reader.seen))
    read_mails(reader, post)
    logged = log.read_text(encoding="utf-8")
    assert "request_placed" in logged and "onload" not in logged and "evil.test" not in logged


def read_mails(reader: Reader, post: MailServer) -> None:
    """Each to one address, with headers of one line, and both parts as text."""
    for mail in post.mails:
        head = mail.raw.split(b"\r\n\r\n", 1)[0]
        assert mail.message["Bcc"] is None and b"evil.test" not in head
        assert mail.message["To"].addresses[0].addr_spec == mail.recipient
        assert "1337" not in mail.text
        reader.look_at(mail.html, mail.subject)
    assert len(post.mails) >= 12
    assert PASSWORD not in "".join(mail.text for mail in post.mails)


def test_control_the_reader_sees_what_slips_through() -> None:
    reader = Reader()
    for wrong in ("<p><x7 onload=a></p>", "<p>1337</p>", "<p>&amp;lt;x7</p>", "<p onload=a></p>"):
        with pytest.raises(AssertionError):
            reader.look_at(wrong, "here")
    reader.look_at(f"<p>{CANARY.replace('<', '&lt;')}</p>", "there")
    assert reader.seen == {"there"}
