# SPDX-License-Identifier: EUPL-1.2
"""What cannot be right is refused in one sentence, with the file, and the line or the column."""

from __future__ import annotations

import pytest

from booking.schools.register import WrongFile, read

from .making import CKAN, CLASSIC, COLUMNS, Dialect, duo, pupils, row

pytestmark = pytest.mark.once
ROWS = [row("99XA00", "De Voorbeeldboom"), row("99XB00", "Ariëns"), row("99XC00", 'De "Brug"')]


def refused(data: bytes, name: str = "lijst.csv") -> str:
    with pytest.raises(WrongFile) as error:
        read({name: data})
    sentence = error.value.sentence
    assert sentence.startswith(name)
    assert "\n" not in sentence
    return sentence


class TestCutOff:
    def test_without_an_end_of_the_last_line(self):
        data = duo("po", ROWS)
        assert "regel 4" in refused(data[:-2])
        assert "regel 4" in refused(data[:-40])

    def test_after_any_byte_but_the_end_of_a_line(self):
        """A cut at the very end of a line cannot be seen in the file: there the number of schools that would close tells."""
        for dialect in (CLASSIC, CKAN):
            data = duo("po", ROWS, dialect)
            whole = [n + 1 for n, byte in enumerate(data) if byte == ord("\n")]
            header = whole[0]
            for length in range(1, len(data)):
                if length in whole and length != header:
                    assert read({"lijst.csv": data[:length]}).locations
                else:
                    refused(data[:length])

    def test_a_row_with_too_few_fields(self):
        lines = duo("po", ROWS).split(b"\r\n")
        lines[2] = b";".join(lines[2].split(b";")[:-3])
        sentence = refused(b"\r\n".join(lines))
        assert "regel 3" in sentence
        assert "16 velden" in sentence
        assert "19" in sentence

    def test_a_row_with_too_many_fields(self):
        lines = duo("po", ROWS).split(b"\r\n")
        assert "regel 2" in refused(b"\r\n".join([lines[0], lines[1] + b";x", *lines[2:]]))

    def test_a_quote_without_its_twin(self):
        data = duo("po", ROWS, CKAN).replace(b'"De Voorbeeldboom"', b'"De Voorbeeldboom')
        assert "regel" in refused(data)
        data = duo("po", ROWS).replace(b"De Voorbeeldboom", b'"De Voorbeeldboom')
        assert "aanhalingsteken" in refused(data)

    def test_empty(self):
        assert "leeg" in refused(b"")
        assert "leeg" in refused(b"\r\n")
        assert "geen enkele regel" in refused(duo("po", []))


class TestColumns:
    @pytest.mark.parametrize("kind", ["po", "vo", "special"])
    def test_each_that_we_use_must_be_there(self, kind):
        used = {
            "VESTIGINGSCODE", "VESTIGINGSNAAM", "STRAATNAAM", "HUISNUMMER-TOEVOEGING", "POSTCODE", "PLAATSNAAM", "GEMEENTENUMMER",
            "TELEFOONNUMMER", "INTERNETADRES", "VAKANTIEREGIO",
        }  # fmt: skip
        for name in used:
            left = tuple(n for n, column in enumerate(COLUMNS[kind]) if column != name)
            data = duo(kind, ROWS, Dialect(order=left))
            assert name in refused(data) or name == "VESTIGINGSCODE"

    def test_what_tells_the_list_is_missed_by_the_name_of_the_file(self):
        data = duo("po", ROWS)
        assert "ONDERWIJSSTRUCTUUR" in refused(data, "02.-alle-vestigingen-vo.csv")
        assert "ONDERWIJSSTRUCTUUR" in refused(data, "vestigingenvo.csv")
        assert "SOORT PRIMAIR ONDERWIJS" in refused(data, "09.-alle-vestigingen-sbo-so-en-vso.csv")
        assert read({"/alle-vestigingen-vo/lijst.csv": data}).locations, "what its folder is called says nothing"
        for name in ("02.-alle-schoolvestigingen-basisonderwijs.csv", "vestigingenbo.csv", "scholen.csv"):
            assert read({name: data}).locations

    def test_two_digits_need_the_institution(self):
        left = tuple(n for n, column in enumerate(COLUMNS["po"]) if column != "INSTELLINGSCODE")
        assert "INSTELLINGSCODE" in refused(duo("po", ROWS, Dialect(order=left, two_digits=True)))

    def test_twice(self):
        data = duo("po", ROWS)
        assert "twee keer" in refused(data.replace(b"DENOMINATIE", b"POSTCODE"))

    def test_a_first_line_without_an_end(self):
        for data in (b"a" * 200_000 + b"\n", b'"' + b"a" * 200_000 + b'";b\n1;2\n'):
            sentence = refused(data)
            assert "regel 1" in sentence
            assert "te lang" in sentence
            assert len(sentence) < 200

    def test_another_kind_of_file(self):
        assert "VESTIGINGSCODE" in refused(b"naam;leeftijd\r\nTess;9\r\n")
        assert "hogescholen" in refused(b"SOORT HO;INSTELLINGSCODE\r\nhbo;00AA\r\n")
        assert "csv" in refused(b"PK\x03\x04 a workbook")
        assert "VESTIGINGSCODE" in refused(b"<html>\n<body>404</body>\n</html>\n")


class TestEncoding:
    def test_neither_utf_8_nor_windows(self):
        assert "UTF-8" in refused(duo("po", ROWS, Dialect(encoding="utf-16")))
        assert "regel 3" in refused(duo("po", ROWS).replace(b"\xeb", b"\x81"))

    def test_utf_8_by_its_mark_must_be_utf_8(self):
        assert "regel 3" in refused(b"\xef\xbb\xbf" + duo("po", ROWS))

    @pytest.mark.parametrize("wrong", ["AriÃ«ns", "Ari‰ns", "’s-Graveland â€œHoek"])
    def test_read_wrongly_before(self, wrong):
        data = duo("po", [row("99XA00", wrong)], Dialect(encoding="utf-8"))
        sentence = refused(data)
        assert "regel 2" in sentence
        assert wrong in sentence

    def test_two_encodings_in_one_file(self):
        utf_8 = duo("po", [row("99XA00", "Ariëns")], Dialect(encoding="utf-8"))
        windows = duo("po", [row("99XB00", "Eben-Haëzer")]).split(b"\r\n", 1)[1]
        assert "regel 2" in refused(utf_8 + windows)

    def test_invisible_signs(self):
        assert "regel 2" in refused(duo("po", [row("99XA00", "De\u202eBoom")], Dialect(encoding="utf-8")))
        sentence = refused(duo("po", [row("99XA00", "De\x1b[31mBoom")]))
        assert '"De[31mBoom"' in sentence
        assert sentence.isprintable()


class TestValues:
    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("vestigingscode", "ABC"),
            ("vestigingscode", " "),
            ("vestigingsnaam", " "),
            ("postcode", "UTRECHT"),
            ("gemeentenummer", "UTRECHT"),
            ("gemeentenummer", " "),
            ("gemeentenummer", "٣٤٤"),
            ("postcode", "٣٥١١ AB"),
            ("vestigingscode", "٩٩XB٠٠"),
            ("straatnaam", "x" * 400),
        ],
    )
    def test_in_the_wrong_place(self, column, value):
        data = duo("po", [ROWS[0], row("99XB00", **{column: value})], Dialect(encoding="utf-8"))
        assert "regel 3" in refused(data)

    def test_an_unknown_sort(self):
        assert "SBO, SO, VSO" in refused(duo("special", [row("99XA00", soort_primair_onderwijs="BO")]))

    def test_one_code_for_two(self):
        sentence = refused(duo("po", [ROWS[0], row("99XA00", "Een andere")]))
        assert "regel 3" in sentence
        assert "regel 2" in sentence

    def test_one_code_in_two_lists(self):
        with pytest.raises(WrongFile, match=r"po\.csv op regel 2"):
            read({"po.csv": duo("po", ROWS), "vo.csv": duo("vo", [ROWS[0]])})

    def test_no_number_of_pupils(self):
        assert "regel 2" in refused(pupils([("99XA00", "BO", ("veel",))], (2025,)))
        assert "twee keer" in refused(pupils([("99XA00", "BO", (1,)), ("99XA00", "BO", (2,))], (2025,)))
