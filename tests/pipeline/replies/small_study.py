"""A study of two partners with planted problems, its feedback workbook, and somebody who fills it in."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from meal.pipeline.feedback import write_feedback
from meal.pipeline.preparation import prepare
from meal.pipeline.validate import Validation, validate_study
from meal.study.load import load_study

STUDY = """
study: market
languages: [en]
waves:
  before:
    files: [before/*.csv]
    schema: market
identity: {respondent: respondent_id, partner: partner, stable: []}
"""
SCHEMA = """
schema: market
languages: [en]
questions:
  - {name: partner, type: text}
  - {name: respondent_id, type: text}
  - {name: name, type: text, label: Name, personal: true}
  - {name: age, type: integer, label: Age, range: {min: 15, max: 90}}
  - {name: phone, type: integer, label: Telephone, range: {min: 100, max: 999}, personal: true}
  - name: plan
    type: select_one
    label: Plan
    choices: {stay: Stay here, go: Go away, other: Something else}
  - {name: plan_other, type: text, label: What else}
  - name: goods
    type: select_multiple
    label: Goods
    choices: {radio: Radio, bike: Bicycle, phone: Phone}
  - {name: seen, type: date, label: Day of the visit}
"""
COLUMNS = ("_uuid", "partner", "respondent_id", "name", "age", "phone", "plan", "plan_other", "goods", "seen")
NORTH = (
    ("n1", "north", "R1", "Ada", "240", "123", "go", "", "radio bike", "2019-05-01"),
    ("n2", "north", "R2", "Ben", "31", "5", "going", "", "radio", "2019-05-02"),
    ("n3", "north", "R3", "Cis", "seven", "456", "stay", "", "radios", "2019-05-03"),
    ("n4", "north", "R4", "Dee", "140", "789", "go", "", "bike", "2019-05-33"),
    ("n5", "north", "R5", "Eva", "99", "321", "other", " To the  CITY ", "", "2019-05-05"),
    ("n6", "north", "R6", "Fay", "33", "321", "other", "city life", "=1+1", "2019-05-06"),
)
SOUTH = (("s1", "south", "R8", "Gus", "250", "654", "stay", "", "bike", "2019-05-07"),)


def write_export(folder: Path, name: str, rows: Sequence[Sequence[str]]) -> Path:
    """An export of these records below the folder."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([COLUMNS, *rows])
    return file


def make_study(root: Path) -> Path:
    """The study in files; returns its folder."""
    folder = root / "surveys" / "market"
    folder.mkdir(parents=True)
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    (root / "schemas").mkdir()
    (root / "schemas" / "market.yaml").write_text(SCHEMA, encoding="utf-8")
    write_export(folder, "before/north.csv", NORTH)
    write_export(folder, "before/south.csv", SOUTH)
    return folder


def feedback(study: Path, partner: str = "north") -> Path:
    """The workbook of a partner."""
    folder, _ = write_feedback(prepare(load_study(study)), study.parent.parent / "outputs")
    return folder / f"{partner}.xlsx"


class Filled:
    """A workbook in the hands of the partner."""

    def __init__(self, file: Path) -> None:
        """Open it as a spreadsheet program would."""
        self.file = file
        self.book = openpyxl.load_workbook(file)
        hidden = [[str(cell.value or "") for cell in row] for row in self.book["meal"].iter_rows()]
        self.settings = {row[1]: row[2] for row in hidden if row[0] == "setting"}
        self.words = {row[1]: row[2] for row in hidden if row[0] == "reply"}
        self.lines = [row[1:] for row in hidden if row[0] == "line"]
        self.fix: Any = self.book[self.settings["fix_sheet"]]

    def row_of(self, stable: str, question: str, rule: str = "") -> int:
        """The row of the first sheet with the line about an answer."""
        (number,) = {
            line[0] for line in self.lines if (line[5], line[7]) == (stable, question) and rule in ("", line[1])
        }
        column = int(self.settings["column_number"])
        return next(
            row for row in range(1, self.fix.max_row + 1) if str(self.fix.cell(row, column).value or "") == number
        )

    def reply(self, stable: str, question: str, code: str, new: object = None, comment: str = "") -> Filled:
        """Write a reply beside a line; `code` is that of the reply, or what somebody types instead."""
        row = self.row_of(stable, question)
        for name, value in (("reply", self.words.get(code, code)), ("new_value", new), ("comment", comment)):
            if value is not None and value != "":
                self.fix.cell(row, int(self.settings[f"column_{name}"])).value = value
        return self

    def cell(self, stable: str, question: str) -> Any:
        """The cell of an answer in the sheet with the rows."""
        sheet = self.book.worksheets[1]
        headings = [cell.value for cell in sheet[1]]
        ids = headings.index("meal:stable_id") + 1
        row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, ids).value == stable)
        return sheet.cell(row, headings.index(question) + 1)

    def save(self, name: str = "back.xlsx") -> Path:
        """Save it under another name and send it back."""
        file = self.file.parent.parent.parent.parent / name
        self.book.save(file)
        return file


def undecided(validation: Validation) -> set[tuple[str, str, str]]:
    """(rule, record, question) of errors and warnings that nobody decided about."""
    return {
        (finding.rule, finding.record, finding.variable)
        for finding in validation.findings
        if finding.severity != "note" and not finding.decided
    }


def problems(study: Path) -> set[tuple[str, str, str]]:
    """What `meal validate` finds undecided."""
    return undecided(validate_study(study))


def log_rows(study: Path, name: str = "cleaning_log.csv") -> list[Mapping[str, str]]:
    """The rows of a log."""
    with (study / name).open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))
