# SPDX-License-Identifier: EUPL-1.2
"""The page to read it once more: on request, or when something may be wrong. Nothing is saved, and sending stays possible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from booking.lesson_requests.models import LessonRequest
from tests.support.client import Client, Form, Page

from .filled import aged, assert_kept, body, canary, put

pytestmark = pytest.mark.once
Stored = Callable[[], list[LessonRequest]]
MOMENT = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)
READ_AGAIN = 'Wilt u uw aanvraag nog één keer nalezen? Druk daarna op "Verstuur aanvraag".'


@pytest.fixture
def today(clock: time_machine.Traveller) -> None:
    clock.move_to(MOMENT)


def checked(client: Client, form: Form, act: str = "send") -> Page:
    page = client.post("/aanvraag", data=body(form, act))
    assert page.status_code == 200 and "Controleer uw aanvraag" in page.words
    assert "Uw aanvraag is nog niet verstuurd." in page.words
    return page


def test_on_request(today: None, client: Client, filled: Callable[..., Form], stored: Stored) -> None:
    form = canary(filled("sterk-in-de-groep", "mijn-bankpas-blijft-bij-mij"))
    sent = body(form)
    page = checked(client, form, "check")
    assert not stored()
    for text in ("Sterk in de groep", "7a & 'b'", "groep 7; 26 leerlingen", "dinsdag en donderdag", "030 286 00 00"):
        assert text in page.words.replace("\u00a0", " ")
    back = page.form().send(button="act=edit")
    assert back.status_code == 200
    assert_kept(back, sent)
    assert page.form().send(button="act=send").status_code == 303
    (placed,) = stored()
    assert placed.remark == "eerste regel is leeg\n<script>alert(1)</script>\n\n=1+1"


def test_a_wrong_answer_comes_before_the_check(client: Client, filled: Callable[..., Form]) -> None:
    form = filled()
    put(form, "contact_email", "tess")
    assert client.post("/aanvraag", data=body(form, "check")).status_code == 422


@pytest.mark.parametrize(("seconds", "website"), [(0, ""), (-60, ""), (60, "https://winst.example")])
def test_bots_lose_nothing_and_people_neither(
    today: None, client: Client, filled: Callable[..., Form], stored: Stored, seconds: int, website: str
) -> None:
    form = filled()
    aged(form, seconds)
    put(form, "website", website)
    page = checked(client, form)
    assert READ_AGAIN in page.words and not stored()
    assert page.form().send(button="act=send").status_code == 303
    assert len(stored()) == 1


def test_a_holiday_and_the_day_after_it(
    today: None, client: Client, filled: Callable[..., Form], stored: Stored
) -> None:
    form = filled()
    put(form, "not_before", "22-2-2027")
    page = checked(client, form)
    told = page.words.replace("\u00a0", " ")
    assert (
        "Tussen zaterdag 20 februari 2027 en zondag 28 februari 2027 is het voorjaarsvakantie (regio Midden). "
        "Kijk of uw wens klopt." in told
    )
    assert "Neem maandag 1 maart 2027" in told
    taken = page.form().send(button="act=date:not_before:2027-03-01")
    assert "vakantie" not in taken.words and "1 maart 2027" in taken.words.replace("\u00a0", " ")
    assert taken.form().send(button="act=send").status_code == 303
    assert stored()[0].wish_from == date(2027, 3, 1)


def test_the_same_remark_is_made_once(today: None, client: Client, filled: Callable[..., Form], stored: Stored) -> None:
    form = filled()
    put(form, "groups-1-pupils", "40")
    page = checked(client, form)
    back = page.form().send(button="act=edit").form("main form#aanvraag")
    put(back, "remark", "we splitsen de groep")
    assert back.send(button="act=send").status_code == 303
    assert stored()[0].remark == "we splitsen de groep"


def remark(client: Client, form: Form, **answers: Any) -> str:
    for name, value in answers.items():
        put(form, name.replace("__", "-"), value)
    return checked(client, form).words.replace("\u00a0", " ")


def test_other_remarks(
    today: None, client: Client, filled: Callable[..., Form], mails: Callable[..., Any], stored: Stored
) -> None:
    told = remark(client, filled(), groups__1__pupils="40")
    assert (
        "Sterk in de groep is voor maximaal 32 leerlingen. In 7a zitten er 40. We zoeken samen met u een oplossing."
        in told
    )
    told = remark(client, filled(), not_after="1-12-2026")
    assert "U vraagt een les aan binnen 2 weken. Het lukt niet altijd om zo snel een trainer te vinden." in told
    told = remark(client, filled("mijn-bankpas-blijft-bij-mij"), groups__1__year="po-6")
    assert (
        "Mijn bankpas blijft bij mij is voor groep 7 en 8 en leerjaar 1, 2 en 3. U vraagt de les aan voor groep 6. "
        "Misschien past de les niet."
        in told
        or "U vraagt de les aan voor groep 6." in told
    )
    told = remark(client, filled(), contact_email="tess@gmial.com")
    assert "Uw e-mailadres eindigt op gmial.com. Klopt dat?" in told
    assert not stored() and not mails()


def test_the_secretariat_reads_the_remarks_in_dutch(
    today: None, client: Client, filled: Callable[..., Form], mails: Callable[..., Any]
) -> None:
    form = filled(path="/en/aanvraag")
    put(form, "groups-1-pupils", "40")
    page = client.post("/en/aanvraag", data=body(form))
    assert page.status_code == 200
    assert page.form().send(button="act=send").status_code == 303
    notice = mails()[1]
    assert "Sterk in de groep is voor maximaal 32 leerlingen. In 7a zitten er 40." in notice.body_text
    assert "samen met u" not in notice.body_text
