"""Measures how often every interval that `meal` prints by default holds the truth, and how wide it is.

    python benchmarks/coverage.py [--reduced] [--write docs] [--seed 20190701]

Fails when a default holds the truth in less than 94% of samples, averaged over a band of prevalence where
at least five people are counted on either side, by more than three Monte Carlo errors.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from coverage_study.bands import band_means
from coverage_study.grid import FULL, REDUCED
from coverage_study.run import SEED, all_cells, write_table


def main() -> int:
    """Measure, print, write where asked; 1 where a default fails."""
    parser = argparse.ArgumentParser(description="Measure the coverage of the engine's intervals.")
    parser.add_argument("--reduced", action="store_true", help="fewer settings and samples, a few minutes")
    parser.add_argument("--write", type=Path, help="folder for coverage.md, coverage.csv and the charts")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    started = time.perf_counter()
    grid = REDUCED if given.reduced else FULL
    print(f"seed {given.seed}; {grid.replicates} samples a level, {grid.contrast_replicates} a change or difference")
    cells = all_cells(grid, seed=given.seed)
    bands = band_means(cells)
    for one in bands:
        if one.lowest.setting.judged:
            mark = "FAILS" if one.fails else ""
            print(f"{one.interval:32} {one.band:8} {one.cells:5} {one.coverage:7.2%} ± {one.mc_error:.2%} {mark}")
    if given.write is not None:
        from coverage_study.chart import write_charts
        from coverage_study.page import write_page

        write_table(cells, given.write / "coverage.csv")
        write_charts(cells, given.write)
        write_page(cells, given.write / "coverage.md", grid=grid, seed=given.seed)
    failing = [one for one in bands if one.fails]
    print(f"{len(cells)} cells, {time.perf_counter() - started:.0f} s; {len(failing)} bands fail")
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
