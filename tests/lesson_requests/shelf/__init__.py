# SPDX-License-Identifier: EUPL-1.2
"""The shelf of one address."""
