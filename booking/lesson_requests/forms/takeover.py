# SPDX-License-Identifier: EUPL-1.2
"""A colleague who takes a request over: who that is, and on which number we call him."""

from flask_babel import lazy_gettext as _l

from booking.forms import PublicForm
from booking.lesson_requests.forms.fields import EmailText, OtherName, PhoneText


class HandOverForm(PublicForm):
    """Typed by the contact."""

    name = OtherName(_l("Naam van uw collega"), max_length=80)
    email = EmailText(_l("E-mailadres van uw collega"), max_length=254)


class TakeOverForm(PublicForm):
    """Typed by the colleague."""

    phone = PhoneText(
        _l("Uw telefoonnummer"),
        max_length=40,
        description=_l("Het nummer van de school mag ook. We bellen alleen over deze aanvraag."),
    )
