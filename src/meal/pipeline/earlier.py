"""What was published before: rows of the last estimates.csv, from which something hidden now could be worked out."""

from __future__ import annotations

import csv
from pathlib import Path

from meal.model.estimates import ESTIMATE_COLUMNS, NUMBER_COLUMNS, Estimate

WHOLE_NUMBERS = frozenset({"n", "numerator", "n_missing"})


def earlier_estimates(file: Path) -> tuple[Estimate, ...]:
    """The rows of an estimates table that lies where this run will write its own; none where there is no such table.

    A file that is not such a table was not published by `meal`, and tells nothing.
    """
    if not file.is_file():
        return ()
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = csv.DictReader(text)
            if tuple(rows.fieldnames or ())[: len(ESTIMATE_COLUMNS)] != ESTIMATE_COLUMNS:
                return ()
            return tuple(_estimate(row) for row in rows)
    except (ValueError, csv.Error):
        return ()


def _estimate(row: dict[str, str]) -> Estimate:
    numbers = {*NUMBER_COLUMNS, "conf_level"}
    return Estimate(**{name: _number(name, row[name]) if name in numbers else row[name] for name in ESTIMATE_COLUMNS})  # type: ignore[arg-type] # columns of the contract


def _number(name: str, text: str) -> int | float | None:
    if text == "":
        return None
    return int(text) if name in WHOLE_NUMBERS else float(text)
