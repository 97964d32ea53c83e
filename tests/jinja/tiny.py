# SPDX-License-Identifier: EUPL-1.2
"""An application with nothing but templates: every page that the frame links to, and no database."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import Flask, request
from flask_babel import Babel
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

from booking import assets, jinja
from config import ROOT

LINKS = {
    "site.start": "/",
    "catalogue.offerings": "/lesaanbod",
    "site.how_it_works": "/zo-werkt-het",
    "lesson_requests.lost_link": "/link-kwijt",
    "site.accessibility": "/toegankelijkheid",
    "site.privacy": "/privacy",
    "staff.sign_in": "/inloggen",
    "staff.sign_out": "/uitloggen",
    "desk.day": "/beheer/",
    "desk.queue": "/beheer/aanvragen",
    "desk.schools": "/beheer/scholen",
    "outbox.mail_log": "/beheer/mail",
}
SETTINGS = {
    "SECRET_KEY": "k" * 40,
    "BASE_URL": "http://127.0.0.1:5000",
    "THEME": "utrecht",
    "ORGANISATION_NAME": "Gemeente Utrecht",
    "ORGANISATION_PHONE": "14 030",
    "ORGANISATION_HOURS": "maandag t/m vrijdag 8.30 – 17.30 uur",
    "SECRETARIAT_EMAIL": ("secretariaatveiligheid@utrecht.nl",),
    "ANSWER_WORKDAYS": 5,
    "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
}
COBY = SimpleNamespace(is_authenticated=True, is_active=True, name="Coby Voorbeeld", role_names={"coordinator"})


def tiny_app(person: Any = None, language: str = "nl", **settings: Any) -> Flask:
    """`person` is who signed in, everywhere."""
    app = Flask("booking", root_path=str(ROOT / "booking"), template_folder=str(ROOT / "templates"))
    app.config.update(SETTINGS | settings)
    CSRFProtect(app)
    Babel(app, locale_selector=lambda: "en" if request and request.script_root == "/en" else language)
    LoginManager(app).request_loader(lambda _request: person)
    jinja.register(app)
    assets.register(app)
    for endpoint, path in LINKS.items():
        app.add_url_rule(path, endpoint, lambda **_values: "", methods=["GET", "POST"])
    return app
