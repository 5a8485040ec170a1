"""The parsing process without the look over the package, to see what the limits alone hold."""

from __future__ import annotations

from meal.read import child, workbook
from meal.read.sheet_scan import SheetScan


def main(memory: int) -> None:
    """Serves as the real process does, with a scan that finds nothing."""
    workbook.scan_sheet = lambda pieces: SheetScan()  # type: ignore[assignment]  # put aside on purpose
    child.main(memory)
