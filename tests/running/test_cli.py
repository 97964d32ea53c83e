# SPDX-License-Identifier: EUPL-1.2
"""The commands: what they print, and exit codes 0 (done), 1 (refused), 2 (wrong usage)."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from booking.extensions import db
from booking.outbox import delivery
from booking.schools.models import School, Wijk
from booking.staff import queries as staff_queries
from booking.web import now
from tests.support.cast import CATALOGUE, PASSWORD


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=[str(word) for word in words])


@pytest.mark.parametrize(
    "words",
    [
        ["staff", "add", "x@y.example"],
        ["outbox", "retry"],
        ["outbox", "retry", "9" * 30],
        ["outbox", "release", "0"],
        ["catalogue", "load"],
        ["catalogue", "load", "/nope"],
    ],
)
def test_wrong_usage(run, words):
    assert run(*words).exit_code == 2


def test_an_account_by_a_link_that_works_once(run, client, app):
    done = run("staff", "add", "New@Utrecht.example", "--name", "Nel Nieuw", "--role", "coordinator")
    assert done.exit_code == 0
    found = re.search(r"https://lesaanbod\.test(/wachtwoord/[\w-]{43})\n", done.output)
    assert found
    page = client.get(found[1])
    answer = page.form().send(password=PASSWORD, again=PASSWORD, password_again=PASSWORD)
    assert answer.status_code == 303, answer.words
    assert client.get(found[1]).status_code == 410
    with app.app_context():
        member = staff_queries.by_email("new@utrecht.example")
    assert member.role_names == {"coordinator"}


def test_an_account_whose_link_is_mailed(run, mails):
    done = run("staff", "add", "new@utrecht.example", "--name", "Nel Nieuw", "--role", "secretariat", "--mail")
    assert (done.exit_code, "/wachtwoord/" in done.output) == (0, False)
    assert [mail.kind for mail in mails("new@utrecht.example")] == ["staff_invite"]


def test_a_second_account_is_refused(run, coby):
    done = run("staff", "add", coby.email, "--name", "Coby Twee", "--role", "coordinator")
    assert done.exit_code == 1
    assert done.output.strip() == "Error: Dit e-mailadres heeft al een account."


@pytest.mark.parametrize("name", ["Nel\nNieuw", "Nel\tNieuw", "Nel \u202eNieuw", "Nel\x1b[2J"])
def test_a_name_with_a_sign_that_nobody_types_is_refused(run, mails, name):
    done = run("staff", "add", "new@utrecht.example", "--name", name, "--role", "coordinator", "--mail")
    assert done.exit_code == 1 and not mails()
    assert done.output.strip() == 'Error: In "Naam" staat een teken dat we niet kunnen lezen. Typ uw antwoord opnieuw.'


def test_the_catalogue_in_and_out(run, tmp_path):
    first, second = run("catalogue", "load", CATALOGUE), run("catalogue", "load", CATALOGUE)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "0 nieuw, 0 gewijzigd" in second.output
    file = tmp_path / "out.yaml"
    assert run("catalogue", "dump", file).exit_code == 0
    again = run("catalogue", "load", file)
    assert (again.exit_code, "0 nieuw, 0 gewijzigd" in again.output) == (0, True)


def test_a_wrong_catalogue_is_refused_whole(run, tmp_path, client):
    file = tmp_path / "wrong.yaml"
    file.write_text(CATALOGUE.read_text().replace("minutes: 120", "minutes: lang"))
    done = run("catalogue", "load", file)
    assert done.exit_code == 1
    assert re.search(r"regel \d+, signalen-zien, minutes", done.output)
    assert "0 nieuw" not in run("catalogue", "load", CATALOGUE).output


def test_a_file_in_another_encoding_is_refused_by_its_name(run, tmp_path):
    file = tmp_path / "windows.yaml"
    file.write_bytes("themes:\n  - {slug: cafe, title: Café, title_en: Pub}\n".encode("cp1252"))
    done = run("catalogue", "load", file)
    assert done.exit_code == 1
    assert done.output.startswith("Error: ") and "windows.yaml" in done.output


def test_the_mails(run, hire, smtp, another_app):
    run("staff", "add", "new@utrecht.example", "--name", "Nel Nieuw", "--role", "secretariat", "--mail")
    assert re.search(r"queued +1\n", run("outbox", "status").output)
    delivering = another_app(MAIL_PORT=str(smtp.port)).test_cli_runner()
    done = delivering.invoke(args=["outbox", "deliver"])
    assert done.exit_code == 0, done.output
    assert len(smtp.to("new@utrecht.example")) == 1
    assert re.search(r"sent +1\n", run("outbox", "status").output)
    assert run("outbox", "retry", 1).exit_code == 1
    assert run("outbox", "release").exit_code == 0


def test_doctor_says_what_is_wrong(run, app, write, smtp, another_app):
    sick = run("doctor")
    assert sick.exit_code == 1
    assert "mailserver 127.0.0.1:9 geeft geen antwoord" in sick.output
    assert "bezorger" in sick.output
    assert "schools import FILE… --apply" in sick.output
    with app.app_context():
        delivery.beat(now())
    with write():
        db.session.add(School(kind="po", name="De Voorbeeldboom"))
    assert "1 school heeft geen wijk" in run("doctor").output
    with write():
        db.session.add(Wijk(code="01", name="West"))
        db.session.flush()
        db.session.execute(sa.update(School).values(wijk_code="01"))
    well = another_app(MAIL_PORT=str(smtp.port), BASE_URL="https://localhost").test_cli_runner().invoke(args=["doctor"])
    assert (well.exit_code, well.output.count("in orde")) == (0, 8), well.output


@pytest.mark.once
def test_doctor_sees_a_key_that_fits_no_link(run, another_app):
    run("staff", "add", "new@utrecht.example", "--name", "Nel Nieuw", "--role", "secretariat")
    other = another_app(SECRET_KEY="another-key-0123456789-abcdefghijklmnopqrstuvwxyz").test_cli_runner()
    assert "passen niet bij SECRET_KEY" in other.invoke(args=["doctor"]).output


@pytest.mark.once
def test_a_worker_alone_needs_redis(run):
    done = run("worker")
    assert done.exit_code == 1
    assert "REDIS_URL" in done.output
