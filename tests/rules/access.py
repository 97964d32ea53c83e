# SPDX-License-Identifier: EUPL-1.2
"""Who gets which answer where: written by hand, compared with what the site does. A new route needs its lines here.

A line is an address and a method, and the answers to: nobody (a visitor), the holder of the link or number that stands in
the address, the coordinator, the secretariat, the administrator, and a colleague who has left (her old session).

`in`: sent to the sign-in page. 422: let in, and told what the empty form lacks. For an address with a secret link everybody
but its holder has a link that opens nothing, so 410 for all, signed in or not. A wrong number gives 404 (`UNKNOWN`).
"""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    rule: str
    method: str
    nobody: int | str
    holder: int | str
    coordinator: int | str
    secretariat: int | str
    administrator: int | str
    left: int | str


WHO = Line._fields[2:]


def same(rule: str, method: str, answer: int) -> Line:
    """Everybody gets the same."""
    return Line(rule, method, *[answer] * len(WHO))


def link(rule: str, method: str, answer: int) -> Line:
    """Only who holds the link."""
    return Line(rule, method, 410, answer, 410, 410, 410, 410)


def office(rule: str, method: str, answer: int) -> Line:
    """Every colleague."""
    return Line(rule, method, "in", "in", answer, answer, answer, "in")


def deciders(rule: str, method: str, answer: int) -> Line:
    """Coordinators and administrators; the secretariat reads all and decides nothing."""
    return Line(rule, method, "in", "in", answer, 403, answer, "in")


def administrators(rule: str, method: str, answer: int) -> Line:
    return Line(rule, method, "in", "in", 403, 403, answer, "in")


TABLE = [
    # for everybody
    same("/", "GET", 200),
    same("/lesaanbod", "GET", 200),
    same("/lesaanbod/<slug>", "GET", 200),
    same("/programma/<level>", "GET", 200),
    same("/zo-werkt-het", "GET", 200),
    same("/privacy", "GET", 200),
    same("/toegankelijkheid", "GET", 200),
    same("/robots.txt", "GET", 200),
    same("/.well-known/security.txt", "GET", 200),
    same("/static/<path:filename>", "GET", 200),
    same("/scholen", "GET", 200),
    same("/aanvraag", "GET", 200),
    same("/aanvraag", "POST", 422),
    same("/link-kwijt", "GET", 200),
    same("/link-kwijt", "POST", 422),
    # the holder of a secret link
    link("/aanvraag/<token>", "GET", 200),
    link("/aanvraag/<token>/wijzigen", "GET", 200),
    link("/aanvraag/<token>/wijzigen", "POST", 422),
    link("/aanvraag/<token>/intrekken", "GET", 200),
    link("/aanvraag/<token>/intrekken", "POST", 422),
    link("/aanvraag/<token>/collega", "GET", 200),
    link("/aanvraag/<token>/collega", "POST", 422),
    link("/aanvraag/<token>/opnieuw", "GET", 200),
    link("/overnemen/<token>", "GET", 200),
    link("/overnemen/<token>", "POST", 422),
    link("/mijn-aanvragen/<token>", "GET", 200),
    link("/mijn-aanvragen/<token>", "POST", 303),  # it stands open already
    link("/mijn-aanvragen/<token>/<reference>", "GET", 200),
    link("/mijn-aanvragen/<token>/<reference>", "POST", 303),
    link("/mijn-aanvragen/<token>/<reference>/opnieuw", "GET", 200),
    link("/wachtwoord/<token>", "GET", 200),
    link("/wachtwoord/<token>", "POST", 422),
    # signing in and out
    Line("/inloggen", "GET", 200, 200, 303, 303, 303, 200),
    same("/inloggen", "POST", 422),
    same("/uitloggen", "POST", 303),
    same("/wachtwoord", "GET", 200),
    same("/wachtwoord", "POST", 422),
    # the office
    office("/beheer/", "GET", 200),
    office("/beheer/aanvragen", "GET", 200),
    office("/beheer/aanvragen/<reference>", "GET", 200),
    office("/beheer/mail", "GET", 200),
    deciders("/beheer/mail/<int:mail_id>/opnieuw", "POST", 422),  # it waits already
    deciders("/beheer/aanvragen/<reference>/besluit", "GET", 200),
    deciders("/beheer/aanvragen/<reference>/besluit", "POST", 422),
    deciders("/beheer/aanvragen/<reference>/heropenen", "GET", 200),
    deciders("/beheer/aanvragen/<reference>/heropenen", "POST", 422),
    deciders("/beheer/aanvragen/<reference>/intrekken", "GET", 200),
    deciders("/beheer/aanvragen/<reference>/intrekken", "POST", 422),
    deciders("/beheer/aanvragen/<reference>/wijzigen", "GET", 200),
    deciders("/beheer/aanvragen/<reference>/wijzigen", "POST", 422),
    deciders("/beheer/aanvragen/nieuw", "GET", 200),
    deciders("/beheer/aanvragen/nieuw", "POST", 422),
    deciders("/beheer/vrije-dagen", "GET", 200),
    deciders("/beheer/vrije-dagen", "POST", 422),
    deciders("/beheer/vrije-dagen/<int:day_id>/weg", "POST", 303),
    deciders("/beheer/aanvragen/<reference>/school", "GET", 200),
    deciders("/beheer/aanvragen/<reference>/school", "POST", 422),
    deciders("/beheer/scholen", "GET", 200),
    deciders("/beheer/scholen/nieuw", "GET", 200),
    deciders("/beheer/scholen/nieuw", "POST", 422),
    deciders("/beheer/scholen/<int:school_id>", "GET", 200),
    deciders("/beheer/scholen/<int:school_id>/wijzigen", "GET", 200),
    deciders("/beheer/scholen/<int:school_id>/wijzigen", "POST", 422),
    deciders("/beheer/scholen/<int:school_id>/namen", "POST", 422),
    deciders("/beheer/scholen/<int:school_id>/samenvoegen", "GET", 200),
    deciders("/beheer/scholen/<int:school_id>/samenvoegen", "POST", 422),
    deciders("/beheer/scholen/<int:school_id>/vrije-dagen", "POST", 422),
    administrators("/beheer/medewerkers", "GET", 200),
    administrators("/beheer/medewerkers", "POST", 422),
    administrators("/beheer/medewerkers/<int:number>", "GET", 200),
    administrators("/beheer/medewerkers/<int:number>/link", "POST", 303),
    administrators("/beheer/medewerkers/<int:number>/rol", "POST", 422),
    administrators("/beheer/medewerkers/<int:number>/archiveren", "POST", 303),
    # machines: the tests ask from this machine
    same("/healthz", "GET", 200),
    same("/readyz", "GET", 503),  # no worker runs in this test
    same("/metrics", "GET", 200),
]

UNKNOWN = [
    ("/lesaanbod/<slug>", "GET"),
    ("/programma/<level>", "GET"),
    ("/static/<path:filename>", "GET"),
    ("/beheer/aanvragen/<reference>", "GET"),
    ("/beheer/aanvragen/<reference>/besluit", "GET"),
    ("/beheer/aanvragen/<reference>/besluit", "POST"),
    ("/beheer/aanvragen/<reference>/heropenen", "GET"),
    ("/beheer/aanvragen/<reference>/heropenen", "POST"),
    ("/beheer/aanvragen/<reference>/intrekken", "GET"),
    ("/beheer/aanvragen/<reference>/intrekken", "POST"),
    ("/beheer/aanvragen/<reference>/wijzigen", "GET"),
    ("/beheer/aanvragen/<reference>/wijzigen", "POST"),
    ("/beheer/mail/<int:mail_id>/opnieuw", "POST"),
    ("/beheer/aanvragen/<reference>/school", "GET"),
    ("/beheer/aanvragen/<reference>/school", "POST"),
    ("/beheer/scholen/<int:school_id>", "GET"),
    ("/beheer/scholen/<int:school_id>/wijzigen", "GET"),
    ("/beheer/scholen/<int:school_id>/wijzigen", "POST"),
    ("/beheer/scholen/<int:school_id>/namen", "POST"),
    ("/beheer/scholen/<int:school_id>/samenvoegen", "GET"),
    ("/beheer/scholen/<int:school_id>/samenvoegen", "POST"),
    ("/beheer/scholen/<int:school_id>/vrije-dagen", "POST"),
    ("/beheer/vrije-dagen/<int:day_id>/weg", "POST"),
    ("/beheer/medewerkers/<int:number>", "GET"),
    ("/beheer/medewerkers/<int:number>/archiveren", "POST"),
    ("/beheer/medewerkers/<int:number>/link", "POST"),
    ("/beheer/medewerkers/<int:number>/rol", "POST"),
]
"""Addresses that name one thing: for an administrator, who may see everything, a thing that is not there is a 404."""
