# SPDX-License-Identifier: EUPL-1.2
"""What an import does to the register: new, moved, renamed, changed, closed, merged, open again; and what it leaves alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from booking.errors import BookingError
from booking.extensions import db
from booking.history.actions import COMMAND
from booking.schools.actions import importing
from booking.schools.models import School
from booking.schools.queries import register, schools_index
from booking.schools.register import WrongFile
from booking.schools.register.change import What

from .making import CKAN, CLASSIC, duo, pupils, row

PO = [row(f"99X{letter}00") for letter in "ABCDEFGH"]
VO = [row("99YA00", "Voorbeeldcollege")]
SPECIAL = [row("99ZA00", soort_primair_onderwijs="SBO"), row("99ZB00", soort_primair_onderwijs="VSO")]
LISTS = {"po.csv": duo("po", PO), "vo.csv": duo("vo", VO), "so.csv": duo("special", SPECIAL)}
SIZES = pupils([("99XA00", "BO", (300, 312)), ("99QQ00", "BO", (1, 9))], (2024, 2025))
WIJKEN = b"""
wijken:
  - {code: WK034406, name: Binnenstad, postcodes: [3511-3512]}
  - {code: 10, name: Vleuten-De Meern, postcodes: [3450-3455, 3546]}
"""
EARLIER = datetime(2027, 8, 20, 10, 0, tzinfo=UTC)


def po(*rows, dialect=CLASSIC):
    return {"po.csv": duo("po", rows, dialect)}


def but(code, **more):
    """The primary list with something else at one school."""
    return po(*(row(one["VESTIGINGSCODE"], **more) if one["VESTIGINGSCODE"] == code else one for one in PO))


def whats(plan):
    return {change.code or change.name: change.whats for change in plan.all}


def test_new_schools(load, stands, diary):
    said = load(LISTS | {"sizes.csv": SIZES})
    assert said.counts.startswith("11 nieuw, 0 ")
    school = stands("99XA00")
    assert (school.name, school.kind, school.source, school.status) == ("De 99XA00", "po", "duo", "open")
    assert school.address == "Voorbeeldstraat 10, 3511 ZZ Utrecht"
    assert (school.pupils, school.pupils_year) == (312, 2025)
    assert (school.holiday_region, school.municipality_code, school.version) == ("Midden", "0344", 1)
    assert {stands(code).kind for code in ("99YA00", "99ZA00", "99ZB00")} == {"vo", "sbo", "vso"}
    [line] = diary("99XA00")
    assert (line.action, line.actor_kind) == ("added", "command")


def test_twice_is_once(load, show, everything):
    files = LISTS | {"sizes.csv": SIZES, "wijken.yaml": WIJKEN}
    load(files)
    before = everything()
    assert show(files).empty
    assert show({name: data for name, data in files.items() if name != "po.csv"} | po(*PO, dialect=CKAN)).empty
    said = load(files)
    assert not said.lines
    after = [line for line in everything() if line not in before]
    assert [line[0] for line in after] == ["history"], "only that the register was compared"


def test_what_can_be_picked_follows_at_once(load, read):
    def picked():
        with read():
            return {school.code for school in schools_index().by_id.values() if school.open}

    assert picked() == set()
    load(LISTS)
    assert len(picked()) == 11
    load(po(*PO[1:]))
    assert "99XA00" not in picked()


def test_only_our_municipality(load, show, stands):
    elsewhere = row("98XA00", gemeentenummer="0363", plaatsnaam="AMSTERDAM")
    load(po(*PO, elsewhere))
    with pytest.raises(NoResultFound):
        stands("98XA00")
    assert set(whats(show(po(*PO, elsewhere), municipality="all"))) == {"98XA00"}
    assert set(whats(show(po(*PO, elsewhere), municipality="344"))) == set()
    with pytest.raises(WrongFile, match="gemeente 0999"):
        show(po(*PO), municipality="0999")


class TestChanges:
    @pytest.fixture(autouse=True)
    def _register(self, load):
        load(LISTS | {"wijken.yaml": WIJKEN})

    def test_moved(self, load, show, stands, diary):
        files = but(
            "99XA00", straatnaam="Nieuwe Kade", huisnummer_toevoeging="9-A", postcode="3452 AB", plaatsnaam="VLEUTEN"
        )
        plan = show(files)
        assert whats(plan) == {"99XA00": (What.MOVED, What.CHANGED)}
        said = load(files)
        assert any(
            "Voorbeeldstraat 10, 3511 ZZ Utrecht -> Nieuwe Kade 9-A, 3452 AB Vleuten" in line for line in said.lines
        )
        school = stands("99XA00")
        assert school.address == "Nieuwe Kade 9-A, 3452 AB Vleuten"
        assert school.version == 2
        assert school.wijk_code == "10"
        line = diary("99XA00")[0]
        assert line.changes["street"] == ["Voorbeeldstraat", "Nieuwe Kade"]
        assert line.changes["city"] == ["Utrecht", "Vleuten"]
        assert line.act == 2

    def test_renamed_is_still_found_by_its_former_name(self, load, show, stands, names):
        files = but("99XA00", name="De Nieuwe Boom")
        assert whats(show(files)) == {"99XA00": (What.RENAMED,)}
        said = load(files)
        assert said.lines == ("hernoemd      99XA00  De 99XA00 -> De Nieuwe Boom",)
        assert names("99XA00") == {"De 99XA00": "former"}
        load(po(*PO))
        assert names("99XA00") == {"De Nieuwe Boom": "former"}, "what it is called again is no former name"

    def test_another_way_to_write_the_name_is_no_other_name(self, load, show, stands, names):
        files = but("99XA00", name="de 99XA00")
        assert whats(show(files)) == {"99XA00": (What.CHANGED,)}
        load(files)
        assert stands("99XA00").name == "de 99XA00"
        assert names("99XA00") == {}

    def test_changed(self, load, stands):
        said = load(but("99XA00", telefoonnummer="0307654321", internetadres=" "))
        assert said.lines == (
            "gewijzigd     99XA00  De 99XA00: telefoon 030 123 45 67 -> 030 765 43 21; "
            "website https://www.school.example -> -",
        )
        assert stands("99XA00").website is None

    def test_closed_when_it_left_its_own_list(self, load, stands, diary):
        said = load(po(*PO[1:]), at=EARLIER)
        assert said.lines == ("gesloten      99XA00  De 99XA00, Voorbeeldstraat 10, 3511 ZZ Utrecht",)
        school = stands("99XA00")
        assert (school.status, school.closed_on) == ("closed", date(2027, 8, 20))
        assert diary("99XA00")[0].changes["status"] == ["open", "closed"]
        for code in ("99YA00", "99ZA00", "99ZB00"):
            assert stands(code).status == "open", "a list of primary schools knows nothing of others"

    def test_other_lists_close_no_primary_school(self, show):
        assert show({"vo.csv": LISTS["vo.csv"], "so.csv": LISTS["so.csv"], "sizes.csv": SIZES}).changed[0].whats == (
            What.CHANGED,
        )

    def test_open_again_when_it_returns(self, load, show, stands):
        load(po(*PO[1:]))
        assert whats(show(po(*PO)))["99XA00"] == (What.REOPENED,)
        load(po(*PO))
        assert (stands("99XA00").status, stands("99XA00").closed_on) == ("open", None)

    def test_gone_to_another_municipality(self, load, stands):
        load(but("99XA00", gemeentenummer="0363"))
        assert stands("99XA00").status == "closed"

    def test_merged_into_the_new_one_at_its_address(self, load, show, stands, diary):
        heir = row("99WA00", "De Fusie", huisnummer_toevoeging="10")
        plan = show(po(*PO[1:], heir))
        assert whats(plan) == {"99XA00": (What.MERGED,), "99WA00": (What.NEW,)}
        said = load(po(*PO[1:], heir))
        assert any(line.startswith("samengevoegd  99XA00") and "gaat op in 99WA00" in line for line in said.lines)
        assert stands("99XA00").successor_id == stands("99WA00").id
        assert diary("99XA00")[0].changes["successor_id"] == [None, "99WA00"]
        assert show(po(*PO[1:], heir)).empty

    def test_merged_into_the_same_school_under_another_code(self, load, stands):
        heir = row("99XA01", "De 99XA00", straatnaam="Nieuwe Kade", postcode="3512 AB")
        load(po(*PO[1:], heir))
        assert stands("99XA00").successor_id == stands("99XA01").id

    def test_two_that_may_be_it_are_none(self, load, stands):
        heirs = [row(code, huisnummer_toevoeging="10") for code in ("99WA00", "99WB00")]
        load(po(*PO[1:], *heirs))
        assert (stands("99XA00").status, stands("99XA00").successor_id) == ("closed", None)

    def test_what_a_colleague_merged_stays_merged(self, load, show, write, stands):
        with write():
            one, other = (
                db.session.scalars(sa.select(School).where(School.code == code)).one() for code in ("99XA00", "99XB00")
            )
            one.status, one.closed_on, one.successor_id = "closed", date(2027, 1, 1), other.id
        assert show(but("99XA00", telefoonnummer="0307654321")).empty
        load(po(*PO))
        assert stands("99XA00").status == "closed"

    def test_the_kind_may_change_within_primary(self, show):
        moved = {
            "po.csv": LISTS["po.csv"],
            "so.csv": duo("special", [row("99ZA00", soort_primair_onderwijs="SO"), SPECIAL[1]]),
        }
        assert whats(show(moved)) == {"99ZA00": (What.CHANGED,)}

    def test_another_kind_of_list_is_noticed_by_its_schools(self, show, load):
        files = {"scholen.csv": duo("vo", PO)}
        plan = show(files)
        assert "ander soort school" in plan.refusal and not plan.closes_many
        for close_many in (False, True):
            with pytest.raises(BookingError, match="ander soort school"):
                load(files, close_many=close_many)

    def test_a_list_that_would_close_too_many_is_refused(self, load, show, stands, everything):
        before = everything()
        plan = show(po(*PO[:5]))
        assert "3 van de 8" in plan.closes_many and not plan.refusal
        assert "--close-many" in plan.closes_many
        with pytest.raises(BookingError, match="3 van de 8"):
            load(po(*PO[:5]))
        assert everything() == before
        load(po(*PO[:5]), close_many=True)
        assert stands("99XH00").status == "closed"

    def test_a_quarter_may_close(self, show):
        plan = show(po(*PO[:6]))
        assert not plan.refused
        assert len(plan.changed) == 2


class TestWhatIsOurs:
    def by_hand(self, write, **more):
        with write():
            school = School(**{"kind": "po", "name": "Praktijkhuis", "source": "hand", "names": []} | more)
            db.session.add(school)

    def test_a_school_by_hand_is_never_closed(self, load, write, stands):
        load(LISTS)
        self.by_hand(write, code="99VA00")
        self.by_hand(write, name="Zonder code")
        load(LISTS)
        assert stands("99VA00").status == stands("Zonder code").status == "open"

    def test_it_becomes_the_registers_when_a_list_has_it(self, load, write, stands):
        self.by_hand(write, code="99XA00", wijk_code=None)
        load(po(*PO))
        assert (stands("99XA00").source, stands("99XA00").name) == ("duo", "De 99XA00")

    def test_a_wijk_that_was_chosen_stays(self, load, write, stands):
        load(LISTS | {"wijken.yaml": WIJKEN})
        assert stands("99XA00").wijk_code == "06"
        with write():
            db.session.execute(sa.update(School).where(School.code == "99XA00").values(wijk_code="10"))
        load(LISTS | {"wijken.yaml": WIJKEN})
        assert stands("99XA00").wijk_code == "10"
        load(but("99XA00", postcode="3511 AB"))
        assert stands("99XA00").wijk_code == "06", "it moved, and the table knows where to"
        with write():
            db.session.execute(sa.update(School).where(School.code == "99XA00").values(wijk_code="10"))
        load(but("99XA00", postcode="3599 AB"))
        assert stands("99XA00").wijk_code is None, "it moved, and nobody knows where to: that is counted"

    def test_wijken_are_filled_when_the_table_comes_later(self, load, read, stands):
        load(LISTS)
        with read():
            assert register.without_wijk() == 11
        load({"wijken.yaml": WIJKEN})
        with read():
            assert register.without_wijk() == 0
        assert stands("99YA00").wijk_code == "06"

    def test_wijken_are_written_without_reading_the_register(self, load, show, write, count):
        """Others wait for this transaction: of all that it compared it reads nothing again."""
        load(LISTS)
        plan = show({"wijken.yaml": b"wijken: [{code: 06, name: Binnenstad}, {code: 10, name: Vleuten}]"})
        assert len(plan.wijken) == 2 and not plan.all
        with count() as statements, write() as moment:
            importing.apply(plan, COMMAND, moment)
        assert not [one for one in statements.statements if "FROM schools" in one or "FROM school_names" in one]

    def test_the_narrower_postcodes_win(self, load, stands):
        narrow = WIJKEN + b"  - {code: 07, name: Zuid, postcodes: [3511 ZA - 3511 ZZ]}\n"
        load(LISTS | {"wijken.yaml": narrow})
        assert stands("99XA00").wijk_code == "07"


def test_institutions_of_mbo_say_what_to_do(show):
    plan = show(
        LISTS
        | {"mbo.csv": duo("mbo", [row("99MA00", "Voorbeeld ROC"), row("99MB00", "Ver weg", gemeentenummer="0363")])}
    )
    [notice] = [one for one in plan.notices if "mbo" in one]
    assert "YAML" in notice
    assert "examples/schools.yaml" in notice
    assert "Voorbeeld ROC" in notice
    assert "Ver weg" not in notice
    assert len(plan.new) == 11


def test_pupils_of_schools_that_we_do_not_have_are_counted(show):
    assert show(LISTS | {"sizes.csv": SIZES}).notices == ["1 locatie met leerlingen staat niet in het register."]


def test_the_register_tells_when_it_was_compared(load, read):
    with read():
        assert register.last_import() is None
    load(LISTS, at=EARLIER)
    with read():
        assert register.last_import() == EARLIER
