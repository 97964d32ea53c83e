# SPDX-License-Identifier: EUPL-1.2
"""The catalogue in public: the list, one offering, the programme of a level. The same for everyone, without a session."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask_babel import gettext as _

from booking.jinja import local
from booking.web import error_page, now, public

from . import queries
from .browse import KIND_WORDS, Browser
from .cards import Catalogue
from .forms import OfferingFilters
from .phrases import KIND_NAMES, LEVEL_IN_SENTENCE, LEVEL_NAMES, PROGRAMMES_SHOWN, step, years
from .search import pieces

bp = Blueprint("catalogue", __name__)


def register(app: Flask) -> None:
    app.jinja_env.filters["pieces"] = pieces
    app.jinja_env.filters["step"] = step
    app.register_blueprint(bp)


@bp.get("/lesaanbod")
@public
def offerings() -> Any:
    look = Browser(queries.catalogue(), OfferingFilters(request.args).choice())
    results = look.results()
    level = look.choice.niveau
    return render_template(
        "catalogue/offerings.html",
        choice=look.choice,
        results=results,
        options=_options(look),
        loosened=[] if results.total else look.loosened(),
        level_in_sentence=LEVEL_IN_SENTENCE[level] if level else "",
        names=_names(look),
        today=local(now()).date(),
    )


def _options(look: Browser) -> dict[str, list[tuple[str, ...]]]:
    """What each filter offers, with how many lessons it would give."""
    counts, level = look.counts(), look.choice.niveau
    shown_years = {str(year): f"{years(_year_level(level), year, year)} ({n})" for year, n in counts.leerjaar.items()}
    first_year = _("Alle groepen") if level == "po" else _("Alle leerjaren")
    return {
        "niveau": [
            ("", _("Alle niveaus")),
            *((key, f"{name} ({counts.niveau[key]})") for key, name in LEVEL_NAMES.items()),
        ],
        "leerjaar": [("", first_year), *shown_years.items()] if level else [("", _("Kies eerst een niveau."))],
        "soort": [
            ("", _("Alle soorten")),
            *((word, f"{KIND_NAMES[kind]} ({counts.soort[word]})") for word, kind in KIND_WORDS.items()),
        ],
        "thema": [(theme.slug, theme.name, f"({counts.thema[theme.slug]})") for theme in _in_order(look.catalogue)],
        "kosten": [("gratis", _("Alleen gratis"), f"({counts.gratis})")],
    }


def _year_level(shown_level: str) -> str:
    return "po" if shown_level == "po" else "vo"


def _in_order(catalogue: Catalogue) -> list[Any]:
    """Each main theme, then its parts."""
    tops = [theme for theme in catalogue.themes if theme.parent is None]
    return [each for top in tops for each in (top, *(t for t in catalogue.themes if t.parent == top.slug))]


def _names(look: Browser) -> dict[str, str]:
    """What each filter that is set says, for "Zonder …"."""
    choice = look.choice
    themes = {theme.slug: theme.name for theme in look.catalogue.themes}
    return {
        "q": choice.q,
        "niveau": str(LEVEL_NAMES.get(choice.niveau, "")),
        "leerjaar": years(_year_level(choice.niveau), choice.leerjaar, choice.leerjaar) if choice.leerjaar else "",
        "soort": str(KIND_NAMES[KIND_WORDS[choice.soort]]) if choice.soort else "",
        "thema": ", ".join(themes[slug] for slug in choice.thema),
        "gratis": _("Alleen gratis"),
    }


@bp.get("/lesaanbod/<slug>")
@public
def offering(slug: str) -> Any:
    catalogue = queries.catalogue()
    card = catalogue.by_slug.get(slug)
    if card is None:
        moved = catalogue.old_slugs.get(slug)
        return redirect(url_for("catalogue.offering", slug=moved), 301) if moved else error_page(404)
    steps = [(each, step_) for each in catalogue.programmes for step_ in each.steps if step_.card.slug == slug]
    near = catalogue.near(card) if card.status == "archived" else []
    today = local(now()).date()
    return render_template("catalogue/offering.html", offering=card, steps=steps, near=near, today=today)


@bp.get("/programma/<level>")
@public
def programme(level: str) -> Any:
    if level not in PROGRAMMES_SHOWN:
        return error_page(404)
    return render_template(
        "catalogue/programme.html",
        level=level,
        level_in_sentence=LEVEL_IN_SENTENCE[level],
        programmes=queries.catalogue().programmes_for(level),
        today=local(now()).date(),
    )
