"""Runs one `meal` command and notes the seconds of every step and the peak memory, from outside.

    python benchmarks/steps.py NOTES.json analyse STUDY --outputs OUTPUTS

The functions that make up a step are wrapped where the pipeline looks them up; time spent in a step
inside another counts for the inner one only, so that the steps add up to the run.
"""

from __future__ import annotations

import builtins
import functools
import json
import resource
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

STEPS: dict[str, tuple[str, ...]] = {
    "importing": ("meal.pipeline.libraries:loaded",),
    "reading the study file": ("meal.pipeline.analyse:load_study",),
    "reading": (
        "meal.pipeline.preparation:read_wave",
        "meal.pipeline.preparation:read_file",
        "meal.read.delimited:record_lines",
        "meal.read.csv_fast:count_byte",
        "pyarrow.csv:read_csv",
    ),
    "coding": ("meal.read.delimited:fast_columns", "meal.read.delimited:exact_rows", "meal.read.wave:with_reasons"),
    "identifying": ("meal.pipeline.preparation:record_keys",),
    "screening": ("meal.pipeline.preparation:screen",),
    "cleaning": ("meal.pipeline.preparation:replay",),
    "conforming": ("meal.pipeline.preparation:conform",),
    "checking": (
        "meal.pipeline.preparation:check_answers",
        "meal.pipeline.preparation:mark_invalid",
        "meal.pipeline.preparation:across_waves",
    ),
    "deduplicating": (
        "meal.pipeline.preparation:one_record_a_submission",
        "meal.pipeline.people:one_record_a_person",
    ),
    "who is who": ("meal.pipeline.people:identify", "meal.pipeline.people:identity_findings"),
    "comparing people": (
        "meal.pipeline.people:identity_table",
        "meal.prepare.identity.scoring:profiles_of",
        "meal.prepare.identity.scoring:name_parts",
        "meal.prepare.identity.scoring:candidates",
        "meal.prepare.identity.scoring:_scored",
        "meal.prepare.identity.scoring:_unit_pairs",
    ),
    "naming people": ("meal.pipeline.people:identifiers", "meal.prepare.identity.resolve:names_of"),
    "linking": ("meal.pipeline.people:link_waves", "meal.pipeline.people:linked_under"),
    "deriving": ("meal.pipeline.people:derive_columns",),
    "evaluating": (
        "meal.tabulate.level_rows:measure",
        "meal.tabulate.change_rows:measure",
        "meal.tabulate.arm_rows:measure",
    ),
    "aggregating": (
        "meal.pipeline.analyse:all_cells",
        "meal.pipeline.analyse:all_design_columns",
        "meal.tabulate.level_rows:design_columns",
        "meal.tabulate.level_rows:design_arrays",
        "meal.tabulate.level_rows:design_totals",
        "meal.tabulate.level_rows:design_sample",
        "meal.tabulate.level_rows:counted_frame",
        "meal.tabulate.level_rows:frame_totals",
        "meal.tabulate.contrast_samples:design_arrays",
        "meal.tabulate.arm_samples:design_arrays",
    ),
    "estimating": ("meal.pipeline.analyse:estimated_rows",),
    "wording": (
        "meal.tabulate.level_rows:named_row",
        "meal.pipeline.analyse:finding_row",
        "meal.pipeline.analyse:method_sentences",
        "meal.pipeline.analyse:flow_boxes",
        "meal.pipeline.analyse:linkage_rows",
    ),
    "range of people": ("meal.pipeline.analyse:range_rows",),
    "overlap": ("meal.pipeline.analyse:overlaps",),
    "suppressing": (
        "meal.pipeline.analyse:suppress",
        "meal.pipeline.analyse:suppress_flow",
        "meal.pipeline.analyse:suppress_findings",
    ),
    "writing tables": (
        "meal.pipeline.outputs:estimates_csv",
        "meal.pipeline.outputs:findings_csv",
        "meal.pipeline.outputs:run_json",
    ),
    "writing workbooks": ("meal.pipeline.outputs:workbook",),
    "writing figures": (
        "meal.pipeline.outputs:begun_figures",
        "meal.report.charts.drawing_process:Painting.files",
    ),
    "writing the page": ("meal.pipeline.outputs:page",),
    "writing files": ("meal.pipeline.outputs:replace_folder",),
}
IMPORTING = "importing"
OTHER = "other"


class Clock:
    """Seconds by step; a step inside another stops the outer one's clock. Only the main thread is timed."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._open: list[str] = [OTHER]
        self._since = time.perf_counter()
        self._thread = threading.get_ident()

    def _turn(self) -> None:
        now = time.perf_counter()
        self.seconds[self._open[-1]] += now - self._since
        self._since = now

    def timed(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its time noted under a step."""

        @functools.wraps(function)
        def timed_function(*arguments: Any, **named: Any) -> Any:
            if threading.get_ident() != self._thread:
                return function(*arguments, **named)
            self._turn()
            self._open.append(step)
            try:
                return function(*arguments, **named)
            finally:
                self._turn()
                self._open.pop()

        return timed_function

    def stop(self) -> dict[str, float]:
        """Seconds by step, until now."""
        self._turn()
        return dict(self.seconds)


def wrap_steps(clock: Clock) -> list[str]:
    """Put the clock around every function of every step; returns the names that nothing has any more.

    Raises:
        AttributeError: a step has no function left; correct STEPS, or its time would hide in another step.
    """
    unknown: list[str] = []
    for step, places in STEPS.items():
        lost = [place for place in places if not _wrapped(clock, step, place)]
        if len(lost) == len(places):
            raise AttributeError(f"{step}: none of {', '.join(places)} is there any more")
        unknown += lost
    return unknown


def _wrapped(clock: Clock, step: str, place: str) -> bool:
    module, _, names = place.partition(":")
    *owners, name = names.split(".")
    if find_spec(module) is None:
        return False
    owner: Any = import_module(module)
    for one in owners:
        owner = getattr(owner, one)
    if not hasattr(owner, name):
        return False
    setattr(owner, name, clock.timed(step, getattr(owner, name)))
    return True


def peak_megabytes() -> dict[str, float]:
    """Peak memory of this process, and of the largest of its own children."""
    # Linux counts in kilobytes, macOS in bytes.
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return {
        "own": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit,
        "children": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit,
    }


def _note(notes: Path, clock: Clock, unknown: list[str]) -> None:
    found = {"seconds": clock.stop(), "megabytes": peak_megabytes(), "unknown": unknown}
    notes.write_text(json.dumps(found), encoding="utf-8")


def main() -> None:
    """Run the command, and note what it cost even where it ends with another exit code than 0."""
    notes, sys.argv[1:] = Path(sys.argv[1]), sys.argv[2:]
    clock = Clock()
    builtins.__import__ = clock.timed(IMPORTING, builtins.__import__)
    unknown = wrap_steps(clock)
    command, leave = import_module("meal.cli").main, import_module("meal.cli.exits").leave
    try:
        command()
    except SystemExit as end:
        _note(notes, clock, unknown)
        leave(end)  # as the command itself ends


if __name__ == "__main__":
    main()
