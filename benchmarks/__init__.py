# SPDX-License-Identifier: EUPL-1.2
"""What is measured, and how, beside its limit. `make bench`, or `make bench ARGS="catalogue flow"` for some."""
