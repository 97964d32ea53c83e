# SPDX-License-Identifier: EUPL-1.2
"""What templates (and mails) can use beside their values: dates, times, money and words in the language of the page, icons, `can`.

Moments come in as aware datetimes and are shown as the clock in Utrecht. What belongs together is held together by a no-break space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from itertools import groupby
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from flask import Flask, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext, lazy_pgettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from jinja2 import StrictUndefined
from markupsafe import Markup

from .assets import asset, icon
from .permissions import Can, can
from .quicker import keeper, locale

ZONE = ZoneInfo("Europe/Amsterdam")
NBSP = "\u00a0"
_listed = lru_cache(maxsize=4096)(format_list)
TITLE_LENGTH = 70
UTRECHT = (_l("Gemeente Utrecht"), _l("maandag t/m vrijdag 8.30 – 17.30 uur"))
"""The default settings, named here so that they get a translation: templates show the settings through gettext."""


# --- dates, times, numbers ------------------------------------------------------------------------------------------------


def _locale() -> Locale:
    return locale() or Locale("nl")


def _english() -> bool:
    return _locale().language == "en"


def local(moment: datetime) -> datetime:
    """The clock in Utrecht at this moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment.astimezone(ZONE)


def _date(value: date, pattern: str) -> str:
    if isinstance(value, datetime):
        value = local(value).date()
    return _written(value, pattern, _locale().language)


@lru_cache(maxsize=4096)
def _written(value: date, pattern: str, language: str) -> str:
    return format_date(value, pattern, locale=language).replace(".", "").replace("_", NBSP)


def day(value: date) -> str:
    """dinsdag 9 maart 2027"""
    return _date(value, "EEEE d'_'MMMM y")


def day_short(value: date) -> str:
    """di 9 mrt 2027"""
    return _date(value, "EEE d'_'MMM y")


def date_only(value: date) -> str:
    """9 maart 2027"""
    return _date(value, "d'_'MMMM y")


def month(value: date) -> str:
    """maart 2027"""
    return _date(value, "MMMM y")


def _hours(value: datetime | time) -> str:
    clock_time = local(value) if isinstance(value, datetime) else value
    return f"{clock_time.hour}{':' if _english() else '.'}{clock_time.minute:02d}"


def clock(value: datetime | time) -> str:
    """10.15 uur"""
    return _hours(value) if _english() else f"{_hours(value)}{NBSP}uur"


def moment(value: datetime) -> str:
    """dinsdag 24 november 2026, 14.05 uur"""
    return f"{day(value)}, {clock(value)}"


def moment_short(value: datetime) -> str:
    """di 24 nov 2026, 14.05: in tables and in the history."""
    return f"{day_short(value)}, {_hours(value)}"


def hours(starts: datetime | time, ends: datetime | time) -> str:
    """10.15 – 11.05 uur"""
    return f"{_hours(starts)}{NBSP}– {clock(ends)}"


def span(starts: datetime, ends: datetime) -> str:
    """dinsdag 9 maart 2027, 10.15 – 11.05 uur"""
    if local(starts).date() != local(ends).date():
        return f"{moment(starts)}{NBSP}– {moment(ends)}"
    return f"{day(starts)}, {hours(starts, ends)}"


def span_short(starts: datetime, ends: datetime) -> str:
    """di 9 mrt 2027, 10.15 – 11.05"""
    return f"{day_short(starts)}, {_hours(starts)}{NBSP}– {_hours(ends)}"


def number(value: int) -> str:
    """1.000"""
    return _grouped(value, _locale().language)


@lru_cache(maxsize=4096)
def _grouped(value: int, language: str) -> str:
    return format_decimal(value, locale=language)


def money(cents: int) -> str:
    """€ 1.000, and € 12,50 where there are cents. Takes cents."""
    euros = format_decimal(cents / 100, format="#,##0" if cents % 100 == 0 else "#,##0.00", locale=_locale())
    return f"€{'' if _english() else NBSP}{euros}"


def listing(items: Iterable[Any]) -> str:
    """7a, 7b en 7c"""
    return _listed(tuple(map(str, items)), locale="en_GB" if _english() else _locale().language)


def together(text: Any) -> Any:
    """26 leerlingen, 030 123 45 67: never on two lines."""
    joined = str(text).replace(" ", NBSP)
    return Markup(joined) if isinstance(text, Markup) else joined  # noqa: S704 - it was markup already


def tied(text: str) -> str:
    """An address or telephone number in which nothing falls apart at the end of a line: 3511 AA, 030 123 45 67."""
    tied_postcode = re.sub(r"\b(\d{4}) ([A-Z]{2})\b", f"\\1{NBSP}\\2", text)
    return re.sub(r"(?<=\d) (?=\d)", NBSP, tied_postcode)


def minutes(value: int) -> str:
    """50 minuten"""
    return together(ngettext("%(num)s minuut", "%(num)s minuten", value))


# --- the words that differ by level ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """What a group, the people in it and their year are called."""

    group: Any
    groups: Any
    people: Any
    year: Any
    example: Any


_CLASSES = Words(_l("klas"), _l("klassen"), _l("leerlingen"), _l("leerjaar"), _l("2 havo b"))
_TEAMS = Words(_l("team"), _l("teams"), _l("deelnemers"), "", _l("team bovenbouw"))
WORDS: Mapping[str, Words] = {
    "po": Words(_l("groep"), _l("groepen"), _l("leerlingen"), lazy_pgettext("leerjaar", "groep"), "7a"),
    "vo": _CLASSES,
    "vmbo": _CLASSES,
    "mbo": Words(_l("klas"), _l("klassen"), _l("studenten"), _l("studiejaar"), _l("zorg 1c")),
    "training": _TEAMS,
    "team": _TEAMS,
    "meeting": _TEAMS,
    "parents": Words(
        lazy_pgettext("ouders", "groep"), lazy_pgettext("ouders", "groepen"), _l("ouders"), "", _l("ouders van groep 8")
    ),
}


def words(level_or_kind: Any) -> Words:
    """The words for a level (po, vo, vmbo, mbo) or for a kind without classes (training, team, meeting, parents)."""
    return WORDS[str(getattr(level_or_kind, "value", level_or_kind))]


def in_years(level: str, spread: str, n: int) -> str:
    """groep 7 en 8 · leerjaar 1 · studiejaar 1 en 2: `n` years in words. In English the noun has a plural."""
    if level == "po":
        return ngettext("groep %(years)s", "groep %(years)s", n, years=spread)
    if level == "mbo":
        return ngettext("studiejaar %(years)s", "studiejaar %(years)s", n, years=spread)
    return ngettext("leerjaar %(years)s", "leerjaar %(years)s", n, years=spread)


# --- forms -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    """One answer to choose from. `selected` is none where the macro compares values itself."""

    value: str
    text: Any
    note: Any = ""
    selected: bool | None = None
    optgroup: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Control:
    """What a macro needs to know of a control, whether it came as a WTForms field or as bare values."""

    id: str
    name: str
    label: Any
    value: Any
    hint: Any
    error: Any
    optional: bool
    kind: str
    options: list[Option]
    attributes: Mapping[str, Any]

    @property
    def described_by(self) -> str:
        parts = [f"{self.id}-error" if self.error else "", f"{self.id}-hint" if self.hint else ""]
        return " ".join(part for part in parts if part)

    @property
    def groups(self) -> list[tuple[str, list[Option]]]:
        """The options under their headings, in order."""
        return [(name, list(options)) for name, options in groupby(self.options, key=lambda option: option.optgroup)]


def _bare_option(choice: Any) -> Option:
    if isinstance(choice, str):
        return Option(choice, choice)
    return Option(str(choice[0]), *choice[1:3])


def _field_options(wtf: Any, notes: Mapping[str, Any]) -> list[Option]:
    if not hasattr(wtf, "iter_choices"):
        return []
    groups = wtf.iter_groups() if wtf.has_groups() else [("", wtf.iter_choices())]
    return [
        Option(str(c.value), c.label, notes.get(str(c.value), ""), bool(c.selected), str(name or ""), c.render_kw or {})
        for name, choices in groups
        for c in choices
    ]


def control(
    source: Any,
    label: Any = "",
    value: Any = "",
    hint: Any = "",
    error: Any = "",
    optional: bool | None = None,
    kind: str = "",
    choices: Iterable[Any] = (),
    notes: Mapping[str, Any] | None = None,
) -> Control:
    """A macro's view of a control. `source` is a WTForms field, or the id (and name) of a control whose values follow."""
    if isinstance(source, str):
        options = [_bare_option(c) for c in choices]
        return Control(source, source, label, value, hint, error, bool(optional), kind or "text", options, {})
    flags = source.flags
    kind = kind or getattr(source.widget, "input_type", "text") or "text"
    typed = "" if kind == "password" else source._value() if hasattr(source, "_value") else source.data
    errors = [text for text in source.errors if isinstance(text, str) or not isinstance(text, (list, dict))]
    return Control(
        id=source.id,
        name=source.name,
        label=label or source.label.text,
        value="" if typed is None else typed,
        hint=hint or source.description,
        error=error or (errors[0] if errors else ""),
        optional=bool(flags.optional) if optional is None else optional,
        kind=kind,
        options=[_bare_option(c) for c in choices] or _field_options(source, notes or {}),
        attributes=source.render_kw or {},
    )


def form_errors(form: Any) -> list[tuple[str, Any]]:
    """(id of the control to mend, sentence) for each error of a WTForms form, in the order of its fields. Errors of the form as a whole have no id."""
    found: list[tuple[str, Any]] = [("", text) for text in getattr(form, "form_errors", [])]
    for wtf in form:
        found += _errors_of(wtf)
    return found


def _errors_of(wtf: Any) -> list[tuple[str, Any]]:
    if hasattr(wtf, "entries"):
        own = [("", text) for text in wtf.errors if isinstance(text, str)]
        return own + [error for entry in wtf.entries for error in _errors_of(entry)]
    if hasattr(wtf, "form"):
        return form_errors(wtf.form)
    return [(wtf.id, text) for text in wtf.errors[:1]]


# --- the page ----------------------------------------------------------------------------------------------------------------


def page_title(title: Any, organisation: Any, failed: bool = False) -> str:
    """At most 70 signs: the organisation goes first, then the service."""
    text = re.sub(r"\s+", " ", Markup(title).unescape()).strip()  # noqa: S704 - unescaped here, escaped by the page
    text = _("Fout") + f": {text}" if failed else text
    service = _("Lesaanbod")
    tries = [f"{text} – {service} – {organisation}", f"{text} – {service}", text]
    return next((t for t in tries if len(t) <= TITLE_LENGTH), text[: TITLE_LENGTH - 1].rstrip() + "…")


def other_language(keep: Mapping[str, Any] | None = None, path: str = "") -> SimpleNamespace:
    """The same page in the other language. `keep` holds the page's own parameters: unknown ones never come back in a page that is kept for all.
    `path`: another page, for one whose own address must not stand on it."""
    query = f"?{urlencode(dict(keep), doseq=True)}" if keep else ""
    path = path or "/" + quote(request.path.lstrip("/"), safe="/:@!$&'()*+,;=~-._")  # two of them begin another host
    if _english():
        return SimpleNamespace(code="nl", name="Nederlands", href=path + query)
    return SimpleNamespace(code="en", name="English", href=f"/en{path}{query}")


def page_language() -> str:
    return _locale().language


def staff_page() -> bool:
    """A page of the office, seen by somebody who signed in. Public pages never ask who is there: they are the same for everyone."""
    return f"{request.path}/".startswith("/beheer/") and bool(current_user.is_authenticated)


def phone_link(number_text: str) -> str:
    """14 030 -> tel:14030"""
    return "tel:" + re.sub(r"[^\d+]", "", number_text)


def mail_break(address: str) -> Markup:
    """An e-mail address that may go on on the next line after the @."""
    name, at, host = address.partition("@")
    return Markup("{}@<wbr>{}").format(name, host) if at else Markup("{}").format(name)


def _organisation(config: Mapping[str, Any]) -> SimpleNamespace:
    mail = config["SECRETARIAT_EMAIL"]
    name, hours_open = config["ORGANISATION_NAME"], config["ORGANISATION_HOURS"]
    return SimpleNamespace(
        name=lazy_gettext(name),
        phone=config["ORGANISATION_PHONE"],
        hours=lazy_gettext(hours_open),
        email=mail if isinstance(mail, str) else mail[0],
        answer_workdays=config["ANSWER_WORKDAYS"],
    )


def _theme(name: str) -> SimpleNamespace:
    logos = {"utrecht": "utrecht-logo.svg", "voorbeeld": ""}
    if name not in logos:
        raise RuntimeError(f"THEME must be one of {', '.join(logos)}; it is {name!r}.")
    return SimpleNamespace(name=name, css=f"{name}.css", favicon=f"{name}-favicon", logo=logos[name])


FILTERS = (
    day, day_short, date_only, month, clock, moment, moment_short, hours, span, span_short, number, money, minutes, listing, together, tied, local
)  # fmt: skip
GLOBALS = (
    span, span_short, asset, icon, can, words, control, form_errors, page_title, page_language, other_language, staff_page, phone_link, mail_break
)  # fmt: skip


def register(app: Flask) -> None:
    """Give all of this to the templates. A value that a template misses is an error, never an empty place."""
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    for function in FILTERS:
        env.filters[function.__name__] = function
    env.globals.update({function.__name__: function for function in GLOBALS})
    env.globals.update(
        Can=Can, organisation=_organisation(app.config), theme=_theme(app.config["THEME"]), kept=keeper()
    )
