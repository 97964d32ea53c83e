# SPDX-License-Identifier: EUPL-1.2
"""The buttons of a proposed schedule, on the form of the school and on that of the office. None of them sends anything."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from booking.lesson_requests.dates import Wish, next_fitting
from booking.lesson_requests.forms.fields import read_date
from booking.lesson_requests.forms.plan_rows import What
from booking.lesson_requests.forms.request import RequestForm
from booking.lesson_requests.layout import Year, year_of
from booking.lesson_requests.queries.plan import last_breaks
from booking.lesson_requests.warnings import Remark, closed_sentence
from booking.schools.calendar import SchoolCalendar

from .offered import calendar_or_held

MAKE, DROP, JOIN, PART, SPLIT = "plan_make", "plan_drop", "plan_join", "plan_part", "plan_split"
DAY, LOOK = "plan_day", "plan_look"
"""Another day for all of it; and nothing but to see what a row that was changed says now."""
ACTS = (MAKE, DROP, JOIN, PART, SPLIT, DAY, LOOK)


def press(form: RequestForm, name: str, value: str) -> tuple[int, str]:
    """Do it. The status of the page that follows, and the control to go on with."""
    plan = form.plan
    if name == MAKE:
        return make(form)
    if name == DROP:
        plan.drop()
        return 200, plan.fields.plan_on.id
    if name == LOOK:
        return 200, ""
    if name == DAY:
        day = read_date(value)
        if day is not None:
            plan.set_day(day)
        return 200, plan.fields.plan_on.id
    if name == SPLIT:
        number = int(value[:3]) if value.isascii() and value.isdigit() else 0
        form.split_row(number, calendar(form))
        return 200, f"groups-{number}-name" if 1 <= number <= len(form.rows) else ""
    what = What.read(value)
    if what is None:
        return 200, ""
    act = plan.join if name == JOIN else plan.part
    return 200, act(what, calendar(form))


def make(form: RequestForm) -> tuple[int, str]:
    """A row a lesson. The breaks of a school that was picked are those of its last request, where none were typed."""
    plan, school_id = form.plan, _school(form)
    if school_id is not None and plan.wants_breaks(school_id):
        plan.fill_breaks(school_id, last_breaks(school_id))
    if not plan.make(calendar(form)):
        return 422, ""
    return 200, "" if plan.notices else plan.rows[0].on.id


def made() -> Remark:
    """For who typed a day and sent it without asking for a schedule."""
    return Remark(_("We hebben een rooster gemaakt van uw dag en begintijd. Kijk of de tijden kloppen."))


def calendar(form: RequestForm) -> SchoolCalendar:
    """When the school that was picked is open."""
    return calendar_or_held(_school(form))


def look(form: RequestForm, good: bool) -> Year | None:
    """What the page says of the days; the year view of a series or a programme that was laid out. `good`: without mistakes."""
    plan = form.plan
    on = read_date(plan.fields.plan_on.data or "")
    if not plan.shown or not (plan.dates or on):
        return None
    open_days = calendar(form)
    if good:
        plan.look(open_days)
    if on is not None and not plan.weekly:
        plan.closed = _closed(on, open_days, form.data.getlist("weekdays"))
    return year_of(plan.dates, open_days) if plan.weekly and plan.dates else None


def _closed(on: date, open_days: SchoolCalendar, weekdays: list[str]) -> Remark | None:
    closure = open_days.closure(on)
    if closure is None:
        return None
    return Remark(closed_sentence(closure, on, yours=True), instead=next_fitting(on, Wish(weekdays), open_days))


def _school(form: RequestForm) -> int | None:
    chosen = form.school.chosen
    return chosen.id if chosen else None
