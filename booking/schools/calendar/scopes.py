# SPDX-License-Identifier: EUPL-1.2
"""For whom a closed day holds, as the table says it: the country, a region, the municipality, or one school."""

from __future__ import annotations

from booking.schools.models import MUNICIPALITY

from .closed import REGIONS

COUNTRY = "NL"
OF_SCHOOL = "school:"
REGION_SCOPES = {name.lower(): name for name in REGIONS}
HOLIDAY = "vakantie"
"""What every school holiday is called at its end; another day of the whole country is a public holiday."""


def kind_of(scope: str, name: str) -> str:
    """What kind of closure a day of this scope is."""
    if scope == MUNICIPALITY:
        return "municipality"
    if scope.startswith(OF_SCHOOL):
        return "own"
    return "school" if scope in REGION_SCOPES or name.casefold().endswith(HOLIDAY) else "public"


def holds_in(scope: str, region: str) -> bool:
    """Does a day of this scope hold in this region? That of another region does not."""
    return scope not in REGION_SCOPES or REGION_SCOPES[scope] == region
