"""Measures the rule that tells who is who on made-up people: precision, recall and seconds, beside Splink's.

    python benchmarks/identity.py [--records 50000] [--seeds 1 2 3] [--splink-python PYTHON] [--million]

Three fresh seeds are drawn at each run and printed; `--seeds` repeats them. 6% of the records are of a person who
already stands in the list, with typing errors, other spellings, another script, 35% without a telephone, years a
year off and moved people; 40% of the people are relatives who share family name, telephone and village. A pair is
found that has at least the points of `standard`. Fails where precision is under 0.99 or recall under 0.90.

The shipped study `services` is measured with its own truth, its columns as the study file names them. The people of
`reconsideration` and `peer-messages` are told apart by their ids: twelve first names, one family name and no
telephone that stays with the person hold too little for any rule, which is measured too.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from identity_data.people import Errors, register
from identity_data.shipped import shipped_lists
from identity_data.table import register_responses

from meal.model.identity import IdentityTable
from meal.prepare.identity import find_pairs, identity_table
from meal.study.identity import Thresholds

PRECISION, RECALL = 0.99, 0.90
SECONDS_OF_A_MILLION, GIGABYTES_OF_A_MILLION = 60, 4
PROBABILITIES = (0.5, 0.99, 0.9999)
SPLINK = Path(__file__).parent / "peers" / "splink_pairs.py"


@dataclass(frozen=True, slots=True)
class Result:
    """What a method found in one list.

    Attributes:
        seconds: from the answers as text to the pairs. n_found: pairs. n_true: pairs that there are.
    """

    precision: float
    recall: float
    seconds: float
    n_found: int
    n_true: int

    @property
    def reaches(self) -> bool:
        """Whether both targets are reached."""
        return self.precision >= PRECISION and self.recall >= RECALL

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.4f}  recall {self.recall:.4f}  {self.seconds:6.1f} s  "
            f"{self.n_found:,} pairs of {self.n_true:,}"
        )


def judged(truth: np.ndarray, left: np.ndarray, right: np.ndarray, seconds: float) -> Result:
    """Precision and recall of pairs of positions."""
    n_true = int(_pairs_in(np.unique(truth, return_counts=True)[1]).sum())
    n_right = int((truth[left] == truth[right]).sum())
    return Result(n_right / max(len(left), 1), n_right / max(n_true, 1), seconds, len(left), n_true)


def of_rule(table: IdentityTable, truth: np.ndarray, started: float, points: float) -> Result:
    """What the rule finds with so many points."""
    pairs = find_pairs(table, Thresholds())
    taken = pairs.score >= points
    seconds = time.perf_counter() - started
    for left_out in pairs.left_out:
        print(f"    not compared: {left_out.n_records:,} records in {left_out.n_groups} groups of {left_out.key}")
    if not (table.person != "").any():
        return judged(truth, pairs.left[taken], pairs.right[taken], seconds)
    return _with_keys(table, truth, pairs.left[taken], pairs.right[taken], seconds)


def _with_keys(table: IdentityTable, truth: np.ndarray, left: np.ndarray, right: np.ndarray, seconds: float) -> Result:
    """Pairs of records joined by an id or a key, or by the rule between groups; what keys leave open is printed."""
    group = pd.factorize(table.person)[0]
    first = np.flatnonzero(~pd.Series(group).duplicated().to_numpy())
    sizes = np.bincount(group)
    one, other = np.unique(np.sort(np.stack([group[left], group[right]]), axis=0), axis=1)
    print(f"    left open by ids and keys: {judged(truth[first], one, other, seconds)}")
    _, alike = np.unique(np.stack([group, truth]), axis=1, return_counts=True)
    made = sizes[one] * sizes[other]
    n_found = int(_pairs_in(sizes).sum() + made.sum())
    n_right = int(_pairs_in(alike).sum() + made[truth[first[one]] == truth[first[other]]].sum())
    n_true = int(_pairs_in(np.unique(truth, return_counts=True)[1]).sum())
    return Result(n_right / n_found, n_right / n_true, seconds, n_found, n_true)


def _pairs_in(sizes: np.ndarray) -> np.ndarray:
    return sizes * (sizes - 1) // 2


def measured(frame: pd.DataFrame, points: float = Thresholds().standard) -> Result:
    """What the rule finds in a register: the text normalised, compared and scored."""
    waves, keys, study = register_responses(frame)
    started = time.perf_counter()
    return of_rule(identity_table(waves, keys, study), frame["truth"].to_numpy(), started, points)


def of_splink(frame: pd.DataFrame, python: str) -> dict[float, Result]:
    """What Splink finds with each probability and more, in a Python of its own; nothing where it cannot."""
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder) / "register.csv", Path(folder) / "pairs.csv"
        frame.to_csv(given, index_label="unique_id")
        ran = subprocess.run([python, str(SPLINK), str(given), str(found)], capture_output=True, text=True, check=False)
        if ran.returncode or not found.is_file():
            print(f"  Splink could not: {(ran.stderr.strip().splitlines() or ['no reason given'])[-1][:140]}")
            return {}
        pairs = pd.read_csv(found)
    seconds = float(ran.stdout.strip().splitlines()[-1])
    truth = frame["truth"].to_numpy()
    likely = {probability: pairs[pairs["probability"] > probability] for probability in PROBABILITIES}
    return {at: judged(truth, of["left"].to_numpy(), of["right"].to_numpy(), seconds) for at, of in likely.items()}


def main() -> int:
    """Make people up, find them, compare, print; 1 where a target is missed."""
    given = _arguments()
    seeds = given.seeds or [secrets.randbelow(10**9) for _ in range(3)]
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"load {' '.join(f'{load:.1f}' for load in os.getloadavg())}")  # fmt: skip
    print(f"seeds {' '.join(map(str, seeds))}; {given.records:,} records, 6% of them twice")
    missed = 0
    for seed in seeds:
        frame = register(np.random.default_rng(seed), given.records)
        result = measured(frame)
        missed += not result.reaches
        print(f"seed {seed}\n  rule    {result}{'' if result.reaches else '  MISSED'}")
        print(f"  strict  {measured(frame, Thresholds().strict)}")
        _print_splink(frame, given.splink_python)
    strangers = register(np.random.default_rng(seeds[0]), given.records, families=0.0)
    print(f"seed {seeds[0]}, nobody with a relative in the list\n  rule    {measured(strangers)}")
    _print_splink(strangers, given.splink_python)
    if not given.splink_python:
        print("Splink not measured: give the Python in which it is installed by --splink-python")
    if not given.lists_only:
        missed += _print_shipped(seeds)
        _print_where_it_breaks(seeds[0], given.records)
    if given.million:
        missed += _print_million(seeds[0])
    return 1 if missed else 0


def _print_splink(frame: pd.DataFrame, python: str | None) -> None:
    for probability, result in (of_splink(frame, python) if python else {}).items():
        print(f"  Splink  {result}  above {probability:g}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the rule that tells who is who.")
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--seeds", type=int, nargs="*", help="three fresh ones without it")
    parser.add_argument("--splink-python", help="the Python in which Splink 5 and DuckDB are installed")
    parser.add_argument("--lists-only", action="store_true", help="leave the shipped studies and hard lists out")
    parser.add_argument("--million", action="store_true", help="also 1,000,000 records, 5%% of them twice")
    return parser.parse_args()


def _print_shipped(seeds: list[int]) -> int:
    """The shipped studies, by their own truth; how many miss."""
    missed = 0
    for one in shipped_lists(seeds):
        if one.table is None:
            print(f"{one.name}: {one.why_not}")
            continue
        result = of_rule(one.table, one.truth, time.perf_counter(), Thresholds().standard)
        reaches = result.reaches or not one.judged
        missed += not reaches
        print(f"{one.name}: {result}{'' if reaches else '  MISSED'}  {one.why_not}")
    return missed


def _print_where_it_breaks(seed: int, records: int) -> None:
    """Lists that hold less, or more mistakes: not judged, but shown."""
    print(f"where it breaks (seed {seed})")
    for name, settings in {
        "half the mistakes": {"errors": Errors().times(0.5)},
        "half as many mistakes again": {"errors": Errors().times(1.5)},
        "twice the mistakes": {"errors": Errors().times(2.0)},
        "2% twice": {"duplicates": 0.02},
        "100 family names": {"n_families": 100},
        "nobody has a telephone": {"without_phone": 1.0},
        "8 first names, no family name": {"n_first_names": 8, "n_families": 0},
    }.items():
        frame = register(np.random.default_rng(seed), records, **settings)
        print(f"  {name:30} {measured(frame)}")
    small = [measured(register(np.random.default_rng(seed + number), 300)) for number in range(10)]
    print(f"  {'ten lists of 300':30} precision {min(r.precision for r in small):.2f} to 1, "
          f"recall {min(r.recall for r in small):.2f} to {max(r.recall for r in small):.2f}")  # fmt: skip


def _print_million(seed: int) -> int:
    """1,000,000 records; 1 where it takes too long or too much memory."""
    frame = register(np.random.default_rng(seed), 1_000_000, duplicates=0.05, n_first_names=500, n_families=5_000)
    result = measured(frame)
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    late = result.seconds > SECONDS_OF_A_MILLION or gigabytes > GIGABYTES_OF_A_MILLION
    print(f"1,000,000 records: {result}; peak memory {gigabytes:.2f} GB{'  MISSED' if late else ''}")
    return int(late)


if __name__ == "__main__":
    sys.exit(main())
