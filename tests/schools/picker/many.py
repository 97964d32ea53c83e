# SPDX-License-Identifier: EUPL-1.2
"""A register as large as that of the whole country: invented schools, the same each time."""

from __future__ import annotations

import random
from typing import Any

import sqlalchemy as sa

from booking.extensions import db
from booking.schools.models import School
from booking.schools.search import SchoolRow, words_of
from booking.versions import moved

SOUNDS = (
    "ba be bo da de di ka ke ki la le li lo ma me mo na no ra re ri sa se so ta te ti va ve wo ju jan piet hof berg dal boom linde brug "
    "vlieger kom pas ster zon maan wijs daal rijk"
).split()
BEYOND = 1000
"""Below it are the schools that a test makes itself."""
KINDS = ("po", "po", "po", "po", "sbo", "so", "vo", "vso", "mbo")


def rows(n: int) -> list[SchoolRow]:
    """As many schools, of about as many names, streets and towns as there are."""
    say = random.Random(1)

    def word(least: int, most: int) -> str:
        return "".join(say.choice(SOUNDS) for _n in range(say.randint(least, most))).capitalize()

    names = [word(2, 4) for _n in range(max(5, n * 6 // 10))]
    streets = [word(3, 3) + say.choice(("straat", "laan", "weg", "plein")) for _n in range(max(5, n * 7 // 10))]
    towns = [word(3, 3) for _n in range(max(3, n * 15 // 100))]
    made = []
    for number in range(1, n + 1):
        first = say.choice(("De ", "Het ", "OBS ", "Basisschool ", "", "Chr. Basisschool "))
        name = first + say.choice(names) + say.choice(("", " College", " Lyceum", "", "", "school"))
        postcode = f"{say.randint(1000, 9999)} {say.choice('ABCDEFG')}{say.choice('ABCDXYZ')}"
        town = say.choice(towns)
        address = f"{say.choice(streets)} {say.randint(1, 300)}, {postcode} {town}"
        kind = say.choice(KINDS)
        made.append(SchoolRow(number, f"{number:06d}", kind, name, address, postcode, town, None, None, None))
    return made


def asked(schools: list[SchoolRow], n: int) -> list[str]:
    """What people type to find them: beginnings, names, postcodes, streets, towns, pieces of a word, slips."""
    say = random.Random(2)
    typed = []
    for school in say.sample(schools, n):
        last = words_of(school.name)[-1]
        at = say.randrange(1, len(last) - 1)
        typed += [
            last[:3],
            last[:6],
            school.name,
            school.postcode or "",
            (school.postcode or "")[:4],
            f"{last} {school.city}",
            school.address.split(",")[0],
            last[2:],
            last[:at] + say.choice("klmnop") + last[at + 1 :],
        ]
    return typed


def fill(n: int, first: int = 1) -> None:
    """Put as many schools into the register, from this one on. Inside a transaction that writes."""
    table: Any = School.__table__
    made = [
        {
            "id": BEYOND + row.id, "code": row.code, "kind": row.kind, "name": row.name, "street": row.address.split(",")[0], "postcode": row.postcode,
            "city": row.city, "source": "duo", "status": "open", "version": 1,
        }
        for row in rows(first + n - 1)[first - 1 :]
    ]  # fmt: skip
    db.session.execute(sa.insert(table), made)
    moved(db.session(), "schools")
