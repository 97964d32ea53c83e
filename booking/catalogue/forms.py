# SPDX-License-Identifier: EUPL-1.2
"""The filters of the list: a form that is sent by GET, so that the address holds what was chosen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SearchField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput

from booking.forms import FilterForm

from .browse import KIND_WORDS, ORDERS, Choice
from .models import SHOWN
from .phrases import YEARS

LONGEST = 200


class OfferingFilters(FilterForm):
    """Nothing here is ever an error: what a filter does not know is as if it were not there."""

    q = SearchField(_l("Zoekwoord"))
    niveau = SelectField(_l("Niveau"), choices=[], validate_choice=False)
    leerjaar = IntegerField(_l("Groep of leerjaar"))
    soort = SelectField(_l("Soort"), choices=[], validate_choice=False)
    thema = SelectMultipleField(_l("Thema"), choices=[], validate_choice=False)
    kosten = BooleanField(_l("Alleen gratis"), widget=CheckboxInput())
    sorteer = SelectField(_l("Sorteer op"), choices=[], validate_choice=False)
    pagina = IntegerField()

    def choice(self) -> Choice:
        niveau = self.niveau.data if self.niveau.data in SHOWN else ""
        first, last = YEARS.get(niveau, (1, 0))
        year = self.leerjaar.data
        return Choice(
            q=" ".join((self.q.data or "").split())[:LONGEST].strip(),
            niveau=niveau,
            leerjaar=year if year is not None and first <= year <= last else None,
            soort=self.soort.data if self.soort.data in KIND_WORDS else "",
            thema=tuple(dict.fromkeys(sorted(self.thema.data or []))),
            gratis=self.kosten.data and self.kosten.raw_data == ["gratis"],
            sorteer=self.sorteer.data if self.sorteer.data in ORDERS else "",
            pagina=max(1, min(self.pagina.data or 1, 1000)),
        )
