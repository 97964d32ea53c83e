# SPDX-License-Identifier: EUPL-1.2
"""What is done to the register of schools, one module an intent."""
