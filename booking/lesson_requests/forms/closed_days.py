# SPDX-License-Identifier: EUPL-1.2
"""Days on which schools are closed: all schools, those of a region, or one school."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from booking.forms import Choice, StaffForm, Text
from booking.schools.actions.closed import Days
from booking.schools.calendar.file import NAME_LENGTH
from booking.schools.calendar.scopes import COUNTRY, REGION_SCOPES
from booking.schools.models import MUNICIPALITY

from .fields import DateText

SCOPES = {
    MUNICIPALITY: _l("Alle scholen in de gemeente"),
    **{scope: _l("Regio %(region)s", region=name) for scope, name in REGION_SCOPES.items()},
    COUNTRY: _l("Heel Nederland"),
}


class SchoolDaysForm(StaffForm):
    """Some days of one school."""

    day_name = Text(_l("Naam"), [DataRequired(_l("Vul een naam in, bijvoorbeeld Studiedag."))], max_length=NAME_LENGTH)
    day_first = DateText(_l("Eerste dag"), [DataRequired(_l("Kies een datum."))])
    day_last = DateText(_l("Laatste dag"), description=_l("Alleen als het meer dagen zijn."))

    def days(self, scope: str) -> Days:
        """What it says, once it was found right."""
        first = self.day_first.day or date.min
        name = " ".join((self.day_name.data or "").split())
        return Days(scope=scope, name=name, first=first, last=self.day_last.day or first)


class DaysForm(SchoolDaysForm):
    """Some days of more schools than one."""

    day_scope = Choice(_l("Voor welke scholen?"), default=MUNICIPALITY)


def for_all(form: DaysForm) -> DaysForm:
    """With the scopes to choose from."""
    form.day_scope.choices = list(SCOPES.items())
    return form
