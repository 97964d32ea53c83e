# SPDX-License-Identifier: EUPL-1.2
"""The pages of requests. Each view module adds its routes to a blueprint when it is imported here."""

from flask import Flask

from . import (  # noqa: F401  # noqa: F401  # noqa: F401
    again,
    change,
    closed_days,
    decision,
    desk_page,
    for_school,
    form,
    lost_link,
    new,
    page,
    school_days,
    schools,
    schools_edit,
    schools_link,
    schools_merge,
    shelf,
    takeover,
    withdraw,
)
from . import desk as desk_lists  # noqa: F401
from .blueprints import desk, lesson_requests

__all__ = ["desk", "lesson_requests", "register"]


def register(app: Flask) -> None:
    app.register_blueprint(lesson_requests)
    app.register_blueprint(desk)
