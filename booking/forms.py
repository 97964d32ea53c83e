# SPDX-License-Identifier: EUPL-1.2
"""The three kinds of form, and fields that give back what was typed, byte for byte.

A form checks shape and knows no database: choices are handed in. Labels and sentences stand in the features' own forms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import MutableMapping
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import StopValidation

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
LINK_MARK = "[[persoonlijke-link]]"
_NO_SIGNS = "\ud800-\udfff\ufffd\ufffe\uffff" + BIDI
_UNREADABLE = re.compile(f"[\\x00-\\x1f\\x7f-\\x9f{_NO_SIGNS}]")
_UNREADABLE_IN_LINES = re.compile(f"[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f{_NO_SIGNS}]")


def unreadable(text: str, lines: bool = False) -> bool:
    """Does the text hold a sign that no keyboard types: a control sign, a bidi mark, half a letter, a byte that was no UTF-8?"""
    return (_UNREADABLE_IN_LINES if lines else _UNREADABLE).search(text) is not None


def legible(text: str) -> str:
    """The text without such signs: what a terminal would obey is not printed back."""
    return _UNREADABLE.sub("", text)


def cleaned(value: str | None) -> str:
    """What is kept of a typed text: no blanks around it, no mark that delivery would fill with a link."""
    text = unicodedata.normalize("NFC", value or "").replace("\r\n", "\n").replace("\r", "\n")
    while LINK_MARK in text:  # taking one out may make another
        text = text.replace(LINK_MARK, "")
    return text.strip()


class _Typed:
    """`data` is cleaned once; the page shows `raw_data`, what was really typed."""

    lines = False
    max_length: int

    def __init__(
        self, label: Any = None, validators: Any = None, *, max_length: int, too_long: Any = None, **kwargs: Any
    ) -> None:
        self.max_length = max_length
        self.too_long = too_long
        super().__init__(label, validators, **kwargs)  # type: ignore[call-arg]

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = cleaned(valuelist[0])

    def _value(self) -> str:
        raw = getattr(self, "raw_data", None)
        return raw[0] if raw else (self.data or "")

    def pre_validate(self, form: Any) -> None:
        text = self.data or ""
        if unreadable(text, self.lines):
            raise StopValidation(
                _(
                    'In "%(label)s" staat een teken dat we niet kunnen lezen. Typ uw antwoord opnieuw.',
                    label=self.label.text,  # type: ignore[attr-defined]
                )
            )
        if len(text) > self.max_length:
            raise StopValidation(self._too_long(len(text) - self.max_length))

    def _too_long(self, n: int) -> str:
        if self.too_long is not None:
            return str(self.too_long(n) if callable(self.too_long) else self.too_long)
        return _(
            'Maak uw antwoord bij "%(label)s" korter: maximaal %(max)s tekens.',
            label=self.label.text,  # type: ignore[attr-defined]
            max=self.max_length,
        )


class Text(_Typed, StringField):
    """One line. `max_length` counts signs; `too_long` is another sentence for it (or a function of the number of signs too many)."""


class LongText(_Typed, TextAreaField):
    """Several lines."""

    lines = True


def _not_in_list(field: Any) -> str:
    return _('Kies een antwoord uit de lijst bij "%(label)s".', label=field.label.text)


class Choice(SelectField):
    """A select or radios; a value outside the list gets our sentence. `choices` are pairs or wtforms' SelectChoice."""

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)
        except ValueError as error:
            raise StopValidation(_not_in_list(self)) from error


class Choices(SelectMultipleField):
    """Checkboxes."""

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)
        except ValueError as error:
            raise StopValidation(_not_in_list(self)) from error


class Quick:
    """What all forms have in common. Sentences are ours: the library would read its own from the disk for every single post.

    A field is bound once under each name, and then copied: binding anew was half of what a form costs.
    """

    def get_translations(self, form: Any) -> None:
        return None

    def bind_field(self, form: Any, unbound_field: Any, options: MutableMapping[str, Any]) -> Any:
        bound: dict[Any, Any] = unbound_field.__dict__.setdefault("bound", {})
        name = (options["name"], options["prefix"])
        made = bound.get(name)
        if made is None:
            made = unbound_field.bind(form=form, **options)
            if isinstance(made, (FieldList, FormField)):
                return made
            made._form = made.meta = None
            bound[name] = made
        field = _twin(made)
        field.label, field.flags = _twin(made.label), _twin(made.flags)
        field.render_kw = None if made.render_kw is None else dict(made.render_kw)
        field._form, field.meta = form, form.meta
        return field


def _twin(thing: Any) -> Any:
    """Another one with the same attributes."""
    other = object.__new__(type(thing))
    other.__dict__.update(thing.__dict__)
    return other


class _OwnSentences(Quick, FlaskForm.Meta):
    """Of the forms that Flask-WTF knows."""


class PartForm(Form):
    """A part of a form: a row, or fields that are looked at apart."""

    Meta = Quick


class StaffForm(FlaskForm):
    """A form of a colleague who signed in: with a CSRF token."""

    Meta = _OwnSentences


class PublicForm(FlaskForm):
    """A form of a visitor: no session, no token. Its view is exempt and asks `web.same_site()`; a link page needs neither."""

    class Meta(_OwnSentences):
        csrf = False  # type: ignore[assignment]  (a property there)


class FilterForm(Form):
    """The filters of a list: read from the address, never refused; what makes no sense is left out."""
