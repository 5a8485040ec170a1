"""A feedback workbook that came back: what was written beside the lines and into the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from meal.model.errors import DataError
from meal.model.feedback_workbook import (
    FORMAT_VERSION,
    HIDDEN_SHEET,
    ROW_HEADER,
    SETTINGS,
    STABLE_ID_HEADER,
    AllowedAnswer,
    ExportSheet,
    FeedbackLine,
    SheetColumn,
)
from meal.model.returned import ReturnedRow, ReturnedSheet, ReturnedWorkbook, TypedReply
from meal.read.detect import ADVICE, detect, refusal
from meal.read.files import file_bytes
from meal.read.grids import WORKBOOKS, Grid, grids_of
from meal.read.table import some_of

_PLACES = ("fix_first_row", "column_number", "column_reply", "column_new_value", "column_comment")


def read_feedback_workbook(path: Path, grids: Mapping[str, Grid] | None = None) -> ReturnedWorkbook:
    """Read what a partner sent back, in any workbook format that an office program saves.

    Args:
        grids: the sheets of the workbook, where they were read before.

    Raises:
        DataError: the file is no workbook, none that `meal` made, or a part of it that must stay as it was is not.
    """
    if grids is None:
        data = file_bytes(path, path.name)
        kind = detect(data)
        if kind not in WORKBOOKS:
            raise refusal(kind, path.name) if kind in ADVICE else _not_ours(path.name, "it is no workbook")
        grids = grids_of(kind, data, path.name)
    if HIDDEN_SHEET not in grids:
        _stop(path.name, f"it has no hidden sheet '{HIDDEN_SHEET}' ({some_of(grids)})")
    hidden: dict[str, list[list[str]]] = {}
    for row in grids[HIDDEN_SHEET].values():
        hidden.setdefault(row[0].strip(), []).append(list(row[1:]))  # spaces belong to an answer
    settings = {row[0]: row[1].strip() for row in hidden.get("setting", [])}
    if settings.get("format_version") != FORMAT_VERSION:
        _stop(path.name, f"its format is '{settings.get('format_version', '')}' and not '{FORMAT_VERSION}'")
    absent = [name for name in SETTINGS if name not in settings]
    if absent or not all(settings[name].isdigit() for name in _PLACES):
        _stop(path.name, f"settings of the hidden sheet were changed ({some_of(absent or _PLACES)})")
    return ReturnedWorkbook(
        name=path.name,
        settings=settings,
        reply_words={row[0]: row[1] for row in hidden.get("reply", [])},
        answers=tuple(AllowedAnswer(*_first(row, 4)) for row in hidden.get("answer", [])),
        lines=tuple(_line(row) for row in hidden.get("line", [])),
        typed=_typed(grids.get(settings["fix_sheet"], {}), settings),
        sheets=tuple(
            _sheet(ExportSheet(*_first(row, 5)), hidden.get("column", []), grids) for row in hidden.get("export", [])
        ),
    )


def _line(cells: list[str]) -> FeedbackLine:
    return FeedbackLine(*_first(cells, 15))  # type: ignore[arg-type] # a rank that is none has another seal


def _first(cells: Sequence[str], count: int) -> list[str]:
    return [*cells[:count], *[""] * (count - len(cells))]


def _typed(grid: Grid, settings: Mapping[str, str]) -> tuple[TypedReply, ...]:
    """The lines of the first sheet beside which anything was written."""
    columns = [int(settings[name]) - 1 for name in _PLACES[1:]]
    found = []
    for row, cells in grid.items():
        if row < int(settings["fix_first_row"]):
            continue
        number, *written = (cells[column].strip() if column < len(cells) else "" for column in columns)
        if any(written):
            found.append(TypedReply(number.removesuffix(".0"), row, *written))
    return tuple(found)


def _sheet(export: ExportSheet, columns: list[list[str]], grids: Mapping[str, Grid]) -> ReturnedSheet:
    own = tuple(SheetColumn(*_first(row, 4)) for row in columns if row[0] == export.title and row[1].isdigit())
    grid = grids.get(export.title, {})
    headings = list(grid.get(1, ()))
    if STABLE_ID_HEADER not in headings or ROW_HEADER not in headings:
        return ReturnedSheet(export, own, ())
    stable, shown = headings.index(STABLE_ID_HEADER), headings.index(ROW_HEADER)
    rows = tuple(
        ReturnedRow(
            row,
            cells[stable].strip(),
            cells[shown].strip().removesuffix(".0"),
            tuple(_cell(cells, int(column.number)) for column in own),
            tuple(_cell(cells, int(column.number) + 1) for column in own),
        )
        for row, cells in grid.items()
        if row > 1 and any(cells)
    )
    return ReturnedSheet(export, own, rows)


def _cell(cells: Sequence[str], number: int) -> str:
    return cells[number - 1] if 0 < number <= len(cells) else ""


def _not_ours(place: str, why: str) -> DataError:
    return DataError(
        f"{place}: this is not a feedback workbook as meal makes it: {why}. The workbook that was sent to the partner "
        "was expected, with replies in it. Ask the partner for that file, saved as it was and not copied into another."
    )


def _stop(place: str, why: str) -> NoReturn:
    raise _not_ours(place, why)
