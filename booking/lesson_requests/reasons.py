# SPDX-License-Identifier: EUPL-1.2
"""Why a booking is declined: the label that colleagues see, the text that the school gets. The desk offers them in this order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

OTHER = "other"


@dataclass(frozen=True)
class Reason:
    """`text` may hold %(lead)s, %(years)s and %(groups)s. An empty one means: a colleague's own words, at least one sentence."""

    code: str
    label: Any
    text: Any


DECLINE = (
    Reason(
        "full",
        _l("Vol dit schooljaar"),
        _l("Deze les is dit schooljaar vol. Vraag de les aan voor het volgende schooljaar, of kies nu een andere les."),
    ),
    Reason(
        "no_trainer",
        _l("Geen trainer in deze periode"),
        _l(
            "In de periode die u vraagt, is geen trainer vrij. Kan het in een andere periode of op andere dagen? "
            "Vraag de les dan opnieuw aan."
        ),
    ),
    Reason(
        "too_soon",
        _l("Te kort van tevoren"),
        _l(
            "U vraagt de les aan voor een datum die te dichtbij is. We hebben %(lead)s nodig om een trainer te vinden. "
            "Kies een latere datum en vraag de les opnieuw aan."
        ),
    ),
    Reason(
        "not_fitting",
        _l("Past niet bij deze groep"),
        _l(
            "Deze les is gemaakt voor %(years)s. Voor %(groups)s past de les niet goed. "
            "Bekijk welke lessen er voor deze groep wel zijn."
        ),
    ),
    Reason(
        "duplicate",
        _l("Al aangevraagd"),
        _l(
            "Uw school heeft deze les al aangevraagd voor dezelfde groep. Daarom behandelen we deze aanvraag niet apart. "
            "Overleg met uw collega's. Komt u er niet uit? Beantwoord deze mail."
        ),
    ),
    Reason(
        "no_answer",
        _l("Geen antwoord van de school"),
        _l(
            "We hebben u een vraag gesteld. We kregen geen antwoord en stoppen daarom met deze aanvraag. "
            "Wilt u de les nog? Vraag de les dan opnieuw aan."
        ),
    ),
    Reason(
        "stopped",
        _l("Les wordt niet meer gegeven"),
        _l("We geven deze les niet meer. Bekijk welke andere lessen er zijn over hetzelfde onderwerp."),
    ),
    Reason(OTHER, _l("Anders"), ""),
)
BY_CODE = {reason.code: reason for reason in DECLINE}


def choices() -> list[tuple[str, Any]]:
    """(code, label) for the field "Reden"."""
    return [(reason.code, reason.label) for reason in DECLINE]


def label(code: str) -> Any:
    """What colleagues see; a code of a former version shows as it is."""
    return BY_CODE[code].label if code in BY_CODE else code


def text(code: str, *, lead: str, years: str, groups: str) -> str:
    """What the school reads; empty for a colleague's own words."""
    reason = BY_CODE.get(code)
    return str(reason.text) % {"lead": lead, "years": years, "groups": groups} if reason and reason.text else ""
