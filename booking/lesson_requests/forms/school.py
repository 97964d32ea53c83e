# SPDX-License-Identifier: EUPL-1.2
"""Which school: looked for in the register and picked, or typed where it does not stand there.

As long as the register is empty, name and address are all there is. What was typed for one way is kept when another is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms.validators import StopValidation

from booking.forms import PartForm, Text
from booking.schools.search import LIMIT, Found, SchoolIndex, SchoolRow, said_of

from .fields import plain_name
from .levels import Teaches, teaches

OTHER = "other"
"""What the radio "Mijn school staat er niet bij" sends; the others send the number of a school."""
QUERY, PICK, NAME, ADDRESS = NAMES = ("school_query", "school", "school_name", "school_address")
LEAST = 2
_LETTERS = re.compile(r"[^\W\d_]{3}")
"""A name has some; a postcode has two."""
EMPTY = SchoolIndex(())


def _searchable(form: Any, wtf: Any) -> None:
    if len(wtf.data or "") < LEAST:
        raise StopValidation(_("Vul de naam of postcode van uw school in."))


def _name(form: Any, wtf: Any) -> None:
    wtf.data = plain_name(wtf.data or "")
    if len(wtf.data) < LEAST:
        raise StopValidation(_("Vul de naam van de school in."))


def _address(form: Any, wtf: Any) -> None:
    wtf.data = " ".join((wtf.data or "").split())
    if len(wtf.data) < 5:
        raise StopValidation(_("Vul het adres van de school in, bijvoorbeeld Voorbeeldstraat 1, 3511 AA Utrecht."))


class SchoolText(PartForm):
    """What is typed of a school. Each is looked at alone, where it counts."""

    school_query = Text(
        _l("Naam of postcode van uw school"),
        [_searchable],
        max_length=80,
        description=_l("Bijvoorbeeld: Voorbeeldboom of 3511"),
    )
    school_name = Text(_l("Naam van de school en vestiging"), [_name], max_length=100)
    school_address = Text(
        _l("Adres van de school"), [_address], max_length=150, description=_l("Straat, huisnummer, postcode en plaats")
    )


class SchoolPart:
    """The part of a form that says which school. `keep`: the school of a request that is changed, also where it closed since."""

    def __init__(self, index: SchoolIndex, data: Mapping[str, str], keep: int | None = None) -> None:
        self.index, self.keep = index, keep
        self.text: Any = SchoolText(formdata=MultiDict(data) if data else None)
        self.value = data.get(PICK, "").strip()
        # Forms of the release before this one, and of the time before the first import, have no field to search.
        self._only_typed = bool(data) and QUERY not in data and not self.value
        self.guessed = self.looking = False
        if self.value == OTHER:
            self._typed_already()
        self.pick_error = self.notice = ""

    def _typed_already(self) -> None:
        """What was searched for is the name of a school that does not stand there."""
        query, name = self.text.school_query.data or "", self.text.school_name
        if not name.data and _LETTERS.search(query):
            name.data, name.raw_data = query, [query]

    # --- what stands on the page ----------------------------------------------------------------------------------

    @property
    def known(self) -> bool:
        """Is there anything to pick from, or picked?"""
        return len(self.index) > 0 or self.chosen is not None

    @property
    def other(self) -> bool:
        """Typed, and looked up by us."""
        return self.value == OTHER or self._only_typed or not self.known

    @property
    def chosen(self) -> SchoolRow | None:
        """The school that was picked; one that was merged since is the one that it became."""
        if not (self.value.isascii() and self.value.isdigit() and len(self.value) < 10):
            return None
        picked = int(self.value)
        return self.index.by_id.get(picked) if picked == self.keep else self.index.standing_in(picked)

    @property
    def picked(self) -> SchoolRow | None:
        """What stands there as text. Not while somebody looks further."""
        return None if self.looking else self.chosen

    @property
    def undecided(self) -> bool:
        """Nothing picked and nothing typed in place of it: Enter looks for the school rather than sends."""
        return not self.other and self.chosen is None

    @cached_property
    def hits(self) -> Found:
        """What the query finds, best first."""
        return self.index.find(self.text.school_query.data or "", LIMIT)

    @property
    def offered(self) -> list[tuple[str, str, str]]:
        """The radios: value, name, address; the last is that it is none of them. None before something was looked for."""
        if not (self.looking or self.other or self.pick_error or self.text.school_query.errors):
            return []
        listed = [(str(hit.id), hit.name, hit.address) for hit in self.hits.hits]
        return [*listed, (OTHER, _("Mijn school staat er niet bij"), "")]

    @property
    def checked(self) -> str:
        """The radio that is on: what was picked, or the only hit of a search."""
        if self.other:
            return OTHER
        hits = [str(hit.id) for hit in self.hits.hits]
        return self.value if self.value in hits else hits[0] if self.looking and len(hits) == 1 else ""

    @property
    def teaches(self) -> Teaches:
        """What the picked school says of the level of its groups."""
        return teaches(self.chosen) if self.chosen else Teaches()

    # --- what the buttons do --------------------------------------------------------------------------------------

    def look(self) -> str:
        """Zoek school: the list, and a word where it is empty or too long. Answers the control to go on with."""
        self.looking, query = True, self.text.school_query
        if not query.validate(self.text):
            self.notice, query.errors = str(query.errors[0]), []
        elif not 0 < self.hits.total <= LIMIT:
            self.notice = said_of(self.hits, query.data)
            if not self.hits.total:
                self._typed_already()
        if self.value != OTHER:
            self.value = self.checked
        return QUERY if self.notice else PICK

    def drop(self) -> str:
        """Kies een andere school."""
        self.value = ""
        return QUERY

    def look_again(self, index: SchoolIndex) -> None:
        """The register as it is now: what was picked closed meanwhile."""
        self.index, self.keep = index, None
        vars(self).pop("hits", None)

    # --- sending --------------------------------------------------------------------------------------------------

    def validate(self) -> bool:
        """Is it clear which school is meant? A single hit is taken, to be asked about."""
        text = self.text
        if self.chosen is not None:
            return True
        if self.other:
            return all([text.school_name.validate(text), text.school_address.validate(text)])
        if self.value:
            return self._refuse(_("Deze school is gesloten. Kies een andere school."))
        if not text.school_query.validate(text):
            return False
        if 1 < self.hits.total <= LIMIT:
            return self._refuse(_("Kies uw school uit de lijst."))
        if self.hits.total != 1:
            text.school_query.errors = [said_of(self.hits, text.school_query.data)]
            return False
        self.value, self.guessed = str(self.hits.hits[0].id), True
        return True

    def _refuse(self, sentence: str) -> bool:
        """Said at the list, or at the field where there is none."""
        if self.hits.hits:
            self.pick_error = sentence
        else:
            self.text.school_query.errors = [sentence]
        return False

    @property
    def found(self) -> list[tuple[str, str]]:
        """Its mistakes: (id of the control, sentence)."""
        errors = [(wtf.id, str(wtf.errors[0])) for wtf in self.text if wtf.errors]
        return errors or ([(PICK, self.pick_error)] if self.pick_error else [])

    def asked(self) -> dict[str, Any]:
        """Its part of `Asked`, once it was found right."""
        school = self.chosen
        if school is not None:
            return {"school_id": school.id, NAME: school.name, ADDRESS: school.address}
        return {"school_id": None, NAME: self.text.school_name.data or "", ADDRESS: self.text.school_address.data or ""}
