# SPDX-License-Identifier: EUPL-1.2
"""The settings under which the tests run: those of production, with addresses that nobody has."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BASE_URL = "https://lesaanbod.test"
SECRETARIAT = "secretariaat@utrecht.example"

SETTINGS = {
    "SECRET_KEY": "only-for-the-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    "TOTP_KEYS": "only-for-the-tests-9876543210-abcdefghijklmnopqrstuvwxyz",
    "BASE_URL": BASE_URL,
    "MAIL_SERVER": "127.0.0.1",
    "MAIL_PORT": "9",  # nobody listens: a test that wants mails delivered asks for `smtp`
    "MAIL_DEFAULT_SENDER": "Lesaanbod <lesaanbod@utrecht.example>",
    "SECRETARIAT_EMAIL": SECRETARIAT,
    "DEMO": "0",
}
OURS = {*SETTINGS, "DATABASE_URL", "REDIS_URL", "INSTANCE", "HOST", "PORT", "METRICS_TOKEN", "TRUSTED_PROXIES"}


def environment(**more: str) -> dict[str, str]:
    """The environment of a process of ours: what the machine has, less what a developer may have set, plus this."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS and not name.startswith("MAIL_")}
    return kept | SETTINGS | more
