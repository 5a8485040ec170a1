"""A feedback workbook as it came back, before anything of it is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from meal.model.feedback_workbook import AllowedAnswer, ExportSheet, FeedbackLine, SheetColumn


@dataclass(frozen=True, slots=True)
class TypedReply:
    """What somebody wrote beside one line of the first sheet.

    Attributes:
        number: of the line, as it stands in the sheet. row: of the first sheet, from 1.
    """

    number: str
    row: int
    reply: str
    new_value: str
    comment: str


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row of a sheet of rows.

    Attributes:
        row: in the workbook, from 1. stable_id, file_row: from the hidden columns at its right end.
        cells: text of each column, in order of `ReturnedSheet.columns`.
        hashes: what stands to the right of each of them, which is a hash where the column is personal.
    """

    row: int
    stable_id: str
    file_row: str
    cells: tuple[str, ...]
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReturnedSheet:
    """One sheet of the partner's rows."""

    export: ExportSheet
    columns: tuple[SheetColumn, ...]
    rows: tuple[ReturnedRow, ...]


@dataclass(frozen=True, slots=True)
class ReturnedWorkbook:
    """Everything that a returned workbook holds.

    Attributes:
        name: of the file. settings: as `meal.model.feedback_workbook.SETTINGS` names them.
        reply_words: code → words of the drop-down.
    """

    name: str
    settings: Mapping[str, str]
    reply_words: Mapping[str, str]
    answers: tuple[AllowedAnswer, ...]
    lines: tuple[FeedbackLine, ...]
    typed: tuple[TypedReply, ...]
    sheets: tuple[ReturnedSheet, ...]
