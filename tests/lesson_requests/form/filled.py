# SPDX-License-Identifier: EUPL-1.2
"""A form that is filled in as Tess would, and what of it must come back whatever goes wrong."""

from __future__ import annotations

import secrets
from typing import Any

from werkzeug.datastructures import MultiDict

from booking.web import now
from tests.support.cast import TESS
from tests.support.client import Form, Page

ANSWERS = {
    "school_name": TESS.school,
    "school_address": TESS.address,
    "contact_name": TESS.name,
    "contact_email": TESS.email,
    "contact_phone": TESS.phone,
    "groups-1-name": "7a",
    "groups-1-year": "po-7",
    "groups-1-pupils": "26",
}
CANARY = {
    "school_name": " De <b>Klimop</b> & 't Zand ",
    "school_address": ' Klimopstraat "1", Utrecht ',
    "groups-1-name": "7a & 'b'",
    "groups-1-pupils": " 26 ",
    "groups-1-wish": "liefst ’s ochtends  {{ 7*191 }}",
    "groups-2-name": "7b+",
    "groups-2-pupils": "24",
    "remark": "\n eerste regel is leeg\n<script>alert(1)</script>\n\n=1+1\n",
    "contact_name": "Ÿasmîne  d'Hondt-van 't Zand",
    "contact_phone": "+31 (0)30-286 00 00",
    "day_contact": "  Marja, 030 123 46 01 ",
}
"""Text that must come back byte for byte."""

NOTHING = {"", "zelfde"}
"""What a list says before anybody touched it."""


def key_of(seconds_ago: int = 60) -> str:
    return f"{int(now().timestamp()) - seconds_ago}.{secrets.token_hex(16)}"


def aged(form: Form, seconds: int = 60) -> None:
    """As if the page had been opened that long ago."""
    form.data["form_key"] = key_of(seconds)


def fill(form: Form, **answers: Any) -> Form:
    for name, value in {**ANSWERS, **answers}.items():
        put(form, name, value)
    return form


def put(form: Form, name: str, value: Any) -> None:
    form.data.setlist(name, [str(one) for one in (value if isinstance(value, list | tuple) else [value])])


def body(form: Form, act: str = "send") -> MultiDict[str, str]:
    """What the browser posts when that button is pressed."""
    data = MultiDict(form.data)
    data.add("act", act)
    return data


def canary(form: Form) -> Form:
    for name, value in CANARY.items():
        put(form, name, value)
    put(form, "weekdays", ["tue", "thu"])
    put(form, "dayparts", ["morning"])
    put(form, "same_day", "y")
    return form


def assert_kept(page: Page, sent: MultiDict[str, str], *but: str) -> None:
    """Every value that was sent stands in the form again, byte for byte."""
    again = page.form("main form#aanvraag").data
    lost = {
        name: (sent.getlist(name), again.getlist(name))
        for name in sent
        if name not in (*but, "act", "form_key", "seen", "website")
        and set(sent.getlist(name)) - NOTHING
        and sent.getlist(name) != again.getlist(name)
    }
    assert not lost, lost
