# SPDX-License-Identifier: EUPL-1.2
"""Every question about requests: `one` request whole, the `desk`'s lists."""

from .one import by_reference, by_token, ids_with_working_link, locked, of_address, one
from .reading import to_read

__all__ = ["by_reference", "by_token", "ids_with_working_link", "locked", "of_address", "one", "to_read"]
