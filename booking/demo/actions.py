# SPDX-License-Identifier: EUPL-1.2
"""The example data of a first start: catalogue, schools, people and requests, made by the same actions as real ones. They send no mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import yaml

from booking.catalogue import actions as catalogue
from booking.catalogue import queries as catalogue_queries
from booking.demo.times import times_of
from booking.demo.when import day_of, moment_of
from booking.extensions import db
from booking.history.actions import COMMAND, TEACHER, staff
from booking.lesson_requests.actions.decide import decide
from booking.lesson_requests.actions.reopen import reopen
from booking.lesson_requests.actions.submit import submit
from booking.lesson_requests.actions.withdraw import withdraw
from booking.lesson_requests.asked import Asked, AskedGroup, breaks_of
from booking.lesson_requests.decision import Choice, Decision, Lesson
from booking.lesson_requests.models import Booking, LessonRequest
from booking.lesson_requests.queries import locked
from booking.lesson_requests.workflow import By, local_day
from booking.outbox.actions import drop
from booking.outbox.queries import with_status
from booking.outbox.reasons import EXAMPLE
from booking.planning.actions import load_trainers
from booking.planning.queries import trainer_by_email
from booking.schools.actions import importing
from booking.schools.queries import register
from booking.staff import actions as accounts
from booking.staff import queries as staff_queries
from booking.staff.models import StaffMember

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MUNICIPALITY = "0344"
"""Where the example schools are, whoever the settings are for."""
MOST_MAILS = 10_000


def load_examples(
    now: datetime, password_hash: str, answer_workdays: int, folder: Path = EXAMPLES
) -> list[StaffMember]:
    """Fill an empty database, inside one `writing()`. Answers the example colleagues, all with this password.

    Requests count from `now`, so that some are late and some are next week, whenever it is.
    """
    people = yaml.safe_load((folder / "people.yaml").read_text(encoding="utf-8"))
    rows = catalogue.read_files({"catalogue.yaml": (folder / "catalogue.yaml").read_text(encoding="utf-8")})
    load_trainers(rows.get("trainers", ()), catalogue.load(rows, now))
    schools = _load_schools(folder, now)
    members = [_hire(row, password_hash, now) for row in people["staff"]]
    stories = yaml.safe_load((folder / "requests.yaml").read_text(encoding="utf-8"))["requests"]
    for story in sorted(stories, key=lambda one: moment_of(one["submitted"], local_day(now))):
        _Story(story, now, answer_workdays, schools).tell()
    for mail in with_status(("queued", "held"), limit=MOST_MAILS):
        drop(mail)
        mail.error = EXAMPLE
    db.session().info.pop("mails", None)
    return members


def _load_schools(folder: Path, now: datetime) -> dict[tuple[str, str], int]:
    """The example register, from lists as DUO's and our own file. Answers the open schools by name and address."""
    files = [*sorted(folder.glob("schools-*.csv")), folder / "schools.yaml"]
    found = importing.read({file.name: file.read_bytes() for file in files})
    importing.apply(importing.plan(found, MUNICIPALITY, now), COMMAND, now)
    return register.open_by_address()


def _hire(row: Mapping[str, str], password_hash: str, now: datetime) -> StaffMember:
    from_command = accounts.add(row["email"], row["name"], row["role"], COMMAND, now, mailed=False)
    member = from_command.member
    member.password, member.password_changed_at = password_hash, now
    return member


class _Story:
    """One request and what people did with it, told in order."""

    def __init__(
        self, story: Mapping[str, Any], now: datetime, answer_workdays: int, schools: Mapping[tuple[str, str], int]
    ) -> None:
        self.story, self.now, self.workdays, self.schools = story, now, answer_workdays, schools
        self.today: date = local_day(now)
        self.lesson_request: LessonRequest

    def tell(self) -> None:
        self.lesson_request = self._submit()
        for step in self.story.get("then", ()):
            self._do(step)

    def _day(self, text: str | None) -> date | None:
        return day_of(text, self.today) if text else None

    def _submit(self) -> LessonRequest:
        story, wish = self.story, self.story.get("wish", {})
        offerings = catalogue_queries.stored().offerings
        wanted: Mapping[str, Sequence[str]] = story["offerings"]
        numbers = {slug: offerings[slug].id for slug in wanted}
        groups = tuple(self._group(row, wanted, numbers) for row in story["groups"])
        programmes = catalogue_queries.stored().programmes
        programme = programmes[story["programme"]] if "programme" in story else None
        asked = Asked(
            offerings=tuple(numbers.values()),
            groups=groups,
            school_id=self.schools.get((story["school"]["name"], story["school"]["address"])),
            school_name=story["school"]["name"],
            school_address=story["school"]["address"],
            contact_name=story["contact"]["name"],
            contact_email=story["contact"]["email"],
            contact_phone=story["contact"]["phone"],
            day_contact=story.get("day_contact"),
            remark=story.get("remark"),
            weekdays=tuple(wish.get("weekdays", ())),
            dayparts=tuple(wish.get("dayparts", ())),
            wish_from=self._day(wish.get("from")),
            wish_until=self._day(wish.get("until")),
            same_day=bool(wish.get("same_day")),
            programme_id=programme.id if programme else None,
            times=times_of(story, groups, offerings, programme, self.today),
            breaks=breaks_of(story.get("breaks", ())),
        )
        entered_by = story.get("entered_by")
        return submit(
            asked,
            actor=staff(self._member(entered_by)) if entered_by else TEACHER,
            by=By.COORDINATOR if entered_by else By.TEACHER,
            now=moment_of(story["submitted"], self.today),
            answer_workdays=self.workdays,
            language=story.get("language", "nl"),
        )

    @staticmethod
    def _group(row: Mapping[str, Any], wanted: Mapping[str, Sequence[str]], numbers: Mapping[str, int]) -> AskedGroup:
        year = row.get("year")
        return AskedGroup(
            kind=row.get("kind", "class"),
            name=row["name"],
            people=row["people"],
            offerings=tuple(numbers[slug] for slug, names in wanted.items() if row["name"] in names),
            level=row.get("level"),
            year_from=year,
            year_to=row.get("year_to", year),
            track=row.get("track") if row.get("level") != "po" else None,
            wish=row.get("wish"),
        )

    @staticmethod
    def _member(email: str) -> StaffMember:
        member = staff_queries.by_email(email)
        if member is None:
            raise ValueError(f"no colleague has the address {email}")
        return member

    def _booking(self, row: Mapping[str, str]) -> Booking:
        for booking in self.lesson_request.bookings:
            if booking.group.name == row["group"] and booking.offering.slug == row["offering"]:
                return booking
        raise ValueError(f"the request has no booking of {row['offering']} for {row['group']}")

    def _do(self, step: Mapping[str, Any]) -> None:
        at = moment_of(step["at"], self.today)
        again = locked(self.lesson_request.id)
        if again is None:
            raise ValueError("the request is gone")
        self.lesson_request = again
        text = step.get("text", "")
        if "withdraw" in step:
            numbers = [self._booking(row).id for row in step["withdraw"]]
            withdraw(again.id, numbers, text, actor=TEACHER, by=By.TEACHER, now=at, answer_workdays=self.workdays)
        elif "reopen" in step:
            seen = {booking.id: booking.version for booking in map(self._booking, step["reopen"])}
            reopen(again.id, seen, again.version, text, self._member(step["by"]), at, self.workdays)
        else:
            decide(again.id, self._decision(step, text), self._member(step["by"]), at, self.workdays)

    @staticmethod
    def _seen(booking: Booking) -> Choice:
        return Choice(booking.id, booking.version)

    def _decision(self, step: Mapping[str, Any], text: str) -> Decision:
        approve = []
        for row in step.get("approve", ()):
            booking = self._booking(row)
            approve.append(Choice(booking.id, booking.version, self._lessons(row["lessons"])))
        decline = [self._seen(self._booking(row)) for row in step.get("decline", ())]
        return Decision(
            seen_act=self.lesson_request.version,
            approve=tuple(approve),
            decline=tuple(decline),
            reason=step.get("reason", ""),
            explanation=text if decline else "",
        )

    def _lessons(self, rows: Sequence[Mapping[str, Any]]) -> tuple[Lesson, ...]:
        found: list[Lesson] = []
        day = None
        for row in rows:
            day = day_of(row["day"], self.today, day)
            address = self.lesson_request.school_address
            place = f"{self.lesson_request.school_name}, {address}"
            room = row.get("room")
            trainer = trainer_by_email(row["trainer"]) if "trainer" in row else None
            start = time.fromisoformat(row["start"])
            found.append(Lesson(day, start, f"{place}, {room}" if room else place, trainer.id if trainer else None))
        return tuple(found)


def loaded_before() -> bool:
    """Is there anything in the database already? Then the examples stay away."""
    stored = catalogue_queries.stored()
    return bool(stored.offerings or stored.providers)
