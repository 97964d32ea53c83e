# SPDX-License-Identifier: EUPL-1.2
"""The quicker gettext says what the library's own says, in each language and after each change of it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import Babel, force_locale, gettext
from jinja2 import Environment, StrictUndefined

TEXTS = (
    "{{ _('Wat') }}",
    "{{ _('100%% van %(what)s', what='<b>') }}",
    "{{ _('100%%') }}",
    "{{ ngettext('%(num)s les', '%(num)s lessen', 2) }}",
    "{{ ngettext('%(num)s les van %(who)s', '%(num)s lessen van %(who)s', 1, who='<i>') }}",
    "{{ pgettext('ouders', 'groep') }}",
    "{{ npgettext('ouders', '%(num)s groep', '%(num)s groepen', 3) }}",
    "{{ _('a < b') ~ '<' }}",
)


@pytest.fixture
def plain(app: Flask) -> Environment:
    """Jinja with the library's own functions."""
    other = Flask("plain")
    other.jinja_env.undefined = StrictUndefined
    Babel(other)
    return other.jinja_env


@pytest.mark.parametrize("escapes", [True, False])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("text", TEXTS)
def test_templates_read_as_with_the_library(
    app: Flask, plain: Environment, text: str, language: str, escapes: bool
) -> None:
    with app.test_request_context("/"), force_locale(language):
        ours, theirs = (env.overlay(autoescape=escapes).from_string(text).render() for env in (app.jinja_env, plain))
    assert ours == theirs


def test_a_change_of_language_holds_at_once_and_only_inside(app: Flask) -> None:
    said = app.jinja_env.from_string("{{ _('Voor') }}")
    with app.test_request_context("/"):
        found = [gettext("Voor"), said.render()]
        with force_locale("en"):
            found += [gettext("Voor"), said.render()]
            with force_locale("nl"):
                found += [gettext("Voor"), said.render()]
            found += [gettext("Voor"), said.render()]
        found += [gettext("Voor"), said.render()]
    assert found == ["Voor"] * 2 + ["For"] * 2 + ["Voor"] * 2 + ["For"] * 2 + ["Voor"] * 2


def test_outside_a_context_the_source_is_said() -> None:
    assert gettext("Voor") == "Voor"
