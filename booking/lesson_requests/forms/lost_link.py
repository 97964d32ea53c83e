# SPDX-License-Identifier: EUPL-1.2
"""The address that the links are mailed to."""

from flask_babel import lazy_gettext as _l

from booking.forms import PublicForm
from booking.lesson_requests.forms.fields import EmailText


class LostLinkForm(PublicForm):
    email = EmailText(_l("Uw e-mailadres"), max_length=254)
