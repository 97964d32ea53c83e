# SPDX-License-Identifier: EUPL-1.2
"""The pages of requests. Each view module adds its routes to a blueprint when it is imported here."""

from flask import Flask

from booking.lesson_requests.forms.request import new_key
from booking.web import now

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
from .asking import KEY_MARK
from .blueprints import desk, lesson_requests

__all__ = ["desk", "lesson_requests", "register"]


def register(app: Flask) -> None:
    app.register_blueprint(lesson_requests)
    app.register_blueprint(desk)
    app.extensions["page_marks"] = {KEY_MARK.encode(): lambda: new_key(now()).encode()}
