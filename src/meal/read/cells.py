"""Cells that are not text become text: as the spreadsheet shows them, and dates in ISO form."""

from __future__ import annotations

import datetime
import math

LARGEST_EXACT = 1e15
"""Whole numbers above this are not exact in a spreadsheet, which keeps 15 digits."""


def whole_text(number: float) -> str | None:
    """A whole number without `.0`, or None for any other number."""
    whole = float(number).is_integer() and abs(number) < LARGEST_EXACT
    return str(int(number)) if whole else None


def spreadsheet_number(number: float) -> str:
    """A number with the 15 digits that a spreadsheet keeps, so that 0.1 + 0.2 stays 0.3."""
    return whole_text(number) or format(number, ".15G")


def cell_text(cell: object) -> str:
    """One cell of a workbook or data frame as text; what has no value is empty."""
    if isinstance(cell, float):
        return "" if math.isnan(cell) else spreadsheet_number(cell)
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return str(cell)
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(timespec="milliseconds" if cell.microsecond else "seconds")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    if isinstance(cell, datetime.timedelta):
        return duration_text(cell.total_seconds())
    return str(cell)


def duration_text(seconds: float) -> str:
    """A length of time as hours, minutes and seconds; hours go beyond 24, fractions of a second are kept."""
    sign = "-" if seconds < 0 else ""
    thousandths = round(abs(seconds) * 1000)
    minutes, thousandths = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    whole, fraction = divmod(thousandths, 1000)
    return f"{sign}{hours:02d}:{minutes:02d}:{whole:02d}" + (f".{fraction:03d}" if fraction else "")
