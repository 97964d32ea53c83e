# SPDX-License-Identifier: EUPL-1.2
"""What libraries do anew for every string and every imported template, done once: a third of a page.

Flask-Babel asks the context twice and spells the locale out for every string. Which translations hold is kept here where
the library keeps the language itself, and `force_locale` empties that place.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import cached_property
from typing import Any

from babel import Locale
from flask import g
from flask.templating import Environment
from flask_babel import Babel, Domain, get_locale
from jinja2.nodes import EvalContext
from jinja2.runtime import Macro
from jinja2.utils import pass_eval_context
from markupsafe import Markup

PLACE, KEPT = "_flask_babel", "babel_translations"
MOST_KEPT = 256


class QuickEnvironment(Environment):
    """Templates without globals of their own share ours as they are: compared with a chain of dictionaries, each import of
    macros cost as much as a macro."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


class KeptDomain(Domain):
    """Remembers in the context which translations hold, until the language changes."""

    def get_translations(self) -> Any:
        kept = _kept()
        if kept is None:
            kept = super().get_translations()
            if g and hasattr(g, PLACE):
                setattr(g.get(PLACE), KEPT, kept)
        return kept


def _place() -> Any:
    """Where the library keeps the language, if it did already. The proxy is asked once: that is most of what it costs."""
    try:
        return getattr(g._get_current_object(), PLACE, None)
    except RuntimeError:  # no application at work
        return None


def _kept() -> Any:
    """Which translations hold now, if that was asked since the language changed."""
    return getattr(_place(), KEPT, None)


class QuickBabel(Babel):
    @cached_property
    def domain_instance(self) -> Domain:
        return KeptDomain(domain=self.domain)

    def translations(self) -> Any:
        """Those that hold now."""
        return _kept() or self.domain_instance.get_translations()

    def speed_up(self, env: Environment) -> None:
        """Give templates functions that mean what Jinja's own do, in one call in place of three."""
        now = self.translations

        @pass_eval_context
        def gettext(context: EvalContext, text: str, /, **values: Any) -> str:
            return _filled(context, now().ugettext(text), values)

        @pass_eval_context
        def ngettext(context: EvalContext, one: str, more: str, n: int, /, **values: Any) -> str:
            return _filled(context, now().ungettext(one, more, n), {"num": n, **values})

        @pass_eval_context
        def pgettext(context: EvalContext, about: str, text: str, /, **values: Any) -> str:
            return _filled(context, now().upgettext(about, text), {"context": about, **values})

        @pass_eval_context
        def npgettext(context: EvalContext, about: str, one: str, more: str, n: int, /, **values: Any) -> str:
            return _filled(context, now().unpgettext(about, one, more, n), {"context": about, "num": n, **values})

        env.globals.update({"_": gettext, "gettext": gettext, "ngettext": ngettext})
        env.globals.update(pgettext=pgettext, npgettext=npgettext)


def keeper() -> Callable[..., Any]:
    """For the templates of one application: what they show everybody is made once a language."""
    made: dict[Any, Any] = {}

    def kept(macro: Macro, *values: Any) -> Any:
        """What this macro makes of these values. Only for one that looks at nothing else but the language and the settings."""
        now = locale()
        name = (macro.name, values, now.language if now else "")
        if name not in made:
            if len(made) >= MOST_KEPT:
                made.clear()
            made[name] = macro(*values)
        return made[name]

    return kept


def locale() -> Locale | None:
    """The language of now, as the library has it; asked of the library once a page."""
    return getattr(_place(), "babel_locale", None) or get_locale()


def _filled(context: EvalContext, text: str, values: dict[str, Any]) -> str:
    """Always a format, with or without values: %% is one sign. What is put in is escaped where the template escapes."""
    if context.autoescape:
        text = Markup(text)  # noqa: S704 - our own string, or its translation
    return text % values if "%" in text else text
