"""Logs as files that people keep: rows are added to them, and everything else in them stays as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from meal.model.errors import DataError
from meal.report import as_text_cell
from meal.store import content_of

_MARK = b"\xef\xbb\xbf"
_ALIASES = {"questions": "question", "x_uuid": "uuid"}


@dataclass(frozen=True, slots=True)
class LogFile:
    """A log as it was read.

    Attributes:
        content: of the file, or None where it is not there. header, rows: its cells as they stand.
    """

    path: Path
    content: bytes | None
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def told(self) -> list[dict[str, str]]:
        """The rows by column, without the apostrophes that keep a spreadsheet from running a cell."""
        names = [_ALIASES.get(name.strip().lower(), name.strip().lower()) for name in self.header]
        return [
            {
                name: cell.strip()[1:] if cell.strip()[:2] in ("'=", "'+", "'-", "'@") else cell.strip()
                for name, cell in zip(names, row, strict=False)
            }
            for row in self.rows
        ]

    def with_rows(self, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
        """The file with these rows below its own; columns that it lacks come to its right."""
        named = [_ALIASES.get(name.strip().lower(), name.strip().lower()) for name in self.header]
        header = [*self.header, *(column for column in columns if column not in named)]
        places = [*named, *header[len(named) :]]
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self.delimiter, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([*row, *[""] * (len(header) - len(row))] for row in self.rows)
        writer.writerows([as_text_cell(row.get(name, "")) for name in places] for row in rows)
        marked = self.content is None or self.content.startswith(_MARK)
        return (_MARK if marked else b"") + text.getvalue().encode("utf-8")


def read_log_file(path: Path, place: str) -> LogFile:
    """A log of delimited text, or an empty one where there is none yet.

    Raises:
        DataError: it is no text in UTF-8, such as a workbook, to which rows cannot be added safely.
    """
    content = content_of(path)
    if content is None:
        return LogFile(path, None, ",", (), ())
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise DataError(
            f"{place}: rows can be added only to a text table in UTF-8, and this is a workbook or in another coding. "
            "Save the sheet with the log as 'CSV UTF-8', name that file in study.yaml, and run again."
        )
    first = text.split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    rows = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
    return LogFile(path, content, delimiter, rows[0] if rows else (), tuple(rows[1:]))
