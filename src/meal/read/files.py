"""From a file to an `Export`: every cell as text, coded, under a name, with its row."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np

from meal.model.columns import CodedColumn
from meal.model.errors import DataError
from meal.model.responses import Export, Source
from meal.read.audit import audit_remarks
from meal.read.coding import blank_records, without_unused
from meal.read.contained import Parser
from meal.read.detect import detect, refusal
from meal.read.formats import ALL_SHEETS, EMPTY_ROWS_ARE_RECORDS, IN_THIS_PROCESS, READERS, TITLED
from meal.read.naming import NamedColumns, named_columns
from meal.read.table import Remark, Table, holds_rounds, some_of
from meal.read.titles import notes_below, until

LARGEST_FILE = 2 << 30
"""Bytes that are read into memory at once."""


def read_file(
    path: Path,
    *,
    relative_to: Path | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    last_row: int | None = None,
    parser: Parser | None = None,
) -> Export:
    """One table of a file in any format that `formats.READERS` names, told by its content and not by its name.

    Args:
        path: the file.
        relative_to: folder from which the file is named in sources and messages; without it, by its name alone.
        sheet: name of the sheet of a workbook, or of the member of an archive; without it the first visible sheet
            that holds anything.
        header_row, last_row: row of the names and of the last record, from 1, where titles stand above the table
            or notes below it; without them the first row that holds anything and the last.
        parser: process to parse in, where several files are read one after the other.

    Raises:
        DataError: the file cannot be read; the text says what to do.
    """
    place = place_of(path, relative_to)
    data = file_bytes(path, place)
    return read_bytes(data, place, sheet=sheet, header_row=header_row, last_row=last_row, parser=parser)


def read_tables(
    path: Path,
    *,
    relative_to: Path | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    last_row: int | None = None,
    parser: Parser | None = None,
) -> list[Export]:
    """The tables of a file that belong to a wave: one, or all that `sheet` names where it has a `*`.

    A workbook with a sheet a partner, or an archive with a register a partner, is several exports of one
    file, each under the name of its sheet or member. Repeats of a form are left out.

    Args:
        path, relative_to, header_row, last_row, parser: as for `read_file`.
        sheet: as for `read_file`, or a pattern such as `*` or `register_*`.

    Raises:
        DataError: the file cannot be read, or no table has such a name.
    """
    if sheet is None or "*" not in sheet:
        return [
            read_file(
                path, relative_to=relative_to, sheet=sheet, header_row=header_row, last_row=last_row, parser=parser
            )
        ]
    place = place_of(path, relative_to)
    data = file_bytes(path, place)
    kind = detect(data)
    if kind not in READERS:
        raise refusal(kind, place)
    if kind not in ALL_SHEETS or header_row is not None or last_row is not None:
        raise DataError(
            f'{place}: sheet: "{sheet}" takes several tables of a workbook or an archive, each with its names in the '
            f"first row; this is a {kind} file{'' if kind not in ALL_SHEETS else ' read with header_row or last_row'}. "
            "Name one sheet, or leave `sheet` out."
        )
    with nullcontext(parser) if parser else Parser() as started:
        tables = started.all_tables(kind, data, place)
    digest = hashlib.sha256(data).hexdigest()
    wanted = [table for table in tables if fnmatchcase(table.sheet, sheet) and table.names]
    exports = [export_of(table, place, kind, digest) for table in wanted]
    exports = [export for export in exports if not holds_rounds(export.columns)]
    if not exports:
        raise DataError(
            f'{place}: no table with records is called like "{sheet}"; there are '
            f"{some_of(table.sheet for table in tables)}. Correct `sheet` of the wave."
        )
    return exports


def place_of(path: Path, relative_to: Path | None) -> str:
    """What messages call a file."""
    return path.name if relative_to is None else _relative_name(path, relative_to)


def file_bytes(path: Path, place: str) -> bytes:
    """What the file holds.

    Raises:
        DataError: it is not there or may not be opened; `place` is what the message calls it.
    """
    if path.is_dir():
        raise DataError(f"{place}: this is a folder; a file was expected. Name the file in it.")
    try:
        if (size := path.stat().st_size) > LARGEST_FILE:
            raise DataError(
                f"{place}: the file takes {size >> 20:,} MB, more than is read at once ({LARGEST_FILE >> 20:,} MB). "
                "Export fewer columns or one round at a time."
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise DataError(
            f"{place}: there is no such file in {_folder(path)}. Check the name, or put the file there."
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


def read_bytes(
    data: bytes,
    name: str,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    last_row: int | None = None,
    parser: Parser | None = None,
) -> Export:
    """A file that is in memory already, such as an upload, under the name that messages give it.

    Args:
        data: what the file holds.
        name: what messages call it.
        sheet, header_row, last_row: as for `read_file`.
        parser: process to parse in; without it one is started for this file and ended after it.

    Raises:
        DataError: the file cannot be read; the text says what to do.
    """
    kind = detect(data)
    if kind not in READERS:
        raise refusal(kind, name)
    with ThreadPoolExecutor(max_workers=1) as beside:  # hashing takes a fifth as long as parsing
        digest = beside.submit(hashlib.sha256, data)
        table = until(_table(kind, data, name, sheet, header_row, parser), last_row, name)
    return export_of(table, name, kind, digest.result().hexdigest())


def _table(
    kind: str, data: bytes, name: str, sheet: str | None, header_row: int | None, parser: Parser | None
) -> Table:
    if header_row is not None and kind not in TITLED:
        raise DataError(
            f"{name}: header_row is for workbooks and text tables, in which titles may stand above the names; this is "
            f"a {kind} file. Leave header_row out, or take the table out of the archive."
        )
    if kind in IN_THIS_PROCESS:
        return READERS[kind](data, name, sheet) if header_row is None else TITLED[kind](data, name, sheet, header_row)
    with nullcontext(parser) if parser else Parser() as started:
        return started.table(kind, data, name, sheet, header_row)


def export_of(table: Table, name: str, kind: str, sha256: str) -> Export:
    """A table as an export: its columns under names of their own, its records without empty rows.

    Raises:
        DataError: most columns have no name.
    """
    named = named_columns(table, f'{name}, sheet "{table.sheet}"' if table.sheet else name)
    kept, remarks = _records(named, table, empty_rows_count=kind in EMPTY_ROWS_ARE_RECORDS)
    source = Source(
        file=name,
        sheet=table.sheet,
        sha256=sha256,
        format=kind,
        n_records=len(kept.row_of),
        remarks=(*table.remarks, *named.remarks, *remarks),
    )
    columns = dict(zip(kept.names, kept.columns, strict=True))
    return Export(source, columns, kept.row_of, metadata=kept.metadata, headings=named.headings)


def _records(named: NamedColumns, table: Table, *, empty_rows_count: bool) -> tuple[Table, tuple[Remark, ...]]:
    """The records with their columns, without rows in which every cell is blank, and a remark on those."""
    names, columns = tuple(named.columns), tuple(named.columns.values())
    row_of, remarks = table.row_of, list[Remark]()
    blank = np.full(len(row_of), not (columns or empty_rows_count))
    if columns and not empty_rows_count:
        blank = blank_records(columns)
    if blank.any():
        rows = row_of[blank]
        remarks.append(("empty_rows", {"count": str(len(rows)), "row": str(rows[0]), "rows": some_of(rows)}))
        columns = tuple(_only(column, ~blank) for column in columns)
        row_of = row_of[~blank]
    if not len(row_of):
        remarks.append(("no_records", {"columns": str(len(names))}))
    kept = Table(names, columns, row_of, sheet=table.sheet, metadata=table.metadata)
    remarks += audit_remarks(kept)
    if not empty_rows_count:
        remarks += notes_below(kept)
    return kept, tuple(remarks)


def _only(column: CodedColumn, keep: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> CodedColumn:
    return without_unused(CodedColumn(column.codes[keep], column.texts, column.reasons))


def _folder(path: Path) -> str:
    """The folder of a file in words."""
    return "the current folder" if path.parent == Path() else path.parent.as_posix()


def _relative_name(path: Path, folder: Path) -> str:
    """The path below a folder with `/` on every system; the file's name where it lies elsewhere."""
    try:
        return path.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return path.name
