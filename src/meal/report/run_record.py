"""The run record: what the results were made of, and how many records were left out for what."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from meal.model.estimates import Published
from meal.model.run import Accounting, InputFile, RunSummary


def run_json(run: RunSummary, published: Published) -> bytes:
    """The run record as JSON, keys sorted; a count that the flow does not show is null here too.

    It holds no clock and no machine's path, so that the same run gives the same bytes.
    """
    record = {
        "study": run.study,
        "synthetic": run.synthetic,
        "internal": published.internal,
        "meal": run.meal_version,
        "packages": dict(run.package_versions),
        "study_sha256": run.study_hash,
        "schemas_sha256": dict(run.schema_hashes),
        "decisions_sha256": run.decisions_hash,
        "definitions": dict(run.definition_hashes),
        "inputs": [asdict(entry) for entry in published_inputs(run, published)],
        "accounting": [_accounting(entry, published) for entry in run.accounting],
        "flow": [asdict(box) for box in published.flow],
        "findings": [asdict(count) for count in published.finding_counts],
        "n_estimates": len(published.estimates),
        "n_suppressed": published.n_suppressed,
    }
    return (json.dumps(record, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def published_inputs(run: RunSummary, published: Published) -> tuple[InputFile, ...]:
    """The inputs, without their length where the flow hides how many records the wave has."""
    return tuple(
        replace(entry, n_records=None) if _hidden_steps(entry.wave, published, role="total") else entry
        for entry in run.inputs
    )


def _accounting(entry: Accounting, published: Published) -> dict[str, Any]:
    """The balance of a wave, in which nothing stands that the flow hides.

    Where the flow hides something, only the counts that it shows are written: a reason that it
    does not know could be what was subtracted.
    """
    hidden = _hidden_steps(entry.wave, published)
    shown = {box.step for box in published.flow if box.wave == entry.wave} - hidden

    def count(step: str, value: int) -> int | None:
        return value if not hidden or step in shown else None

    total_hidden = bool(_hidden_steps(entry.wave, published, role="total"))
    return {
        "wave": entry.wave,
        "read": None if total_hidden else entry.read,
        "analysed": None if total_hidden else count("analysed", entry.analysed),
        "excluded": {step: count(step, value) for step, value in entry.excluded.items()},
    }


def _hidden_steps(wave: str, published: Published, role: str | None = None) -> set[str]:
    return {
        box.step
        for box in published.flow
        if box.wave == wave and box.count is None and (role is None or box.role == role)
    }


def versions(run: RunSummary) -> str:
    """What the numbers were computed with, in a line."""
    packages = (f"{name} {version}" for name, version in sorted(run.package_versions.items()))
    return ", ".join((f"meal {run.meal_version}", *packages))
