# SPDX-License-Identifier: EUPL-1.2
"""The three mails about an account. The link in them works once."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import force_locale
from flask_babel import gettext as _

from booking.links.models import SecretLink
from booking.outbox.write import write
from booking.permissions import Role

from .models import StaffMember


def role_word(role: str) -> str:
    """The word on screen."""
    return {
        Role.COORDINATOR: _("coördinator"),
        Role.SECRETARIAT: _("secretariaat"),
        Role.ADMINISTRATOR: _("beheerder"),
    }[Role(role)]


def staff_invite(
    member: StaffMember, link: SecretLink, role: str, by: str | None, lasts: timedelta, now: datetime
) -> None:
    hours = int(lasts.total_seconds() // 3600)
    with force_locale(member.language):
        values = {"role": role_word(role), "by": by, "hours": hours}
        _post(member, "staff_invite", _("Uw account voor het lesaanbod"), values, now, link)


def password_reset(member: StaffMember, link: SecretLink, now: datetime) -> None:
    with force_locale(member.language):
        _post(member, "password_reset", _("Nieuw wachtwoord voor het lesaanbod"), {}, now, link)


def account_changed(member: StaffMember, what: str, now: datetime) -> None:
    """`what`: password or role."""
    with force_locale(member.language):
        word = {"password": _("uw wachtwoord"), "role": _("uw rol")}[what]
        _post(member, "account_changed", _("Uw account is gewijzigd"), {"what": word, "changed_at": now}, now)


def _post(
    member: StaffMember,
    kind: str,
    subject: str,
    values: dict[str, object],
    now: datetime,
    link: SecretLink | None = None,
) -> None:
    write(
        kind=kind,
        about=("account", member.id),
        act=now.isoformat(),
        thread=f"account-{member.id}",
        recipient=member.email,
        subject=subject,
        values={"name": member.name, **values},
        language=member.language,
        now=now,
        link=link,
    )
