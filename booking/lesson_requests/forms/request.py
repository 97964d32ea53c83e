# SPDX-License-Identifier: EUPL-1.2
"""The request form: its fields, and the whole of it with lessons and rows of groups.

The parts (`school.SchoolPart`, `WhenFields`, `ContactFields`, `groups.GroupRows`) serve the form that changes a request too.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, SelectChoice, StringField  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import StopValidation

from booking.catalogue.queries import Catalogue
from booking.forms import Choices, LongText, PublicForm, StaffForm, Text
from booking.jinja import number
from booking.lesson_requests.asked import DAYPARTS, PARENTS, TEACHERS, WEEKDAYS, Asked
from booking.lesson_requests.warnings import PLANNED
from booking.lesson_requests.workflow import local_day
from booking.schools.calendar import SchoolCalendar
from booking.schools.search import SchoolIndex

from . import plan_rows, school
from .fields import DateText, EmailText, PersonName, PhoneText, read_date, wish_problem
from .groups import MOST as MOST_GROUPS
from .groups import READY, GroupRows, OwnRow, Raw, halved, read_rows, without_row
from .lessons import Lessons
from .levels import Teaches
from .plan import Plan
from .school import EMPTY, SchoolPart

KEY = re.compile(r"[0-9]{10}\.[0-9a-f]{32}")
LEAST_SECONDS = 3
Found = list[tuple[str, str]]

FORMER_NAMES = {"les": "offering"}
"""Other names of fields -> their own: the name in the address, and the names of the release before this one, so that a form
that was open while we changed still arrives."""

WEEKDAY_NAMES = (_l("maandag"), _l("dinsdag"), _l("woensdag"), _l("donderdag"), _l("vrijdag"))
DAYPART_NAMES = {
    "morning": _l("Ochtend (vóór 12.00 uur)"),
    "afternoon": _l("Middag (vanaf 12.00 uur)"),
    "evening": _l("Avond (vanaf 18.00 uur)"),
}
DAYPART_CHOICES = [SelectChoice(value, name) for value, name in DAYPART_NAMES.items()]


def new_key(now: datetime) -> str:
    """A key for one form page: when it was made, and 128 bits that nobody guesses."""
    return f"{int(now.timestamp())}.{secrets.token_hex(16)}"


def made_at(key: str) -> int:
    return int(key.partition(".")[0])


class WhenFields:
    """When it suits the school. All of it may stay empty. `today` is set by the form that has these fields."""

    today: date
    kept: tuple[date | None, ...] = ()
    """Dates that were stored before: they may have passed since."""
    weekdays = Choices(
        _l("Op welke dagen kan het?"),
        choices=[SelectChoice(value, name) for value, name in zip(WEEKDAYS, WEEKDAY_NAMES, strict=True)],
        description=_l("Kruist u niets aan? Dan kan elke dag."),
    )
    dayparts = Choices(_l("Op welk deel van de dag?"), choices=DAYPART_CHOICES)
    not_before = DateText(_l("Niet vóór"), description=_l("Bijvoorbeeld 9-3-2027"))
    not_after = DateText(_l("Niet na"), description=_l("Bijvoorbeeld 9-3-2027"))
    same_day = BooleanField(_l("Het liefst alle groepen op dezelfde dag"))
    remark = LongText(
        _l("Wat moeten we nog weten?"),
        max_length=1000,
        too_long=lambda n: _("Maak uw tekst %(n)s tekens korter: maximaal 1.000 tekens.", n=number(n)),
        description=_l(
            "Bijvoorbeeld: pauze van 10.15 tot 10.30 uur, niet op 12 maart, gebouw B, of een lokaal zonder trappen. "
            "Schrijf geen namen van leerlingen op. Zorgen over een leerling horen niet in dit formulier."
        ),
    )

    def validate_not_before(self, wtf: Any) -> None:
        problem = "" if wtf.day is None or wtf.day in self.kept else wish_problem(wtf.day, self.today)
        if problem:
            raise StopValidation(problem)

    def validate_not_after(self, wtf: Any) -> None:
        self.validate_not_before(wtf)
        first = self.not_before.day  # type: ignore[attr-defined]
        if wtf.day is not None and first is not None and wtf.day < first:
            raise StopValidation(_('"Niet na" ligt vóór "Niet vóór". Pas één van de datums aan.'))


class ContactFields:
    """Who asks, and whom to call on the day."""

    contact_name = PersonName(_l("Uw naam"), max_length=80)
    contact_email = EmailText(
        _l("Uw e-mailadres"),
        max_length=254,
        description=_l("Hier sturen we het antwoord naartoe. Gebruik liefst uw mail van school."),
    )
    contact_phone = PhoneText(
        _l("Uw telefoonnummer"),
        max_length=40,
        description=_l("Het nummer van de school mag ook. We bellen alleen over deze aanvraag."),
    )
    day_contact = Text(
        _l("Naam en telefoonnummer van die persoon"),
        max_length=120,
        too_long=lambda n: _("Maak dit korter: maximaal 120 tekens."),
    )


class _Hidden:
    """What the page carries along. `seen` says which remarks of the check page were read; `website` is the trap."""

    form_key = HiddenField()
    programme = HiddenField()
    seen = HiddenField()
    website = StringField(_l("Vul hier niets in"))


class PublicFields(_Hidden, WhenFields, ContactFields, PublicForm):
    """For the school itself."""


class StaffFields(_Hidden, WhenFields, ContactFields, StaffForm):
    """The same, for a colleague who has the school on the telephone."""


ORDER = ("weekdays", "dayparts", "not_before", "not_after", "same_day", "remark")
CONTACT = ("contact_name", "contact_email", "contact_phone", "day_contact")


class RequestForm:
    """The whole page: lessons, the school, rows of groups, when, and who asks."""

    def __init__(
        self,
        catalogue: Catalogue,
        now: datetime,
        data: MultiDict[str, str] | None = None,
        staff: bool = False,
        schools: SchoolIndex = EMPTY,
    ) -> None:
        self.catalogue, self.now, self.staff = catalogue, now, staff
        self.today = local_day(now)
        self.data = current_names(data) if data is not None else MultiDict()
        self.posted = data is not None
        self.lessons = self._lessons()
        self.school = SchoolPart(schools, self.data)
        self._set_rows(read_rows(self.data))
        self.fields = (StaffFields if staff else PublicFields)(formdata=self.data if self.posted else None)
        self.fields.today = self.today
        evening = bool(self.lessons.of_kind(PARENTS)) or "evening" in self.data.getlist("dayparts")
        self.fields.dayparts.choices = DAYPART_CHOICES[: 3 if evening else 2]
        if not self.posted:
            self.fields.form_key.data = new_key(now)
        self.had_key = bool(KEY.fullmatch(self.key))

    def _lessons(self) -> Lessons:
        many = self.data.getlist
        return Lessons(
            self.catalogue,
            self.today,
            [*many("offered"), *many("offering")],
            many("offering"),
            many("offering_more"),
            self.data.get("programme", ""),
        )

    @classmethod
    def chosen(
        cls, catalogue: Catalogue, now: datetime, lessons: Lessons, staff: bool = False, schools: SchoolIndex = EMPTY
    ) -> RequestForm:
        """An empty form for these offerings."""
        form = cls(catalogue, now, staff=staff, schools=schools)
        form.lessons = lessons
        form.fields.programme.data = lessons.programme.slug if lessons.programme else ""
        form._set_rows([])
        if lessons.of_kind(PARENTS):
            form.fields.dayparts.choices = DAYPART_CHOICES
        return form

    def _set_rows(self, raws: list[Raw]) -> None:
        self.raws = raws if self.data else [{} for _n in range(READY)]
        lessons = self.lessons.classes
        if self.data and not raws and lessons:
            self.raws = [{} for _n in range(READY)]
        self.rows = GroupRows(self._with_new_lessons(self.raws), lessons, self._teaches)
        adults = [*self.lessons.of_kind(TEACHERS), *self.lessons.of_kind(PARENTS)]
        self.own_rows = [OwnRow(self.data, card) for card in adults]
        self.plan = Plan(self.data, self.lessons, self.rows, self.own_rows, self.today)

    @property
    def _teaches(self) -> Teaches:
        """What the school says of its groups, and else the programme."""
        programme = self.lessons.programme
        return self.school.teaches.in_programme(programme.shown_level) if programme else self.school.teaches

    def _with_new_lessons(self, raws: list[Raw]) -> list[Raw]:
        """A row chooses among the lessons that it was shown (`split`). Those added since are for all groups."""
        told = [slug for raw in raws for slug in raw.get("offering", [])]
        shown = set(self.data.getlist("split") or told)
        added = [card.slug for card in self.lessons.classes if card.slug not in shown]
        return [raw | {"offering": [*raw.get("offering", []), *added]} if raw and shown else raw for raw in raws]

    # --- what the page asks of it ---------------------------------------------------------------------------------

    @property
    def key(self) -> str:
        return self.fields.form_key.data or ""

    def fresh_key(self) -> None:
        self.fields.form_key.raw_data = None
        self.fields.form_key.data = new_key(self.now)

    @property
    def quick(self) -> bool:
        """Filled in faster than a person types, or with the trap: read it again, please."""
        return bool(self.fields.website.data) or self.now.timestamp() - made_at(self.key) < LEAST_SECONDS

    @property
    def found(self) -> Found:
        """All mistakes, as (id of the control, sentence), in the order of the page."""
        groups = self.rows.found if self.lessons.classes else []
        own = [pair for row in self.own_rows for pair in row.found]
        when = [*self._found_in(ORDER), *self.plan.found]
        return [*self.lessons.found, *self.school.found, *groups, *own, *when, *self._found_in(CONTACT)]

    def _found_in(self, names: Iterable[str]) -> Found:
        return [(name, str(self.fields[name].errors[0])) for name in names if self.fields[name].errors]

    @property
    def expired(self) -> bool:
        """A colleague's page that was open so long that its token is no longer good."""
        return self.staff and bool(self.fields["csrf_token"].errors)

    def validate(self) -> bool:
        """Look at all of it, so that all mistakes stand on the page at once."""
        good = [self.fields.validate(), self.lessons.validate(), self.school.validate()]
        if self.school.guessed:
            self.set_school()
        good += [self.rows.validate()] if self.lessons.classes else []
        good += [row.problems() for row in self.own_rows]
        good += [self.plan.validate()]
        return all(good) and self._every_lesson_has_a_group()

    def _every_lesson_has_a_group(self) -> bool:
        """A lesson that is asked for and that no group wants would be lost without a word."""
        wanted = {number for row in self.rows.used for number in row.ticked}
        left = next((card for card in self.lessons.classes if card.id not in wanted), None)
        if left is not None:
            self.lessons.error = _(
                "Kies minstens 1 groep voor %(offering)s, of haal het vinkje bij deze les weg.",
                offering=left.said("title"),
            )
        return left is None

    def asked(self) -> Asked:
        """What is asked for, once it was found right."""
        f, order = self.fields, [card.id for card in self.lessons.ticked]
        rows = [row.asked(order) for row in self.rows.used] if self.lessons.classes else []
        chosen_days, chosen_parts = f.weekdays.data or [], f.dayparts.data or []
        return Asked(
            offerings=tuple(order),
            groups=(*rows, *(row.asked() for row in self.own_rows)),
            **self.school.asked(),
            contact_name=f.contact_name.data or "",
            contact_email=f.contact_email.data or "",
            contact_phone=f.contact_phone.data or "",
            day_contact=f.day_contact.data or None,
            remark=f.remark.data or None,
            weekdays=tuple(one for one in WEEKDAYS if one in chosen_days),
            dayparts=tuple(one for one in DAYPARTS if one in chosen_parts),
            wish_from=f.not_before.day,
            wish_until=f.not_after.day,
            same_day=bool(f.same_day.data),
            programme_id=self.lessons.programme.id if self.lessons.programme else None,
            times=self.plan.times(),
            breaks=self.plan.breaks,
        )

    # --- buttons that change the page and send nothing -----------------------------------------------------------------

    def add_row(self) -> None:
        if len(self.raws) < MOST_GROUPS:
            self._set_rows([*self.raws, {}])

    def remove_row(self, number_of_row: int) -> None:
        plan_rows.group_removed(self.data, number_of_row)
        self._set_rows(without_row(self.raws, number_of_row) or [{}])

    def split_row(self, number_of_row: int, calendar: SchoolCalendar) -> None:
        """Two groups in the place of one that is too large. A schedule that nobody changed is made anew."""
        if not 1 <= number_of_row <= len(self.raws) or len(self.rows.used) >= MOST_GROUPS:
            return
        as_laid = self.plan.as_laid(calendar)
        plan_rows.group_split(self.data, number_of_row)
        self._set_rows(halved(self.raws, number_of_row))
        if as_laid:
            self.plan.make(calendar)

    def set_school(self) -> None:
        """Another school was found or let go: it says what the rows begin with."""
        self._write(school.PICK, [self.school.value] if self.school.value else [])
        self._set_rows(self.raws)

    @property
    def looks_for_school(self) -> bool:
        """Enter, with a school to be found and nothing of the end of the form filled in: nobody sends yet."""
        typed = any(self.fields[name].data for name in CONTACT)
        return self.school.undecided and bool(self.school.text.school_query.data) and not typed

    def find_school(self) -> str:
        """Zoek school. Answers the control to go on with."""
        focus = self.school.look()
        self.set_school()
        return focus

    def other_school(self) -> str:
        """Kies een andere school."""
        focus = self.school.drop()
        self.set_school()
        return focus

    def swap(self, old: str, new: str) -> None:
        """Another offering in the place of one that is gone, for the same groups."""
        many = self.data.getlist
        self._write("split", [new if slug == old else slug for slug in many("split")])
        chosen = list(dict.fromkeys([*(slug for slug in many("offering") if slug != old), new]))
        self.data.setlist("offering", chosen)
        self.data.setlist("offered", list(dict.fromkeys([*(slug for slug in many("offered") if slug != old), new])))
        for raw in self.raws:
            if "offering" in raw:
                raw["offering"] = [new if slug == old else slug for slug in raw["offering"]]
        plan_rows.rename(self.data, old, new)
        self.lessons = self._lessons()
        self._set_rows(self.raws)

    def _write(self, name: str, values: list[str]) -> None:
        """In the place of what was posted. A name without a value is none: werkzeug stumbles over it."""
        self.data.poplist(name)
        if values:
            self.data.setlist(name, values)

    def stop(self, ids: Sequence[int]) -> None:
        """These turn out to be gone, though the page did not know it yet."""
        lessons = self.lessons
        lessons.gone = [card.slug for card in lessons.ticked if card.id in ids]
        lessons.shown = [card for card in lessons.shown if card.id not in ids]
        lessons.ticked = [card for card in lessons.ticked if card.id not in ids]
        self._set_rows(self.raws)

    def set_date(self, name: str, value: str) -> None:
        """The day that the check page proposed, in the place of one in a holiday."""
        if name in ("not_before", "not_after") and read_date(value) is not None:
            self.data.setlist(name, [value])
            self.fields[name].raw_data = [value]
            self.fields[name].data = value
        on, instead = read_date(name.removeprefix(PLANNED)), read_date(value)
        if name.startswith(PLANNED) and on and instead:
            plan_rows.move_day(self.data, on, instead)
            self._set_rows(self.raws)


def current_names(data: MultiDict[str, str]) -> MultiDict[str, str]:
    """The same answers under the names of this release."""
    if not any(name in data for name in FORMER_NAMES):
        return MultiDict(data)
    renamed: MultiDict[str, str] = MultiDict()
    for name, value in data.items(multi=True):
        renamed.add(FORMER_NAMES.get(name, name), value)
    return renamed


def carried(form: RequestForm) -> list[tuple[str, str]]:
    """Every answer as hidden fields, for a page that shows them as text."""
    known = {name for name in form.fields._fields if name not in ("csrf_token", "seen")}
    known |= {"offered", "offering", "offering_more", "split", *school.NAMES}
    return [
        (name, value)
        for name, value in form.data.items(multi=True)
        if name in known or name.startswith(("groups-", "own-", "plan-", "plan_"))
    ]
