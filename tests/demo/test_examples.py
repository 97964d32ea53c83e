# SPDX-License-Identifier: EUPL-1.2
"""The first start: example data in every state that the site knows, and not one mail that would go out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from booking.demo.actions import load_examples, loaded_before
from booking.demo.when import day_of, moment_of
from booking.extensions import db
from booking.lesson_requests.models import Booking, LessonRequest
from booking.lesson_requests.workflow import RequestStatus, Status
from booking.outbox.reasons import state_of
from booking.schools.models import School, SchoolName


@pytest.mark.parametrize("days", range(0, 364, 52))
@pytest.mark.once
def test_load_on_any_day_of_the_year(app, write, read, clock, days):
    clock.move_to(datetime(2026, 11, 24, 10, 0, tzinfo=UTC) + timedelta(days=days))
    with write() as now:
        load_examples(now, "no hash", 5)
    with read():
        assert loaded_before()


def test_show_every_state_and_send_nothing(app, write, mails):
    with write() as now:
        load_examples(now, "no hash", 5)
        requests = db.session.query(LessonRequest).all()
        bookings = db.session.query(Booking).all()
    assert 12 <= len(requests) <= 20
    assert {row.status for row in requests} == {
        RequestStatus.OPEN, RequestStatus.PLANNED, RequestStatus.CLOSED
    }  # fmt: skip
    assert {row.status for row in bookings} == {
        Status.SUBMITTED, Status.CONFIRMED, Status.DECLINED, Status.WITHDRAWN
    }  # fmt: skip
    assert {mail.status for mail in mails()} == {"dropped"}
    with app.test_request_context():
        assert {state_of(mail) for mail in mails()} == {"voorbeeld, niet verstuurd"}
    assert any(row.language == "en" for row in requests)
    assert any(row.entered_by for row in requests)
    assert any(row.programme_id for row in requests)
    assert any(row.due_on < date.today() for row in requests if row.status == "open")  # noqa: DTZ011


def test_are_linked_to_the_register_but_for_what_was_typed(app, write):
    with write() as now:
        load_examples(now, "no hash", 5)
        requests = db.session.query(LessonRequest).all()
        schools = {row.id: row for row in db.session.query(School)}
        names = {row.name for row in db.session.query(SchoolName)}
    linked = [row for row in requests if row.school_id]
    assert len(linked) >= 12
    assert len(linked) < len(requests), "one school at least is typed, and waits for a colleague"
    for row in linked:
        school = schools[row.school_id]
        assert (row.school_name, row.school_address) == (school.name, school.address)
        assert row.school_wijk
    closed = [row for row in schools.values() if row.status == "closed"]
    assert [schools[row.successor_id].name for row in closed] == ["De Voorbeeldlinde"]
    assert {row.kind for row in schools.values()} == {"po", "sbo", "vo", "vso", "mbo"}
    assert all(row.wijk_code for row in schools.values() if row.status == "open")
    assert names


@pytest.mark.once
class TestMoments:
    today = date(2026, 11, 24)

    def test_count_the_working_days(self):
        assert day_of("+3 workdays", self.today) == date(2026, 11, 27)
        assert day_of("-2 workdays", self.today) == date(2026, 11, 20)

    def test_name_a_day_of_a_week_and_pass_over_holidays(self):
        assert day_of("tue +1 weeks", self.today) == date(2026, 12, 1)
        assert day_of("fri +4 weeks", self.today) == date(2027, 1, 8)  # Christmas and New Year's Day are Fridays

    def test_follow_the_lesson_before(self):
        assert day_of("previous +1 weeks", self.today, date(2026, 12, 3)) == date(2026, 12, 10)
        with pytest.raises(ValueError, match="no lesson before"):
            day_of("previous +1 weeks", self.today)

    def test_are_wall_time_in_utrecht(self):
        assert moment_of("-1 workdays 14:12", self.today) == datetime(2026, 11, 23, 13, 12, tzinfo=UTC)

    @pytest.mark.parametrize("text", ["tomorrow", "+3 days", "sun +1 weeks", "+x workdays", ""])
    def test_refuse_what_they_do_not_know(self, text):
        with pytest.raises(ValueError, match="not a moment"):
            day_of(text, self.today)
