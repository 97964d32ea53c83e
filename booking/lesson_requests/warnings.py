# SPDX-License-Identifier: EUPL-1.2
"""What may be wrong with a request, though it can be sent: told on the check page, and to the secretariat with the request."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from rapidfuzz.distance import OSA

from booking.catalogue.queries import Card, spread
from booking.jinja import day, in_years, listing, together, words
from booking.lesson_requests import wanted
from booking.lesson_requests.asked import CLASS, PARENTS, WEEKDAYS, Asked, AskedGroup
from booking.schools.calendar import Closure, SchoolCalendar

MAIL_DOMAINS = (
    "gmail.com", "hotmail.com", "hotmail.nl", "outlook.com", "outlook.nl", "live.nl", "live.com", "icloud.com", "yahoo.com",
    "ziggo.nl", "kpnmail.nl", "kpnplanet.nl", "planet.nl", "home.nl", "xs4all.nl", "casema.nl", "upcmail.nl", "hetnet.nl",
)  # fmt: skip
"""Where many people have their mail: an address that is nearly there was mistyped."""

STRANGE_ENDINGS = frozenset({"con", "cm", "nk", "n", "comm", "nll", "ml", "bl"})
CLOSED_NAMES = {
    "Herfstvakantie": _l("herfstvakantie"),
    "Kerstvakantie": _l("kerstvakantie"),
    "Voorjaarsvakantie": _l("voorjaarsvakantie"),
    "Meivakantie": _l("meivakantie"),
    "Zomervakantie": _l("zomervakantie"),
    "Nieuwjaarsdag": _l("Nieuwjaarsdag"),
    "Goede vrijdag": _l("Goede Vrijdag"),
    "Eerste paasdag": _l("Eerste Paasdag"),
    "Tweede paasdag": _l("Tweede Paasdag"),
    "Koningsdag": _l("Koningsdag"),
    "Bevrijdingsdag": _l("Bevrijdingsdag"),
    "Hemelvaartsdag": _l("Hemelvaartsdag"),
    "Vrijdag na Hemelvaart": _l("de vrijdag na Hemelvaart"),
    "Eerste pinksterdag": _l("Eerste Pinksterdag"),
    "Tweede pinksterdag": _l("Tweede Pinksterdag"),
    "Eerste kerstdag": _l("Eerste Kerstdag"),
    "Tweede kerstdag": _l("Tweede Kerstdag"),
}
"""What the `holidays` package calls them, and how it stands in a sentence. Other names are somebody's own."""
FOUR_WEEKS = timedelta(weeks=4)
PLANNED = "plan@"
"""Before a day in a remark's field: all lessons of the proposed schedule on that day."""


@dataclass(frozen=True)
class Remark:
    """One sentence; for a holiday also the field to change and the day that is free. `office`: the same for who reads along."""

    text: str
    field: str = ""
    instead: date | None = None
    office: str = ""


def remarks(asked: Asked, cards: Iterable[Card], today: date, calendar: SchoolCalendar) -> list[Remark]:
    """All that is to be said of this request, in the language of the page; each once."""
    by_id = {card.id: card for card in cards}
    wishes = (("not_before", asked.wish_from, 1), ("not_after", asked.wish_until, -1))
    found = [closed_day(wish, calendar, field, step) for field, wish, step in wishes if wish is not None]
    lessons = wanted.of_asked(asked, by_id.values())
    found += [_closed_lessons(on, lessons, asked, calendar) for on in sorted({one.on_date for one in asked.times})]
    found.append(_soon(asked, by_id.values(), today))
    pairs = [(by_id[number], group) for group in asked.groups for number in group.offerings if number in by_id]
    found += [_too_many(card, group) for card, group in pairs]
    found += [_other_year(card, group) for card, group in pairs]
    found.append(_address(asked.contact_email))
    once: dict[str, Remark] = {}
    for remark in found:
        if remark is not None:
            once.setdefault(remark.text, remark)
    return list(once.values())


def this_school(school: str) -> Remark:
    """For a school that was searched for and not picked, and is the only one that fits."""
    return Remark(_("Bedoelt u deze school? %(school)s.", school=school))


def read_again() -> Remark:
    """For a form that was filled in faster than people type, or with the trap."""
    return Remark(_('Wilt u uw aanvraag nog één keer nalezen? Druk daarna op "Verstuur aanvraag".'))


def digest(found: Sequence[Remark]) -> str:
    """What the next page says to have shown: the same remarks are not shown twice."""
    return hashlib.sha256("\n".join(remark.text for remark in found).encode()).hexdigest()[:16]


def _closed_lessons(
    on: date, lessons: Iterable[wanted.Wanted], asked: Asked, calendar: SchoolCalendar
) -> Remark | None:
    """A closed day of her schedule: which lessons it is about, and the next open day that she can, too."""
    remark = closed_day(on, calendar, f"{PLANNED}{on.isoformat()}")
    if remark is None:
        return None
    names = listing(dict.fromkeys(one.lesson for one in lessons if one.on_date == on))
    about = _("Op deze dag staat: %(lessons)s.", lessons=names) if names else ""
    text, office = (f"{said} {about}".strip() for said in (remark.text, remark.office))
    return replace(remark, text=text, office=office, instead=next_open(on, calendar, asked.weekdays))


def next_open(on: date, calendar: SchoolCalendar, weekdays: Collection[str]) -> date:
    """The next open day; on one of these days of the week, if there is one within four weeks."""
    first = found = calendar.next_open(on)
    while (
        weekdays and (found.weekday() > 4 or WEEKDAYS[found.weekday()] not in weekdays) and found - first < FOUR_WEEKS
    ):
        found = calendar.next_open(found)
    return found if found - first < FOUR_WEEKS else first


def closed_day(on: date, calendar: SchoolCalendar, field: str = "", step: int = 1) -> Remark | None:
    """What a school that chose this day is told where it is closed, with the next day on which it is not (the one before, with step -1)."""
    closure = calendar.closure(on)
    if closure is None:
        return None
    office = _between(closure) if closure.kind == "school" else closed_sentence(closure, on)
    text = _between(closure) if closure.kind == "school" else closed_sentence(closure, on, yours=True)
    check = _("Kijk of uw wens klopt.")
    return Remark(f"{text} {check}", field, calendar.next_open(on, step), office)


def _between(holiday: Closure) -> str:
    return _(
        "Tussen %(first)s en %(last)s is het %(holiday)s (regio %(region)s).",
        first=day(holiday.first),
        last=day(holiday.last),
        holiday=closed_name(holiday),
        region=holiday.region,
    )


def closed_name(closure: Closure) -> str:
    """How it stands in a sentence: kerstvakantie; Goede Vrijdag; whatever somebody typed."""
    name = CLOSED_NAMES.get(closure.name, closure.name)
    return str(name)


def closed_sentence(closure: Closure, on: date, yours: bool = False) -> str:
    """Why schools are closed on this day. `yours`: to the school itself."""
    said = {"when": day(on), "name": closed_name(closure)}
    if closure.kind == "weekend":
        return _("De datum %(when)s valt in het weekend.", when=said["when"])
    if closure.kind == "school":
        return _("De datum %(when)s valt in de %(name)s (regio %(region)s).", region=closure.region, **said)
    if closure.kind == "municipality":
        return _("De datum %(when)s is een vrije dag in de gemeente (%(name)s).", **said)
    if closure.kind == "public" and not closure.advisory:
        return _("De datum %(when)s is een feestdag (%(name)s).", **said)
    if closure.kind == "public":
        return _("De datum %(when)s is op veel scholen vrij (%(name)s).", **said)
    if yours:
        return _("De datum %(when)s is een vrije dag van uw school (%(name)s).", **said)
    return _("De datum %(when)s is een vrije dag van de school (%(name)s).", **said)


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
    meant = {
        year
        for each in card.levels
        if each.level == group.level and (not each.tracks or group.track is None or group.track in each.tracks)
        for year in range(each.year_from, each.year_to + 1)
    }
    mine = set(range(first, last + 1))
    if mine <= meant:
        return None
    if mine & meant:
        text = combination(card.said("title"), card.audience, [group.name or class_years(group.level, first, last, None)],
                           in_years(group.level, spread(first, last), last - first + 1))  # fmt: skip
        return Remark(text, office=text)
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


def combination(offering: str, meant: str, names: Sequence[str], years: str) -> str:
    """For classes of which a part is another year than the lesson is for."""
    return ngettext(
        "%(offering)s is voor %(meant)s. %(names)s is een combinatie van %(years)s.",
        "%(offering)s is voor %(meant)s. %(names)s zijn een combinatie van %(years)s.",
        len(names),
        offering=offering,
        meant=meant,
        names=listing(names),
        years=years,
    )


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
