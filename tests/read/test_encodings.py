"""Encodings: names of people and places arrive with their accents."""

from __future__ import annotations

import pytest

from meal.read import read_bytes
from meal.read.encodings import likeliest
from tests.read.files import read_text, remark, rows, rules

FRENCH = "id,lieu\n1,Hôpital régional de Sédhiou\n2,Préfecture de Ségou\n3,École à côté du marché\n4,Où ça ? là-bas\n"
GERMAN = "id,ort\n1,Köln\n2,Düsseldorf\n3,Straße\n4,Österreich\n5,Ärzte für die Flüchtlinge\n"
SPANISH = "id,lugar\n1,Bogotá\n2,Medellín\n3,año\n4,¿Cuántos años?\n5,niño pequeño\n"
ARABIC = "id,مكان\n1,أربيل\n2,السليمانية\n3,لا أعرف\n4,دهوك\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"), (FRENCH, "cp850"), (FRENCH, "mac_roman"),
        (GERMAN, "cp1252"), (GERMAN, "cp850"), (GERMAN, "mac_roman"),
        (SPANISH, "cp1252"), (SPANISH, "cp850"), (SPANISH, "mac_roman"),
        (ARABIC, "cp1256"), (FRENCH.upper(), "cp1252"),
        ("id,nom\n1,Aïssatou Bâ\n", "cp1252"), ("id,say\n1,“don’t”\n", "cp1252"),
        ("id,lieu\n1,H\u00f4pital\n2,Hopit\u00e8re\n", "mac_roman"), ("id,nom\n1,René\n2,Zoë\n", "cp850"),
    ],
)  # fmt: skip
def test_a_legacy_encoding_is_recognised_by_its_letters_and_reported(text, encoding):
    export = read_text(text, encoding)
    expected = [line.split(",") for line in text.splitlines()]
    assert list(export.columns) == expected[0]
    assert rows(export) == expected[1:]
    assert rules(export.source) == ["encoding_guessed"]


@pytest.mark.parametrize("text", [FRENCH, ARABIC])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_in_every_form_is_read_without_a_remark(text, encoding):
    export = read_text(text.replace(",", "\t"), encoding)
    assert rows(export) == [line.split(",") for line in text.splitlines()][1:]
    assert not export.source.remarks


def test_a_few_stray_bytes_do_not_garble_a_file_in_utf_8():
    data = FRENCH.encode() + b"5,Kankan\xe9\n"
    export = read_bytes(data, "export.csv")
    assert rows(export)[0] == ["1", "Hôpital régional de Sédhiou"]
    assert rows(export)[-1] == ["5", "Kankan\ufffd"]
    assert remark(export.source, "undecodable_characters") == {"count": "1"}


def test_the_remark_on_a_guess_shows_letters_and_no_names():
    source = read_text("id,nom\n1,Aïssatou Bâ\n", "cp1252").source
    assert remark(source, "encoding_guessed") == {"encoding": "Windows Western European (1252)", "letters": "ï â"}


def test_a_long_run_of_letters_is_looked_through_once():
    """Two million plain letters before a byte that is no UTF-8: quadratic looking would take hours."""
    assert likeliest(b"id,name\n1," + b"a" * 2_000_000 + b"\n2,Ren\xe9\n") == "cp1252"
