# SPDX-License-Identifier: EUPL-1.2
"""A school by hand: what is ours of one that the register knows, all of one that it does not; its names; linking and merging."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired, StopValidation

from booking.forms import Choice, StaffForm, Text
from booking.schools.actions.edit import ByHand, Ours, as_told
from booking.schools.calendar import REGION, REGIONS
from booking.schools.models import School, Wijk

from .fields import DateText, PhoneText

NAME_LENGTH = 100
NONE = "none"
"""The answer that links a request to no school."""
KINDS = {
    "po": _l("Basisschool"),
    "sbo": _l("Speciaal basisonderwijs"),
    "so": _l("Speciaal onderwijs"),
    "vo": _l("Voortgezet onderwijs"),
    "vso": _l("Voortgezet speciaal onderwijs"),
    "mbo": _l("Mbo"),
}
CONTROLS = {"wijk_code": "wijk", "holiday_region": "region"}
"""Where a column has another name in the form."""
_POSTCODE = re.compile(r"([1-9][0-9]{3})\s*([A-Za-z]{2})", re.ASCII)
_ADDRESS = re.compile(
    r"(?P<street>[^\d,]*[^\d,\s])\s+(?P<house_number>[0-9]{1,5}[A-Za-z]?(?:-[0-9A-Za-z]{1,4})?)"
    r"(?:(?:,\s*|\s+)(?P<postcode>[1-9][0-9]{3}\s?[A-Za-z]{2})(?=$|[\s,]))?(?:(?:,\s*|(?<=[A-Za-z]{2})\s+)(?P<city>[^\d,]+))?"
)
_WEBSITE = re.compile(r"(?:https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#][^\s\"'<>]*)?", re.ASCII | re.IGNORECASE)


class Needed(Choice):
    """One answer of a list, with a sentence of its own where there is none."""

    def __init__(self, label: Any = None, validators: Any = None, *, missing: Any, **kwargs: Any) -> None:
        self.missing = missing
        super().__init__(label, validators, **kwargs)

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            raise StopValidation(str(self.missing))
        super().pre_validate(form)


class PostcodeText(Text):
    """3511 AA, however it was typed."""

    def pre_validate(self, form: Any) -> None:
        self.too_long = sentence = _l("Vul een postcode in met 4 cijfers en 2 letters, bijvoorbeeld 3511 AA.")
        super().pre_validate(form)
        found = _POSTCODE.fullmatch(self.data or "")
        if self.data and found is None:
            raise StopValidation(str(sentence))
        self.data = f"{found[1]} {found[2].upper()}" if found else ""


class MaybePhone(PhoneText):
    """A telephone number, or nothing."""

    def pre_validate(self, form: Any) -> None:
        if self.data:
            super().pre_validate(form)


class WebsiteText(Text):
    """www.deschool.nl, or an address in full; nothing that a browser would do something else with."""

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data and not _WEBSITE.fullmatch(self.data):
            raise StopValidation(_("Vul een webadres in, bijvoorbeeld www.voorbeeldboom.nl."))


class OursForm(StaffForm):
    """What is ours of a school that the register knows. `seen` is the version on the page."""

    wijk = Choice(_l("Wijk"))
    region = Choice(_l("Regio van de schoolvakanties"), description=_l("Bepaalt wanneer deze school vakantie heeft."))
    seen = HiddenField()

    def fill(self, school: School | None) -> None:
        """With the school as it stands."""
        self.wijk.data = (school.wijk_code if school else None) or ""
        self.region.data = (school.holiday_region if school else None) or ""
        self.seen.data = str(school.version) if school else "0"

    @property
    def version(self) -> int:
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def renew(self, said: Ours, was: Mapping[str, Any], school: School) -> None:
        """`was`: what stood in the columns that changed meanwhile. Where she `said` no other it becomes what stands there now: only
        what she changed herself is hers.
        """
        for name, old in was.items():
            field = self._fields.get(CONTROLS.get(name, name))
            if field is not None and hasattr(said, name) and (as_told(getattr(said, name)) or "") == (old or ""):
                field.raw_data, field.data = None, as_told(getattr(school, name)) or ""

    def said(self) -> Ours:
        return Ours(wijk_code=self.wijk.data or None, holiday_region=self.region.data or None)


class ByHandForm(OursForm):
    """All of a school that the register does not know."""

    kind = Needed(_l("Soort onderwijs"), missing=_l("Kies het soort onderwijs."))
    name = Text(_l("Naam van de school"), [DataRequired(_l("Vul de naam van de school in."))], max_length=NAME_LENGTH)
    street = Text(_l("Straat"), max_length=100)
    house_number = Text(_l("Huisnummer"), max_length=20)
    postcode = PostcodeText(_l("Postcode"), max_length=10)
    city = Text(
        lazy_pgettext("adres", "Plaats"), [DataRequired(_l("Vul de plaats in, bijvoorbeeld Utrecht."))], max_length=80
    )
    phone = MaybePhone(_l("Telefoonnummer"), max_length=30)
    website = WebsiteText(_l("Website"), max_length=200)
    structure = Text(
        _l("Opleidingen"), max_length=100, description=_l("Bijvoorbeeld vmbo-t, havo, of mbo niveau 2 tot en met 4.")
    )
    closed_on: DateText | None = DateText(
        _l("Gesloten op"),
        description=_l("Alleen als de school er niet meer is. Leraren kunnen een gesloten school niet meer kiezen."),
    )
    TEXTS = ("name", "street", "house_number", "postcode", "city", "phone", "website", "structure")

    def fill(self, school: School | None) -> None:
        super().fill(school)
        self.kind.data = school.kind if school else ""
        for name in self.TEXTS:
            self[name].data = (getattr(school, name) if school else "") or ""
        if self.closed_on is not None:
            self.closed_on.data = school.closed_on.isoformat() if school and school.closed_on else ""

    def take_address(self, typed: str) -> None:
        """Fill in an address that was typed in one line: in its parts where it is plain, else all of it as the street."""
        found = _ADDRESS.fullmatch(typed.strip())
        for name, part in (found.groupdict() if found else {"street": typed.strip()[:100]}).items():
            self[name].data = (part or "").strip()

    def said(self) -> ByHand:
        ours = super().said()
        texts: dict[str, Any] = {name: self[name].data or None for name in self.TEXTS}
        return ByHand(
            wijk_code=ours.wijk_code,
            holiday_region=ours.holiday_region,
            kind=self.kind.data,
            closed_on=self.closed_on.day if self.closed_on is not None else None,
            **texts,
        )


class NewForm(ByHandForm):
    """A school that is added is open."""

    closed_on = None


def with_choices(form: Any, wijken: Iterable[Wijk]) -> Any:
    """The lists from which the office chooses."""
    form.wijk.choices = [("", _("Onbekend")), *((one.code, one.name) for one in wijken)]
    unknown = _("Onbekend (we rekenen met %(region)s)", region=REGION)
    form.region.choices = [("", unknown), *((name, name) for name in REGIONS)]
    if isinstance(form, ByHandForm):
        form.kind.choices = [("", _("Kies")), *KINDS.items()]
    return form


class NameForm(StaffForm):
    """Another name of a school."""

    name = Text(
        _l("Andere naam"),
        [DataRequired(_l("Vul een naam in."))],
        max_length=NAME_LENGTH,
        description=_l("Leraren vinden de school dan ook onder deze naam."),
    )


class LinkForm(StaffForm):
    """To which school of the register a request belongs. `seen`: the one to which it was linked on the page."""

    school = Needed(_l("Welke school is dit?"), missing=_l("Kies een school."))
    keep_name = BooleanField(_l("Bewaar deze naam ook als andere naam van de school"))
    seen = HiddenField()

    def offer(self, schools: Sequence[tuple[int, str]], linked: bool) -> None:
        """These schools to choose from; where it is linked also none."""
        none = [(NONE, _("Geen school uit de lijst"))] if linked else []
        self.school.choices = [*((str(number), text) for number, text in schools), *none]

    def chosen(self) -> int | None:
        return None if self.school.data == NONE else int(self.school.data)

    def was(self) -> int | None:
        return number_of(self.seen.data)


def number_of(text: str | None) -> int | None:
    """The number that somebody sent; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None
