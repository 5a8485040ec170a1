"""A worklist of pairs that came back: what was decided beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NoReturn

from meal.model.errors import DataError
from meal.model.worklist import (
    WORKLIST_SETTINGS,
    WORKLIST_SHEET,
    WORKLIST_VERSION,
    ListedPair,
    ReturnedWorklist,
    TypedDecision,
)
from meal.read.grids import Grid
from meal.read.table import some_of

_PLACES = ("first_row", "column_number", "column_decision", "column_reason", "column_by")


def read_identity_workbook(name: str, grids: Mapping[str, Grid]) -> ReturnedWorklist:
    """What somebody wrote into a worklist.

    Args:
        name: of the file, for messages. grids: its sheets, of which one is `WORKLIST_SHEET`.

    Raises:
        DataError: a part of the workbook that must stay as it was is not.
    """
    hidden: dict[str, list[list[str]]] = {}
    for row in grids[WORKLIST_SHEET].values():
        hidden.setdefault(row[0].strip(), []).append([*map(str, row[1:])])
    settings = {row[0]: row[1].strip() for row in hidden.get("setting", [])}
    if settings.get("format_version") != WORKLIST_VERSION:
        _stop(name, f"its format is '{settings.get('format_version', '')}' and not '{WORKLIST_VERSION}'")
    absent = [one for one in WORKLIST_SETTINGS if one not in settings]
    if absent or not all(settings[one].isdigit() for one in _PLACES):
        _stop(name, f"settings of the hidden sheet were changed ({some_of(absent or _PLACES)})")
    if settings["sheet"] not in grids:
        _stop(name, f"it has no sheet '{settings['sheet']}' ({some_of(grids)})")
    pairs = [ListedPair(*_first(row, 7)) for row in hidden.get("pair", [])]
    return ReturnedWorklist(
        name=name,
        settings=settings,
        words={row[1].strip().lower(): row[0] for row in hidden.get("decision", [])},  # type: ignore[misc] # checked when taken
        pairs={pair.number: pair for pair in pairs},
        typed=_typed(grids[settings["sheet"]], settings),
    )


def _typed(grid: Grid, settings: Mapping[str, str]) -> tuple[TypedDecision, ...]:
    """The pairs beside which a decision was chosen."""
    columns = [int(settings[one]) - 1 for one in _PLACES[1:]]
    found = []
    for row, cells in grid.items():
        if row < int(settings["first_row"]):
            continue
        number, *written = (str(cells[column]).strip() if column < len(cells) else "" for column in columns)
        if any(written):
            found.append(TypedDecision(number.removesuffix(".0"), row, *written))
    return tuple(found)


def _first(cells: Sequence[str], count: int) -> list[str]:
    return [*cells[:count], *[""] * (count - len(cells))]


def _stop(name: str, why: str) -> NoReturn:
    raise DataError(
        f"{name}: this is not a worklist of pairs as meal makes it: {why}. The workbook that `meal analyse` wrote to "
        "internal/ was expected, with decisions in it. Take it as it was written, and not copied into another."
    )
