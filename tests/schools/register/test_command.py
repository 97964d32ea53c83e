# SPDX-License-Identifier: EUPL-1.2
"""`schools import FILE… [--apply]`: what it says, its exit codes, and that it writes nothing unless it is told to."""

from __future__ import annotations

import pytest

from .making import CKAN, duo, row

PO = [row(f"99X{letter}00") for letter in "ABCDEFGH"]


@pytest.fixture
def files(tmp_path):
    (tmp_path / "po.csv").write_bytes(duo("po", PO))
    (tmp_path / "vo.csv").write_bytes(duo("vo", [row("99YA00")], CKAN))
    (tmp_path / "cut.csv").write_bytes(duo("po", PO)[:-20])
    (tmp_path / "half.csv").write_bytes(duo("po", PO[:4]))
    return tmp_path


@pytest.fixture
def run(app, files):
    def ran(*words):
        return app.test_cli_runner().invoke(
            args=[
                "schools",
                "import",
                *(str(files / word) if word.endswith(("csv", "yaml")) else word for word in words),
            ]
        )

    return ran


def test_shows_and_writes_nothing(run, everything):
    before = everything()
    answer = run("po.csv", "vo.csv")
    assert answer.exit_code == 0
    assert "nieuw         99XA00  De 99XA00, Voorbeeldstraat 10, 3511 ZZ Utrecht" in answer.output
    assert "9 nieuw, 0 heropend, 0 hernoemd, 0 verhuisd, 0 gewijzigd, 0 samengevoegd, 0 gesloten." in answer.output
    assert "Er is niets opgeslagen." in answer.output
    assert everything() == before


def test_writes_with_apply_and_has_nothing_to_do_afterwards(run):
    assert "Opgeslagen." in run("po.csv", "vo.csv", "--apply").output
    again = run("po.csv", "vo.csv", "--apply")
    assert again.exit_code == 0
    assert "99XA00" not in again.output
    assert "0 nieuw" in again.output


@pytest.mark.parametrize("words", [("cut.csv",), ("po.csv", "cut.csv"), ("cut.csv", "vo.csv")])
def test_refuses_all_for_one_wrong_file(run, everything, words):
    before = everything()
    answer = run(*words, "--apply")
    assert answer.exit_code == 1
    assert "cut.csv, regel 9" in answer.output
    assert everything() == before


def test_refuses_to_close_many_unless_told(run, everything):
    run("po.csv", "--apply")
    before = everything()
    for words in (("half.csv",), ("half.csv", "--apply")):
        answer = run(*words)
        assert answer.exit_code == 1
        assert "4 van de 8" in answer.output
        assert "gesloten      99XH00" in answer.output, "what it would do is shown"
        assert everything() == before
    assert run("half.csv", "--apply", "--close-many").exit_code == 0


def test_to_close_many_is_all_that_the_flag_allows(run, files, everything):
    """Four primary schools in a list of secondary ones, three more in no list at all: two sentences, and the flag answers one."""
    run("po.csv", "vo.csv", "--apply")
    (files / "mixed.csv").write_bytes(duo("vo", PO[:4]))
    (files / "none.csv").write_bytes(duo("po", [row("99XH00")]))
    before = everything()
    both = run("mixed.csv", "none.csv", "--apply")
    assert both.exit_code == 1 and "ander soort school" in both.output and "--close-many" in both.output
    flagged = run("mixed.csv", "none.csv", "--apply", "--close-many")
    assert flagged.exit_code == 1 and "ander soort school" in flagged.output and "--close-many" not in flagged.output
    assert everything() == before


def test_two_files_of_one_name_are_both_read(run, files):
    for folder, name in (("a", "99XA00"), ("b", "99XB00")):
        (files / folder).mkdir()
        (files / folder / "lijst.csv").write_bytes(duo("po", [row(name)]))
    answer = run("a/lijst.csv", "b/lijst.csv")
    assert "2 nieuw" in answer.output
    assert f"{files / 'a' / 'lijst.csv'}: " in answer.output


def test_a_file_that_is_not_there(run):
    assert run("nowhere.csv").exit_code == 2
