# SPDX-License-Identifier: EUPL-1.2
"""`catalogue load` and `catalogue dump`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml

from booking.catalogue import actions, file, queries
from booking.catalogue.file import WrongFile
from booking.planning import actions as planning
from config import ROOT

EXAMPLE = (ROOT / "examples/catalogue.yaml").read_text(encoding="utf-8")
Transaction = Callable[[], AbstractContextManager[datetime]]


def load(write: Transaction, text: str = EXAMPLE, overwrite: bool = False) -> actions.Loaded:
    with write() as now:
        return actions.load(actions.read_files({"catalogue.yaml": text}), now, overwrite)


def test_the_example_catalogue_comes_in_whole(write: Transaction, read: Transaction) -> None:
    loaded = load(write)
    assert len(loaded.added) == 14 + 8 + 32 + 4
    assert not loaded.changed and not loaded.kept
    with read():
        shown = queries.catalogue()
    assert len(shown.published) == 30
    assert [card.slug for card in shown.cards if card.status == "archived"] == ["drugs-in-een-container"]
    assert "school-en-wijk-aan-tafel" not in shown.by_slug  # a draft
    for level in ("po", "vo", "mbo"):
        assert len([card for card in shown.published if card.fits(level)]) >= 8
        assert shown.programmes_for(level)


def test_loading_twice_changes_nothing(write: Transaction, read: Transaction) -> None:
    load(write)
    with read():
        before = actions.dump(), queries.version()
    again = load(write)
    assert (again.added, again.changed, again.kept) == ([], [], [])
    with read():
        assert (actions.dump(), queries.version()) == before


def test_dump_and_load_is_the_identity(write: Transaction, read: Transaction) -> None:
    load(write)
    with read():
        text = file.write(actions.dump())
    again = load(write, text)
    assert (again.added, again.changed, again.kept) == ([], [], [])
    with read():
        assert file.write(actions.dump()) == text


def test_a_dump_fills_an_empty_database_with_the_same(
    write: Transaction, read: Transaction, database: Any, app: Any
) -> None:
    load(write)
    with read():
        text = file.write(actions.dump())
    database.reset()
    load(write, text)
    with read():
        assert file.write(actions.dump()) == text


def test_the_file_holds_all_that_the_database_shows(write: Transaction, read: Transaction) -> None:
    load(write)
    told = {row["slug"]: row for row in yaml.safe_load(EXAMPLE)["offerings"]}
    with read():
        for card in queries.catalogue().cards:
            row = told[card.slug]
            assert card.texts["outline"] == row.get("outline", [])
            assert [list(part.outline) for part in card.parts] == [part["outline"] for part in row.get("parts", [])]
            assert card.english["summary"] == row["english"]["summary"]
            assert card.published_at is not None
            assert card.price.startswith("€") == (row["cost"] != "free")


def test_a_row_edited_on_screen_is_kept_and_its_difference_told(write: Transaction, read: Transaction) -> None:
    load(write)
    with write():
        queries.stored().offerings["hack-het-goed"].title = "Hack het netjes"
    kept = load(write).kept
    assert [(row.name, row.differences) for row in kept] == [
        ("hack-het-goed", (("title", "Hack het netjes", "Hack het goed"),))
    ]
    with read():
        assert queries.catalogue().by_slug["hack-het-goed"].title == "Hack het netjes"
    assert load(write, overwrite=True).changed == ["hack-het-goed"]
    with read():
        assert queries.catalogue().by_slug["hack-het-goed"].title == "Hack het goed"


def test_a_row_changed_in_the_file_alone_is_changed(write: Transaction, read: Transaction) -> None:
    load(write)
    changed = load(write, EXAMPLE.replace("title: Hack het goed", "title: Hack het netjes", 1))
    assert (changed.changed, changed.kept, changed.added) == (["hack-het-goed"], [], [])
    with read():
        offering = queries.stored().offerings["hack-het-goed"]
        assert (offering.title, offering.version) == ("Hack het netjes", 2)


def test_levels_themes_parts_and_steps_can_shrink_and_grow(write: Transaction, read: Transaction) -> None:
    load(write)
    rows = yaml.safe_load(EXAMPLE)
    series = next(row for row in rows["offerings"] if row["slug"] == "sterk-met-de-wijk")
    series |= {"parts": series["parts"][1:4], "sessions_count": 3, "themes": ["keuzes", "hacken"]}
    series["levels"].append({"level": "vo", "year_from": 1, "year_to": 2})
    del series["english"]
    programme = rows["programmes"][0]
    programme["items"] = [programme["items"][2], programme["items"][0]]
    load(write, yaml.safe_dump(rows, sort_keys=False))
    with read():
        shown = queries.catalogue()
        card = shown.by_slug["sterk-met-de-wijk"]
        assert [part.title for part in card.parts] == [part["title"] for part in series["parts"]]
        assert [theme.slug for theme in card.themes] == ["keuzes", "hacken"]
        assert [(level.level, level.year_to) for level in card.levels] == [("po", 8), ("vo", 2)]
        assert card.english == {}
        assert [step.card.slug for step in shown.programmes_for("po")[0].steps] == [
            "thuis-praten-over-online",
            "sterk-in-de-groep",
        ]


def test_an_old_address_leads_to_the_new_one(write: Transaction, read: Transaction) -> None:
    load(write)
    text = EXAMPLE.replace("- slug: hack-het-goed\n", "- slug: hack-het-goed\n    old_slugs: [hackles]\n", 1)
    assert load(write, text).changed == ["hack-het-goed"]
    with read():
        assert queries.catalogue().old_slugs == {"hackles": "hack-het-goed"}
    assert load(write).changed == ["hack-het-goed"]
    with read():
        assert queries.catalogue().old_slugs == {}


def test_published_on_is_kept_from_the_first_time(write: Transaction, read: Transaction) -> None:
    rows = yaml.safe_load(EXAMPLE)
    for row in rows["offerings"]:
        row.pop("published_on", None)
    text = yaml.safe_dump(rows)
    load(write, text)
    with read() as now:
        first = queries.catalogue().by_slug["hack-het-goed"].published_at
        assert first is not None and first.date() == now.date()
    assert load(write, text).changed == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ("kind: lesson", "kind: lezing", "kind", "lesson, series, training"),
        ("status: published", "status: gepubliceerd", "status", "draft, published, archived"),
        ("minutes: 60", "minutes: zestig", "minutes", "1 tot en met 600"),
        ("minutes: 60", "minutes: 0", "minutes", "1 tot en met 600"),
        ("    minutes: 60\n", "", "minutes", "Vul dit veld in"),
        ("min_people: 10", "min_people: 99", "min_people", "groter dan"),
        ("cost: free", "cost: gratis", "cost", "free"),
        ("cost: free", "cost: {unit: les}", "cost", "cents"),
        ("checked_on: 2026-11-24", "checked_on: gisteren", "checked_on", "2027-03-09"),
        ("year_from: 6, year_to: 8", "year_from: 8, year_to: 6", "levels", "6 tot en met 8"),
        ("year_to: 8, tracks: [po, sbo]", "year_to: 8, tracks: [po, havo]", "levels", "po, sbo, so"),
        ("themes: [groepsdruk, keuzes]", "themes: [groepsdruk, groepsdrukte]", "themes", "groepsdrukte"),
        ("provider: voorbeeld-jeugd-en-veiligheid", "provider: wie-dan", "provider", "wie-dan"),
        ("months: [9, 10", "months: [9, 13", "months", "1 tot en met 12"),
        ("title: Sterk in de groep", "titel: Sterk in de groep", "titel", "slug, old_slugs, kind"),
        ("slug: baas-over-mijn-account", "slug: sterk-in-de-groep", "slug", "ook al op regel 38"),
        ("slug: baas-over-mijn-account", "slug: Baas Over", "slug", "kleine letters"),
        ("is_example: true", "is_example: 'ja'", "is_example", "true, false"),
        ("email: planning@jeugdenveiligheid.example", "email: planning", "email", "geen e-mailadres"),
        ("'https://jeugdenveiligheid.example'", "'javascript:alert(1)'", "website", "https://"),
        ("kind: lesson\n", "kind: lesson\n    kind: series\n", "kind", "twee keer"),
        ("offering: sterk-in-de-groep", "offering: sterk-in-de-goep", "items", "sterk-in-de-goep"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_and_nothing_is_loaded(
    write: Transaction, read: Transaction, old: str, new: str, field: str, says: str
) -> None:
    at = EXAMPLE.index(old, 0 if old.startswith(("email", "'https")) else EXAMPLE.index("offerings:\n"))
    text = EXAMPLE[:at] + new + EXAMPLE[at + len(old) :]
    with pytest.raises(WrongFile) as caught:
        load(write, text)
    problem = next(problem for problem in caught.value.problems if problem.field.startswith(field))
    assert says in problem.sentence
    assert problem.row and problem.row in text
    line = text[: at + len(new)].count("\n") + 1
    row_starts = text[:at].rindex("- slug: ") if "- slug: " in text[:at] else 0
    assert problem.line in (line - 1, line) or (new == "" and problem.line == text[:row_starts].count("\n") + 1)
    assert str(problem).startswith(f"catalogue.yaml, regel {problem.line}, {problem.row}, {problem.field}: ")
    with read():
        assert not queries.stored().themes


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Begin met"),
        ("- a\n- b", "Begin met"),
        ("lessons: []", "themes, providers, offerings"),
        ("offerings: free", "lijst"),
        ("offerings: [free]", "rij met velden"),
        ("offerings:\n  - {slug: a", "geen geldige YAML"),
        ("offerings:\n  - slug: !!python/object:os.system x", "kunnen we niet lezen"),
        ("themes: \x00", "geen geldige YAML"),
        ('themes:\n  - {slug: a, title: "x\\x07", title_en: y}', "onzichtbare"),
        ("themes:\n  - {slug: a, title: 12, title_en: y}", "tekst"),
        ("themes:\n  - {slug: a, title: a, title_en: a, parent: b}", "geen hoofdthema"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(write: Transaction, text: str, says: str) -> None:
    with pytest.raises(WrongFile) as caught:
        load(write, text)
    assert says in caught.value.sentence


@pytest.mark.once
def test_all_mistakes_are_told_at_once_and_files_are_one(write: Transaction) -> None:
    wrong = EXAMPLE.replace("kind: lesson", "kind: lezing")
    with pytest.raises(WrongFile) as caught:
        with write() as now:
            actions.load(actions.read_files({"a.yaml": wrong, "b.yaml": "themes: 3"}), now)
    assert len(caught.value.problems) > 10
    assert {problem.where for problem in caught.value.problems} == {"a.yaml", "b.yaml"}
    with pytest.raises(WrongFile, match="staat ook in"):
        actions.read_files({"a.yaml": EXAMPLE, "b.yaml": EXAMPLE})


@pytest.mark.once
def test_a_row_is_written_as_a_person_likes_it() -> None:
    text = file.write({"themes": [{"slug": "a", "title": "Één: twee", "title_en": "yes", "parent": None}]})
    assert text == "themes:\n  - {slug: a, title: 'Één: twee', title_en: 'yes'}\n"
    assert file.read(text, "x")["themes"][0]["title_en"] == "yes"
    assert datetime(2026, 1, 1, tzinfo=UTC).date() == date(2026, 1, 1)


def test_trainers_come_with_the_file_and_go_back_into_it(write: Transaction, read: Transaction) -> None:
    rows = actions.read_files({"catalogue.yaml": EXAMPLE})
    with write() as now:
        loaded = actions.load(rows, now)
        planning.load_trainers(rows["trainers"], loaded)
    assert [name for name in loaded.added if "@" in name] == [row.name for row in rows["trainers"]]
    with read():
        told = {**actions.dump(), "trainers": planning.trainer_rows()}
        text = file.write(told)
    assert {row["email"]: set(row["offerings"]) for row in told["trainers"]} == {
        row["email"]: set(row["offerings"]) for row in rows["trainers"]
    }
    again = actions.read_files({"dump.yaml": text})
    with write() as now:
        loaded = actions.load(again, now)
        planning.load_trainers(again["trainers"], loaded)
    assert (loaded.added, loaded.changed) == ([], [])
    changed = actions.read_files({"x": text.replace("phone: 030 123 47 05", "phone: 030 123 47 99")})
    with write() as now:
        loaded = actions.load(changed, now)
        planning.load_trainers(changed["trainers"], loaded)
    assert loaded.changed == ["joris@cyberlab.example"]


@pytest.mark.once
def test_a_trainer_of_an_unknown_provider_is_refused(write: Transaction) -> None:
    wrong = EXAMPLE.replace("    provider: voorbeeld-cyberlab\n    usual", "    provider: niemand\n    usual")
    with pytest.raises(WrongFile, match=r"joris@cyberlab\.example, provider"):
        load(write, wrong)
