# SPDX-License-Identifier: EUPL-1.2
"""Questions about the register of schools."""

from .closed import calendar_of, held_calendar
from .one import held, one
from .picker import held_index, schools_index

__all__ = ["calendar_of", "held", "held_calendar", "held_index", "one", "schools_index"]
