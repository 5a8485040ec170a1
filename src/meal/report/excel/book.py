"""A workbook that is being written: formats, sheet names, and cells that never become formulas."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from meal.report.excel.formats import FORMATS, WRAPPED
from meal.report.labels import Labels

LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
NARROWEST, WIDEST = 9.0, 60.0
LINE_HEIGHT = 15
"""Height of a line of text, in points."""


@dataclass(slots=True)
class Sheet:
    """A sheet that is being written, one row after another.

    Attributes:
        fixed: column → its width in characters; other columns are made to fit what they hold.
        row: the row that is written next, from 0.
        lines: lines of text that this row needs.
        widths: column → characters of its longest cell.
    """

    name: str
    sheet: Any
    formats: dict[str, Any]
    fixed: dict[int, float]
    row: int = 0
    lines: int = 1
    widths: dict[int, float] = field(default_factory=dict)

    def text(self, column: int, text: str, style: str = "text", *, counts: bool = True) -> None:
        """Write text as text, whatever it looks like; `counts` says whether the column must fit it."""
        # write() would make a formula of '=…' and a link of 'http…'.
        self.sheet.write_string(self.row, column, text, self.formats[style])
        if counts:
            self._fit(column, len(text))
        if style in WRAPPED:
            width = self.fixed.get(column, WIDEST)
            self.lines = max(self.lines, sum(_lines(part, width) for part in text.split("\n")))

    def number(self, column: int, value: float, style: str) -> None:
        """Write a number with the format that shows it with the digits it supports."""
        self.sheet.write_number(self.row, column, value, self.formats[style])
        self._fit(column, 10)

    def comment(self, column: int, text: str, *, row: int | None = None) -> None:
        """Hang a note on a cell, in this row unless another is given."""
        self.sheet.write_comment(self.row if row is None else row, column, text, {"author": "meal", "x_scale": 1.6})

    def head(self, texts: Sequence[str], numbers: Sequence[bool]) -> None:
        """Write a row of headings, which stays in sight when the sheet is scrolled."""
        for column, (text, is_number) in enumerate(zip(texts, numbers, strict=True)):
            self.text(column, text, "head_number" if is_number else "head", counts=False)
            # A heading wraps at its words, so that it needs the width of its longest.
            self._fit(column, max((len(word) for word in text.split()), default=0) + 2)
        self.sheet.set_row(self.row, 48)
        self.row += 1
        self.lines = 1

    def next_row(self) -> None:
        """Go to the next row; this one becomes as high as its text, which not every program does by itself."""
        if self.lines > 1:
            self.sheet.set_row(self.row, LINE_HEIGHT * self.lines)
        self.row += 1
        self.lines = 1

    def finish(self) -> None:
        """Set the column widths, once everything is written."""
        for column, width in self.widths.items():
            self.sheet.set_column(column, column, min(max(width, NARROWEST), WIDEST))
        for column, width in self.fixed.items():
            self.sheet.set_column(column, column, width)

    def _fit(self, column: int, length: float) -> None:
        self.widths[column] = max(self.widths.get(column, 0), length * 1.05 + 1)


@dataclass(slots=True)
class Book:
    """The workbook that is being written, and the words it is written in."""

    workbook: Any
    labels: Labels
    formats: dict[str, Any]
    names: set[str] = field(default_factory=set)

    def add(self, name: str, fixed: dict[int, float] | None = None) -> Sheet:
        """Add a sheet; its name is made to fit Excel's rules and to differ from the others."""
        name = sheet_name(name, self.names)
        self.names.add(name.lower())
        sheet = self.workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{self._footer()}&R&A, &P/&N")
        return Sheet(name, sheet, self.formats, fixed or {})

    def _footer(self) -> str:
        """The title, and what must be said on every page that is printed; in Excel's footers & starts a code."""
        labels = self.labels
        words = [labels.title()]
        words += [self.say("page.synthetic")] if labels.study.synthetic else []
        words += [self.say("page.internal")] if labels.published.internal else []
        return ". ".join(words).replace("&", "&&")[:200]

    def say(self, key: str, **parameters: object) -> str:
        """Interface words."""
        return self.labels.words.text(key, **parameters)


def _lines(text: str, width: float) -> int:
    """Lines that a text takes, as wide as the digits that widths are counted in."""
    return max(1, math.ceil((len(text) + 1) / width))


def new_book(workbook: Any, labels: Labels) -> Book:
    """A workbook with its formats."""
    return Book(workbook, labels, {name: workbook.add_format(style) for name, style in FORMATS.items()})


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel accepts: 31 characters at most, no brackets, slashes, colons or marks, and unique.

    Args:
        taken: the names there are, in lower case, as Excel does not tell capitals apart.
    """
    name = _FORBIDDEN.sub(" ", name).strip("' ")[:LONGEST_NAME].rstrip("' ") or "–"
    # Excel keeps this name for itself.
    if name.lower() == "history":
        name += " 1"
    candidate, number = name, 1
    while candidate.lower() in taken:
        number += 1
        suffix = f" {number}"
        candidate = name[: LONGEST_NAME - len(suffix)].rstrip() + suffix
    return candidate
