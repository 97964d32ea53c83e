# SPDX-License-Identifier: EUPL-1.2
"""The site gives everybody the answer of the table in access.py, and has no route that the table does not know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from booking.assets import manifest
from booking.catalogue.models import Offering
from booking.extensions import db, limiter
from booking.history.actions import COMMAND, TEACHER
from booking.lesson_requests.actions.shelf import mail_shelf
from booking.lesson_requests.actions.submit import submit
from booking.lesson_requests.actions.takeover import ask_colleague
from booking.lesson_requests.asked import Asked, AskedGroup
from booking.lesson_requests.models import Shelf, Takeover
from booking.lesson_requests.workflow import By
from booking.links.actions import token_for
from booking.links.models import SecretLink
from booking.schools.models import MUNICIPALITY, Holiday, School
from booking.staff import actions as staff_actions
from tests.support.cast import TESS
from tests.support.client import Client

from .access import TABLE, UNKNOWN, WHO, Line

NOTHING = "x" * 43


def routes(app: Flask) -> set[tuple[str, str]]:
    return {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def gaps(there: set[tuple[str, str]]) -> list[str]:
    """Routes that the table does not know, and lines whose route is gone."""
    told = {(line.rule, line.method) for line in TABLE}
    new = [f"{method} {rule}: not in tests/rules/access.py" for rule, method in sorted(there - told)]
    return new + [f"{method} {rule}: in the table, not on the site" for rule, method in sorted(told - there)]


@pytest.mark.once
def test_the_table_knows_every_route(app):
    found = gaps(routes(app))
    assert not found, "\nEvery route says who may come in, twice: at its view and in the table.\n" + "\n".join(found)


@pytest.mark.once
def test_a_planted_route_is_found(another_app):
    app = another_app()
    app.add_url_rule("/vergeten", "forgotten", lambda: "geheim")
    assert gaps(routes(app)) == ["GET /vergeten: not in tests/rules/access.py"]
    assert gaps(routes(app) - {("/", "GET"), ("/vergeten", "GET")}) == ["GET /: in the table, not on the site"]


@pytest.fixture
def values(catalogue: None, write: Any, hire: Callable[[str], Any]) -> dict[str, dict[str, str]]:
    """For each rule what stands in its address: a request of Tess, her link, a mail, a school, a closed day, a colleague, her link."""
    number = hire("cas").id
    with write() as now:
        offering = db.session.scalars(sa.select(Offering.id).order_by(Offering.id)).first() or 0
        group = AskedGroup(
            kind="class", name="7a", people=26, offerings=(offering,), level="po", year_from=7, year_to=7
        )
        asked = Asked(
            offerings=(offering,),
            groups=(group,),
            school_name=TESS.school,
            school_address=TESS.address,
            contact_name=TESS.name,
            contact_email=TESS.email,
            contact_phone=TESS.phone,
        )
        lesson_request = submit(asked, actor=TEACHER, by=By.TEACHER, now=now, answer_workdays=5)
        invited = staff_actions.add("new@utrecht.example", "Nel Nieuw", "secretariat", COMMAND, now, mailed=False)
        tokens = token_for(lesson_request.link, now), token_for(invited.link, now)
        mail_shelf(TESS.email, "nl", now)
        ask_colleague(lesson_request.id, "Noor Vos", "noor@deklimop.example", now)
        shelf: Any
        takeover: Any
        shelf, takeover = (db.session.scalars(sa.select(kind).join(kind.link)).one() for kind in (Shelf, Takeover))
        shelf.opened_at = now
        handed = [token_for(db.session.get_one(SecretLink, one.link_id), now) for one in (shelf, takeover)]
        reference = lesson_request.reference
        school = School(kind="po", name="De Klimop", city="Utrecht")
        day = Holiday(scope=MUNICIPALITY, name="Stadsdag", starts_on=date(2027, 3, 9), ends_on=date(2027, 3, 9))
        db.session.add_all([school, day])
        db.session.flush()
    return {
        "/aanvraag": {"token": tokens[0]},
        "/wachtwoord": {"token": tokens[1]},
        "/mijn-aanvragen": {"token": handed[0]},
        "/overnemen": {"token": handed[1]},
        "": {
            "slug": "sterk-in-de-groep",
            "level": "po",
            "filename": manifest()["utrecht.css"],
            "reference": reference,
            "mail_id": "1",
            "number": str(number),
            "school_id": str(school.id),
            "day_id": str(day.id),
        },
    }


def address(app: Flask, rule: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        for converter in ("", "int:", "path:"):
            rule = rule.replace(f"<{converter}{name}>", value)
    assert "<" not in rule, f"no value for {rule}"
    return rule


def answer(client: Client, path: str, method: str, token: str | None) -> int | str:
    """What the site says, from an empty form with the CSRF token that a page of this browser shows."""
    limiter.reset()  # what is asked here is who may come in, not how often
    data = {"csrf_token": token} if token else {}
    got = client.get(path) if method == "GET" else client.open(path, method=method, data=data)
    to_sign_in = got.status_code in (302, 303) and "/inloggen?next=" in got.headers["Location"]
    refused_form = got.status_code == 401 and "inloggen" in got.get_data(as_text=True)
    return "in" if to_sign_in or refused_form else got.status_code


def csrf_of(client: Client) -> str | None:
    page = client.get("/beheer/")
    field = page.soup.select_one("input[name=csrf_token]") if page.status_code == 200 else None
    return str(field["value"]) if field else None


@pytest.mark.once
@pytest.mark.parametrize("who", WHO)
def test_everybody_gets_the_answer_of_the_table(who, app, values, sign_in, hire, write):
    """One person through all lines. What an act changes is undone by signing in anew where it matters."""
    keys = {"coordinator": "coby", "secretariat": "sem", "administrator": "ada", "left": "coby"}
    wrong = []
    client = sign_in(keys[who]) if who in keys else app.test_client()
    token = csrf_of(client) if who in keys else None
    if who == "left":
        gone, ada = hire("coby"), hire("ada")
        with write() as now:
            staff_actions.archive(gone.id, ada, now)
    for line in sorted(TABLE, key=lambda line: (line.rule in ("/uitloggen",), line.method)):
        path = address(app, line.rule, _values_for(line, who, values))
        try:
            got = answer(client, path, line.method, token)
        except AssertionError as fault:
            wrong.append(str(fault))
            continue
        if got != getattr(line, who):
            wrong.append(f"{line.method} {line.rule}: {who} gets {got}, not {getattr(line, who)}")
    assert not wrong, "\n" + "\n".join(wrong)


def _values_for(line: Line, who: str, values: dict[str, dict[str, str]]) -> dict[str, str]:
    own = values.get("/" + line.rule.split("/")[1], values["/aanvraag"])
    return values[""] | (own if who == "holder" else {"token": NOTHING})


@pytest.mark.once
def test_what_is_not_there_is_404(app, values, sign_in):
    nothing = {"slug": "niets", "level": "niets", "filename": "niets", "reference": "LES-999999"}
    nothing |= dict.fromkeys(("mail_id", "number", "school_id", "day_id"), "999999")
    client = sign_in("ada")
    token = csrf_of(client)
    wrong = [
        f"{method} {rule}: {got}"
        for rule, method in UNKNOWN
        if (got := answer(client, address(app, rule, nothing), method, token)) != 404
    ]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.once
def test_every_address_of_one_thing_is_asked_for_what_is_not_there():
    named = {(line.rule, line.method) for line in TABLE if "<" in line.rule and "<token>" not in line.rule}
    assert named == set(UNKNOWN)
