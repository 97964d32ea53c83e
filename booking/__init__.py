# SPDX-License-Identifier: EUPL-1.2
"""The table of contents: `create_app` puts the parts together, in order. Nobody imports a name from here."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Config

FEATURES_WITH_TABLES = ("history", "links", "outbox", "staff", "schools", "catalogue", "planning", "lesson_requests")


def create_app(config: Config | None = None) -> Flask:
    """The application with these settings (those of the environment, if none are given)."""
    from . import assets, cli, database, extensions, jinja, logs, pages, quicker, versions, web

    for feature in FEATURES_WITH_TABLES:
        import_module(f"booking.{feature}.models")
    config = config or Config.from_environment(os.environ)
    Path(config.INSTANCE).mkdir(parents=True, exist_ok=True)
    app = Flask(
        __name__, template_folder=str(ROOT / "templates"), static_folder="static", instance_path=str(config.INSTANCE)
    )
    app.jinja_environment = quicker.QuickEnvironment
    app.config.from_mapping(config.for_flask())

    logs.register(app)
    extensions.db.init_app(app)
    extensions.mail.init_app(app)
    extensions.csrf.init_app(app)
    extensions.migrate.init_app(app, extensions.db, directory=str(ROOT / "migrations"), render_as_batch=True)
    extensions.babel.init_app(app, locale_selector=web.language)
    extensions.limiter.init_app(app)
    with app.app_context():
        database.install_hooks(extensions.db.engine)
    versions.watch(extensions.db.session)
    web.register(app)
    jinja.register(app)
    extensions.babel.speed_up(app.jinja_env)
    assets.register(app)
    _register_features(app)
    cli.register(app)

    app.wsgi_app = web.LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    if config.PAGE_CACHE:
        with app.app_context():
            marks, hosts = app.extensions["page_marks"], app.config["TRUSTED_HOSTS"]
            kept = pages.PageCache(app.wsgi_app, extensions.db.engine, hosts=hosts, marks=marks)
        app.wsgi_app = kept  # type: ignore[method-assign]
    if config.TRUSTED_PROXIES:
        hops = config.TRUSTED_PROXIES
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    return app


def _register_features(app: Flask) -> None:
    """One line a feature, from left to right."""
    from booking import tasks
    from booking.catalogue import views as catalogue_views
    from booking.demo import views as demo_views
    from booking.lesson_requests import views as lesson_request_views
    from booking.outbox import views as outbox_views
    from booking.schools import views as school_views
    from booking.site import health
    from booking.site import views as site_views
    from booking.staff import views as staff_views

    outbox_views.register(app)
    staff_views.register(app)
    school_views.register(app)
    catalogue_views.register(app)
    lesson_request_views.register(app)
    site_views.register(app)
    health.register(app)
    demo_views.register(app)
    tasks.register(app)
