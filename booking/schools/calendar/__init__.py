# SPDX-License-Identifier: EUPL-1.2
"""On which days the municipality works, and on which days a school is open. All pure."""

from .closed import (
    KINDS,
    REGION,
    REGIONS,
    Closure,
    SchoolCalendar,
    known_holidays,
    missing_year,
    region_of,
    school_year_name,
    school_year_of,
)
from .workdays import add_workdays, answer_by, is_workday, public_holidays, workdays_between

__all__ = [
    "KINDS",
    "REGION",
    "REGIONS",
    "Closure",
    "SchoolCalendar",
    "add_workdays",
    "answer_by",
    "is_workday",
    "known_holidays",
    "missing_year",
    "public_holidays",
    "region_of",
    "school_year_name",
    "school_year_of",
    "workdays_between",
]
