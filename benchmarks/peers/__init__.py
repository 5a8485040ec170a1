"""R survey and svy on the same data: what they cost, and whether their numbers agree with ours."""

from __future__ import annotations

import csv
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import compute
from pyarrow import csv as arrow_csv

HERE = Path(__file__).parent
QUESTION, BY = "q20", "wealth"
COLUMNS = ["_uuid", "region", "village", "weight", BY, QUESTION]


@dataclass(frozen=True, slots=True)
class PeerCost:
    """What a peer takes.

    Attributes:
        target: how many times quicker we are to be.
        design_seconds, one_seconds: for declaring the design, and for one share by one disaggregation.
        difference: largest relative difference between its shares and standard errors and ours.
        missing: why it was not measured, or empty.
    """

    name: str
    target: int
    design_seconds: float = 0.0
    one_seconds: float = 0.0
    difference: float = 0.0
    missing: str = ""


def measured_peers(folder: Path, n_records: int, svy_python: str) -> list[PeerCost]:
    """The peers that are installed, each run once on what it needs of the export.

    Args:
        folder: of the benchmark, with outputs/ of the last run of `meal analyse` on this many records.
    """
    export = folder / str(n_records) / "surveys" / "benchmark" / "households.csv"
    needed = _needed(export, folder / "peers.csv")
    ours = _our_shares(folder / "outputs" / "benchmark" / "estimates.csv")
    return [ran_peer(name, target, needed, ours, svy_python) for name, target in (("R survey", 100), ("svy", 10))]


def ran_peer(name: str, target: int, export: Path, ours: dict[str, tuple[float, float]], svy_python: str) -> PeerCost:
    """A peer on the columns region, village, weight, wealth and yes of a file, or why it could not be run.

    Args:
        name: `R survey` or `svy`. ours: level of wealth → our share and standard error.
    """
    command = {
        "R survey": ["Rscript", str(HERE / "survey.R"), str(export)],
        "svy": [svy_python, str(HERE / "svy_shares.py"), str(export)],
    }[name]
    return _peer(name, target, command, ours)


def _peer(name: str, target: int, command: list[str], ours: dict[str, tuple[float, float]]) -> PeerCost:
    if shutil.which(command[0]) is None:
        return PeerCost(name, target, missing=f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return PeerCost(name, target, missing=(done.stderr.strip().splitlines() or ["no reason given"])[-1])
    seconds, *lines = done.stdout.splitlines()
    design, one = map(float, seconds.split())
    theirs = {level: (float(share), float(error)) for level, share, error in map(str.split, lines)}
    apart = [
        abs(their / our - 1) for level, pair in ours.items() for our, their in zip(pair, theirs[level], strict=True)
    ]
    return PeerCost(name, target, design, one, max(apart))


def _needed(export: Path, to: Path) -> Path:
    """The columns that the peers need, without submissions sent twice, yes as 1 and no as 0."""
    strings = arrow_csv.ConvertOptions(include_columns=COLUMNS, column_types=dict.fromkeys(COLUMNS, pa.string()))
    table = arrow_csv.read_csv(export, convert_options=strings)
    numbered = table.append_column("row", pa.array(range(len(table))))
    table = table.take(numbered.group_by("_uuid").aggregate([("row", "min")])["row_min"])
    answer = table[QUESTION]
    yes = compute.if_else(
        compute.equal(answer, "yes"),
        1.0,
        compute.if_else(compute.equal(answer, "no"), 0.0, pa.scalar(None, pa.float64())),
    )
    table = table.drop_columns(["_uuid", QUESTION]).append_column("yes", yes)
    arrow_csv.write_csv(table, to, arrow_csv.WriteOptions(quoting_style="none", quoting_header="none"))
    return to


def _our_shares(estimates: Path) -> dict[str, tuple[float, float]]:
    """Level → share and standard error of the published table."""
    with estimates.open(encoding="utf-8-sig", newline="") as file:
        return {
            row["level"]: (float(row["estimate"]), float(row["std_error"]))
            for row in csv.DictReader(file)
            if (row["indicator"], row["by"]) == (QUESTION, BY)
        }
