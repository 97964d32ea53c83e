# SPDX-License-Identifier: EUPL-1.2
"""The register from files: DUO's lists and our own, read and compared with what stands in the database. None of it asks the database."""

from .compare import Known, Plan, compare
from .files import Found, read
from .lines import told
from .wrong import WrongFile

__all__ = ["Found", "Known", "Plan", "WrongFile", "compare", "read", "told"]
