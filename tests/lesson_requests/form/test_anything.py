# SPDX-License-Identifier: EUPL-1.2
"""Whatever a body holds, the form answers with sentences; and what it finds right, the database takes."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from booking.forms import unreadable
from booking.lesson_requests.forms.request import RequestForm, carried
from booking.lesson_requests.forms.school import EMPTY
from booking.lesson_requests.warnings import digest, remarks
from booking.schools.calendar import SchoolCalendar
from booking.schools.search import SchoolIndex, SchoolRow

from .filled import ANSWERS, key_of
from .one_form import CATALOGUE, NOW, context  # noqa: F401

NAMES = [
    *ANSWERS, "form_key", "offering", "offered", "offering_more", "split", "programme", "seen", "website", "weekdays", "dayparts",
    "not_before", "not_after", "same_day", "remark", "day_contact", "groups-1-track", "groups-1-wish", "groups-2-name",
    "groups-2-year", "groups-2-track", "groups-2-pupils", "groups-2-offering", "groups-999-name", "groups-x-name", "groups-²-name",
    "school", "school_query", "own-training-name", "own-training-people", "own-avond-people", "own--people", "les",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=st.characters(codec=None), max_size=20),
    st.sampled_from(
        ["²", "٢", "1" + "0" * 400, "-0", "1e9", "po-7", "po-6-8", "vo-6", "mbo-1", "zelfde", "havo", "les", "vo-les", "mbo-les",
         "training", "avond", "oud", "26", "9-3-2027", "2027-02-29", "\ud800", "[[persoonlijke-link]]", "{{7*7}}", "%s %(name)s", "other", "1", "brug", "boom", "3"]
    ),
)  # fmt: skip
SCHOOLS = SchoolIndex(
    SchoolRow(n, None, "po", name, f"Dorpsstraat {n}", "3511 AA", "Utrecht", None, None, None, open=n < 4)
    for n, name in enumerate(("De Boom", "De Brug", "De Brug", "De Verdwenen"), 1)
)
BODIES = st.lists(st.tuples(st.sampled_from(NAMES), TEXTS), max_size=25)


@given(BODIES, st.sampled_from([EMPTY, SCHOOLS]))
@example([("offering", "vo-les"), ("groups-1-year", "vo-5"), ("groups-1-track", "vmbo-k")], EMPTY)
@example([("groups-1-name", "%(name)s"), ("groups-1-pupils", "%s")], EMPTY)
@example([("school_query", "boom"), ("school_name", "x" * 101)], SCHOOLS)
@example([("school", "1"), ("school_query", "\ud800")], SCHOOLS)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_body(pairs: list[tuple[str, str]], schools: SchoolIndex) -> None:
    data: MultiDict[str, str] = MultiDict({**ANSWERS, "form_key": key_of(), "offering": "les"})
    for name in {name for name, _text in pairs}:
        data.poplist(name)
    for name, text in pairs:
        data.add(name, text)
    form = RequestForm(CATALOGUE, NOW, data, schools=schools)
    good = form.validate()
    assert good == (not form.found), form.found
    ours = not any("%(" in text for _name, text in pairs)
    assert all(sentence and not (ours and "%(" in sentence) for _name, sentence in form.found)
    carried(form)
    if not good:
        return
    asked = form.asked()
    digest(remarks(asked, form.lessons.ticked, form.today, SchoolCalendar()))
    assert asked.groups and asked.offerings
    for group in asked.groups:
        assert 1 <= group.people <= 999 and group.offerings
        assert group.level in (None, "po", "vo", "vmbo", "mbo")
        assert not unreadable(group.name) and len(group.name) <= 40
        assert group.kind != "class" or (group.year_from and group.year_to and group.year_from <= group.year_to)
    assert asked.contact_email.isascii() and "\n" not in asked.contact_name + asked.school_name + asked.contact_email
    assert len({name.casefold() for name in (g.name for g in asked.groups if g.kind == "class")}) == len(
        [g for g in asked.groups if g.kind == "class"]
    )
