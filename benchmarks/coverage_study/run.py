"""All parts of the study in order, each with a generator of its own, so that one part does not move another."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from . import adjusted, amounts, arms, changes, clusters, exact, numbers, people, strata, tables, waves
from .grid import Grid
from .record import COLUMNS, Measured

SEED = 20190701
Part = Callable[[Grid, np.random.Generator], Iterable[Measured]]

PARTS: dict[str, Part] = {
    "simple shares": lambda grid, generator: exact.simple_shares(grid),
    "shares of frames": lambda grid, generator: exact.shares_in_one_frame(grid),
    "numbers in frames": lambda grid, generator: exact.numbers_in_one_frame(grid),
    "medians": lambda grid, generator: exact.simple_medians(grid),
    "stratified shares": strata.stratified_shares,
    "weighted shares": strata.weighted_shares,
    "numbers in stratified frames": strata.numbers_in_frames,
    "two phases": strata.two_phase_shares,
    "shares in PSUs": lambda grid, generator: clusters.clustered_shares(grid, generator, unequal=False, singles=True),
    "shares in unequal PSUs": lambda grid, generator: clusters.clustered_shares(grid, generator, unequal=True),
    "numbers in PSUs": numbers.numbers_in_psus,
    "means": amounts.simple_means,
    "amounts in PSUs": amounts.clustered_amounts,
    "medians in PSUs": amounts.clustered_medians,
    "paired tables": tables.paired_tables,
    "two groups": tables.two_groups,
    "changes in PSUs": changes.clustered_changes,
    "overlapping waves": waves.overlapping_changes,
    "the same PSUs": waves.changes_in_same_psus,
    "people in arms": people.people_in_arms,
    "PSUs in arms": arms.clustered_arms,
    "adjusted effects": adjusted.adjusted_effects,
    "repeated PSUs": adjusted.repeated_psus,
}


def all_cells(grid: Grid, *, seed: int = SEED, say: Callable[[str], None] = print) -> list[Measured]:
    """Every cell of the study."""
    cells: list[Measured] = []
    for number, (name, part) in enumerate(PARTS.items()):
        started = time.perf_counter()
        found = list(part(grid, np.random.default_rng([seed, number])))
        say(f"{name}: {len(found)} cells, {time.perf_counter() - started:.0f} s")
        cells += found
    return cells


def write_table(cells: Sequence[Measured], path: Path) -> None:
    """One row a cell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(one.row() for one in cells)
