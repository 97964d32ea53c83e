# SPDX-License-Identifier: EUPL-1.2
"""The macros of forms: a WTForms field and bare values give the same; what was typed stands there byte for byte."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    PasswordField,
    RadioField,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue] - the types know an older WTForms
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional

from .tiny import tiny_app

IMPORTS = """
{% from "macros/field.html" import field, textarea, select %}
{% from "macros/fieldset.html" import checkboxes, radios, tick %}
{% from "macros/errors.html" import error_summary, form_alert %}
"""
NASTY = """<b>"'&amp; {{ 7 * 7 }}</textarea>"""


class Group(Form):
    name = StringField("Naam van de groep", [InputRequired("Vul de naam van groep 1 in, bijvoorbeeld 7a.")])


class Everything(Form):
    name = StringField("Uw naam", [InputRequired("Vul uw voor- en achternaam in.")], description="Voluit.")
    remark = TextAreaField("Wat moeten we nog weten?", [Optional()])
    secret = PasswordField("Wachtwoord")
    year = SelectField(
        "Groep",
        choices=[
            SelectChoice("po-7", "groep 7", optgroup="Basisschool"),
            SelectChoice("vo-1", "leerjaar 1", optgroup="Vo"),
        ],
    )
    days = SelectMultipleField("Dagen", choices=[SelectChoice("1", "maandag"), SelectChoice("2", "dinsdag")])
    decision = RadioField(
        "Besluit",
        [InputRequired("Kies een besluit.")],
        choices=[SelectChoice("a", "Goedkeuren"), SelectChoice("d", "Afwijzen")],
    )
    same_day = BooleanField("Dezelfde dag")
    groups = FieldList(FormField(Group), min_entries=1)


@pytest.fixture
def app() -> Flask:
    return tiny_app()


def render(app: Flask, source: str, **values: Any) -> Any:
    with app.test_request_context("/"):
        return BeautifulSoup(render_template_string(IMPORTS + source, **values), "html.parser")


def posted(**values: Any) -> Everything:
    form = Everything(MultiDict(values))
    form.validate()
    return form


def test_a_field_brings_its_own_label_hint_value_and_error(app: Flask) -> None:
    page = render(app, "{{ field(form.name, autocomplete='name') }}", form=posted(name=""))
    box = page.input
    assert page.label["for"] == box["id"] == box["name"] == "name"
    assert page.label.get_text() == "Uw naam"
    assert box["autocomplete"] == "name"
    assert box["aria-invalid"] == "true"
    described = [page.find(id=part).get_text() for part in box["aria-describedby"].split()]
    assert described == ["Fout: Vul uw voor- en achternaam in.", "Voluit."]


def test_bare_values_give_the_same(app: Flask) -> None:
    bare = render(
        app, "{{ field('name', 'Uw naam', '', 'Voluit.', 'Vul uw voor- en achternaam in.', autocomplete='name') }}"
    )
    assert bare == render(app, "{{ field(form.name, autocomplete='name') }}", form=posted(name=""))


def test_a_description_of_the_page_comes_beside_the_own_one(app: Flask) -> None:
    page = render(app, "{{ field('t', 'Begintijd', hint='Bijvoorbeeld 8.30', **{'aria-describedby': 't-end'}) }}")
    assert page.input["aria-describedby"] == "t-hint t-end"
    assert "aria-describedby" not in render(app, "{{ field('t', 'Begintijd') }}").input.attrs


@pytest.mark.parametrize("typed", ["\nregel 2", "\n\n  x  ", NASTY, "a\tb", "é ş 漢"])
def test_what_was_typed_stands_there_byte_for_byte(app: Flask, typed: str) -> None:
    form = posted(name=typed, remark=typed)
    source = "{{ field(form.name) }}{{ textarea(form.remark) }}"
    page = render(app, source, form=form)
    assert page.input["value"] == typed
    assert page.textarea.get_text() == "\n" + typed, "a browser drops the first line break of a textarea"


def test_only_what_may_be_left_out_is_marked(app: Flask) -> None:
    page = render(app, "{{ field(form.name) }}{{ textarea(form.remark) }}", form=posted())
    assert [label.get_text() for label in page.find_all("label")] == [
        "Uw naam",
        "Wat moeten we nog weten? (niet verplicht)",
    ]


def test_a_password_is_never_sent_back(app: Flask) -> None:
    page = render(app, "{{ field(form.secret) }}", form=posted(secret="wachtwoord"))
    assert page.input["type"] == "password"
    assert page.input["value"] == ""


def test_a_select_has_its_groups_and_its_choice(app: Flask) -> None:
    page = render(app, "{{ select(form.year) }}", form=posted(year="vo-1"))
    assert [group["label"] for group in page.find_all("optgroup")] == ["Basisschool", "Vo"]
    assert [option["value"] for option in page.find_all("option", selected=True)] == ["vo-1"]
    bare = render(app, "{{ select('s', 'Soort', [('', 'Alle'), ('les', 'Les')], 'les') }}")
    assert [option["value"] for option in bare.find_all("option", selected=True)] == ["les"]


def test_choices_are_ticked_and_the_first_has_the_id_of_the_field(app: Flask) -> None:
    page = render(
        app, "{{ checkboxes(form.days, kind='days') }}{{ tick(form.same_day) }}", form=posted(days="2", same_day="y")
    )
    boxes = page.find_all("input")
    assert [(box["id"], box["name"], box.has_attr("checked")) for box in boxes] == [
        ("days", "days", False),
        ("days-1", "days", True),
        ("same_day", "same_day", True),
    ]
    bare = render(app, "{{ radios('d', 'Besluit', [('a', 'Ja', 'met uitleg'), ('b', 'Nee')], 'b') }}")
    assert [box["value"] for box in bare.find_all("input", checked=True)] == ["b"]
    assert bare.label.get_text() == "Ja met uitleg"


def test_the_summary_leads_to_a_control_for_each_error(app: Flask) -> None:
    form = posted(**{"groups-0-name": ""})
    form.form_errors.append("Deze les kunt u niet meer aanvragen.")
    page = render(app, "{{ error_summary(form) }}{{ field(form.name) }}{{ radios(form.decision) }}{{ select(form.year) }}"
                  "{{ checkboxes(form.days) }}{{ field(form.groups[0].form.name) }}", form=form)  # fmt: skip
    summary = page.find(id="fouten")
    assert summary.has_attr("autofocus")
    assert summary["tabindex"] == "-1"
    targets = [link["href"][1:] for link in summary.find_all("a")]
    assert targets == ["name", "year", "decision", "groups-0-name"]
    assert {page.find(id=target).name for target in targets} <= {"input", "select"}
    assert next(item.get_text() for item in summary.find_all("li")) == "Deze les kunt u niet meer aanvragen."
    assert summary.h2.get_text() == "Verbeter 5 antwoorden"


def test_no_errors_no_summary(app: Flask) -> None:
    assert not render(app, "{{ error_summary([]) }}").find("div")
    one = render(app, "{{ error_summary([('name', 'Vul uw naam in.')]) }}")
    assert one.h2.get_text() == "Verbeter 1 antwoord"


@pytest.mark.parametrize("case", ["origin", "busy", "limit", "stopped"])
def test_a_form_shown_again_says_first_what_happened(app: Flask, case: str) -> None:
    page = render(app, "{{ form_alert(case, minutes=3) }}", case=case)
    assert len(page.find_all("h1")) == 1
    assert page.find(attrs={"role": "alert"}).has_attr("autofocus")
    assert "Foutcode F-" in page.get_text()
