"""The two tidy tables as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from meal.messages import rule_text
from meal.messages.finding_rows import FINDING_COLUMNS
from meal.model.definitions import DEFINITION_COLUMNS, PERIOD_NUMBERS, Definition, PeriodRow
from meal.model.estimates import ESTIMATE_COLUMNS, Estimate

_SYNTHETIC = {"data": "synthetic"}
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")


def estimates_csv(estimates: Iterable[Estimate], *, synthetic: bool = False) -> bytes:
    """The estimates table: a row an estimate, numbers in full double precision, blank where there is none.

    Made-up data are called so in a column to the right of the contract's.

    Written without a byte order mark: this table is read by programs, and R's `read.csv` and Python's
    `csv` would take the mark for part of the first column's name. Officers read the workbook.
    """
    said = _SYNTHETIC if synthetic else {}
    rows = ([*(_cell(getattr(row, column)) for column in ESTIMATE_COLUMNS), *said.values()] for row in estimates)
    return _csv((*ESTIMATE_COLUMNS, *said), rows).encode("utf-8")


def findings_csv(rows: Sequence[Mapping[str, str]], *, synthetic: bool = False) -> bytes:
    """The findings table, in the order of its columns; other columns of the rows stand to the right of them.

    Written with a byte order mark: officers open this table in Excel, which would otherwise
    garble the accents in questions and answers.
    """
    said = _SYNTHETIC if synthetic else {}
    columns = tuple(dict.fromkeys((*FINDING_COLUMNS, *(column for row in rows for column in row))))
    cells = ([*(as_text_cell(row.get(column, "")) for column in columns), *said.values()] for row in rows)
    return _csv((*columns, *said), cells).encode("utf-8-sig")


CHANGE_COLUMNS = (
    "wave", "partner", "file", "sheet", "row", "record", "stable_id", "variable", "question", "before", "after",
    "change_type", "who", "when", "why", "check_id", "log", "log_row",
)  # fmt: skip


def changes_csv(rows: Sequence[Mapping[str, str]], *, synthetic: bool = False) -> bytes:
    """What the cleaning log changed, in the order of `CHANGE_COLUMNS`; for officers, as the findings table is."""
    return officers_csv(CHANGE_COLUMNS, rows, synthetic=synthetic)


def officers_csv(columns: Sequence[str], rows: Sequence[Mapping[str, str]], *, synthetic: bool = False) -> bytes:
    """A table of texts that officers open in Excel: with a byte order mark, and text that is never run."""
    said = _SYNTHETIC if synthetic else {}
    cells = ([*(as_text_cell(row.get(column, "")) for column in columns), *said.values()] for row in rows)
    return _csv((*columns, *said), cells).encode("utf-8-sig")


def definitions_csv(definitions: Iterable[Definition]) -> bytes:
    """How each indicator is defined, in the order of `DEFINITION_COLUMNS`, to be compared with in a later period."""
    return rows_csv(DEFINITION_COLUMNS, ([getattr(one, name) for name in DEFINITION_COLUMNS] for one in definitions))


PERIOD_COLUMNS = ("indicator", "statistic", "wave", *PERIOD_NUMBERS, "comparable", "why")


def periods_csv(rows: Iterable[PeriodRow], language: str) -> bytes:
    """Results beside those of an earlier period: numbers in full precision, and why there is no change."""

    def cells(row: PeriodRow) -> list[str | float | None]:
        why = rule_text(row.reason, language, row.parameters) if row.reason else ""
        numbers = [getattr(row, name) for name in PERIOD_NUMBERS]
        return [row.indicator, row.statistic, row.wave, *numbers, "yes" if row.comparable else "no", why]

    return rows_csv(PERIOD_COLUMNS, map(cells, rows))


def rows_csv(columns: Sequence[str], rows: Iterable[Sequence[str | int | float | None]]) -> bytes:
    """Any other table for programs: numbers in full double precision, blank where there is none."""
    return _csv(columns, ([_cell(value) for value in row] for row in rows)).encode("utf-8")


def as_text_cell(text: str) -> str:
    """Text that a spreadsheet will not run: an apostrophe goes before what starts like a formula.

    Lines inside a cell end with a line feed: versions of Python differ in quoting a carriage return.
    """
    if text.startswith(_STARTS_A_FORMULA) and not _NUMBER.fullmatch(text):
        text = "'" + text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _cell(value: str | int | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return as_text_cell(value)
    # A numpy number would write its type.
    return str(int(value)) if isinstance(value, int) else repr(float(value))


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
