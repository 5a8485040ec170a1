"""One look through a sheet's XML for what the parser would not say: far cells, errors, formulas without a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from meal.model.errors import DataError

MOST_CELLS = 40_000_000
"""Room that the parser may reserve: rows times columns, 32 bytes each."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_ROOMY = 1_000_000
_EMPTY_PER_CELL = 200
"""Above a million places, a sheet with fewer than one cell in 200 has something far away from its table."""

_ERROR = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\st\s*=\s*["']e["'])(?:[^>]*?\sr\s*=\s*["']([A-Z]{1,3}\d+)["'])?[^>]*>"""
    rb"""(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<""",
    re.DOTALL,
)
# A text result may be empty on purpose; a number without a stored value was never calculated.
_UNCALCULATED = re.compile(
    rb"""<(?:\w+:)?c\b(?![^>]*\st\s*=\s*["']str["'])[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)\b")
_FILLED = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\sr\s*=\s*["']([A-Za-z]{1,3})(\d+)["'][^>]*(?<!/)>""")


@dataclass(frozen=True, slots=True)
class SheetScan:
    """What a sheet's XML shows.

    Attributes:
        last_row, last_column: of the cell farthest down and to the right, from 1; formatted but empty ones included.
        n_cells: cells written in the file.
        errors: cells that hold an error such as #N/A, with an example. uncalculated: formulas without a value.
    """

    last_row: int = 0
    last_column: int = 0
    n_cells: int = 0
    n_errors: int = 0
    error_example: str = ""
    n_uncalculated: int = 0

    @property
    def reserved(self) -> int:
        """Places on the sheet from its first corner to its last cell."""
        return self.last_row * self.last_column

    @property
    def too_far(self) -> bool:
        """Whether the parser would reserve more room than a survey fills."""
        if self.last_row > LAST_ROW or self.last_column > LAST_COLUMN or self.reserved > MOST_CELLS:
            return True
        return self.reserved > _ROOMY and self.reserved > _EMPTY_PER_CELL * self.n_cells


def scan_sheet(pieces: Iterable[bytes]) -> SheetScan:
    """What a sheet's XML shows, read piece by piece; formatted but empty cells count as cells."""
    scan = SheetScan()
    for part in _whole_cells(pieces):
        row, column, cells = _furthest(part)
        errors = _ERROR.findall(part) if b'"e"' in part or b"'e'" in part else []
        formulas = len(_UNCALCULATED.findall(part)) if b"<f" in part or b":f" in part else 0
        example = " ".join(piece.decode("ascii", "replace") for piece in errors[0] if piece) if errors else ""
        scan = SheetScan(
            last_row=max(scan.last_row, row),
            last_column=max(scan.last_column, column),
            n_cells=scan.n_cells + cells,
            n_errors=scan.n_errors + len(errors),
            error_example=scan.error_example or example,
            n_uncalculated=scan.n_uncalculated + formulas,
        )
    return scan


def filled_extent(pieces: Iterable[bytes]) -> SheetScan:
    """The extent of a sheet by the cells that hold something; slower, for sheets that seem too large."""
    last_row = last_column = cells = 0
    for part in _whole_cells(pieces):
        for letters, row in _FILLED.findall(part):
            last_row, last_column, cells = max(last_row, int(row)), max(last_column, column_number(letters)), cells + 1
    return SheetScan(last_row, last_column, cells)


def holds_values(pieces: Iterable[bytes]) -> bool:
    """Whether a sheet holds anything; stops at the first value."""
    return any(_VALUE.search(piece) for piece in pieces)


def column_number(letters: bytes) -> int:
    """The number of a column, from 1: A is 1, XFD is 16,384."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """The letters of a column number: 1 is A."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def far_cell(place: str, scan: SheetScan) -> DataError:
    """Why a sheet is refused whose last cell lies far from the rest."""
    return DataError(
        f"{place}: the sheet reaches to row {scan.last_row:,}, column {column_letters(scan.last_column)}, with only "
        f"{scan.n_cells:,} cells in it; reading it would fill the computer's memory. A table without stray cells was "
        "expected. In Excel, press Ctrl+End to go to the last cell, delete the rows and columns between it and the "
        "table, and save the file again."
    )


def _whole_cells(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces cut anew so that no cell is split between two of them."""
    rest = b""
    for piece in pieces:
        whole = rest + piece
        cut = max(whole.rfind(b"</c>"), whole.rfind(b":c>"), whole.rfind(b"</row>"), whole.rfind(b":row>"))
        if cut < 0 and len(whole) < 1 << 24:
            rest = whole
            continue
        cut = len(whole) if cut < 0 else cut
        yield whole[:cut]
        rest = whole[cut:]
    if rest:
        yield rest


def _furthest(part: bytes) -> tuple[int, int, int]:
    """Last row, last column and number of the cells whose references stand in `r="…"`."""
    text = np.frombuffer(part + b" " * 16, dtype=np.uint8)
    quoted = (text[2:] == ord('"')) | (text[2:] == ord("'"))
    at = np.flatnonzero((text[:-2] == ord("r")) & (text[1:-1] == ord("=")) & quoted) + 3
    at = at[at < len(part)]
    column, row = np.zeros(len(at), dtype=np.int64), np.zeros(len(at), dtype=np.int64)
    in_letters, in_digits = np.ones(len(at), dtype=bool), np.ones(len(at), dtype=bool)
    for offset in range(11):
        character = text[at + offset]
        letter = (character & 0xDF) - np.uint8(ord("A"))
        in_letters &= letter < 26
        column = np.where(in_letters, 26 * column + letter + 1, column)
        digit = character - np.uint8(ord("0"))
        in_digits = in_letters | (in_digits & (digit < 10))
        row = np.where(in_digits & ~in_letters, 10 * row + digit, row)
    cells = (column > 0) & (row > 0)
    if not cells.any():
        return 0, 0, 0
    return int(row[cells].max()), int(column[cells].max()), int(cells.sum())
