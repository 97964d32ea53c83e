# SPDX-License-Identifier: EUPL-1.2
"""What became of a mail, in words for people, the same everywhere. Stored is only a code: a server's own text may hold addresses."""

from __future__ import annotations

import smtplib
import ssl

from flask_babel import gettext as _

from .models import OutboxMail
from .smtp import Refused

UNREACHABLE, SILENT, CUT, CERTIFICATE, SIGN_IN, BROKEN = (
    "unreachable", "silent", "cut", "certificate", "sign-in", "broken",
)  # fmt: skip

EXAMPLE = "example"
"""Not a mistake: the mail belongs to the example data of a first start."""


def code_of(error: Exception) -> str:
    """The short code that is stored with the mail."""
    match error:
        case Refused():
            return error.code
        case ssl.SSLError():
            return CERTIFICATE
        case smtplib.SMTPAuthenticationError():
            return SIGN_IN
        case TimeoutError():
            return SILENT
        case smtplib.SMTPServerDisconnected():
            return SILENT if isinstance(error.__context__, TimeoutError) else CUT
        case smtplib.SMTPResponseException():
            return str(error.smtp_code)
        case OSError():
            return UNREACHABLE
        case _:
            return BROKEN


def in_words(code: str | None) -> str:
    """The sentence for people that belongs to a stored code."""
    code = code or ""
    fixed = {
        UNREACHABLE: _("Onze mailserver is niet bereikbaar. We blijven het proberen."),
        SILENT: _("De mailserver geeft geen antwoord. We blijven het proberen."),
        CUT: _("De mailserver brak de verbinding af. We blijven het proberen."),
        CERTIFICATE: _("De mailserver heeft geen geldig certificaat. Waarschuw de beheerder."),
        SIGN_IN: _("Onze mailserver weigert ons wachtwoord. Waarschuw de beheerder."),
        BROKEN: _("Deze mail kan niet worden verstuurd. Waarschuw de beheerder."),
    }
    if code in fixed:
        return fixed[code]
    number, _sep, enhanced = code.partition(" ")
    if number.startswith("4"):
        return _("De mailserver neemt de mail nu niet aan. We proberen het later opnieuw.")
    if number == "552" or enhanced.endswith(".2.2"):
        return _("De mailbox is vol.")
    if number in ("550", "551", "553") and not enhanced.startswith("5.7"):
        return _("Dit e-mailadres bestaat niet.")
    return _("De mailserver weigert deze mail.") if number.startswith("5") else ""


def state_of(mail: OutboxMail) -> str:
    """verstuurd; or why not."""
    if mail.bounced_at:
        return _("niet bezorgd")
    match mail.status:
        case "sent":
            return _("verstuurd")
        case "failed":
            why = in_words(mail.error)
            return _("niet bezorgd: %(why)s", why=why) if why else _("niet bezorgd")
        case "held":
            return _("vastgehouden: meer dan 3 mails op één dag aan dit adres")
        case "dropped":
            return _("voorbeeld, niet verstuurd") if mail.error == EXAMPLE else _("niet meer nodig")
        case _ if mail.error:
            return _("wacht: %(why)s", why=in_words(mail.error))
        case _:
            return _("klaar om te versturen")
