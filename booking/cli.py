# SPDX-License-Identifier: EUPL-1.2
"""Every command: a few lines that call the action or the query that the web uses. 0 done, 1 refused, 2 wrong usage."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext as _

from booking import worker as engine
from booking.catalogue import actions as catalogue_actions
from booking.catalogue import file as catalogue_file
from booking.errors import BookingError
from booking.extensions import huey
from booking.history.actions import COMMAND
from booking.lesson_requests import queries as request_queries
from booking.lesson_requests.actions.renew_link import renew_link
from booking.links import actions as link_actions
from booking.outbox import actions as outbox_actions
from booking.outbox import delivery
from booking.outbox import queries as outbox_queries
from booking.outbox.models import STATUSES, OutboxMail
from booking.permissions import Role
from booking.planning import actions as planning_actions
from booking.schools.actions import closed as closed_actions
from booking.schools.actions import importing
from booking.schools.calendar.file import ClosedRow
from booking.schools.calendar.file import read as read_closed_days
from booking.site import checkup
from booking.staff import actions as staff_actions
from booking.web import now, rehearsing, writing

catalogue = AppGroup("catalogue", help="Offerings, programmes and providers, from and to files.")
schools = AppGroup("schools", help="The register of schools.")
staff = AppGroup("staff", help="Accounts of colleagues.")
outbox = AppGroup("outbox", help="The mails.")
links = AppGroup("links", help="Secret links.")
calendar = AppGroup("calendar", help="School holidays and other days on which schools are closed.")
NUMBER = click.IntRange(1, 2**63 - 1)
IMPORT_TRIES = 5


def _refused(command: Callable[..., None]) -> Callable[..., None]:
    """An action's refusal is one clear line and exit code 1."""

    @functools.wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except BookingError as error:
            raise click.ClickException(error.sentence) from error

    return guarded


@catalogue.command("load")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--overwrite", is_flag=True, help="Also rows that were edited on screen since the last load.")
@_refused
def catalogue_load(files: tuple[Path, ...], overwrite: bool) -> None:
    """Make the catalogue what these YAML files say. A mistake is named with its line, and nothing is changed."""
    # What is no UTF-8 becomes what YAML refuses, with the name of the file.
    texts = {str(path): path.read_text(encoding="utf-8", errors="surrogateescape") for path in files}
    rows = catalogue_actions.read_files(texts)
    with writing():
        loaded = catalogue_actions.load(rows, now(), overwrite=overwrite)
        planning_actions.load_trainers(rows.get("trainers", ()), loaded)
    for kept in loaded.kept:
        click.echo(_("%(name)s is hier gewijzigd en blijft zo (--overwrite vervangt het):", name=kept.name))
        for field, ours, theirs in kept.differences:
            click.echo(f"  {field}: {ours!r} -> {theirs!r}")
    click.echo(
        _(
            "%(added)s nieuw, %(changed)s gewijzigd, %(unchanged)s hetzelfde, %(kept)s gehouden.",
            added=len(loaded.added),
            changed=len(loaded.changed),
            unchanged=len(loaded.unchanged),
            kept=len(loaded.kept),
        )
    )
    if loaded.not_yet:
        click.echo(_("%(n)s datums van trainingen staan in het bestand. Die laden we nog niet.", n=loaded.not_yet))


@catalogue.command("dump")
@click.argument("target", default="-", type=click.File("w", encoding="utf-8", atomic=True))
def catalogue_dump(target: Any) -> None:
    """Write the catalogue as a file that `load` reads (to the screen, if none is named)."""
    target.write(catalogue_file.write({**catalogue_actions.dump(), "trainers": planning_actions.trainer_rows()}))


@calendar.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what is new or changed, and write nothing.")
@_refused
def calendar_import(file: Path, dry_run: bool) -> None:
    """Take in days on which schools are closed, of a region, the municipality or a school.

    FILE is YAML (a list of rows), CSV (the same names in its first line, by comma or semicolon), or the JSON of school
    holidays as rijksoverheid.nl publishes it. A row has:

    \b
      scope     NL, noord, midden, zuid, municipality, or the code of a school
      name      as people read it: Meivakantie, Studiedag
      first     the first day: 2031-04-26 or 26-4-2031
      last      the last day, closed too (left out: one day)
      advisory  true where it differs per school (left out: false)

    A school holiday stands in the place of the one of that name in that school year. Days that the file does not name
    stay as they are. A wrong row is named with its line, and nothing is changed.
    """
    rows = read_closed_days(file.read_bytes(), file.name)
    with rehearsing() if dry_run else writing():
        found = closed_actions.import_rows(rows, file.name, COMMAND, now())
    for row in found.added:
        click.echo(_("nieuw: %(what)s", what=_closed_line(row, row.first, row.last)))
    for row, first, last in found.changed:
        before, after = _closed_line(row, first, last), _closed_line(row, row.first, row.last)
        click.echo(_("gewijzigd: %(before)s -> %(after)s", before=before, after=after))
    counted = {"added": len(found.added), "changed": len(found.changed), "unchanged": found.unchanged}
    click.echo(_("%(added)s nieuw, %(changed)s gewijzigd, %(unchanged)s hetzelfde.", **counted))
    if dry_run:
        click.echo(_("Er is niets opgeslagen."))


def _closed_line(row: ClosedRow, first: date, last: date) -> str:
    return f"{row.scope}, {row.name}, {first.isoformat()} - {last.isoformat()}" + (", advisory" if row.advisory else "")


@schools.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "wanted", is_flag=True, help="Write it. Without it nothing is written.")
@click.option("--close-many", is_flag=True, help="Also where more than a quarter of the schools of a kind would close.")
@_refused
def schools_import(files: tuple[Path, ...], wanted: bool, close_many: bool) -> None:
    """Make the register what DUO's lists of locations say (and YAML: schools that they lack, wijken with their postcodes).

    Shows what is new, moved, renamed, changed, closed or merged. Nothing is ever deleted.
    """
    found = importing.read({str(path): path.read_bytes() for path in files}, lambda text: click.echo(text, err=True))
    for _try in range(IMPORT_TRIES):
        plan = importing.plan(found, current_app.config["MUNICIPALITY_CODE"], now())
        if close_many:
            plan.closes_many = ""
        if not wanted or plan.refused:
            break
        try:
            with writing():
                importing.apply(plan, COMMAND, now())
            break
        except importing.ChangedMeanwhile:
            click.echo(_("Een collega wijzigde het register. We vergelijken opnieuw."), err=True)
    else:
        raise importing.ChangedMeanwhile
    for line in (*plan.told.lines, *plan.notices, plan.told.counts):
        click.echo(line)
    if plan.refused:
        raise BookingError(plan.refused)
    click.echo(_("Opgeslagen.") if wanted else _("Er is niets opgeslagen. Met --apply wel."))


@staff.command("add")
@click.argument("email")
@click.option("--name", required=True, help="First and last name, as the schools read it.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--mail", "mailed", is_flag=True, help="Mail the link to the colleague, in place of printing it.")
@_refused
def staff_add(email: str, name: str, role: str, mailed: bool) -> None:
    """Make an account. Its one-time link, for choosing a password, works for 72 hours."""
    with writing():
        invited = staff_actions.add(email, name, role, COMMAND, now(), mailed=mailed)
        token = link_actions.token_for(invited.link, now())
    if mailed:
        click.echo(_("%(email)s krijgt een mail met een link om een wachtwoord te kiezen.", email=invited.member.email))
    else:
        click.echo(_("Geef deze link alleen aan %(name)s. Hij werkt één keer, 72 uur lang:", name=name))
        click.echo(f"{current_app.config['BASE_URL']}/wachtwoord/{token}")


@outbox.command("status")
def outbox_status() -> None:
    """How many mails wait, went and failed (counted to 1000), and whether somebody delivers."""
    moment = now()
    for status, count in outbox_queries.counts(STATUSES).items():
        click.echo(f"{status:8} {count}")
    oldest, state = outbox_queries.oldest_due(moment), outbox_queries.state()
    beat = state.worker_beat_at if state else None
    click.echo(_("Oudste die weg moet: %(when)s", when=_minutes_ago(moment, oldest)))
    click.echo(_("Laatste teken van de bezorger: %(when)s", when=_minutes_ago(moment, beat)))


def _minutes_ago(moment: datetime, then: datetime | None) -> str:
    return _("geen") if then is None else _("%(n)s minuten geleden", n=int((moment - then).total_seconds() // 60))


@outbox.command("deliver")
def outbox_deliver() -> None:
    """Send what is due now, in this process, and say what is left."""
    while delivery.deliver_due(now):
        click.echo(_("Bezig …"))
    waiting = outbox_queries.waiting_since(now())
    click.echo(_("Alles wat weg moest is weg.") if not waiting else _("%(n)s mails wachten nog.", n=waiting))


@outbox.command("retry")
@click.argument("ids", nargs=-1, type=NUMBER)
@click.option("--failed", is_flag=True, help="All mails that failed.")
@_refused
def outbox_retry(ids: tuple[int, ...], failed: bool) -> None:
    """Try mails again at once, as the same mails with the same Message-ID."""
    if bool(ids) == failed:
        raise click.UsageError("Name the numbers of the mails, or --failed.")
    _each(("failed", "queued") if ids else ("failed",), ids, outbox_actions.retry)


@outbox.command("release")
@click.argument("ids", nargs=-1, type=NUMBER)
@_refused
def outbox_release(ids: tuple[int, ...]) -> None:
    """Send mails that are held: those with these numbers, or all."""
    _each(("held",), ids, outbox_actions.release)


def _each(statuses: tuple[str, ...], ids: tuple[int, ...], act: Callable[[OutboxMail, datetime], None]) -> None:
    with writing():
        moment = now()
        mails = outbox_queries.with_status(statuses, ids)
        absent = sorted(set(ids) - {mail.id for mail in mails})
        if absent:
            numbers = ", ".join(map(str, absent))
            raise BookingError(_("Deze mails zijn er niet, of zijn er niet aan toe: %(numbers)s.", numbers=numbers))
        for mail in mails:
            act(mail, moment)
    click.echo(_("%(n)s mails staan klaar.", n=len(mails)))


@links.command("renew")
@click.argument("reference", required=False)
@click.option("--all", "everything", is_flag=True, help="Every link that still works: when SECRET_KEY has leaked.")
@_refused
def links_renew(reference: str | None, everything: bool) -> None:
    """New secret links, mailed to their owners; the old ones die. One request is one transaction."""
    if (reference is None) != everything:
        raise click.UsageError("Name a reference (LES-000123), or --all.")
    if reference is not None:
        found = request_queries.by_reference(reference)
        if found is None:
            raise BookingError(_("Er is geen aanvraag met nummer %(reference)s.", reference=reference))
        ids: Sequence[int] = [found.id]
    else:
        ids = request_queries.ids_with_working_link(now())
        with writing():
            ended = link_actions.end_all("password", now())
            for purpose in ("shelf", "takeover"):
                link_actions.end_all(purpose, now())
        click.echo(_("%(n)s links om een wachtwoord te kiezen werken niet meer. Vraag een nieuwe.", n=ended))
    for request_id in ids:
        with writing():
            renewed = renew_link(request_id, COMMAND, now())
        click.echo(f"{renewed.reference} ok")


@click.command("worker")
@click.option(
    "--threads", default=4, show_default=True, type=click.IntRange(1, 32), help="Mails sent at the same time."
)
@with_appcontext
@_refused
def worker(threads: int) -> None:
    """Deliver mails and keep the schedule, until it is told to stop (needs REDIS_URL)."""
    if not current_app.config["REDIS_URL"]:
        raise BookingError(
            _("Zonder REDIS_URL werkt de bezorger in het webproces. Zet REDIS_URL, of start niets apart.")
        )
    engine.run_alone(huey, threads)


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check the settings, database, mail server, task engine, clock and links. Exit code 1 where something is wrong."""
    found = 0
    for name, look in checkup.CHECKS:
        wrong = list(look(current_app.config, now()))
        found += len(wrong)
        click.echo(f"{name:12} " + ("\n" + " " * 13).join(wrong or [_("in orde")]))
    if found:
        raise click.exceptions.Exit(1)


def register(app: Flask) -> None:
    """Hang the commands on `flask --app run`."""
    for command in (catalogue, schools, calendar, staff, outbox, links, worker, doctor):
        app.cli.add_command(command)
