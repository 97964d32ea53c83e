# SPDX-License-Identifier: EUPL-1.2
"""What the office's pages say of a request: flags, wishes, warnings, the diary and the mails in words. Rows in, words out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from booking.history.models import HistoryEntry
from booking.jinja import date_only, day_short, listing, moment_short, number, span, together, words
from booking.lesson_requests import dates, reasons
from booking.lesson_requests.actions.link_school import LINK, UNLINK
from booking.lesson_requests.actions.merge_schools import WENT_ALONG
from booking.lesson_requests.decision import Decision
from booking.lesson_requests.emails import KINDS, values
from booking.lesson_requests.emails.post import several
from booking.lesson_requests.models import Booking, LessonRequest
from booking.lesson_requests.queries.desk import Line
from booking.lesson_requests.warnings import Remark
from booking.lesson_requests.workflow import ENDED_WITHOUT_LESSON, Action, Status
from booking.outbox.models import OutboxMail
from booking.outbox.reasons import state_of
from booking.schools.calendar import workdays_between
from booking.schools.queries import calendar_of

SHORT_DAYS = {"mon": _l("ma"), "tue": _l("di"), "wed": _l("wo"), "thu": _l("do"), "fri": _l("vr")}
SHORT_PARTS = {"morning": _l("ochtend"), "afternoon": _l("middag"), "evening": _l("avond")}
KIND_WORDS = {"teachers": "training", "parents": "parents"}


# --- in a list ----------------------------------------------------------------------------------------------------


def due_flag(due_on: date, today: date) -> tuple[str, str]:
    """(words, how it looks): 1 werkdag te laat, vandaag antwoorden, nog 5 werkdagen."""
    if due_on < today:
        n = workdays_between(due_on, today)
        return (ngettext("%(num)s werkdag te laat", "%(num)s werkdagen te laat", n) if n else _("te laat")), "late"
    if due_on == today:
        return _("vandaag antwoorden"), "soon"
    n = workdays_between(today, due_on)
    return ngettext("nog %(num)s werkdag", "nog %(num)s werkdagen", n), "soon" if n <= 1 else "plain"


def lesson_of(titles: Sequence[str]) -> str:
    """Sterk online en 1 andere"""
    if len(titles) < 2:
        return titles[0] if titles else _("Geen les")
    return _("%(lesson)s en %(n)s andere", lesson=titles[0], n=len(titles) - 1)


def groups_of(people: Iterable[tuple[str, str | None, int]]) -> str:
    """3 groepen, 75 leerlingen; 1 team, 18 deelnemers"""
    found: dict[str, list[int]] = {}
    for kind, level, n in people:
        found.setdefault(KIND_WORDS.get(kind) or level or "po", []).append(n)
    parts = []
    for key, counts in found.items():
        noun = words(key)
        group = noun.group if len(counts) == 1 else noun.groups
        parts.append(f"{together(f'{len(counts)} {group}')}, {together(f'{number(sum(counts))} {noun.people}')}")
    return "; ".join(parts)


def wish_of(line: Line) -> str:
    """di, do – ochtend – vanaf 2 mrt 2027; of a schedule without another wish: volgens het rooster"""
    if line.scheduled and not (line.wish_weekdays or line.wish_dayparts or line.wish_from or line.wish_until):
        return _("volgens het rooster")
    days = ", ".join(str(text) for name, text in SHORT_DAYS.items() if name in line.wish_weekdays) or _("elke dag")
    parts = [days, ", ".join(str(text) for name, text in SHORT_PARTS.items() if name in line.wish_dayparts)]
    ends = [_("vanaf %(day)s", day=date_only(line.wish_from))] if line.wish_from else []
    if line.wish_until:
        ends.append(_("tot en met %(day)s", day=date_only(line.wish_until)))
    parts.append(" ".join(ends))
    return " – ".join(part for part in parts if part)


def answered(statuses: Sequence[str], answered_at: datetime | None, due_on: date) -> str:
    """For the secretariat: ja, di 24 nov 2026, 10.42 · nee, uiterlijk di 1 dec 2026 · niet nodig."""
    known = {Status(status) for status in statuses}
    if Status.SUBMITTED in known:
        if answered_at and known - {Status.SUBMITTED, Status.WITHDRAWN}:
            return _(
                "deels, %(moment)s; de rest uiterlijk %(day)s", moment=moment_short(answered_at), day=day_short(due_on)
            )
        return _("nee, uiterlijk %(day)s", day=day_short(due_on))
    if answered_at is None:
        return _("niet nodig") if known <= {Status.WITHDRAWN} else _("ja")
    return _("ja, %(moment)s", moment=moment_short(answered_at))


# --- one request --------------------------------------------------------------------------------------------------


def label_of(booking: Booking, several: bool) -> str:
    """7a; where more lessons were asked 7a – Sterk online; a team without a name is called after its lesson."""
    name = booking.group.name
    return f"{name} – {booking.title}" if name and several else name or booking.title


def asked_sentence(lesson_request: LessonRequest) -> str:
    """What still stands, or all that was withdrawn: 3 groepen 7 (75 leerlingen) willen Sterk online, op dinsdag; 2 klassen (leerjaar 2, 54 leerlingen) willen Doorgestuurd."""
    by_lessons: dict[tuple[str, ...], list[Booking]] = {}
    titles: dict[int, list[str]] = {}
    first: dict[int, Booking] = {}
    standing = [booking for booking in lesson_request.bookings if booking.status != Status.WITHDRAWN]
    for booking in standing or lesson_request.bookings:
        titles.setdefault(booking.group_id, []).append(booking.title)
        first.setdefault(booking.group_id, booking)
    for group_id, booking in first.items():
        by_lessons.setdefault(tuple(titles[group_id]), []).append(booking)
    parts = [_wanting(some, lessons) for lessons, some in by_lessons.items()]
    wish = _wish(lesson_request)
    return "; ".join(parts) + (f", {wish}." if wish else ".")


def _wish(lesson_request: LessonRequest) -> str:
    """What holds for all groups; a group's own wish stands in its row."""
    asks = (
        lesson_request.wish_weekdays, lesson_request.wish_dayparts, lesson_request.wish_from, lesson_request.wish_until,
        lesson_request.wish_same_day,
    )  # fmt: skip
    if not any(asks):
        return ""
    wish = values.wishes(lesson_request)[0]
    return _("op %(wish)s", wish=wish) if lesson_request.wish_weekdays else wish


def _wanting(some: Sequence[Booking], lessons: Sequence[str]) -> str:
    group = some[0].group
    noun = words(KIND_WORDS.get(group.kind) or group.level or "po")
    who = f"{len(some)} {noun.group if len(some) == 1 else noun.groups}"
    years = sorted({(one.group.year_from, one.group.year_to) for one in some if one.group.year_from})
    year = listing(dict.fromkeys(year_of(*pair) for pair in years))
    people = values.pupils(some)
    if year and str(noun.year) == str(noun.group):
        who += f" {year}"
    elif year:
        people = f"{noun.year} {year}, {people}"
    sentence = {"who": who, "people": people, "lessons": listing(lessons)}
    if len(some) == 1:
        return _("%(who)s (%(people)s) wil %(lessons)s", **sentence)
    return _("%(who)s (%(people)s) willen %(lessons)s", **sentence)


def year_of(first: int | None, last: int | None) -> str:
    """7, or 6/7 for a combination; nothing for a team."""
    if first is None:
        return ""
    return "/".join(str(year) for year in range(first, (last or first) + 1))


def year_words(booking: Booking) -> str:
    """groep 7; leerjaar 2"""
    group = booking.group
    year = year_of(group.year_from, group.year_to)
    return f"{words(group.level or 'po').year} {year}" if year else "–"


def planned(booking: Booking) -> list[str]:
    """Its lessons: dinsdag 9 maart 2027, 10.15 – 11.05 uur, Tariq Voorbeeld."""
    lines = []
    for lesson in values.lessons([booking]):
        who = listing(lesson.names) if lesson.names else _("trainer van %(provider)s", provider=lesson.provider)
        head = _("Les %(n)s: ", n=lesson.number) if lesson.number else ""
        lines.append(f"{head}{span(lesson.starts_at, lesson.ends_at)}, {who}")
    return lines


def why_not(booking: Booking) -> str:
    """Why it was declined, for colleagues."""
    if booking.status != Status.DECLINED:
        return ""
    reason = str(reasons.label(booking.reason_code or ""))
    return f"{reason}. {booking.reason_text}" if booking.reason_text else reason


# --- the diary and the mails --------------------------------------------------------------------------------------


def history_line(entries: Sequence[HistoryEntry], lesson_request: LessonRequest) -> str:
    """One act in words: Coby Voorbeeld keurde goed: 7a en 7b. What the school did is told of the school."""
    first = entries[0]
    labels = {one.id: label_of(one, several(lesson_request)) for one in lesson_request.bookings}
    about = listing(
        dict.fromkeys(labels[e.subject_id] for e in entries if e.subject_kind == "booking" and e.subject_id in labels)
    )
    who = first.actor_name or {
        "teacher": _("De school"), "trainer": _("De trainer"), "clock": _("Het systeem"), "staff": _("Een collega")
    }.get(first.actor_kind, _("De beheerder"))  # fmt: skip
    done = {
        "submit": _("stuurde de aanvraag"),
        Action.CHANGE.value: _("wijzigde de aanvraag"),
        Action.APPROVE.value: _("keurde goed"),
        Action.DECLINE.value: _("wees af"),
        Action.WITHDRAW.value: _("trok in"),
        Action.REOPEN.value: _("draaide het besluit terug"),
        "contact": _("wijzigde de contactgegevens"),
        "send_mail_again": _("verstuurde een mail opnieuw"),
        "address": _("wijzigde de contactgegevens"),
        "link": _("verving de geheime link"),
        LINK: _("koppelde de aanvraag aan een school"),
        UNLINK: _("haalde de koppeling met een school weg"),
        "takeover_ask": _("vroeg een collega om over te nemen"),
        "takeover": _("droeg de aanvraag over aan een collega"),
    }.get(first.action, _("wijzigde iets"))
    if first.action == "submit" and first.actor_kind == "staff":
        done = _("voerde de aanvraag in voor de school")
    if first.action == WENT_ALONG:
        done = _("voegde twee scholen samen: %(old)s ging op in %(new)s", **(first.changes or {}))
    text = f"{who} {done}" + (f": {about}" if about and first.action not in ("submit", "contact") else "")
    changes: dict[str, Any] = {}
    for entry in entries:
        changes |= entry.changes or {}
    lines = [
        values.Change(name, *pair).line for name, pair in changes.items() if isinstance(pair, list) and len(pair) == 2
    ]
    notes = list(dict.fromkeys(entry.note for entry in entries if entry.note))
    return f"{text}. " + " ".join([*(f"{line}." for line in lines), *notes])


def history_lines(entries: Sequence[HistoryEntry], lesson_request: LessonRequest) -> list[tuple[str, str]]:
    """(moment, words) of each act, newest first. Rows of one act that say the same are one line."""
    acts: dict[tuple[Any, ...], list[HistoryEntry]] = {}
    for entry in entries:
        action = "contact" if entry.action == "address" else entry.action
        acts.setdefault((entry.act, entry.at, action, entry.actor_id), []).append(entry)
    return [(moment_short(some[0].at), history_line(some[::-1], lesson_request).strip()) for some in acts.values()]


def mail_name(mail: OutboxMail) -> str:
    return str(KINDS.get(mail.kind, mail.kind))


def mail_state(mail: OutboxMail) -> tuple[str, str]:
    """(what became of it, when)"""
    return state_of(mail), moment_short(mail.sent_at or mail.created_at)


# --- what is decided ----------------------------------------------------------------------------------------------


def doubts(lesson_request: LessonRequest, decision: Decision) -> list[Remark]:
    """What may be wrong with the dates of this decision."""
    bookings = {booking.id: booking for booking in lesson_request.bookings}
    planned = [
        dates.Planned(
            name=label_of(booking, several(lesson_request)),
            on_date=lesson.on_date,
            start=lesson.start,
            minutes=booking.minutes,
            at_school=booking.offering.place == "school",
            evening=booking.group.kind == "parents" or "evening" in lesson_request.wish_dayparts,
        )
        for choice in decision.approve
        if (booking := bookings.get(choice.booking_id)) is not None
        for lesson in choice.lessons
    ]
    wish = dates.Wish(
        lesson_request.wish_weekdays,
        lesson_request.wish_dayparts,
        lesson_request.wish_from,
        lesson_request.wish_until,
        next(iter(values.wishes(lesson_request)), ""),
    )
    return dates.doubts(planned, wish, calendar_of(lesson_request.school_id))


def reopening(statuses: Sequence[str]) -> tuple[str, str, str]:
    """What undoing is called: the link to it, its question and its button. A withdrawal was the school's, not a decision."""
    ended = {Status(status) for status in statuses} & (ENDED_WITHOUT_LESSON | {Status.CONFIRMED})
    if ended == {Status.WITHDRAWN}:
        return (
            _("Zet de aanvraag weer open"),
            _("Wilt u deze aanvraag weer openzetten?"),
            _("Zet weer open en verstuur"),
        )
    return _("Draai besluit terug"), _("Wilt u dit besluit terugdraaien?"), _("Draai terug en verstuur")
