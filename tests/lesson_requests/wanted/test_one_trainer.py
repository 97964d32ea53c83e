# SPDX-License-Identifier: EUPL-1.2
"""Groups that asked for one lesson together: the panel says so at their rows, and a trainer is chosen once."""

from __future__ import annotations


def rows_together(page):
    names = page.soup.select("#besluit .app-row__name")
    return [name.get_text(" ", strip=True) for name in names if "samen in één les" in name.get_text()]


def test_a_trainer_for_the_first_is_the_trainer_of_the_lesson(together, page_of, look, trainers):
    first, second = (booking.id for booking in look(together).bookings)
    page = page_of(together)
    assert rows_together(page) == []  # nothing stands in their rows yet
    taken = page.form("#besluit").send(act="wanted")
    assert rows_together(taken) == ["7a samen in één les", "7b samen in één les"]
    bare = taken.form("#besluit").send(act="preview")
    assert bare.status_code == 422 and bare.words.count("Kies een trainer voor 7b.") > 0
    assert len(rows_together(bare)) == 2
    asked = taken.form("#besluit").send(act="approve", **{f"plan-{first}-1-trainer": trainers["tariq"]})
    assert asked.form("#besluit").data[f"plan-{second}-1-trainer"] == str(trainers["tariq"])
    sure = asked.soup.select_one("input[name=sure]")["value"]
    assert asked.form("#besluit").send(act="approve", sure=sure).status_code == 303
    seats = [booking.seats[0] for booking in look(together).bookings]
    assert len({seat.session_id for seat in seats}) == 1


def test_at_another_time_it_is_a_lesson_of_its_own(together, page_of, look, trainers):
    first, second = (booking.id for booking in look(together).bookings)
    taken = page_of(together).form("#besluit").send(act="wanted")
    moved = {f"plan-{first}-1-trainer": trainers["tariq"], f"plan-{second}-1-time": "13.00"}
    asked = taken.form("#besluit").send(act="preview", **moved)
    assert asked.status_code == 422 and "Kies een trainer voor 7b." in asked.words and rows_together(asked) == []
