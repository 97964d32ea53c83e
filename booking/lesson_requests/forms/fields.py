# SPDX-License-Identifier: EUPL-1.2
"""Fields with a rule of their own: dates, numbers of people, names, addresses, telephone numbers.

Rules ignore what does no harm (blanks, dashes, brackets) rather than refuse it.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from booking.forms import Text
from booking.jinja import date_only

AHEAD_MONTHS = 18
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan", "februari february feb", "maart march mrt mar", "april apr", "mei may", "juni june jun",
            "juli july jul", "augustus august aug", "september sep sept", "oktober october okt oct", "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_AS_BROWSERS_SAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NUMBERS = re.compile(r"([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})\s*[-/.]\s*([0-9]{4}|[0-9]{2})")
_WORDS = re.compile(r"(?:[a-z]+,?\s+)?([0-9]{1,2})\s*[- ]\s*([a-z]+)\.?,?\s*[- ]\s*([0-9]{4}|[0-9]{2})", re.IGNORECASE)
_PEOPLE = re.compile(r"0{0,5}([1-9][0-9]{0,2})")
_POINT = re.compile(r"\.(?!\s)")
_LINK = re.compile(r"@|://|\bwww\b|\bhttps?\b", re.IGNORECASE)
_PHONE_SIGNS = re.compile(r"[\s\-./()\u2010-\u2015]+")
_PHONE = re.compile(r"(?:(?:\+|00)310?|0)([1-9][0-9]{8})")


def read_date(text: str) -> date | None:
    """2027-03-09, 9-3-2027 or 9 maart 2027 (dinsdag may stand before it), in this century; None for anything else."""
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _NUMBERS.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    elif found := _WORDS.fullmatch(text):
        day, month, year = int(found[1]), MONTHS.get(found[2].lower(), 0), int(found[3])
    else:
        return None
    year += 2000 if year < 100 else 0
    try:
        return date(year, month, day) if year // 100 == 20 else None
    except ValueError:
        return None


def clock_text(at: time) -> str:
    """8.30, as people type it."""
    return f"{at.hour}.{at.minute:02d}"


def months_later(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    first_after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(start.day, (first_after - timedelta(days=1)).day))


def wish_problem(day: date, today: date) -> str:
    """Why a school cannot wish this day; empty where it can."""
    limit = months_later(today, AHEAD_MONTHS) + timedelta(days=1)
    if day <= today:
        return _("Kies een datum na vandaag, %(today)s.", today=date_only(today))
    if day >= limit:
        return _("Kies een datum vóór %(limit)s.", limit=date_only(limit))
    return ""


def read_people(text: str) -> int | None:
    """1 to 999 in the digits of this keyboard; None for anything else."""
    found = _PEOPLE.fullmatch(text)
    return int(found[1]) if found else None


def plain_name(text: str) -> str:
    """A name without anything that a mail program would turn into a link: a point is one only before a blank."""
    return " ".join(_POINT.sub(" ", text).split())


class DateText(Text):
    """A date in a field of the browser, or typed. `day` is what it says."""

    day: date | None = None

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, max_length=30, **kwargs)

    @property
    def kind(self) -> str:
        """A browser's own date field shows nothing but 2027-03-09: what was typed otherwise stays in a plain one."""
        text = self._value()
        return "date" if not text or _AS_BROWSERS_SAY.fullmatch(text) else "text"

    def pre_validate(self, form: Any) -> None:
        self.too_long = shape = _l("Vul een datum in als dag-maand-jaar, bijvoorbeeld 9-3-2027.")
        super().pre_validate(form)
        self.day = read_date(self.data) if self.data else None
        if self.data and self.day is None:
            raise StopValidation(str(shape))


class PersonName(Text):
    """A name of a person, without anything that could become a link."""

    missing: Any = _l("Vul uw voor- en achternaam in.")
    linked: Any = _l("Vul alleen uw naam in, zonder webadres of e-mailadres.")

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if _LINK.search(self.data or ""):
            raise StopValidation(str(self.linked))
        self.data = plain_name(self.data or "")
        if len(self.data) < 2:
            raise StopValidation(str(self.missing))


class OtherName(PersonName):
    """The name of somebody else than who types it."""

    missing = _l("Vul de voor- en achternaam van uw collega in.")
    linked = _l("Vul alleen de naam in, zonder webadres of e-mailadres.")


class EmailText(Text):
    """One address, as a mail server takes it."""

    def pre_validate(self, form: Any) -> None:
        sentence = _l("Vul een e-mailadres in met een @ en een punt, bijvoorbeeld naam@school.nl.")
        self.too_long = sentence
        super().pre_validate(form)
        try:
            found = validate_email(
                self.data or "", check_deliverability=False, allow_smtputf8=False, test_environment=True, strict=True
            )
        except EmailNotValidError as error:
            raise StopValidation(str(sentence)) from error
        if "." not in found.domain:
            raise StopValidation(str(sentence))
        self.data = found.ascii_email or found.normalized


class PhoneText(Text):
    """A Dutch telephone number. `data` becomes its ten digits, with blanks where people read them."""

    def pre_validate(self, form: Any) -> None:
        sentence = _l("Vul een telefoonnummer in met 10 cijfers, bijvoorbeeld 030 123 45 67.")
        self.too_long = sentence
        super().pre_validate(form)
        found = _PHONE.fullmatch(_PHONE_SIGNS.sub("", self.data or ""))
        if found is None:
            raise StopValidation(str(sentence))
        self.data = readable_phone("0" + found[1])


def readable_phone(digits: str) -> str:
    """06 1234 5678 · 030 123 45 67"""
    if digits.startswith("06"):
        return f"{digits[:2]} {digits[2:6]} {digits[6:]}"
    return f"{digits[:3]} {digits[3:6]} {digits[6:8]} {digits[8:]}"
