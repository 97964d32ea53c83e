# SPDX-License-Identifier: EUPL-1.2
"""The subject of all mails about one request, and the lessons in it in short."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import force_locale
from flask_babel import gettext as _

STEM_LENGTH = 40
SUBJECT_LANGUAGE = "nl"


def cut(text: str, length: int = STEM_LENGTH) -> str:
    """At most so many signs on one line, with … for what was left out."""
    line = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def subject(reference: str, titles: Iterable[str], school: str | None = None) -> str:
    """The subject of every mail about one request, fixed when it comes in: [LES-000123] De Voorbeeldboom – Sterk online.

    `titles`: one a booking. `school`: the name in the register; none for a school that somebody typed.
    """
    with force_locale(SUBJECT_LANGUAGE):  # as the titles are; colleagues read it too
        lesson = stem(titles)
    return f"[{reference}] {cut(school)} – {lesson}" if school else f"[{reference}] {lesson}"


def stem(titles: Iterable[str]) -> str:
    """Sterk online; of more lessons Sterk online en 2 andere."""
    first, *others = dict.fromkeys(titles)
    return _("%(lesson)s en %(n)s andere", lesson=cut(first), n=len(others)) if others else cut(first)
