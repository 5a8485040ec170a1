"""What a command costs: seconds, processor time, peak memory and the share of its steps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
STUDY_DONE = (0, 1)
"""Exit codes of `meal analyse`: done, and done with errors that nobody has decided about."""

READ_CSV = """
import json, os, resource, sys, time
import pandas
before, start = os.times(), time.perf_counter()
pandas.read_csv(sys.argv[1])
wall, after = time.perf_counter() - start, os.times()
unit = 2**20 if sys.platform == "darwin" else 2**10
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
processor = after.user + after.system - before.user - before.system
print(json.dumps({"wall": wall, "processor": processor, "megabytes": megabytes}))
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run cost.

    Attributes:
        wall, processor: seconds by the clock, and of all processors together.
        megabytes: peak memory of the largest process.
        steps: seconds by step. unknown: functions whose time could not be told apart.
    """

    wall: float
    processor: float
    megabytes: float
    steps: Mapping[str, float] = field(default_factory=dict)
    unknown: Sequence[str] = ()


def middle(costs: Sequence[Cost]) -> Cost:
    """The run in the middle of several: a lucky moment of a shared machine helps a short run more than a long one."""
    return sorted(costs, key=lambda cost: cost.wall)[len(costs) // 2]


def meal_cost(study: Path, folder: Path) -> Cost:
    """Run the whole `meal analyse`, from the start of the interpreter to the last file written.

    Raises:
        RuntimeError: the command failed.
    """
    notes = folder / "notes.json"
    notes.unlink(missing_ok=True)
    command = [sys.executable, str(HERE / "steps.py"), str(notes), "analyse", str(study)]
    run = _cost([*command, "--outputs", str(folder / "outputs")], folder, makes=notes)
    noted = json.loads(notes.read_text(encoding="utf-8"))
    inside = sum(noted["seconds"].values())
    return Cost(
        wall=run.wall,
        processor=run.processor,
        # Not their sum: a child starts as a copy of its parent, and the system counts that copy as the child's peak.
        megabytes=max(noted["megabytes"].values()),
        steps={**noted["seconds"], "starting and ending": max(run.wall - inside, 0.0)},
        unknown=noted["unknown"],
    )


def pandas_cost(export: Path, folder: Path) -> Cost:
    """One `pandas.read_csv` of the file with its defaults, in a process of its own; the import does not count."""
    done = subprocess.run(
        [sys.executable, "-c", READ_CSV, str(export)], env=_environment(folder), capture_output=True, check=True
    )
    return Cost(**json.loads(done.stdout))


def _cost(command: Sequence[str], folder: Path, *, makes: Path) -> Cost:
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=_environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in STUDY_DONE or not makes.is_file():
        raise RuntimeError(f"{' '.join(command)} ended with exit code {process.returncode}:\n{said}")
    return Cost(time.perf_counter() - start, used.ru_utime + used.ru_stime, 0.0)


def _environment(folder: Path) -> dict[str, str]:
    """As after an installation: bytecode is kept, in the folder of the benchmark."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
