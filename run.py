# SPDX-License-Identifier: EUPL-1.2
"""Creates the app (`flask --app run`, `gunicorn run:app`); run as a program it starts everything on the embedded default."""

from __future__ import annotations

import errno
import os
import secrets
import socket
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from gunicorn.app.base import Application

from booking import create_app, logs
from booking.demo import actions as examples
from booking.demo import mailserver
from booking.extensions import db
from booking.staff.signin import hashed
from booking.web import now, writing
from config import ROOT, Config, ConfigError

EXAMPLE_SIGN_IN = "example_sign_in"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def _step(text: str) -> None:
    print(f"\033[1m==>\033[0m {text}", flush=True)


def _stop(text: str) -> None:
    sys.exit(f"Stopped: {text}")


def _lasting_key(folder: Path, name: str, length: int = 48) -> str:
    """The secret of this instance: made once, readable by its owner only."""
    path = folder / name
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(length))
    except FileExistsError:
        pass
    return path.read_text().strip()


def embedded_settings(environ: MutableMapping[str, str]) -> None:
    """What DEMO=1 adds where nothing was said: keys that last, an address, the local mail server."""
    environ.setdefault("DEMO", "1")
    host, port = environ.setdefault("HOST", "127.0.0.1"), environ.setdefault("PORT", "5000")
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65500):
        raise ConfigError(f"PORT must be a number from 1 to 65499; it is {port!r}.")
    folder = Path(environ.get("INSTANCE") or ROOT / "instance").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("SECRET_KEY", "TOTP_KEYS"):
        environ.setdefault(name, _lasting_key(folder, name.lower()))
    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104  (read, not bound)
    environ.setdefault("BASE_URL", f"http://{shown}:{port}")
    if not environ.get("MAIL_SERVER"):
        environ.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=str(int(port) + 25), LOCAL_MAIL="1")
    environ.setdefault("MAIL_DEFAULT_SENDER", "Lesaanbod gemeente Utrecht <lesaanbod@utrecht.example>")


try:
    if __name__ == "__main__" or os.environ.get("DEMO", "0") == "1":
        embedded_settings(os.environ)
    app = create_app(Config.from_environment(os.environ))
except ConfigError as error:
    _stop(str(error))


def _refuse_taken_ports() -> None:
    ports = {"PORT": int(os.environ["PORT"])}
    if os.environ.get("LOCAL_MAIL") == "1":
        ports["PORT (+25, the local mail server)"] = int(os.environ["MAIL_PORT"])
    for name, port in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((os.environ["HOST"], port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    _stop(f"{name} {port} is taken by another program. Choose another: make run PORT={port + 1000}")
                _stop(f"{name} {port} on {os.environ['HOST']} cannot be used: {error.strerror}.")


def _prepare_database() -> None:
    with app.app_context():
        _step("bringing the database up to date")
        upgrade(str(ROOT / "migrations"))
        db.session.remove()
        db.engine.dispose()  # the web process opens its own connections


def _load_examples() -> None:
    """On the first start only: a site without lessons, colleagues and requests shows nothing."""
    with app.app_context():
        if examples.loaded_before():
            return
        _step("loading the example catalogue, colleagues and requests")
        word = _lasting_key(Path(app.config["INSTANCE"]), EXAMPLE_SIGN_IN, 12)
        password = hashed(word)
        with writing():
            examples.load_examples(now(), password, app.config["ANSWER_WORKDAYS"])
        db.session.remove()
        db.engine.dispose()


def _tell(server: Any) -> None:
    url = app.config["BASE_URL"]
    print(f"\n  The site      {url}/\n  For staff     {url}/beheer/")
    password = Path(app.config["INSTANCE"]) / EXAMPLE_SIGN_IN
    if os.environ["HOST"] in LOOPBACK and password.exists():
        for email in (
            "coby@gemeente.example (coordinator)",
            "sem@gemeente.example (secretariat)",
            "ada@gemeente.example (administrator)",
        ):
            print(f"                {email}")
        print(f"                password {password.read_text().strip()}")
    if app.config["LOCAL_MAIL"]:
        print(f"  The mailbox   {url}/postvak")
    print("\n  Ctrl-C stops all of it.\n", flush=True)


class Server(Application):
    """Gunicorn with the settings of gunicorn.conf.py, around the app that stands here already."""

    def load_config(self) -> None:
        self.load_config_from_file(str(ROOT / "gunicorn.conf.py"))
        self.cfg.set("when_ready", _tell)

    def load(self) -> Any:
        return app


def main() -> None:
    """Database, example data on the first start, then the web server with the worker in it. Ctrl-C stops all of it."""
    _refuse_taken_ports()
    _prepare_database()
    _load_examples()
    if app.config["LOCAL_MAIL"]:
        _step("starting the local mail server")
        mailserver.start(app.config["MAIL_PORT"], app.config["INSTANCE"])
    log_file = Path(app.config["INSTANCE"]) / "lesaanbod.log"
    _step(f"starting; what happens is written to {log_file}")
    with open(log_file, "a", buffering=1, encoding="utf-8") as stream:
        logs.configure(stream, errors=sys.stderr)
        Server("%(prog)s").run()


if __name__ == "__main__":
    main()
