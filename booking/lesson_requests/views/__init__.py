# SPDX-License-Identifier: EUPL-1.2
"""The pages of requests. Each view module adds its routes to a blueprint when it is imported here."""

from flask import Flask

from .blueprints import desk, lesson_requests

__all__ = ["desk", "lesson_requests", "register"]


def register(app: Flask) -> None:
    app.register_blueprint(lesson_requests)
    app.register_blueprint(desk)
