# SPDX-License-Identifier: EUPL-1.2
"""Signing in and choosing a password. They are for anybody, so they need no session: their views look where a post comes from."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField
from wtforms.validators import InputRequired

from booking.forms import PublicForm, Text

EMAIL_LENGTH = 254
EMAIL_LOOK = {"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}


class SignInForm(PublicForm):
    email = Text(
        _l("E-mailadres"), [InputRequired(_l("Vul uw e-mailadres in."))], max_length=EMAIL_LENGTH, render_kw=EMAIL_LOOK
    )
    password = PasswordField(
        _l("Wachtwoord"),
        [InputRequired(_l("Vul uw wachtwoord in."))],
        render_kw={"autocomplete": "current-password"},
    )
    kept = HiddenField()
