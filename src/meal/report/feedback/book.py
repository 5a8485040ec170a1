"""The feedback workbook that is being written: its formats, and cells that never become formulas."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from meal.messages.words import Words
from meal.report import palette

RIGHT_TO_LEFT = frozenset({"ar"})
LONGEST_CELL = 32_767
LINE_HEIGHT = 15

ERROR, ERROR_EDGE = "#fbdcd7", "#a3261a"
WARNING, WARNING_EDGE = "#fff0c2", "#9a6200"
NOTE, NOTE_EDGE = "#e3eef6", "#0b5c6b"
REPLY = "#fffbe0"
LOCKED = "#eef1f3"

_TOP: dict[str, Any] = {"valign": "top"}
_WRAP: dict[str, Any] = {**_TOP, "text_wrap": True}
# Text, so that a spreadsheet leaves 007, 1-2 and 2019-05-31 as they are typed.
_ANSWER: dict[str, Any] = {**_TOP, "num_format": "@", "locked": False}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": palette.INK},
    "text": _TOP,
    "wrapped": _WRAP,
    "muted": {**_WRAP, "font_color": palette.MUTED},
    "banner": {**_WRAP, "bold": True, "bg_color": palette.BANNER},
    "heading": {**_WRAP, "bold": True, "bg_color": palette.TINT, "bottom": 1, "num_format": "@"},
    "head": {**_WRAP, "bold": True, "bg_color": palette.TINT, "bottom": 1, "num_format": "@"},
    "link_start": {"font_color": palette.ACCENT, "underline": 1},
    "link": {**_TOP, "font_color": palette.ACCENT, "underline": 1, "align": "center"},
    "verdict_ready": {**_TOP, "bold": True, "font_size": 14, "font_color": "#1d6b37"},
    "verdict_warnings": {**_TOP, "bold": True, "font_size": 14, "font_color": WARNING_EDGE},
    "verdict_correction": {**_TOP, "bold": True, "font_size": 14, "font_color": ERROR_EDGE},
    "kind_error": {**_WRAP, "bg_color": ERROR},
    "kind_warning": {**_WRAP, "bg_color": WARNING},
    "kind_note": {**_WRAP, "bg_color": NOTE},
    "reply": {**_ANSWER, "text_wrap": True, "bg_color": REPLY, "border": 1, "border_color": palette.RULE},
    "answer": _ANSWER,
    "identifier": {**_TOP, "num_format": "@", "bg_color": LOCKED},
    "personal": {**_ANSWER, "pattern": 5, "fg_color": palette.RULE, "bg_color": "#ffffff"},
    **{
        f"{kind}_{name}": {**style, "bg_color": colour, "pattern": 1, "border": 1, "border_color": edge}
        for name, colour, edge in (
            ("error", ERROR, ERROR_EDGE), ("warning", WARNING, WARNING_EDGE), ("note", NOTE, NOTE_EDGE),
        )
        for kind, style in (("answer", _ANSWER), ("identifier", {**_TOP, "num_format": "@"}), ("personal", _ANSWER))
    },
}  # fmt: skip

_AS_THEY_COME = ("answer", "identifier", "personal", "heading", "link")
_SENTENCES = frozenset(name for name in _FORMATS if not name.startswith(_AS_THEY_COME))
"""Formats of our own words, which run as the language does; a partner's answers run as each of them does."""


@dataclass(slots=True)
class FeedbackBook:
    """A workbook, its formats by name, and the words it is written in."""

    workbook: Any
    formats: dict[str, Any]
    say: Words

    def add(self, title: str) -> Any:
        """A new sheet that runs as the language does."""
        sheet = self.workbook.add_worksheet(title)
        if self.say.language in RIGHT_TO_LEFT:
            sheet.right_to_left()
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&R&A, &P/&N")
        return sheet

    def text(self, sheet: Any, row: int, column: int, text: str, style: str = "text") -> None:
        """Write text as text, whatever it looks like; row and column from 0."""
        if not text:
            sheet.write_blank(row, column, None, self.formats[style])
            return
        # write() would make a formula of '=…' and a link of 'http…'.
        sheet.write_string(row, column, storable(text), self.formats[style])


def new_feedback_book(workbook: Any, say: Words) -> FeedbackBook:
    """A workbook with its formats."""
    turned: dict[str, Any] = {"reading_order": 2, "align": "right"} if say.language in RIGHT_TO_LEFT else {}
    styles = {name: style | (turned if name in _SENTENCES else {}) for name, style in _FORMATS.items()}
    return FeedbackBook(workbook, {name: workbook.add_format(style) for name, style in styles.items()}, say)


def storable(text: str) -> str:
    """Text that fits into a cell: whole characters, and no more of them than Excel takes."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def lines_of(text: str, width: float) -> int:
    """Lines that a text takes in a column of this many characters."""
    return sum(max(1, math.ceil(len(part) / max(width - 1, 1))) for part in text.split("\n"))


def protect(sheet: Any) -> None:
    """Lock what is locked, without a password: it keeps from slips, and is no safe."""
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "objects": False})
