"""`meal describe`: what is in a file, before anything is done with it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from meal.propose import FileDescription, belongs, described, form_questions
from meal.propose.description import ColumnDescription
from meal.read import question_columns, read_file, read_xlsform, stacked

_FORMATS = {
    "csv": "text table (CSV or TSV)", "xlsx": "Excel workbook", "xls": "Excel 97–2003 workbook",
    "ods": "OpenDocument spreadsheet", "sav": "SPSS file", "por": "SPSS portable file", "dta": "Stata file",
    "parquet": "Parquet file",
}  # fmt: skip
_WIDEST = 34
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
    head = f"{description.file}{where}: {kind}, {description.n_records:,} records, {len(description.columns)} columns"
    return [head, "", *_table(description.columns, width), *_summary(description)]


def _table(columns: Sequence[ColumnDescription], width: int) -> list[str]:
    rows = [_HEADINGS, *(_row(column) for column in columns)]
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
    odd = [
        *description.odd,
        *(f"{column.name}: {sentence}" for column in description.columns for sentence in column.odd),
    ]
    return [*lines, *_listed("Odd", odd)]


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
