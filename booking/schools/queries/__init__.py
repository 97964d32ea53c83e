# SPDX-License-Identifier: EUPL-1.2
"""Questions about the register of schools."""

from .one import held, one

__all__ = ["held", "one"]
