# SPDX-License-Identifier: EUPL-1.2
"""A request that goes to a colleague."""
