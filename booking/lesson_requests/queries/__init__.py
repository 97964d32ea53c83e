# SPDX-License-Identifier: EUPL-1.2
"""Every question about requests: `one` request whole, the `desk`'s lists."""

from .one import by_link, by_reference, ids_with_working_link, locked, one, with_working_link

__all__ = ["by_link", "by_reference", "ids_with_working_link", "locked", "one", "with_working_link"]
