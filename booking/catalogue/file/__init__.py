# SPDX-License-Identifier: EUPL-1.2
"""The catalogue as a file: what may stand in it, reading it, writing it, and what of it is a row of the database.

Only `rows` knows the models; none of it asks the database. Whether a slug exists there is the question of `actions.load`.
"""

from .reading import Problem, Row, WrongFile, read
from .writing import differences, write

__all__ = ["Problem", "Row", "WrongFile", "differences", "read", "write"]
