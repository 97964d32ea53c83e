# SPDX-License-Identifier: EUPL-1.2
"""What may be wrong with a request, though it can be sent: told on the check page, and to the secretariat with the request."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from rapidfuzz.distance import OSA

from booking.catalogue.queries import Card
from booking.jinja import day, together, words
from booking.lesson_requests.asked import CLASS, PARENTS, Asked, AskedGroup
from booking.schools.calendar import SCHOOL_HOLIDAY_REGION, next_school_day, school_holiday

MAIL_DOMAINS = (
    "gmail.com", "hotmail.com", "hotmail.nl", "outlook.com", "outlook.nl", "live.nl", "live.com", "icloud.com", "yahoo.com",
    "ziggo.nl", "kpnmail.nl", "kpnplanet.nl", "planet.nl", "home.nl", "xs4all.nl", "casema.nl", "upcmail.nl", "hetnet.nl",
)  # fmt: skip
"""Where many people have their mail: an address that is nearly there was mistyped."""

STRANGE_ENDINGS = frozenset({"con", "cm", "nk", "n", "comm", "nll", "ml", "bl"})
HOLIDAY_NAMES = {
    "Herfstvakantie": _l("herfstvakantie"),
    "Kerstvakantie": _l("kerstvakantie"),
    "Voorjaarsvakantie": _l("voorjaarsvakantie"),
    "Meivakantie": _l("meivakantie"),
    "Zomervakantie": _l("zomervakantie"),
}


@dataclass(frozen=True)
class Remark:
    """One sentence; for a holiday also the field to change and the day that is free. `office`: the same for who reads along."""

    text: str
    field: str = ""
    instead: date | None = None
    office: str = ""


def remarks(asked: Asked, cards: Iterable[Card], today: date) -> list[Remark]:
    """All that is to be said of this request, in the language of the page."""
    by_id = {card.id: card for card in cards}
    found = [_holiday("not_before", asked.wish_from, 1), _holiday("not_after", asked.wish_until, -1)]
    if found[0] and found[1] and found[0].text == found[1].text:
        found.pop()
    found.append(_soon(asked, by_id.values(), today))
    pairs = [(by_id[number], group) for group in asked.groups for number in group.offerings if number in by_id]
    found += [_too_many(card, group) for card, group in pairs]
    found += [_other_year(card, group) for card, group in pairs]
    found.append(_address(asked.contact_email))
    return [remark for remark in found if remark is not None]


def read_again() -> Remark:
    """For a form that was filled in faster than people type, or with the trap."""
    return Remark(_('Wilt u uw aanvraag nog één keer nalezen? Druk daarna op "Verstuur aanvraag".'))


def digest(found: Sequence[Remark]) -> str:
    """What the next page says to have shown: the same remarks are not shown twice."""
    return hashlib.sha256("\n".join(remark.text for remark in found).encode()).hexdigest()[:16]


def _holiday(field: str, wish: date | None, step: int) -> Remark | None:
    holiday = school_holiday(wish) if wish else None
    if holiday is None:
        return None
    said = {
        "first": day(holiday.first),
        "last": day(holiday.last),
        "holiday": HOLIDAY_NAMES.get(holiday.name, holiday.name),
        "region": SCHOOL_HOLIDAY_REGION,
    }
    text = _("Tussen %(first)s en %(last)s is het %(holiday)s (regio %(region)s). Kijk of uw wens klopt.", **said)
    office = _("Tussen %(first)s en %(last)s is het %(holiday)s (regio %(region)s).", **said)
    return Remark(text, field, next_school_day(holiday.last if step > 0 else holiday.first, step), office)


def _soon(asked: Asked, cards: Iterable[Card], today: date) -> Remark | None:
    """It must be given before anybody can be expected to have found a trainer."""
    lead = max((card.lead_days or 0 for card in cards), default=0)
    if asked.wish_until is None or asked.wish_until >= today + timedelta(days=lead):
        return None
    text = ngettext(
        "U vraagt een les aan binnen %(num)s week. Het lukt niet altijd om zo snel een trainer te vinden.",
        "U vraagt een les aan binnen %(num)s weken. Het lukt niet altijd om zo snel een trainer te vinden.",
        -(-lead // 7),
    )
    office = ngettext(
        "De school wil de les binnen %(num)s week.", "De school wil de les binnen %(num)s weken.", -(-lead // 7)
    )
    return Remark(text, office=office)


def _too_many(card: Card, group: AskedGroup) -> Remark | None:
    if card.max_people is None or group.people <= card.max_people:
        return None
    said = {"offering": card.said("title"), "most": card.max_people, "people": card.people, "n": group.people}
    parents = _("de groep ouders") if group.kind == PARENTS else ""
    text = _(
        "%(offering)s is voor maximaal %(most)s %(people)s. In %(name)s zitten er %(n)s. We zoeken samen met u een oplossing.",
        name=group.name or parents or _("uw team"),
        **said,
    )
    office = _(
        "%(offering)s is voor maximaal %(most)s %(people)s. In %(name)s zitten er %(n)s.",
        name=group.name or parents or _("het team"),
        **said,
    )
    return Remark(text, office=office)


def _other_year(card: Card, group: AskedGroup) -> Remark | None:
    if group.kind != CLASS or group.year_from is None or group.level is None:
        return None
    first, last = group.year_from, group.year_to or group.year_from
    if any(
        each.level == group.level
        and each.year_from <= last
        and first <= each.year_to
        and (not each.tracks or group.track is None or group.track in each.tracks)
        for each in card.levels
    ):
        return None
    said = {
        "offering": card.said("title"),
        "offering_years": card.audience,
        "year": class_years(group.level, first, last, group.track),
    }
    text = _(
        "%(offering)s is voor %(offering_years)s. U vraagt de les aan voor %(year)s. Misschien past de les niet.",
        **said,
    )
    office = _("%(offering)s is voor %(offering_years)s. De school vraagt de les aan voor %(year)s.", **said)
    return Remark(text, office=office)


def class_years(level: str, first: int, last: int, track: str | None) -> str:
    """groep 7 · groep 7/8 · leerjaar 3 vmbo-k"""
    years = "/".join(str(year) for year in range(first, last + 1))
    return together(f"{words(level).year} {years}" + (f" {track}" if track else ""))


def _address(email: str) -> Remark | None:
    domain = email.rpartition("@")[2].lower()
    near = domain not in MAIL_DOMAINS and any(
        OSA.distance(domain, known, score_cutoff=1) <= 1 for known in MAIL_DOMAINS
    )
    if not near and domain.rpartition(".")[2] not in STRANGE_ENDINGS:
        return None
    text = _("Uw e-mailadres eindigt op %(domain)s. Klopt dat?", domain=domain)
    return Remark(text, office=_("Het e-mailadres eindigt op %(domain)s. Klopt dat?", domain=domain))
