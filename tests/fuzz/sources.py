"""What is damaged: cut-down exports of the shipped studies, a study with every kind of question, and real files."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat

from tests.fuzz.mutators import Rows

RECORDS = 40
"""Records that are kept of a shipped export."""
LARGEST = 40_000
"""Bytes of the largest real file that is damaged."""
REAL = ("csv", "tsv", "xlsx", "xlsm", "xls", "xlsb", "ods", "sav", "zsav", "por", "dta", "json")

FORM: dict[str, Rows] = {
    "survey": [
        ["type", "name", "label::English (en)", "label::Nederlands (nl)", "required", "relevant", "constraint",
         "constraint_message::English (en)", "calculation", "choice_filter", "repeat_count", "parameters"],
        ["start", "start", "", ""],
        ["text", "person", "Number of the respondent", "Nummer", "yes"],
        ["select_one sex", "sex", "Sex", "Geslacht", "yes"],
        ["integer", "age", "Age in years", "Leeftijd in jaren", "yes", "", ". >= 15 and . < 100", "15 to 99"],
        ["date", "visit", "Day of the visit", "Dag van het bezoek", "", "", ". <= today()"],
        ["select_one region", "region", "Region", "Regio"],
        ["select_one town", "town", "Town", "Plaats", "", "", "", "", "", "region = ${region}"],
        ["select_multiple food", "food", "What did you eat?", "Wat at u?", "", "", "count-selected(.) < 4"],
        ["text", "food_other", "Which other?", "Welk ander?", "", "selected(${food}, 'other')"],
        ["decimal", "income", "Income", "Inkomen", "${age} > 17", "${age} > 17"],
        ["range", "trust", "Trust", "Vertrouwen", "", "", "", "", "", "", "", "start=0 end=10 step=1"],
        ["calculate", "adult", "", "", "", "", "", "", "if(${age} > 17, 1, 0)"],
        ["begin_repeat", "member", "Members", "Leden", "", "", "", "", "", "", "${members}"],
        ["text", "member_name", "Name", "Naam"],
        ["integer", "member_age", "Age", "Leeftijd", "yes", "", ". < 120"],
        ["end_repeat"],
        ["calculate", "oldest", "", "", "", "", "", "", "max(${member_age})"],
        ["integer", "members", "Members", "Leden"],
    ],
    "choices": [
        ["list_name", "name", "label::English (en)", "label::Nederlands (nl)", "region"],
        ["sex", "f", "Woman", "Vrouw"], ["sex", "m", "Man", "Man"],
        ["region", "north", "North", "Noord"], ["region", "south", "South", "Zuid"],
        ["town", "aa", "Aa", "Aa", "north"], ["town", "bb", "Bb", "Bb", "south"],
        ["food", "bread", "Bread", "Brood"], ["food", "rice", "Rice", "Rijst"], ["food", "other", "Other", "Anders"],
        ["food", "-99", "Refuses", "Weigert"],
    ],
    "settings": [["form_title", "form_id", "version", "default_language"],
                 ["Household", "household", "1", "English (en)"]],
}  # fmt: skip
STUDY = """
study: household
title: {en: Household, nl: Huishouden}
languages: [en, nl]
waves:
  before: {label: Before, files: [before.xlsx], schema: household, date: visit, design: {selection: random}}
  after: {label: After, files: [after.csv], schema: household, date: visit, design: {selection: random}}
identity: {record: _uuid, respondent: person, stable: [sex]}
disaggregate: [sex]
derive:
  grown: if(${age} >= 18, 'yes', 'no')
indicators:
  - {id: bread, label: Eats bread, waves: [before, after], counts: "selected(${food}, 'bread')"}
  - {id: income, label: Income, waves: [before, after], value: "${income}", report: [mean, median]}
comparisons:
  - {id: change, label: Change in bread, indicator: bread, from: before, to: after}
figures: [bread]
cleaning_log: cleaning_log.csv
"""
LOG = """uuid,old_value,question,issue,change_type,new_value,wave,severity,status,decided_by,decided_at,reason
before-3,19,age,Wrong,change_response,20,before,error,decided,An officer,2024-03-02,Register
before-5,,,Twice,remove_survey,,before,error,decided,An officer,2024-03-02,Twice
"""

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Material:
    """A folder with small studies, and the files in it that may be damaged.

    Attributes:
        exports: study → its exports and logs, from the folder. forms, loose: forms, and files of no study.
    """

    folder: Path
    exports: dict[str, tuple[str, ...]]
    forms: tuple[str, ...]
    loose: tuple[str, ...]


def material(folder: Path, project: Path, shared: Path) -> Material:
    """Everything that is damaged, in a folder; the real files where they are there."""
    for name in ("reconsideration", "peer-messages"):
        shutil.copytree(project / "surveys" / name, folder / "surveys" / name)
        for file in (folder / "surveys" / name).rglob("*.*"):
            _cut(file)
    shutil.copytree(project / "schemas", folder / "schemas")
    _household(folder / "surveys" / "household")
    loose = folder / "loose"
    loose.mkdir()
    _statistical(loose)
    _zipped(loose)
    real = shared / "data"
    for file in sorted(real.rglob("*")) if real.is_dir() else ():
        if file.suffix[1:].lower() in REAL and 0 < file.stat().st_size <= LARGEST:
            shutil.copyfile(file, loose / "-".join(file.relative_to(real).parts))
    exports = {
        study: tuple(_below(folder, folder / "surveys" / study, "*.csv", "*.xlsx"))
        for study in ("household", "peer-messages", "reconsideration")
    }
    forms = tuple(
        name for name in _below(folder, folder, "*.xlsx") if "/forms/" in name or "xlsform" in name or "form_" in name
    )
    (folder / "outputs").mkdir()
    return Material(folder, exports, forms, tuple(_below(folder, loose, "*")))


def _below(root: Path, folder: Path, *patterns: str) -> list[str]:
    files = sorted({file for pattern in patterns for file in folder.rglob(pattern) if file.is_file()})
    return [
        file.relative_to(root).as_posix()
        for file in files
        if root == folder or ("forms" not in file.parts and file.name != "answer_key.csv")
    ]


def _cut(file: Path) -> None:
    """The first records of an export alone."""
    if file.suffix == ".csv":
        file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[: RECORDS + 1]))
    elif file.suffix == ".xlsx" and file.parent.name != "forms":
        rows = sheets_of(file.read_bytes(), first=RECORDS + 1)
        file.write_bytes(workbook_of(rows))


def sheets_of(data: bytes, first: int = 300) -> dict[str, Rows]:
    """The first cells of a workbook as text; some real workbooks claim to have millions."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return {
        sheet.title: [
            ["" if cell is None else str(cell) for cell in row]
            for row in sheet.iter_rows(max_row=first, max_col=200, values_only=True)
        ]
        for sheet in book.worksheets
    }


def workbook_of(sheets: dict[str, Rows]) -> bytes:
    """A workbook of texts and numbers, as Excel would hold them."""
    book = openpyxl.Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for cells in rows:
            sheet.append([_cell(cell) for cell in cells])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(text: str) -> object:
    if text.isascii() and text.isdigit() and len(text) < 16 and not text.startswith("0"):
        return int(text)
    return _NOT_IN_XML.sub("", text)[:32_767] or None


def csv_of(rows: Rows, delimiter: str = ",") -> bytes:
    """A text table, lone surrogates as they come."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return file.getvalue().encode("utf-8", errors="surrogatepass")


def rows_of(data: bytes) -> tuple[Rows, str]:
    """The rows of a sound text table and its delimiter."""
    text = data.decode("utf-8-sig", errors="replace")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(1 << 24)
    return [*csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)] or [[]], delimiter


def _records(wave: str) -> Rows:
    heading = ["start", "person", "sex", "age", "visit", "region", "town", "food", "food/bread", "food/rice",
               "food/other", "food/-99", "food_other", "income", "trust", "adult", "members", "oldest",
               "_uuid", "_index"]  # fmt: skip
    rows = [heading]
    for n in range(1, RECORDS + 1):
        food = ("bread", "rice", "bread rice", "other")[(n + (wave == "after")) % 4]
        dummies = [str(int(option in food.split())) for option in ("bread", "rice", "other", "-99")]
        age = 15 + n
        rows.append([
            f"2024-03-{1 + n % 28:02}T08:00:00.000+01:00", f"P{n:03}", "fm"[n % 2], str(age),
            f"2024-03-{1 + n % 28:02}", ("north", "south")[n % 2], ("aa", "bb")[n % 2], food, *dummies,
            "insects" if food == "other" else "",
            f"{100 + 7.5 * n}" if age > 17 else "", str(n % 11), str(int(age > 17)), "1", str(n), f"{wave}-{n}", str(n),
        ])  # fmt: skip
    return rows


def _household(folder: Path) -> None:
    (folder / "forms").mkdir(parents=True)
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    (folder / "cleaning_log.csv").write_text(LOG, encoding="utf-8")
    member = [["member/member_name", "member/member_age", "_index", "_parent_table_name", "_parent_index"]]
    member += [["Example", str(n), str(n), "main", str(n)] for n in range(1, RECORDS + 1)]
    (folder / "before.xlsx").write_bytes(workbook_of({"main": _records("before"), "member": member}))
    (folder / "after.csv").write_bytes(csv_of(_records("after")))
    (folder / "forms" / "household.xlsx").write_bytes(workbook_of(FORM))


def _statistical(folder: Path) -> None:
    frame = pd.DataFrame(
        {
            "person": [f"P{n}" for n in range(RECORDS)],
            "sex": np.arange(RECORDS) % 2 + 1.0,
            "visit": pd.to_datetime("2024-03-01") + pd.to_timedelta(np.arange(RECORDS), unit="D"),
            "score": np.where(np.arange(RECORDS) % 7, np.arange(RECORDS) / 3, -99),
        }
    )
    labels = {
        "column_labels": ["Number", "Sex", "Day", "Score"],
        "variable_value_labels": {"sex": {1: "man", 2: "vrouw é"}},
    }
    pyreadstat.write_sav(frame, folder / "plain.sav", missing_ranges={"score": [-99]}, **labels)
    pyreadstat.write_sav(frame, folder / "packed.zsav", compress=True, **labels)
    pyreadstat.write_por(frame.drop(columns="visit"), folder / "plain.por")
    for version in (8, 12, 15):
        pyreadstat.write_dta(frame, folder / f"stata{version}.dta", version=version, **labels)
    frame.to_parquet(folder / "plain.parquet")


def _zipped(folder: Path) -> None:
    from tests.fuzz.mutators import zipped

    main: Sequence[tuple[str, bytes]] = [("household.csv", csv_of(_records("before")))]
    repeat = csv_of([["member_age", "PARENT_KEY", "KEY"], *([str(n), f"before-{n}", f"m{n}"] for n in range(1, 20))])
    (folder / "one.zip").write_bytes(zipped(main))
    (folder / "repeats.zip").write_bytes(zipped([*main, ("household-member.csv", repeat), ("media/", b"")]))
