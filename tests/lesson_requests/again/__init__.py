# SPDX-License-Identifier: EUPL-1.2
"""The form filled in from a former request."""
