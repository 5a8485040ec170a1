"""Measures the rule that tells who is who on made-up people: precision, recall and seconds, beside Splink's.

    python benchmarks/identity.py [--records 50000] [--seeds 1 2 3] [--splink-python PYTHON] [--million]

Three fresh seeds are drawn at each run and printed; `--seeds` repeats them. 6% of the records are of a person who
already stands in the list, with typing errors, other spellings, another script, 35% without a telephone, years a
year off and moved people; 40% of the people are relatives who share family name, telephone and village. A pair is
found that has at least the points of `standard`. Fails where precision is under 0.99 or recall under 0.90.

Of each shipped study, with fresh seeds and its own settings: the links between its waves, and the people and
submissions that stand twice in one, with the mistakes of its generator, with and without what was decided about them;
and again with some ids mistyped. Judged are the first, and links with 0.5% of the ids mistyped. Without ids, the rule
has names and telephones in `services` and in `reconsideration` before the conversation; nowhere else is either asked.
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
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from identity_data.people import Errors, register
from identity_data.shipped import shipped_lists
from identity_data.studies import StudyFolder, peer_messages, reconsideration, services_study, wave_frame
from identity_data.study_figures import Result, of_study
from identity_data.table import register_responses

from meal.model.identity import IdentityTable
from meal.prepare.identity import find_pairs, identity_table
from meal.study.identity import Thresholds

SECONDS_OF_A_MILLION, GIGABYTES_OF_A_MILLION = 60, 4
MISTYPED = (0.005, 0.01, 0.02)
JUDGED_MISTYPED = 0.005
PROBABILITIES = (0.5, 0.99, 0.9999)
SPLINK = Path(__file__).parent / "peers" / "splink_pairs.py"


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
    n_true = _between(frame) if "wave" in frame else None
    likely = {probability: pairs[pairs["probability"] > probability] for probability in PROBABILITIES}
    found = {at: judged(truth, of["left"].to_numpy(), of["right"].to_numpy(), seconds) for at, of in likely.items()}
    if n_true is None:
        return found
    return {at: replace(of, recall=of.recall * of.n_true / n_true, n_true=n_true) for at, of in found.items()}


def _between(frame: pd.DataFrame) -> int:
    """Pairs of records of one person in the two waves."""
    counts = [of["truth"].value_counts() for _, of in frame.groupby("wave")]
    return int(counts[0].mul(counts[1], fill_value=0).sum())


def main() -> int:
    """Make people up, find them, compare, print; 1 where a target is missed."""
    given = _arguments()
    seeds = given.seeds or [secrets.randbelow(10**9) for _ in range(3)]
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"load {' '.join(f'{load:.1f}' for load in os.getloadavg())}")  # fmt: skip
    print(f"seeds {' '.join(map(str, seeds))}; {given.records:,} records, 6% of them twice")
    missed = 0
    for seed in [] if given.studies_only else seeds:
        frame = register(np.random.default_rng(seed), given.records)
        result = measured(frame)
        missed += not result.reaches
        print(f"seed {seed}\n  rule    {result}{'' if result.reaches else '  MISSED'}")
        print(f"  strict  {measured(frame, Thresholds().strict)}")
        _print_splink(frame, given.splink_python)
    if not given.studies_only:
        strangers = register(np.random.default_rng(seeds[0]), given.records, families=0.0)
        print(f"seed {seeds[0]}, nobody with a relative in the list\n  rule    {measured(strangers)}")
        _print_splink(strangers, given.splink_python)
    if not given.splink_python:
        print("Splink not measured: give the Python in which it is installed by --splink-python")
    if not given.lists_only:
        missed += _print_shipped(seeds, given.splink_python)
        if not given.studies_only:
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
    parser.add_argument("--studies-only", action="store_true", help="leave the made-up registers out")
    parser.add_argument("--million", action="store_true", help="also 1,000,000 records, 5%% of them twice")
    return parser.parse_args()


def _print_shipped(seeds: list[int], python: str | None) -> int:
    """The shipped studies, by their own truth; how many miss."""
    missed = 0
    for seed in seeds:
        for name, make in (("reconsideration", reconsideration), ("peer-messages", peer_messages)):
            print(f"{name} (seed {seed})")
            with tempfile.TemporaryDirectory() as folder:
                study = make(Path(folder), seed)
                missed += _print_figures("its own mistakes, decided", of_study(study))
                missed += _print_figures("its own mistakes, no decisions", of_study(study, use_log=False))
            for share in MISTYPED:
                with tempfile.TemporaryDirectory() as folder:
                    study = make(Path(folder), seed, share)
                    missed += _print_figures(f"{share:.1%} of ids mistyped", of_study(study), share)
                    if seed == seeds[0] and share == max(MISTYPED):
                        _print_splink_of(study, python)
        print(f"services (seed {seed})")
        with tempfile.TemporaryDirectory() as folder:
            missed += _print_figures("its own mistakes, decided", of_study(services_study(Path(folder), seed)))
    print(
        "without ids: reconsideration before the conversation has names, telephones, sex, age and place (not judged);"
    )
    print("  services what its keys leave open; the form after and those of peer-messages ask for no name or number")
    for one in shipped_lists(seeds):
        for level in (Thresholds().standard, Thresholds().strict):
            result = of_rule(one.table, one.truth, time.perf_counter(), level)
            judged_here = one.judged and level == Thresholds().standard
            missed += judged_here and not result.reaches
            said = "" if result.reaches else "  MISSED" if judged_here else "  below the targets"
            print(f"  {one.name}: from {level:g} points  {result}{said}")
        if str(seeds[0]) in one.name:
            _print_splink(one.frame, python)
    return missed


def _print_figures(about: str, figures: dict[str, Result], mistyped: float = 0.0) -> int:
    """One line each; how many of those that are judged miss."""
    missed = 0
    for what, result in figures.items():
        judged_here = not mistyped or ("→" in what and mistyped <= JUDGED_MISTYPED)
        missed += judged_here and not result.reaches
        said = "" if result.reaches else "  MISSED" if judged_here else "  below the targets (not judged)"
        print(f"  {about:31} {what:18} {result}{said}")
    return missed


def _print_splink_of(study: StudyFolder, python: str | None) -> None:
    """Splink with the same answers, ids included: each wave by itself, and the pairs of waves."""
    for wave in study.truth:
        print(f"    {wave} twice")
        _print_splink(wave_frame(study, wave), python)
    for link in study.links:
        frames = [wave_frame(study, wave, once=True).assign(wave=wave) for wave in link]
        print(f"    {' → '.join(link)}")
        _print_splink(pd.concat(frames, ignore_index=True), python)


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
