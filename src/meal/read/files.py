"""From a file to an `Export`: every cell as text, coded, under a name, with its row."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from meal.model.columns import CodedColumn
from meal.model.errors import DataError
from meal.model.responses import Export, Source
from meal.read.coding import blank_records, without_unused
from meal.read.detect import detect, refusal
from meal.read.formats import EMPTY_ROWS_ARE_RECORDS, READERS
from meal.read.naming import NamedColumns, named_columns
from meal.read.table import Remark, Table, some_of


def read_file(path: Path, *, relative_to: Path | None = None, sheet: str | None = None) -> Export:
    """One sheet of a CSV, TSV, XLSX, SPSS .sav or Stata .dta file, told by its content and not by its name.

    Args:
        path: the file.
        relative_to: folder from which the file is named in sources and messages; without it, by its name alone.
        sheet: name of the sheet of a workbook; without it the first visible sheet that holds anything.

    Raises:
        DataError: the file cannot be read; the text says what to do.
    """
    place = path.name if relative_to is None else _relative_name(path, relative_to)
    return read_bytes(file_bytes(path, place), place, sheet=sheet)


def file_bytes(path: Path, place: str) -> bytes:
    """What the file holds.

    Raises:
        DataError: it is not there or may not be opened; `place` is what the message calls it.
    """
    if path.is_dir():
        raise DataError(f"{place}: this is a folder; a file was expected. Name the file in it.")
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise DataError(
            f"{place}: there is no such file in {path.parent}. Check the name, or put the file there."
        ) from error
    except PermissionError as error:
        raise DataError(
            f"{place}: the file may not be opened. Close it in Excel and other programs, check that you may read it, "
            "and try again."
        ) from error
    except OSError as error:
        raise DataError(
            f"{place}: the computer could not read the file ({error.strerror or error}). Copy it to this computer's "
            "own disk and try again."
        ) from error


def read_roster(path: Path, *, relative_to: Path | None = None, sheet: str | None = None) -> Export:
    """A list of the people sampled or registered; it is read as any file is.

    Raises:
        DataError: the file cannot be read.
    """
    return read_file(path, relative_to=relative_to, sheet=sheet)


def read_bytes(data: bytes, name: str, *, sheet: str | None = None) -> Export:
    """A file that is in memory already, such as an upload, under the name that messages give it.

    Raises:
        DataError: the file cannot be read; the text says what to do.
    """
    kind = detect(data)
    reader = READERS.get(kind)
    if reader is None:
        raise refusal(kind, name)
    with ThreadPoolExecutor(max_workers=1) as beside:  # hashing takes a fifth as long as parsing
        digest = beside.submit(hashlib.sha256, data)
        table = reader(data, name, sheet)
    named = named_columns(table, f'{name}, sheet "{table.sheet}"' if table.sheet else name)
    kept, remarks = _records(named, table, empty_rows_count=kind in EMPTY_ROWS_ARE_RECORDS)
    source = Source(
        file=name,
        sheet=table.sheet,
        sha256=digest.result().hexdigest(),
        format=kind,
        n_records=len(kept.row_of),
        remarks=(*table.remarks, *named.remarks, *remarks),
    )
    columns = dict(zip(kept.names, kept.columns, strict=True))
    return Export(source=source, columns=columns, row_of=kept.row_of, metadata=kept.metadata)


def _records(named: NamedColumns, table: Table, *, empty_rows_count: bool) -> tuple[Table, tuple[Remark, ...]]:
    """The records with their columns, without rows in which every cell is blank, and a remark on those."""
    names, columns = tuple(named.columns), tuple(named.columns.values())
    row_of, remarks = table.row_of, list[Remark]()
    blank = blank_records(columns) if columns and not empty_rows_count else np.zeros(len(row_of), dtype=np.bool_)
    if blank.any():
        rows = row_of[blank]
        remarks.append(("empty_rows", {"count": str(len(rows)), "row": str(rows[0]), "rows": some_of(rows)}))
        columns = tuple(_only(column, ~blank) for column in columns)
        row_of = row_of[~blank]
    if not len(row_of):
        remarks.append(("no_records", {"columns": str(len(names))}))
    return Table(names, columns, row_of, sheet=table.sheet, metadata=table.metadata), tuple(remarks)


def _only(column: CodedColumn, keep: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> CodedColumn:
    return without_unused(CodedColumn(column.codes[keep], column.texts, column.reasons))


def _relative_name(path: Path, folder: Path) -> str:
    """The path below a folder with `/` on every system; the file's name where it lies elsewhere."""
    try:
        return path.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return path.name
