# SPDX-License-Identifier: EUPL-1.2
"""The pages of requests. Each view module adds its routes to a blueprint when it is imported here."""

from flask import Flask

from . import change, decision, desk_page, for_school, form, lost_link, new, page, withdraw  # noqa: F401
from . import desk as desk_lists  # noqa: F401
from . import schools, schools_edit, schools_link, schools_merge  # noqa: F401
from .blueprints import desk, lesson_requests

__all__ = ["desk", "lesson_requests", "register"]


def register(app: Flask) -> None:
    app.register_blueprint(lesson_requests)
    app.register_blueprint(desk)
