# SPDX-License-Identifier: EUPL-1.2
"""Which offerings are asked for: those that the address or an earlier form chose, each to be unticked, and more of the same level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from booking.catalogue.models import SHOWN
from booking.catalogue.queries import Card, Catalogue, ProgrammeCard
from booking.jinja import date_only
from booking.lesson_requests.asked import CLASS, KIND_OF

MOST, MORE, READ_AT_MOST = 10, 8, 60


def find(catalogue: Catalogue, slug: str) -> Card | None:
    """By its address or a former one; a draft is not found."""
    return catalogue.by_slug.get(slug) or catalogue.by_slug.get(catalogue.old_slugs.get(slug, ""))


class Lessons:
    """`shown` stand on the page, `ticked` are asked for; `gone` were ticked, and cannot be asked for any more."""

    def __init__(
        self,
        catalogue: Catalogue,
        today: date,
        shown: Iterable[str],
        ticked: Iterable[str],
        more_ticked: Iterable[str] = (),
        programme: str = "",
    ) -> None:
        self.catalogue, self.today = catalogue, today
        self.programme: ProgrammeCard | None = next((p for p in catalogue.programmes if p.slug == programme), None)
        wanted = list(dict.fromkeys([*ticked, *more_ticked]))[:READ_AT_MOST]
        listed = list(dict.fromkeys([*shown, *wanted]))[:READ_AT_MOST]
        found = {slug: find(catalogue, slug) for slug in (*listed, *wanted)}
        published = [card for card in found.values() if card is not None and card.status == "published"]
        self.shown = list({card.slug: card for card in published}.values())
        self.ticked = [card for card in self.shown if any(found[slug] is card for slug in wanted)]
        self.gone = [slug for slug in wanted if (card := found[slug]) is None or card.status != "published"]
        self.error = ""

    @classmethod
    def chosen(cls, catalogue: Catalogue, today: date, slugs: Sequence[str], programme: str) -> Lessons:
        """Those of an address; unknown and archived ones are left out."""
        of_programme = next((p.steps for p in catalogue.programmes if p.slug == programme), ())
        slugs = [*slugs[:READ_AT_MOST], *(step.card.slug for step in of_programme)]
        known = [card.slug for slug in slugs if (card := find(catalogue, slug)) and card.status == "published"]
        return cls(catalogue, today, known, known, programme=programme if of_programme else "")

    @property
    def classes(self) -> list[Card]:
        """Those for classes, whose rows choose among them."""
        return [card for card in self.ticked if KIND_OF[card.kind] == CLASS]

    def of_kind(self, kind: str) -> list[Card]:
        return [card for card in self.ticked if KIND_OF[card.kind] == kind]

    @property
    def more(self) -> list[Card]:
        """What could be added: nearest first, inside the same level."""
        shown = {card.slug for card in self.shown}
        if self.shown:
            near = self.catalogue.near(self.shown[0], most=MORE + len(shown))
        else:
            near = list(self.catalogue.published)
        return [card for card in near if card.slug not in shown and card.open_on(self.today)][:MORE]

    @property
    def level(self) -> str:
        """The level of the screen in which the first of them stands; none if nothing is chosen."""
        return next((level for level in SHOWN if self.shown and self.shown[0].fits(level)), "")

    @property
    def priced(self) -> list[Card]:
        return [card for card in self.ticked if not card.free]

    def validate(self) -> bool:
        early = next((card for card in self.ticked if not card.open_on(self.today)), None)
        too_many = len(self.ticked) - MOST
        if not self.ticked:
            self.error = _("Kies minstens 1 les.")
        elif too_many > 0:
            self.error = ngettext(
                "U kunt maximaal 10 lessen in één keer aanvragen. Haal %(num)s les weg.",
                "U kunt maximaal 10 lessen in één keer aanvragen. Haal %(num)s lessen weg.",
                too_many,
            )
        elif early is not None and early.requests_from is not None:
            self.error = _(
                "U kunt %(offering)s aanvragen vanaf %(date)s.",
                offering=early.said("title"),
                date=date_only(early.requests_from),
            )
        return not self.error

    @property
    def found(self) -> list[tuple[str, str]]:
        return [("offering" if self.shown else "offering_more", self.error)] if self.error else []

    def similar(self, slug: str) -> list[Card]:
        """What comes near one that is gone."""
        card = find(self.catalogue, slug)
        shown = {each.slug for each in self.shown}
        near = self.catalogue.near(card, most=3 + len(shown)) if card else list(self.catalogue.published)
        return [each for each in near if each.slug not in shown and each.open_on(self.today)][:3]
