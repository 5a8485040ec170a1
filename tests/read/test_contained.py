"""A file that breaks the program that reads it breaks only that program: one sentence, within seconds."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from meal.model.codebook import Choice, Codebook, Question
from meal.model.columns import CodedColumn
from meal.model.errors import DataError
from meal.model.missing import Reason
from meal.read import read_bytes
from meal.read.coding import text_array
from meal.read.contained import Parser, ParserStoppedError
from meal.read.handover import packed_table, unpacked_table
from meal.read.limits import Limits, megabytes_to_parse
from meal.read.table import Table
from tests.read.files import rows, with_member, workbook

SHEET = "xl/worksheets/sheet1.xml"
GOOD = workbook({"data": [["id", "age"], [1, 20]]})
QUICK = Limits(memory=1 << 30, seconds=1.0)
# Where time is not what is tested, a slow machine must not run out of it first.
PATIENT = Limits(memory=1 << 30, seconds=20.0)


@pytest.fixture
def misbehaving():
    with Parser(PATIENT, entry="tests.read.hostile") as parser:
        yield parser


@pytest.mark.parametrize("misdeed", ["spin", "sleep"])
def test_a_parser_that_never_ends_is_stopped_with_one_sentence_and_the_next_file_is_read(misdeed):
    with Parser(QUICK, entry="tests.read.hostile") as parser:
        start = time.monotonic()
        with pytest.raises(DataError, match=r"^export\.xlsx: .*takes far more time than a survey"):
            parser.table(misdeed, b"data", "export.xlsx")
        assert time.monotonic() - start < 10
        parser._limits = PATIENT
        assert parser.table("xlsx", GOOD, "good.xlsx").names == ("id", "age")


@pytest.mark.parametrize(
    ("misdeed", "sentence"),
    [
        ("abort", "breaks the program that reads it"),
        ("segfault", "breaks the program that reads it"),
        ("hoard", "takes far more memory than a survey"),
        ("bug", "breaks the program that reads it"),
        ("flood", "breaks the program that reads it"),
    ],
)
def test_a_parser_that_breaks_down_is_one_sentence_and_the_next_file_is_read(misbehaving, misdeed, sentence):
    with pytest.raises(DataError, match=rf"^export\.xlsx: .*{sentence}"):
        misbehaving.table(misdeed, b"data", "export.xlsx")
    assert misbehaving.table("xlsx", GOOD, "good.xlsx").names == ("id", "age")


def test_the_last_words_of_a_broken_parser_are_kept_as_the_cause(misbehaving):
    with pytest.raises(DataError) as refused:
        misbehaving.table("bug", b"data", "export.xlsx")
    assert isinstance(refused.value.__cause__, ParserStoppedError)
    assert "ZeroDivisionError: export.xlsx" in str(refused.value.__cause__)


def test_a_broken_installation_is_not_blamed_on_the_file():
    with Parser(entry="tests.read.no_such_module") as parser, pytest.raises(ParserStoppedError, match="no_such_module"):
        parser.table("xlsx", GOOD, "export.xlsx")


def test_one_process_reads_all_files_and_ends_with_the_block():
    with Parser() as parser:
        first = parser.table("xlsx", GOOD, "a.xlsx")
        process = parser._child.process if parser._child else None
        second = parser.table("xlsx", workbook({"data": [["sex"], ["f"]]}), "b.xlsx")
        assert process is not None
        assert parser._child is not None
        assert parser._child.process is process
    assert process.returncode is not None
    assert (first.names, second.names) == (("id", "age"), ("sex",))


def test_a_file_refused_for_what_it_holds_does_not_end_the_process():
    with Parser() as parser:
        with pytest.raises(DataError, match="the sheet is empty"):
            parser.table("xlsx", workbook({"a": [["x"]], "empty": []}), "a.xlsx", "empty")
        process = parser._child
        parser.table("xlsx", GOOD, "b.xlsx")
        assert parser._child is process


# Cells of a table that lies far below its names: the sheet scan lets it pass, the parser reserves room for it.
def test_far_cells_that_the_scan_lets_pass_are_stopped_by_the_memory_limit():
    row = "".join(f'<c r="A{n}"><v>1</v></c>' for n in (1,))
    cells = f'<row r="1">{row}</row><row r="1040000"><c r="AJ1040000"><v>1</v></c></row>'
    xml = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )
    data = with_member(workbook({"data": [["x"]]}), SHEET, xml.encode())
    assert len(data) < 8_000
    with pytest.raises(DataError, match=r"export\.xlsx"):
        read_bytes(data, "export.xlsx")
    with Parser(entry="tests.read.unguarded") as parser, pytest.raises(DataError, match=r"memory|breaks the program"):
        parser.table("xlsx", corner_to_corner(), "export.xlsx")


def corner_to_corner() -> bytes:
    """5 KB with a cell in the first and one in the last corner of the sheet, over which the parser aborts."""
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    xml = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )
    return with_member(workbook({"data": [["x"]]}), SHEET, xml.encode())


def test_a_bomb_that_states_its_size_is_refused_and_one_that_lies_is_stopped():
    bomb = with_member(GOOD, SHEET, b"<worksheet><sheetData>" + b" " * (300 << 20))
    start = time.monotonic()
    with pytest.raises(DataError, match="unpacked, this workbook would take far more room"):
        read_bytes(bomb, "export.xlsx")
    stated = (300 << 20) + len(b"<worksheet><sheetData>")
    with pytest.raises(DataError, match=r"export\.xlsx"):
        read_bytes(bomb.replace(stated.to_bytes(4, "little"), (2_000).to_bytes(4, "little")), "export.xlsx")
    assert time.monotonic() - start < 20


def test_a_workbook_that_expands_entities_is_refused():
    doctype = b'<?xml version="1.0"?><!DOCTYPE x [' + b"".join(
        b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10 if level else b"lol") for level in range(10)
    )
    xml = doctype + b"]><worksheet><sheetData><row><c><v>&l9;</v></c></row></sheetData></worksheet>"
    with pytest.raises(DataError, match="instructions that no spreadsheet program writes"):
        read_bytes(with_member(GOOD, SHEET, xml), "export.xlsx")


def spss_file(folder: Path) -> bytes:
    path = folder / "survey.sav"
    frame = pd.DataFrame({"id": range(60), "name": ["x" * 20] * 60, "age": [float(n) for n in range(60)]})
    pyreadstat.write_sav(frame, path, variable_value_labels={"age": {1: "one", 2: "two"}}, missing_ranges={"age": [9]})
    return path.read_bytes()


def test_an_spss_file_with_flipped_bytes_is_read_or_refused(tmp_path):
    # Of 200 such files two made the parser crash the process in which it ran.
    whole = spss_file(tmp_path)
    random = np.random.default_rng(11)
    outcomes = {"read": 0, "refused": 0}
    with Parser(Limits(seconds=3)) as parser:
        for _ in range(120):
            broken = bytearray(whole)
            for place in random.integers(4, len(whole), 4):
                broken[place] ^= 1 << int(random.integers(0, 8))
            try:
                read_bytes(bytes(broken), "survey.sav", parser=parser)
                outcomes["read"] += 1
            except DataError as error:
                outcomes["refused"] += str(error).startswith("survey.sav: ")
    assert sum(outcomes.values()) == 120
    assert min(outcomes.values()) > 0


def test_a_parquet_file_of_a_thousand_million_equal_values_is_refused():
    import pyarrow as pa
    from pyarrow import parquet

    sink = io.BytesIO()
    table = pa.table({"x": pa.array(np.zeros(1_000_000, dtype=np.int8))})
    with parquet.ParquetWriter(sink, table.schema) as writer:
        for _ in range(401):
            writer.write_table(table)
    assert len(sink.getvalue()) < 2 << 20
    with pytest.raises(DataError, match="401,000,000 rows of 1 columns, which is more than can be read at once"):
        read_bytes(sink.getvalue(), "export.parquet")


def test_the_process_starts_without_pandas_and_quickly():
    code = (
        "import sys; import meal.read.child, pyarrow, python_calamine; "
        "print([name for name in ('pandas', 'scipy', 'pydantic', 'pandera') if name in sys.modules])"
    )
    start = time.monotonic()
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert shown.strip() == "[]"
    assert time.monotonic() - start < 5  # a tenth of that where nothing else runs


def test_a_table_survives_the_way_between_processes():
    codebook = Codebook(
        id="export.sav",
        title={"und": "Before"},
        questions={
            "plan": Question("plan", "select_one", {"und": "Plan?"}, choices=(Choice("1", {"und": "Oui"}),),
                             missing={"-99": Reason.DONT_KNOW})
        },
        languages=("und",),
    )  # fmt: skip
    column = CodedColumn(
        np.array([0, 1, 2, 0], dtype=np.int32), text_array(["1", "", "\ud800x"]), np.array([0, 5, 0], dtype=np.int8)
    )
    empty = CodedColumn(np.zeros(4, dtype=np.int32), text_array([""]), np.array([1], dtype=np.int8))
    table = Table(
        names=("plan", ""), columns=(column, empty), row_of=np.array([2, 3, 5, 6]),
        remarks=(("nul_bytes", {"n": "1"}),), sheet="données", metadata=codebook,
    )  # fmt: skip
    back = unpacked_table(memoryview(packed_table(table)))
    assert (back.names, back.sheet, back.remarks) == (table.names, table.sheet, table.remarks)
    assert back.metadata == codebook
    assert back.row_of.tolist() == [2, 3, 5, 6]
    assert back.columns[0].codes.tolist() == [0, 1, 2, 0]
    assert back.columns[0].texts.tolist() == ["1", "", "?x"]  # half a character cannot be kept
    assert back.columns[0].reasons.tolist() == [0, 5, 0]
    assert back.columns[1].record_texts().tolist() == [""] * 4


def test_codes_that_point_nowhere_are_refused():
    column = CodedColumn(np.array([3], dtype=np.int32), text_array(["a"]), np.array([0], dtype=np.int8))
    with pytest.raises(ValueError, match="do not belong"):
        unpacked_table(memoryview(packed_table(Table(("a",), (column,), np.array([2])))))


def test_time_is_given_by_what_a_file_unpacks_to():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.csv", b"0" * (10 << 20))
    assert megabytes_to_parse(archive.getvalue()) == 10
    assert megabytes_to_parse(b"PK\x03\x04junk") < 1
    assert Limits(seconds=2, seconds_per_megabyte=0.5).wall_seconds(10) == 14


def test_text_is_read_in_this_process_because_its_cost_follows_its_size(monkeypatch):
    def no_process(self, *arguments, **more):
        raise AssertionError("a process was started")

    monkeypatch.setattr(Parser, "_started", no_process)
    assert rows(read_bytes(b"id,age\n1,20\n", "export.csv")) == [["1", "20"]]
