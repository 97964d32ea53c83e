# SPDX-License-Identifier: EUPL-1.2
"""The forms of requests: what may be typed, and the sentences for what may not. They know no database: choices are handed in."""
