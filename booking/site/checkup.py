# SPDX-License-Identifier: EUPL-1.2
"""What `doctor` looks at. Each look answers sentences that say what is wrong and what to do; none means healthy."""

from __future__ import annotations

import os
import smtplib
import socket
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import redis
from flask_babel import gettext as _
from flask_babel import ngettext

from booking.jinja import local
from booking.links.tokens import token_of
from booking.outbox.write import site_host
from booking.schools.queries import register
from booking.schools.queries.closed import missing_from
from booking.web import BROKEN, secret_keys

from . import health, queries

Settings = Mapping[str, Any]
Look = Callable[[Settings, datetime], Iterator[str]]
SECONDS = 5
CLOCK_MINUTES = 2


def settings(config: Settings, moment: datetime) -> Iterator[str]:
    """What `create_app` does not refuse, and nobody wants."""
    if config["DEMO"]:
        yield _("DEMO staat aan: voorbeeldgegevens, /postvak en http. Zet DEMO uit voor echt gebruik.")
    if not config["TOTP_KEYS"]:
        yield _("TOTP_KEYS ontbreekt. Zonder sleutel is er straks geen tweede factor.")
    if not config["REDIS_URL"] and int(os.environ.get("WEB_CONCURRENCY", "1")) > 1:
        yield _("Er zijn meer webprocessen dan één, en REDIS_URL ontbreekt: limieten en taken tellen dan dubbel.")
    if not config["RATELIMIT_ENABLED"]:
        yield _("RATELIMIT_ENABLED staat uit: niemand houdt raders van wachtwoorden tegen.")


def database_and_worker(config: Settings, moment: datetime) -> Iterator[str]:
    """The same as `/readyz`."""
    yield from health.troubles(moment)


def mail_server(config: Settings, moment: datetime) -> Iterator[str]:
    """Does it say hello? Nothing is sent."""
    where = f"{config['MAIL_SERVER']}:{config['MAIL_PORT']}"
    kind = smtplib.SMTP_SSL if config["MAIL_USE_SSL"] else smtplib.SMTP
    try:
        with kind(config["MAIL_SERVER"], config["MAIL_PORT"], timeout=SECONDS) as connection:
            connection.ehlo()
            if config["MAIL_USE_TLS"] and not connection.has_extn("starttls"):
                yield _("De mailserver %(where)s kent STARTTLS niet, maar MAIL_USE_TLS staat aan.", where=where)
    except (OSError, smtplib.SMTPException):
        yield _("De mailserver %(where)s geeft geen antwoord. Controleer MAIL_SERVER en MAIL_PORT.", where=where)


def task_engine(config: Settings, moment: datetime) -> Iterator[str]:
    """Redis, where one is set. Whether somebody works, the database tells."""
    url = config["REDIS_URL"]
    if not url:
        return
    try:
        redis.Redis.from_url(url, socket_connect_timeout=SECONDS, socket_timeout=SECONDS).ping()
    except (redis.RedisError, OSError, ValueError):
        yield _("Redis geeft geen antwoord. Controleer REDIS_URL. Mails gaan intussen hooguit een minuut later weg.")


def clock(config: Settings, moment: datetime) -> Iterator[str]:
    """Ours against the database's, and against the last line of the diary."""
    try:
        theirs, last = queries.database_clock(), queries.last_history()
    except BROKEN:
        return
    if theirs is not None and abs(theirs - moment) > timedelta(minutes=CLOCK_MINUTES):
        yield _("De klok van de database en die van deze computer verschillen meer dan %(n)s minuten.", n=CLOCK_MINUTES)
    if last is not None and last - moment > timedelta(minutes=CLOCK_MINUTES):
        yield _("Het dagboek heeft een regel uit de toekomst: de klok van deze computer loopt achter of sprong terug.")


def links(config: Settings, moment: datetime) -> Iterator[str]:
    """Can delivery still compute the tokens that people have, and is BASE_URL where they lead?"""
    try:
        sample = queries.some_links()
    except BROKEN:
        return
    lost = sum(token_of(link, secret_keys()) is None for link in sample)
    if lost:
        yield _(
            "%(lost)s van %(all)s geheime links passen niet bij SECRET_KEY. Zet de oude sleutel in SECRET_KEY_FALLBACKS.",
            lost=lost,
            all=len(sample),
        )
    host = site_host()
    try:
        socket.getaddrinfo(host, None)
    except OSError:
        yield _("Het adres van de site (%(host)s, uit BASE_URL) bestaat niet in de DNS van deze computer.", host=host)


def schools(config: Settings, moment: datetime) -> Iterator[str]:
    """Is there a school to pick, and is of each known in which wijk it is?"""
    try:
        all_of_them, unknown = register.how_many_open(), register.without_wijk()
    except BROKEN:
        return
    if not all_of_them:
        yield _(
            "Er staat geen school in het register: elke leraar typt naam en adres. Haal de lijsten van vestigingen bij DUO,"
            " en laad ze: flask --app run schools import FILE… --apply."
        )
    if unknown:
        yield ngettext(
            "%(num)s school heeft geen wijk. Kies die op /beheer/scholen, of laad postcodes: schools import FILE.yaml.",
            "%(num)s scholen hebben geen wijk. Kies die op /beheer/scholen, of laad postcodes: schools import FILE.yaml.",
            unknown,
        )


def school_holidays(config: Settings, moment: datetime) -> Iterator[str]:
    """Are they known of every school year that a school can wish a day in?"""
    try:
        year = missing_from(local(moment).date())
    except BROKEN:
        return
    if year is not None:
        yield _(
            "Vul de schoolvakanties vanaf %(year)s aan: met calendar import, of op /beheer/vrije-dagen.",
            year=year,
        )


CHECKS: tuple[tuple[str, Look], ...] = (
    ("settings", settings),
    ("database", database_and_worker),
    ("mail server", mail_server),
    ("task engine", task_engine),
    ("clock", clock),
    ("links", links),
    ("schools", schools),
    ("holidays", school_holidays),
)
