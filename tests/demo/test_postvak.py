# SPDX-License-Identifier: EUPL-1.2
"""The local mail server of `make run` and its page: everything arrives, outlives a restart, and cannot do harm."""

from __future__ import annotations

import os
import signal
import smtplib
import subprocess
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import Client as BareClient

from booking.demo import mailbox, mailserver
from booking.web import CSP
from tests.support.client import Client
from tests.support.ports import free_port, wait_for

pytestmark = pytest.mark.once


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    process = mailserver.start(port, tmp_path)
    wait_for(port, 20)
    yield port, process
    if process.stdin is not None:
        process.stdin.close()
    process.wait(10)


def _send(port: int, recipient: str, subject: str = "Proef – één", html: str = "<p>x</p>") -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "lesaanbod@utrecht.example", recipient, subject
    message.set_content("Ontvangen.\n\nhttp://127.0.0.1:5000/aanvraag/abc\n<script>alert(1)</script>\n")
    message.add_alternative(f"<!DOCTYPE html><html><head></head><body>{html}</body></html>", subtype="html")
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
        server.send_message(message)


def test_what_arrives_is_kept_in_order_over_a_restart(
    tmp_path: Path, running: tuple[int, subprocess.Popen[bytes]]
) -> None:
    port, process = running
    for number in range(3):
        _send(port, f"tess{number}@school.example")
    process.kill()
    process.wait()
    again = mailserver.start(port, tmp_path)
    wait_for(port, 20)
    _send(port, "tess3@school.example")
    assert again.stdin is not None
    again.stdin.close()
    assert again.wait(10) == 0
    kept = mailbox.letters(tmp_path)
    assert [(letter.number, letter.recipient) for letter in kept] == [
        (n + 1, f"tess{n}@school.example") for n in (3, 2, 1, 0)
    ]
    assert str(kept[0].message["Subject"]) == "Proef – één"


def test_ctrl_c_is_for_the_site_and_its_end_ends_the_mail_server(running: tuple[int, subprocess.Popen[bytes]]) -> None:
    port, process = running
    os.kill(process.pid, signal.SIGINT)
    _send(port, "tess@school.example")
    assert process.poll() is None
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(10) == 0


@pytest.fixture
def demo(another_app: Callable[..., Flask], tmp_path: Path) -> Flask:
    app = another_app(DEMO="1", LOCAL_MAIL="1")
    for number in range(35):
        raw = EmailMessage()
        raw["From"], raw["To"], raw["Subject"] = "lesaanbod@utrecht.example", "x@y.example", f"Mail {number} <b>"
        raw.set_content(f"Regel {number}\n\nhttp://127.0.0.1:5000/aanvraag/abc\n<script>alert(1)</script>\n")
        page = "<html><head></head><body style='color:red'><script>alert(1)</script><a href='/x'>x</a></body></html>"
        raw.add_alternative(page, subtype="html")
        mailbox.store(
            Path(app.config["INSTANCE"]),
            "sem@utrecht.example" if number % 5 else "Tess/../x@school.example",
            bytes(raw),
        )
    return app


def test_the_list_is_newest_first_by_recipient_and_paged(demo: Flask) -> None:
    client = Client(demo)
    page = client.get("/postvak")
    assert page.words.index("Mail 34") < page.words.index("Mail 33")
    assert "Regel 34" in page.words
    assert len(page.soup.select("main tbody tr")) == 30
    more = page.soup.select_one("main a[rel=next]")
    assert more is not None
    assert len(client.get(str(more["href"])).soup.select("main tbody tr")) == 5
    mine = client.get("/postvak", query_string={"aan": "tess/../x@school.example"})
    assert len(mine.soup.select("main tbody tr")) == 7


def test_a_mail_is_shown_as_it_looks_and_can_do_nothing(demo: Flask) -> None:
    page = BareClient(demo).get("/postvak/35", base_url=demo.config["BASE_URL"])
    soup = BeautifulSoup(page.text, "html.parser")
    assert "Regel 34" in page.text
    assert soup.select_one("a[href='http://127.0.0.1:5000/aanvraag/abc']") is not None
    assert soup.select("main script") == []
    frame = soup.select_one("main iframe")
    assert frame is not None
    assert "allow-scripts" not in str(frame["sandbox"])
    assert "allow-same-origin" not in str(frame["sandbox"])
    assert page.headers["Content-Security-Policy"] == f"{CSP}; frame-src 'self'"
    html = BareClient(demo).get(str(frame["src"]), base_url=demo.config["BASE_URL"])
    policy = html.headers["Content-Security-Policy"]
    assert "sandbox " in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert '<base target="_top">' in html.text


@pytest.mark.parametrize("path", ["/postvak/99", "/postvak/99/html", "/postvak/0"])
def test_a_mail_that_is_not_there(demo: Flask, path: str) -> None:
    assert Client(demo).get(path).status_code == 404


@pytest.mark.parametrize("settings", [{}, {"DEMO": "1"}, {"LOCAL_MAIL": "1"}])
def test_there_is_no_mailbox_page_in_production_or_with_another_mail_server(
    another_app: Callable[..., Flask], settings: dict[str, str]
) -> None:
    assert Client(another_app(**settings)).get("/postvak").status_code == 404
