# SPDX-License-Identifier: EUPL-1.2
"""Accounts, their passwords and their sessions. Whatever takes a right away ends the sessions in the same transaction."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from booking.errors import BookingError, Conflict, Gone
from booking.extensions import db
from booking.forms import unreadable
from booking.history.actions import Actor, note
from booking.history.actions import staff as as_actor
from booking.links import actions as links
from booking.links.models import SecretLink
from booking.links.queries import open_link
from booking.outbox.write import checked_address, key_of
from booking.permissions import Can, Role, demand

from . import emails, queries
from .models import StaffMember, StaffSession

LONGEST_SESSION = timedelta(hours=12)
FIRST_LINK, LATER_LINK = timedelta(hours=72), timedelta(hours=1)
BROWSER_LENGTH = 200
ROOT = "account"


@dataclass(frozen=True)
class Invited:
    """A new account and the link with which it gets a password."""

    member: StaffMember
    link: SecretLink


# --- accounts -----------------------------------------------------------------------------------------------------


def add(email: str, name: str, role: str, actor: Actor, now: datetime, *, mailed: bool = True) -> Invited:
    """An account with a one-time link for its first password, mailed unless who adds it hands it over.

    Who left and comes back gets the old account again, without its old password. Raises BookingError.
    """
    email = _checked(email, name, role)
    queries.lock_administrators()  # or two who add one address at the same moment would both find none
    member = queries.by_email(email)
    if member is None:
        member = StaffMember(email=email, fs_uniquifier=uuid.uuid4().hex, created_at=now, roles=[])
        db.session.add(member)
    elif member.active:
        raise Conflict(_("Dit e-mailadres heeft al een account."), field="email")
    member.name, member.password, member.archived_at = name.strip(), None, None
    member.roles = [queries.role(role)]
    db.session.flush()
    note(actor, (ROOT, member.id), "account_added", now, changes={"role": [None, role]})
    link = _link_for(member, FIRST_LINK, now)
    if mailed:
        emails.staff_invite(member, link, role, actor.name, FIRST_LINK, now)
    return Invited(member, link)


def add_by(colleague: StaffMember, email: str, name: str, role: str, now: datetime) -> StaffMember:
    """The same, by an administrator on screen."""
    demand(colleague, Can.MANAGE_STAFF)
    return add(email, name, role, as_actor(colleague), now).member


def change_role(member_id: int, role: str, colleague: StaffMember, now: datetime) -> StaffMember:
    """Another role, from the next page on: the sessions end, so that nobody goes on with what was allowed before."""
    member = _held(member_id, colleague)
    before = sorted(member.role_names)
    if role not in {known.value for known in Role}:
        raise BookingError(_("Kies een rol uit de lijst."), field="role")
    if before == [role]:
        return member
    _keep_an_administrator(member)
    member.roles = [queries.role(role)]
    note(as_actor(colleague), (ROOT, member.id), "role_changed", now, changes={"role": [", ".join(before), role]})
    close_all_sessions(member, now)
    emails.account_changed(member, "role", now)
    return member


def archive(member_id: int, colleague: StaffMember, now: datetime) -> StaffMember:
    """Somebody left: no session, no link and no password work from this moment. The history keeps the name."""
    member = _held(member_id, colleague)
    _keep_an_administrator(member)
    member.archived_at, member.password = now, None
    link = queries.link_of(member)
    if link is not None:
        _kill(link, now)
    close_all_sessions(member, now)
    note(as_actor(colleague), (ROOT, member.id), "account_archived", now)
    return member


def send_link_again(member_id: int, colleague: StaffMember, now: datetime) -> StaffMember:
    """A new link for who lost the first one, or forgot the password: the old link is dead."""
    member = _held(member_id, colleague)
    link = queries.link_of(member)
    if link is not None:
        _kill(link, now)
    if member.password is None:
        role = next(iter(member.role_names))
        emails.staff_invite(member, _link_for(member, FIRST_LINK, now), role, colleague.name, FIRST_LINK, now)
    else:
        emails.password_reset(member, _link_for(member, LATER_LINK, now), now)
    note(as_actor(colleague), (ROOT, member.id), "link_sent", now)
    return member


def _checked(email: str, name: str, role: str) -> str:
    if role not in {known.value for known in Role}:
        raise BookingError(_("Kies een rol uit de lijst."), field="role")
    if not 2 <= len(name.strip()) <= 80:
        raise BookingError(_("Vul een voor- en achternaam in."), field="name")
    if unreadable(name.strip()):
        sentence = _(
            'In "%(label)s" staat een teken dat we niet kunnen lezen. Typ uw antwoord opnieuw.', label=_("Naam")
        )
        raise BookingError(sentence, field="name")
    try:
        return key_of(checked_address(email.strip()))
    except ValueError:
        sentence = _("Vul een e-mailadres in met een @ en een punt, bijvoorbeeld naam@utrecht.nl.")
        raise BookingError(sentence, field="email") from None


def _held(member_id: int, colleague: StaffMember) -> StaffMember:
    """An account that is in use, locked. The administrators' lock comes first, always: so no two wait for each other."""
    demand(colleague, Can.MANAGE_STAFF)
    queries.lock_administrators()
    member = queries.locked(member_id)
    if member is None or not member.active:
        raise BookingError(_("Dit account is niet meer in gebruik."))
    return member


def _keep_an_administrator(member: StaffMember) -> None:
    if Role.ADMINISTRATOR in member.role_names and queries.administrators() <= 1:
        raise Conflict(_("Dit is de laatste beheerder. Maak eerst een ander account beheerder."))


# --- passwords ----------------------------------------------------------------------------------------------------


def ask_link(email: str, now: datetime) -> None:
    """A mail with a link, if this address has an account. A link that still works goes on working: a stranger who asks kills none."""
    known = queries.by_email(email)
    member = queries.locked(known.id) if known is not None else None
    if member is None or not member.active:
        return
    emails.password_reset(member, _link_for(member, LATER_LINK, now), now)


def choose_password(token: str, password_hash: str, now: datetime) -> StaffMember:
    """The password of the link's owner, once: the same link is unknown from here on, and so is every open session."""
    link = open_link(token, "password", now)
    owner = queries.of_link(link.id) if link is not None else None
    found = queries.locked(owner.id) if owner is not None else None
    if link is None or found is None or not found.active or queries.still_the_same(link) is None:
        raise Gone(_("Deze link werkt niet meer."))
    first = found.password is None
    found.password, found.password_changed_at = password_hash, now
    found.fs_uniquifier = uuid.uuid4().hex
    _kill(link, now)
    close_all_sessions(found, now)
    note(as_actor(found), (ROOT, found.id), "password_chosen", now)
    if not first:
        emails.account_changed(found, "password", now)
    return found


def _link_for(member: StaffMember, lasts: timedelta, now: datetime) -> SecretLink:
    """The account's own link, working for at least this long."""
    link = queries.link_of(member)
    if link is None:
        link = links.issue("password", now, now + lasts)
        member.password_link_id = link.id
    elif link.expires_at is None or link.expires_at <= now:
        links.renew(link, now)
        link.expires_at = now + lasts
    else:
        link.expires_at = max(link.expires_at, now + lasts)
    db.session.flush()
    return link


def _kill(link: SecretLink, now: datetime) -> None:
    links.renew(link, now)
    link.expires_at = now


# --- sessions -----------------------------------------------------------------------------------------------------


def open_session(
    member_id: int, password_seen: str | None, key_hash: bytes, browser: str, now: datetime
) -> StaffMember | None:
    """A session for who proved to know the password. None if the account changed while the hash was being computed."""
    member = queries.locked(member_id)
    if member is None or not member.active or member.password is None or member.password != password_seen:
        return None
    db.session.add(
        StaffSession(
            staff_member_id=member.id,
            key_hash=key_hash,
            created_at=now,
            ends_at=now + LONGEST_SESSION,
            browser=browser[:BROWSER_LENGTH],
        )
    )
    return member


def close_session(key_hash: bytes, now: datetime) -> None:
    """Signing out. Twice is as once."""
    mine = sa.update(StaffSession).where(StaffSession.key_hash == key_hash, StaffSession.ended_at.is_(None))
    db.session.execute(mine.values(ended_at=now))


def close_all_sessions(member: StaffMember, now: datetime) -> None:
    """On every device, now."""
    theirs = sa.update(StaffSession).where(StaffSession.staff_member_id == member.id, StaffSession.ended_at.is_(None))
    db.session.execute(theirs.values(ended_at=now))
