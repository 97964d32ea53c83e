# SPDX-License-Identifier: EUPL-1.2
"""The pages of signing in and of accounts. Each view module adds its routes to the blueprint when it is imported here."""

from flask import Flask
from flask_wtf.csrf import CSRFError

from booking.staff import signin

from . import accounts, password
from .again import ask_to_sign_in, stale_token
from .blueprint import bp

__all__ = ["accounts", "password", "register"]


def register(app: Flask) -> None:
    signin.register(app)
    app.login_manager.unauthorized_handler(ask_to_sign_in)  # type: ignore[attr-defined]
    app.register_error_handler(CSRFError, stale_token)
    app.register_blueprint(bp)
