# SPDX-License-Identifier: EUPL-1.2
"""Signing in and choosing a password. They are for anybody, so they need no session: their views look where a post comes from."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField
from wtforms.validators import DataRequired, InputRequired

from booking.forms import Choice, PublicForm, StaffForm, Text

EMAIL_LENGTH = 254
EMAIL_LOOK = {"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}


class SignInForm(PublicForm):
    email = Text(
        _l("E-mailadres"), [DataRequired(_l("Vul uw e-mailadres in."))], max_length=EMAIL_LENGTH, render_kw=EMAIL_LOOK
    )
    password = PasswordField(
        _l("Wachtwoord"),
        [InputRequired(_l("Vul uw wachtwoord in."))],
        render_kw={"autocomplete": "current-password"},
    )
    kept = HiddenField()


class AskLinkForm(PublicForm):
    email = Text(
        _l("E-mailadres"), [DataRequired(_l("Vul uw e-mailadres in."))], max_length=EMAIL_LENGTH, render_kw=EMAIL_LOOK
    )


class PasswordForm(PublicForm):
    password = PasswordField(
        _l("Wachtwoord"),
        [InputRequired(_l("Maak het wachtwoord langer: minstens 12 tekens."))],
        description=_l("Minstens 12 tekens. Een zin mag ook."),
        render_kw={"autocomplete": "new-password"},
    )


class RoleForm(StaffForm):
    role = Choice(_l("Rol"), [InputRequired(_l("Kies een rol uit de lijst."))])


class AddForm(RoleForm):
    name = Text(_l("Naam"), [DataRequired(_l("Vul een voor- en achternaam in."))], max_length=80)
    email = Text(
        _l("E-mailadres"),
        [DataRequired(_l("Vul een e-mailadres in met een @ en een punt, bijvoorbeeld naam@utrecht.nl."))],
        max_length=EMAIL_LENGTH,
        render_kw={"spellcheck": "false", "autocapitalize": "none"},
    )
