"""Measures 24 domain shares of one survey: `meal`, R survey and svy on the same records, in one run.

    python benchmarks/domains.py [--records 1000000] [--psus 1000] [--repeat 5] [--svy-python PYTHON]

All get the same columns of numbers, already in memory; what is timed is declaring the design and
estimating 24 shares with their standard errors (and `meal`'s intervals). Shares and errors must agree.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
from peers import PeerCost, ran_peer
from pyarrow import csv

from meal.aggregate import psu_totals
from meal.estimate import levels

N_DOMAINS, N_STRATA = 24, 12
TARGETS = {"R survey": 80, "svy": 10}

Columns = dict[str, np.ndarray]


def main() -> None:
    """Make the records up, measure, compare, print."""
    parser = argparse.ArgumentParser(description="Measure 24 domain shares beside R survey and svy.")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--psus", type=int, default=1_000)
    parser.add_argument("--repeat", type=int, default=5, help="runs of ours, of which the middle one counts")
    parser.add_argument("--svy-python", default=sys.executable, help="the Python in which svy is installed")
    given = parser.parse_args()
    columns = records(given.records, given.psus)
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"load {' '.join(f'{load:.1f}' for load in os.getloadavg())}")  # fmt: skip
    print(f"{N_DOMAINS} domain shares, {given.records:,} records, {given.psus:,} PSUs in {N_STRATA} strata\n")
    shares, before = _ours(columns, given.repeat)
    with tempfile.TemporaryDirectory(prefix="meal-benchmark-") as folder:
        export = _export(columns, Path(folder) / "records.csv")
        peers = [ran_peer(name, target, export, shares, given.svy_python) for name, target in TARGETS.items()]
    # Once more after the peers: on a shared machine one moment may be unlike the next.
    _, after = _ours(columns, given.repeat)
    own = (before + after) / 2
    print(
        f"meal: design and shares {1000 * own:.0f} ms ({1000 * before:.0f} before the others, {1000 * after:.0f} after)"
    )
    for peer in peers:
        _print_peer(peer, own)


def records(n: int, n_psu: int, seed: int = 1) -> Columns:
    """Records of a survey: yes or no with 3% missing, in 24 domains that cut across PSUs; weights by record."""
    random = np.random.default_rng(seed)
    psu = random.integers(0, n_psu, n)
    tendency = random.normal(0.4, 0.1, n_psu).clip(0.05, 0.95)
    yes = (random.random(n) < tendency[psu]).astype(np.float64)
    yes[random.random(n) < 0.03] = np.nan
    return {
        "region": psu * N_STRATA // n_psu,
        "village": psu,
        "weight": random.uniform(0.5, 3.0, n).round(6),
        "wealth": random.integers(0, N_DOMAINS, n),
        "yes": yes,
    }


def _ours(columns: Columns, repeat: int) -> tuple[dict[str, tuple[float, float]], float]:
    """Domain → share and standard error; and the seconds of the run in the middle."""
    seconds: list[float] = []
    for _ in range(repeat):
        start = time.perf_counter()
        totals = psu_totals(
            columns["yes"],
            columns["wealth"],
            n_cell=N_DOMAINS,
            weight=columns["weight"],
            stratum=columns["region"],
            psu=columns["village"],
        )
        results = levels(totals, "share")
        seconds.append(time.perf_counter() - start)
    shares = {str(domain): (result.estimate or 0.0, result.std_error or 0.0) for domain, result in enumerate(results)}
    return shares, sorted(seconds)[repeat // 2]


def _export(columns: Columns, to: Path) -> Path:
    table = pa.table({name: pa.array(values, from_pandas=True) for name, values in columns.items()})
    csv.write_csv(table, to, csv.WriteOptions(quoting_style="none", quoting_header="none"))
    return to


def _print_peer(peer: PeerCost, own: float) -> None:
    if peer.missing:
        print(f"{peer.name}: {peer.missing}")
        return
    whole = peer.design_seconds + peer.one_seconds
    print(f"{peer.name}: design {peer.design_seconds:.2f} s, shares {peer.one_seconds:.2f} s")
    print(f"  with the design {whole / own:.0f} times ours, without it {peer.one_seconds / own:.0f} times "
          f"(target {peer.target}; ours counts with the design both times)")  # fmt: skip
    print(f"  its shares and standard errors differ from ours by a part of {peer.difference:.0e} at most")


if __name__ == "__main__":
    main()
