"""Measures `meal analyse` on a made-up survey, side by side with pandas.read_csv, R survey and svy.

    python benchmarks/analyse.py [--records 10000 100000 1000000] [--repeat 3] [--svy-python PYTHON]

Everything runs in the same session of the same machine, one after the other, each in a process of its own,
and is compared as a ratio. `meal analyse` is the whole command: start of the interpreter, imports, reading,
checks, estimates and every file of the outputs. Of several runs the one in the middle counts.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from generate import Size, write_study
from measure import Cost, meal_cost, middle, pandas_cost
from peers import PeerCost, measured_peers

READ_CSV_TARGET, MEMORY_TARGET, SHIPPED_TARGET = 10, 3_000, 3.0
ESTIMATION = ("evaluating", "aggregating", "estimating")
N_SHARES = 200
"""40 indicators in 5 disaggregations; `meal` also makes the wholes and their bounds, which count against it."""


def main() -> None:
    """Generate, measure, compare, print."""
    given = _arguments()
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"load {' '.join(f'{load:.1f}' for load in os.getloadavg())}")  # fmt: skip
    with _folder(given.folder) as folder:
        meal_cost(write_study(folder / "first", Size(records=1_000)), folder)  # the first run compiles the bytecode
        if given.shipped is not None:
            _print_shipped(middle([meal_cost(given.shipped, folder) for _ in range(given.repeat)]))
        costs: dict[int, Cost] = {}
        for n_records in given.records:
            study = write_study(folder / str(n_records), Size(records=n_records, quoted=given.quoted))
            export = study / "households.csv"
            pairs = [(pandas_cost(export, folder), meal_cost(study, folder)) for _ in range(given.repeat)]
            costs[n_records] = middle([meal for _, meal in pairs])
            _print_size(n_records, middle([pandas for pandas, _ in pairs]), costs[n_records])
        _print_growth(costs)
        if given.records and not given.no_peers:
            largest = max(given.records)
            _print_peers(costs[largest], measured_peers(folder, largest, given.svy_python))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure meal analyse beside its peers.")
    parser.add_argument("--records", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--repeat", type=int, default=3, help="runs of each, of which the middle one counts")
    parser.add_argument("--quoted", action="store_true", help="every cell in quotation marks")
    parser.add_argument("--shipped", type=Path, help="a shipped study to measure first: surveys/reconsideration")
    parser.add_argument("--svy-python", default=sys.executable, help="the Python in which svy is installed")
    parser.add_argument("--no-peers", action="store_true", help="leave R survey and svy out")
    parser.add_argument("--folder", type=Path, help="where the data are made and kept; a temporary folder without it")
    return parser.parse_args()


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given
    else:
        with tempfile.TemporaryDirectory(prefix="meal-benchmark-") as made:
            yield Path(made)


def _print_shipped(meal: Cost) -> None:
    print(f"\nshipped study: {meal.wall:.2f} s in all (target {SHIPPED_TARGET:g} s), "
          f"{meal.processor:.2f} s of processor time, {meal.megabytes:,.0f} MB")  # fmt: skip
    _print_steps(meal)


def _print_size(n_records: int, pandas: Cost, meal: Cost) -> None:
    ratio, cpu = meal.wall / pandas.wall, meal.processor / pandas.processor
    print(f"\n{n_records:,} records")
    print(f"  pandas.read_csv {pandas.wall:.2f} s, {pandas.megabytes:,.0f} MB")
    print(f"  meal analyse    {meal.wall:.2f} s, {meal.megabytes:,.0f} MB (target below {MEMORY_TARGET:,} MB)")
    print(f"  ratio {ratio:.1f} (of processor time {cpu:.1f}; target at most {READ_CSV_TARGET} at 1,000,000 records)")
    _print_steps(meal)


def _print_steps(meal: Cost) -> None:
    whole = sum(meal.steps.values())
    for step, seconds in sorted(meal.steps.items(), key=lambda item: -item[1]):
        print(f"    {step:24} {seconds:7.3f} s {100 * seconds / whole:5.1f}%")
    if meal.unknown:
        print(f"    not timed on their own, because they have another name now: {', '.join(meal.unknown)}")


def _print_growth(costs: dict[int, Cost]) -> None:
    sizes = sorted(costs)
    for smaller, larger in pairwise(sizes):
        times = costs[larger].wall / costs[smaller].wall
        verdict = "no faster than the records" if times <= larger / smaller else "FASTER THAN THE RECORDS"
        print(f"\n{larger / smaller:g} times the records cost {times:.1f} times the time: {verdict}")


def _print_peers(meal: Cost, peers: Sequence[PeerCost]) -> None:
    own = sum(meal.steps.get(step, 0.0) for step in ESTIMATION)
    print(f"\nestimation, {', '.join(ESTIMATION)}: {own:.2f} s")
    for peer in peers:
        if peer.missing:
            print(f"  {peer.name}: {peer.missing}")
            continue
        scaled = peer.design_seconds + N_SHARES * peer.one_seconds
        print(f"  {peer.name}: design {peer.design_seconds:.2f} s, one share by one table {peer.one_seconds:.2f} s")
        print(f"    scaled to {N_SHARES}: {scaled:,.0f} s = {scaled / own:.0f} times ours (target {peer.target})")
        print(f"    its shares and standard errors differ from ours by a part of {peer.difference:.0e} at most")


if __name__ == "__main__":
    main()
