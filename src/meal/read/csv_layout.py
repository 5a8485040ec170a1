"""How a delimited file is laid out: its delimiter, its row of column names, and where the records begin."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from meal.model.errors import DataError

DELIMITERS = (",", ";", "\t", "|")
MOST_COLUMNS = 32_767
"""As many as SPSS takes; a sheet of Excel has half as many."""
_HEAD_CHARACTERS = 262_144
_RECORDS_JUDGED = 200


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of a delimited file.

    Attributes:
        names: the cells of the first row that is not empty.
        body_offset: byte at which the first record begins.
        body_line: line at which the first record begins, from 1.
    """

    delimiter: str
    names: tuple[str, ...]
    body_offset: int
    body_line: int


def csv_layout(data: bytes, place: str, header_row: int | None = None) -> Layout:
    """The layout of UTF-8 text, found by parsing its head with each delimiter.

    Args:
        header_row: line with the names, from 1; without it the first that is not empty.

    Raises:
        DataError: there is no row of column names, or not there.
    """
    head = data[:_HEAD_CHARACTERS].decode("utf-8", errors="ignore")
    above = len(head) - len(head.lstrip("\r\n")) if header_row is None else _start_of_line(head, header_row, place)
    declared = _declared_delimiter(head[above:])
    if declared:
        above += len(next(text_lines(head[above:])))
    table = head[above:]
    delimiter = declared or best_delimiter(table, cut=len(data) > len(head))
    first_line = 1 + sum(1 for _ in text_lines(head[:above]))
    try:
        for record in records(text_lines(table), delimiter, first_line):
            above += sum(map(len, record.lines))
            if len(record.cells) > MOST_COLUMNS:
                raise _too_many_columns(place, len(record.cells))
            if record.cells:
                body_line = record.first_line + len(record.lines)
                return Layout(delimiter, tuple(record.cells), len(head[:above].encode()), body_line)
    except csv.Error as error:
        raise unclosed_quote(place, first_line) from error
    raise DataError(
        f"{place}: the file holds no table, only empty lines. A first row with column names was expected. Export it "
        "again."
    )


def _start_of_line(head: str, line: int, place: str) -> int:
    """How many characters stand above a line.

    Raises:
        DataError: the line is empty, or lies beyond the head of the file.
    """
    lines = list(islice(text_lines(head), line))
    if len(lines) < line or not lines[-1].strip():
        raise DataError(
            f"{place}: header_row: {line} names a line that holds nothing, or lies far below the start of the file. "
            "The line with the names of the columns was expected. Correct it, or leave it out."
        )
    return sum(map(len, lines[:-1]))


def _too_many_columns(place: str, count: int) -> DataError:
    return DataError(
        f"{place}: the first row names {count:,} columns; more than {MOST_COLUMNS:,} cannot be read. One row a record "
        "and one column a question was expected. If records stand in columns, turn the table around."
    )


def unclosed_quote(place: str, line: int) -> DataError:
    """Why a file is refused in which a quotation mark opens on this line and is never closed."""
    return DataError(
        f'{place}, line {line}: a quotation mark (") opens an answer here and is never closed, so that all rows after '
        "it would become part of that answer. Every quotation mark must have its partner: the file was probably cut "
        "off or edited by hand. Export it again, or repair the line in a text editor."
    )


def _declared_delimiter(head: str) -> str:
    """The delimiter that a first line such as `sep=;` declares for Excel."""
    line = head.split("\n", 1)[0].strip().strip('"')
    if line[:4].lower() == "sep=" and len(line) <= 5:
        return line[4:] or "\t"
    return ""


class Record(NamedTuple):
    """One record of delimited text: its cells (none on an empty line), the lines it stands on, and from which.

    A named tuple, because a million of them are made where one row of a file is ragged.
    """

    cells: list[str]
    lines: list[str]
    first_line: int


def records(lines: Iterable[str], delimiter: str, first_line: int = 1) -> Iterator[Record]:
    """The records in lines of text (line ends included) one after the other, empty ones too.

    Raises:
        csv.Error: a cell is longer than any answer, which means that a quotation mark was never closed.
    """
    taken: list[str] = []

    def noted() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    for cells in csv.reader(noted(), delimiter=delimiter):
        yield Record(cells, taken[:], first_line)
        first_line += len(taken)
        taken.clear()


def text_lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends, whichever of the three kinds these are."""
    return iter(io.StringIO(text, newline=""))


def best_delimiter(head: str, cut: bool = False) -> str:
    """The delimiter that gives two columns or more and the most records as wide as the row of names.

    A file of one column has none; then one that occurs nowhere in the head, so that no cell is split.
    """
    widths = {delimiter: found for delimiter in DELIMITERS if (found := _widths(head, delimiter, cut))}
    splitting = [delimiter for delimiter, found in widths.items() if found[0] >= 2]
    if splitting:
        sound = [delimiter for delimiter in splitting if _names_are_quoted_whole(head, delimiter)]
        return max(sound or splitting, key=lambda delimiter: _fit(widths[delimiter]))
    for delimiter, found in widths.items():
        # A title stands above a table of three columns or more, whose rows will not fit the one name.
        if 2 * sum(width >= 3 for width in found) > len(found):
            return delimiter
    return next((delimiter for delimiter in DELIMITERS if delimiter not in head), ",")


def _names_are_quoted_whole(head: str, delimiter: str) -> bool:
    """Whether every quotation mark that opens a name is closed right before a delimiter.

    Where all names are quoted, a comma inside one of them cuts the row elsewhere.
    """
    try:
        for cells in csv.reader(text_lines(head), delimiter=delimiter, strict=True):
            if cells:
                return True
    except csv.Error:
        return False
    return True


def _fit(widths: list[int]) -> tuple[float, int]:
    """The share of records as wide as the row of names, then that width."""
    return Counter(widths)[widths[0]] / len(widths), widths[0]


def _widths(head: str, delimiter: str, cut: bool) -> list[int]:
    widths: list[int] = []
    try:
        for cells in csv.reader(text_lines(head), delimiter=delimiter):
            if cells:
                widths.append(len(cells))
            if len(widths) == _RECORDS_JUDGED:
                return widths
    except csv.Error:
        pass
    return widths[:-1] if cut and len(widths) > 1 else widths
