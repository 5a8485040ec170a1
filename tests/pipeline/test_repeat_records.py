"""Repeat groups of a wave from several workbooks, of which the wave may take some records only."""

from __future__ import annotations

from pathlib import Path

from meal.pipeline.validate import Validation, validate_study
from tests.read.files import workbook

SCHEMA = """
schema: family
groups:
  - {name: child, repeat: true, count: "${n}"}
  - {name: child/toy, repeat: true}
questions:
  - {name: n, type: integer}
  - {name: phone, personal: true}
  - {name: age, type: integer, group: child, constraint: ". < 18"}
  - {name: number, type: calculate, group: child, calculation: "position(..)"}
  - {name: toy, group: child/toy, required_when: "${age} < 12"}
"""
STUDY = """
study: family
title: Family
identity: {record: _uuid}
waves:
  first:
    label: First
    files: [a.xlsx, b.xlsx]
    schema: family
    records: ${n} != '7'
    design: {selection: convenience}
"""


def book(uuids: list[str], counts: list[str], children: list[list[str]], toys: list[list[str]]) -> bytes:
    """A workbook as KoboToolbox writes it: three sheets, joined by `_index`."""
    main = [
        ["_uuid", "n", "_index"],
        *[[one, n, str(row)] for row, (one, n) in enumerate(zip(uuids, counts, strict=True), 1)],
    ]
    child = [["child/age", "child/number", "_index", "_parent_table_name", "_parent_index"]]
    child += [[age, number, str(row), "main", parent] for row, (age, number, parent) in enumerate(children, 1)]
    toy = [["child/toy/toy", "_index", "_parent_table_name", "_parent_index"]]
    toy += [[name, str(row), "child", parent] for row, (name, parent) in enumerate(toys, 1)]
    return workbook({"main": main, "child": child, "toy": toy})


def validated(folder: Path, *books: bytes) -> Validation:
    study = folder / "surveys" / "family"
    study.mkdir(parents=True)
    (folder / "schemas").mkdir()
    (folder / "schemas" / "family.yaml").write_text(SCHEMA, encoding="utf-8")
    (study / "study.yaml").write_text(STUDY, encoding="utf-8")
    for name, content in zip(("a.xlsx", "b.xlsx"), books, strict=True):
        (study / name).write_bytes(content)
    return validate_study(study)


def test_rows_find_their_record_and_their_row_above_over_several_files(tmp_path: Path) -> None:
    first = book(
        ["u1", "u2", "u3"], ["1", "7", "2"],
        # The second record is not of this wave: neither are its rows.
        [["5", "1", "1"], ["40", "9", "2"], ["30", "1", "3"], ["9", "3", "3"]],
        [["ball", "1"], ["", "2"], ["", "4"]],
    )  # fmt: skip
    second = book(["u4"], ["1"], [["11", "1", "1"], ["17", "2", "1"]], [["", "1"], ["", "2"]])
    found = [
        (finding.rule, finding.file, finding.sheet, finding.row, finding.record)
        for finding in validated(tmp_path, first, second).findings
        if finding.rule not in ("other_sheets", "schema_column_absent", "records_in_no_wave")
    ]
    assert found == [
        ("repeat_count_differs", "b.xlsx", "main", 2, "u4"),
        ("constraint_broken", "a.xlsx", "child", 4, "u3"),
        ("calculation_differs", "a.xlsx", "child", 5, "u3"),
        ("required_blank", "a.xlsx", "toy", 4, "u3"),
        ("required_blank", "b.xlsx", "toy", 2, "u4"),
    ]


def test_tables_that_are_not_there_are_told(tmp_path: Path) -> None:
    alone = workbook({"main": [["_uuid", "n", "_index"], ["u1", "0", "1"]]})
    other = workbook({"main": [["_uuid", "n", "_index"], ["u2", "0", "1"]]})
    absent = [finding for finding in validated(tmp_path, alone, other).findings if finding.rule == "repeat_absent"]
    assert [finding.variable for finding in absent] == ["child", "child/toy"]
