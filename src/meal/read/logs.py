"""Cleaning and deletion logs, as people keep them: a table of their own, or a sheet of a workbook."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from meal.model.errors import DataError
from meal.model.responses import Export
from meal.read.contained import Parser
from meal.read.detect import detect
from meal.read.files import export_of, file_bytes, place_of, read_bytes
from meal.read.formats import ALL_SHEETS
from meal.read.table import Table, some_of

_MARK = "change_type"
"""The column that every log has."""


def read_log(path: Path, *, sheet: str, relative_to: Path | None = None) -> Export:
    """The log in a file.

    Args:
        sheet: what the sheet of the log is called in a workbook that holds the data too, such as `cleaning_log`;
            without such a sheet it is the first one that has the column `change_type`.
        relative_to: folder from which the file is named in messages.

    Raises:
        DataError: the file cannot be read, or no sheet of the workbook is a log.
    """
    place = place_of(path, relative_to)
    data = file_bytes(path, place)
    kind = detect(data)
    if kind not in ALL_SHEETS:
        return read_bytes(data, place)
    with Parser() as parser:
        tables = parser.all_tables(kind, data, place)
    chosen = _log_among(tables, sheet)
    if chosen is None:
        raise DataError(
            f"{place}: no sheet has a column '{_MARK}' ({some_of(table.sheet for table in tables)}). A sheet "
            f"'{sheet}' in the field's format was expected: uuid, old_value, question, issue, check_id, "
            "check_binding, change_type, new_value. Correct the headings, or name another file in study.yaml."
        )
    return export_of(chosen, place, kind, hashlib.sha256(data).hexdigest())


def _log_among(tables: Sequence[Table], sheet: str) -> Table | None:
    logs = [table for table in tables if _MARK in (name.strip().lower() for name in table.names)]
    called = [table for table in logs if table.sheet.strip().lower().replace(" ", "_") == sheet]
    return next(iter(called or logs), None)
