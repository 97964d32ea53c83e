# SPDX-License-Identifier: EUPL-1.2
"""The office's lists: the day and the queue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user

from booking import web
from booking.jinja import listing
from booking.lesson_requests import words
from booking.lesson_requests.models import reference_of
from booking.lesson_requests.queries import desk as queries
from booking.lesson_requests.queries.desk import Filters, View
from booking.lesson_requests.workflow import local_day
from booking.outbox import queries as outbox
from booking.permissions import Can, can
from booking.schools.queries import closed
from booking.schools.queries import desk as schools
from booking.schools.queries.desk import View as SchoolView

from . import desk_words
from .blueprints import desk
from .lists import capped, searched

TABS = {
    View.ASSESS: _l("Te beoordelen"),
    View.LATE: _l("Te laat"),
    View.PLANNED: _l("Gepland"),
    View.CLOSED: _l("Afgesloten"),
    View.ALL: _l("Alles"),
}
STATES = TABS | {
    View.TODAY: _l("Vandaag antwoorden"),
    View.DECLINED: _l("Afgewezen"),
    View.WITHDRAWN: _l("Ingetrokken"),
    View.UNLINKED: _l("School niet gekoppeld"),
}
LEVELS = (("po", _l("Basisschool, bovenbouw")), ("vo", _l("Voortgezet onderwijs")), ("mbo", _l("Vmbo en mbo")))
LONGEST_SEARCH = 254


@desk.get("/")
@web.needs(Can.SEE_REQUESTS)
def day() -> str:
    """What waits, what is late, what is next."""
    now = web.now()
    today = local_day(now)
    counts = queries.counts(today, (View.LATE, View.TODAY, View.ASSESS))
    failed, mails = queries.undelivered(), outbox.counts(("failed", "held"))
    lines = queries.first_to_do(today, failed)
    lessons = _lessons(queries.lessons_on((today, today + timedelta(days=1))), today)
    return render_template(
        "lesson_requests/desk/day.html",
        today=today,
        tiles=[
            (capped(counts[View.LATE]), _("te laat"), url_for("desk.queue", weergave=View.LATE), True),
            (capped(counts[View.TODAY]), _("vandaag antwoorden"), url_for("desk.queue", weergave=View.TODAY), False),
            (capped(counts[View.ASSESS]), _("te beoordelen"), url_for("desk.queue"), False),
            (mails["failed"], _("mail niet bezorgd"), url_for("outbox.mail_log", status="failed"), True),
        ],
        notes=_held(mails["held"]) + (_notes(today) if can(current_user, Can.MANAGE_SCHOOLS) else []),
        lines=lines,
        lessons=lessons,
        words=desk_words,
        status_words=words,
        staff=_decides(),
    )


def _held(n: int) -> list[tuple[str, str]]:
    """(sentence, address): nobody gets these mails until a person releases them."""
    if not n or not can(current_user, Can.SEE_MAIL_LOG):
        return []
    text = ngettext("%(shown)s mail vastgehouden", "%(shown)s mails vastgehouden", n, shown=capped(n))
    return [(text, url_for("outbox.mail_log", status="held"))]


def _notes(today: date) -> list[tuple[str, str]]:
    """(sentence, address): what is lacking in the register and its calendar, so that somebody fills it in before it is missed."""
    found = []
    n, year = schools.counts([SchoolView.NO_WIJK])[SchoolView.NO_WIJK], closed.missing_from(today)
    if n:
        text = ngettext("%(shown)s school zonder wijk", "%(shown)s scholen zonder wijk", n, shown=capped(n))
        found.append((text, url_for("desk.schools", weergave=SchoolView.NO_WIJK.value)))
    if year is not None:
        found.append((_("Vul de schoolvakanties vanaf %(year)s aan.", year=year), url_for("desk.closed_days")))
    return found


def _lessons(rows: Sequence[Any], today: Any) -> list[dict[str, Any]]:
    """One line a session: its groups and its trainers come in rows of their own."""
    lines = []
    for _id, some in groupby(rows, key=lambda row: row.id):
        members = list(some)
        first = members[0]
        groups = listing(dict.fromkeys(row.group for row in members if row.group))
        trainers = listing(dict.fromkeys(row.trainer for row in members if row.trainer))
        lines.append(
            {
                "today": first.on_date == today,
                "starts_at": first.starts_at,
                "ends_at": first.ends_at,
                "lesson": f"{first.title} – {groups}" if groups else first.title,
                "reference": reference_of(first.request_id),
                "school": first.school_name,
                "wijk": first.school_wijk,
                "who": trainers or _("trainer van %(provider)s", provider=first.provider),
            }
        )
    return lines


@desk.get("/aanvragen")
@web.needs(Can.SEE_REQUESTS)
def queue() -> str:
    """All requests, by key: the view, the filters and the place in the list stand in the address."""
    filters = _filters()
    today = local_day(web.now())
    page = queries.queue(filters, today)
    counts = queries.counts(today, [view for view in TABS if view is not View.ALL])
    tabs = [
        (text, capped(counts[view]) if view in counts else None, _address(view=view)) for view, text in TABS.items()
    ]
    return render_template(
        "lesson_requests/desk/queue.html",
        filters=filters,
        keep=_parameters(filters, filters.after),
        tabs=tabs,
        current=TABS.get(filters.view, ""),
        heading=_heading(filters, page, counts),
        states=[(view.value, text) for view, text in STATES.items()],
        levels=[("", _("Alle niveaus")), *LEVELS],
        lines=page.lines,
        following=url_for("desk.queue", **_parameters(filters, page.next_key)) if page.next_key else "",
        new=url_for("desk.new"),
        first=url_for("desk.queue", **_parameters(filters, "")) if filters.after else "",
        today=today,
        words=desk_words,
        status_words=words,
        staff=_decides(),
    )


def _filters() -> Filters:
    """What the address asks; what makes no sense is left out. A search looks at everything, unless a view was chosen for it."""
    asked = request.args.get("weergave", "")
    view = View(asked) if asked in set(View) else View.ASSESS
    search = searched(LONGEST_SEARCH)
    level = request.args.get("niveau", "")
    if search and view is View.ASSESS:
        view = View.ALL
    return Filters(view, level if level in dict(LEVELS) else "", search, request.args.get("na", "")[:40])


def _parameters(filters: Filters, after: str) -> dict[str, Any]:
    pairs = {"weergave": filters.view.value, "niveau": filters.level, "q": filters.search, "na": after}
    return {name: value for name, value in pairs.items() if value}


def _address(view: View) -> str:
    return url_for("desk.queue", weergave=None if view is View.ASSESS else view.value)


def _heading(filters: Filters, page: queries.Page, counts: dict[View, int]) -> tuple[int, str]:
    """How many there are: counted where that is cheap, else what stands on the page. (number or 0 for many, words)"""
    n = len(page.lines)
    if not page.next_key and not filters.after:
        return n, str(n)
    known = counts.get(filters.view) if not (filters.search or filters.level) else None
    return (known, capped(known)) if known is not None else (0, "")


def _decides() -> bool:
    """Does this colleague see the words of who decides, or those of the secretariat?"""
    return can(current_user, Can.DECIDE)
