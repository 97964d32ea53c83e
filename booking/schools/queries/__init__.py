# SPDX-License-Identifier: EUPL-1.2
"""Questions about the register of schools."""

from .closed import calendar_of
from .one import held, one
from .picker import held_index, schools_index, version_of

__all__ = ["calendar_of", "held", "held_index", "one", "schools_index", "version_of"]
