"""`meal describe`: what is in a file, before anything is done with it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from meal.propose import OPTION_OF, FileDescription, belongs, described, form_questions
from meal.propose.description import ColumnDescription
from meal.read import question_columns, read_file, read_xlsform, stacked

_FORMATS = {
    "csv": "text table (CSV or TSV)", "xlsx": "Excel workbook", "xls": "Excel 97–2003 workbook",
    "ods": "OpenDocument spreadsheet", "sav": "SPSS file", "por": "SPSS portable file", "dta": "Stata file",
    "parquet": "Parquet file",
}  # fmt: skip
_WIDEST = 34
_TOLD_TOGETHER, _NAMED = 3, 4
_HEADINGS = ("column", "type", "answered", "missing", "distinct", "what it holds")


def describe_file(
    path: Path,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    last_row: int | None = None,
    form: Path | None = None,
) -> FileDescription:
    """Read a file and look at every column.

    Args:
        sheet: of a workbook; the first where it is left out.
        header_row, last_row: of the names and the last record, where titles or notes surround the table.
        form: XLSForm with types, choices and labels.

    Raises:
        DataError: the file or the form cannot be read.
    """
    export = read_file(path, sheet=sheet, header_row=header_row, last_row=last_row)
    questions = {}
    if form is not None:
        codebook = read_xlsform(form)
        matched = form_questions(codebook, export.columns, question_columns(codebook, export.columns))
        questions = matched if belongs(codebook, matched) else {}
    return described(export, stacked(export.source.file, [export]), questions)


def description_json(description: FileDescription) -> dict[str, Any]:
    """The description for a program."""
    return asdict(description)


def description_lines(description: FileDescription) -> list[str]:
    """The description as a table that reads in a terminal."""
    width = max(80, shutil.get_terminal_size((120, 24)).columns)
    where = f', sheet "{description.sheet}"' if description.sheet else ""
    kind = _FORMATS.get(description.format, description.format)
    records, columns = (_number_of(count, what) for count, what in (
        (description.n_records, "record"), (len(description.columns), "column"),
    ))  # fmt: skip
    head = f"{description.file}{where}: {kind}, {records}, {columns}"
    return [head, "", *_table(description.columns, width), *_summary(description)]


def _number_of(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count:,} {what}s"


def _table(columns: Sequence[ColumnDescription], width: int) -> list[str]:
    rows = [_HEADINGS, *(_rows_together(together) for together in _together(columns))]
    widths = [min(_WIDEST, max(len(row[place]) for row in rows)) for place in range(len(_HEADINGS) - 1)]
    rest = max(20, width - sum(widths) - 2 * len(widths))
    lines = []
    for row in rows:
        cells = [
            _fitted(cell, wide, right=2 <= place <= 4)
            for place, (cell, wide) in enumerate(zip(row, widths, strict=False))
        ]
        lines.append("  ".join([*cells, _cut(row[-1], rest)]).rstrip())
    return lines


def _together(columns: Sequence[ColumnDescription]) -> list[list[ColumnDescription]]:
    """Neighbouring columns that make one row of the table: options of one question, and columns without answers."""
    groups: list[list[ColumnDescription]] = []
    for column in columns:
        alike = column.type == "empty" or column.type.startswith(OPTION_OF)
        if alike and groups and groups[-1][0].type == column.type:
            groups[-1].append(column)
        else:
            groups.append([column])
    return groups


def _rows_together(columns: Sequence[ColumnDescription]) -> tuple[str, ...]:
    """One row for several columns that are alike; for one its own."""
    first, *others = columns
    if not others:
        return _row(first)
    if first.type == "empty":
        names = ", ".join(column.name for column in columns)
        return (f"({len(columns)} columns)", "empty", "0", "", "", f"no answer in any record: {names}")
    question = first.type.removeprefix(OPTION_OF)
    options = " · ".join(column.name.removeprefix(question).strip("/_.-: ") for column in columns)
    answered = f"{max(column.answered for column in columns):,}"
    return (f"{question}/…", f"{len(columns)} options", answered, "", "", options)


def _row(column: ColumnDescription) -> tuple[str, ...]:
    missing = sum(column.missing.values())
    return (
        column.name, column.type, f"{column.answered:,}", f"{missing:,}" if missing else "", f"{column.distinct:,}",
        _holds(column),
    )  # fmt: skip


def _holds(column: ColumnDescription) -> str:
    """Label, answers or range; nothing of what is personal."""
    parts = [column.label] if column.label and column.label != column.name else []
    if column.personal:
        parts.append(f"[{column.personal}: values are not shown]")
    elif column.answers:
        more = column.distinct - len(column.answers)
        shown = " · ".join(f"{answer} {count:,}" for answer, count in column.answers)
        parts.append(shown + (f" · {more} more" if more > 0 else ""))
    elif column.range:
        parts.append(column.range)
    if column.identifier:
        parts.append(f"different in every record ({column.identifier})")
    told = {reason: count for reason, count in column.missing.items() if reason != "blank"}
    if told:
        reasons = ", ".join(f"{reason.replace('_', ' ')} {count:,}" for reason, count in told.items())
        codes = ", ".join(code for code in column.codes if not column.personal)
        parts.append(f"missing: {reasons}" + (f" ({codes})" if codes else ""))
    return "; ".join(parts)


def _summary(description: FileDescription) -> list[str]:
    """Identifiers, personal data, the parts that columns play, and what is odd."""
    lines: list[str] = []
    identifiers = [f"{column.name} ({column.identifier})" for column in description.columns if column.identifier]
    personal = [f"{column.name} ({column.personal})" for column in description.columns if column.personal]
    lines += _listed("Likely identifiers", identifiers)
    lines += _listed("Likely personal data (values are never printed)", personal)
    lines += _listed("Likely parts", [f"{part}: {column}" for part, column in description.parts.items()])
    return [*lines, *_listed("Odd", [*description.odd, *_oddities(description.columns)])]


def _oddities(columns: Sequence[ColumnDescription]) -> list[str]:
    """What is odd in columns, once where it is the same in three or more."""
    found: dict[str, list[str]] = {}
    for column in columns:
        for sentence in column.odd:
            found.setdefault(sentence, []).append(column.name)
    lines: list[str] = []
    for sentence, names in found.items():
        if len(names) < _TOLD_TOGETHER:
            lines += [f"{name}: {sentence}" for name in names]
        else:
            more = len(names) - _NAMED
            shown = ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
            lines.append(f"{len(names)} columns: {sentence} ({shown})")
    return lines


def _listed(title: str, items: Sequence[str]) -> list[str]:
    return ["", f"{title}:", *(f"  {item}" for item in items)] if items else []


def _fitted(text: str, width: int, *, right: bool) -> str:
    cut = _cut(text, width)
    return cut.rjust(width) if right else cut.ljust(width)


def _cut(text: str, width: int) -> str:
    """The text, its middle left out where it is too long: beginnings and ends of names tell most."""
    if len(text) <= width:
        return text
    tail = (width - 1) // 3 if width <= _WIDEST else 0
    return f"{text[: width - 1 - tail]}…{text[len(text) - tail :] if tail else ''}"
