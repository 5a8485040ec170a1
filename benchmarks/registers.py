"""Measures `meal analyse` on partners' registers in which 5% of the lines are of a person who stands there twice.

    python benchmarks/registers.py [--records 1000000] [--seed 1] [--folder FOLDER] [--shipped surveys/services]

The whole command runs in a process of its own: start of the interpreter, reading, who is who, counts under every
linkage, and every file of the outputs. Prints seconds, processor time, peak memory and the share of each step, and
the people that were counted beside those that there truly are. Fails where a target is missed.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import sys
from collections import defaultdict
from pathlib import Path

from analyse import _folder as temporary_folder
from analyse import _print_steps as print_steps
from identity_data.registers import SERVICES, STUDY, Registers, write_registers
from measure import Cost, meal_cost

SECONDS, MEGABYTES = 60, 4_000
"""Targets for 1,000,000 lines on two cores."""


def main() -> int:
    """Generate, measure, compare, print; 1 where a target is missed."""
    given = _arguments()
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"load {' '.join(f'{load:.1f}' for load in os.getloadavg())}")  # fmt: skip
    with temporary_folder(given.folder) as folder:
        meal_cost(write_registers(folder / "first", Registers(records=2_000)), folder)  # compiles the bytecode
        if given.shipped is not None:
            _print_cost(str(given.shipped), meal_cost(given.shipped, folder))
        made = folder / f"{given.records}_{given.seed}"
        if not (made / "truth.json").is_file():
            write_registers(made, Registers(records=given.records, seed=given.seed))
        cost = meal_cost(made / "surveys" / STUDY, folder)
        _print_cost(f"{given.records:,} lines", cost)
        _print_people(folder / "outputs" / STUDY / "estimates.csv", made / "truth.json")
    missed = cost.wall > SECONDS or cost.megabytes > MEGABYTES
    print(f"targets {SECONDS} s and {MEGABYTES:,} MB: {'MISSED' if missed else 'reached'}")
    return int(missed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure meal analyse on registers with people who stand twice.")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shipped", type=Path, help="a shipped study to measure too: surveys/services")
    parser.add_argument("--folder", type=Path, help="where the data are made and kept; a temporary folder without it")
    return parser.parse_args()


def _print_cost(what: str, cost: Cost) -> None:
    print(f"\n{what}: {cost.wall:.1f} s, {cost.processor:.1f} s of processor time, {cost.megabytes:,.0f} MB")
    print_steps(cost)


def _print_people(estimates: Path, truth: Path) -> None:
    """People by service: truly, counted, and between which numbers undecided pairs leave them."""
    true: dict[str, int] = json.loads(truth.read_text(encoding="utf-8"))
    counted: dict[str, dict[str, str]] = defaultdict(dict)
    with estimates.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["statistic"] == "people" and not row["by"]:
                counted[row["indicator"]][row["variant"]] = row["numerator"]
    print(f"\n{'service':14} {'truly':>9} {'counted':>9} {'fewest':>9} {'most':>9}")
    for service in SERVICES:
        of = counted[service]
        print(f"{service:14} {true[service]:9,} " + " ".join(
            f"{int(float(of[variant])):9,}" if of.get(variant) else f"{'–':>9}"
            for variant in ("", "fewest_people", "most_people")
        ))  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
