# SPDX-License-Identifier: EUPL-1.2
"""Every setting, read from the environment once. A default is right for production and fit to publish, or there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
SECRET_KEY_LENGTH = 32
FALSE_WORDS = {"", "0", "no", "false", "off", "nee"}


class ConfigError(Exception):
    """A setting is missing or unsafe. The text is a whole sentence that says what to set."""


def _flag(environ: Mapping[str, str], name: str, default: bool) -> bool:
    value = environ.get(name)
    return default if value is None else value.strip().lower() not in FALSE_WORDS


def _number(environ: Mapping[str, str], name: str, default: int, low: int = 0) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or int(text) < low:
        raise ConfigError(f"{name} must be a whole number from {low}; it is {text!r}.")
    return int(text)


def _list(environ: Mapping[str, str], name: str, default: str = "") -> tuple[str, ...]:
    return tuple(part.strip() for part in environ.get(name, default).split(",") if part.strip())


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings of `docs/settings.md`, upper case as Flask wants them. Derived ones are properties."""

    DEMO: bool = False
    INSTANCE: Path = ROOT / "instance"
    SECRET_KEY: str
    SECRET_KEY_FALLBACKS: tuple[str, ...] = ()
    TOTP_KEYS: tuple[str, ...] = ()
    BASE_URL: str = "http://127.0.0.1:5000"
    DATABASE_URL: str = ""
    REDIS_URL: str = ""
    TRUSTED_PROXIES: int = 0
    RATELIMIT_ENABLED: bool = True
    WEB_THREADS: int = 8
    PAGE_CACHE: bool = True
    METRICS_TOKEN: str = ""
    LOCAL_MAIL: bool = False
    MAIL_SERVER: str = ""
    MAIL_PORT: int = 25
    MAIL_USERNAME: str = ""
    MAIL_PASSWORD: str = field(default="", repr=False)
    MAIL_USE_TLS: bool = False
    MAIL_USE_SSL: bool = False
    MAIL_TIMEOUT: int = 15
    MAIL_DEFAULT_SENDER: str = ""
    SECRETARIAT_EMAIL: tuple[str, ...] = ("secretariaatveiligheid@utrecht.nl",)
    MUNICIPALITY_CODE: str = "0344"
    THEME: str = "utrecht"
    ORGANISATION_NAME: str = "Gemeente Utrecht"
    ORGANISATION_PHONE: str = "14 030"
    ORGANISATION_HOURS: str = "maandag t/m vrijdag 8.30 – 17.30 uur"
    ANSWER_WORKDAYS: int = 5
    EXTRA: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Config:
        """Read and check the settings. Raises ConfigError with what to do about it."""
        text: dict[str, Any] = {
            name: environ[name].strip()
            for name in (
                "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "METRICS_TOKEN", "MAIL_SERVER", "MAIL_USERNAME", "MAIL_PASSWORD",
                "MAIL_DEFAULT_SENDER", "MUNICIPALITY_CODE", "THEME", "ORGANISATION_NAME", "ORGANISATION_PHONE", "ORGANISATION_HOURS",
            )
            if environ.get(name, "").strip()
        }  # fmt: skip
        config = cls(
            **{"SECRET_KEY": "", **text},
            DEMO=_flag(environ, "DEMO", False),
            INSTANCE=Path(environ.get("INSTANCE") or ROOT / "instance").resolve(),
            BASE_URL=environ.get("BASE_URL", cls.BASE_URL).strip().rstrip("/"),
            SECRET_KEY_FALLBACKS=_list(environ, "SECRET_KEY_FALLBACKS"),
            TOTP_KEYS=_list(environ, "TOTP_KEYS"),
            TRUSTED_PROXIES=_number(environ, "TRUSTED_PROXIES", 0),
            RATELIMIT_ENABLED=_flag(environ, "RATELIMIT_ENABLED", True),
            WEB_THREADS=_number(environ, "WEB_THREADS", 8, 1),
            PAGE_CACHE=_flag(environ, "PAGE_CACHE", True),
            LOCAL_MAIL=_flag(environ, "LOCAL_MAIL", False),
            MAIL_PORT=_number(environ, "MAIL_PORT", 25, 1),
            MAIL_USE_TLS=_flag(environ, "MAIL_USE_TLS", False),
            MAIL_USE_SSL=_flag(environ, "MAIL_USE_SSL", False),
            MAIL_TIMEOUT=_number(environ, "MAIL_TIMEOUT", 15, 1),
            SECRETARIAT_EMAIL=_list(environ, "SECRETARIAT_EMAIL", cls.SECRETARIAT_EMAIL[0]),
            ANSWER_WORKDAYS=_number(environ, "ANSWER_WORKDAYS", 5, 1),
        )
        config.check()
        return config

    def check(self) -> None:
        """Refuse to start on a setting that would lose a mail or open a door."""
        keys = (self.SECRET_KEY, *self.SECRET_KEY_FALLBACKS)
        if any(len(key) < SECRET_KEY_LENGTH or len(set(key)) < 8 for key in keys):
            raise ConfigError(
                f"SECRET_KEY (and each of SECRET_KEY_FALLBACKS) must be at least {SECRET_KEY_LENGTH} random characters. "
                'Make one: python3 -c "import secrets; print(secrets.token_urlsafe(48))".'
            )
        url = urlsplit(self.BASE_URL)
        if url.scheme not in ("http", "https") or not url.hostname or url.path or url.query:
            raise ConfigError(
                f"BASE_URL must be a scheme and a host, for example https://lesaanbod.example; it is {self.BASE_URL!r}."
            )
        if self.DEMO:
            return
        if url.scheme != "https":
            raise ConfigError("BASE_URL must start with https:// (plain http only with DEMO=1).")
        if not self.MAIL_SERVER or not self.MAIL_DEFAULT_SENDER:
            raise ConfigError(
                "MAIL_SERVER and MAIL_DEFAULT_SENDER must be set: without them nobody hears of a request."
            )
        if not self.SECRETARIAT_EMAIL:
            raise ConfigError("SECRETARIAT_EMAIL must hold at least one address.")

    @property
    def database_uri(self) -> str:
        """The database of DATABASE_URL, or a SQLite file in the instance folder."""
        return self.DATABASE_URL or f"sqlite:///{self.INSTANCE / 'lesaanbod.db'}"

    @property
    def secure(self) -> bool:
        """Is the site reached over https? Then cookies are `__Host-` and HSTS is sent."""
        return self.BASE_URL.startswith("https://")

    def for_flask(self) -> dict[str, Any]:
        """What `app.config` gets: our own names, and those of the libraries."""
        own = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "EXTRA"}
        cookie = "__Host-lesaanbod" if self.secure else "lesaanbod"
        return own | {
            "SECRET_KEY_FALLBACKS": list(self.SECRET_KEY_FALLBACKS),
            "SECURE": self.secure,
            "SQLALCHEMY_DATABASE_URI": self.database_uri,
            "SQLALCHEMY_ENGINE_OPTIONS": self._engine_options(),
            "MAX_CONTENT_LENGTH": 256 * 1024,
            "MAX_FORM_MEMORY_SIZE": 256 * 1024,
            "MAX_FORM_PARTS": 1000,
            "TRUSTED_HOSTS": self._trusted_hosts(),
            "SESSION_COOKIE_NAME": cookie,
            "SESSION_COOKIE_SECURE": self.secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_SSL_STRICT": True,
            "WTF_CSRF_CHECK_DEFAULT": True,
            "BABEL_DEFAULT_LOCALE": "nl",
            "BABEL_DEFAULT_TIMEZONE": "Europe/Amsterdam",
            "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
            "RATELIMIT_STORAGE_URI": self.REDIS_URL or "memory://",
            "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
            "RATELIMIT_KEY_PREFIX": "lesaanbod",
            **self.EXTRA,
        }

    def _engine_options(self) -> dict[str, Any]:
        if self.database_uri.startswith("sqlite"):
            return {"connect_args": {"timeout": 30}, "pool_size": self.WEB_THREADS + 8}
        return {
            "pool_size": self.WEB_THREADS + 4,
            "pool_pre_ping": True,
            "connect_args": {"connect_timeout": 5, "options": "-c lock_timeout=5s"},
        }

    def _trusted_hosts(self) -> list[str]:
        host = urlsplit(self.BASE_URL).hostname or ""
        return [host, "127.0.0.1", "localhost"] if self.DEMO else [host]
